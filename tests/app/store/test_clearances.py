"""An innocent is remembered against an entry: until it changes, somebody doubts it or takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from app.domain.alert_entry import Band
from app.domain.alerts import AlertCase, AlertEvent, AlertEventKind, AlertHit, SettledAs
from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode
from app.flow.alerts import subject_of
from app.screening.subject import Subject
from app.store.clearances import cleared, traveller_mark
from app.store.keeper import walk_chain
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import WANTED, about, foreign, hit, met, people, refusal, said, told_by_hq
from tests.helpers.travellers import numbers, partial_dates, states

CHANGED = replace(WANTED, remarks="seen again")


def subject(crossing: Crossing) -> Subject:
    return subject_of(crossing.document, crossing.traveller)


def passes(station: StationInTest, whom: Subject, *hits: AlertHit) -> set[int]:
    with station.raw() as connection:
        return cleared(connection, whom, hits or (hit(),))


def add(station: StationInTest, username: str, *events: AlertEvent) -> None:
    with station.signed_in(username) as session:
        session.cases.add(events)


def recent(station: StationInTest) -> list[AlertCase]:
    with station.signed_in("supervisor") as session:
        return list(session.cases.recent_cases())


@pytest.fixture
def cleared_station(station: StationInTest) -> tuple[StationInTest, Crossing, AlertEvent]:
    """A station that settled one traveller to be somebody else."""
    (crossing,) = people(1)
    opened = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (opened, said(opened)))
    return station, crossing, opened


Cleared = tuple[StationInTest, Crossing, AlertEvent]


def test_who_was_settled_to_be_somebody_else_passes_next_time(cleared_station: Cleared) -> None:
    station, crossing, _ = cleared_station
    assert passes(station, subject(crossing)) == {0}
    assert passes(station, subject(crossing), hit(version=8)) == {0}, "a newer list, the same entry"
    assert passes(station, replace(subject(crossing), names=("OTHER<NAME",))) == {0}, "the same document"


def test_a_changed_entry_another_entry_or_another_list_is_another_look(cleared_station: Cleared) -> None:
    station, crossing, _ = cleared_station
    other = replace(WANTED, entry_id="NAT-0002")
    hits = (hit(entry=CHANGED), hit(entry=other), replace(hit(), list_id="un"), hit(Band.BACKGROUND))
    assert passes(station, subject(crossing), *hits) == {3}


def test_what_one_person_settled_as_a_check_lets_no_stop_pass(station: StationInTest) -> None:
    crossing, second = people(2)
    alone, both = met(crossing), met(second, hit(Band.STOP))
    add(station, "officer", alone, said(alone), both, said(both, second="supervisor"))
    assert passes(station, subject(crossing), hit(), hit(Band.STOP)) == {0}
    assert passes(station, subject(second), hit(), hit(Band.STOP)) == {0, 1}


@pytest.mark.parametrize(
    "change",
    [{"document_number": "X9999999"}, {"document_number": ""}, {"issuing_state": "XXX"},
     {"birth": PartialDate(1950, 1, 1)}],
)  # fmt: skip
def test_another_document_or_birth_date_is_another_look(
    cleared_station: Cleared, change: dict[str, object]
) -> None:
    station, crossing, _ = cleared_station
    assert passes(station, replace(subject(crossing), **change)) == set()  # type: ignore[arg-type]


def test_a_station_that_settled_nothing_lets_nobody_pass(station: StationInTest) -> None:
    (crossing,) = people(1)
    assert passes(station, subject(crossing)) == set()
    add(station, "officer", met(crossing))
    assert passes(station, subject(crossing)) == set()


@pytest.mark.parametrize("word", [SettledAs.SAME, SettledAs.CANNOT_TELL])
def test_only_not_the_same_is_remembered(station: StationInTest, word: SettledAs) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    add(station, "officer", opened, said(opened, word))
    assert passes(station, subject(crossing)) == set()


@pytest.mark.parametrize("word", [SettledAs.SAME, SettledAs.CANNOT_TELL])
def test_a_later_doubt_on_any_case_of_the_same_takes_the_memory_back(
    cleared_station: Cleared, word: SettledAs
) -> None:
    station, crossing, opened = cleared_station
    add(station, "supervisor", said(opened, word, "supervisor"))
    assert passes(station, subject(crossing)) == set()
    add(station, "supervisor", said(opened, SettledAs.NOT_SAME, "supervisor"))
    assert passes(station, subject(crossing)) == {0}
    again = met(crossing)
    add(station, "officer", again, said(again, word))
    assert passes(station, subject(crossing)) == set()
    assert sound(station)


def test_what_is_remembered_is_seen_and_taken_back_by_an_event(cleared_station: Cleared) -> None:
    station, crossing, opened = cleared_station
    assert [(case.case_id, case.revoked) for case in recent(station)] == [(opened.case_id, False)]
    revoked = about(opened, AlertEventKind.CLEARANCE_REVOKED, "supervisor")
    with station.signed_in("officer") as session:
        own = replace(revoked, officer="officer")
        assert refusal(lambda: session.cases.add((own,))) is FailureCode.NOT_ALLOWED
    add(station, "supervisor", revoked)
    assert passes(station, subject(crossing)) == set()
    assert [(case.case_id, case.revoked) for case in recent(station)] == [(opened.case_id, True)]
    with station.signed_in("supervisor") as session:
        assert session.outbox.view().waiting == 4, "HQ hears of it too"


def test_it_is_taken_back_by_whichever_of_the_travellers_cases_is_at_hand(cleared_station: Cleared) -> None:
    station, crossing, opened = cleared_station
    passed = met(crossing, replace(hit(Band.BACKGROUND), cleared=True))
    add(station, "officer", passed)
    add(station, "supervisor", about(passed, AlertEventKind.CLEARANCE_REVOKED, "supervisor"))
    assert passes(station, subject(crossing)) == set()
    assert {case.case_id: case.revoked for case in recent(station)} == {
        opened.case_id: True, passed.case_id: True,
    }  # fmt: skip
    assert sound(station)


def test_one_persons_word_on_a_stop_is_not_remembered(station: StationInTest) -> None:
    (crossing,) = people(1)
    opened = met(crossing, hit(Band.STOP))
    add(station, "officer", opened, said(opened))
    assert passes(station, subject(crossing)) == set()
    add(station, "supervisor", said(opened, officer="supervisor"))
    assert passes(station, subject(crossing)) == {0}


def test_a_case_of_hqs_settled_here_is_remembered_here(station: StationInTest) -> None:
    (crossing,) = people(1, "colleague")
    event = told_by_hq(crossing)
    with station.raw() as connection:
        foreign(connection, event)
    add(station, "supervisor", said(event, officer="supervisor"))
    assert passes(station, subject(crossing)) == {0}


def test_a_rescue_forgets_no_clearance(cleared_station: Cleared) -> None:
    station, crossing, _ = cleared_station
    station.door().rescue("supervisor", "seven canoes landing")
    assert passes(station, subject(crossing)) == {0}
    with station.raw() as connection:
        connection.execute("DELETE FROM settings WHERE name = 'clearance_key'")
    station.door().rescue("supervisor", "seven canoes landing")
    assert passes(station, subject(crossing)) == {0}, "the key is lost, the events are not"


def test_the_table_names_nobody(cleared_station: Cleared) -> None:
    station, crossing, _ = cleared_station
    with station.raw() as connection:
        ((mark,),) = connection.execute("SELECT traveller FROM alert_cases").fetchall()
    assert len(mark) == 32
    assert crossing.document.number.encode() not in mark


@given(numbers, states, partial_dates())
def test_a_mark_depends_on_every_part_and_on_the_key(number: str, state: str, birth: PartialDate) -> None:
    key = bytes(32)
    mark = traveller_mark(key, number, state, birth)
    assert mark == traveller_mark(key, f" {number.lower()}<", state.lower(), birth)
    assert mark not in (
        traveller_mark(b"1" * 32, number, state, birth),
        traveller_mark(key, number + "1", state, birth),
        traveller_mark(key, number, state + "1", birth),
        traveller_mark(key, number, state, PartialDate(1888, 8, 8)),
    )
    assert traveller_mark(key, " <-", state, birth) == b""


def sound(station: StationInTest) -> bool:
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact
    with station.raw() as connection:
        return walk_chain(connection).first_broken is None
