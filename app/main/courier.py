"""The road by stick for the desk and the commands: drives, the store and `sync.courier` put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.flow.courier import CourierRead, CourierWritten, DriveSeen, Progress, StickContents
from app.flow.ports import Clock, SignedIn
from app.store.audit import AuditAct
from app.store.door import (
    note_courier,
    require_courier,
    session_certificates,
    session_inbox,
    session_outbox,
)
from devices.api import Drive, Drives
from devices.errors import DeviceCode, DeviceError
from sync.courier.station import Besides, StationCourier
from sync.courier.stick import Stick
from sync.renewing import CertificateStore, request_if_due, take_certificate

_SAID = {DeviceCode.BUSY: FailureCode.DRIVE_BUSY, DeviceCode.GONE: FailureCode.DRIVE_GONE}


class StickCourier:
    """Implements `flow.courier.CourierPort`. `open_drives` is asked anew each time: drives come and go."""

    def __init__(self, open_drives: Callable[[], Drives], clock: Clock) -> None:
        self._open_drives = open_drives
        self._clock = clock

    def drives(self) -> Sequence[DriveSeen]:
        """Removable drives that are plugged in now; none on a system of which nothing is known."""
        return [_seen(drive) for drive in self._found()]

    def look(self, session: SignedIn, drive: Path) -> StickContents:
        """What is on it, taking nothing in."""
        with self._carrying(session) as courier:
            seen = courier.look(Stick(drive))
        return StickContents(seen.for_us, seen.from_us, seen.others, seen.torn, seen.written_at, seen.foreign)

    def write(self, session: SignedIn, drive: Path, progress: Progress) -> CourierWritten:
        """Freeze what waits, write it with what HQ needs to answer, sync, read back, compare."""
        require_courier(session)
        with self._carrying(session) as courier:
            done = courier.write(Stick(drive), progress)
        note_courier(session, AuditAct.STICK_WRITTEN, batches=done.batches, rows=done.rows)
        return CourierWritten(done.batches, done.rows, done.already_there, done.size)

    def read(self, session: SignedIn, drive: Path, progress: Progress) -> CourierRead:
        """Take in receipts and publications; what is damaged is told and left."""
        require_courier(session)
        with self._carrying(session) as courier:
            done = courier.read(Stick(drive), progress)
        failed, taken = len(done.failed), len(done.publications)
        note_courier(session, AuditAct.STICK_READ, rows=done.rows_settled, publications=taken, failed=failed)
        return CourierRead(done.receipts, done.rows_settled, done.publications, done.renewed, done.failed)

    def eject(self, drive: Path) -> None:
        """Let go of the drive; raises WorldError(DRIVE_MISSING) for a folder that is none."""
        path = drive.resolve()
        found = next((one for one in self._found() if one.path.resolve() == path), None)
        if found is None:
            raise WorldError(FailureCode.DRIVE_MISSING, "courier.eject")
        try:
            self._open_drives().eject(found)
        except DeviceError as error:
            code = _SAID.get(error.code, FailureCode.DRIVE_BUSY)
            raise WorldError(code, "courier.eject", reason=error.detail) from error

    def _found(self) -> Sequence[Drive]:
        try:
            return self._open_drives().find()
        except DeviceError:
            return ()

    @contextmanager
    def _carrying(self, session: SignedIn) -> Iterator[StationCourier]:
        """The station's courier on connections of its own: it works for minutes, on whatever thread calls."""
        outbox, inbox, certificates = (
            session_outbox(session), session_inbox(session), session_certificates(session),
        )  # fmt: skip
        try:
            yield StationCourier(outbox, inbox, self._clock, self._besides(certificates))
        finally:
            for one in (certificates, inbox, outbox):
                one.close()

    def _besides(self, store: CertificateStore) -> Besides:
        """The certificate's renewal by stick; an answer when nothing is asked is an old one, and is left."""

        def keep(certificate: bytes) -> bool:
            return bool(store.pending_key()) and take_certificate(store, certificate)

        return Besides(lambda: request_if_due(store, self._clock()), keep)


def _seen(drive: Drive) -> DriveSeen:
    return DriveSeen(
        drive.path, drive.device, drive.label, drive.filesystem, drive.size, drive.free, drive.read_only
    )
