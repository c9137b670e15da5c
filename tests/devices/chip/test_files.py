"""A chip may give its files in any way the standard lets it, or lie: neither hangs nor fools us."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel, Command, Response
from devices.chip.files import Files
from devices.chip.strategy import LARGEST, Blocks, RememberedHere, ability
from devices.emrtd import tlv
from devices.emrtd.reading import ChipFile, FileRead, FileState
from tests.helpers.fuzzing import fuzzed

Answers = Callable[[Command], Response]
READER = "reader"


class Shelf:
    """A chip of one file that answers READ BINARY in its own way; `sent` has the commands."""

    def __init__(self, data: bytes, answers: Callable[[bytes, int, Command], Response]) -> None:
        self.sent: list[Command] = []
        self._data = data
        self._answers = answers

    def __call__(self, apdu: bytes) -> bytes:
        command = Command.decode(apdu)
        self.sent.append(command)
        if command.ins == 0xA4:
            return b"\x90\x00"
        if command.ins == 0xB1:
            offset = int.from_bytes(tlv.one(command.data, 0x54))
        else:
            offset = command.p2 if command.p1 & 0x80 else command.p1 << 8 | command.p2
        return self._answers(self._data, offset, command).encoded()


def honest(data: bytes, offset: int, command: Command) -> Response:
    wanted = command.expected or 0
    if command.ins == 0xB1:
        head = 2 if wanted < 0x82 else 3 if wanted < 0x103 else 4
        return Response(tlv.encode(0x53, data[offset : offset + wanted - head]), 0x9000)
    return Response(data[offset : offset + wanted], 0x9000 if offset + wanted <= len(data) else 0x6282)


def brought(
    data: bytes, answers: Callable[[bytes, int, Command], Response] = honest, able: int = LARGEST
) -> tuple[FileRead, Shelf, Blocks]:
    shelf, blocks = Shelf(data, answers), Blocks(READER, RememberedHere())
    blocks.begin(able)
    return Files(Channel(shelf), blocks, lambda *_: None).read(ChipFile.DG2), shelf, blocks


@pytest.mark.parametrize("able", [128, 192, 256, 1_024, LARGEST])
@pytest.mark.parametrize("size", [0, 1, 200, 219, 220, 5_000, 32_763, 33_000, 70_000])
def test_a_file_of_any_size_comes_whole_in_blocks_of_any_size(size: int, able: int) -> None:
    data = tlv.encode(0x75, bytes(number % 251 for number in range(size)))
    read, shelf, _ = brought(data, able=able)
    assert (read.state, read.data, read.size) == (FileState.READ, data, len(data))
    odd = [command for command in shelf.sent if command.ins == 0xB1]
    assert bool(odd) is (len(data) > 0x8000)
    assert len(shelf.sent) <= 3 + len(data) // (able - 4)


def test_what_follows_a_file_in_its_memory_is_not_the_file() -> None:
    read, _, _ = brought(b"\x75\x02ab" + bytes(100))
    assert read.data == b"\x75\x02ab"


@pytest.mark.parametrize("status", [0x6A86, 0x6A82, 0x6982, 0x6981, 0x6B00, 0x6700])
def test_a_chip_without_short_identifiers_is_asked_by_name_whatever_it_says_to_them(status: int) -> None:
    def by_name(data: bytes, offset: int, command: Command) -> Response:
        return Response(b"", status) if command.p1 & 0x80 else honest(data, offset, command)

    read, shelf, blocks = brought(b"\x75\x02ab", by_name)
    assert (read.data, blocks.by_name, blocks.careful) == (b"\x75\x02ab", True, False)
    assert [command.ins for command in shelf.sent][-2:] == [0xA4, 0xB0]
    assert len(shelf.sent) <= 4


def test_a_chip_that_bears_no_byte_too_much_is_asked_with_care() -> None:
    def strict(data: bytes, offset: int, command: Command) -> Response:
        if offset + (command.expected or 0) > len(data):
            return Response(b"", 0x6700)
        return honest(data, offset, command)

    data = tlv.encode(0x75, bytes(100))
    read, _, blocks = brought(data, strict)
    assert (read.data, blocks.careful) == (data, True)


@pytest.mark.parametrize("status, state", [(0x6A82, "absent"), (0x6982, "protected"), (0x6F01, "refused")])
def test_a_refusal_is_told_by_its_kind(status: int, state: str) -> None:
    read, _, _ = brought(b"\x75\x00", lambda *_: Response(b"", status))
    assert (read.state.value, read.status) == (state, status)


LIES: dict[str, Callable[[bytes, int, Command], Response]] = {
    "nothing": lambda data, offset, command: Response(b"" if offset else data[:4], 0x9000),
    "nothing, at the end": lambda data, offset, command: Response(b"" if offset else data[:4], 0x6282),
    "beyond the end": lambda data, offset, command: Response(
        b"" if offset else data[:4], 0x6B00 if offset else 0x9000
    ),
    "more than asked": lambda data, offset, command: (
        Response(bytes((command.expected or 0) + 1), 0x9000) if offset else Response(data[:4], 0x9000)
    ),
    "crumbs": lambda data, offset, command: Response(data[offset : offset + (1 if offset else 4)], 0x9000),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_length_and_a_file_that_do_not_agree_are_malformed(lie: str) -> None:
    read, shelf, _ = brought(tlv.encode(0x75, bytes(5_000)), LIES[lie])
    assert read.state is FileState.MALFORMED
    assert len(shelf.sent) < 200


@pytest.mark.parametrize(
    "head", [b"\x75\x83\x02\x00\x00", b"\x75\x84\xff\xff\xff\xff", b"\x75\x80", b"", b"\x75"]
)
def test_a_file_beyond_all_bounds_is_not_read_on(head: bytes) -> None:
    read, shelf, _ = brought(head + bytes(600) if len(head) > 1 else head, honest)
    assert read.state in {FileState.MALFORMED, FileState.REFUSED}
    assert len(shelf.sent) <= 3


@fuzzed()
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_whatever_a_chip_answers_a_reading_ends(answers: list[bytes]) -> None:
    left = list(answers)
    channel = Channel(lambda command: (left.pop(0) if left else b"") + b"\x90\x00")
    read = Files(channel, Blocks(READER, RememberedHere()), lambda *_: None).read(ChipFile.DG1)
    assert read.state in FileState
    assert channel.apdus < 5_000


def test_the_chip_says_itself_how_much_it_can() -> None:
    long = bytes.fromhex("3B858001807300006097")
    assert ability(bytes.fromhex("3B80800101"), None) == 256
    assert ability(long, None) == LARGEST - 40
    assert ability(long, bytes.fromhex("7F66080202040002020400")) == 1_024 - 40
    assert ability(bytes.fromhex("3B80800101"), bytes.fromhex("7F66080202080002020800")) == 2_048 - 40
    assert ability(b"", b"\x7f\x66\xff") == 256
