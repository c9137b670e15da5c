"""Bring files out of a chip, in as few commands as it bears (Doc 9303-10, 3.6; ISO/IEC 7816-4, 11.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from devices.chip.apdu import OK, SHORT_ANSWER, Channel, Command, Response
from devices.chip.messaging import MessagingLost
from devices.chip.strategy import Blocks
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import LARGEST_FILE
from devices.emrtd.reading import ChipFile, FileRead, FileState

APPLICATION: Final = bytes.fromhex("A0000002471001")

# File and short identifiers (Doc 9303-10, 4 and 9303-11, 9.2.11); data group n is 01nn and n.
_IDENTIFIERS: Final = {
    ChipFile.CARD_ACCESS: (0x011C, 0x1C),
    ChipFile.CARD_SECURITY: (0x011D, 0x1D),
    ChipFile.ATR_INFO: (0x2F01, 0x01),
    ChipFile.COM: (0x011E, 0x1E),
    ChipFile.SOD: (0x011D, 0x1D),
}
_MASTER_FILE: Final = 0x3F00
# The first piece carries the whole of a small file. 223 bytes fit into a protected short answer.
_FIRST: Final = 223
_HEAD: Final = 8
_EVEN_END: Final = 0x8000  # READ BINARY B0 has 15 bits for the offset
_OFFSET, _DISCRETIONARY = 0x54, 0x53
_END_OF_FILE: Final = 0x6282
ABSENT: Final = 0x6A82
_PROTECTED: Final = 0x6982
_NO_CURRENT_FILE: Final = 0x6986
# What chips say that do not bear being asked for more than there is.
_WRONG_LENGTH, _BEYOND = 0x6700, 0x6B00
TOO_LONG: Final = frozenset({_WRONG_LENGTH, _BEYOND, 0x6F00})
_LEAST_READS: Final = 40
_BYTES_A_READ: Final = 32  # a chip that gives less than this at once, over a whole file, is stalling


Progress: TypeAlias = Callable[[ChipFile, int, int], None]


class _Refused(Exception):
    """The chip gives no more of a file; `status` is its word for it."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


