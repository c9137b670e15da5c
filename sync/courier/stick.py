"""One stick: bounded reading of what a stranger may have put there, and writing that can be relied on.

A file is written under another name, made durable, named, and read back from the device before it counts;
pulled out at any moment, a stick holds it whole or not at all. What the system says becomes a code.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.courier.files import Files, Kind, opened
from sync.courier.layout import TOP, Place

PART: Final = ".part"
"""How names end under which a file is still being written; such a file is never read."""
MOST_NAMES: Final = 100_000
"""Names looked at in one folder; ours hold some thousands."""
CLUSTER: Final = 32 << 10
"""Bytes by which a file may grow on a large FAT; space is reckoned so."""

_CHUNK: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LOCKED: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_TAKEN: Final = frozenset({errno.EBUSY, errno.EEXIST})
_SICK: Final = frozenset({errno.EIO, errno.EINVAL, errno.EILSEQ, getattr(errno, "EUCLEAN", errno.EIO)})
_IN_THE_WAY: Final = frozenset({errno.ELOOP, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY})

Step = Callable[[int], None]
"""Told how many more bytes are done; may raise to stop the work."""
Fill = Callable[[Callable[[bytes], None]], None]
"""Gives all bytes of a file, piece by piece, to the function that it is handed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to be written: how many, their SHA-256, and a way to get them as often as needed."""

    size: int
    digest: bytes
    chunks: Callable[[], Iterable[bytes]]


def source_of(data: bytes) -> Source:
    """These bytes."""
    return Source(len(data), sha256(data).digest(), lambda: (data,))


class Stick:
    """A drive's top folder, or any folder. `files` is the system's file system; what is read and written lies
    under `top`, in the folder itself where that is empty.

    Raises WorldError(DRIVE_MISSING) when there is no such folder. Every call raises WorldError(DRIVE_GONE)
    once the stick is pulled out, and DRIVE_FOREIGN for a link where a folder or a file should be.
    """

    def __init__(self, root: Path, files: Files | None = None, top: str = TOP) -> None:
        self._files = files or Files()
        try:
            self._root = root.resolve(strict=True)
            self._device = self._files.device(self._root)
            self._files.names(self._root, 1)
        except (OSError, RuntimeError) as error:
            raise WorldError(FailureCode.DRIVE_MISSING, "courier.stick") from error
        self._top = self._root / top

    @property
    def published(self) -> Path:
        """The folder of publications, for `sync.pull`; ask `names` of it first."""
        return self._path(("published",))

    def used(self) -> bool:
        """Whether anybody has written this stick."""
        with self._telling("courier.look"):
            return self._kind(()) is not None

    def require(self) -> None:
        """Raise WorldError(DRIVE_GONE) unless the stick is still there."""
        with self._telling("courier.stick"):
            self._require()

    def free(self) -> int:
        """Bytes that may still be written."""
        with self._telling("courier.free"):
            return self._files.free(self._root)

    def names(self, *folder: str) -> list[str]:
        """Sorted names in a folder of the stick, none for a folder that is not there or only half written."""
        with self._telling("courier.look"):
            self._require()
            if not self._is_folder(folder):
                return []
            found = self._files.names(self._path(folder), MOST_NAMES)
            return sorted(name for name in found if not name.endswith(PART))

    def size(self, place: Place) -> int:
        """Bytes of a file, 0 where there is none."""
        with self._telling("courier.look"):
            found = self._kind(place)
            return found.size if found is not None and found.file else 0

    def read(self, place: Place, most: int) -> bytes | None:
        """A file's bytes, None where there is none; raises WorldError(DRIVE_TORN) for more than `most`."""
        with self._telling("courier.read"):
            self._require()
            found = self._kind(place) if self._is_folder(place[:-1]) else None
            if found is None:
                return None
            if not found.file:
                raise WorldError(FailureCode.DRIVE_FOREIGN, "courier.read", reason="not_a_file")
            with opened(self._files, self._files.open(self._path(place))) as descriptor:
                data = b"".join(self._stream(descriptor, most))
        return data

    def holds(self, place: Place, source: Source) -> bool:
        """Whether exactly these bytes are there already."""
        with self._telling("courier.read"):
            self._require()
            found = self._kind(place) if self._is_folder(place[:-1]) else None
            if found is None or not found.file or found.size != source.size:
                return False
            return self._digest(place) == source.digest

    def chunks(self, place: Place, most: int) -> Generator[bytes, None, None]:
        """A file piece by piece; raises WorldError(DRIVE_MISSING) where there is none, DRIVE_TORN for more
        than `most` bytes."""
        with self._telling("courier.read"):
            self._require()
            found = self._kind(place) if self._is_folder(place[:-1]) else None
            if found is None:
                raise WorldError(FailureCode.DRIVE_MISSING, "courier.read", reason="no_such_file")
            if not found.file:
                raise WorldError(FailureCode.DRIVE_FOREIGN, "courier.read", reason="not_a_file")
            with opened(self._files, self._files.open(self._path(place))) as descriptor:
                yield from self._stream(descriptor, most)

    def write(self, place: Place, source: Source, step: Step = lambda _: None) -> None:
        """Write a file and see it on the device; one of that name is replaced in one step.

        Raises WorldError(DRIVE_FULL, DRIVE_READ_ONLY, DRIVE_BUSY), DRIVE_WRONG_BYTES when the device does
        not give back what it was given.
        """

        def fill(write: Callable[[bytes], None]) -> None:
            for chunk in source.chunks():
                write(chunk)
                step(len(chunk))

        self._pour(place, fill, source.digest, lambda _: None)

    def pour(self, place: Place, fill: Fill, step: Step = lambda _: None) -> tuple[int, bytes]:
        """The same for bytes that are made on the way: how many there were, and their SHA-256. `step` is told
        of each piece that is written, and of each that is read back; what could not be read back does not
        stay."""
        size = 0

        def counting(write: Callable[[bytes], None]) -> None:
            def piece(chunk: bytes) -> None:
                nonlocal size
                write(chunk)
                size += len(chunk)
                step(len(chunk))

            fill(piece)

        digest = self._pour(place, counting, None, step)
        return size, digest

    def _pour(self, place: Place, fill: Fill, wanted: bytes | None, step: Step) -> bytes:
        with self._telling("courier.write", writing=True):
            self._require()
            self._make_folders(place[:-1])
            path = self._path(place)
            part = path.with_name(path.name + PART)
            if self._files.kind(part) is not None:
                self._files.remove(part)
            with self._gone_if_it_fails(part):
                digest = self._write_part(part, fill)
                self._require()
                self._files.rename(part, path)
            self._files.flush_folder(path.parent)
            unproved = self._gone_if_it_fails(path) if wanted is None else contextlib.nullcontext()
            with unproved:
                if self._digest(place, step) != (wanted or digest):
                    raise WorldError(FailureCode.DRIVE_WRONG_BYTES, "courier.read_back")
        return digest

    @contextlib.contextmanager
    def _gone_if_it_fails(self, path: Path) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with contextlib.suppress(OSError):
                self._files.remove(path)
            raise

    def sweep(self, *folder: str) -> None:
        """Remove what was left half written in a folder when the stick was pulled out."""
        with self._telling("courier.remove", writing=True):
            self._require()
            if not self._is_folder(folder):
                return
            for name in self._files.names(self._path(folder), MOST_NAMES):
                found = self._kind((*folder, name)) if name.endswith(PART) else None
                if found is not None and found.file:
                    self._files.remove(self._path((*folder, name)))

    def remove(self, place: Place) -> None:
        """Remove a file that has done its work; nothing happens where it is gone already."""
        with self._telling("courier.remove", writing=True):
            self._require()
            if self._is_folder(place[:-1]) and self._kind(place) is not None:
                self._files.remove(self._path(place))
                self._files.flush_folder(self._path(place[:-1]))

    def _write_part(self, part: Path, fill: Fill) -> bytes:
        """Fill a new file and wait until the device has it; the SHA-256 of what was written."""
        digest = sha256()

        def write(chunk: bytes) -> None:
            self._files.write(descriptor, chunk)
            digest.update(chunk)

        with opened(self._files, self._files.create(part)) as descriptor:
            fill(write)
            self._files.flush(descriptor)
        return digest.digest()

    def _digest(self, place: Place, step: Step = lambda _: None) -> bytes:
        """SHA-256 of a file as the device has it."""
        digest = sha256()
        with opened(self._files, self._files.open(self._path(place))) as descriptor:
            size = self._files.size(descriptor)
            self._files.forget(descriptor)
            for chunk in self._stream(descriptor, size):
                digest.update(chunk)
                step(len(chunk))
        return digest.digest()

    def _stream(self, descriptor: int, most: int) -> Iterator[bytes]:
        """A file's bytes, of one that is larger or grows hardly more than `most`."""
        left = most + 1 if self._files.size(descriptor) <= most else 0
        while left > 0 and (chunk := self._files.read(descriptor, min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
        if left == 0:
            raise WorldError(FailureCode.DRIVE_TORN, "courier.read", reason="too_large")

    def _make_folders(self, place: Place) -> None:
        for depth in range(len(place) + 1):
            if not self._is_folder(place[:depth]):
                folder = self._path(place[:depth])
                self._files.make_folder(folder)
                self._files.flush_folder(folder.parent)

    def _is_folder(self, place: Place) -> bool:
        """Whether a folder is there; raises WorldError(DRIVE_FOREIGN) for a link or file in its way."""
        for depth in range(len(place) + 1):
            found = self._kind(place[:depth])
            if found is None:
                return False
            if not found.folder:
                raise WorldError(FailureCode.DRIVE_FOREIGN, "courier.folder", reason="not_a_folder")
        return True

    def _kind(self, place: Place) -> Kind | None:
        found = self._files.kind(self._path(place))
        if found is None:
            self._require()  # on a stick that was pulled out there is nothing either
        return found

    def _path(self, place: Place) -> Path:
        return self._top.joinpath(*place)

    def _require(self) -> None:
        """Raise OSError unless the folder still lies on the device on which it lay."""
        if self._files.device(self._root) != self._device:
            raise OSError(errno.ENODEV, "another device")

    @contextlib.contextmanager
    def _telling(self, place: str, *, writing: bool = False) -> Iterator[None]:
        """Say in our codes what the system says."""
        try:
            yield
        except OSError as error:
            raise WorldError(self._code(error, writing), place, reason=_reason(error)) from error

    def _code(self, error: OSError, writing: bool) -> FailureCode:
        number = error.errno
        if not self._answers():
            return FailureCode.DRIVE_GONE
        if writing and number in _FULL:
            return FailureCode.DRIVE_FULL
        if number in _IN_THE_WAY:
            return FailureCode.DRIVE_FOREIGN
        if writing and number in _LOCKED:
            return FailureCode.DRIVE_READ_ONLY
        if writing and number in _TAKEN:
            return FailureCode.DRIVE_BUSY
        if number in _SICK or number in _LOCKED:
            return FailureCode.DRIVE_WRONG_BYTES if writing else FailureCode.DRIVE_TORN
        return FailureCode.DRIVE_GONE

    def _answers(self) -> bool:
        try:
            self._require()
            self._files.names(self._root, 1)
        except OSError:
            return False
        return True


def _reason(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def require_space(stick: Stick, sizes: Iterable[int]) -> None:
    """Raise WorldError(DRIVE_FULL), saying how much is missing, unless files of these sizes fit."""
    needed = sum(room(size) for size in sizes)
    missing = needed - stick.free()
    if needed and missing > 0:
        kilobytes = -(-missing // 1000)
        raise WorldError(FailureCode.DRIVE_FULL, "courier.free", reason=f"{kilobytes}_kB_more_are_needed")


def room(size: int) -> int:
    """Bytes that a file may take of a stick."""
    return -(-size // CLUSTER) * CLUSTER + CLUSTER
