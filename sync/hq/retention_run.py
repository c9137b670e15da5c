"""Erase what an approved plan says and nothing else: a transaction for each step, resumable at any point."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final

import psycopg

from sync.hq import audit, holds, rollup, rollup_erasure
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.home import HqHome
from sync.hq.joining_erased import forget_bearers, forget_erased
from sync.hq.pruning import prune_late, sweep
from sync.hq.retention_classes import CLASSES, RecordClass, crossings_of
from sync.hq.retention_plan import (
    PlanRow,
    Step,
    changed,
    digest_of,
    due_sql,
    partitions,
    plan_of,
    refused,
    steps_of,
    terms_now,
)

_log = logging.getLogger("sync.hq.retention_run")
_RUNNING: Final = 0x72657465
"""Advisory lock: one run at a time."""
_PATIENCE: Final = "10s"
"""How long a step waits for tables that are in use: taking in batches goes on meanwhile."""

_TABLES: Final = {
    "crossings": "crossing_other", "alerts": "alert_event", "quarantine": "quarantine",
    "evidence": "evidence", "late-hits": "late_hit", "travellers": "bearer", "batches": "batch",
}  # fmt: skip
"""Where rows were erased one by one, so that their pages have to be tidied."""

Progress = Callable[[Step, int, int], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """What a run erased, by class; `partitions` were dropped whole."""

    plan: int
    by_class: dict[str, int]
    partitions: tuple[str, ...]


def _silent(_step: Step, _place: int, _of: int) -> None:
    """Nobody is told."""


def run(connection: Connection, home: HqHome, number: int, who: str, progress: Progress = _silent) -> Erased:
    """Carry a plan out, or go on with one that was cut short.

    The connection is in autocommit mode. Raises HqError(RETENTION_REFUSED) for a plan that nobody approved
    or that no longer fits: what earlier steps erased stays erased, and nothing else was.
    """
    if connection.execute("SELECT pg_try_advisory_lock(%s)", (_RUNNING,)).fetchone() != (True,):
        raise refused("another run is under way", "Wait until it has ended.")
    try:
        plan = plan_of(connection, number)
        _require_approved(connection, plan)
        found = steps_of(connection, number)
        for place, step, done in found:
            if done is None:
                progress(step, place, len(found))
                _carry_out(connection, home, plan, place, step, who)
                _tidy(connection, step)
        sweep(connection, home)
        forget_erased(connection)
        _finish(connection, plan, who)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_RUNNING,))
    return erased_by(connection, number)


def erased_by(connection: Connection, number: int) -> Erased:
    """What the steps of a plan that are done erased."""
    by_class: dict[str, int] = {}
    whole = []
    for _, step, done in steps_of(connection, number):
        if done is not None:
            by_class[step.class_name] = by_class.get(step.class_name, 0) + step.erase
            if step.whole:
                whole.append(step.place)
    return Erased(number, by_class, tuple(whole))


def _require_approved(connection: Connection, plan: PlanRow) -> None:
    if plan.approved_by is None:
        remedy = f"A second person approves it: matapa-hq retention approve {plan.number}"
        raise refused(f"plan {plan.number} is not approved", remedy)
    steps = [step for _, step, _ in steps_of(connection, plan.number)]
    if digest_of(plan.moment, terms_now(connection), steps) != plan.digest:
        raise changed(plan.number)


def _carry_out(connection: Connection, home: HqHome, plan: PlanRow, place: int, step: Step, who: str) -> None:
    """One step and its line in the audit, or nothing."""
    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'".encode())
            if step.erase:
                _erase(connection, home, plan, step)
            connection.execute(
                "UPDATE retention_step SET done_at = now(), done_by = %s WHERE plan = %s AND place = %s",
                (who, plan.number, place),
            )
            said = {"plan": plan.number, "class": step.class_name, "place": step.place, "erased": step.erase}
            audit.note(connection, Reader(who, "retention"), "retention erased", said | {"whole": step.whole})
    except psycopg.errors.LockNotAvailable as error:
        remedy = f"Try again, it goes on where it stood: matapa-hq retention run {plan.number}"
        raise refused(f"{step.class_name} of {step.place} are in use", remedy) from error


def _tidy(connection: Connection, step: Step) -> None:
    """Let no erased row lie on in the pages of a month: it is written anew. Elsewhere PostgreSQL overwrites
    what is free in its own time. What is in use just now is left to the next autovacuum."""
    if step.whole or not step.erase or step.class_name not in _TABLES:
        return
    table, how = _TABLES[step.class_name], "VACUUM"
    if step.class_name == "crossings" and step.place != "crossing_other":
        table, how = step.place, "VACUUM FULL"
    connection.execute(f"SET lock_timeout = '{_PATIENCE}'".encode())
    try:
        connection.execute(f"{how} {table}".encode())
    except psycopg.errors.LockNotAvailable:
        _log.warning("not tidied table=%s: in use", table)
    finally:
        connection.execute("RESET lock_timeout")


def _erase(connection: Connection, home: HqHome, plan: PlanRow, step: Step) -> None:
    one, month = CLASSES[step.class_name], step.place
    if step.class_name == "crossings":
        if step.place not in partitions(connection):
            raise changed(plan.number)
        rollup.alone(connection)  # before the partition: who counts reads that under this lock
        mode = "ACCESS EXCLUSIVE" if step.whole else "SHARE ROW EXCLUSIVE"
        connection.execute(f"LOCK TABLE {step.place} IN {mode} MODE".encode())
        one, month = replace(one, source=crossings_of(step.place)), ""
    holds.gather(connection)
    _gather_due(connection, plan, step, one, month)
    with rollup_erasure.kept(connection) if step.class_name == "crossings" else nullcontext():
        _erase_due(connection, home, plan, step, one)
    connection.execute("DROP TABLE due, held, held_event")


def _erase_due(connection: Connection, home: HqHome, plan: PlanRow, step: Step, one: RecordClass) -> None:
    """Erase what the table `due` names, and what goes with it."""
    for sql in one.besides:
        connection.execute(sql.encode())
    if step.whole:
        row = connection.execute(f"SELECT count(*) FROM {step.place}".encode()).fetchone()
        if row != (step.erase,):
            raise changed(plan.number)
        connection.execute(f"DROP TABLE {step.place}".encode())
    elif step.class_name == "publications":
        prune_late(connection, home)
    elif step.class_name == "travellers":
        forget_bearers(
            connection, [row[0] for row in connection.execute("SELECT number FROM due").fetchall()]
        )
    for sql in () if step.whole else one.erase:
        connection.execute(sql.encode())


def _gather_due(connection: Connection, plan: PlanRow, step: Step, one: RecordClass, month: str) -> None:
    """The table `due`, proved to be what the plan says to the record."""
    values = {"class": step.class_name, "moment": plan.moment, "month": month or None}
    # Bound here and not by PostgreSQL, which takes no values in a CREATE.
    psycopg.ClientCursor(connection).execute(due_sql(one).encode(), values)
    row = connection.execute("SELECT count(*), coalesce(bit_xor(mark), 0) FROM due").fetchone()
    if row != (step.erase, step.mark):
        raise changed(plan.number)


def _finish(connection: Connection, plan: PlanRow, who: str) -> None:
    if plan.finished_at is None:
        with connection.transaction():
            connection.execute(
                "UPDATE retention_plan SET finished_at = now() WHERE number = %s", (plan.number,)
            )
            said = erased_by(connection, plan.number)
            details = {"plan": plan.number, "erased": said.by_class, "partitions": list(said.partitions)}
            audit.note(connection, Reader(who, "retention"), "retention finished", details)
