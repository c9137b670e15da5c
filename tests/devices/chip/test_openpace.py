"""Our terminal opens the chips of OpenPACE, an implementation that has nothing in common with ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from devices.chip.apdu import Channel, Command, Response
from devices.chip.pace import open_by_pace
from devices.emrtd import mapping, tlv
from devices.emrtd.groups import PACE_PARAMETERS, DhGroup
from devices.emrtd.keys import Cipher, mrz_information
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import AccessKey, CanKey, MrzKey
from devices.emrtd.security_infos import Agreement, parse_security_infos
from devices.errors import DeviceCode, DeviceError
from tests.helpers.openpace import ABSENT, PACE_CAN, PACE_RAW, OpenPaceChip, contents

pytestmark = pytest.mark.skipif(bool(ABSENT), reason=ABSENT)

CAN = CanKey("123456")
CIPHERS = (1, 2, 3, 4)
CURVES = tuple(number for number, found in PACE_PARAMETERS.items() if not isinstance(found, DhGroup))
GROUPS = tuple(number for number, found in PACE_PARAMETERS.items() if isinstance(found, DhGroup))
# Each domain once, the ciphers in turn; every cipher on one curve and in one group.
GENERIC = {
    *((2, CIPHERS[place % 4], number) for place, number in enumerate(CURVES)),
    *((1, CIPHERS[place % 4], number) for place, number in enumerate(GROUPS)),
    *((2, cipher, 12) for cipher in CIPHERS),
    *((1, cipher, 0) for cipher in CIPHERS),
}


@pytest.fixture(scope="module")
def chip() -> Iterator[OpenPaceChip]:
    with OpenPaceChip() as chip:
        yield chip


def card_access(way: int, cipher: int, parameter: int) -> bytes:
    oid = tlv.encode(0x06, write_oid(f"0.4.0.127.0.7.2.2.4.{way}.{cipher}"))
    numbers = tlv.encode(0x02, b"\x02") + tlv.encode(0x02, bytes((parameter,)))
    return tlv.encode(0x31, tlv.encode(0x30, oid + numbers))


def opened(chip: OpenPaceChip, access: bytes, key: AccessKey, secret: bytes, kind: int) -> Channel:
    """The chip opened by us.

    The library strips leading zero bytes of a secret agreed on modulo a prime, one in 256, which
    RFC 2631, 2.1.2 forbids: such a run is done again.
    """
    (info,) = parse_security_infos(access).pace
    for _ in range(3 if info.agreement is Agreement.DH else 0):
        channel = laid(chip, access, secret, kind)
        try:
            open_by_pace(channel, info, key)
        except DeviceError:
            continue
        return channel
    channel = laid(chip, access, secret, kind)
    open_by_pace(channel, info, key)
    return channel


def laid(chip: OpenPaceChip, access: bytes, secret: bytes, kind: int) -> Channel:
    chip.lay(access, secret, kind)
    return Channel(chip.transmit)


def speak(channel: Channel) -> None:
    """Messaging runs both ways: short and long answers, data to the chip, odd instructions."""
    assert channel.secured
    read = channel.transmit(Command(0x00, 0xB0, 0x00, 0x10, expected=200))
    assert read == Response(contents(16, 200), 0x9000)
    long = channel.transmit(Command(0x00, 0xB0, 0x01, 0x00, expected=4000, extended=True))
    assert long == Response(contents(256, 4000), 0x9000)
    odd = channel.transmit(Command(0x00, 0xB1, 0x00, 0x00, b"\x54\x02\x80\x00", expected=256))
    assert odd == Response(b"\x00\x80\x02\x54", 0x9000)
    assert channel.transmit(Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e")).data == b"\x1e\x01"
    assert channel.transmit(Command(0x00, 0x44, 0x00, 0x00)) == Response(b"", 0x9000)


@pytest.mark.parametrize("way, cipher, parameter", sorted(GENERIC))
def test_generic_mapping_meets_the_independent_chip(
    chip: OpenPaceChip, way: int, cipher: int, parameter: int
) -> None:
    channel = opened(chip, card_access(way, cipher, parameter), CAN, b"123456", PACE_CAN)
    speak(channel)


@pytest.mark.parametrize("parameter", GROUPS)
@pytest.mark.parametrize("cipher", [1, 2])
def test_integrated_mapping_in_groups_meets_the_independent_chip(
    chip: OpenPaceChip, monkeypatch: pytest.MonkeyPatch, cipher: int, parameter: int
) -> None:
    # The library has the integrated mapping of TR-03110 2.01: E_t(s) stands there where ICAO has its
    # pseudo-random function, and curves are mapped to by Icart's way, so only groups can be compared.
    def early(cipher: Cipher, nonce: bytes, ours: bytes, p: int) -> int:
        return int.from_bytes(mapping._encrypt(cipher, ours, nonce), "big") % p

    monkeypatch.setattr(mapping, "pseudo_random", early)
    channel = opened(chip, card_access(3, cipher, parameter), CAN, b"123456", PACE_CAN)
    speak(channel)


def test_the_key_of_the_mrz_opens_the_independent_chip(chip: OpenPaceChip) -> None:
    key = MrzKey("L898902C", "740812", "120415")
    secret = hashlib.sha1(mrz_information(key), usedforsecurity=False).digest()
    channel = opened(chip, card_access(2, 4, 13), key, secret, PACE_RAW)
    speak(channel)


def test_a_wrong_key_is_told_from_other_failures(chip: OpenPaceChip) -> None:
    with pytest.raises(DeviceError) as caught:
        opened(chip, card_access(2, 2, 12), CanKey("654321"), b"123456", PACE_CAN)
    assert caught.value.code is DeviceCode.KEY_WRONG
    assert "6300" in caught.value.detail
