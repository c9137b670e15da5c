"""From a list that comes in to the word on a late hit, with the real lists and the real index."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alert_record import digest
from app.domain.alerts import AlertEventKind, CaseOrigin, SettledAs
from app.domain.crossing import Crossing
from app.flow.alerts import STOLEN, subject_of
from app.flow.ports import SignedIn
from app.screening.lists import ListKind
from tests.app.store.alert_lists import header, person
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import AT, about, people, said

NOBODY = person("N-0", "NOBODY KNOWN", "1901-01-01")
NOBODY_ELSE = person("N-9", "SOMEBODY ELSE", "1902-02-02")


def never() -> bool:
    return False


@pytest.fixture
def crossing() -> Crossing:
    """Somebody with a full name who crossed yesterday."""
    found = next(one for one in people(50) if len(one.traveller.given_names.split()) > 1)
    at = AT - timedelta(days=1)
    return replace(found, at=at, opened_at=at)


@pytest.fixture
def passed(station: StationInTest, crossing: Crossing) -> StationInTest:
    """A station that let them pass, with a list on which they did not stand."""
    with station.signed_in("supervisor") as session:
        session.lists.take_in(header(), [NOBODY])
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
        assert session.cases.rescreen(30, never) == 0
    return station


def wanted(crossing: Crossing, **more: object) -> AlertEntry:
    traveller = crossing.traveller
    name = f"{traveller.given_names} {traveller.surname}"
    return person("N-1", name, str(traveller.birth_date), nationalities=(traveller.nationality,), **more)


def take_in(session: SignedIn, *entries: AlertEntry) -> None:
    session.lists.take_in(header(), [NOBODY, *entries])


def test_who_passed_yesterday_is_met_by_todays_list_once(passed: StationInTest, crossing: Crossing) -> None:
    entry = wanted(crossing)
    with passed.signed_in("supervisor") as session:
        take_in(session, entry)
        assert [session.cases.rescreen(30, never) for _ in range(3)] == [1, 0, 0]
        (case,) = session.cases.open_cases()
        opened = case.opened
        assert (opened.origin, opened.crossing, opened.entry) == (
            CaseOrigin.LATE, crossing.record_id, entry,
        )  # fmt: skip
        assert opened.hit is not None
        assert (opened.hit.band, opened.hit.list_version) == (Band.STOP, 2)
        assert opened.hit.findings
        take_in(session, entry)
        assert session.cases.rescreen(30, never) == 0, "a newer version, the same entry"
        assert session.keeper.check().intact


def test_the_word_on_a_late_hit_is_remembered_at_the_booth_and_taken_back(
    passed: StationInTest, crossing: Crossing
) -> None:
    whom = subject_of(crossing.document, crossing.traveller)
    with passed.signed_in("supervisor") as session:
        take_in(session, wanted(crossing, max_band=Band.CHECK))
        session.cases.rescreen(30, never)
        (case,) = session.cases.open_cases()
        session.cases.add((said(case.opened, SettledAs.NOT_SAME, "supervisor"),))
    with passed.signed_in("officer") as session:
        (hit,) = session.lists.screen(whom).hits
        assert (hit.band, hit.cleared) == (Band.BACKGROUND, True)
    with passed.signed_in("supervisor") as session:
        take_in(session, NOBODY_ELSE, wanted(crossing, max_band=Band.CHECK))
        assert session.lists.screen(whom).hits[0].cleared, "another version, the same entry"
        session.cases.add((about(case.opened, AlertEventKind.CLEARANCE_REVOKED, "supervisor"),))
        (hit,) = session.lists.screen(whom).hits
        assert (hit.band, hit.cleared) == (Band.CHECK, False)


def test_who_was_cleared_is_met_again_when_the_entry_changes(
    passed: StationInTest, crossing: Crossing
) -> None:
    whom = subject_of(crossing.document, crossing.traveller)
    entry = wanted(crossing, max_band=Band.CHECK)
    changed = wanted(crossing, max_band=Band.CHECK, remarks="also called otherwise")
    with passed.signed_in("supervisor") as session:
        take_in(session, entry)
        session.cases.rescreen(30, never)
        (case,) = session.cases.open_cases()
        session.cases.add((said(case.opened, SettledAs.NOT_SAME, "supervisor"),))
        take_in(session, changed)
        (hit,) = session.lists.screen(whom).hits
        assert (hit.band, hit.cleared) == (Band.CHECK, False)
        assert hit.entry_digest == digest(changed)
        assert session.cases.rescreen(30, never) == 1


def test_a_silent_entry_met_late_is_nobodys_business_but_the_supervisors(
    passed: StationInTest, crossing: Crossing
) -> None:
    with passed.signed_in("supervisor") as session:
        take_in(session, wanted(crossing, disclosure=Disclosure.SILENT))
    with passed.signed_in("officer") as session:
        assert session.cases.rescreen(30, never) == 0
        assert session.cases.open_count() == 0
    with passed.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        assert case.opened.hit is not None
        assert case.opened.hit.disclosure is Disclosure.SILENT


def test_a_passport_reported_stolen_after_it_was_shown(passed: StationInTest, crossing: Crossing) -> None:
    document = crossing.document
    with passed.signed_in("supervisor") as session:
        session.lists.take_in_numbers(
            header("sltd", ListKind.DOCUMENTS),
            [(document.issuing_state, document.document_code[:1], document.number)],
        )
        assert [session.cases.rescreen(30, never) for _ in range(2)] == [1, 0]
        (case,) = session.cases.open_cases()
        assert case.opened.hit is not None
        assert (case.opened.hit.list_id, case.opened.hit.entry_id) == ("sltd", STOLEN)
