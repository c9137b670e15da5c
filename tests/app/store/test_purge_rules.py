"""Which records a purge may name, and that no statement takes any other."""

from __future__ import annotations

from datetime import timedelta

import cbor2
import pytest

from app.domain.port_retention import LEAST_DAYS, HeldBack, RecordClass, RetentionPolicy
from app.domain.value_rows import to_plain
from app.flow.ports import ReadPurpose
from app.store import driver
from app.store.purging import load_retention_policy, save_retention_policy
from tests.app.store.case_events import foreign, told_by_hq
from tests.app.store.closing import NOON, corrected
from tests.app.store.old_station import YEAR, OldStation, unseen
from tests.app.store.old_station import desk as desk
from tests.app.store.old_station import lived as lived
from tests.app.store.old_station import old as old
from tests.app.store.old_station import zone as zone

ALL = 10 + 4
"""Crossings and events of the old day."""


def held(old: OldStation) -> dict[HeldBack, int]:
    with old.as_planner() as session:
        return dict(session.retention.preview(unseen).held)


def test_counts_are_by_month_and_class(old: OldStation) -> None:
    with old.as_planner() as session:
        counts = session.retention.preview(unseen)
    assert (counts.crossings, counts.events, counts.batches, counts.held) == (10, 4, 3, ())
    said = [(one.month, one.record_class, one.erasable, one.held) for one in counts.months]
    assert said == [("2026-11", RecordClass.ALERT, 4, 0), ("2026-11", RecordClass.CROSSING, 10, 0)]


