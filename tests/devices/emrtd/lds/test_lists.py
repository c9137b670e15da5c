"""What the chip says it has is read as it stands, its oddities kept for the checks."""

from __future__ import annotations

import pytest

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.com import Com, parse_com
from devices.emrtd.lds.dg1 import parse_dg1
from devices.emrtd.lds.envelope import GROUP_TAGS, LARGEST_FILE, OUTER_TAGS, unwrap
from devices.emrtd.lds.security_object import SecurityObject, parse_security_object, parse_sod, peek
from devices.emrtd.reading import ChipFile
from devices.emrtd.tlv import encode
from tests.helpers import lds_files as made
from tests.helpers.lds_files import SHA_256, SHARED


def test_the_list_of_the_worked_example_names_two_groups() -> None:
    assert parse_com(made.COM) == Com("1.7", "4.0.0", (1, 2))


def test_a_list_keeps_its_order_and_tells_the_tags_of_no_group() -> None:
    com = parse_com(made.group(0x60, (0x5F01, "0108"), (0x5C, bytes([0x6E, 0x61, 0x77, 0x61]))))
    assert com == Com("1.8", "", (14, 1, 1), (0x77,))


@pytest.mark.parametrize("tag, number", GROUP_TAGS.items())
def test_every_data_group_is_known_by_its_tag(tag: int, number: int) -> None:
    assert parse_com(made.group(0x60, (0x5C, bytes([tag])))).groups == (number,)
    assert unwrap(encode(tag, b"x"), ChipFile.of_group(number)) == b"x"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        encode(0x60, b""),
        made.COM[:-1],
        made.COM + b"\x00",
        b"\x61" + made.COM[1:],
        made.group(0x60, (0x5C, bytes(65))),
        made.group(0x60, (0x5F01, b"\xff\xfe\x00\x01"), (0x5C, b"\x61")),
        made.group(0x60, (0x5F01, b"0" * 13), (0x5C, b"\x61")),
    ],
    ids=["empty", "no list", "cut", "tail", "other tag", "endless list", "version of bytes", "long version"],
)
def test_a_list_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_com(data)


def test_a_file_beyond_all_bounds_is_not_looked_at() -> None:
    with pytest.raises(Malformed, match="larger"):
        unwrap(encode(0x6D, bytes(LARGEST_FILE)), ChipFile.DG13)
    assert len(unwrap(encode(0x6D, bytes(LARGEST_FILE - 5)), ChipFile.DG13)) == LARGEST_FILE - 5


def test_every_file_with_an_outer_tag_has_one() -> None:
    assert {file.data_group for file in OUTER_TAGS} == {None, *range(1, 17)}


@pytest.mark.parametrize("mrz, width", [(made.TD1, 30), (made.TD2, 36), (made.TD3, 44)])
def test_the_zone_comes_out_in_its_lines(mrz: str, width: int) -> None:
    lines = parse_dg1(made.dg1(mrz))
    assert "".join(lines) == mrz
    assert {len(line) for line in lines} == {width}


@pytest.mark.parametrize(
    "mrz", ["", made.TD3[:-1], made.TD3 + "<", made.TD3.lower(), made.TD3[:-1] + " ", made.TD3[:-2] + "é"]
)
def test_a_zone_of_other_length_or_signs_is_refused(mrz: str) -> None:
    with pytest.raises(Malformed):
        parse_dg1(made.dg1(mrz))


def test_two_zones_in_one_file_are_refused() -> None:
    with pytest.raises(Malformed):
        parse_dg1(made.group(0x61, (0x5F1F, made.TD3), (0x5F1F, made.TD2)))


def test_hashes_are_read_with_what_is_wrong_about_them() -> None:
    content = made.security_object([(1, b"a" * 32), (2, b"b" * 32), (2, b"c" * 32), (17, b"d")])
    found = parse_security_object(content)
    assert found == SecurityObject(
        0, SHA_256, ((1, b"a" * 32), (2, b"b" * 32), (2, b"c" * 32), (17, b"d")), "", ""
    )
    assert found.groups == {1, 2, 17}


