"""Taking logs of days to a drive, and proving them: the store, the reports, `sync.courier` put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayProgress, DayReceipt, DaysPort, VerifiedLog
from app.flow.ports import Clock, SignedIn
from app.reports.day_slip import Slip, SlipLog, slip_lines
from app.store.door import session_exports, session_outbox
from app.store.exports import Export, LogToExport, tidy_reason
from sync.courier import read_me
from sync.courier.day_reading import sources_at
from sync.courier.day_seal import read_identities
from sync.courier.day_stick import DaysToWrite, DaysWritten, package_place, write_days, write_slip
from sync.courier.files import Files
from sync.courier.layout import READ_ME, TOP
from sync.courier.station import freeze_all
from sync.courier.stick import Stick, source_of
from sync.ports import FrozenBatch
from sync.protocol.day import MANIFEST, SIGNATURE, DayManifest
from sync.protocol.day_package import Entry, package_size
from sync.protocol.day_proof import (
    LARGEST_FILE,
    MOST_BATCH_BYTES,
    MOST_BATCHES,
    MOST_LOGS,
    STATION_KEY,
    ProvedLog,
    Prover,
    batch_file,
    log_folder,
    write_key,
)

_SIGNATURE_SIZE: Final = 64
_KEY_SIZE: Final = len(write_key(bytes(32)))
_WHOLE: Final = 1_000
_WEIGHTS: Final = {"frozen": 300, "made": 300, "moved": 400}
"""Thousandths of an export that its parts take, when nothing was sent before."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be exported: the logs, the batches that HQ has not confirmed, the recipients by name."""

    logs: tuple[LogToExport, ...]
    batches: Sequence[FrozenBatch]
    recipients: tuple[tuple[str, str], ...]
    plain_reason: str
    station_number: int

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.logs)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Names and sizes of all files of the package, known before they are made."""
        for one in self.logs:
            folder = log_folder(one.number)
            yield f"{folder}/{MANIFEST}", one.manifest_size
            yield f"{folder}/{SIGNATURE}", _SIGNATURE_SIZE
            yield f"{folder}/{STATION_KEY}", _KEY_SIZE
            yield from ((f"{folder}/{file.name}", file.size) for file in one.files)
        for batch in self.batches:
            yield batch_file(batch.first_seq, batch.batch_id), len(batch.data)


class _Bar:
    """One progress of three parts, in thousandths: rows frozen, logs made, bytes written and read back."""

    def __init__(self, progress: DayProgress) -> None:
        self._progress = progress
        self._parts = {"frozen": 0.0, "made": 0.0, "moved": 0.0}

    def part(self, name: str, before: float = 0.0, share: float = 1.0) -> DayProgress:
        """The progress of a part, or of a `share` of it that begins at `before`."""

        def said(done: int, total: int) -> None:
            self._parts[name] = before + share * done / max(total, 1)
            whole = sum(_WEIGHTS[part] * value for part, value in self._parts.items())
            self._progress(min(int(whole), _WHOLE), _WHOLE)

        return said


class StationDayExport:
    """Implements `flow.days.DayExportPort`. `files` is the system's file system."""

    def __init__(self, days: DaysPort, clock: Clock, files: Files | None = None) -> None:
        self._days, self._clock, self._files = days, clock, files

    def policy(self, session: SignedIn) -> ExportPolicy:
        """To whom HQ wants logs encrypted."""
        return session_exports(session).policy()

    def export(
        self, session: SignedIn, numbers: Sequence[int], drive: Path, progress: DayProgress, *,
        plain_reason: str = "",
    ) -> DayReceipt:  # fmt: skip
        """Take logs to a drive; one after the other is made, sealed and written."""
        reason = tidy_reason(plain_reason)
        if plain_reason and not reason:
            raise WorldError(FailureCode.FIELD_INVALID, "day.export", field="reason")
        bar = _Bar(progress)
        wanted = _wanted(session, numbers, reason, bar.part("frozen"))
        stick = Stick(drive, self._files)
        days = DaysToWrite(
            package_place(wanted.station_number, wanted.numbers, wanted.logs[-1].day, not reason),
            self._entries(session, wanted, bar),
            package_size(wanted.sizes()),
            tuple(to for _, to in wanted.recipients),
        )
        if not reason:
            writer = f"station {wanted.station_number}"
            stick.write((READ_ME,), source_of(read_me.text(self._clock(), writer)))
        written = write_days(stick, days, bar.part("moved"))
        receipt = self._receipt(session, wanted, drive.joinpath(TOP, *days.place), written)
        with suppress(WorldError):  # the slip is on the screen, and the logs are whole
            write_slip(stick, days.place, receipt.slip)
        return receipt

    def verify(
        self, path: Path, public_key: bytes | None = None, identity: str = ""
    ) -> Sequence[VerifiedLog]:
        """Prove every log that lies there."""
        identities = read_identities(identity) if identity else []
        proved = [
            log
            for source in sources_at(path, self._files)
            for log in source.prove(Prover(lambda _: public_key), identities)
        ]
        return [_verified(log) for log in proved]

    def _entries(self, session: SignedIn, wanted: _Wanted, bar: _Bar) -> Iterator[Entry]:
        names = [name for name, _ in wanted.recipients]
        session_exports(session).begin(wanted.numbers, names, wanted.plain_reason)
        share = 1 / len(wanted.numbers)
        for place, number in enumerate(wanted.numbers):
            made = self._days.make(session, number, bar.part("made", place * share, share))
            folder = log_folder(number)
            yield Entry(f"{folder}/{MANIFEST}", made.manifest)
            yield Entry(f"{folder}/{SIGNATURE}", made.signature)
            yield Entry(f"{folder}/{STATION_KEY}", write_key(made.public_key))
            yield from (Entry(f"{folder}/{name}", content) for name, content in made.files)
        for batch in wanted.batches:
            yield Entry(batch_file(batch.first_seq, batch.batch_id), batch.data)

    def _receipt(self, session: SignedIn, wanted: _Wanted, path: Path, written: DaysWritten) -> DayReceipt:
        names = tuple(name for name, _ in wanted.recipients)
        export = Export(wanted.numbers, path.name, written.size, written.digest, names, wanted.plain_reason)
        at = session_exports(session).note(export)
        here = session.station
        logs = [SlipLog(one.number, one.day, one.crossings, one.addendum) for one in wanted.logs]
        slip = Slip(
            here.country, here.port, here.booth, wanted.station_number, logs, path.name, written.size,
            written.digest, names, wanted.plain_reason, at, session.officer.username,
        )  # fmt: skip
        return DayReceipt(path, written.size, written.digest, names, wanted.numbers, at, slip_lines(slip))