def test_the_oldest_go_first_where_all_are_too_many(old: OldStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.purge_choice.MOST_LOOKED_AT", 4)
    old.desk.record(corrected(old.people[1], NOON + timedelta(hours=9)), by="supervisor")
    old.send()
    old.close_day_again()
    old.later(2 * YEAR)
    assert old.purge().counts.crossings == 3, "the one whose correction was not looked at waits for it"
    monkeypatch.undo()
    assert old.purge().counts.crossings == 8
    with old.as_planner() as session:
        assert session.keeper.check().intact


def test_what_hq_has_not_confirmed_stays(desk: object, old: OldStation) -> None:
    old.live(["WAITING"], NOON + timedelta(days=1))
    old.close_day(NOON.date() + timedelta(days=1))
    old.later()
    assert held(old) == {HeldBack.UNCONFIRMED: 1}
    old.send(rejected=[ALL + 1])
    old.later()
    assert held(old) == {HeldBack.PARKED: 1}


def test_what_no_log_covers_stays(old: OldStation) -> None:
    old.live(["UNCLOSED"], NOON + timedelta(days=1))
    old.live(["LATE"], NOON + timedelta(hours=8))  # the clock was set back: it is of the closed day
    old.send()
    old.later()
    assert held(old) == {HeldBack.DAY_OPEN: 2}
    old.desk.add()
    old.later()
    assert held(old) == {HeldBack.DAY_OPEN: 1}


def test_what_a_case_waits_for_stays_and_a_batch_goes_with_its_youngest(old: OldStation) -> None:
    with old.station.raw() as connection:
        foreign(connection, told_by_hq(old.people[0]))
    assert held(old) == {HeldBack.CASE_OPEN: 2}
    old.station.clock.now = NOON + timedelta(days=365, minutes=45)
    assert held(old).keys() == {HeldBack.CASE_OPEN, HeldBack.BATCH}


def test_a_crossing_stays_as_long_as_its_newest_version(old: OldStation) -> None:
    late = corrected(old.people[1], NOON + timedelta(days=300))
    old.desk.record(late, by="supervisor")
    old.send()
    old.later()
    done = old.purge()
    assert done.erased == ALL - 1
    with old.as_planner() as session:
        assert len(session.crossings.versions(late.crossing_id, ReadPurpose.INQUIRY)) == 2
        assert session.keeper.check().intact


FORBIDDEN = (
    "DELETE FROM records WHERE seq = 1",
    "UPDATE records SET record = x'' WHERE seq = 1",
    "UPDATE records SET record = x'01' WHERE seq = 1",
    "REPLACE INTO records SELECT seq, kind, made_at, record_id, 1, x'' FROM records WHERE seq = 1",
    "UPDATE foreign_events SET record = x''",
    "DELETE FROM foreign_events",
    "INSERT INTO purge_rows VALUES (15, 1, x'00', 1, zeroblob(32))",
    "UPDATE purges SET approved_at = 1, approved_by = planned_by",
    "UPDATE purges SET done_at = 1",
    "UPDATE purges SET digest = zeroblob(32)",
    "DELETE FROM audit",
    "DELETE FROM batches",
)


def test_no_statement_takes_what_no_two_people_let_go(old: OldStation) -> None:
    old.live(["WAITING"], NOON + YEAR)
    with old.as_planner() as session:
        session.retention.plan(unseen)
    with old.station.raw() as connection:
        foreign(connection, told_by_hq(old.people[0]))
        for statement in FORBIDDEN:
            with pytest.raises(driver.DatabaseError):
                connection.execute(statement)


def test_an_approved_purge_lets_its_own_rows_go_and_no_others(old: OldStation) -> None:
    old.live(["YOUNG"], NOON + YEAR)
    old.send()
    with old.as_planner() as session:
        plan = old.approved(session)
    empty = "UPDATE records SET record = x'' WHERE seq = ?"
    with old.station.raw() as connection:
        for statement in (
            f"UPDATE records SET record = x'' WHERE seq = {ALL + 1}",
            "UPDATE records SET record = x'01' WHERE seq = 1",
            "UPDATE records SET record = x'', kind = 7 WHERE seq = 1",
            f"INSERT INTO purge_rows VALUES ({ALL + 1}, {plan.number}, x'00', 1, zeroblob(32))",
            "UPDATE purges SET approved_by = 'other'",
            f"DELETE FROM purges WHERE number = {plan.number}",
        ):
            with pytest.raises(driver.DatabaseError):
                connection.execute(statement)
        connection.execute(empty, (1,))
        for statement in ("DELETE FROM purge_rows WHERE seq = 1", "UPDATE purge_rows SET purge = 9"):
            with pytest.raises(driver.DatabaseError):
                connection.execute(statement)
    with old.as_planner() as session:
        assert not session.keeper.check().intact, "its card still stands: it did not go by the purge"


def test_hq_rules_for_how_long_and_never_for_less_than_lists_look_back(old: OldStation) -> None:
    with old.station.raw() as connection:
        assert load_retention_policy(connection) == RetentionPolicy(365, 365)
        save_retention_policy(connection, to_plain(RetentionPolicy(crossing_days=0, event_days=10**15)))
        policy = load_retention_policy(connection)
    now = NOON + YEAR
    assert policy.crossings_before(now) == now - timedelta(days=LEAST_DAYS)
    with old.as_planner() as session:
        counts = session.retention.preview(unseen)
    assert (counts.crossings, counts.events) == (10, 0)
    with pytest.raises(TypeError), old.station.raw() as connection:
        save_retention_policy(connection, cbor2.loads(b"\x81\x61\x61"))


def test_what_a_clock_that_was_behind_dated_stays(old: OldStation) -> None:
    old.live(["YOUNG"], NOON + YEAR)
    old.send()
    old.live(["DATEDWRONG"], NOON + timedelta(hours=5))
    old.send()
    old.close_day_again()
    old.later()
    assert held(old) == {HeldBack.CLOCK: 1}


def test_a_plan_says_again_what_it_holds_back(old: OldStation) -> None:
    old.live([f"WAITING{place}" for place in range(9)], NOON + timedelta(days=1))
    old.later()
    with old.as_planner() as session:
        planned = session.retention.plan(unseen)
        assert dict(planned.counts.held) == {HeldBack.UNCONFIRMED: 9}
        assert session.retention.stands().plan == planned
        assert planned.counts == session.retention.preview(unseen)
