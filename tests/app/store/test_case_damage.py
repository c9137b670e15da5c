"""What HQ tells of hits is kept beside our own; whatever is changed behind them is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.alert_entry import Band
from app.domain.alert_record import decode_event, encode_event
from app.domain.alerts import SettledAs
from app.domain.failure import FailureCode
from app.store.alert_events import add_foreign_event
from app.store.audit import record_hash
from app.store.keeper import walk_chain
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import (
    AT,
    WANTED,
    audited,
    foreign,
    hit,
    met,
    people,
    proposed,
    queue,
    refusal,
    said,
    told_by_hq,
)
from tests.app.store.test_audit import disarm

# What HQ tells


def test_a_hit_that_hq_met_waits_here_and_does_not_go_back(station: StationInTest) -> None:
    (crossing,) = people(1, "colleague")  # of another station of this port
    event = told_by_hq(crossing)
    with station.raw() as connection:
        for _ in range(3):
            foreign(connection, event)
        assert [(actor, detail) for actor, _, _, detail in audited(connection, "alert_event")] == [
            ("station", {"record": record_hash(encode_event(event))})
        ]
        assert walk_chain(connection).first_broken is None
    with station.signed_in("supervisor") as session:
        assert [case.opened for case in session.cases.open_cases()] == [event]
        assert session.outbox.view().waiting == 0
        session.cases.add((said(event, SettledAs.SAME, "supervisor"),))
        assert session.outbox.view().waiting == 1
        assert session.cases.open_cases() == []
        assert session.keeper.check().intact


def test_what_this_station_met_itself_is_not_asked_twice_because_hq_met_it_too(
    station: StationInTest,
) -> None:
    (crossing,) = people(1)
    own = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (own,))
        session.crossings.history(crossing.document.number, "", "")
    with station.raw() as connection:
        foreign(connection, told_by_hq(crossing, hit(version=9)))
        changed = told_by_hq(crossing, hit(entry=replace(WANTED, remarks="more")))
        foreign(connection, changed)
        assert walk_chain(connection).first_broken is None
    assert queue(station) == [changed.case_id, own.case_id]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x80", encode_event(proposed("hq")),
        encode_event(met(people(1)[0])),  # HQ's hits say that they are HQ's
        encode_event(replace(told_by_hq(people(1)[0]), hit=None)),
        encode_event(replace(told_by_hq(people(1)[0]), event_id="x")),
        encode_event(replace(told_by_hq(people(1)[0]), hit=replace(hit(), list_version=2**64))),
    ],
)  # fmt: skip
def test_what_hq_cannot_have_met_is_not_taken(station: StationInTest, data: bytes) -> None:
    with station.raw() as connection:
        assert refusal(lambda: add_foreign_event(connection, data, AT)) is FailureCode.RECORD_MALFORMED


# Damage


@pytest.fixture
def settled_station(station: StationInTest) -> StationInTest:
    """Two own cases, one settled, one of HQ and a proposal."""
    first, second, third = people(3)
    one, two = met(first), met(second, hit(Band.STOP))
    with station.signed_in("officer") as session:
        session.crossings.record(first, (one, said(one)))
        session.crossings.record(second, (two, said(two, second="supervisor")))
        session.cases.add((proposed("officer"), met(third)))
        session.crossings.history(first.document.number, "", "")
    with station.raw() as connection:
        foreign(connection, told_by_hq(third, hit(entry=replace(WANTED, entry_id="NAT-0002"))))
    return station


def shown(station: StationInTest) -> tuple[object, ...]:
    with station.signed_in("supervisor") as session:
        cases = session.cases
        return (cases.open_cases(), cases.recent_cases(), cases.proposals(), cases.open_count())


def test_any_event_or_case_changed_hidden_or_taken_away_is_found(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        disarm(connection)
        assert walk_chain(connection).first_broken is None
        places = connection.execute(
            "SELECT audit_seq, seq, number FROM alert_events ORDER BY audit_seq"
        ).fetchall()
        spoilings = [
            ("records", "record = (SELECT record FROM records WHERE kind = 2 AND seq <> {seq})", "seq"),
            ("records", "record_id = randomblob(16)", "seq"),
            ("records", "kind = 1", "seq"),
            ("records", "kind = 7", "seq"),
            ("records", "audit_seq = 999", "seq"),
            ("foreign_events", "record = x'80'", "number"),
            ("foreign_events", "event_id = randomblob(16)", "number"),
            ("alert_events", "kind = 'x'", "seq"),
            ("alert_events", "case_id = randomblob(16)", "seq"),
        ]
        for line, seq, number in places:
            for table, change, column in spoilings:
                at = seq if column == "seq" else number
                if at is not None:
                    connection.execute("BEGIN")
                    connection.execute(f"UPDATE {table} SET {change.format(seq=seq)} WHERE {column} = {at}")
                    assert walk_chain(connection).first_broken == line, (table, change, line)
                    connection.execute("ROLLBACK")
        for line, _, _ in places:
            connection.execute("BEGIN")
            connection.execute("DELETE FROM alert_events WHERE audit_seq = ?", (line,))
            assert walk_chain(connection).first_broken == line
            connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


@pytest.mark.parametrize(
    "change",
    [
        "state = 'settled', settled_as = 'same'", "rank = 2", "band = 'x'", "crossing = randomblob(16)",
        "revoked = 1 - revoked", "traveller = randomblob(32)", "entry_digest = randomblob(32)",
        "opened_at = opened_at + 1", "disclosure = 'silent'", "origin = 'late'", "entry_id = 'X'",
    ],
)  # fmt: skip
def test_a_case_filed_otherwise_than_its_events_say_is_found(
    settled_station: StationInTest, change: str
) -> None:
    with settled_station.raw() as connection:
        for opened, state in connection.execute("SELECT opened, state FROM alert_cases").fetchall():
            if state == "proposed" and change.split()[0] in ("rank", "revoked"):
                continue
            connection.execute("BEGIN")
            connection.execute(f"UPDATE alert_cases SET {change} WHERE opened = {opened}")
            assert walk_chain(connection).first_broken == opened
            connection.execute("DELETE FROM alert_cases WHERE opened = ?", (opened,))
            assert walk_chain(connection).first_broken == opened
            connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


def test_a_rescued_store_has_every_case_as_before(settled_station: StationInTest) -> None:
    before = shown(settled_station)
    saved = settled_station.door().rescue("supervisor", "seven canoes landing")
    assert (saved.records, saved.records_lost) == (8, 0)
    assert shown(settled_station) == before
    with settled_station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert (report.crossings, report.outbox.waiting) == (2, 8)


def test_an_event_that_cannot_be_read_any_more_hides_no_other(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        disarm(connection)
        (seq,) = connection.execute("SELECT max(seq) FROM records").fetchone()
        connection.execute("UPDATE records SET record = x'80' WHERE seq = ?", (seq,))
    settled_station.door().rescue("supervisor", "seven canoes landing")
    open_cases, recent, _, _ = shown(settled_station)
    assert (len(open_cases), len(recent)) == (1, 2)  # type: ignore[arg-type]
    with settled_station.raw() as connection:
        lines = connection.execute("SELECT audit_seq FROM records WHERE seq = ?", (seq,)).fetchone()
        assert walk_chain(connection).first_broken == lines[0]


def test_kept_bytes_are_those_of_the_event(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        records = [row[0] for row in connection.execute("SELECT record FROM records WHERE kind = 2")]
    assert all(encode_event(decode_event(record)) == record for record in records)
