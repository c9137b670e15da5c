"""The road down: bring HQ's publications to the station, verify each, and hand it to the inbox.

The link and a stick bring the same files. Whatever is wrong with a publication raises before the inbox
sees its contents, or while it takes them in, and then nothing was taken. Used on one thread.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from app.domain.failure import FailureCode, WorldError
from sync.line import Stopped
from sync.ports import Publication, StationInbox
from sync.protocol.index import Listed, needed, read_index
from sync.protocol.publication import (
    KEYS,
    LATE,
    LONGEST_HEAD,
    Head,
    open_contents,
    open_keys,
    read_head,
    require_for,
    require_next,
)
from sync.protocol.sealing import damaged
from sync.protocol.thing import LARGEST_THING

_log = logging.getLogger(__name__)

LAID_OUT: Final = frozenset({KEYS, LATE, "people", "documents", "earlier"})
"""Kinds of streams with a layout of their own. Of any other kind a station takes in snapshots of one content
(`sync.protocol.thing`), whether it knows the kind or keeps it for a newer program."""
SUFFIX: Final = ".mpub"
"""How files of publications end on a stick."""
MOST_FILES: Final = 10_000
"""Files of publications looked at in one folder."""
TINIEST_SLICE: Final = 1 << 10
SMALLEST_SLICE: Final = 16 << 10
LARGEST_SLICE: Final = 1 << 20
ASIDE: Final = 3600.0
"""Seconds for which a publication that could not be taken in is not tried again."""

_SLICE_SECONDS: Final = 4.0
"""How long one slice may take on the link: a crossing waits at most so long behind a list."""
_PART: Final = ".part"
_BAD_FILE: Final = frozenset({
    FailureCode.PUBLICATION_DAMAGED, FailureCode.PUBLICATION_NOT_TRUSTED, FailureCode.PUBLICATION_OLDER,
    FailureCode.PUBLICATION_GAP, FailureCode.PUBLICATION_NOT_FOR_US,
})  # fmt: skip


class Shelf(Protocol):
    """Where HQ's publications are fetched; `sync.http.HqClient` is one. Each call raises WorldError
    (HQ_UNREACHABLE, HQ_NOT_TRUSTED, HQ_REFUSED_STATION, HQ_BUSY) or Stopped."""

    def index(self, held: Mapping[str, int]) -> bytes:
        """The index of what there is after these sequences, unread."""

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """At most `count` bytes of one publication's file, from byte `first` on; unproved."""


@dataclass(frozen=True, slots=True)
class FolderTaken:
    """What a folder of publications brought: those taken in, and files that could not be, with why."""

    taken: tuple[Publication, ...]
    failed: tuple[tuple[str, WorldError], ...]


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """A folder's publications that are for this station: their files by stream and sequence, those that it
    still needs in the order of taking, and files that are damaged or of another HQ, with why."""

    files: Mapping[tuple[str, int], Path]
    needed: tuple[Listed, ...]
    failed: tuple[tuple[str, WorldError], ...]


def take_file(inbox: StationInbox, path: Path, stop: threading.Event | None = None) -> Publication:
    """Verify one publication's file and hand it to the inbox; `stop` ends it with `Stopped`.

    Raises WorldError(NOT_ENROLLED), PUBLICATION_NOT_TRUSTED, PUBLICATION_NOT_FOR_US, PUBLICATION_OLDER,
    PUBLICATION_GAP, PUBLICATION_NO_KEY, PUBLICATION_DAMAGED in this order of proof, and what
    `StationInbox.take` raises. Long for a large list.
    """
    identity = inbox.identity()
    if identity is None:
        raise WorldError(FailureCode.NOT_ENROLLED, "inbox")
    try:
        with path.open("rb") as file:
            head = read_head(file.read(LONGEST_HEAD), identity.hq_receipt_key)
            _require_for_us(head.publication, identity.station_number, inbox.port())
            require_next(head.publication, inbox.held().get(head.publication.stream))
            if path.stat().st_size != head.file_size:
                raise damaged("length")
            file.seek(head.start)
            if head.publication.stream.partition("/")[0] == KEYS:
                ring = open_keys(file, head, identity.signing_key)
                inbox.keep_keyring(head.publication, ring)
            else:
                contents = open_contents(file, head, inbox.keyring())
                inbox.take(head.publication, _stoppable(contents, stop))
    except OSError as error:
        raise damaged(f"file.{type(error).__name__}") from error
    _log.info("taken stream=%s sequence=%d", head.publication.stream, head.publication.sequence)
    return head.publication


def _stoppable(chunks: Iterable[bytes], stop: threading.Event | None) -> Iterator[bytes]:
    for chunk in chunks:
        if stop is not None and stop.is_set():
            raise Stopped
        yield chunk


