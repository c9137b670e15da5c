"""The chip of the traveller on the desk: asked for, proved file by file as it streams in, told as findings.

Runs on the chip reader's thread; what it tells goes to the desk as frozen values. Nothing personal
stays here once the traveller is gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any, Protocol

from app.domain.document import TravelDocument
from app.domain.mrz import access_fields
from app.flow.chip import ChipDeskEvent, ChipFindings, ChipState, ChipView
from app.pictures.errors import PictureError
from app.pictures.opener import PictureOpener
from app.pictures.picture import Picture
from app.trust.anchors import Anchors
from app.trust.chip import Prover, face_of, said
from devices.api import (
    ChipDone,
    ChipEvent,
    ChipFileCame,
    ChipLaid,
    ChipLifted,
    ChipOpened,
    ChipProgress,
    ChipProved,
    ChipReader,
    ChipWish,
    DeviceState,
    DeviceStatus,
)
from devices.emrtd.reading import (
    Access,
    ActiveAuthentication,
    ChipAuthentication,
    ChipFile,
    ChipReading,
    MrzKey,
    Proof,
)

_BEFORE_ACCESS = frozenset({ChipFile.CARD_ACCESS, ChipFile.CARD_SECURITY, ChipFile.ATR_INFO})


class Pictures(Protocol):
    """Opens photos; `app.pictures.opener.PictureOpener` is one."""

    def warm(self) -> None: ...

    def open(self, data: bytes) -> Picture: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Job:
    """One traveller's chip: what was wished, what page it must match, and all that came so far.

    `ended` says that the reader waits for nothing more; `opened` whether the photo could be opened.
    The wish's own ticket tells this reading from an earlier one of the same traveller.
    """

    ticket: str
    wish: ChipWish
    page: TravelDocument
    reading: ChipReading = field(default_factory=lambda: ChipReading(Access(None)))
    picture: Picture | None = None
    opened: bool | None = None
    ended: bool = False


class ChipInspection:
    """Implements `flow.chip.ChipPort` over a chip reader, the trust on board and a worker for photos.

    A reader that nobody named (`expected` False) is not missed until it has been there once.
    """

    def __init__(
        self,
        reader: ChipReader,
        clock: Callable[[], datetime],
        pictures: Callable[[], Pictures] = PictureOpener,
        *,
        expected: bool = True,
    ) -> None:
        self._reader = reader
        self._missed = expected
        self._clock = clock
        self._make_pictures = pictures
        self._pictures: Pictures | None = None
        self._lock = threading.Lock()
        self._job: _Job | None = None
        self._anchors: Anchors | None = None
        self._prover: Prover | None = None
        self._wishes = count(1)
        self._gone = False
        self._listener: Callable[[ChipDeskEvent], None] = lambda event: None

    # Asked by the desk, on its thread

    def start(self, anchors: Anchors, listener: Callable[[ChipDeskEvent], None]) -> None:
        """Begin reporting."""
        self._listener = listener
        self.trust(anchors)
        self._pictures = self._make_pictures()
        self._pictures.warm()
        self._reader.start(self._event)

    def trust(self, anchors: Anchors) -> None:
        """Prove by these anchors from now on."""
        self._anchors, self._prover = anchors, Prover(anchors)

    def read(self, ticket: str, document: TravelDocument, *, allow_downgrade: bool = False) -> None:
        """Read the chip of this document as soon as it lies there; ValueError where it has no key."""
        fields = access_fields(document)
        if fields is None:
            raise ValueError("a document without number and expiry has no key")
        wish = ChipWish(f"{ticket}/{next(self._wishes)}", MrzKey(*fields), allow_downgrade)
        with self._lock:
            self._job = _Job(ticket, wish, document)
        self._reader.read(wish)

    def leave(self) -> None:
        """Forget the reading, what was reckoned of it, and everything personal in both."""
        with self._lock:
            self._job = None
        self._reader.leave()
        if self._anchors is not None:
            self._prover = Prover(self._anchors)

    def stop(self) -> None:
        """End the reader's thread and the worker."""
        self.leave()
        pictures, self._pictures = self._pictures, None
        if pictures is not None:
            pictures.close()  # first: the reader's thread may be waiting for a photo
        self._reader.stop()
        self._anchors, self._prover = None, None

    # Told by the reader, on its thread

    def _event(self, event: ChipEvent) -> None:
        with self._lock:
            job = self._job
        if isinstance(event, DeviceStatus):
            self._status(event, job)
        elif isinstance(event, ChipLaid):
            self._laid(job)
        elif isinstance(event, ChipLifted):
            if job is None or job.reading.whole:
                self._view(ChipState.EMPTY, job)
        elif job is None or job.wish.ticket != event.ticket:
            pass  # an answer to a wish that was given up
        elif isinstance(event, ChipProgress):
            self._view(ChipState.READING, job, file=event.file, done=event.done, total=event.total)
        else:
            self._heard(job, event)

    def _status(self, event: DeviceStatus, job: _Job | None) -> None:
        """Only that the reader goes and comes back is news: the rest is told by what is read."""
        gone = event.state is DeviceState.GONE
        self._missed = self._missed or event.state is DeviceState.READY
        if gone:
            missing = ChipState.GONE if self._missed else ChipState.NONE
            self._view(missing, job, code=event.code or "")
        elif self._gone or (job is None and event.state is DeviceState.READY):
            self._view(ChipState.EMPTY, job)
        self._gone = gone

    def _laid(self, job: _Job | None) -> None:
        if job is None:
            self._view(ChipState.LAID, job)
        elif not job.reading.whole:
            self._view(ChipState.OPENING, job)
            if job.ended:  # the last one was another's, or refused: this may be the right one
                self._again(job)

    def _again(self, job: _Job) -> None:
        if self._keep(_Job(job.ticket, job.wish, job.page)):
            self._reader.read(job.wish)

    def _heard(self, job: _Job, event: ChipOpened | ChipFileCame | ChipProved | ChipDone) -> None:
        job = self._with(job, event)
        if not self._keep(job):
            return
        done = isinstance(event, ChipDone)
        if isinstance(event, ChipOpened):
            self._view(ChipState.READING, job)
        if not (isinstance(event, ChipFileCame) and event.read.file in _BEFORE_ACCESS):
            self._tell(job, done=done)
        if isinstance(event, ChipDone):
            self._view(_end_state(event), job, code=event.reading.failure, file=event.reading.failed_at)

    def _with(self, job: _Job, event: ChipOpened | ChipFileCame | ChipProved | ChipDone) -> _Job:
        """The job with what came; a photo is opened as soon as it is whole."""
        reading = job.reading
        if isinstance(event, ChipOpened):
            return replace(job, reading=replace(reading, access=event.access))
        if isinstance(event, ChipProved):
            return replace(job, reading=_with_proof(reading, event.proof))
        if isinstance(event, ChipDone):
            return self._with_picture(replace(job, reading=event.reading, ended=not event.resumable))
        files = {**reading.files, event.read.file: event.read}
        job = replace(job, reading=replace(reading, files=files))
        return self._with_picture(job) if event.read.file is ChipFile.DG2 else job

    def _with_picture(self, job: _Job) -> _Job:
        face = face_of(job.reading)
        if face is None or job.opened is not None or self._pictures is None:
            return job
        try:
            picture = self._pictures.open(face.data)
        except PictureError:
            return replace(job, opened=False)
        return replace(job, picture=picture, opened=True)

    def _keep(self, job: _Job) -> bool:
        """Keep what came, unless the desk has gone on meanwhile."""
        with self._lock:
            current = self._job is not None and self._job.wish is job.wish
            if current:
                self._job = job
        return current

    def _tell(self, job: _Job, *, done: bool) -> None:
        prover = self._prover
        if prover is None:
            return
        checks = prover.prove(job.reading, job.page, self._clock(), picture_opened=job.opened)
        self._listener(ChipFindings(job.ticket, checks, said(job.reading), job.picture, done))

    def _view(self, state: ChipState, job: _Job | None, **more: Any) -> None:
        ticket = "" if job is None else job.ticket
        self._listener(ChipView(state, ticket, self._reader.info.name, **more))


def _with_proof(reading: ChipReading, proof: Proof) -> ChipReading:
    if isinstance(proof, ActiveAuthentication):
        return replace(reading, active=proof)
    if isinstance(proof, ChipAuthentication):
        return replace(reading, chip=proof)
    return replace(reading, mapping=proof)


def _end_state(event: ChipDone) -> ChipState:
    if event.reading.whole and not event.reading.failure:
        return ChipState.READ
    return ChipState.LIFTED if event.resumable else ChipState.FAILED