def _wanted(session: SignedIn, numbers: Sequence[int], reason: str, progress: DayProgress) -> _Wanted:
    exports = session_exports(session)
    logs = exports.wanted(numbers, reason)
    if len(logs) > MOST_LOGS or any(file.size > LARGEST_FILE for one in logs for file in one.files):
        raise WorldError(FailureCode.FIELD_INVALID, "day.export", field="days", reason="choose_fewer_days")
    recipients = () if reason else exports.policy().recipients
    if not (reason or recipients):  # HQ's word changed since it was asked: sealed to nobody is not sealed
        raise WorldError(FailureCode.DAY_NO_RECIPIENT, "day.export")
    batches = _batches(session, max(one.up_to_seq for one in logs), progress)
    return _Wanted(logs, batches, recipients, reason, exports.station())


def _batches(session: SignedIn, up_to_seq: int, progress: DayProgress) -> list[FrozenBatch]:
    """The frozen batches without HQ's receipt that hold rows up to this one; what waits is frozen first."""
    with closing(session_outbox(session)) as outbox:
        who = outbox.identity()
        if who is None:
            raise WorldError(FailureCode.NOT_ENROLLED, "day.export")
        first = next((row.seq for row in outbox.waiting(0, 1)), up_to_seq + 1)
        if first <= up_to_seq:
            rows = up_to_seq - first + 1
            freeze_all(outbox, who, up_to_seq, lambda seq: progress(min(seq - first + 1, rows), rows))
        progress(1, 1)
        held = [batch for batch in outbox.unsettled() if batch.first_seq <= up_to_seq]
    held.sort(key=lambda batch: batch_file(batch.first_seq, batch.batch_id))
    sizes = accumulate(len(batch.data) for batch in held)
    fitting = sum(size <= MOST_BATCH_BYTES for size in sizes)
    return held[: min(fitting, MOST_BATCHES)]


def _verified(log: ProvedLog) -> VerifiedLog:
    manifest: DayManifest = log.manifest
    return VerifiedLog(manifest.head, manifest.counts, log.digest, log.public_key, log.trusted)
