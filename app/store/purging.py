"""Plans of purges, and their making: a few crossings and cases at a time, each of them whole.

A purge that is cut short is continued: what is gone is marked in the place where it was. Pages are written
over with zeros (SQLite's secure_delete) before they are encrypted again, and the write-ahead log is folded
in and cut, so that not even who has the key finds what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Final

import cbor2

from app.domain.port_retention import PLAN_HOLDS, PurgeCounts, PurgePlan, RetentionPolicy
from app.domain.value_rows import from_plain, to_plain
from app.store import driver
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.store.port_notes import forget_before
from app.store.purge_choice import Choice, Marked

_POLICY: Final = "retention_policy"
_COLUMNS: Final = (
    "number, planned_at, planned_by, valid_until, crossings_before, events_before, digest, counts,"
    " approved_by, approved_at, erased, kept, done_at"
)
_LEFT: Final = """
    SELECT subject, min(seq) FROM (
        SELECT m.subject AS subject, m.seq AS seq FROM purge_rows m JOIN records r ON r.seq = m.seq
            WHERE m.purge = ? AND length(r.record) > 0
        UNION ALL SELECT m.subject, 0 FROM purge_foreign m JOIN foreign_events f ON f.number = m.number
            WHERE m.purge = ? AND length(f.record) > 0)
    GROUP BY subject ORDER BY 2, 1"""
_OPEN_CASE: Final = """
    SELECT 1 FROM alert_cases WHERE state IN ('open', 'proposed') AND crossing IN (
        SELECT r.record_id FROM purge_rows m JOIN records r ON r.seq = m.seq
        WHERE m.purge = ? AND m.subject = ?)
    LIMIT 1"""
_VERSIONS: Final = (
    "SELECT (SELECT count(*) FROM cards WHERE record_id = ? AND version = 1)"
    " + (SELECT count(*) FROM cards WHERE crossing_id = ? AND version > 1)"
)


def save_retention_policy(connection: Connection, said: Any) -> None:
    """Keep HQ's rule from its plain row, within the caller's transaction; raises ValueError."""
    policy = from_plain(RetentionPolicy, said)
    connection.execute(
        "REPLACE INTO settings (name, value) VALUES (?, ?)",
        (_POLICY, cbor2.dumps(to_plain(policy), canonical=True)),
    )


def load_retention_policy(connection: Connection) -> RetentionPolicy:
    """HQ's rule: a year for everything, until HQ says otherwise."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_POLICY,)).fetchone()
    return RetentionPolicy() if row is None else from_plain(RetentionPolicy, cbor2.loads(row[0]))


def is_erased(connection: Connection, event_id: bytes) -> bool:
    """Whether an event that HQ told was here and went by a purge: it does not come back."""
    row = connection.execute(
        "SELECT 1 FROM foreign_events WHERE event_id = ? AND length(record) = 0", (event_id,)
    ).fetchone()
    return row is not None


def erased_at(connection: Connection, line: int) -> bytes | None:
    """The hash that the mark of a record holds which is empty now: the record of this line of the audit chain
    went by an approved purge. None where it did not."""
    row = connection.execute(
        "SELECT m.digest FROM purge_rows m JOIN records r ON r.seq = m.seq"
        " JOIN purges p ON p.number = m.purge"
        " WHERE m.line = ? AND length(r.record) = 0 AND p.approve_line IS NOT NULL"
        " UNION ALL SELECT m.digest FROM purge_foreign m JOIN foreign_events f ON f.number = m.number"
        " JOIN purges p ON p.number = m.purge"
        " WHERE m.line = ? AND length(f.record) = 0 AND p.approve_line IS NOT NULL",
        (line, line),
    ).fetchone()
    return None if row is None else bytes(row[0])


def load_plans(connection: Connection, where: str = "1", values: Sequence[int] = ()) -> list[PurgePlan]:
    """Plans, newest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM purges WHERE {where} ORDER BY number DESC", values)
    return [_plan(*row) for row in rows]


def _plan(
    number: int, planned_at: int, planned_by: str, valid_until: int, crossings_before: int,
    events_before: int, digest: bytes, counts: bytes, approved_by: str, approved_at: int | None,
    erased: int, kept: int, done_at: int | None,
) -> PurgePlan:  # fmt: skip
    return PurgePlan(
        number, from_ms(planned_at), planned_by, from_ms(valid_until), from_ms(crossings_before),
        from_ms(events_before), bytes(digest), from_plain(PurgeCounts, cbor2.loads(counts)), approved_by,
        None if approved_at is None else from_ms(approved_at), erased, kept,
        None if done_at is None else from_ms(done_at),
    )  # fmt: skip


def insert_plan(connection: Connection, choice: Choice, by: str, now: datetime, line: int) -> int:
    """Keep a plan in the place of those that nobody approved, within the caller's transaction; its number.

    It names no record yet: `name_records` does, in as many transactions as it takes."""
    for table in ("purge_rows", "purge_foreign"):
        connection.execute(
            f"DELETE FROM {table} WHERE purge IN (SELECT number FROM purges WHERE approved_at IS NULL)"
        )
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM purges").fetchone()
    connection.execute("DELETE FROM purges WHERE approved_at IS NULL")
    number = int(last) + 1
    connection.execute(
        "INSERT INTO purges (number, planned_at, planned_by, valid_until, crossings_before, events_before,"
        " digest, counts, plan_line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, to_ms(now), by, to_ms(now + PLAN_HOLDS), choice.crossings_before, choice.events_before,
            choice.digest, cbor2.dumps(to_plain(choice.counts)), line,
        ),
    )  # fmt: skip
    return number


def name_records(connection: Connection, number: int, marked: Sequence[Marked]) -> None:
    """Let a plan that nobody approved name these records, within the caller's transaction."""
    connection.executemany(
        "INSERT INTO purge_rows (seq, purge, subject, line, digest) VALUES (?, ?, ?, ?, ?)",
        [(one.seq, number, one.subject, one.line, one.digest) for one in marked if one.seq],
    )
    connection.executemany(
        "INSERT INTO purge_foreign (number, purge, subject, line, digest) VALUES (?, ?, ?, ?, ?)",
        [(one.number, number, one.subject, one.line, one.digest) for one in marked if not one.seq],
    )


