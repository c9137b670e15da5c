"""What crosses the line protected is believed only whole, in its turn, and under the right seal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel, Command, Response
from devices.chip.messaging import MessagingLost, SecureMessaging
from devices.chip.suites import pad, unpad
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.session import ChipSession
from tests.helpers.fuzzing import fuzzed

SECRET = b"a secret of both"
READ = Command(0x00, 0xB0, 0x00, 0x00, expected=64)
FILE = bytes(range(64))


def both(cipher: Cipher) -> tuple[SecureMessaging, ChipSession]:
    """The reader's and the chip's end of one session."""
    return SecureMessaging.of_secret(cipher, SECRET, device="reader"), ChipSession(cipher, SECRET)


def answered(cipher: Cipher, data: bytes = FILE, status: int = 0x9000) -> tuple[SecureMessaging, Response]:
    """A reader that has asked, and the chip's true answer."""
    reader, chip = both(cipher)
    chip.open(reader.protect(READ))
    return reader, chip.close(Response(data, status))


@pytest.mark.parametrize("cipher", Cipher)
@pytest.mark.parametrize(
    "command",
    [
        READ,
        Command(0x00, 0xB0, 0x00, 0x00, expected=256),
        Command(0x00, 0xB0, 0x00, 0x00, expected=65536, extended=True),
        Command(0x00, 0xB1, 0x00, 0x00, b"\x54\x02\x80\x00", 256),
        Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e"),
        Command(0x00, 0x86, 0x00, 0x00, bytes(8), 256),
        Command(0x00, 0x22, 0x41, 0xA6, bytes(300), extended=True),
        Command(0x00, 0x44, 0x00, 0x00),
    ],
    ids=lambda command: command.header.hex() + f"-{len(command.data)}-{command.expected}",
)
def test_both_ends_understand_each_other(cipher: Cipher, command: Command) -> None:
    reader, chip = both(cipher)
    for answer in (Response(b"", 0x9000), Response(FILE, 0x9000), Response(bytes(4000), 0x6282)):
        sent = Command.decode(reader.protect(command).encoded())
        assert chip.open(sent) == command
        assert sent.cla == 0x0C
        assert reader.unprotect(chip.close(answer)) == answer


def test_a_command_that_outgrows_its_short_form_goes_long() -> None:
    reader, _ = both(Cipher.AES128)
    assert not reader.protect(Command(0x00, 0x22, 0x41, 0xA6, bytes(200))).extended
    reader, _ = both(Cipher.AES128)
    assert reader.protect(Command(0x00, 0x22, 0x41, 0xA6, bytes(250))).extended


@pytest.mark.parametrize("status", [0x6987, 0x6988, 0x6982, 0x6700, 0x6A82, 0x9000])
def test_a_bare_status_word_ends_the_session_and_is_told(status: int) -> None:
    reader, _ = both(Cipher.AES256)
    reader.protect(READ)
    with pytest.raises(MessagingLost) as caught:
        reader.unprotect(Response(b"", status))
    assert caught.value.status == status
    assert caught.value.code is DeviceCode.MESSAGING_BROKEN
    with pytest.raises(MessagingLost, match="over"):
        reader.protect(READ)


@pytest.mark.parametrize("cipher", Cipher)
def test_bare_data_are_not_believed(cipher: Cipher) -> None:
    reader, _ = answered(cipher)
    with pytest.raises(MessagingLost) as caught:
        reader.unprotect(Response(FILE, 0x9000))
    assert caught.value.status is None
    assert caught.value.port == "reader"


@pytest.mark.parametrize("cipher", Cipher)
def test_an_answer_played_again_is_refused(cipher: Cipher) -> None:
    reader, answer = answered(cipher)
    assert reader.unprotect(answer) == Response(FILE, 0x9000)
    reader.protect(READ)
    with pytest.raises(MessagingLost):
        reader.unprotect(answer)


