"""Documents that no machine can read are typed: as lines, or field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.document import Capture, DocumentKind
from app.domain.failure import WorldError
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.person import Sex
from app.ui.typed import typed_day, typed_name, typed_number, typed_state
from app.ui.wording import typed_date
from tests.helpers.travellers import ORDINARY, partial_dates
from tests.helpers.window import Officer

TODAY = date(2026, 11, 24)


def test_lines_are_typed_with_a_blank_for_each_filler(officer: Officer) -> None:
    lines = build_mrz(ORDINARY, MrzFormat.TD3)
    officer.press("F5")
    officer.type(lines[0].replace("<", " ").lower())
    assert officer.sees("44 / 44")
    officer.press("Return").type(lines[1])
    assert officer.sees("TD3: 5 check digits right.")
    officer.press("Return")
    assert officer.duty.desk.inspection is not None
    assert officer.duty.desk.inspection.document.capture is Capture.TYPED_MRZ
    assert officer.sees("ERIKSSON")


def test_a_wrong_check_digit_is_named_before_the_lines_are_taken(officer: Officer) -> None:
    first, second = build_mrz(ORDINARY, MrzFormat.TD3)
    officer.press("F5").type(first).press("Return").type("M" + second[1:])
    assert officer.sees("Check digit wrong: document number, composite. Compare with the page.")


def test_half_a_line_is_not_taken(officer: Officer) -> None:
    officer.press("F5").type("P<UTO").press("Ctrl+Return")
    assert officer.sees("These lines are not complete")
    assert officer.duty.desk.inspection is None
    officer.press("Esc")
    assert officer.sees("Nobody at the booth")


def test_a_card_has_three_lines(officer: Officer) -> None:
    officer.press("F5")
    card = replace(ORDINARY, document_code="I", kind=DocumentKind.IDENTITY_CARD)
    for line in build_mrz(card, MrzFormat.TD1):
        officer.type(line).press("Return")
    assert officer.duty.desk.inspection is not None
    assert officer.duty.desk.inspection.document.kind is DocumentKind.IDENTITY_CARD


def test_fields_are_typed_and_taken_by_keys_alone(officer: Officer) -> None:
    officer.press("F6").type("Kowalska").press("Return").type("Anna").press("Return")
    officer.type("14.3.87")
    assert officer.sees("14-Mar-1987 (39)")
    officer.press("Return").type("F").press("Tab").type("Poland")
    assert officer.sees("POL Poland")
    officer.press("Return").type("eh 123-45").press("Return").type("pl").press("Return").type("02022031")
    officer.press("Return")
    assert officer.duty.desk.inspection is not None
    document = officer.duty.desk.inspection.document
    assert document.capture is Capture.TYPED_FIELDS
    assert (document.surname, document.given_names, document.number) == ("KOWALSKA", "ANNA", "EH12345")
    assert document.birth_date == PartialDate(1987, 3, 14)
    assert document.expiry_date == PartialDate(2031, 2, 2)
    assert (document.nationality, document.issuing_state, document.sex) == ("POL", "POL", Sex.FEMALE)
    assert officer.sees("No lines: the fields were typed.")


def test_fields_that_cannot_be_are_marked_and_hold_the_focus(officer: Officer) -> None:
    officer.press("F6", "Ctrl+Return")
    form = officer.desk.fields.form
    assert officer.sees("needed")
    assert form.surname.line.hasFocus()
    officer.type("Kowalska")
    form.birth.line.setFocus()
    officer.type("31-02-1987")
    assert officer.sees("no such date")
    officer.press("Ctrl+Return")
    assert officer.duty.desk.inspection is None
    assert form.birth.line.hasFocus()


@pytest.mark.parametrize(
    "text,day",
    [
        ("14-03-1987", PartialDate(1987, 3, 14)),
        ("14.3.87", PartialDate(1987, 3, 14)),
        ("14/03/1987", PartialDate(1987, 3, 14)),
        ("14 3 1987", PartialDate(1987, 3, 14)),
        ("14031987", PartialDate(1987, 3, 14)),
        ("140387", PartialDate(1987, 3, 14)),
        ("14 mar 1987", PartialDate(1987, 3, 14)),
        ("14 March 87", PartialDate(1987, 3, 14)),
        ("1987-03-14", PartialDate(1987, 3, 14)),
        ("03-1987", PartialDate(1987, 3)),
        ("1987", PartialDate(1987)),
        ("00-03-1987", PartialDate(1987, 3)),
        ("00-00-1987", PartialDate(1987)),
        ("29-02-24", PartialDate(2024, 2, 29)),
        ("01-01-30", PartialDate(1930, 1, 1)),
        ("", UNKNOWN_DATE),
    ],
)
def test_days_are_understood_however_people_write_them(text: str, day: PartialDate) -> None:
    assert typed_day(text, TODAY, past=True) == day


def test_two_figures_of_a_years_end_lie_in_this_century() -> None:
    assert typed_day("02-02-31", TODAY, past=False) == PartialDate(2031, 2, 2)


@pytest.mark.parametrize(
    "text", ["31-02-1987", "32-01-1987", "01-13-1987", "1-2-3-4", "abc", "99999", "14 foo 1987"]
)
def test_days_that_no_calendar_has_are_refused(text: str) -> None:
    with pytest.raises(WorldError):
        typed_day(text, TODAY, past=True)


@given(st.text(max_size=30))
@example("١٢-٣-٨٧")
@example("²²-1-99")
def test_whatever_is_typed_as_a_day_is_a_day_or_is_refused(text: str) -> None:
    try:
        typed_day(text, TODAY, past=True)
    except WorldError:
        return


@given(partial_dates())
def test_a_day_shown_in_a_field_is_read_back_as_the_same_day(day: PartialDate) -> None:
    if day.year:
        assert typed_day(typed_date(day), TODAY, past=True) == day


@pytest.mark.parametrize(
    "text,code", [("pol", "POL"), ("D", "D"), ("fr", "FRA"), ("Vanuatu", "VUT"), ("tonga", "TON"), ("", "")]
)
def test_states_are_understood_by_code_or_name(text: str, code: str) -> None:
    assert typed_state(text) == code


@pytest.mark.parametrize("text", ["Atlantis", "XQQ", "Guine"])
def test_states_unknown_or_ambiguous_are_refused(text: str) -> None:
    with pytest.raises(WorldError):
        typed_state(text)


def test_names_and_numbers_are_written_as_documents_print_them() -> None:
    assert typed_name("  van  der Veen ") == "VAN DER VEEN"
    assert typed_number("eh 123-45") == "EH12345"