def named(connection: Connection, number: int) -> int:
    """How many records a purge names: fewer than it counted where a crash cut its planning short."""
    (count,) = connection.execute(
        "SELECT (SELECT count(*) FROM purge_rows WHERE purge = ?)"
        " + (SELECT count(*) FROM purge_foreign WHERE purge = ?)", (number, number),
    ).fetchone()  # fmt: skip
    return int(count)


def subjects_left(connection: Connection, number: int) -> list[bytes]:
    """The crossings and cases of a purge that are not gone yet, oldest first."""
    return [bytes(subject) for subject, _ in connection.execute(_LEFT, (number, number))]


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """Write over whatever is deleted on this connection; the log is folded in and cut at the end."""
    (before,) = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    try:
        yield
    finally:
        with suppress(driver.Error):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute(f"PRAGMA secure_delete = {int(before)}").fetchall()


def erase(connection: Connection, number: int, subjects: Iterable[bytes]) -> int:
    """Erase these crossings and cases, within the caller's transaction; how many records went.

    One that met an open case, a correction or an event since it was planned stays whole.
    """
    gone = 0
    for subject in subjects:
        rows = connection.execute(
            "SELECT m.seq, r.kind FROM purge_rows m JOIN records r ON r.seq = m.seq"
            " WHERE m.purge = ? AND m.subject = ? AND length(r.record) > 0 ORDER BY m.seq", (number, subject),
        ).fetchall()  # fmt: skip
        told = connection.execute(
            "SELECT m.number FROM purge_foreign m JOIN foreign_events f ON f.number = m.number"
            " WHERE m.purge = ? AND m.subject = ? AND length(f.record) > 0", (number, subject),
        ).fetchall()  # fmt: skip
        if _has_changed(connection, number, subject, len(rows) + len(told)):
            continue
        _erase_rows(connection, [seq for seq, _ in rows])
        for (place,) in told:
            connection.execute("UPDATE foreign_events SET record = x'' WHERE number = ?", (place,))
        connection.execute("DELETE FROM alert_events WHERE case_id = ?", (subject,))
        connection.execute("DELETE FROM alert_cases WHERE case_id = ?", (subject,))
        gone += len(rows) + len(told)
    return gone


def _has_changed(connection: Connection, number: int, subject: bytes, planned: int) -> bool:
    (versions,) = connection.execute(_VERSIONS, (subject, subject)).fetchone()
    (events,) = connection.execute(
        "SELECT count(*) FROM alert_events WHERE case_id = ?", (subject,)
    ).fetchone()
    waits = connection.execute(
        "SELECT 1 FROM alert_cases WHERE case_id = ? AND state IN ('open', 'proposed')", (subject,)
    ).fetchone()
    met = connection.execute(_OPEN_CASE, (number, subject)).fetchone()
    return bool(versions + events != planned or waits or met)


def _erase_rows(connection: Connection, seqs: Sequence[int]) -> None:
    """Empty records oldest first: a card that names the one after it goes before it."""
    for seq in seqs:
        connection.execute("DELETE FROM rescreened WHERE crossing = ?", (seq,))
        connection.execute("DELETE FROM cards WHERE crossing = ?", (seq,))
        connection.execute("UPDATE records SET record = x'' WHERE seq = ?", (seq,))
        connection.execute(
            "DELETE FROM batch_files WHERE number = ("
            " SELECT number FROM batches WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1)", (seq,)
        )  # fmt: skip


def finish(connection: Connection, plan: PurgePlan, now: datetime) -> tuple[int, int]:
    """End a purge, within the caller's transaction: how many records went, and how many stay after all."""
    values: tuple[Any, ...] = (plan.number,)
    connection.execute(
        "DELETE FROM purge_rows WHERE purge = ? AND EXISTS"
        " (SELECT 1 FROM records r WHERE r.seq = purge_rows.seq AND length(r.record) > 0)", values,
    )  # fmt: skip
    connection.execute(
        "DELETE FROM purge_foreign WHERE purge = ? AND EXISTS"
        " (SELECT 1 FROM foreign_events f WHERE f.number = purge_foreign.number AND length(f.record) > 0)",
        values,
    )
    connection.execute("DELETE FROM draft WHERE kept_at < ?", (to_ms(plan.crossings_before),))
    forget_before(connection, plan.crossings_before.date().isoformat())
    erased = named(connection, plan.number)
    kept = plan.counts.records - erased
    connection.execute(
        "UPDATE purges SET done_at = ?, erased = ?, kept = ? WHERE number = ?",
        (to_ms(now), erased, kept, plan.number),
    )
    return erased, kept
