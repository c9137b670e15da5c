"""Decode strangers' pictures in a process of its own, which may be killed or die at any byte of them.

It is started by its file, imports nothing of Matapā and no Qt, and talks over its standard input and
output: READY, then an ANSWER with `length` bytes of RGB for each REQUEST with `length` bytes of
picture, until the input ends. What it does not expect ends it; the opener starts another.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

if TYPE_CHECKING:
    from PIL import Image, ImageFile

READY = b"ready\n"
REQUEST = struct.Struct(">BHHI")
"""Kind of picture (JPEG, JPEG2000), width and height of the box to fit, `length`."""
ANSWER = struct.Struct(">BHHI")
"""Outcome (OPENED, MALFORMED, TOO_LARGE), width, height, `length`."""
JPEG, JPEG2000 = 1, 2
OPENED, MALFORMED, TOO_LARGE = 0, 1, 2
MOST_PIXELS = 25_000_000

# Twice the box is decoded at the least, so that scaling down smooths what decoding skips.
_MARGIN = 2
# All that Pillow has been seen to raise over damaged files. Another exception ends the worker.
_DAMAGED = (
    OSError, SyntaxError, ValueError, LookupError, EOFError, TypeError, ArithmeticError,
    AttributeError, AssertionError, struct.error,
)  # fmt: skip
_Decoder: TypeAlias = Callable[[BinaryIO], "ImageFile.ImageFile"]


def serve(arguments: Sequence[str]) -> None:
    """Answer requests until the input ends; `arguments` are the most memory in bytes and CPU seconds."""
    memory, seconds = map(int, arguments)
    _quiet()
    # Loaded before the limits hold, and before the first passport lies on the reader.
    from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
    from PIL.JpegImagePlugin import JpegImageFile

    decoders: dict[int, _Decoder] = {JPEG: JpegImageFile, JPEG2000: Jpeg2KImageFile}
    _bound(memory)
    with open(0, "rb") as asked, open(1, "wb") as told:
        told.write(READY)
        told.flush()
        while len(request := asked.read(REQUEST.size)) == REQUEST.size:
            kind, width, height, length = REQUEST.unpack(request)
            _bound_time(seconds)
            outcome, size, pixels = _opened(decoders[kind], asked.read(length), (width, height))
            told.write(ANSWER.pack(outcome, *size, len(pixels)) + pixels)
            told.flush()


def _opened(decode: _Decoder, data: bytes, box: tuple[int, int]) -> tuple[int, tuple[int, int], bytes]:
    """Outcome, size and pixels of one picture; whatever it is of, it comes out as RGB within the box."""
    try:
        with decode(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return TOO_LARGE, (0, 0), b""
            scaled = _scaled(picture, box)
            return OPENED, scaled.size, scaled.tobytes()
    except MemoryError:
        return TOO_LARGE, (0, 0), b""
    except _DAMAGED:
        return MALFORMED, (0, 0), b""


def _scaled(picture: ImageFile.ImageFile, box: tuple[int, int]) -> Image.Image:
    picture.draft(None, (box[0] * _MARGIN, box[1] * _MARGIN))
    scaled = picture.convert("RGB")
    scaled.thumbnail(box)
    return scaled


def _quiet() -> None:
    """Nothing said aside reaches a screen or ends the worker, and Ctrl+C is for the one who started it."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        import msvcrt

        for stream in (0, 1):
            msvcrt.setmode(stream, os.O_BINARY)


def _bound(memory: int) -> None:
    """Never more than this memory, no file written, no core left, as far as the system can be told so."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            try:
                resource.setrlimit(what, (most, most))
            except (OSError, ValueError):
                pass  # macOS does not bound the address space


def _bound_time(seconds: int) -> None:
    """No more than this many further seconds of work until the next call; the system kills what exceeds."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    serve(sys.argv[1:])