class Files:
    """Reads files over one channel; `progress` is told file, bytes that came, and bytes in all.

    `came` holds what has come of the file under way when something was raised in its middle.
    """

    def __init__(self, channel: Channel, blocks: Blocks, progress: Progress) -> None:
        self._channel = channel
        self._blocks = blocks
        self._progress = progress
        self.came = FileRead(ChipFile.COM, FileState.CUT)

    def enter_application(self) -> int:
        """Select the eMRTD application; the status word. No Le: some chips refuse it here (6700)."""
        return self._channel.transmit(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION)).status

    def enter_master_file(self) -> int:
        """Select the master file; the status word."""
        name = _MASTER_FILE.to_bytes(2, "big")
        return self._channel.transmit(Command(0x00, 0xA4, 0x00, 0x0C, name)).status

    def knock(self, file: ChipFile) -> int:
        """Select a file and leave it closed; the status word."""
        name = _IDENTIFIERS.get(file, (0x0100 | (file.data_group or 0), 0))[0].to_bytes(2, "big")
        return self._channel.transmit(Command(0x00, 0xA4, 0x02, 0x0C, name)).status

    def read(self, file: ChipFile, cut: FileRead | None = None) -> FileRead:
        """A whole file, or why there is none; goes on from `cut` where the file begins as that did.

        Raises DeviceError and MessagingLost; what came until then is in `came`.
        """
        self.came = cut or FileRead(file, FileState.CUT)
        try:
            return self._read(file, cut)
        except Malformed:
            return replace(self.came, state=FileState.MALFORMED)
        except _Refused as refused:
            return replace(self.came, state=FileState.REFUSED, status=refused.status)

    def read_piece(self, file: ChipFile) -> FileRead:
        """The first piece of a file, asked for in one command: EF.ATR/INFO has no outer tag."""
        short = _IDENTIFIERS[file][1]
        response = self._channel.transmit(Command(0x00, 0xB0, 0x80 | short, 0, expected=_FIRST))
        if not _gave(response):
            return _refusal(file, response.status)
        return FileRead(file, FileState.READ, response.data, OK, len(response.data))

    def _read(self, file: ChipFile, cut: FileRead | None) -> FileRead:
        first = self._first(file)
        if not _gave(first):
            return _refusal(file, first.status)
        size = _size_of(first.data)
        data = bytearray(first.data[:size])
        if cut is not None and cut.size == size and cut.data[: len(data)] == bytes(data):
            data = bytearray(cut.data)
        self._note(file, data, size)
        reads = 1
        while len(data) < size:
            if reads >= max(_LEAST_READS, size // _BYTES_A_READ):
                raise Malformed(file.value, "the chip gives its file in crumbs")
            data += self._piece(file, len(data), size)
            self._note(file, data, size)
            reads += 1
        if size > self._blocks.size:
            self._blocks.worked()
        return FileRead(file, FileState.READ, bytes(data), OK, size)

    def _note(self, file: ChipFile, data: bytearray, size: int) -> None:
        self.came = FileRead(file, FileState.CUT, bytes(data), OK, size)
        self._progress(file, len(data), size)

    def _first(self, file: ChipFile) -> Response:
        """The beginning of a file, which becomes the current one: by short identifier, else by name."""
        wanted = _HEAD if self._blocks.careful else min(_FIRST, self._blocks.size)
        response = self._begin(file, wanted)
        if response.status in TOO_LONG and not self._blocks.careful:
            self._blocks.careful = True
            response = self._begin(file, _HEAD)
            if not _gave(response):
                self._blocks.careful = False  # its length was not what the chip disliked
        return response

    def _begin(self, file: ChipFile, wanted: int) -> Response:
        short = _IDENTIFIERS.get(file, (0, file.data_group or 0))[1]
        if not self._blocks.by_name:
            try:
                response = self._channel.transmit(Command(0x00, 0xB0, 0x80 | short, 0, expected=wanted))
            except MessagingLost as lost:
                if lost.status in TOO_LONG:
                    self._blocks.careful = True
                raise
            self._blocks.by_short = self._blocks.by_short or _gave(response)
            if _gave(response) or (response.status in TOO_LONG and not self._blocks.careful):
                return response
            if self._blocks.by_short and response.status in {ABSENT, _PROTECTED}:
                return response
        return self._begin_by_name(file, wanted)

    def _begin_by_name(self, file: ChipFile, wanted: int) -> Response:
        """By SELECT and READ BINARY, for chips that do not know their files by short identifiers.

        What such a chip says to those is anybody's guess: 6A86, 6A82 as if there were no such file, or
        6B00 since it takes them for an offset.
        """
        status = self.knock(file)
        if status != OK:
            return Response(b"", status)
        response = self._channel.transmit(Command(0x00, 0xB0, 0, 0, expected=wanted))
        if _gave(response) and not self._blocks.by_name:
            self._blocks.by_name, self._blocks.careful = True, False
        return response

    def _piece(self, file: ChipFile, offset: int, size: int) -> bytes:
        """The next bytes of a file, as many as the chip gives; a smaller step at each 6700."""
        while True:
            wanted, before = min(self._blocks.size, size - offset), self._channel.apdus
            response = self._at(offset, wanted)
            if response.status == _NO_CURRENT_FILE and self.knock(file) == OK:
                response = self._at(offset, wanted)  # its short identifiers do not make a file current
            if _gave(response):
                break
            if response.status in {_END_OF_FILE, _BEYOND}:
                raise Malformed(file.value, "it is shorter than it says")
            if response.status != _WRONG_LENGTH or not self._blocks.smaller():
                raise _Refused(response.status)
        data = tlv.one(response.data, _DISCRETIONARY) if offset >= _EVEN_END else response.data
        if not 0 < len(data) <= wanted:
            raise Malformed(file.value, "the chip gives other than it was asked for")
        if len(data) < wanted and self._channel.apdus > before + 1:
            self._blocks.fit(len(data))
        return data

    def _at(self, offset: int, wanted: int) -> Response:
        if offset < _EVEN_END:
            long = wanted > SHORT_ANSWER
            return self._channel.transmit(
                Command(0x00, 0xB0, offset >> 8, offset & 0xFF, expected=wanted, extended=long)
            )
        # The odd instruction names the offset in an object, and the answer comes in one too.
        where = tlv.encode(_OFFSET, offset.to_bytes((offset.bit_length() + 7) // 8, "big"))
        wrapped = len(tlv.encode(_DISCRETIONARY, bytes(wanted)))
        if wanted <= SHORT_ANSWER:
            wrapped = min(SHORT_ANSWER, wrapped)
        return self._channel.transmit(
            Command(0x00, 0xB1, 0, 0, where, expected=wrapped, extended=wrapped > SHORT_ANSWER)
        )


def _gave(response: Response) -> bool:
    return response.ok or (response.status == _END_OF_FILE and bool(response.data))


def _refusal(file: ChipFile, status: int) -> FileRead:
    states = {ABSENT: FileState.ABSENT, _PROTECTED: FileState.PROTECTED}
    return FileRead(file, states.get(status, FileState.REFUSED), status=status)


def _size_of(beginning: bytes) -> int:
    size = tlv.header(beginning).end
    if size > LARGEST_FILE:
        raise Malformed("file", "larger than any file of a passport")
    return size
