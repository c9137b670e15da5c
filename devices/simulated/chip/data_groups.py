"""Write the data groups of an invented holder (Doc 9303-10, 4.7)."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from PIL import Image, ImageDraw

from devices.emrtd.tlv import encode
from devices.simulated.chip.holder import Holder
from devices.simulated.chip.portrait import HEIGHT, WIDTH, portrait_jpeg, portrait_jpeg2000

TAGS: Final[Mapping[int, int]] = MappingProxyType(
    dict(
        enumerate(
            (0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70),
            1,
        )
    )
)
"""The tag of each data group (Doc 9303-10, table 37)."""

_JPEG, _JPEG2000 = 0, 1
_GENDERS: Final = {"M": 1, "F": 2}


def group(number: int, value: bytes) -> bytes:
    """Data group `number` around its value."""
    return encode(TAGS[number], value)


def dg1(holder: Holder) -> bytes:
    """The machine readable zone."""
    return group(1, encode(0x5F1F, "".join(holder.lines).encode()))


def dg2(holder: Holder, today: date, *, jpeg2000: bool = False) -> bytes:
    """The portrait in a record of ISO/IEC 19794-5:2005."""
    person = holder.key, holder.sex, holder.age(today)
    image = portrait_jpeg2000(*person) if jpeg2000 else portrait_jpeg(*person)
    return _face_group(image, holder.sex, _JPEG2000 if jpeg2000 else _JPEG)


def dg2_of_another(sex: str) -> bytes:
    """The same with the portrait of somebody else of this sex."""
    return _face_group(portrait_jpeg("somebody else", sex, 38), sex, _JPEG)


def _face_group(image: bytes, sex: str, image_type: int) -> bytes:
    record = face_record(image, _GENDERS.get(sex, 0), image_type)
    # CBEFF header: version, facial features, format of ISO/IEC JTC 1/SC 37, 19794-5.
    header = (
        encode(0x80, b"\x01\x01")
        + encode(0x81, b"\x02")
        + encode(0x87, b"\x01\x01")
        + encode(0x88, b"\x00\x08")
    )
    template = encode(0x7F60, encode(0xA1, header) + encode(0x5F2E, record))
    return group(2, encode(0x7F61, encode(0x02, b"\x01") + template))


def face_record(image: bytes, gender: int, image_type: int) -> bytes:
    """One full frontal face of ISO/IEC 19794-5:2005 (5.4 to 5.7), without feature points."""
    picture = (
        b"\x01" + bytes([image_type]) + WIDTH.to_bytes(2) + HEIGHT.to_bytes(2) + b"\x01\x02\x00\x00\x00\x00"
    )
    size = 20 + len(picture) + len(image)
    person = size.to_bytes(4) + b"\x00\x00" + bytes([gender]) + bytes(2 + 3 + 2 + 3 + 3)
    return b"FAC\x00010\x00" + (14 + size).to_bytes(4) + b"\x00\x01" + person + picture + image


def dg3() -> bytes:
    """Fingerprints that nobody may read; there are none in it."""
    return group(3, encode(0x7F61, encode(0x02, b"\x00")))


def dg7(holder: Holder) -> bytes:
    """The usual mark, written by hand."""
    return group(7, encode(0x02, b"\x01") + encode(0x5F43, _signature(holder.key)))


def dg11(holder: Holder, today: date) -> bytes:
    """Additional personal details."""
    name = f"{holder.surname}<<{holder.given_names}".replace(" ", "<")
    return group(
        11,
        _listed(
            {
                0x5F0E: name.encode(),
                0x5F2B: holder.born(today).strftime("%Y%m%d").encode(),
                0x5F11: b"NUKU<HAVEN",
                0x5F12: b"+676 000 0000",
            }
        ),
    )


def dg12(holder: Holder) -> bytes:
    """Additional document details."""
    return group(
        12,
        _listed(
            {
                0x5F19: f"IMMIGRATION DEPARTMENT {holder.issuing_state}".encode(),
                0x5F26: holder.issued.strftime("%Y%m%d").encode(),
            }
        ),
    )


def dg13() -> bytes:
    """Whatever the issuing state likes; nobody else understands it."""
    return group(13, encode(0x04, b"at the state's own discretion"))


def dg16() -> bytes:
    """Whom to tell in an emergency."""
    person = {0x5F50: b"20240102", 0x5F51: b"MATAPULE<<ANA", 0x5F52: b"+676 000 0001", 0x5F53: b"NUKU HAVEN"}
    return group(16, encode(0x02, b"\x01") + encode(0xA1, b"".join(encode(*item) for item in person.items())))


def _listed(fields: Mapping[int, bytes]) -> bytes:
    """Fields with the list of their tags before them."""
    tags = b"".join(tag.to_bytes(2) for tag in fields)
    return encode(0x5C, tags) + b"".join(encode(*item) for item in fields.items())


@lru_cache(maxsize=64)
def _signature(key: str) -> bytes:
    dice = random.Random(f"signature {key}")
    image = Image.new("L", (360, 120), 255)
    pen = ImageDraw.Draw(image)
    points = [(20 + step * 16, 60 + dice.uniform(-34, 34) * (1 - step / 26)) for step in range(21)]
    pen.line(points, fill=40, width=3, joint="curve")
    pen.line([(30, 98), (330, 90)], fill=60, width=2)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
