"""Tell what kind of picture some bytes are and how large it will be, from their headers alone.

Nothing is decoded here: whoever decodes knows beforehand what it will cost, and refuses too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.emrtd.errors import Malformed
from devices.emrtd.lds import jp2, jpeg

MOST_PIXELS = 25_000_000
"""No portrait of Doc 9303 comes near: 413 by 531 is usual, and a decoder needs some 30 bytes a pixel."""


class TooManyPixels(Malformed):
    """A picture that says it has more than MOST_PIXELS: a trap for decoders."""


class ImageFormat(StrEnum):
    """The compressions that Doc 9303-10 allows; JPEG 2000 comes as a file or as a bare codestream."""

    JPEG = "jpeg"
    JPEG2000 = "jpeg2000"


@dataclass(frozen=True, slots=True)
class StillImage:
    """A compressed picture as it stands on the chip; its size in pixels is from its own header.

    `padding` counts the bytes in `data` after the picture's end, which some states leave there.
    """

    data: bytes
    format: ImageFormat
    width: int
    height: int
    padding: int = 0


def still_image(data: bytes, where: str) -> StillImage:
    """A picture told by its first bytes, whatever the file around it calls it.

    Raises Malformed for what is neither JPEG nor JPEG 2000 or says no size, TooManyPixels beyond the bound.
    """
    if data.startswith(jpeg.START):
        format_, (width, height, end) = ImageFormat.JPEG, jpeg.extent(data, where)
    elif data.startswith((jp2.FILE_START, jp2.CODESTREAM_START)):
        format_, (width, height, end) = ImageFormat.JPEG2000, jp2.extent(data, where)
    else:
        raise Malformed(where, "the picture is neither JPEG nor JPEG 2000")
    if not width or not height:
        raise Malformed(where, "the picture has no size")
    if width * height > MOST_PIXELS:
        raise TooManyPixels(where, f"the picture has more than {MOST_PIXELS} pixels")
    return StillImage(data, format_, width, height, len(data) - end)
