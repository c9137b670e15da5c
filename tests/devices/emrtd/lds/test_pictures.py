"""Portraits and signatures come out of either wrapping, told by their own headers and by nothing else."""

from __future__ import annotations

import pytest

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.dg2 import MOST_FACES, FaceStandard, parse_dg2
from devices.emrtd.lds.dg7 import parse_dg7
from devices.emrtd.lds.images import MOST_PIXELS, ImageFormat, TooManyPixels, still_image
from devices.emrtd.tlv import encode
from tests.helpers import lds_files as made
from tests.helpers.lds_files import SHARED

JPEG = made.picture(60, 80)
JP2 = made.picture(60, 80, "JPEG2000")
BARE = made.codestream(JP2)
KINDS = {"jpeg": JPEG, "jp2": JP2, "codestream": BARE}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_what_it_is_and_how_large(kind: str) -> None:
    still = still_image(KINDS[kind], "here")
    assert still.format is (ImageFormat.JPEG if kind == "jpeg" else ImageFormat.JPEG2000)
    assert (still.width, still.height, still.padding) == (60, 80, 0)
    assert still.data == KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tail", [bytes(1), bytes(700), b"\xff" * 9], ids=["a zero", "zeros", "ones"])
def test_what_follows_a_picture_is_told_and_does_no_harm(kind: str, tail: bytes) -> None:
    still = still_image(KINDS[kind] + tail, "here")
    assert (still.width, still.height, still.padding) == (60, 80, len(tail))


def test_a_progressive_jpeg_with_fill_bytes_and_a_thumbnail_is_measured() -> None:
    thumbnail = encode(0xFFE1, b"")[:2] + (2 + len(JPEG)).to_bytes(2) + JPEG
    large = made.picture(200, 300)
    still = still_image(large[:2] + b"\xff\xff" + thumbnail + large[2:], "here")
    assert (still.width, still.height) == (200, 300)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff",
        JPEG[:30],
        b"\xff\xd8\xff\xc0\x00\x04\x08\x00",
        b"\xff\xd8\xff\xda\x00\x02" + bytes(30),
        JPEG.replace(b"\x00\x50\x00\x3c", b"\x00\x00\x00\x3c", 1),
        JP2[:12],
        JP2[:60],
        JP2[:-1],
        JP2.replace(b"jp2c", b"free"),
        JP2.replace(b"ihdr", b"free"),
        JP2.replace(b"\x00\x00\x00\x50\x00\x00\x00\x3c", b"\x00\x00\x00\x51\x00\x00\x00\x3c", 1),
        JP2[:12] + (b"\x00\x00\x00\x08free" * 100) + JP2[12:],
        JP2[:12] + b"\x00\x00\x00\x02free",
        BARE[:41],
        BARE[:8] + bytes(4) + BARE[12:],
        BARE[:40] + b"\x00\x05" + BARE[42:],
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        still_image(data, "here")


def test_a_trap_of_pixels_is_told_by_its_header() -> None:
    wide = BARE[:8] + (5_000).to_bytes(4) + (5_001).to_bytes(4) + BARE[16:]
    with pytest.raises(TooManyPixels):
        still_image(wide, "here")
    still = still_image(BARE[:8] + (5_000).to_bytes(4) + (5_000).to_bytes(4) + BARE[16:], "here")
    assert still.width * still.height == MOST_PIXELS


@pytest.mark.parametrize("block", [0x5F2E, 0x7F2E])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("points", [0, 3])
def test_a_portrait_of_19794_is_found_behind_its_feature_points(block: int, kind: str, points: int) -> None:
    faces = parse_dg2(made.dg2([made.facial_record([KINDS[kind]], points)], block))
    assert [face.data for face in faces] == [KINDS[kind]]
    assert faces[0].standard is FaceStandard.ISO_19794_5


