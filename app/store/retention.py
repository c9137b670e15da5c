"""What may be erased at this port, for one signed-in officer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import cbor2

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import PERMITTED, Act
from app.domain.port_retention import PurgeCounts, PurgePlan
from app.flow.retention import PurgeProgress, Retention
from app.store.audit import AuditAct
from app.store.card_index import file_cards
from app.store.case_rows import file_events
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.officers import find_officer
from app.store.purge_choice import Choice, choose
from app.store.purge_guards import require_steady_clock, require_two
from app.store.purging import (
    erase,
    finish,
    insert_plan,
    load_plans,
    load_retention_policy,
    name_records,
    named,
    overwriting,
    subjects_left,
)
from app.store.session import Session

PROVEN_WITHIN: Final = timedelta(minutes=15)
"""How long ago the door may have proven the second person."""
AT_A_TIME: Final = 50
"""Crossings and cases that one transaction erases: a traveller waits for no longer than that."""

NAMED_AT_ONCE: Final = 2_000
"""Records that a plan names in one transaction."""

_PLACE: Final = "store.retention"
_VOUCHED: Final = (
    "SELECT detail FROM audit WHERE seq > ? AND at >= ? AND act = ? AND actor = ? AND subject = ?"
    " ORDER BY seq DESC"
)


class SqlRetention:
    """See `app.flow.retention.RetentionPort`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stands(self) -> Retention:
        """HQ's rule, the plan there is, and what was erased before."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.PLAN_PURGE, Act.APPROVE_PURGE)
            now = to_ms(self._session.clock())
            waiting = load_plans(
                connection, "done_at IS NULL AND (approved_at IS NOT NULL OR valid_until >= ?)", (now,)
            )
            made = load_plans(connection, "done_at IS NOT NULL")
            return Retention(load_retention_policy(connection), next(iter(waiting), None), made)

    def preview(self, progress: PurgeProgress) -> PurgeCounts:
        """What is over now, and why some of it stays."""
        return self._choose(self._session.clock(), progress).counts

    def plan(self, progress: PurgeProgress) -> PurgePlan:
        """Keep what may go now as a plan; raises WorldError(PURGE_REFUSED)."""
        now = self._session.clock()
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.PLAN_PURGE)
            require_steady_clock(connection, now)
        choice = self._choose(now, progress)
        if not choice.marked:
            raise _refused("nothing")
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.PLAN_PURGE)
            if load_plans(connection, "approved_at IS NOT NULL AND done_at IS NULL"):
                raise _refused("unfinished")
            counts = choice.counts
            line = self._session.note(
                connection, AuditAct.PURGE_PLANNED, choice.digest,
                crossings=counts.crossings, events=counts.events, batches=counts.batches,
            )  # fmt: skip
            number = insert_plan(connection, choice, self._session.officer.username, now, line)
        for start in range(0, len(choice.marked), NAMED_AT_ONCE):
            with self._session.connections.writing(_PLACE, durable=False) as connection:
                _require_waiting(_one(connection, number), now)
                name_records(connection, number, choice.marked[start : start + NAMED_AT_ONCE])
        with self._session.connections.writing(_PLACE) as connection:
            return _one(connection, number)

    def approve(self, number: int, digest: bytes, second: str) -> PurgePlan:
        """Approve a plan; raises WorldError(PURGE_REFUSED, PURGE_CHANGED)."""
        with self._refusing(number):
            now = self._session.clock()
            with self._session.connections.reading(_PLACE) as connection:
                self._session.require(connection, Act.PLAN_PURGE)
                plan = _one(connection, number)
                _require_waiting(plan, now)
                require_two(connection, (plan.planned_by, self._session.officer.username, second), now)
            # Whatever comes up after this look is met once more when each crossing's turn comes.
            before = (plan.crossings_before, plan.events_before)
            if plan.digest != digest or self._look(before, lambda done, whole: None).digest != digest:
                raise WorldError(FailureCode.PURGE_CHANGED, _PLACE)
            with self._session.connections.writing(_PLACE) as connection:
                self._session.require(connection, Act.PLAN_PURGE)
                _require_waiting(_one(connection, number), now)
                self._require_second(connection, plan, second, now)
                if named(connection, number) != plan.counts.records:
                    raise WorldError(FailureCode.PURGE_CHANGED, _PLACE)
                line = self._session.note(
                    connection, AuditAct.PURGE_APPROVED, digest, number=number, second=second
                )
                connection.execute(
                    "UPDATE purges SET approved_at = ?, approved_by = ?, approve_line = ? WHERE number = ?",
                    (to_ms(now), second, line, number),
                )
                return _one(connection, number)

    def purge(self, number: int, progress: PurgeProgress) -> PurgePlan:
        """Erase what was approved; raises WorldError(PURGE_REFUSED)."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.PLAN_PURGE)
            plan = _one(connection, number)
            if plan.done_at is not None:
                return plan
            subjects = subjects_left(connection, number)
        with self._refusing(number):
            if not plan.approved:
                raise _refused("not_approved")
            if self._session.clock() > plan.valid_until and not self._is_begun(number):
                raise _refused("expired")
        with self._overwriting():
            for start in range(0, len(subjects), AT_A_TIME):
                progress(start, len(subjects))
                with self._session.connections.writing(_PLACE) as connection:
                    self._session.require(connection, Act.PLAN_PURGE)
                    file_cards(connection)
                    erase(connection, number, subjects[start : start + AT_A_TIME])
            with self._session.connections.writing(_PLACE) as connection:
                self._session.require(connection, Act.PLAN_PURGE)
                erased, kept = finish(connection, plan, self._session.clock())
                self._session.note(
                    connection, AuditAct.PURGED, plan.digest, number=number, erased=erased, kept=kept
                )
        progress(len(subjects), len(subjects))
        with self._session.connections.reading(_PLACE) as connection:
            return _one(connection, number)

    def _choose(self, now: datetime, progress: PurgeProgress) -> Choice:
        with self._session.connections.writing(_PLACE, durable=False) as connection:
            self._session.require(connection, Act.PLAN_PURGE, Act.APPROVE_PURGE)
            file_cards(connection)
            file_events(connection)
            policy = load_retention_policy(connection)
        return self._look((policy.crossings_before(now), policy.events_before(now)), progress)

    def _look(self, before: tuple[datetime, datetime], progress: PurgeProgress) -> Choice:
        """What may go, in one unmoving picture of the store that keeps no traveller waiting."""
        with self._session.connections.picture(_PLACE) as connection:
            return choose(connection, before, progress)

    def _require_second(self, connection: Connection, plan: PurgePlan, second: str, now: datetime) -> None:
        """Another person than the planner and who is at the desk, whom the door has just proven for this."""
        officer = find_officer(connection, second)
        fit = (
            officer is not None
            and Act.APPROVE_PURGE in PERMITTED[officer.role]
            and second not in (plan.planned_by, self._session.officer.username)
        )
        (line,) = connection.execute(
            "SELECT plan_line FROM purges WHERE number = ?", (plan.number,)
        ).fetchone()
        values = (
            line, to_ms(now - PROVEN_WITHIN), AuditAct.VOUCHED.value, self._session.officer.username,
            second.encode(),
        )  # fmt: skip
        proven = any(
            said.get("what") == Act.APPROVE_PURGE.value and said.get("fit") == 1
            for said in (cbor2.loads(detail) for (detail,) in connection.execute(_VOUCHED, values))
        )
        if not (fit and proven):
            raise _refused("second_person")

    def _is_begun(self, number: int) -> bool:
        with self._session.connections.reading(_PLACE) as connection:
            row = connection.execute(
                "SELECT 1 FROM purge_rows m JOIN records r ON r.seq = m.seq"
                " WHERE m.purge = ? AND length(r.record) = 0 LIMIT 1",
                (number,),
            ).fetchone()
        return row is not None

    @contextmanager
    def _overwriting(self) -> Iterator[None]:
        with self._session.connections.reading(_PLACE) as connection, overwriting(connection):
            yield

    @contextmanager
    def _refusing(self, number: int) -> Iterator[None]:
        """Leave a line of what was refused."""
        try:
            yield
        except WorldError as error:
            code = error.failure.code
            if code in (FailureCode.PURGE_REFUSED, FailureCode.PURGE_CHANGED):
                reason = dict(error.failure.details).get("reason", "changed")
                with self._session.connections.writing(_PLACE) as connection:
                    self._session.note(connection, AuditAct.PURGE_REFUSED, number=number, reason=reason)
            raise


def _one(connection: Connection, number: int) -> PurgePlan:
    plans = load_plans(connection, "number = ?", (number,))
    if not plans:
        raise _refused("no_plan")
    return plans[0]


def _require_waiting(plan: PurgePlan, now: datetime) -> None:
    if plan.approved:
        raise _refused("unfinished" if plan.done_at is None else "no_plan")
    if now > plan.valid_until:
        raise _refused("expired")


def _refused(reason: str) -> WorldError:
    return WorldError(FailureCode.PURGE_REFUSED, _PLACE, reason=reason)
