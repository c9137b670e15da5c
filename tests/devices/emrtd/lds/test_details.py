"""Details of persons and documents are understood as far as they can be, and kept as they stand."""

from __future__ import annotations

from datetime import date

import pytest

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.atr_info import ApduLengths, CardCapabilities, card_capabilities, parse_atr_info
from devices.emrtd.lds.dg11 import parse_dg11
from devices.emrtd.lds.dg12 import parse_dg12
from devices.emrtd.lds.dg13 import parse_dg13
from devices.emrtd.lds.dg15 import parse_dg15
from devices.emrtd.lds.dg16 import parse_dg16
from devices.emrtd.lds.texts import ChipDate, ChipName, chip_date
from devices.emrtd.tlv import encode
from tests.helpers import lds_files as made
from tests.helpers.lds_files import SHARED


def test_a_person_is_read_in_full() -> None:
    person = parse_dg11(
        made.group(
            0x6B,
            (0x5C, bytes.fromhex("5F0EA05F105F2B5F115F425F125F135F145F155F165F175F18")),
            (0x5F0E, "ÉRIKSSON<<ANNA<MARÍA"),
            (0xA0, made.counted(0x5F0F, ["SMITH<<ANN", "SINGLE"])),
            (0x5F10, "ZE<184226<B"),
            (0x5F2B, "19740812"),
            (0x5F11, "APIA<SAMOA"),
            (0x5F42, "12 BEACH RD<APIA<<SAMOA<<"),
            (0x5F12, "+685 1234567"),
            (0x5F13, "NURSE"),
            (0x5F14, "DR"),
            (0x5F15, "NONE<KNOWN"),
            (0x5F16, b"\xff\xd8picture"),
            (0x5F17, "N123<N456"),
            (0x5F18, "-"),
        )
    )
    assert person.name == ChipName("ÉRIKSSON<<ANNA<MARÍA", "ÉRIKSSON", "ANNA MARÍA")
    assert [(name.primary, name.secondary) for name in person.other_names] == [
        ("SMITH", "ANN"),
        ("SINGLE", ""),
    ]
    assert person.personal_number == "ZE 184226 B"
    assert person.birth_date is not None
    assert person.birth_date.date == date(1974, 8, 12)
    assert person.birth_place == ("APIA", "SAMOA")
    assert person.address == ("12 BEACH RD", "APIA", "SAMOA")
    assert (person.telephone, person.profession, person.title) == ("+685 1234567", "NURSE", "DR")
    assert (person.summary, person.custody) == ("NONE KNOWN", "-")
    assert person.citizenship_proof == b"\xff\xd8picture"
    assert person.other_documents == ("N123", "N456")
    assert person.unknown == ()


def test_an_empty_file_of_details_says_nothing_and_is_no_error() -> None:
    person = parse_dg11(made.group(0x6B))
    assert (person.name, person.birth_date, person.other_names, person.address) == (None, None, (), ())
    assert parse_dg11(made.group(0x6B, (0x5F0E, "<<<<"))).name is None
    document = parse_dg12(made.group(0x6C))
    assert (document.issuing_authority, document.issue_date, document.personalised) == ("", None, None)


def test_other_names_outside_their_template_are_read_too() -> None:
    person = parse_dg11(made.group(0x6B, (0x5F0F, "A<<B"), (0x5F0F, "C<<D")))
    assert [name.primary for name in person.other_names] == ["A", "C"]


@pytest.mark.parametrize(
    "objects",
    [
        [(0x5F0E, "A<<B"), (0x5F0E, "C<<D")],
        [(0xA0, made.counted(0x5F0F, ["A"])), (0xA0, made.counted(0x5F0F, ["B"]))],
        [(0xA0, encode(0x02, b"\x02") + encode(0x5F0F, b"A"))],
        [(0xA0, b"\x5f\x0f")],
        [(0x5F13, b"x" * 4097)],
        [(0x5F2B, b"1" * 33)],
        [(tag, b"") for tag in range(0x5F21, 0x5F21 + 90)]
        + [(tag, b"") for tag in range(0x80, 0x80 + 31)] * 2,
    ],
    ids=["two names", "two templates", "wrong count", "cut", "long text", "long date", "too many"],
)
def test_details_that_could_be_read_in_two_ways_or_have_no_end_are_refused(
    objects: list[tuple[int, bytes | str]],
) -> None:
    with pytest.raises(Malformed):
        parse_dg11(made.group(0x6B, *objects))


