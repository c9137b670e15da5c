"""A newer list meets those who crossed before: once each, whatever interrupts it, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

import cbor2
import pytest

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alerts import AlertHit, CaseOrigin, SettledAs
from app.domain.crossing import Crossing
from app.flow.alerts import STOLEN
from app.flow.ports import SignedIn
from app.screening.lists import ListHeader, ListKind
from app.screening.screening import DocumentHit, DocumentMatch, ListAsked, ListUse, Screening
from app.screening.subject import Subject
from app.store.cases import SqlCases
from app.store.driver import Connection
from app.store.rescreen import AT_A_TIME, Rescreening
from app.store.session import Session
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import AT, WANTED, hit, met, new_id, people, queue, said

DAY = timedelta(days=1)


def never() -> bool:
    return False


@dataclass
class Lists:
    """Lists that the test answers for; `numbers` of documents meet the entry, `stolen` ones are gone."""

    version: int = 1
    use: ListUse = ListUse.ASKED
    numbers: set[str] = field(default_factory=set)
    stolen: set[str] = field(default_factory=set)
    hit: AlertHit = field(default_factory=hit)
    entry_now: AlertEntry | None = WANTED
    asked: list[str] = field(default_factory=list)
    during: Callable[[], None] = lambda: None

    def screen(self, connection: Connection, subject: Subject) -> Screening:
        self.asked.append(subject.document_number)
        self.during()
        header = ListHeader("national", ListKind.PEOPLE, "National", "Police", self.version, AT, 1)
        number = subject.document_number
        hits = (replace(self.hit, list_version=self.version),) if number in self.numbers else ()
        gone = (DocumentHit("sltd", 1, DocumentMatch.EXACT),) if number in self.stolen else ()
        return Screening(hits, gone, (), (ListAsked(header, self.use),))

    def entry(self, connection: Connection, list_id: str, entry_id: str) -> AlertEntry | None:
        return self.entry_now if entry_id == WANTED.entry_id else None


def rescreen(session: SignedIn, lists: Lists, days: int = 30, stopped: Callable[[], bool] = never) -> int:
    return Rescreening(inner(session), lists).run(days, stopped)


def inner(session: SignedIn) -> Session:
    return cast(SqlCases, session.cases)._session


def lately(count: int, officer: str = "officer") -> list[Crossing]:
    """Crossings of the days before now, oldest first."""
    kept = people(count, officer)
    times = [AT - (count - place) * timedelta(hours=1) for place in range(count)]
    return [replace(one, at=at, opened_at=at) for one, at in zip(kept, times, strict=True)]


def record(session: SignedIn, crossings: Sequence[Crossing]) -> None:
    for crossing in crossings:
        session.crossings.record(crossing)


def test_a_new_entry_meets_who_crossed_before_and_tells_port_and_hq(station: StationInTest) -> None:
    kept = lately(5)
    lists = Lists(numbers={kept[2].document.number})
    with station.signed_in("officer") as session:
        record(session, kept)
        assert rescreen(session, lists) == 1
        assert session.outbox.view().waiting == 6
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        assert session.keeper.check().intact
    opened = case.opened
    assert (opened.origin, opened.officer, opened.crossing) == (CaseOrigin.LATE, "station", kept[2].record_id)
    assert (opened.traveller, opened.document) == (kept[2].traveller, kept[2].document)
    assert (opened.hit, opened.entry, opened.training) == (lists.hit, WANTED, True)
    with station.raw() as connection:
        rows = connection.execute("SELECT actor, detail FROM audit WHERE act = 'rescreened'").fetchall()
        actors = connection.execute("SELECT actor FROM audit WHERE act = 'alert_event'").fetchall()
    assert [(actor, cbor2.loads(detail)) for actor, detail in rows] == [
        ("station", {"looked": [5, 4, 3, 2, 1], "opened": 1})
    ]
    assert actors == [("station",)]


def test_each_crossing_is_looked_at_once_per_set_of_lists(officer: SignedIn) -> None:
    kept = lately(3 * AT_A_TIME + 1)
    record(officer, kept)
    lists = Lists()
    rescreen(officer, lists)
    assert sorted(lists.asked) == sorted(crossing.document.number for crossing in kept)
    lists.asked.clear()
    rescreen(officer, lists)
    assert lists.asked == [kept[-1].document.number], "one look tells which lists are on board"
    lists.version = 2
    lists.asked.clear()
    rescreen(officer, lists)
    assert len(lists.asked) == len(kept)


def test_what_is_interrupted_goes_on_where_it_was(officer: SignedIn) -> None:
    kept = lately(4 * AT_A_TIME)
    record(officer, kept)
    lists = Lists(numbers={crossing.document.number for crossing in kept})
    assert rescreen(officer, lists, stopped=lambda: len(lists.asked) >= 2 * AT_A_TIME) == 2 * AT_A_TIME
    assert rescreen(officer, lists) == 2 * AT_A_TIME
    assert len(lists.asked) == 4 * AT_A_TIME + 1
    assert rescreen(officer, lists) == 0


def test_a_crash_in_the_middle_doubles_nothing(officer: SignedIn) -> None:
    kept = lately(2 * AT_A_TIME)
    record(officer, kept)
    lists = Lists(numbers={crossing.document.number for crossing in kept})

    def crash() -> None:
        if len(lists.asked) == AT_A_TIME + 5:
            raise KeyboardInterrupt

    lists.during = crash
    with pytest.raises(KeyboardInterrupt):
        rescreen(officer, lists)
    lists.during = lambda: None
    assert rescreen(officer, lists) == AT_A_TIME
    assert officer.outbox.view().waiting == 4 * AT_A_TIME


def test_a_hit_that_has_a_case_gives_no_second_one_until_the_entry_changes(station: StationInTest) -> None:
    (crossing,) = lately(1)
    opened = met(crossing)
    lists = Lists(version=2, numbers={crossing.document.number})
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (opened,))
        assert rescreen(session, lists) == 0
        lists.version, lists.entry_now = 3, replace(WANTED, remarks="seen again")
        lists.hit = hit(entry=lists.entry_now)
        assert rescreen(session, lists) == 1
        lists.version = 4
        assert rescreen(session, lists) == 0
    assert len(queue(station)) == 2


def test_only_the_newest_version_is_looked_at_and_a_case_of_an_older_one_counts(officer: SignedIn) -> None:
    (crossing,) = lately(1)
    corrected = replace(
        crossing, record_id=new_id(), version=2, correction="misread", at=crossing.at + timedelta(minutes=1)
    )
    opened = met(crossing)
    officer.crossings.record(crossing, (opened,))
    officer.crossings.record(corrected)
    lists = Lists(numbers={crossing.document.number})
    assert rescreen(officer, lists) == 0
    assert len(lists.asked) == 1
    lists.version, lists.hit = 2, hit(entry=replace(WANTED, entry_id="NAT-0002"))
    assert rescreen(officer, lists) == 1


def test_who_was_cleared_is_not_met_late(officer: SignedIn) -> None:
    first, second = lately(2)
    again = replace(second, document=first.document, traveller=first.traveller)
    opened = met(first)
    officer.crossings.record(first, (opened, said(opened)))
    officer.crossings.record(again)
    lists = Lists(numbers={first.document.number})
    assert rescreen(officer, lists) == 0
    lists.version, lists.hit = 2, replace(hit(entry=replace(WANTED, remarks="x")), cleared=True)
    assert rescreen(officer, lists) == 0, "whoever says so"


def test_older_crossings_and_those_of_another_mode_are_left_alone(station: StationInTest) -> None:
    old, other, new = lately(3)
    old = replace(old, at=AT - 31 * DAY, opened_at=AT - 31 * DAY)
    lists = Lists(numbers={one.document.number for one in (old, other, new)})
    with station.signed_in("officer") as session:
        record(session, (old, other, new))
        live = replace(inner(session).station, training=False)
        assert Rescreening(replace(inner(session), station=live), lists).run(30, never) == 0
        assert rescreen(session, lists) == 2
        assert rescreen(session, Lists(version=2), days=0) == 0
    with station.raw() as connection:
        assert connection.execute("SELECT count(*) FROM rescreened").fetchone() == (0,)


def test_a_document_reported_stolen_later_is_met_late(station: StationInTest) -> None:
    kept = lately(2)
    lists = Lists(stolen={kept[0].document.number})
    with station.signed_in("officer") as session:
        record(session, kept)
        assert rescreen(session, lists) == 1
        lists.version = 2
        assert rescreen(session, lists) == 0
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
    assert case.opened.hit is not None
    assert (case.opened.hit.entry_id, case.opened.hit.band) == (STOLEN, Band.STOP)
    assert case.opened.entry is None


@pytest.mark.parametrize("use", [ListUse.SILENT, ListUse.BROKEN, ListUse.LOADING])
def test_a_list_that_was_not_asked_does_not_count_as_looked_at(officer: SignedIn, use: ListUse) -> None:
    kept = lately(AT_A_TIME + 1)
    record(officer, kept)
    lists = Lists(use=use)
    rescreen(officer, lists)
    assert len(lists.asked) == AT_A_TIME, "with no list to ask it is not worth going on"
    lists.use, lists.numbers = ListUse.ASKED, {kept[0].document.number, kept[-1].document.number}
    assert rescreen(officer, lists) == 2


def test_a_station_without_crossings_or_lists_has_nothing_to_do(officer: SignedIn) -> None:
    assert rescreen(officer, Lists()) == 0
    assert officer.cases.rescreen(30, never) == 0


def test_background_hits_come_last_in_the_queue(station: StationInTest) -> None:
    kept = lately(2)
    lists = Lists(numbers={kept[1].document.number}, hit=hit(Band.BACKGROUND))
    with station.signed_in("officer") as session:
        record(session, kept)
        rescreen(session, lists)
        session.cases.add((met(kept[0], hit(Band.CHECK)),))
    with station.signed_in("supervisor") as session:
        bands = [case.opened.hit and case.opened.hit.band for case in session.cases.open_cases()]
    assert bands == [Band.CHECK, Band.BACKGROUND]


def test_who_may_not_settle_is_not_told_how_many_there_are(station: StationInTest) -> None:
    (crossing,) = lately(1)
    lists = Lists(numbers={crossing.document.number}, hit=hit(Band.STOP, Disclosure.SILENT))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
        assert SqlCases(inner(session), lists).rescreen(30, never) == 0
    assert len(queue(station)) == 1
    lists.version, lists.hit = 2, hit(Band.STOP, Disclosure.SILENT, replace(WANTED, remarks="x"))
    with station.signed_in("supervisor") as session:
        assert SqlCases(inner(session), lists).rescreen(30, never) == 1


def test_the_desk_goes_on_while_lists_are_asked(station: StationInTest) -> None:
    kept = lately(6)
    with station.signed_in("officer") as session:
        record(session, kept[:5])
        session.drafts.keep(b"the traveller on the desk")
        asking, recorded = threading.Event(), threading.Event()
        opened: list[int] = []

        def wait() -> None:
            asking.set()
            assert recorded.wait(20)

        lists = Lists(numbers={crossing.document.number for crossing in kept}, during=wait)
        thread = threading.Thread(target=lambda: opened.append(rescreen(session, lists)), name="rescreen")
        thread.start()
        assert asking.wait(20)
        session.crossings.history(kept[0].document.number, "", "")
        assert session.drafts.take() == b"the traveller on the desk"
        session.crossings.record(kept[5], (met(kept[5]),))
        recorded.set()
        thread.join(20)
        assert opened == [5]
        assert session.outbox.view().waiting == 12


def test_a_case_opened_while_lists_were_asked_is_not_opened_twice(officer: SignedIn) -> None:
    (crossing,) = lately(1)
    record(officer, [crossing])
    lists = Lists(numbers={crossing.document.number})
    lists.during = lambda: officer.cases.add((met(crossing),))
    assert rescreen(officer, lists) == 0
    assert officer.outbox.view().waiting == 2


def test_a_late_case_is_settled_like_any_other(station: StationInTest) -> None:
    (crossing,) = lately(1)
    with station.signed_in("officer") as session:
        record(session, [crossing])
        rescreen(session, Lists(numbers={crossing.document.number}))
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        session.cases.add((said(case.opened, SettledAs.NOT_SAME, "supervisor"),))
        assert session.cases.open_cases() == []