@pytest.mark.parametrize("body", ["", "9903900000", "99029000990290 00", "8100", "85038000009902 9000"])
def test_rightly_sealed_nonsense_ends_the_session(body: str) -> None:
    reader, chip = both(Cipher.AES128)
    chip.open(reader.protect(READ))
    chip._step()
    inside = bytes.fromhex(body)
    with pytest.raises(MessagingLost):
        reader.unprotect(Response(inside + b"\x8e\x08" + chip._mac(inside), 0x9000))


def altered(kind: str, true: bytes, at: int, noise: bytes) -> bytes:
    """An answer with something done to it at one place."""
    at %= len(true)
    match kind:
        case "write":
            return true[:at] + noise + true[at + len(noise) :]
        case "cut":
            return true[:at] + true[at + len(noise) :]
        case "add":
            return true[:at] + noise + true[at:]
    return true[at:] + true[:at]


@fuzzed()
@given(
    st.sampled_from(Cipher),
    st.sampled_from(["write", "cut", "add", "turn"]),
    st.integers(0, 200),
    st.binary(min_size=1, max_size=20),
)
def test_no_altered_answer_is_believed(cipher: Cipher, kind: str, at: int, noise: bytes) -> None:
    reader, answer = answered(cipher)
    data = altered(kind, answer.data, at, noise)
    if data == answer.data:
        return
    with pytest.raises(MessagingLost):
        reader.unprotect(Response(data, answer.status))
    with pytest.raises(MessagingLost, match="over"):
        reader.protect(READ)


@fuzzed()
@given(st.sampled_from(Cipher), st.binary(max_size=80), st.booleans(), st.integers(0, 0xFFFF))
def test_no_invented_answer_is_believed(cipher: Cipher, data: bytes, sealed: bool, status: int) -> None:
    reader, _ = both(cipher)
    reader.protect(READ)
    with pytest.raises(MessagingLost):
        reader.unprotect(Response(data + b"\x8e\x08" + data[:8].ljust(8) if sealed else data, status))


@pytest.mark.parametrize("cipher", Cipher)
def test_the_word_outside_the_seal_means_nothing(cipher: Cipher) -> None:
    reader, answer = answered(cipher, b"", 0x6A82)
    assert reader.unprotect(Response(answer.data, 0x9000)) == Response(b"", 0x6A82)


def test_a_channel_never_falls_back_to_plain_bytes() -> None:
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return b"\x69\x88"

    channel = Channel(transmit)
    channel.messaging, _ = both(Cipher.AES128)
    for _ in range(3):
        with pytest.raises(DeviceError) as caught:
            channel.transmit(READ)
        assert caught.value.code is DeviceCode.MESSAGING_BROKEN
    assert [command[0] for command in sent] == [0x0C]


def test_a_wrong_length_within_the_session_is_put_right() -> None:
    reader, chip = both(Cipher.AES128)
    asked: list[int | None] = []

    def transmit(command: bytes) -> bytes:
        inner = chip.open(Command.decode(command))
        asked.append(inner.expected)
        answer = Response(b"", 0x6C10) if len(asked) == 1 else Response(FILE[:16], 0x9000)
        return chip.close(answer).encoded()

    channel = Channel(transmit)
    channel.messaging = reader
    assert channel.transmit(READ) == Response(FILE[:16], 0x9000)
    assert asked == [64, 16]


def test_the_counter_keeps_its_leading_zeros_and_turns_over() -> None:
    reader = SecureMessaging.of_secret(Cipher.DES3, SECRET, b"\xff" * 8)
    chip = ChipSession(Cipher.DES3, SECRET, (1 << 64) - 1)
    assert chip.open(reader.protect(READ)) == READ
    assert reader.unprotect(chip.close(Response(FILE, 0x9000))).data == FILE


@fuzzed(share=0.1)
@given(st.binary(max_size=40), st.sampled_from([8, 16]))
def test_filling_comes_off_as_it_went_on(data: bytes, block: int) -> None:
    assert unpad(pad(data, block), block) == data
    try:
        plain = unpad(data, block)
    except Malformed:
        return
    assert data.startswith(plain + b"\x80")
    assert len(data) - len(plain) <= block