def test_signs_that_no_eye_sees_cannot_turn_a_text_round() -> None:
    text = parse_dg11(made.group(0x6B, (0x5F13, "NURSE\u202eESRUN\x00\x1b[31m"))).profession
    assert text == "NURSE\ufffdESRUN\ufffd\ufffd[31m"


def test_scripts_with_joiners_keep_them_and_latin_1_is_understood() -> None:
    assert parse_dg11(made.group(0x6B, (0x5F13, "می\u200cرود"))).profession == "می\u200cرود"
    assert parse_dg11(made.group(0x6B, (0x5F13, "Zürich".encode("latin-1")))).profession == "Zürich"


@pytest.mark.parametrize(
    "value, expected",
    [
        (b"19740812", ChipDate("19740812", 1974, 8, 12)),
        (bytes.fromhex("19740812"), ChipDate("19740812", 1974, 8, 12)),
        (b"19740000", ChipDate("19740000", 1974, None, None)),
        (b"197408<<", ChipDate("197408<<", 1974, 8, None)),
        (b"1974XX12", ChipDate("1974XX12", 1974, None, 12)),
        (b"<<<<<<<<", ChipDate("<<<<<<<<", None, None, None)),
        (b"1974", ChipDate("1974", 1974, None, None)),
        (bytes.fromhex("197408FF"), ChipDate("197408FF", 1974, 8, None)),
        (b"12 AUG 1974", ChipDate("12 AUG 1974", None, None, None)),
        ("١٩٧٤٠٨١٢".encode(), ChipDate("١٩٧٤٠٨١٢", None, None, None)),
        (b"20260131235959", ChipDate("20260131235959", 2026, 1, 31)),
        (bytes.fromhex("20260131235959"), ChipDate("20260131235959", 2026, 1, 31)),
        (b"20260230", ChipDate("20260230", 2026, 2, 30)),
    ],
)
def test_a_date_is_known_as_far_as_it_is_said(value: bytes, expected: ChipDate) -> None:
    assert chip_date(value, "here") == expected


def test_a_day_is_one_only_where_all_of_it_is_known_and_the_calendar_has_it() -> None:
    assert chip_date(b"20240229", "here").date == date(2024, 2, 29)
    assert [chip_date(value, "here").date for value in (b"20230229", b"20240200", b"00000000")] == [None] * 3


def test_a_document_is_read_in_full() -> None:
    document = parse_dg12(
        made.group(
            0x6C,
            (0x5C, bytes.fromhex("5F195F26A05F1B5F1C5F1D5F1E5F555F56")),
            (0x5F19, "PASSPORT<OFFICE<APIA"),
            (0x5F26, bytes.fromhex("20200131")),
            (0xA0, made.counted(0x5F1A, ["SMITH<<CHILD"])),
            (0x5F1B, "NONE"),
            (0x5F1C, "NO<TAX"),
            (0x5F1D, b"front"),
            (0x5F1E, b"rear"),
            (0x5F55, "20200130120000"),
            (0x5F56, "SYSTEM 7"),
            (0x5F60, b"?"),
        )
    )
    assert document.issuing_authority == "PASSPORT OFFICE APIA"
    assert document.issue_date is not None
    assert document.issue_date.date == date(2020, 1, 31)
    assert [name.primary for name in document.other_persons] == ["SMITH"]
    assert (document.endorsements, document.tax_or_exit) == ("NONE", "NO TAX")
    assert (document.front, document.rear) == (b"front", b"rear")
    assert document.personalised == ChipDate("20200130120000", 2020, 1, 30)
    assert (document.personalisation_system, document.unknown) == ("SYSTEM 7", (0x5F60,))


def test_the_two_broken_tags_of_lds_1_7_are_read() -> None:
    document = parse_dg12(
        encode(0x6C, b"\x5f\x85\x0e20200130120000" + b"\x5f\x86\x081234ABCD" + encode(0x5F19, b"OFFICE"))
    )
    assert document.personalised == ChipDate("20200130120000", 2020, 1, 30)
    assert (document.personalisation_system, document.issuing_authority) == ("1234ABCD", "OFFICE")


