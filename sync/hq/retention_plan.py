"""Reckon what is due by the rules and bind it: a plan is these very records, approved by somebody else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from psycopg.rows import class_row

from sync.hq import audit, holds
from sync.hq.audit import Reader
from sync.hq.database import Connection, now
from sync.hq.failure import HqCode, HqError
from sync.hq.retention_classes import CLASSES, RecordClass, crossings_of
from sync.hq.retention_rules import rules

# Which rule a record is under depends on port and country alone, so that is asked once for each of these.
_RULED: Final = """
WITH source AS MATERIALIZED ({source}),
ruled AS MATERIALIZED (
    SELECT places.*, r.country AS rule_country, r.port AS rule_port, r.keep_days FROM
    (SELECT DISTINCT port, country, other FROM source) AS places CROSS JOIN LATERAL (
        SELECT * FROM retention_rule r WHERE r.class = %(class)s AND r.port IN ('', upper(places.port))
            AND r.country IN ('', places.country, places.other)
        ORDER BY (r.country <> '')::integer * 2 + (r.port <> '')::integer DESC, r.keep_days DESC LIMIT 1
    ) AS r
)
"""
_DUE: Final = "s.at < %(moment)s - ruled.keep_days * interval '1 day'"
_MARK: Final = "hashtextextended(concat_ws(' ', {keys}), 0)"
_COUNT: Final = """
SELECT to_char(s.at, 'YYYY-MM') AS month, ruled.rule_country, ruled.rule_port, ruled.keep_days,
    count(*) FILTER (WHERE due AND NOT s.held) AS due, count(*) FILTER (WHERE due AND s.held) AS held,
    count(*) FILTER (WHERE due IS NOT true) AS kept,
    coalesce(bit_xor({mark}) FILTER (WHERE due AND NOT s.held), 0) AS mark
FROM source s LEFT JOIN ruled USING (port, country, other)
CROSS JOIN LATERAL (SELECT {due} AS due) AS reckoned
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_MAYBE_DUE: Final = """
SELECT min(at) < %(moment)s - (
    SELECT min(keep_days) FROM retention_rule WHERE class = 'crossings') * interval '1 day' FROM {partition}
"""
_PARTITIONS: Final = """
SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'crossing'::regclass
ORDER BY inhrelid::regclass::text
"""
_PLAN: Final = (
    "SELECT number, moment, made_by, digest, approved_by, approved_at, finished_at FROM retention_plan"
)


@dataclass(frozen=True, slots=True)
class Step:
    """What goes of one class in one month (or one partition of the crossings), in one transaction.

    `whole`: nothing else is in the partition, which is dropped. `by_rule` counts what goes by rule; `mark` is
    the XOR of a 64-bit hash of each of its keys, so that other records of the same number show.
    """

    class_name: str
    place: str
    whole: bool
    erase: int
    held: int
    kept: int
    mark: int
    by_rule: Mapping[str, int]

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan rests on beside its moment: the rules and the holds in force, as sentences."""

    rules: tuple[str, ...]
    holds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as HQ keeps it."""

    number: int
    moment: datetime
    made_by: str
    digest: bytes
    approved_by: str | None
    approved_at: datetime | None
    finished_at: datetime | None


def preview(connection: Connection, who: str) -> tuple[PlanRow, list[Step]]:
    """Make the plan of what is due now; nothing is erased. It waits for somebody else's approval."""
    with connection.transaction():
        moment = now(connection)
        terms, steps = terms_now(connection), list(reckon(connection, moment))
        row = connection.execute(
            "INSERT INTO retention_plan (moment, made_by, terms, digest) VALUES (%s, %s, %s, %s)"
            " RETURNING number",
            (moment, who, json.dumps(asdict(terms)), digest_of(moment, terms, steps)),
        ).fetchone()
        number = 0 if row is None else int(row[0])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO retention_step (plan, place, step) VALUES (%s, %s, %s)",
                [(number, place, json.dumps(step.plain())) for place, step in enumerate(steps, start=1)],
            )
        said = {"plan": number, "erase": sum(step.erase for step in steps)}
        audit.note(connection, Reader(who, "retention"), "retention preview", said)
    return plan_of(connection, number), steps


