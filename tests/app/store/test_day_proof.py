"""What was changed behind the store's back is said: counts disagree, and no log is made anew of it."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest

from app.domain.day import OpenItem
from app.domain.failure import FailureCode, WorldError
from app.main.days import StationDays
from app.store.day_copies import NEWEST, keep_copies
from tests.app.store.closing import DAY, MIDNIGHT, NOON, ClosingStation, at, code_of, unseen
from tests.app.store.closing import desk as desk
from tests.helpers.zones import zone as zone


@pytest.mark.parametrize("harm, trigger, reason", [
    ("UPDATE records SET record = x'80' WHERE seq = 2", "records_do_not_change", "rows_gone"),
    ("UPDATE audit SET hash = zeroblob(32)", "audit_lines_do_not_change", "audit_chain"),
    ("UPDATE audit SET subject = zeroblob(32) WHERE act = 'day_closed'", "audit_lines_do_not_change",
     "audit_chain"),
    ("UPDATE day_logs SET signature = zeroblob(64)", "day_logs_do_not_change", "signature"),
    ("UPDATE day_logs SET up_to_seq = up_to_seq + 1", "day_logs_do_not_change", "row"),
])  # fmt: skip
def test_a_log_that_cannot_be_made_as_it_was_signed_is_said_to_differ(
    desk: ClosingStation, harm: str, trigger: str, reason: str
) -> None:
    with desk.station.signed_in("supervisor") as session:
        for seed in (1, 2, 3):
            session.crossings.record(at(NOON + timedelta(minutes=seed), seed, officer="supervisor"))
        desk.station.clock.now = MIDNIGHT
        desk.days.close(session, DAY, unseen)
        with desk.station.raw() as connection:
            connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute(harm)
        for anew in (False, True):
            with pytest.raises(WorldError) as refused:
                desk.days.make(session, 1, unseen, anew=anew)
            assert code_of(refused) is FailureCode.DAY_DIFFERS
            assert dict(refused.value.failure.details)["reason"] == reason


PURGE = (
    "INSERT INTO purges (number, planned_at, planned_by, valid_until, crossings_before, events_before,"
    " digest, counts, plan_line, approved_at, approved_by)"
    " VALUES (1, 0, 'one', 0, 0, 0, zeroblob(32), x'', 0, 0, 'two')"
)


def test_what_a_newer_program_makes_otherwise_is_taken_from_the_copies(desk: ClosingStation) -> None:
    desk.station.clock.now = MIDNIGHT
    desk.days = StationDays({"a.csv": lambda content: b"a"})
    desk.close()
    before = desk.make(1)
    for writers in ({"a.csv": lambda content: b"b"}, {}, {"z.csv": lambda content: b"z"}):
        desk.days = StationDays(writers)
        assert desk.make(1) == desk.make(1, anew=False) == before
    with desk.station.raw() as connection:
        connection.execute("UPDATE day_files SET packed = ?", (zlib.compress(b"b"),))
    with pytest.raises(WorldError) as refused:
        desk.make(1)
    assert code_of(refused) is FailureCode.DAY_DIFFERS
    assert dict(refused.value.failure.details)["reason"] == "a.csv"
    with pytest.raises(WorldError) as unknown:
        desk.make(2)
    assert code_of(unknown) is FailureCode.DAY_UNKNOWN


def test_copies_are_kept_of_the_newest_logs_and_go_with_what_is_erased(desk: ClosingStation) -> None:
    desk.record(at(MIDNIGHT - timedelta(days=1, seconds=9), 1), at(NOON, 2))
    desk.station.clock.now = MIDNIGHT
    desk.days = StationDays({"a.csv": lambda content: b"a"})
    for days in (2, 1, 0):
        desk.close(DAY - timedelta(days=days))
    with desk.station.raw() as connection:
        keep_copies(connection, NEWEST + 1, ())
        assert connection.execute("SELECT number FROM day_files").fetchall() == [(2,), (3,)]
        connection.execute("DELETE FROM cards WHERE crossing = 2")
        assert connection.execute("SELECT count(*) FROM day_files").fetchone() == (2,)
        connection.execute("DROP TRIGGER purge_rows_are_planned")
        connection.execute(PURGE)
        connection.execute("INSERT INTO purge_rows VALUES (1, 1, x'00', 1, zeroblob(32))")
        connection.execute("DELETE FROM cards WHERE crossing = 1")
        assert connection.execute("SELECT number FROM day_files").fetchall() == [(3,)]


@pytest.mark.parametrize("harm, three", [
    (("DELETE FROM cards WHERE crossing = 2", "DELETE FROM records WHERE seq = 2"), (2, 3, 3)),
    (("DELETE FROM cards", "DELETE FROM records"), (0, 3, 0)),
    (("UPDATE records SET record = (SELECT record FROM records WHERE seq = 1) WHERE seq = 2",), (2, 2, 3)),
    (("UPDATE audit SET detail = x'a0' WHERE seq IN (SELECT audit_seq FROM records LIMIT 1)",), (3, 2, 3)),
    (("INSERT INTO batches VALUES (1, zeroblob(32), 3, 1, 1, (SELECT hash FROM audit WHERE seq = 1), 0, 0, 0,"
      " '', NULL)",), (3, 3, 1)),
])  # fmt: skip
def test_counts_that_disagree_are_said_to(
    desk: ClosingStation, harm: tuple[str, ...], three: tuple[int, int, int]
) -> None:
    desk.record(*(at(NOON + timedelta(minutes=seed), seed) for seed in (1, 2, 3)))
    desk.station.clock.now = MIDNIGHT
    desk.preview()
    with desk.station.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for trigger in ("records_stay", "records_do_not_change", "audit_lines_do_not_change"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in harm:
            connection.execute(statement)
    found = desk.preview()
    proof = found.reconciliation
    assert (proof.records, proof.audit_lines, proof.outbox_rows) == three
    assert OpenItem.DISAGREES in {one.item for one in found.open_items}
    assert desk.close().head.number == 1
