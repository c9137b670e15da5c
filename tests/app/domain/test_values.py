"""The small values that every room shares: verdicts, dates, permissions, the rule of Admit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.decision import AdmitPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import PERMITTED, Act, Officer, Role
from tests.helpers.travellers import partial_dates


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_never_a_yes_or_no(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="one of four"):
        bool(verdict)


def test_equal_facts_make_equal_checks_in_whatever_order_they_are_given() -> None:
    one = check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired", day="2012-04-15", days="1")
    other = check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired", days="1", day="2012-04-15")
    assert one == other


@given(partial_dates())
def test_dates_with_unknown_parts_are_written_and_read_back(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


@pytest.mark.parametrize(
    "text", ["1974-02-30", "1974-13", "74-1-1-1", "1974/08", "x", "-1", "19740812", "１９７４", "1974-08-99"]
)
def test_dates_that_no_calendar_has_are_refused(text: str) -> None:
    with pytest.raises(WorldError) as refused:
        PartialDate.parse(text)
    assert refused.value.failure.code is FailureCode.DATE_DOES_NOT_EXIST


@pytest.mark.parametrize(
    "birth, age",
    [
        (PartialDate(2008, 11, 24), 18),
        (PartialDate(2008, 11, 25), 17),
        (PartialDate(2008, 11), 17),  # the youngest reading: not yet of age until the month is over
        (PartialDate(2008), 17),
        (UNKNOWN_DATE, None),
    ],
)
def test_age_counts_whole_years_by_the_youngest_reading(birth: PartialDate, age: int | None) -> None:
    assert birth.age_on(date(2026, 11, 24)) == age


def test_the_leap_day_exists_in_leap_years_and_where_the_year_is_unknown() -> None:
    assert PartialDate(2024, 2, 29).complete == date(2024, 2, 29)
    assert str(PartialDate(0, 2, 29)) == "0000-02-29"
    with pytest.raises(WorldError):
        PartialDate(2023, 2, 29)


FOUND = (
    Check(CheckName.MRZ, Verdict.FAILED, "mrz.check_digit_failed"),
    Check(CheckName.CHIP, Verdict.NOT_RUN, "chip.no_reader"),
    Check(CheckName.STOLEN_DOCUMENT, Verdict.FAILED, "stolen_document.none_on_station"),
    Check(CheckName.ISSUER, Verdict.UNDETERMINED, "issuer.unknown"),
)


def test_a_failed_check_must_be_overruled_and_a_stolen_document_cannot_be() -> None:
    assert AdmitPolicy().to_overrule(FOUND) == (CheckName.MRZ,)
    assert AdmitPolicy().forbids(FOUND) == (CheckName.STOLEN_DOCUMENT,)


def test_only_a_written_rule_makes_a_missing_device_stand_in_the_way() -> None:
    strict = AdmitPolicy(needed=frozenset({CheckName.CHIP, CheckName.FACE}))
    assert strict.forbids(FOUND) == (CheckName.CHIP, CheckName.STOLEN_DOCUMENT)


def test_every_role_may_do_something_and_every_act_is_somebodys() -> None:
    assert set(PERMITTED) == set(Role)
    assert all(PERMITTED.values())
    assert frozenset[Act]().union(*PERMITTED.values()) == set(Act)


@pytest.mark.parametrize("role", Role)
def test_an_officer_may_what_the_role_permits_until_deactivated(role: Role) -> None:
    active, gone = Officer("amoana", "A. Moana", role), Officer("amoana", "A. Moana", role, active=False)
    for act in Act:
        assert active.may(act) is (act in PERMITTED[role])
        assert not gone.may(act)


def test_whoever_manages_accounts_processes_no_travellers() -> None:
    assert not PERMITTED[Role.ADMINISTRATOR] & {Act.PROCESS, Act.CORRECT_ANY}
    assert Act.READ_AUDIT not in PERMITTED[Role.OFFICER]