def approve(connection: Connection, number: int, who: str) -> PlanRow:
    """Let a plan be carried out; raises HqError(RETENTION_REFUSED) for whoever made it, and where what is due
    is no longer what was previewed."""
    with connection.transaction():
        plan = plan_of(connection, number)
        if plan.finished_at is not None or plan.approved_by is not None:
            raise refused(f"plan {number} is approved already", "See: matapa-hq retention log")
        if _folded(plan.made_by) == _folded(who):
            raise refused(f"{who} made plan {number}", "A second person approves it.")
        require_unchanged(connection, plan)
        connection.execute(
            "UPDATE retention_plan SET approved_by = %s, approved_at = now() WHERE number = %s", (who, number)
        )
        said = {"plan": number, "digest": plan.digest.hex()}
        audit.note(connection, Reader(who, "retention"), "retention approved", said)
    return plan_of(connection, number)


def require_unchanged(connection: Connection, plan: PlanRow) -> None:
    """Raise HqError(RETENTION_REFUSED) unless the rules, the holds and all that is due are the plan's."""
    steps = list(reckon(connection, plan.moment))
    if digest_of(plan.moment, terms_now(connection), steps) != plan.digest:
        raise changed(plan.number)


def void_plans(connection: Connection) -> int:
    """Let no plan that is not done be carried out, in the caller's transaction; how many there were. For an
    HQ that was restored: it has forgotten what is held since. None fits a digest of zeros."""
    return connection.execute(
        "UPDATE retention_plan SET digest = decode(repeat('00', 32), 'hex') WHERE finished_at IS NULL"
    ).rowcount


def changed(number: int) -> HqError:
    """What is said of a plan that no longer fits."""
    return refused(
        f"rules, holds or records have changed since plan {number} was made",
        "Make a new plan: matapa-hq retention preview",
    )


def refused(reason: str, remedy: str) -> HqError:
    """HQ-16 with its reason."""
    return HqError(HqCode.RETENTION_REFUSED, reason=reason, remedy=remedy)


def plan_of(connection: Connection, number: int) -> PlanRow:
    """A plan; raises HqError(RETENTION_REFUSED) where there is none."""
    with connection.cursor(row_factory=class_row(PlanRow)) as cursor:
        found = cursor.execute(f"{_PLAN} WHERE number = %s".encode(), (number,)).fetchone()
    if found is None:
        raise refused(f"there is no plan {number}", "See: matapa-hq retention log")
    return found


def plans(connection: Connection) -> list[PlanRow]:
    """Every plan, newest first."""
    with connection.cursor(row_factory=class_row(PlanRow)) as cursor:
        return cursor.execute(f"{_PLAN} ORDER BY number DESC".encode()).fetchall()


def steps_of(connection: Connection, number: int) -> list[tuple[int, Step, datetime | None]]:
    """Place, step, and when it was done, in the order of the plan."""
    rows = connection.execute(
        "SELECT place, step, done_at FROM retention_step WHERE plan = %s ORDER BY place", (number,)
    ).fetchall()
    return [(place, Step(**step), done) for place, step, done in rows]


def terms_now(connection: Connection) -> Terms:
    """The rules and holds in force."""
    said = tuple(f"{rule.class_name} {rule}" for rule in rules(connection))
    return Terms(said, tuple(hold.number for hold in holds.holds(connection)))


def digest_of(moment: datetime, terms: Terms, steps: Sequence[Step]) -> bytes:
    """By what a plan is bound."""
    said = [moment.isoformat(), asdict(terms), [step.plain() for step in steps]]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()


