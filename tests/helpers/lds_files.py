"""Files of a chip for tests, built as Doc 9303-10 says, around pictures of nobody."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from devices.emrtd.tlv import encode
from tests.house.tree import ROOT

SHARED = ROOT.parent / "shared" / "data" / "emrtd"
"""Real files and worked examples, on machines that have them; none of them is part of the project."""

TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"

COM = bytes.fromhex("60145F0104303130375F36063034303030305C026175")
"""EF.COM as the worked example of Doc 9303-11, D.4 reads it from the chip."""
SHA_256 = "2.16.840.1.101.3.4.2.1"


def picture(width: int, height: int, kind: str = "JPEG", grey: bool = False) -> bytes:
    """A slope of colours, compressed as JPEG or JPEG2000."""
    slope = Image.linear_gradient("L").resize((width, height))
    image = slope if grey else Image.merge("RGB", (slope, slope.transpose(Image.Transpose.ROTATE_180), slope))
    out = io.BytesIO()
    image.save(out, kind, **({"quality_mode": "rates", "quality_layers": [20]} if kind == "JPEG2000" else {}))
    return out.getvalue()


def codestream(jp2: bytes) -> bytes:
    """The bare codestream of a JPEG 2000 file."""
    return jp2[jp2.index(b"\xff\x4f\xff\x51") :]


def security_object(
    hashes: Sequence[tuple[int, bytes]], version: int = 0, versions: tuple[bytes, bytes] | None = None
) -> bytes:
    """An LDSSecurityObject with SHA-256 (Doc 9303-10, 4.6.2.2)."""
    algorithm = encode(0x30, encode(0x06, bytes.fromhex("608648016503040201")) + encode(0x05, b""))
    listed = b"".join(
        encode(0x30, encode(0x02, bytes([number])) + encode(0x04, digest)) for number, digest in hashes
    )
    said = encode(0x30, b"".join(encode(0x13, text) for text in versions)) if versions else b""
    return encode(0x30, encode(0x02, bytes([version])) + algorithm + encode(0x30, listed) + said)


def sod(content: bytes) -> bytes:
    """An EF.SOD around this content that nobody signed."""
    lds_object = encode(0x06, bytes.fromhex("678108010101"))
    signed = encode(
        0x30,
        encode(0x02, b"\x03")
        + encode(0x31, b"")
        + encode(0x30, lds_object + encode(0xA0, encode(0x04, content)))
        + encode(0x31, b""),
    )
    return encode(
        0x77, encode(0x30, encode(0x06, bytes.fromhex("2A864886F70D010702")) + encode(0xA0, signed))
    )


def dg1(mrz: str) -> bytes:
    """DG1 with this MRZ, its lines joined."""
    return encode(0x61, encode(0x5F1F, mrz.encode()))


def facial_record(pictures: Sequence[bytes], feature_points: int = 0) -> bytes:
    """A facial record of ISO/IEC 19794-5:2005."""
    faces = b""
    for one in pictures:
        points = bytes(8 * feature_points)
        size = 20 + len(points) + 12 + len(one)
        faces += size.to_bytes(4) + feature_points.to_bytes(2) + bytes(14) + points + bytes(12) + one
    return b"FAC\x00010\x00" + (14 + len(faces)).to_bytes(4) + len(pictures).to_bytes(2) + faces


def dg2(records: Sequence[bytes], block: int = 0x5F2E, count: int | None = None) -> bytes:
    """DG2 with a biometric template for each of these records."""
    templates = b"".join(
        encode(0x7F60, encode(0xA1, encode(0x81, b"\x02")) + encode(block, record)) for record in records
    )
    number = len(records) if count is None else count
    return encode(0x75, encode(0x7F61, encode(0x02, bytes([number])) + templates))


def face_block(pictures: Sequence[bytes]) -> bytes:
    """A face image data block of ISO/IEC 39794-5 in its wrapping."""
    representations = b"".join(
        encode(
            0x30,
            encode(0x80, bytes([number]))
            + encode(0xA1, encode(0xA0, encode(0xA0, encode(0x80, one) + encode(0xA1, b"")))),
        )
        for number, one in enumerate(pictures)
    )
    version = encode(0xA0, encode(0x80, b"\x03") + encode(0x81, b"\x07\xe3"))
    return encode(0xA1, encode(0x65, version + encode(0xA1, representations)))


def dg7(pictures: Sequence[bytes]) -> bytes:
    """DG7 with these displayed signatures."""
    shown = b"".join(encode(0x5F43, one) for one in pictures)
    return encode(0x67, encode(0x02, bytes([len(pictures)])) + shown)


def group(tag: int, *objects: tuple[int, bytes | str]) -> bytes:
    """A data group of plain objects, texts in UTF-8."""
    return encode(
        tag,
        b"".join(encode(inner, text.encode() if isinstance(text, str) else text) for inner, text in objects),
    )


def counted(tag: int, values: Sequence[str]) -> bytes:
    """The contents of a template: how many, then each."""
    return encode(0x02, bytes([len(values)])) + b"".join(encode(tag, value.encode()) for value in values)
