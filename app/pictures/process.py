"""One worker process and the talk with it: nothing it says is believed, nothing waited for without end."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.pictures import worker
from app.pictures.errors import PictureError, PictureFault
from app.pictures.picture import Picture

# Both are of one system only.
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_OUT_OF_TIME: int | None = -getattr(signal, "SIGXCPU", 0) or None
_FAULTS = {worker.MALFORMED: PictureFault.MALFORMED, worker.TOO_LARGE: PictureFault.TOO_LARGE}


class WorkerProcess:
    """A worker from its start to its end. One thread at a time may ask it; `kill` is for any thread."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it, without waiting until it is ready; raises PictureError(NO_WORKER)."""
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise PictureError(PictureFault.NO_WORKER, type(error).__name__) from error
        self._ready = False
        self._killed = threading.Event()
        self._late = threading.Event()

    @property
    def alive(self) -> bool:
        """Whether it can be asked: it runs, and nobody has killed it."""
        return self._process.poll() is None and not self._killed.is_set()

    def wait_ready(self, seconds: float) -> None:
        """Wait until it has loaded its decoders; raises PictureError(NO_WORKER)."""
        if self._ready:
            return
        with self._killed_after(seconds):
            self._ready = self._read(len(worker.READY)) == worker.READY
        if not self._ready:
            self.kill()
            raise PictureError(PictureFault.NO_WORKER, "no greeting")

    def ask(self, kind: int, data: bytes, box: tuple[int, int], seconds: float) -> Picture:
        """The picture within the box; raises PictureError, after which `alive` says whether to ask again."""
        request = worker.REQUEST.pack(kind, *box, len(data)) + data
        with self._killed_after(seconds):
            answer = self._read(worker.ANSWER.size) if self._write(request) else b""
            outcome, width, height, length = self._understood(answer)
            if outcome in _FAULTS:
                raise PictureError(_FAULTS[outcome])
            fits = 0 < width <= box[0] and 0 < height <= box[1] and length == 3 * width * height
            if outcome != worker.OPENED or not fits:
                self.kill()
                raise PictureError(PictureFault.DIED, "nonsense")
            pixels = self._read(length)
        if len(pixels) != length:
            raise self._death()
        return Picture(width, height, pixels)

    def kill(self) -> None:
        """End it at once, in whatever it is doing."""
        self._killed.set()
        self._process.kill()

    def end(self) -> None:
        """Kill it and wait until nothing of it is left."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _understood(self, answer: bytes) -> tuple[int, int, int, int]:
        if len(answer) != worker.ANSWER.size:
            raise self._death()
        outcome, width, height, length = worker.ANSWER.unpack(answer)
        return outcome, width, height, length

    def _death(self) -> PictureError:
        """Why the pipe ended: killed by us for its time, by the system for its work, or of itself."""
        self.kill()
        status = self._process.wait()
        slow = self._late.is_set() or status == _OUT_OF_TIME
        return PictureError(PictureFault.TOO_SLOW if slow else PictureFault.DIED, f"status {status}")

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """Kill the worker when what is done within takes longer: a blocked pipe ends with its process."""
        timer = threading.Timer(seconds, self._kill_late)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _kill_late(self) -> None:
        self._late.set()
        self.kill()

    def _write(self, data: bytes) -> bool:
        pipe = self._process.stdin
        rest = memoryview(data)
        try:
            while rest and pipe is not None:
                rest = rest[pipe.write(rest) :]
        except OSError:  # it died before it had read all
            return False
        return True

    def _read(self, size: int) -> bytes:
        """So many bytes, or fewer when its output ends."""
        pipe = self._process.stdout
        pieces: list[bytes] = []
        while size and pipe is not None and (piece := pipe.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)