def test_version_1_says_its_versions() -> None:
    found = parse_security_object(made.security_object([(1, b"a")], 1, (b"0108", b"040000")))
    assert (found.version, found.lds_version, found.unicode_version) == (1, "1.8", "4.0.0")


def test_the_reader_may_look_before_anything_is_proved() -> None:
    content = made.security_object([(1, b"a"), (15, b"b")])
    found = peek(made.sod(content))
    assert found is not None
    assert found.groups == {1, 15}
    assert made.sod(content).endswith(parse_sod(made.sod(content)))


def indefinite(tag: int, value: bytes) -> bytes:
    return bytes([tag, 0x80]) + value + b"\x00\x00"


def test_a_wrapping_of_indefinite_lengths_is_looked_through() -> None:
    content = made.security_object([(1, b"a"), (3, b"b")])
    pieces = indefinite(0x24, encode(0x04, content[:9]) + encode(0x04, content[9:]))
    signed = indefinite(0x30, encode(0x02, b"\x03") + indefinite(0x30, indefinite(0xA0, pieces)))
    found = peek(encode(0x77, indefinite(0x30, indefinite(0xA0, signed))))
    assert found is not None
    assert found.groups == {1, 3}


@pytest.mark.parametrize(
    "inside",
    [b"", b"\x30\x80", b"\x30\x80" * 500, b"\x30\x80" * 9 + bytes(18), b"\x30\x05\xa0\x80\x30\x80\x30"],
    ids=["empty", "no end", "deep without end", "deep", "cut"],
)
def test_a_wrapping_that_leads_nowhere_says_nothing(inside: bytes) -> None:
    assert peek(encode(0x77, inside)) is None


HASH = encode(0x30, encode(0x02, b"\x01") + encode(0x04, b"a"))


@pytest.mark.parametrize(
    "algorithm, listed",
    [
        (b"", HASH),
        (encode(0x05, b""), HASH),
        (encode(0x06, b""), HASH),
        (encode(0x06, b"\x60\x86"), HASH),
        (encode(0x06, b"\x60\x01"), HASH * 65),
        (encode(0x06, b"\x60\x01"), encode(0x31, b"")),
        (encode(0x06, b"\x60\x01"), encode(0x30, encode(0x02, b"") + encode(0x04, b"a"))),
        (encode(0x06, b"\x60\x01"), encode(0x30, encode(0x02, bytes(5)) + encode(0x04, b"a"))),
        (encode(0x06, b"\x60\x01"), encode(0x30, encode(0x02, b"\x01") + encode(0x04, bytes(65)))),
    ],
)
def test_a_security_object_of_other_parts_is_refused(algorithm: bytes, listed: bytes) -> None:
    parts = encode(0x02, b"\x00") + encode(0x30, algorithm) + encode(0x30, listed)
    with pytest.raises(Malformed):
        parse_security_object(encode(0x30, parts))


REAL = {
    "gmrtd_sod_AT.bin": (0, [1, 2, 3, 11, 12, 14], ""),
    "gmrtd_sod_FI.bin": (1, [1, 2, 3, 7, 14], "1.8"),
    "gmrtd_sod_FR.bin": (0, [1, 2, 3, 11, 12, 13, 14], ""),
    "gmrtd_sod_MY.bin": (0, [1, 2, 3, 11, 12, 14], ""),
    "gmrtd_sod_RU.bin": (0, [1, 2, 3, 13, 14], ""),
    "gmrtd_sod_US.bin": (0, [1, 2, 11, 12], ""),
    "pymrtd_BSI_TR03105-5_EF_SOD.bin": (0, [1, 2, 3, 4, 14], ""),
    "pymrtd_SOD_eContentType_id-data.bin": (0, [1, 2, 3, 4, 14], ""),
}


@pytest.mark.parametrize("file", REAL)
def test_real_security_objects_say_what_is_known_of_them(file: str) -> None:
    if not (SHARED / file).is_file():
        pytest.skip("the real security objects are not on this machine")
    found = peek((SHARED / file).read_bytes())
    assert found is not None
    assert (found.version, sorted(found.groups), found.lds_version) == REAL[file]