@pytest.mark.parametrize("block", [0x5F2E, 0x7F2E])
@pytest.mark.parametrize("kind", KINDS)
def test_a_portrait_of_39794_is_found(block: int, kind: str) -> None:
    faces = parse_dg2(made.dg2([made.face_block([KINDS[kind]])], block))
    assert [face.data for face in faces] == [KINDS[kind]]
    assert faces[0].standard is FaceStandard.ISO_39794_5


def test_every_face_is_told_in_the_order_of_the_chip() -> None:
    file = made.dg2([made.facial_record([JPEG, JP2]), made.facial_record([BARE])])
    assert [face.data for face in parse_dg2(file)] == [JPEG, JP2, BARE]
    assert [face.data for face in parse_dg2(made.dg2([made.face_block([JP2, JPEG])]))] == [JP2, JPEG]


def test_padding_behind_the_record_and_in_the_picture_is_tolerated() -> None:
    record = made.facial_record([JP2 + bytes(100)]) + bytes(20)
    (face,) = parse_dg2(made.dg2([record]))
    assert (face.padding, face.width, face.height) == (100, 60, 80)


RECORD = made.facial_record([JPEG])


@pytest.mark.parametrize(
    "data",
    [
        made.dg2([RECORD], count=2),
        made.dg2([]),
        made.dg2([RECORD] * (MOST_FACES + 1)),
        made.dg2([made.facial_record([JPEG] * (MOST_FACES + 1))]),
        made.dg2([made.facial_record([JPEG] * 5)] * 2),
        made.dg2([made.facial_record([])]),
        made.dg2([RECORD[:-1]]),
        made.dg2([RECORD[:8]]),
        made.dg2([RECORD.replace(b"010\x00", b"030\x00")]),
        made.dg2([RECORD[:14] + b"\x00\x00\x00\x10" + RECORD[18:]]),
        made.dg2([RECORD[:18] + b"\xff\xff" + RECORD[20:]]),
        made.dg2([made.facial_record([b"GIF89a" + bytes(90)])]),
        made.dg2([made.face_block([])]),
        made.dg2([made.face_block([JPEG] * (MOST_FACES + 1))]),
        made.dg2([encode(0xA1, encode(0x65, b""))]),
        made.dg2([b""]),
        made.dg2([RECORD], block=0x5F2F),
        encode(0x75, encode(0x7F60, b"")),
    ],
)
def test_a_portrait_file_that_is_wrong_anywhere_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_dg2(data)


def test_signatures_come_out_as_they_stand() -> None:
    assert [still.data for still in parse_dg7(made.dg7([JPEG, JP2]))] == [JPEG, JP2]


@pytest.mark.parametrize("pictures", [[], [b"text"], [JPEG] * 10])
def test_a_file_of_signatures_that_is_wrong_is_refused(pictures: list[bytes]) -> None:
    with pytest.raises(Malformed):
        parse_dg7(made.dg7(pictures))


@pytest.mark.parametrize("file", ["AllFields", "MandFields"])
def test_the_examples_of_39794_hold_one_portrait(file: str) -> None:
    path = SHARED / f"gmrtd_ICAO_39794_5_AP_DG2_{file}.dat"
    if not path.is_file():
        pytest.skip("the examples of ISO/IEC 39794-5 are not on this machine")
    (face,) = parse_dg2(path.read_bytes())
    assert face.data == (SHARED / "gmrtd_ICAO_39794_5_AP_DG2_Face.jpg").read_bytes()
    assert (face.format, face.width, face.height, face.padding) == (ImageFormat.JPEG2000, 413, 531, 0)


def test_the_example_of_19794_holds_one_picture() -> None:
    path = SHARED / "gmrtd_ISO19794_Test1_Data.bin"
    if not path.is_file():
        pytest.skip("the example of ISO/IEC 19794-5 is not on this machine")
    (face,) = parse_dg2(made.dg2([path.read_bytes()]))
    assert (face.format, face.width, face.height) == (ImageFormat.JPEG, 148, 70)
