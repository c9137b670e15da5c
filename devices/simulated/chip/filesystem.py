"""A chip's files: selecting and reading them (ISO/IEC 7816-4, 11; Doc 9303-10, 3.6)."""

from __future__ import annotations

from enum import Enum
from typing import Final

from devices.chip.apdu import Command, Response
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.reading import ChipFile
from devices.simulated.chip.body import APPLICATION_IDS, MASTER_IDS, PROTECTED, Body
from devices.simulated.chip.session import Refused

APPLICATION: Final = bytes.fromhex("A0000002471001")
_MASTER: Final = b"\x3f\x00"
_OFFSET, _DISCRETIONARY = 0x54, 0x53
_OK, _END_OF_FILE = 0x9000, 0x6282


class Place(Enum):
    """Which directory is selected."""

    MASTER = "master"
    APPLICATION = "application"


class FileSystem:
    """The files of one chip with its current place and file; `opened` says that access control was passed.

    `by_pace` says by which: only then EF.CardSecurity may be read.
    """

    def __init__(self, body: Body) -> None:
        self._body = body
        self.place = Place.MASTER
        self._file: ChipFile | None = None
        self.opened = body.secrets.mrz is None
        self.by_pace = False

    def select(self, command: Command) -> Response:
        """SELECT; P2 must be 0C, and then no answer may be asked for."""
        if command.p2 != 0x0C:
            raise Refused(0x6A86)
        if command.expected is not None:
            raise Refused(0x6700)
        match command.p1:
            case 0x00 if command.data in {b"", _MASTER}:
                self.place, self._file = Place.MASTER, None
            case 0x04 if command.data == APPLICATION:
                self.place, self._file = Place.APPLICATION, None
            case 0x02 if len(command.data) == 2:
                self._file = self._by_id(int.from_bytes(command.data))
            case 0x00 | 0x02 | 0x04:
                raise Refused(0x6A82)
            case _:
                raise Refused(0x6A86)
        return Response(b"", _OK)

    def read(self, command: Command, most: int) -> Response:
        """READ BINARY B0 or B1, at most `most` bytes of a file; raises Refused."""
        if command.ins & 1:
            file, offset = self._extended_address(command)
        else:
            file, offset = self._address(command)
        self._file = file
        data = self._readable(file)
        if command.expected is None:
            raise Refused(0x6700)
        if offset > len(data) or (offset == len(data) and command.expected):
            raise Refused(0x6B00)
        part, status = _part(data, offset, command, most)
        if command.ins & 1:
            return Response(tlv.encode(_DISCRETIONARY, part), status)
        return Response(part, status)

    def _address(self, command: Command) -> tuple[ChipFile, int]:
        if command.p1 & 0x80:
            return self._by_short_id(command.p1 & 0x1F), command.p2
        return self._current(), command.p1 << 8 | command.p2

    def _extended_address(self, command: Command) -> tuple[ChipFile, int]:
        """B1: P1P2 hold a short identifier, a file identifier, or 0000 for the current file."""
        try:
            offset = tlv.one(command.data, _OFFSET)
        except Malformed as error:
            raise Refused(0x6A80) from error
        number = command.p1 << 8 | command.p2
        if not number:
            return self._current(), int.from_bytes(offset)
        file = self._by_short_id(number) if number <= 0x1E else self._by_id(number)
        return file, int.from_bytes(offset)

    def _current(self) -> ChipFile:
        if self._file is None:
            raise Refused(0x6986)
        return self._file

    def _by_short_id(self, number: int) -> ChipFile:
        return self._by_id((0x2F00 if number == 1 and self.place is Place.MASTER else 0x0100) | number)

    def _by_id(self, number: int) -> ChipFile:
        ids = MASTER_IDS if self.place is Place.MASTER else APPLICATION_IDS
        if self.place is Place.APPLICATION and not self.opened:
            raise Refused(0x6982)
        for file, own in ids.items():
            if own == number and file in self._body.files:
                return file
        raise Refused(0x6A82)

    def _readable(self, file: ChipFile) -> bytes:
        if file in PROTECTED or (file is ChipFile.CARD_SECURITY and not self.by_pace):
            raise Refused(0x6982)
        return self._body.files[file]


def _part(data: bytes, offset: int, command: Command, most: int) -> tuple[bytes, int]:
    """What is read, and the status: 6282 when a number of bytes was asked for that the file has not."""
    wanted = command.expected or 0
    room = min(wanted, most)
    if command.ins & 1:
        # DO53 around the data takes its place of the answer too.
        room = max(0, room - (2 if room <= 0x81 else 3 if room <= 0x102 else 4))
    everything = wanted in {0x100, 0x10000} or command.ins & 1
    short = not everything and offset + wanted > len(data)
    return data[offset : offset + room], _END_OF_FILE if short else _OK
