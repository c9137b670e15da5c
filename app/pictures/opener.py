"""Open the pictures of chips without trusting them: in a warm worker process, within bounds of everything."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.pictures import worker
from app.pictures.errors import PictureError, PictureFault
from app.pictures.picture import Picture
from app.pictures.process import WorkerProcess
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import LARGEST_FILE
from devices.emrtd.lds.images import ImageFormat, TooManyPixels, still_image

PORTRAIT_BOX = (600, 800)
WORKER_FLAG = "--open-pictures"
"""First argument that makes a frozen Matapā a worker; `app.__main__` obeys it before all else."""

_KINDS = {ImageFormat.JPEG: worker.JPEG, ImageFormat.JPEG2000: worker.JPEG2000}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost.

    `memory` in bytes and `cpu_seconds` hold where the system can bound a process (not on Windows, and
    memory not on macOS); `seconds` of waiting hold everywhere, `start_seconds` for a new worker.
    """

    memory: int = 768 * 1024 * 1024
    cpu_seconds: int = 5
    seconds: float = 8.0
    start_seconds: float = 20.0


def worker_command(limits: Limits) -> tuple[str, ...]:
    """The command line of a worker with these limits, from the source and from an installed program alike."""
    program = (WORKER_FLAG,) if getattr(sys, "frozen", False) else ("-P", str(Path(worker.__file__)))
    return (sys.executable, *program, str(limits.memory), str(limits.cpu_seconds))


class PictureOpener:
    """Turns compressed pictures into pixels. Any thread may call; pictures are opened one after another.

    The worker starts with `warm` or the first picture, is kept for the next ones, and is replaced when
    it has died. `close` ends it, and whoever waits for a picture, at once.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = ()) -> None:
        self._limits = limits or Limits()
        self._command = tuple(command) or worker_command(self._limits)
        self._worker: WorkerProcess | None = None
        self._closed = False
        self._turn = threading.Lock()  # held by the thread that talks with the worker
        self._guard = threading.Lock()  # held while the two fields above change

    def warm(self) -> None:
        """Start the worker if there is none, without waiting for it; a failure is told by `open`."""
        if self._turn.acquire(blocking=False):  # else a worker is at work
            try:
                self._at_hand()
            except PictureError:
                pass  # said to whoever opens a picture
            finally:
                self._turn.release()

    def open(self, data: bytes, box: tuple[int, int] = PORTRAIT_BOX) -> Picture:
        """The picture, scaled down to fit the box (width, height) where it is larger; raises PictureError."""
        kind = _kind(data)
        with self._turn:
            process = self._at_hand()
            try:
                process.wait_ready(self._limits.start_seconds)
                return process.ask(kind, data, box, self._limits.seconds)
            except PictureError as error:
                if self._closed:
                    raise PictureError(PictureFault.CLOSED) from error
                raise

    def close(self) -> None:
        """End the worker, and the wait for it on any other thread. May be called again."""
        with self._guard:
            self._closed = True
            if self._worker is not None:
                self._worker.kill()
        with self._turn, self._guard:
            if self._worker is not None:
                self._worker.end()
            self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _at_hand(self) -> WorkerProcess:
        """The worker that lives, else a new one."""
        with self._guard:
            if self._closed:
                raise PictureError(PictureFault.CLOSED)
            if self._worker is not None and not self._worker.alive:
                self._worker.end()
                self._worker = None
            if self._worker is None:
                self._worker = WorkerProcess(self._command)
            return self._worker


def _kind(data: bytes) -> int:
    """By its header, before any decoder sees it; raises PictureError(TOO_LARGE, MALFORMED)."""
    if len(data) > LARGEST_FILE:
        raise PictureError(PictureFault.TOO_LARGE, f"{len(data)} bytes")
    try:
        return _KINDS[still_image(data, "picture").format]
    except TooManyPixels as error:
        raise PictureError(PictureFault.TOO_LARGE, error.why) from error
    except Malformed as error:
        raise PictureError(PictureFault.MALFORMED, error.why) from error