def take_folder(
    inbox: StationInbox, folder: Path, before: Callable[[Path], object] = lambda _: None
) -> FolderTaken:
    """Take in from a stick what this station still needs; files that it does not need are passed over.

    `before` is called before each file is taken in, and may raise to stop there. Raises WorldError
    (NOT_ENROLLED); whatever is wrong with a file is in the answer.
    """
    seen = look_folder(inbox, folder)
    taken: list[Publication] = []
    failed = list(seen.failed)
    stuck: set[str] = set()
    for row in seen.needed:
        if row.stream in stuck:
            continue
        path = seen.files[row.stream, row.sequence]
        before(path)
        try:
            taken.append(take_file(inbox, path))
        except WorldError as error:
            stuck.add(row.stream)
            failed.append((path.name, error))
    return FolderTaken(tuple(taken), tuple(failed))


def look_folder(inbox: StationInbox, folder: Path) -> FolderSeen:
    """What of a stick's publications is for this station and what it still needs, taking nothing in.

    Raises WorldError(NOT_ENROLLED); whatever is wrong with a file is in the answer.
    """
    identity = inbox.identity()
    if identity is None:
        raise WorldError(FailureCode.NOT_ENROLLED, "inbox")
    files: dict[tuple[str, int], Path] = {}
    rows: list[Listed] = []
    failed: list[tuple[str, WorldError]] = []
    for path in _files(folder):
        try:
            with path.open("rb") as file:
                head = read_head(file.read(LONGEST_HEAD), identity.hq_receipt_key)
            _require_for_us(head.publication, identity.station_number, inbox.port())
        except OSError as error:
            failed.append((path.name, damaged(f"file.{type(error).__name__}")))
        except WorldError as error:
            if error.failure.code is not FailureCode.PUBLICATION_NOT_FOR_US:
                failed.append((path.name, error))
        else:
            rows.append(_listed(head))
            files[head.publication.stream, head.publication.sequence] = path
    held = {stream: one.sequence for stream, one in inbox.held().items()}
    return FolderSeen(files, tuple(needed(rows, held)), tuple(failed))


def _require_for_us(publication: Publication, station_number: int, port: str) -> None:
    require_for(publication, station_number, port)
    if not is_known_layout(publication.stream, publication.base, publication.size):
        raise WorldError(FailureCode.PUBLICATION_NOT_FOR_US, "publication", stream=publication.stream)


_OF_THE_MOMENT: Final = frozenset({FailureCode.STORE_BUSY, FailureCode.STORE_FULL})


def is_known_layout(stream: str, base: int, size: int) -> bool:
    """Whether this program can take in a publication of this stream; others are for newer programs and are
    left where they are. `size` are its plain bytes, or those of its file."""
    return stream.partition("/")[0] in LAID_OUT or (base == 0 and size <= LARGEST_THING + (1 << 16))


def _files(folder: Path) -> list[Path]:
    """Files of publications, at most `MOST_FILES`; a link on a stick may point anywhere and is none."""
    try:
        with os.scandir(folder) as entries:
            names = (entry.name for entry in entries if _is_publication(entry))
            return sorted(folder / name for name in islice(names, MOST_FILES))
    except OSError:
        return []


def _is_publication(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False)


def _listed(head: Head) -> Listed:
    one = head.publication
    besides = 0 if one.besides is None else one.besides.sequence
    return Listed(one.stream, one.sequence, one.base, besides, head.file_size, one.digest)


