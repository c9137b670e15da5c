"""What each role may do is settled in the store itself, whatever a screen offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.load_valve import CaptureLevel, ValveReason
from app.domain.officer import PERMITTED, Act, Role
from app.domain.statistics import StatisticsQuery
from app.flow.ports import HqEnrolment, ReadPurpose, SearchQuery, SignedIn
from app.flow.trail import ReadersQuestion, TrailFilter
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.trust.imports import read_trust_file
from tests.app.store.booth import PASSWORDS, StationInTest, travellers
from tests.app.store.case_events import met, proposed
from tests.app.store.closing import unseen
from tests.helpers.lists import NOW, UTOPIA, VANUATU

ENROLMENT = HqEnrolment("https://hq.example", 7, "token", bytes(32), bytes(32), b"\x09" + bytes(31), b"PEM")
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Where the station's clock stands."""
RECORDED = travellers(1)[0]
TRUSTED, MORE = (read_trust_file(country.own, NOW) for country in (UTOPIA, VANUATU))
NAMES = {
    Role.OFFICER: "officer", Role.SUPERVISOR: "supervisor",
    Role.TECHNICIAN: "technician", Role.ADMINISTRATOR: "harbourmaster",
}  # fmt: skip

DAYS = StationDays({})
EXPORTS = StationDayExport(DAYS, lambda: MORNING)


def as_far_as_hq(call: Callable[[], object]) -> None:
    """Make a call at a station that HQ does not know yet: permission comes first, then that is said."""
    with pytest.raises(WorldError) as refused:
        call()
    code = refused.value.failure.code
    if code not in (FailureCode.NOT_ENROLLED, FailureCode.DAY_UNKNOWN, FailureCode.DAY_NO_RECIPIENT):
        raise refused.value


def as_far_as_a_plan(call: Callable[[], object]) -> None:
    """Make a call at a station where nothing is over: permission comes first, then that is said."""
    with pytest.raises(WorldError) as refused:
        call()
    if refused.value.failure.code is not FailureCode.PURGE_REFUSED:
        raise refused.value


