"""The virtual passport refuses what a real one refuses, and speaks as the standard's own examples do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel, Command, Response
from devices.chip.bac import open_by_bac
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import ChipFile
from devices.simulated.chip.card import Chip, VirtualPassport
from devices.simulated.chip.faults import Mute, Pulled
from devices.simulated.chip.filesystem import APPLICATION
from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES, body_of, holder, passport_of
from devices.simulated.chip.session import ChipSession
from tests.helpers.fuzzing import fuzzed

PKI = shared_pki("tests", date(2026, 11, 24))
ENTER = Command(0, 0xA4, 0x04, 0x0C, APPLICATION)
COM = Command(0, 0xA4, 0x02, 0x0C, b"\x01\x1e")


def opened(name: str) -> tuple[Chip, Channel]:
    """A passport opened by BAC."""
    chip = passport_of(PROFILES[name], PKI)
    channel = Channel(chip.transmit)
    assert channel.transmit(ENTER).ok
    open_by_bac(channel, holder(PROFILES[name], PKI).mrz_key)
    return chip, channel


def sent(chip: Chip, command: Command) -> Response:
    """A plain command."""
    return Response.decode(chip.transmit(command.encoded()))


# Doc 9303-11, appendix D.3 and D.4: the secret of the session, its counter, and three exchanges.
SECRET = bytes.fromhex("0036D272F5C350ACAC50C3F572D23600")
EXAMPLES = (
    ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "00A4020C02011E", b""),
    ("0CB000000D9701048E08ED6705417E96BA5500", "00B0000004", bytes.fromhex("60145F01")),
    (
        "0CB000040D9701128E082EA28A70F3C7B53500",
        "00B0000412",
        bytes.fromhex("04303130365F36063034303030305C026175"),
    ),
)
ANSWERS = (
    "990290008E08FA855A5D4C50A8ED9000",
    "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000",
    "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
)


def test_the_chips_messaging_is_that_of_the_worked_example() -> None:
    ours = bytes.fromhex("0B795240CB7049B01C19B33E32804F0B")
    theirs = bytes.fromhex("0B4F80323EB3191CB04970CB4052790B")
    assert bytes(a ^ b for a, b in zip(ours, theirs, strict=True)) == SECRET
    session = ChipSession(Cipher.DES3, SECRET, 0x887022120C06C226)
    for (protected, plain, data), answer in zip(EXAMPLES, ANSWERS, strict=True):
        assert session.open(Command.decode(bytes.fromhex(protected))) == Command.decode(bytes.fromhex(plain))
        assert session.close(Response(data, 0x9000)).encoded() == bytes.fromhex(answer)


def test_files_stay_closed_until_the_key_is_proven() -> None:
    chip = passport_of(PROFILES["bac"], PKI)
    assert sent(chip, ENTER).status == 0x9000
    assert sent(chip, COM).status == 0x6982
    assert sent(chip, Command(0, 0xB0, 0x81, 0, expected=8)).status == 0x6982


def test_a_plain_command_ends_the_session() -> None:
    chip, channel = opened("bac")
    assert channel.transmit(COM).ok
    assert sent(chip, COM).status == 0x6987
    assert sent(chip, COM).status == 0x6982


def test_fingerprints_stay_closed() -> None:
    _, channel = opened("all-files")
    channel.transmit(Command(0, 0xA4, 0x02, 0x0C, b"\x01\x03"))
    assert channel.transmit(Command(0, 0xB0, 0, 0, expected=8)).status == 0x6982


def test_reading_past_the_end_is_said() -> None:
    chip, channel = opened("bac")
    size = len(body_of(PROFILES["bac"], PKI).files[ChipFile.COM])
    assert channel.transmit(COM).ok
    assert channel.transmit(Command(0, 0xB0, 0, size - 2, expected=4)).status == 0x6282
    assert channel.transmit(Command(0, 0xB0, 0, size + 1, expected=4)).status == 0x6B00
    assert channel.transmit(Command(0, 0xA4, 0x02, 0x0C, b"\x01\x0a")).status == 0x6A82
    assert chip.atr.startswith(b"\x3b")


@pytest.mark.parametrize(
    "command, status",
    [
        (Command(0, 0xA4, 0x04, 0x0C, APPLICATION, 256), 0x6700),  # Le where no answer comes
        (Command(0, 0xA4, 0x04, 0x0C, b"\xa0\x00\x01"), 0x6A82),
        (Command(0, 0xB0, 0, 0, expected=1000, extended=True), 0x6700),
        (Command(0, 0x84, 0, 0, expected=8), 0x6985),  # outside the application
        (Command(0, 0x22, 0xC1, 0xA4, b"\x80\x01\x00"), 0x6A80),
        (Command(0, 0x86, 0, 0, b"\x7c\x00", 256), 0x6985),
        (Command(0, 0xEE, 0, 0), 0x6D00),
        (Command(0x0C, 0xB0, 0, 0, b"\x8e\x08" + bytes(8), 256), 0x6987),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_right_word(command: Command, status: int) -> None:
    chip = passport_of(PROFILES["bac"], PKI)
    assert sent(chip, command).status == status


def test_answers_never_outgrow_a_short_apdu() -> None:
    for name in ("bac", "ca-ecdh-3des", "short-answers"):
        _, channel = opened(name)
        channel.transmit(Command(0, 0xA4, 0x02, 0x0C, b"\x01\x02"))
        assert len(channel.transmit(Command(0, 0xB0, 0, 0, expected=256)).data) in {231, 160}


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_every_profile_can_be_made_and_answers_or_has_its_fault(name: str) -> None:
    chip = passport_of(PROFILES[name], PKI)
    try:
        assert sent(chip, ENTER).status == 0x9000
    except (Pulled, Mute):
        assert name == "mute"


def test_the_same_seed_gives_the_same_chip() -> None:
    other = Pki("tests", date(2026, 11, 24))
    made, again = (body_of(PROFILES["pace-cam"], pki).files for pki in (PKI, other))
    assert made == again


CHIP = VirtualPassport(body_of(PROFILES["pace-gm-p256"], PKI))


@fuzzed(share=0.3)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_no_bytes_make_the_chip_fall(commands: list[bytes]) -> None:
    for apdu in commands:
        assert len(CHIP.transmit(apdu)) >= 2
