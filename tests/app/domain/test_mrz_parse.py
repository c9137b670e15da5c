"""What an officer learns of lines that are not as they should be, and what the parser refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checks import Verdict
from app.domain.dates import PartialDate
from app.domain.document import Capture, DocumentKind
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import LAYOUTS, Mrz, MrzFormat, check_digit, parse_mrz, travel_document
from app.domain.person import Sex

ON = date(2026, 11, 24)
REFUSALS = (FailureCode.MRZ_UNREADABLE, FailureCode.MRZ_TOO_LONG)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
MRV_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX7408122F96121096ZE184226B<<<<<<")
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX7408122F9612109<<<<<<<<")


def with_line_2(changed: str, at: int, lines: tuple[str, ...] = TD3) -> tuple[str, str]:
    """The document with some characters of its second line changed."""
    return lines[0], lines[1][:at] + changed + lines[1][at + len(changed) :]


def with_names(names: str) -> tuple[str, str]:
    """The passport with another name field."""
    return f"P<UTO{names:<<39}", TD3[1]


def outcome(text: str | Sequence[str]) -> Mrz | FailureCode:
    """What the parser makes of anything, or the code with which it refuses; nothing else may come out."""
    try:
        return parse_mrz(text, ON)
    except WorldError as error:
        return error.failure.code


@pytest.mark.parametrize("text, digit", [("520727", "3"), ("AB2134<<<", "5"), ("", "0"), ("<<<<<<", "0")])
def test_check_digits_are_those_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit  # Doc 9303-3, Appendix A


@pytest.mark.parametrize("text", ["ab", "É", "1 2", "€"])
def test_a_character_that_no_mrz_carries_has_no_check_digit(text: str) -> None:
    assert check_digit(text) is None


@pytest.mark.parametrize(
    "lines, format_",
    [
        (TD1, MrzFormat.TD1),
        (TD2, MrzFormat.TD2),
        (TD3, MrzFormat.TD3),
        (MRV_A, MrzFormat.MRV_A),
        (MRV_B, MrzFormat.MRV_B),
    ],
)
def test_worked_examples_pass_every_check_digit_they_have(lines: tuple[str, ...], format_: MrzFormat) -> None:
    mrz = parse_mrz(lines, ON)
    assert (mrz.format, mrz.flags, mrz.checks.failed) == (format_, (), ())
    assert (mrz.checks.composite is Verdict.NOT_RUN) is (format_ in (MrzFormat.MRV_A, MrzFormat.MRV_B))


@pytest.mark.parametrize("lines", [TD1, TD3, MRV_B])
@pytest.mark.parametrize("between", ["", "\n", "\r", "\r\n", " \r\n\r\n"])
def test_the_reader_may_end_lines_as_it_likes_or_not_at_all(lines: tuple[str, ...], between: str) -> None:
    text = between.join(lines)
    assert parse_mrz(text, ON) == parse_mrz(lines, ON)
    assert parse_mrz(f"\ufeff{text}\r\n ", ON) == parse_mrz(lines, ON)


def test_small_letters_count_as_capitals_and_are_reported() -> None:
    mrz = parse_mrz([line.lower() for line in TD3], ON)
    assert (mrz.surname, mrz.checks.failed, mrz.flags) == ("ERIKSSON", (), ("lower_case",))
    assert mrz.lines == tuple(line.lower() for line in TD3)


@pytest.mark.parametrize(
    "text, code",
    [
        ("", FailureCode.MRZ_UNREADABLE),
        ("\n\r\n  \n", FailureCode.MRZ_UNREADABLE),
        ("HELLO", FailureCode.MRZ_UNREADABLE),
        (TD3[0], FailureCode.MRZ_UNREADABLE),
        (TD3[0] + "\n" + TD3[1][:-1], FailureCode.MRZ_UNREADABLE),
        (TD3[0] + "\n" + TD2[1], FailureCode.MRZ_UNREADABLE),
        (TD3[0].replace("E", "É") + "\n" + TD3[1], FailureCode.MRZ_UNREADABLE),
        (TD3[0].replace("E", "\x07") + "\n" + TD3[1], FailureCode.MRZ_UNREADABLE),
        ("\n".join(TD3 + TD3), FailureCode.MRZ_TOO_LONG),
        (TD3[0] + "\n" + TD3[1] + "0", FailureCode.MRZ_TOO_LONG),
        ("<" * 1_000_000, FailureCode.MRZ_TOO_LONG),
    ],
)
def test_what_is_no_document_is_refused_with_its_code(text: str, code: FailureCode) -> None:
    assert outcome(text) is code


@given(st.text(max_size=300) | st.text("P<UTO0123456789\r\n «?", max_size=200))
def test_whatever_comes_in_only_the_failures_of_an_mrz_come_out(text: str) -> None:
    assert isinstance(outcome(text), Mrz) or outcome(text) in REFUSALS


@given(
    st.sampled_from(list(LAYOUTS.values())).flatmap(
        lambda layout: st.lists(
            st.text("ABCXV<019OIKé«? z", min_size=layout.width, max_size=layout.width),
            min_size=layout.lines,
            max_size=layout.lines,
        )
    )
)
def test_lines_of_the_right_size_are_read_or_refused_and_never_changed(lines: list[str]) -> None:
    mrz = outcome(lines)
    if isinstance(mrz, Mrz):
        assert mrz.lines == tuple(lines)
        assert travel_document(mrz, Capture.READER).mrz_lines == mrz.lines
    else:
        assert mrz in REFUSALS


@given(st.integers(0, 43), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_no_changed_character_under_a_check_digit_passes_unless_its_value_is_the_same(
    at: int, sign: str
) -> None:
    lines = with_line_2(sign, at)
    mrz = parse_mrz(lines, ON)
    guarded = at not in (10, 11, 12, 20)
    values = [check_digit(one) for one in (TD3[1][at], sign)]
    if guarded and values[0] != values[1]:
        assert mrz.checks.failed
    elif not guarded:
        assert not mrz.checks.failed


@pytest.mark.parametrize(
    "names, surname, given_names, flags",
    [
        ("ARKFREITH", "ARKFREITH", "", ()),
        ("SATRIYA<SUDARPA", "SATRIYA SUDARPA", "", ()),
        ("VAN<DER<BERG<<ANNA", "VAN DER BERG", "ANNA", ()),
        ("PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR", "PAPANDROPOULOUS", "JONATHON WARREN TREVOR",
         ("name_possibly_truncated",)),
        ("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI", "BENNELONG WOOLOOMOOLOO WARRANDYTE W", "DI",
         ("name_possibly_truncated",)),
        ("SMITH<<ANNA<<MARIA", "SMITH", "ANNA MARIA", ("name_irregular",)),
        ("<SMITH<<ANNA", "SMITH", "ANNA", ("name_irregular",)),
        ("<<ANNA", "", "ANNA", ("name_irregular",)),
        ("", "", "", ("name_missing", "name_irregular")),
    ],
)  # fmt: skip
def test_names_are_split_and_oddities_flagged(
    names: str, surname: str, given_names: str, flags: tuple[str, ...]
) -> None:
    mrz = parse_mrz(with_names(names), ON)
    assert (mrz.surname, mrz.given_names, mrz.flags) == (surname, given_names, flags)


def test_a_visa_number_never_runs_on_into_its_optional_data() -> None:
    mrz = parse_mrz(with_line_2("<", 9, MRV_A), ON)
    assert (mrz.document_number, mrz.checks.document_number) == ("L8988901C", Verdict.FAILED)
    assert mrz.optional_data == "6ZE184226B"


def test_a_long_number_of_a_td2_card_is_read_from_its_optional_data() -> None:
    rest = "7349" + str(check_digit("D231458907349"))
    lower = f"D23145890<UTO3407127M9507122{rest:<<7}2"
    mrz = parse_mrz(("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<", lower), ON)
    assert (mrz.document_number, mrz.checks.document_number, mrz.optional_data) == (
        "D231458907349", Verdict.PASSED, "",
    )  # fmt: skip
    assert "long_document_number" in mrz.flags


def test_a_number_that_is_not_there_is_reported_and_not_checked() -> None:
    mrz = parse_mrz(with_line_2("<<<<<<<<<<", 0), ON)
    assert mrz.checks.document_number is Verdict.NOT_RUN
    assert "document_number_missing" in mrz.flags


@pytest.mark.parametrize(
    "at, date_, flag",
    [
        (13, "740230", "impossible_birth_date"),
        (13, "741301", "impossible_birth_date"),
        (13, "740012", "impossible_birth_date"),
        (13, "7<<<12", "impossible_birth_date"),
        (21, "310431", "impossible_expiry_date"),
        (21, "<<<<<<", "incomplete_date_of_expiry"),
    ],
)
def test_dates_that_no_calendar_has_are_flagged(at: int, date_: str, flag: str) -> None:
    mrz = parse_mrz(with_line_2(date_ + str(check_digit(date_)), at), ON)
    assert flag in mrz.flags
    document = travel_document(mrz, Capture.READER)
    assert PartialDate(0) in (document.birth_date, document.expiry_date)


@pytest.mark.parametrize(
    "at, code, flag", [(10, "QQQ", "unknown_nationality"), (10, "<<<", "unknown_nationality")]
)
def test_unknown_states_are_flagged(at: int, code: str, flag: str) -> None:
    assert flag in parse_mrz(with_line_2(code, at), ON).flags
    assert "unknown_issuing_state" in parse_mrz((TD3[0].replace("UTO", "QQQ"), TD3[1]), ON).flags


@pytest.mark.parametrize(
    "code, lines, kind, flagged",
    [
        ("P<", TD3, DocumentKind.PASSPORT, False),
        ("PD", TD3, DocumentKind.PASSPORT, False),
        ("I<", TD3, DocumentKind.OTHER, True),
        ("AC", TD1, DocumentKind.CREW_CERTIFICATE, False),
        ("AI", TD1, DocumentKind.OTHER, True),
        ("AC", TD2, DocumentKind.OTHER, True),
        ("IV", TD2, DocumentKind.OTHER, True),
        ("IR", TD1, DocumentKind.IDENTITY_CARD, False),
        ("V<", MRV_A, DocumentKind.VISA, False),
        ("VB", MRV_B, DocumentKind.VISA, False),
        ("<<", TD3, DocumentKind.OTHER, True),
    ],
)
def test_the_document_code_says_what_it_is(
    code: str, lines: tuple[str, ...], kind: DocumentKind, flagged: bool
) -> None:
    mrz = parse_mrz((code + lines[0][2:], *lines[1:]), ON)
    assert travel_document(mrz, Capture.READER).kind is kind
    assert ("document_code_not_icao" in mrz.flags) is flagged


@pytest.mark.parametrize(
    "sign, sex, flags",
    [
        ("M", Sex.MALE, ()),
        ("<", Sex.UNSPECIFIED, ()),
        ("X", Sex.UNSPECIFIED, ("sex_not_icao",)),
        ("Q", Sex.UNKNOWN, ("sex_unreadable",)),
    ],
)
def test_sex_is_taken_as_the_document_states_it(sign: str, sex: Sex, flags: tuple[str, ...]) -> None:
    mrz = parse_mrz(with_line_2(sign, 20), ON)
    assert (travel_document(mrz, Capture.READER).sex, mrz.flags) == (sex, flags)


def test_both_optional_fields_of_a_card_are_kept() -> None:
    mrz = parse_mrz((TD1[0][:15] + "ABC<<<<<<<<<<<<", TD1[1][:18] + "DEF<<<<<<<<" + TD1[1][29], TD1[2]), ON)
    assert (mrz.optional_data, mrz.optional_data_2) == ("ABC", "DEF")
    assert travel_document(mrz, Capture.READER).optional_data == "ABC/DEF"
