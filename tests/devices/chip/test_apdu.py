"""Commands are made, answers put together, and a chip that will not end is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel, Command, Response
from devices.emrtd.errors import Malformed
from devices.errors import DeviceCode, DeviceError
from tests.devices.chip.scripted import ScriptedChip
from tests.helpers.fuzzing import fuzzed

HEADER = (0x00, 0xB0, 0x01, 0x02)
CASES = [
    (Command(*HEADER), "00B00102"),
    (Command(*HEADER, expected=256), "00B0010200"),
    (Command(*HEADER, expected=4), "00B0010204"),
    (Command(*HEADER, b"\xaa\xbb"), "00B0010202AABB"),
    (Command(*HEADER, b"\xaa\xbb", 256), "00B0010202AABB00"),
    (Command(*HEADER, expected=4096, extended=True), "00B00102001000"),
    (Command(*HEADER, expected=65536, extended=True), "00B00102000000"),
    (Command(*HEADER, b"\xaa\xbb", extended=True), "00B00102000002AABB"),
    (Command(*HEADER, b"\xaa\xbb", 65536, extended=True), "00B00102000002AABB0000"),
]

bytes_of_headers = st.integers(0, 255)
short_commands = st.builds(
    Command,
    *[bytes_of_headers] * 4,
    data=st.binary(max_size=255),
    expected=st.none() | st.integers(1, 256),
)
long_commands = st.builds(
    Command,
    *[bytes_of_headers] * 4,
    data=st.binary(min_size=1, max_size=600),
    expected=st.none() | st.integers(1, 65536),
    extended=st.just(True),
)


@pytest.mark.parametrize("command, encoded", CASES)
def test_each_case_has_its_form(command: Command, encoded: str) -> None:
    assert command.encoded().hex().upper() == encoded
    assert Command.decode(bytes.fromhex(encoded)) == command


@fuzzed(share=0.1)
@given(short_commands | long_commands)
def test_what_is_sent_is_what_the_card_reads(command: Command) -> None:
    assert Command.decode(command.encoded()) == command


@fuzzed()
@given(st.binary(max_size=40))
def test_bytes_that_are_no_command_are_malformed(data: bytes) -> None:
    try:
        command = Command.decode(data)
    except Malformed:
        return
    assert command.encoded() == data


@pytest.mark.parametrize(
    "command",
    [
        Command(*HEADER, bytes(256)),
        Command(*HEADER, expected=257),
        Command(*HEADER, expected=0),
        Command(*HEADER, bytes(65536), extended=True),
        Command(*HEADER, expected=65537, extended=True),
    ],
)
def test_what_does_not_fit_is_our_own_bug(command: Command) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        command.encoded()


def test_an_answer_in_parts_is_put_together() -> None:
    chip = ScriptedChip(
        [
            (bytes.fromhex("00B0010200"), b"one " + b"\x61\x04"),
            (bytes.fromhex("00C0000004"), b"two " + b"\x61\x00"),
            (bytes.fromhex("00C0000000"), b"three" + b"\x62\x82"),
        ]
    )
    channel = Channel(chip.transmit)
    assert channel.transmit(Command(*HEADER, expected=256)) == Response(b"one two three", 0x6282)
    assert chip.over
    assert channel.apdus == 3


def test_a_wrong_length_is_put_right_once() -> None:
    chip = ScriptedChip(
        [(bytes.fromhex("00B0010200"), b"\x6c\x10"), (bytes.fromhex("00B0010210"), b"\x6c\x20")]
    )
    assert Channel(chip.transmit).transmit(Command(*HEADER, expected=256)).status == 0x6C20
    assert chip.over


@pytest.mark.parametrize("part", [b"\x61\x00", bytes(256) + b"\x61\x00"], ids=["empty", "full"])
def test_an_endless_answer_is_left(part: bytes) -> None:
    channel = Channel(lambda _: part, "reader")
    with pytest.raises(DeviceError) as caught:
        channel.transmit(Command(*HEADER, expected=256))
    assert caught.value.code is DeviceCode.CHIP_MALFORMED
    assert caught.value.port == "reader"
    assert channel.apdus <= 302


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_no_status_word_is_no_answer(answer: bytes) -> None:
    silent: Callable[[bytes], bytes] = lambda _: answer  # noqa: E731
    with pytest.raises(DeviceError) as caught:
        Channel(silent).transmit(Command(*HEADER))
    assert caught.value.code is DeviceCode.CHIP_MALFORMED
