"""Read one passport's chip from end to end: open it, bring its files out, let it prove itself.

The order is the booth's and the standard's: DG1 first, so that the officer sees who this is; then what
the proofs need (SOD, COM, DG14, DG15) and the proofs; then the photo and the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from devices.api import ChipEvent, ChipFileCame, ChipOpened, ChipProgress, ChipProved, ChipWish
from devices.chip.access import Door, Opening
from devices.chip.agreement import RANDOM, Random
from devices.chip.files import ABSENT, TOO_LONG, Files
from devices.chip.line import Line, Overhear
from devices.chip.messaging import MessagingLost
from devices.chip.proofs import Proofs
from devices.chip.slot import Card
from devices.chip.strategy import Blocks, Remembered
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.com import parse_com
from devices.emrtd.lds.security_object import peek
from devices.emrtd.reading import Access, ChipFile, ChipReading, FileRead, FileState, Proof
from devices.errors import DeviceCode, DeviceError

_FIRST: Final = (ChipFile.DG1, ChipFile.SOD, ChipFile.COM)
_PROVING: Final = (ChipFile.DG14, ChipFile.DG15)
_THEN: Final = tuple(ChipFile.of_group(number) for number in (2, 11, 12, 7, 13, 16, 5, 6, 8, 9, 10))
_SEALED: Final = (ChipFile.DG3, ChipFile.DG4)
_GROUPS: Final = 16
_EVERY: Final = 0.05  # seconds between two reports of progress
_WORTH_SAYING: Final = 1_000  # smaller files are there before anybody could look
_OPENINGS: Final = 10  # a chip that loses every session is not opened for ever
_IDENTIFYING: Final = (ChipFile.SOD, ChipFile.DG1)


class ChipRead:
    """What a wish for one chip has brought so far; `go` reads on from wherever it had come to.

    `tell` hears everything as it comes, on the thread of `go`. `wanted` is asked before each command:
    once it says no, `go` raises GivenUp. `clock` counts seconds; `overhear` is for recording.
    """

    def __init__(
        self,
        wish: ChipWish,
        reader: str,
        remembered: Remembered,
        tell: Callable[[ChipEvent], None],
        *,
        wanted: Callable[[], bool] = lambda: True,
        random: Random = RANDOM,
        clock: Callable[[], float] = time.monotonic,
        overhear: Overhear | None = None,
    ) -> None:
        self._overhear = overhear
        self.wish = wish
        self._reader = reader
        self._tell = tell
        self._wanted = wanted
        self._random = random
        self._clock = clock
        self._blocks = Blocks(reader, remembered)
        self._files: dict[ChipFile, FileRead] = {}
        self._reading = ChipReading(Access(None))
        self._at: ChipFile | None = None
        self._rounds = 0
        self._forgiven = False
        self._struck: set[ChipFile] = set()
        self._proofs = Proofs(self._blocks, random, self._tell_proof)
        self._reported = float("-inf")

    @property
    def reading(self) -> ChipReading:
        """All that came so far."""
        proofs = self._proofs
        return replace(self._reading, files=dict(self._files), chip=proofs.agreed, active=proofs.signed)

    def go(self, card: Card, *, anew: bool = False) -> ChipReading:
        """Read until everything was tried or the reading fails: `failure` then says how.

        The card is powered `anew` first where somebody has spoken with it already.
        """
        before = self._reading.apdus
        line = Line(card, self._reader, self._wanted, self._overhear)
        self._rounds += 1
        self._forgiven = False
        self._reading = replace(self._reading, failure="", failed_at="", failed_byte=0)
        try:
            if anew:
                line.reset()
            self._until_done(line)
        except DeviceError as error:
            self._fail(error)
        finally:
            self._reading = replace(self._reading, apdus=before + line.apdus)
        return self.reading

    def _until_done(self, line: Line) -> None:
        """Open and read, and open again where the session was lost, as long as that may help."""
        for number in range(_OPENINGS):
            if number:
                line.reset()
            try:
                if self._open_and_read(line):
                    self._reading = replace(self._reading, whole=True)
                    return
            except MessagingLost as lost:
                self._take_loss(lost)
            except DeviceError as error:
                self._take_fault(error)
        raise DeviceError(DeviceCode.MESSAGING_BROKEN, self._reader, "loses every session")

    def _take_loss(self, lost: MessagingLost) -> None:
        """Decide what to do otherwise after a lost session; raises it where there is nothing."""
        if lost.status is None:
            self._forgive(lost)  # an answer altered on the line, as far as we can tell
        elif self._at is None or ((cut := self._files.get(self._at)) is not None and cut.data):
            if not self._blocks.smaller():
                self._give_file_up(lost)
        elif self._at not in self._struck or not self._blocks.by_name:
            # The first command for a file ended the session: it may be how much we ask for, or the way.
            self._blocks.by_name |= self._at in self._struck or not self._blocks.careful
            self._struck.add(self._at)
        else:
            # An unsealed word proves nothing: whatever it is, it is not "absent".
            self._keep(FileRead(self._at, FileState.REFUSED, status=lost.status))

    def _give_file_up(self, lost: MessagingLost) -> None:
        """Nothing smaller is left to ask for: go on without this file, if it is only its size."""
        if self._at is None or lost.status not in TOO_LONG:
            raise lost
        cut = self._files[self._at]
        self._keep(replace(cut, state=FileState.REFUSED, status=lost.status))

    def _take_fault(self, error: DeviceError) -> None:
        if error.code is DeviceCode.CHIP_MALFORMED and self._at is not None:
            self._keep(FileRead(self._at, FileState.MALFORMED))
        elif error.code is not DeviceCode.CHIP_MUTE:
            raise error
        elif self._blocks.extended and self._forgiven:
            # The card is there and again nothing comes: long commands are beyond some readers.
            self._blocks.smaller(reader_at_fault=True)
        else:
            self._forgive(error)

    def _forgive(self, error: DeviceError) -> None:
        """Once in a round: noise, or a passport that was moved. Twice is told."""
        if self._forgiven:
            raise error
        self._forgiven = True

    def _open_and_read(self, line: Line) -> bool:
        """One session; False where the chip lost it in proving itself, and another one is needed."""
        self._at = None
        if self._identified_by() is None:
            self._forget()
        door = Door(
            line, self.wish.key, self._blocks, self._progress,
            allow_downgrade=self.wish.allow_downgrade, random=self._random,
        )  # fmt: skip
        opening = door.open()
        self._opened(opening)
        self._same_chip(door.files, opening)
        for read in opening.came:
            self._keep(read)
        self._fetch(door.files, _FIRST)
        listed = self._listed()
        self._fetch(door.files, [file for file in _PROVING if file in listed])
        if not self._proofs.ask(line.channel, *map(self.reading.data, _PROVING)):
            return False
        self._fetch(door.files, [file for file in _THEN if file in listed])
        self._knock(door.files, [file for file in _SEALED if file in listed])
        return True

    def _opened(self, opening: Opening) -> None:
        before = self._reading.access
        if before.method is not None and opening.code is DeviceCode.KEY_WRONG:
            raise DeviceError(DeviceCode.DIFFERENT_CHIP, self._reader, "another key")
        if opening.access != before or self._reading.mapping is None:
            self._reading = replace(self._reading, access=opening.access, mapping=opening.mapping)
        if opening.access != before:
            self._tell(ChipOpened(self.wish.ticket, opening.access))
            self._tell_proof(opening.mapping)
        if opening.code is not None:
            for read in opening.came:
                self._keep(read)
            raise DeviceError(opening.code, self._reader)

    def _identified_by(self) -> ChipFile | None:
        """The file of before by which another chip would be told from this one."""
        return next((file for file in _IDENTIFYING if self.reading.data(file) is not None), None)

    def _forget(self) -> None:
        """Let go of what could come from another chip, for nothing would show it: a proof of one chip
        would else be kept beside the files of another.
        """
        came = {FileState.READ, FileState.CUT}
        self._files = {file: read for file, read in self._files.items() if read.state not in came}
        self._reading = replace(self._reading, access=Access(None), mapping=None)

    def _same_chip(self, files: Files, opening: Opening) -> None:
        """After a loss: prove by the signed file that it is still the chip of before."""
        for read in opening.came:
            known = self._files.get(read.file)
            if known is not None and (known.state, known.data) != (read.state, read.data):
                raise DeviceError(DeviceCode.DIFFERENT_CHIP, self._reader, read.file)
        file = self._identified_by()
        if file is None:
            return
        if files.read(file).data != self._files[file].data:
            raise DeviceError(DeviceCode.DIFFERENT_CHIP, self._reader, file)
        if self._rounds > 1:
            self._reading = replace(self._reading, resumed=True)

    def _fetch(self, files: Files, wanted: Iterable[ChipFile]) -> None:
        for file in wanted:
            known = self._files.get(file)
            if known is not None and known.state is not FileState.CUT:
                continue
            self._at = file
            read = None
            try:
                read = files.read(file, known)
            finally:
                if read is None and files.came.data:
                    self._files[file] = files.came
            self._keep(read)
            self._at = None

    def _knock(self, files: Files, wanted: Iterable[ChipFile]) -> None:
        """Fingerprints and irises are asked after and never read: they need terminal authentication."""
        for file in wanted:
            try:
                status = files.knock(file)
            except MessagingLost as lost:
                if lost.status is None:
                    raise
                self._keep(FileRead(file, FileState.PROTECTED, status=lost.status))
                return  # some chips end the session over it, and nothing else is wanted of this one
            state = FileState.ABSENT if status == ABSENT else FileState.PROTECTED
            self._keep(FileRead(file, state, status=status))

    def _listed(self) -> frozenset[ChipFile]:
        """What COM or SOD names: a group dropped from one of them is read all the same.

        Without both, everything that a passport may have is asked for.
        """
        com, sod = (self.reading.data(file) for file in (ChipFile.COM, ChipFile.SOD))
        groups: set[int] = set()
        signed = peek(sod) if sod is not None else None
        if signed is not None:
            groups |= signed.groups
        try:
            groups |= set(parse_com(com).groups) if com is not None else set()
        except Malformed:
            pass  # the file is kept as it came, for the checks to find
        known = [number for number in groups if 1 <= number <= _GROUPS]
        return frozenset(map(ChipFile.of_group, known or range(1, _GROUPS + 1)))

    def _keep(self, read: FileRead) -> None:
        if self._files.get(read.file) != read:
            self._files[read.file] = read
            self._tell(ChipFileCame(self.wish.ticket, read))

    def _tell_proof(self, proof: Proof | None) -> None:
        if proof is not None:
            self._tell(ChipProved(self.wish.ticket, proof))

    def _progress(self, file: ChipFile, done: int, total: int) -> None:
        if self._at is None or total < _WORTH_SAYING:
            return
        now = self._clock()
        if now - self._reported >= _EVERY or done >= total:
            self._reported = now
            self._tell(ChipProgress(self.wish.ticket, file, done, total))

    def _fail(self, error: DeviceError) -> None:
        cut = self._files.get(self._at) if self._at is not None else None
        self._reading = replace(
            self._reading,
            failure=error.code,
            failed_at=self._at or "",
            failed_byte=len(cut.data) if cut is not None else 0,
        )
        if cut is not None and cut.state is FileState.CUT:
            self._tell(ChipFileCame(self.wish.ticket, cut))