def reckon(connection: Connection, moment: datetime) -> Iterator[Step]:
    """What is due before a moment's days, class by class, in the caller's transaction."""
    _gather_once(connection)
    ruled = {rule.class_name for rule in rules(connection)}
    for name, one in CLASSES.items():
        if name not in ruled:
            continue
        if name == "crossings":
            for partition in _partitions_before(connection, moment):
                yield from _partition_step(connection, partition, moment)
        else:
            yield from steps_in(connection, name, one, moment)


def partitions(connection: Connection) -> list[str]:
    """The partitions of the crossings, by name."""
    return [row[0] for row in connection.execute(_PARTITIONS).fetchall()]


def _partitions_before(connection: Connection, moment: datetime) -> Iterator[str]:
    """The partitions in which anything can be due: no record of the others is as old as the shortest rule."""
    for partition in partitions(connection):
        row = connection.execute(
            _MAYBE_DUE.format(partition=partition).encode(), {"moment": moment}
        ).fetchone()
        if row == (True,):
            yield partition


def _partition_step(connection: Connection, partition: str, moment: datetime) -> Iterator[Step]:
    one = RecordClass(crossings_of(partition), CLASSES["crossings"].keys, ())
    parts = list(steps_in(connection, "crossings", one, moment))
    if not parts:
        return
    erase, held = sum(part.erase for part in parts), sum(part.held for part in parts)
    kept = _rows_in(connection, partition) - erase - held
    by_rule: dict[str, int] = {}
    mark = 0
    for part in parts:
        mark ^= part.mark
        for rule, count in part.by_rule.items():
            by_rule[rule] = by_rule.get(rule, 0) + count
    whole = not held and not kept and partition != "crossing_other"
    yield Step("crossings", partition, whole, erase, held, kept, mark, by_rule)


def steps_in(connection: Connection, name: str, one: RecordClass, moment: datetime) -> Iterator[Step]:
    """What is due in a source, month by month; months in which nothing is due are left out."""
    mark = _MARK.format(keys=", ".join(f"s.{key}" for key in one.keys))
    sql = _RULED.format(source=one.source) + _COUNT.format(due=_DUE, mark=mark)
    rows = connection.execute(sql.encode(), {"class": name, "moment": moment}).fetchall()
    months: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        months.setdefault(row[0], []).append(row[1:])
    for month, found in months.items():
        erase, held, kept = (sum(int(row[column]) for row in found) for column in (3, 4, 5))
        if erase or held:
            total = 0
            for row in found:
                total ^= int(row[6])
            by_rule = {_rule_label(*row[:3]): int(row[3]) for row in found if row[3]}
            yield Step(name, month, False, erase, held, kept, total, by_rule)


def due_sql(one: RecordClass) -> str:
    """SQL that makes the table `due` of the keys of one month's records that go; wants `class`, `moment` and
    `month` (None: of every month)."""
    keys = ", ".join(f"s.{key}" for key in one.keys)
    ruled, mark = _RULED.format(source=one.source), _MARK.format(keys=keys)
    return (
        f"CREATE TEMPORARY TABLE due ON COMMIT DROP AS {ruled} SELECT {keys}, {mark} AS mark"
        f" FROM source s JOIN ruled USING (port, country, other) WHERE {_DUE} AND NOT s.held"
        " AND coalesce(to_char(s.at, 'YYYY-MM') = %(month)s, true)"
    )


def _rows_in(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return 0 if row is None else int(row[0])


def _rule_label(country: str, port: str, days: int) -> str:
    where = " ".join(filter(None, (country, port and f"at {port}"))) or "all others"
    return f"{where}: {days} days"


def _gather_once(connection: Connection) -> None:
    if connection.execute("SELECT to_regclass('pg_temp.held')").fetchone() == (None,):
        holds.gather(connection)


def _folded(name: str) -> str:
    return name.strip().casefold()
