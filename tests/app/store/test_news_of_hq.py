"""What HQ tells of other ports, and hits that only HQ met, reach the desk and the second line."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_record import encode_event
from app.domain.failure import FailureCode, WorldError
from app.screening.content import PUT, TAKE_AWAY
from app.screening.documents import digest, person_digest
from app.screening.lists import ListKind
from app.screening.screening import EarlierHit, ListUse
from app.screening.subject import Subject
from app.store.publications import crossing_row, digest_numbers, entry_changes, late_events
from sync.ports import Publication
from tests.app.store.alert_lists import ISSUED, KEYRING, Published, subject
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.case_events import told_by_hq
from tests.app.store.test_inbox import hq, inbox, refused
from tests.app.store.test_lists import MELE, count
from tests.helpers.fuzzing import fuzzed


def earlier(
    number: str, day: str, refused: bool, port: str = "UTBAY", station: str = "UTBAY-B1"
) -> list[Any]:
    asked = digest(KEYRING.document_key, "UTO", "P", number)
    return [asked, day, port, refused, "document", station]


def test_what_happened_yesterday_at_another_port_is_said(station: StationInTest) -> None:
    source = hq("earlier/recent", ListKind.EARLIER)
    asked = Subject((MELE.primary_name,), MELE.births[0].first, document_number="A1234567",
                    issuing_state="UTO", document_class="P")  # fmt: skip
    person_row = [
        person_digest(KEYRING.document_key, "TUIVAI MELE", MELE.births[0].first),
        "2026-11-20", "UTSUV", False, "person", "UTSUV-A1",
    ]  # fmt: skip
    with inbox(station) as (box, session):
        rows = [earlier("A1234567", "2026-11-23", True), person_row]
        box.take(*source.snapshot([(PUT, row) for row in rows], 2))
        said = session.lists.screen(asked).earlier
        assert said == (
            EarlierHit("2026-11-23", "UTBAY", True, "document"),
            EarlierHit("2026-11-20", "UTSUV", False, "person"),
        )
        (status,) = session.lists.status()
        assert (status.asked.header.kind, status.asked.use) == (ListKind.EARLIER, ListUse.ASKED)
        forget = [(TAKE_AWAY, rows[0][:2]), (PUT, earlier("A1234567", "2026-11-24", False))]
        box.take(*source.delta(forget, 2))
        assert [hit.day for hit in session.lists.screen(asked).earlier] == ["2026-11-24", "2026-11-20"]
        assert session.lists.screen(replace(asked, names=(), document_number="Z")).earlier == ()


def test_crossings_of_this_station_itself_are_not_told_again(station: StationInTest) -> None:
    source = hq("earlier/recent", ListKind.EARLIER)
    with inbox(station) as (box, session):
        own = earlier("A1234567", "2026-11-23", True, station=session.station.station_id)
        box.take(*source.snapshot([(PUT, own)], 1))
        asked = Subject((), document_number="A1234567", issuing_state="UTO", document_class="P")
        assert session.lists.screen(asked).earlier == ()


def test_one_of_many_crossings_at_other_ports_is_found_each_time(station: StationInTest) -> None:
    source = hq("earlier/recent", ListKind.EARLIER)
    with inbox(station) as (box, session):
        rows = [earlier(f"N{number:07}", "2026-11-23", False) for number in range(12_000)]
        for _ in range(2):
            box.take(*source.snapshot([(PUT, row) for row in rows], len(rows)))
        asked = Subject((), document_number="N0000777", issuing_state="UTO", document_class="P")
        for _ in range(20):
            assert len(session.lists.screen(asked).earlier) == 1
    assert count(station, "earlier_crossings") == len(rows)


def late(events: list[bytes], sequence: int = 1) -> Published:
    chunks = [cbor2.dumps(events)]
    content = hashlib.sha256(chunks[0]).digest()
    base, previous = (sequence - 1, bytes(32)) if sequence > 1 else (0, bytes(32))
    return Publication("late/UTAVR", sequence, base, previous, ISSUED, content, 1, len(events)), chunks


def test_late_hits_of_hq_reach_the_second_line_once(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
    event = told_by_hq(crossing)
    first, chunks = late([encode_event(event)])
    with inbox(station) as (box, _):
        box.take(first, chunks)
        second, again = late([encode_event(event)], 2)
        box.take(replace(second, previous=first.digest), again)
        assert box.held()["late/UTAVR"].sequence == 2
        assert refused(box, (first, chunks)) is FailureCode.PUBLICATION_OLDER
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        assert case.opened == event
        assert session.keeper.check().intact


def test_one_late_hit_that_is_none_refuses_them_all(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    with inbox(station) as (box, _):
        bad = late([encode_event(told_by_hq(crossing)), b"no event"])
        assert refused(box, bad) is FailureCode.PUBLICATION_DAMAGED
        assert "late/UTAVR" not in box.held()
    with station.signed_in("supervisor") as session:
        assert list(session.cases.open_cases()) == []


def test_a_stale_digest_of_other_ports_says_so(station: StationInTest) -> None:
    source = hq("earlier/recent", ListKind.EARLIER)
    with inbox(station) as (box, session):
        box.take(*source.snapshot([], 0))
        station.clock.move(timedelta(days=9))
        assert [one.use for one in session.lists.screen(subject(MELE)).lists] == [ListUse.STALE]


@fuzzed(share=0.2)
@given(st.lists(st.binary(max_size=60), max_size=4))
def test_whatever_comes_as_late_hits_is_read_or_refused(chunks: list[bytes]) -> None:
    events: list[bytes] = []
    with suppress(WorldError):
        events = late_events(chunks)
    assert all(isinstance(event, bytes) for event in events)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.binary(max_size=12),
    lambda inner: st.lists(inner, max_size=7),
    max_leaves=12,
)


@fuzzed(share=0.2)
@given(st.sampled_from((PUT, TAKE_AWAY)), PLAIN | st.builds(earlier, st.text(), st.text(), st.booleans()))
def test_whatever_comes_as_a_change_of_a_list_is_read_or_refused(kind: int, value: Any) -> None:
    for read in (
        lambda: list(entry_changes([(kind, value)])),
        lambda: digest_numbers(value),
        lambda: crossing_row(kind, value),
    ):
        with suppress(WorldError):
            read()