# Every call of every port, and the acts of which any one permits it.
CALLS: dict[str, tuple[frozenset[Act], Callable[[SignedIn], object]]] = {
    "record": (
        frozenset({Act.PROCESS}),
        lambda s: s.crossings.record(travellers(2, s.officer.username, seed=3)[1]),
    ),
    "history": (frozenset({Act.PROCESS}), lambda s: s.crossings.history("X1", "Y", "")),
    "shift": (
        frozenset({Act.SEARCH}),
        lambda s: s.crossings.shift(RECORDED.at, None, ReadPurpose.SHIFT_REVIEW),
    ),
    "search": (
        frozenset({Act.SEARCH}),
        lambda s: s.crossings.search(SearchQuery(surname="A"), ReadPurpose.INQUIRY),
    ),
    "versions": (
        frozenset({Act.SEARCH, Act.CORRECT_OWN, Act.CORRECT_ANY}),
        lambda s: s.crossings.versions(RECORDED.crossing_id, ReadPurpose.INQUIRY),
    ),
    "keep a draft": (frozenset({Act.PROCESS}), lambda s: s.drafts.keep(b"draft")),
    "take the draft": (frozenset({Act.PROCESS}), lambda s: s.drafts.take()),
    "clear the draft": (frozenset({Act.PROCESS}), lambda s: s.drafts.clear()),
    "see the outbox": (frozenset({Act.SEE_OUTBOX}), lambda s: s.outbox.view()),
    "list officers": (frozenset({Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER}), lambda s: s.officers.list()),
    "add an officer": (
        frozenset({Act.MANAGE_OFFICERS}),
        lambda s: s.officers.add("newcomer", "New Comer", Role.OFFICER, "quite a long password"),
    ),
    "reset password": (
        frozenset({Act.MANAGE_OFFICERS}),
        lambda s: s.officers.reset_password("officer", "quite a long password"),
    ),
    "deactivate": (frozenset({Act.MANAGE_OFFICERS}), lambda s: s.officers.deactivate("technician")),
    "unlock": (frozenset({Act.UNLOCK_OFFICER}), lambda s: s.officers.unlock("officer")),
    "check": (frozenset({Act.CHECK_STORE}), lambda s: s.keeper.check()),
    "read the chain": (frozenset({Act.READ_AUDIT}), lambda s: s.trail.page(TrailFilter())),
    "read corrections": (frozenset({Act.READ_AUDIT}), lambda s: s.trail.corrections(TrailFilter())),
    "read of two people": (frozenset({Act.READ_AUDIT}), lambda s: s.trail.seconds(TrailFilter())),
    "prove the chain": (frozenset({Act.READ_AUDIT}), lambda s: s.trail.prove(lambda done, whole: None)),
    "ask who read": (
        frozenset({Act.READ_AUDIT}),
        lambda s: s.trail.readers(ReadersQuestion("X1"), ReadPurpose.SUPERVISION, lambda done, whole: None),
    ),
    "see accounts at the door": (
        frozenset({Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER}),
        lambda s: s.trail.accounts(),
    ),
    "count statistics": (
        frozenset({Act.SEE_STATISTICS}),
        lambda s: s.statistics.count(StatisticsQuery(MORNING.date(), MORNING.date())),
    ),
    "see what is trusted": (frozenset(Act), lambda s: (s.trust.sources(), s.trust.anchors())),
    "remove trust": (frozenset({Act.MANAGE_TRUST}), lambda s: s.trust.remove(TRUSTED.digest[:16])),
    "plan an import of trust": (frozenset({Act.MANAGE_TRUST}), lambda s: s.trust.plan(MORE)),
    "import trust": (frozenset({Act.MANAGE_TRUST}), lambda s: s.trust.take_in(MORE)),
    "queue of cases": (frozenset({Act.SETTLE_ALERTS}), lambda s: s.cases.open_cases()),
    "cases settled": (frozenset({Act.SETTLE_ALERTS}), lambda s: s.cases.recent_cases()),
    "count cases": (frozenset(Act), lambda s: s.cases.open_count()),
    "proposals": (frozenset({Act.PROPOSE_ALERT, Act.MANAGE_LISTS}), lambda s: s.cases.proposals()),
    "propose": (frozenset({Act.PROPOSE_ALERT}), lambda s: s.cases.add((proposed(s.officer.username),))),
    "set a hit aside": (
        frozenset({Act.PROCESS}),
        lambda s: s.cases.add((met(travellers(1, s.officer.username)[0]),)),
    ),
    "see the rules of alerts": (frozenset(Act), lambda s: s.cases.policy()),
    "set the rules of alerts": (
        frozenset({Act.MANAGE_OFFICERS}),
        lambda s: s.cases.set_policy(AlertPolicy(Role.SUPERVISOR)),
    ),
    "screen again": (frozenset(Act), lambda s: s.cases.rescreen(30, lambda: True)),
    "see the shift": (
        frozenset({Act.SEE_SHIFT}),
        lambda s: s.shift.figures(RECORDED.at, RECORDED.at + timedelta(hours=1)),
    ),
    "follow up": (
        frozenset({Act.SEE_SHIFT}),
        lambda s: s.shift.follow_up(RECORDED.at, RECORDED.at + timedelta(hours=1)),
    ),
    "see the valve": (frozenset(Act), lambda s: s.valve.now()),
    "open the valve": (
        frozenset({Act.SET_VALVE}),
        lambda s: s.valve.open(CaptureLevel.PAGE, MORNING + timedelta(hours=1), ValveReason.QUEUE, ""),
    ),
    "shut the valve": (frozenset({Act.SET_VALVE}), lambda s: s.valve.shut()),
    "past valves": (frozenset({Act.SEE_SHIFT}), lambda s: s.valve.past(RECORDED.at)),
    "list days": (frozenset({Act.CLOSE_DAY, Act.EXPORT_DAY}), lambda s: DAYS.days(s)),
    "count a day": (frozenset({Act.CLOSE_DAY}), lambda s: DAYS.preview(s, RECORDED.at.date())),
    "close a day": (
        frozenset({Act.CLOSE_DAY}),
        lambda s: as_far_as_hq(lambda: DAYS.close(s, RECORDED.at.date(), unseen)),
    ),
    "add to a day": (
        frozenset({Act.CLOSE_DAY}),
        lambda s: as_far_as_hq(lambda: DAYS.add(s, RECORDED.at.date(), unseen)),
    ),
    "see how logs leave": (frozenset({Act.EXPORT_DAY}), lambda s: EXPORTS.policy(s)),
    "export a log": (
        frozenset({Act.EXPORT_DAY}),
        lambda s: as_far_as_hq(lambda: EXPORTS.export(s, (1,), Path("/nowhere"), unseen)),
    ),
    "make a log anew": (
        frozenset({Act.CLOSE_DAY, Act.EXPORT_DAY}),
        lambda s: as_far_as_hq(lambda: DAYS.make(s, 1, unseen)),
    ),
    "see what was erased": (frozenset({Act.PLAN_PURGE, Act.APPROVE_PURGE}), lambda s: s.retention.stands()),
    "see what is over": (
        frozenset({Act.PLAN_PURGE, Act.APPROVE_PURGE}),
        lambda s: s.retention.preview(unseen),
    ),
    "plan a purge": (
        frozenset({Act.PLAN_PURGE}),
        lambda s: as_far_as_a_plan(lambda: s.retention.plan(unseen)),
    ),
    "approve a purge": (
        frozenset({Act.PLAN_PURGE}),
        lambda s: as_far_as_a_plan(lambda: s.retention.approve(1, bytes(32), "harbourmaster")),
    ),
    "purge": (frozenset({Act.PLAN_PURGE}), lambda s: as_far_as_a_plan(lambda: s.retention.purge(1, unseen))),
    "enrol": (frozenset({Act.ENROL_STATION}), lambda s: s.enrolment.save(ENROLMENT)),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("call", CALLS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    station: StationInTest, role: Role, call: str
) -> None:
    with station.signed_in("officer") as session:
        session.crossings.record(RECORDED)
    with station.signed_in("supervisor") as session:
        session.trust.take_in(TRUSTED)
    acts, do = CALLS[call]
    with station.signed_in(NAMES[role]) as session:
        if acts & PERMITTED[role]:
            do(session)
            return
        with pytest.raises(WorldError) as refused:
            do(session)
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED


@pytest.mark.parametrize("role, may", [("officer", False), ("supervisor", True)])
def test_only_a_supervisor_corrects_what_another_decided(
    station: StationInTest, role: str, may: bool
) -> None:
    (first,) = travellers(1, "harbourmaster")
    first = replace(first, officer="colleague")
    with station.signed_in("harbourmaster") as session:
        session.officers.add("colleague", "Col League", Role.OFFICER, "quite a long password")
    door = station.door()
    session = door.sign_in("colleague", "quite a long password")
    session.crossings.record(first)
    door.sign_out(session)
    corrected = replace(
        first, record_id=travellers(2)[1].record_id, version=2, correction="misread", officer=role
    )
    with station.signed_in(role) as session:
        if may:
            session.crossings.record(corrected)
            assert session.outbox.view().waiting == 2
        else:
            with pytest.raises(WorldError) as refused:
                session.crossings.record(corrected)
            assert refused.value.failure.code is FailureCode.NOT_ALLOWED


def test_an_account_taken_away_loses_its_rights_in_the_open_window_too(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        with station.signed_in("harbourmaster") as administrator:
            administrator.officers.deactivate("officer")
        with pytest.raises(WorldError) as refused:
            session.crossings.record(travellers(1)[0])
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED
    with pytest.raises(WorldError) as wrong:
        station.door().sign_in("officer", PASSWORDS["officer"])
    assert wrong.value.failure.code is FailureCode.SIGN_IN_WRONG
    assert "officer" not in station.door().usernames()


def test_a_forgotten_password_is_replaced_by_an_administrator_and_a_lock_out_ends_with_it(
    station: StationInTest,
) -> None:
    door = station.door()
    for _ in range(5):
        with pytest.raises(WorldError):
            door.sign_in("officer", "never heard of it")
    with station.signed_in("harbourmaster") as administrator:
        administrator.officers.reset_password("officer", "eleven frigate birds")
    with pytest.raises(WorldError) as wrong:
        station.door().sign_in("officer", PASSWORDS["officer"])
    assert wrong.value.failure.code is FailureCode.SIGN_IN_WRONG
    session = station.door().sign_in("officer", "eleven frigate birds")
    door.sign_out(session)


def test_the_last_administrator_cannot_be_taken_away(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        with pytest.raises(WorldError) as refused:
            session.officers.deactivate("harbourmaster")
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED
        session.officers.add("second", "Second Admin", Role.ADMINISTRATOR, "quite a long password")
        session.officers.deactivate("second")
        with pytest.raises(WorldError):
            session.officers.deactivate("harbourmaster")


def test_a_username_is_never_given_to_a_second_person(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        session.officers.deactivate("officer")
        for taken in ("officer", "OFFICER", "supervisor"):
            with pytest.raises(WorldError) as refused:
                session.officers.add(taken, "Another Person", Role.OFFICER, "quite a long password")
            assert refused.value.failure.code is FailureCode.FIELD_INVALID
        listed = {officer.username: officer for officer in session.officers.list()}
    assert not listed["officer"].active
    assert listed["supervisor"].role is Role.SUPERVISOR


def test_changes_to_accounts_that_are_not_there_are_refused(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        for change in (session.officers.deactivate, session.officers.unlock):
            with pytest.raises(WorldError) as refused:
                change("nobody")
            assert refused.value.failure.code is FailureCode.FIELD_INVALID
