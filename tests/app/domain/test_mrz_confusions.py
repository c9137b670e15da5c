"""Characters that readers confuse are pointed out with what would mend them, and never mended."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.mrz import Confusion, parse_mrz

ON = date(2026, 11, 24)
UPPER = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def misread(at: int, read: str) -> str:
    """The worked example's second line with one character read wrong."""
    return LOWER[:at] + read + LOWER[at + 1 :]


@pytest.mark.parametrize(
    "at, read, field",
    [
        (5, "O", "document_number"),  # 0
        (1, "B", "document_number"),  # 8
        (6, "Z", "document_number"),  # 2
        (15, "O", "birth_date"),
        (17, "I", "birth_date"),
        (26, "S", "expiry_date"),
        (21, "I", "expiry_date"),
        (28, "2", "optional_data"),
        (36, "8", "optional_data"),
        (43, "O", "composite"),
    ],
)
def test_a_single_misread_character_is_found_and_the_field_left_as_read(
    at: int, read: str, field: str
) -> None:
    mrz = parse_mrz((UPPER, misread(at, read)), ON)
    assert mrz.lines[1][at] == read
    assert field in mrz.checks.failed
    assert f"ocr_confusion:{field}" in mrz.flags
    right = [one for one in mrz.confusions if (one.line, one.column, one.meant) == (2, at + 1, LOWER[at])]
    assert [(one.read, one.field) for one in right] == [(read, field)]
    assert field in right[0].mends


def test_two_letters_in_a_date_are_each_pointed_out() -> None:
    mrz = parse_mrz((UPPER, LOWER.replace("740812", "74O8I2")), ON)
    assert mrz.confusions == (
        Confusion("birth_date", 2, 16, "O", "0", ("birth_date", "composite")),
        Confusion("birth_date", 2, 18, "I", "1", ("birth_date", "composite")),
    )
    assert mrz.birth_date == "74O8I2"


def test_digits_in_names_and_states_are_pointed_out_though_no_check_digit_covers_them() -> None:
    mrz = parse_mrz(("P<UT0ER1KS50N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", LOWER.replace("UTO", "UT0")), ON)
    assert not mrz.checks.failed
    assert [(one.field, one.read, one.meant) for one in mrz.confusions] == [
        ("issuing_state", "0", "O"),
        ("names", "1", "I"),
        ("names", "5", "S"),
        ("names", "0", "O"),
        ("nationality", "0", "O"),
    ]
    assert mrz.surname == "ER1KS50N"
    assert {"unknown_issuing_state", "unknown_nationality"} <= set(mrz.flags)


@pytest.mark.parametrize(
    "names, columns",
    [
        ("ERIKSSON<<ANNA<MARIA<<<<<<K<<<<<<<<<<<<", [32]),
        ("ERIKSSON<<ANNA<MARIAKKKKKKKKKKKKKKKKKKK", list(range(26, 45))),
        ("ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<SC", [43, 44]),
    ],
)
def test_fillers_read_as_letters_are_pointed_out(names: str, columns: list[int]) -> None:
    mrz = parse_mrz((f"P<UTO{names}", LOWER), ON)
    assert [(one.column, one.meant) for one in mrz.confusions] == [(column, "<") for column in columns]


@pytest.mark.parametrize("sign", "«‹≤({€[_ ")
def test_signs_that_readers_print_for_the_filler_are_pointed_out(sign: str) -> None:
    mrz = parse_mrz((UPPER.replace("ANNA<", f"ANNA{sign}"), LOWER.replace("B<<", f"B{sign}<")), ON)
    assert {(one.read, one.meant) for one in mrz.confusions} == {(sign, "<")}
    assert mrz.checks.failed == ("optional_data", "composite")
    assert {mend for one in mrz.confusions for mend in one.mends} == {"optional_data", "composite"}


def test_a_character_that_could_not_be_read_has_no_suggestion_of_its_own() -> None:
    mrz = parse_mrz((UPPER, misread(3, "?")), ON)
    assert mrz.confusions[0] == Confusion("document_number", 2, 4, "?", "")


def test_suggestions_never_ask_for_a_letter_in_a_date_or_as_check_digit() -> None:
    for at in range(13, 28):
        for read in "0123456789":
            for one in parse_mrz((UPPER, misread(at, read)), ON).confusions:
                if one.field in ("birth_date", "expiry_date"):
                    assert one.meant.isdigit()


def test_a_wrong_composite_alone_is_blamed_on_what_only_it_covers() -> None:
    lines = (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<G",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )
    assert parse_mrz(lines, ON).confusions == (Confusion("composite", 2, 30, "G", "6", ("composite",)),)


def test_a_digit_as_second_place_of_the_document_code_is_the_issuers_choice() -> None:
    lines = (
        "C1UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )
    assert parse_mrz(lines, ON).flags == ()
