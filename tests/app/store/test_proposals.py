"""An alert proposed at a port stands on the port's own list once the role that the rules name says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryKind, EntryName
from app.domain.alerts import AlertEventKind, CaseOrigin
from app.domain.alerts_policy import AlertPolicy
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Role
from app.flow.case_desk import LOCAL, CaseDesk
from app.flow.ports import SignedIn
from app.screening.subject import Subject
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.case_events import AT, about, foreign, new_id
from tests.app.store.test_commands import KitInTest, as_user, matapa

BORN = PartialDate(1971, 3, 12)
SOUGHT = AlertEntry(
    "", EntryKind.PERSON, (EntryName("Malakai TEVAKE"),), (EntryBirth(BORN, BORN),),
    reason="Left without paying the harbour.", action="Ask for the receipt.",
)  # fmt: skip


def case_desk(session: SignedIn) -> CaseDesk:
    return CaseDesk(session, lambda: AT, new_id, lambda: None)


def proposed(station: StationInTest, entry: AlertEntry = SOUGHT) -> None:
    with station.signed_in("officer") as session:
        case_desk(session).propose(entry)


def activate_all(session: SignedIn) -> None:
    for one in session.cases.proposals():
        case_desk(session).answer(one, activate=True)


def names_met(session: SignedIn, name: str = "TEVAKE<MALAKAI") -> list[str]:
    screening = session.lists.screen(Subject((name,), BORN))
    return [hit.list_id for hit in screening.hits]


def allow(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        session.cases.set_policy(AlertPolicy(activating_role=Role.SUPERVISOR))


def test_what_nobody_made_active_stops_nobody(station: StationInTest) -> None:
    proposed(station)
    with station.signed_in("supervisor") as session:
        assert names_met(session) == []
        with pytest.raises(WorldError) as refused:
            activate_all(session)
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED
        assert names_met(session) == []


def test_an_active_alert_is_met_at_once_and_after_the_next_sign_in(station: StationInTest) -> None:
    allow(station)
    proposed(station)
    with station.signed_in("supervisor") as session:
        activate_all(session)
        assert names_met(session) == [LOCAL]
        assert session.cases.proposals() == []
    with station.signed_in("officer") as session:
        assert names_met(session) == [LOCAL]


def test_a_second_active_alert_leaves_the_first_where_it_is(station: StationInTest) -> None:
    allow(station)
    proposed(station)
    with station.signed_in("supervisor") as session:
        activate_all(session)
    proposed(station, replace(SOUGHT, names=(EntryName("Ruta FALANIKO"),)))
    with station.signed_in("supervisor") as session:
        activate_all(session)
        assert names_met(session) == names_met(session, "FALANIKO<RUTA") == [LOCAL]
        (status,) = session.lists.status()
        assert (status.asked.header.count, status.asked.header.version) == (2, 2)


def test_what_hq_declined_meanwhile_is_not_made_active_from_an_old_screen(station: StationInTest) -> None:
    allow(station)
    proposed(station)
    with station.signed_in("supervisor") as session:
        (seen,) = session.cases.proposals()
        declined = replace(
            about(seen, AlertEventKind.DECLINED, "HQ"), origin=CaseOrigin.HQ, note="Already listed."
        )
        with station.raw() as connection:
            foreign(connection, declined)
        with pytest.raises(WorldError) as refused:
            case_desk(session).answer(seen, activate=True)
        assert refused.value.failure.code is FailureCode.RECORD_UNKNOWN
        assert names_met(session) == []


def test_the_rules_are_shown_to_all_and_changed_by_the_administrator(
    station: StationInTest, home: Path
) -> None:
    kit = KitInTest(home)

    def run(user: str, *options: str) -> tuple[int, str]:
        command = ["list", "policy", *options, *as_user(user)]
        done = matapa(kit, command, f"{PASSWORDS[user]}\n")
        return done.exit_code, done.output

    status, said = run("supervisor")
    assert (status, "made active by: hq" in said, "30 days" in said) == (0, True, True)
    status, said = run("supervisor", "--activated-by", "supervisor")
    assert status != 0
    assert "KEY-05" in said
    status, said = run("harbourmaster", "--activated-by", "supervisor", "--rescreen-days", "10", "--json")
    assert status == 0
    assert '{"activated_by": "supervisor", "rescreen_days": 10}' in said
    with station.signed_in("officer") as session:
        assert session.cases.policy() == AlertPolicy(Role.SUPERVISOR, 10)
