"""What the courier asks of a file system, in steps that can fail each for itself.

A stick may be pulled out between any two of them, and tests do so here. Nothing follows a link that
a stranger's stick may hold: it could point anywhere on this machine.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if sys.platform == "darwin":
    import fcntl

_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF})


@dataclass(frozen=True, slots=True)
class Kind:
    """What stands under a name: a folder, a file of `size` bytes, or (neither) a link or a device."""

    folder: bool
    file: bool
    size: int


class Files:
    """The system's own file system. Every step raises OSError as the system does."""

    def names(self, folder: Path, most: int) -> list[str]:
        """The first `most` names in a folder, as the system gives them."""
        found: list[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(found) == most:
                    break
                found.append(entry.name)
        return found

    def kind(self, path: Path) -> Kind | None:
        """What stands there, None for nothing; a link is not followed."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        if getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT:
            return Kind(False, False, 0)  # Windows knows more ways to lead elsewhere than links
        return Kind(stat.S_ISDIR(found.st_mode), stat.S_ISREG(found.st_mode), found.st_size)

    def device(self, folder: Path) -> int:
        """The number of the device on which a folder lies: another one once the stick is gone."""
        return folder.stat().st_dev

    def free(self, folder: Path) -> int:
        """Bytes that may still be written."""
        if sys.platform == "win32":
            import shutil

            return shutil.disk_usage(folder).free
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize

    def make_folder(self, folder: Path) -> None:
        """Make one folder."""
        folder.mkdir()

    def create(self, path: Path) -> int:
        """A new file to write to; there must be none. Its descriptor."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o644)

    def open(self, path: Path) -> int:
        """A file to read; ELOOP for a link. Its descriptor."""
        return os.open(path, os.O_RDONLY | _NO_LINK)

    def size(self, descriptor: int) -> int:
        """Bytes of an open file; raises OSError(ELOOP) for what is no file."""
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return found.st_size

    def read(self, descriptor: int, most: int) -> bytes:
        """The next bytes, none at the end."""
        return os.read(descriptor, most)

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of it."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def flush(self, descriptor: int) -> None:
        """Wait until the device has it."""
        if sys.platform == "darwin":  # there fsync leaves it in the drive's own memory
            with contextlib.suppress(OSError):
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        os.fsync(descriptor)

    def forget(self, descriptor: int) -> None:
        """Let the system forget what it remembers of a flushed file, so that reading asks the device."""
        if sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        elif sys.platform == "darwin":
            fcntl.fcntl(descriptor, fcntl.F_NOCACHE, 1)

    def close(self, descriptor: int) -> None:
        """Close it."""
        os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        """Give a file another name, in place of whatever has that name."""
        path.replace(to)

    def remove(self, path: Path) -> None:
        """Remove a name; a link goes, not what it points to."""
        path.unlink()

    def flush_folder(self, folder: Path) -> None:
        """Make the names in a folder durable, where there is a way (FAT by FUSE has none)."""
        if os.name != "posix":
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def opened(files: Files, descriptor: int) -> Iterator[int]:
    """Close the descriptor at the end; what closing says after another failure is of no more worth."""
    try:
        yield descriptor
    except BaseException:
        with contextlib.suppress(OSError):
            files.close(descriptor)
        raise
    files.close(descriptor)
