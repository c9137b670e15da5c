"""Compress and bound the sheet of a batch: zstd at its strongest, with a dictionary where it pays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import zstandard

from sync.protocol.bounds import LARGEST_SHEET
from sync.protocol.damage import damaged

_LEVEL: Final = 19
_WINDOW: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to compress, known by the number in the batch's header for ever; `dictionary` is a file
    of `resources/wire`, or empty."""

    number: int
    dictionary: str


PLAIN: Final = Codec(0, "")
ONE: Final = Codec(1, "crossings-one-1.zdict")
FEW: Final = Codec(2, "crossings-few-1.zdict")
CHIPS_ONE: Final = Codec(3, "chips-one-1.zdict")
CHIPS_FEW: Final = Codec(4, "chips-few-1.zdict")
CODECS: Final = (PLAIN, ONE, FEW, CHIPS_ONE, CHIPS_FEW)


def compress(sheet: bytes) -> tuple[int, bytes]:
    """The sheet in the codec that makes it smallest: (codec number, frame)."""
    frames = [(codec.number, _compress(codec, sheet)) for codec in CODECS]
    return min(frames, key=lambda frame: len(frame[1]))


def decompress(number: int, frame: bytes) -> bytes:
    """The sheet of a frame; raises WorldError(BATCH_DAMAGED), also for one larger than LARGEST_SHEET."""
    codec = next((codec for codec in CODECS if codec.number == number), None)
    if codec is None:
        raise damaged("codec")
    reader = zstandard.ZstdDecompressor(
        dict_data=_dictionary(codec.dictionary),
        max_window_size=_WINDOW,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    )
    try:
        return reader.decompress(frame, max_output_size=LARGEST_SHEET, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise damaged("frame") from error


def _compress(codec: Codec, sheet: bytes) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        window_log=_WINDOW.bit_length() - 1,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    writer = zstandard.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(codec.dictionary))
    return writer.compress(sheet)


@cache
def _dictionary(name: str) -> zstandard.ZstdCompressionDict | None:
    if not name:
        return None
    return zstandard.ZstdCompressionDict(files("resources.wire").joinpath(name).read_bytes())