class Puller:
    """Fetches what HQ publishes over a link that may break at any byte.

    `between` is called after each slice, so that what goes up need not wait for what comes down; it may
    raise, and the download goes on from there the next time. `stop` ends the taking in of a large
    list, of which then nothing was taken. `seconds` is a steady clock.
    """

    def __init__(
        self, inbox: StationInbox, stop: threading.Event, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._inbox = inbox
        self._stop = stop
        self._seconds = seconds
        self._slice = SMALLEST_SLICE * 4
        self._aside: dict[tuple[str, int, bytes], tuple[float, WorldError]] = {}
        self._anew: set[str] = set()

    def pull(self, shelf: Shelf, between: Callable[[], object]) -> WorldError | None:
        """Bring every stream up to date; the first publication's failure, or None when all is well.

        A stream that turns out to be at odds with HQ's (one of both went back to an older copy) begins
        anew with HQ's next snapshot. Raises what `shelf` and `between` raise; what has come by then
        is kept.
        """
        if self._inbox.identity() is None:
            return None
        held = {stream: one.sequence for stream, one in self._inbox.held().items()}
        try:
            rows = [
                row
                for row in read_index(shelf.index(held))
                if is_known_layout(row.stream, row.base, row.size)
            ]
        except WorldError as error:
            if error.failure.code is FailureCode.PUBLICATION_DAMAGED:
                return error
            raise
        at_odds = len(self._anew)
        failure = self._bring(rows, shelf, between)
        if len(self._anew) > at_odds:
            failure = self._bring(rows, shelf, between)
        return failure

    def _bring(self, rows: list[Listed], shelf: Shelf, between: Callable[[], object]) -> WorldError | None:
        now = {stream: one.sequence for stream, one in self._inbox.held().items()}
        rows = [row for row in rows if row.sequence > now.get(row.stream, 0)]
        wanted = needed(rows, {stream: at for stream, at in now.items() if stream not in self._anew})
        self._forget_parts(wanted)
        waiting = {row.stream for row in rows} & self._anew - {row.stream for row in wanted}
        first = WorldError(FailureCode.PUBLICATION_GAP, "published") if waiting else None
        stuck: set[str] = set()
        for row in wanted:
            if row.stream not in stuck:
                failure = self._known_failure(row) or self._bring_one(row, shelf, between)
                if failure is not None:
                    stuck.add(row.stream)
                    first = first or failure
        return first

    def _known_failure(self, row: Listed) -> WorldError | None:
        """Why this publication is not tried now."""
        until, failure = self._aside.get((row.stream, row.sequence, row.digest), (0.0, None))
        return failure if until > self._seconds() else None

    def _bring_one(self, row: Listed, shelf: Shelf, between: Callable[[], object]) -> WorldError | None:
        path = self._path(row)
        failure = self._download(row, path, shelf, between) or self._take(path)
        if failure is not None:
            self._set_aside(row, path, failure)
            return failure
        self._anew.discard(row.stream)
        if row.stream.startswith(KEYS):  # what came before its key may be opened now
            no_key = FailureCode.PUBLICATION_NO_KEY
            self._aside = {
                name: one for name, one in self._aside.items() if one[1].failure.code is not no_key
            }
        return None

    def _set_aside(self, row: Listed, path: Path, failure: WorldError) -> None:
        code, name = failure.failure.code, (row.stream, row.sequence, row.digest)
        _log.warning("%s stream=%s sequence=%d not taken", code, row.stream, row.sequence)
        if code in _BAD_FILE:
            path.unlink(missing_ok=True)
        begins_anew = code is FailureCode.PUBLICATION_GAP and row.stream not in self._anew
        if begins_anew:
            self._anew.add(row.stream)
        # A file may be damaged because power failed here while it came: it is fetched once more.
        damaged_here = code is FailureCode.PUBLICATION_DAMAGED and name not in self._aside
        again = code in _OF_THE_MOMENT or damaged_here or begins_anew
        self._aside[name] = (0.0 if again else self._seconds() + ASIDE, failure)

    def _take(self, path: Path) -> WorldError | None:
        try:
            take_file(self._inbox, path, self._stop)
        except WorldError as error:
            return error
        path.unlink(missing_ok=True)
        return None

    def _download(
        self, row: Listed, path: Path, shelf: Shelf, between: Callable[[], object]
    ) -> WorldError | None:
        """Bring the rest of a file; its failure, if it is not what the index says or the disk is full."""
        try:
            have = path.stat().st_size if path.exists() else 0
            if have and not self._belongs(row, path):
                path.unlink()
                have = 0
            while have < row.size:
                part = self._fetch(row, have, shelf)
                with path.open("ab") as file:
                    file.write(part)
                have += len(part)
                if not self._belongs(row, path):
                    return damaged("index")
                between()
        except OSError as error:
            return WorldError(FailureCode.STORE_FULL, "inbox.folder", reason=type(error).__name__)
        return None

    def _fetch(self, row: Listed, have: int, shelf: Shelf) -> bytes:
        """The next slice: as large as the link carries in some seconds, smaller after each that broke off,
        since of a TLS record cut midway nothing can be opened."""
        count = min(self._slice, row.size - have)
        begun = self._seconds()
        try:
            part = shelf.fetch(row.stream, row.sequence, have, count)
        except WorldError:
            self._slice = max(TINIEST_SLICE, self._slice // 4)
            raise
        if not 0 < len(part) <= count:
            raise WorldError(FailureCode.HQ_UNREACHABLE, "published", size=str(len(part)))
        if len(part) < count:
            self._slice = max(TINIEST_SLICE, len(part) // 2)
        elif count == self._slice:
            fitting = int(count / max(self._seconds() - begun, 0.001) * _SLICE_SECONDS)
            self._slice = min(max(SMALLEST_SLICE, fitting), 2 * self._slice, LARGEST_SLICE)
        return part

    def _belongs(self, row: Listed, path: Path) -> bool:
        """Whether what has come begins with the head of what the index names; unproved while shorter."""
        identity = self._inbox.identity()
        with path.open("rb") as file:
            start = file.read(LONGEST_HEAD)
        if identity is None or path.stat().st_size > row.size:
            return False
        if len(start) < min(LONGEST_HEAD, row.size):
            return True
        try:
            return _listed(read_head(start, identity.hq_receipt_key)) == row
        except WorldError:
            return False

    def _path(self, row: Listed) -> Path:
        return self._inbox.folder() / f"{row.stream.replace('/', '_')}.{row.sequence}{_PART}"

    def _forget_parts(self, wanted: list[Listed]) -> None:
        """Delete what came of files that are no longer needed."""
        kept = {self._path(row).name for row in wanted}
        for path in self._inbox.folder().glob(f"*{_PART}"):
            if path.name not in kept:
                path.unlink(missing_ok=True)
