"""Hits become cases that are kept, queued by their gravity, and travel like any record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from app.domain.alert_entry import Band, Disclosure
from app.domain.alert_record import encode_event
from app.domain.alerts import CaseOrigin
from app.domain.failure import FailureCode
from app.flow.ports import ReadPurpose, SignedIn
from app.store.audit import record_hash
from app.store.door import session_outbox
from sync.ports import ChainState, OutboxRow, Settlement
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import (
    WANTED,
    audited,
    hit,
    met,
    new_id,
    people,
    proposed,
    queue,
    refusal,
    said,
)

# Keeping


def test_a_hit_is_kept_with_its_crossing_and_waits_for_the_supervisor(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
        assert session.outbox.view().waiting == 2
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        assert case.opened == event
        assert session.cases.case(event.case_id) == case
        assert session.cases.open_count() == 1
        assert session.cases.recent_cases() == []


def test_the_event_travels_in_the_outbox_as_its_very_bytes(officer: SignedIn) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    officer.crossings.record(crossing, (event,))
    rows: list[OutboxRow] = []
    outbox = session_outbox(officer)

    def build(some: Sequence[OutboxRow], _: ChainState) -> bytes:
        rows.extend(some)
        return b"batch"

    batch = outbox.freeze(10, build)
    assert [(row.seq, row.kind) for row in rows] == [(1, CROSSING), (2, ALERT_EVENT)]
    assert rows[1].payload == encode_event(event)
    assert batch is not None
    outbox.settle(Settlement(batch.batch_id, b"receipt", ()))
    outbox.close()
    assert (officer.outbox.view().waiting, officer.outbox.view().accepted) == (0, 2)


def test_its_audit_line_holds_the_hash_of_its_bytes_and_nobodys_name(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
    with station.raw() as connection:
        ((actor, subject, _, detail),) = audited(connection, "alert_event")
    assert actor == "officer"
    assert subject.hex() == event.event_id.replace("-", "")
    assert detail == {"record": record_hash(encode_event(event))}


def test_trying_again_after_a_failure_keeps_everything_once(officer: SignedIn) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    events = (opened, said(opened))
    for _ in range(3):
        officer.crossings.record(crossing, events)
        officer.cases.add(events)
    assert officer.outbox.view().waiting == 3


def test_crossing_and_events_are_kept_both_or_neither(officer: SignedIn) -> None:
    (crossing,) = people(1)
    opened = met(crossing, hit(Band.STOP))
    events = (opened, said(opened))  # released by nobody
    assert refusal(lambda: officer.crossings.record(crossing, events)) is FailureCode.NOT_ALLOWED
    assert officer.outbox.view().waiting == 0
    assert officer.crossings.history(crossing.document.number, "", "") == []


def test_an_event_id_stands_for_one_event(officer: SignedIn) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    officer.cases.add((event,))
    assert refusal(lambda: officer.cases.add((replace(event, note="x"),))) is FailureCode.RECORD_CONFLICT


@pytest.mark.parametrize(
    "change, code",
    [
        ({"event_id": "none"}, FailureCode.RECORD_MALFORMED),
        ({"case_id": ""}, FailureCode.RECORD_MALFORMED),
        ({"crossing": "x"}, FailureCode.RECORD_MALFORMED),
        ({"hit": None}, FailureCode.RECORD_MALFORMED),
        ({"traveller": None}, FailureCode.RECORD_MALFORMED),
        ({"document": None}, FailureCode.RECORD_MALFORMED),
        ({"hit": replace(hit(), entry_digest=b"short")}, FailureCode.RECORD_MALFORMED),
        ({"hit": replace(hit(), list_version=2**63)}, FailureCode.RECORD_MALFORMED),
        ({"training": False}, FailureCode.FIELD_INVALID),
        ({"origin": CaseOrigin.LATE}, FailureCode.FIELD_INVALID),
        ({"crossing": new_id()}, FailureCode.FIELD_INVALID),
        ({"note": "x" * 200_000}, FailureCode.FIELD_INVALID),
        ({"officer": "supervisor"}, FailureCode.NOT_ALLOWED),
    ],
)  # fmt: skip
def test_what_no_desk_makes_is_refused_whole(
    officer: SignedIn, change: dict[str, object], code: FailureCode
) -> None:
    (crossing,) = people(1)
    event = replace(met(crossing), **change)  # type: ignore[arg-type]  # as the case says
    assert refusal(lambda: officer.crossings.record(crossing, (event,))) is code
    assert officer.outbox.view().waiting == 0


def test_events_leave_the_draft_of_the_traveller_on_the_desk_alone(officer: SignedIn) -> None:
    first, second = people(2)
    officer.crossings.record(first)
    officer.drafts.keep(b"the next one")
    officer.cases.add((met(first),))
    assert officer.drafts.take() == b"the next one"
    corrected = replace(second, crossing_id=first.record_id, version=2, correction="misread")
    officer.crossings.record(corrected)
    assert officer.drafts.take() == b"the next one"
    officer.cases.add((met(first),))
    assert officer.drafts.take() == b"the next one"
    officer.crossings.record(people(3)[2], ())
    assert officer.drafts.take() is None


def test_crossings_are_found_and_counted_among_events(station: StationInTest) -> None:
    kept = people(230)
    with station.signed_in("officer") as session:
        for crossing in kept:
            session.crossings.record(crossing, (met(crossing),))
        with station.raw() as connection:
            (filed,) = connection.execute("SELECT count(*) FROM cards").fetchone()
        assert filed > 150, "events do not keep crossings from being filed"
        for crossing in kept[::17]:
            found = session.crossings.history(crossing.document.number, "", "")
            assert crossing.record_id in [line.record_id for line in found]
            assert {line.sent for line in found} == {"waiting"}
            assert session.crossings.versions(crossing.record_id, ReadPurpose.INQUIRY) == [crossing]
        assert session.outbox.view().waiting == 460
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
        assert report.intact
        assert report.crossings == 230
        assert session.cases.open_count() == 230
        assert len(session.cases.open_cases()) == 200, "nobody reads on"


# The queue


def test_the_queue_has_stops_first_and_among_equals_the_newest(station: StationInTest) -> None:
    bands = [Band.BACKGROUND, Band.STOP, Band.CHECK, Band.BACKGROUND, Band.STOP, Band.CHECK]
    opened = [met(crossing, hit(band)) for crossing, band in zip(people(6), bands, strict=True)]
    with station.signed_in("officer") as session:
        session.cases.add(opened)
    assert queue(station) == [opened[place].case_id for place in (4, 1, 5, 2, 3, 0)]


def test_looking_at_cases_is_written_down_as_supervision(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.cases.add((event,))
    with station.signed_in("supervisor") as session:
        session.cases.open_cases()
        session.cases.case(event.case_id)
        session.cases.recent_cases()
        session.cases.proposals()
    with station.raw() as connection:
        (line,) = connection.execute("SELECT seq FROM audit WHERE act = 'alert_event'").fetchone()
        reads = audited(connection, "read_cases")
    assert [(actor, purpose) for actor, _, purpose, _ in reads] == [("supervisor", "supervision")] * 4
    assert [detail["shown"] for _, _, _, detail in reads] == [[line], [], [], []]
    assert reads[1][1].hex() == event.case_id.replace("-", "")


def test_what_an_earlier_word_lets_pass_waits_for_nobody(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing, replace(hit(Band.BACKGROUND), cleared=True))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
    assert queue(station) == []
    with station.signed_in("supervisor") as session:
        assert [case.case_id for case in session.cases.recent_cases()] == [event.case_id]


@pytest.mark.parametrize("role", ["officer", "technician", "harbourmaster"])
def test_whoever_may_not_settle_learns_of_no_case_by_any_call(station: StationInTest, role: str) -> None:
    (crossing,) = people(1)
    silent = met(crossing, hit(Band.STOP, Disclosure.SILENT))
    hidden = proposed("supervisor", replace(WANTED, disclosure=Disclosure.SILENT))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (silent,))
    with station.signed_in("supervisor") as session:
        session.cases.add((hidden,))
        assert session.cases.proposals() == [hidden]
    with station.signed_in(role) as session:
        assert session.cases.open_count() == 0
        for look in (
            session.cases.open_cases,
            session.cases.recent_cases,
            lambda: session.cases.case(silent.case_id),
        ):
            assert refusal(look) is FailureCode.NOT_ALLOWED
        if role != "technician":
            assert session.cases.proposals() == []
        assert session.cases.rescreen(30, lambda: False) == 0


def test_the_count_of_what_waits_for_hq_does_not_tell_of_a_silent_alert(station: StationInTest) -> None:
    silent = hit(Band.STOP, Disclosure.SILENT)

    def counted(username: str) -> tuple[int, int, int]:
        with station.signed_in(username) as session:
            view = session.outbox.view()
        assert (view.oldest_waiting is None) == (view.waiting == 0)
        return view.waiting, view.accepted, view.parked

    with station.signed_in("officer") as session:
        for crossing in people(3):
            session.crossings.record(crossing, (met(crossing, silent), met(crossing, silent)))
        assert counted("officer") == counted("technician") == (3, 0, 0)
        assert counted("supervisor") == (9, 0, 0)
        outbox = session_outbox(session)
        for rejected in (((2, "REC-05"),), ()):
            batch = outbox.freeze(3, lambda rows, _: b"%d" % rows[0].seq)
            assert batch is not None
            outbox.settle(Settlement(batch.batch_id, b"receipt", rejected))
        outbox.freeze(3, lambda rows, _: b"%d" % rows[0].seq)
        outbox.close()
    assert counted("officer") == (1, 2, 0)
    assert counted("supervisor") == (3, 5, 1)


def test_an_unknown_case_is_said_to_be_unknown(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        proposal = proposed("supervisor")
        session.cases.add((proposal,))
        for wanted in (new_id(), "not an id", "", proposal.case_id):
            assert refusal(partial(session.cases.case, wanted)) is FailureCode.RECORD_UNKNOWN