def test_persons_to_notify_come_in_their_order() -> None:
    first = encode(0x5F50, b"20200101") + encode(0x5F51, b"SMITH<<JOHN") + encode(0x5F52, b"+1 555")
    second = encode(0x5F51, b"DOE<<JANE") + encode(0x5F53, b"1 MAIN ST<TOWN") + encode(0x5F54, b"x")
    persons = parse_dg16(made.group(0x70, (0x02, b"\x02"), (0xA1, first), (0xA2, second)))
    assert [person.name.primary for person in persons if person.name] == ["SMITH", "DOE"]
    assert persons[0].recorded == ChipDate("20200101", 2020, 1, 1)
    assert (persons[0].telephone, persons[1].address) == ("+1 555", ("1 MAIN ST", "TOWN"))
    assert persons[1].unknown == (0x5F54,)


@pytest.mark.parametrize(
    "objects",
    [
        [],
        [(0x02, b"\x00")],
        [(0x02, b"\x02"), (0xA1, b"")],
        [(0x02, b"\x01"), (0xA2, b"")],
        [(0x02, b"\x02"), (0xA1, b""), (0xA1, b"")],
        [(0x02, b"\x10"), *((tag, b"") for tag in range(0xA1, 0xB1))],
        [(0x02, b"\x01"), (0xA1, b"\x5f")],
    ],
)
def test_persons_of_another_number_than_counted_are_refused(objects: list[tuple[int, bytes | str]]) -> None:
    with pytest.raises(Malformed):
        parse_dg16(made.group(0x70, *objects))


def test_optional_details_are_kept_whole() -> None:
    assert parse_dg13(encode(0x6D, b"anything \x00\xff")) == b"anything \x00\xff"


def test_the_key_of_active_authentication_comes_out_as_der() -> None:
    key = encode(0x30, encode(0x30, b"") + encode(0x03, b"\x00key"))
    assert parse_dg15(encode(0x6F, key)) == key
    for wrong in (b"", key + b"\x00", encode(0x30, encode(0x03, b"")), encode(0x31, b"")):
        with pytest.raises(Malformed):
            parse_dg15(encode(0x6F, wrong))


def test_a_real_key_of_active_authentication_is_read() -> None:
    if not (SHARED / "pymrtd_dg15.bin").is_file():
        pytest.skip("the real key is not on this machine")
    data = (SHARED / "pymrtd_dg15.bin").read_bytes()
    assert data.endswith(parse_dg15(data))


def test_lengths_of_commands_and_answers_are_read_past_filling() -> None:
    info = encode(0x7F66, encode(0x02, b"\x01\x00\x00") + encode(0x02, b"\x08\x00"))
    data = encode(0x43, b"\x01") + encode(0x47, b"\x00\x00\xe0") + info
    expected = ApduLengths(65_536, 2_048, CardCapabilities(True, True, True))
    assert [parse_atr_info(data + tail) for tail in (b"", bytes(9), b"\xff\xff")] == [expected] * 3
    assert parse_atr_info(encode(0x47, b"\x00")) == ApduLengths(None, None, None)
    assert parse_atr_info(b"") == ApduLengths(None, None, None)


@pytest.mark.parametrize(
    "data",
    [
        encode(0x7F66, b""),
        encode(0x7F66, encode(0x02, b"\x01")),
        encode(0x7F66, encode(0x04, b"\x01") * 2),
        encode(0x7F66, encode(0x02, bytes(5)) * 2),
        b"\x7f\x66\x20\x02",
        encode(0x41, bytes(5000)),
    ],
)
def test_lengths_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_atr_info(data)


@pytest.mark.parametrize(
    "atr, extended",
    [
        ("3B87800180318173C8214028", True),
        ("3B88800180318173C82140", None),  # cut: nothing is made up
        ("3B878001803180730000E000", True),
        ("3B87800180318073000020FF", False),
        ("3B888001007300004000900000", True),  # three bytes of status behind
        ("3B858001804101023F", None),
        ("3B80800101", None),
        ("3B8F8001804F0CA000000306", None),
        ("3BFF", None),
        ("3B", None),
        ("", None),
    ],
)
def test_an_atr_says_whether_long_commands_are_known(atr: str, extended: bool | None) -> None:
    found = card_capabilities(bytes.fromhex(atr))
    assert (found.extended_length if found else None) is extended
