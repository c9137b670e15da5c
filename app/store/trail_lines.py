"""Lines of the audit chain, newest first, without reading all of it: by blocks of a thousand lines.

Of each block it is known when its lines were written, which acts are among them and which people. This
follows from the chain, is filed when somebody asks and never while a traveller is processed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cbor2

from app.domain.officer import Act
from app.flow.trail import TrailFilter, TrailLine, TrailValue
from app.store import audit
from app.store.audit import AuditAct
from app.store.database import Connections
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.store.session import Session

BLOCK = 1_000
MOST_BLOCKS = 300
"""Blocks that one page looks through at most: half a second."""
_AT_ONCE = 20
"""Blocks filed in one transaction: a recording waits for some hundredths of a second at most."""
_END = 1 << 62
_LATEST = 253_000_000_000_000
"""Milliseconds up to a year that calendars still have."""

ABOUT_ACCOUNTS = frozenset({
    AuditAct.FOUNDED, AuditAct.SIGN_IN_FAILED, AuditAct.LOCKED_OUT, AuditAct.LOCK_OUT_LIFTED,
    AuditAct.PASSWORD_CHANGED, AuditAct.PASSWORD_RESET, AuditAct.OFFICER_ADDED, AuditAct.OFFICER_DEACTIVATED,
    AuditAct.OFFICER_CHANGED, AuditAct.VOUCHED,
})  # fmt: skip
"""Acts whose line has a username as its subject."""
_OF_HITS = {
    AuditAct.SCREENED.value: frozenset({"hits", "documents", "earlier"}),
    AuditAct.RESCREENED.value: frozenset({"opened"}),
    AuditAct.READ_CASES.value: frozenset({"shown"}),
}
"""What a line says of hits: silent ones are among them."""

_COLUMNS = "seq, at, actor, act, subject, purpose, detail, hash"
_ABOUT = ", ".join(f"'{act.value}'" for act in sorted(ABOUT_ACCOUNTS))
_FILE = f"""
    INSERT INTO trail_blocks
    SELECT seq / {BLOCK}, min(at), max(at), ',' || group_concat(DISTINCT act) || ',', ','
    FROM audit WHERE seq >= ? AND seq < ? GROUP BY 1"""
_PEOPLE = f"""
    UPDATE trail_blocks SET people = coalesce((
        SELECT ',' || group_concat(DISTINCT name) || ',' FROM (
            SELECT actor AS name FROM audit WHERE seq >= block * {BLOCK} AND seq < (block + 1) * {BLOCK}
            UNION SELECT CAST(subject AS TEXT) FROM audit
            WHERE seq >= block * {BLOCK} AND seq < (block + 1) * {BLOCK} AND act IN ({_ABOUT}))
    ), ',') WHERE block >= ? AND block < ?"""
_ENTRIES = """
    INSERT OR REPLACE INTO trail_entries
    SELECT actor, max(seq) FROM audit WHERE seq >= ? AND seq < ? AND act = ? GROUP BY actor"""


@dataclass(frozen=True, slots=True)
class Found:
    """Lines found; `older` is before which seq to go on, None at the beginning of the chain."""

    lines: tuple[TrailLine, ...]
    older: int | None
    looked_to: datetime | None


def file_blocks(connections: Connections) -> None:
    """File the blocks that are complete by now, in short transactions."""
    while True:
        with connections.writing("store.trail", durable=False) as connection:
            first = _filed(connection)
            whole = (audit.head(connection)[0] + 1) // BLOCK  # this one may still grow
            last = min(whole, first + _AT_ONCE)
            if first >= last:
                return
            span = (first * BLOCK, last * BLOCK)
            connection.execute(_FILE, span)
            connection.execute(_PEOPLE, (first, last))
            connection.execute(_ENTRIES, (*span, AuditAct.SIGNED_IN.value))


def find(connection: Connection, wanted: TrailFilter, before: int | None, limit: int) -> Found:
    """The newest lines that match, older than `before`; looks through `MOST_BLOCKS` blocks at most."""
    where, values = _condition(wanted)
    end = _END if before is None else before
    found: list[TrailLine] = []
    for looked, (low, high, first_at) in enumerate(_pieces(connection, wanted, end), 1):
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM audit WHERE seq >= ? AND seq < ?{where} ORDER BY seq DESC LIMIT ?",
            (low, min(high, end), *values, limit + 1 - len(found)),
        )
        found += [_line(row) for row in rows]
        if len(found) > limit:
            return Found(tuple(found[:limit]), found[limit - 1].seq, found[limit - 1].at)
        if looked == MOST_BLOCKS and low > 1:
            return Found(tuple(found), low, None if first_at is None else _moment(first_at))
    return Found(tuple(found), None, None)


def last_entries(connection: Connection) -> dict[str, datetime]:
    """When each account signed in last."""
    lines = dict(connection.execute("SELECT username, line FROM trail_entries").fetchall())
    lines |= dict(
        connection.execute(
            "SELECT actor, max(seq) FROM audit WHERE seq >= ? AND act = ? GROUP BY actor",
            (_filed(connection) * BLOCK, AuditAct.SIGNED_IN.value),
        )
    )
    return {one.actor: one.at for one in load(connection, sorted(lines.values()))}


def load(connection: Connection, seqs: list[int]) -> list[TrailLine]:
    """These lines, in this order; those that are not there are left out."""
    found: dict[int, TrailLine] = {}
    for start in range(0, len(seqs), 500):
        some = seqs[start : start + 500]
        marks = ",".join("?" * len(some))
        rows = connection.execute(f"SELECT {_COLUMNS} FROM audit WHERE seq IN ({marks})", some)
        found |= {row[0]: _line(row) for row in rows}
    return [found[seq] for seq in seqs if seq in found]


def as_seen_by(session: Session, connection: Connection, line: TrailLine) -> TrailLine:
    """The line without what it says of hits, for a role that may not settle them."""
    hidden = _OF_HITS.get(line.act)
    if hidden is None or session.may(connection, Act.SETTLE_ALERTS):
        return line
    kept = tuple((name, value) for name, value in line.detail if name not in hidden)
    return TrailLine(line.seq, line.at, line.actor, line.act, line.subject, line.purpose, kept, line.hash)


def detail_of(coded: bytes) -> tuple[tuple[str, TrailValue], ...]:
    """What a detail says; one that cannot be read says only that."""
    try:
        said = cbor2.loads(coded)
        return tuple(sorted((str(name), _value(value)) for name, value in said.items()))
    except (cbor2.CBORDecodeError, ValueError, TypeError, AttributeError, RecursionError):
        return (("unreadable", 1),)


def _value(value: Any) -> TrailValue:
    if isinstance(value, list):
        return [int(one) for one in value]
    if isinstance(value, int | str | bytes):
        return value
    raise ValueError("no value of a line")


def _line(row: tuple[Any, ...]) -> TrailLine:
    seq, at, actor, act, subject, purpose, detail, digest = row
    return TrailLine(seq, _moment(at), actor, act, subject, purpose, detail_of(detail), digest)


def _moment(at: int) -> datetime:
    """When a line was written; one that somebody spoilt is shown all the same."""
    return from_ms(min(max(at, 0), _LATEST))


def _filed(connection: Connection) -> int:
    """The first block that is not filed."""
    return int(connection.execute("SELECT coalesce(max(block), -1) + 1 FROM trail_blocks").fetchone()[0])


def _pieces(connection: Connection, wanted: TrailFilter, end: int) -> Iterator[tuple[int, int, int | None]]:
    """Spans of the chain that may hold such lines, newest first, with the moment each begins."""
    filed = _filed(connection)
    if end > filed * BLOCK:
        yield filed * BLOCK, _END, None
    terms, values = ["block < ?", "block * ? < ?"], [filed, BLOCK, end]
    if wanted.since is not None:
        terms.append("last_at >= ?")
        values.append(to_ms(wanted.since))
    if wanted.until is not None:
        terms.append("first_at < ?")
        values.append(to_ms(wanted.until))
    texts = []
    if wanted.person:
        terms.append("instr(people, ?)")
        texts.append(f",{wanted.person},")
    if wanted.acts:
        terms.append(f"({' OR '.join(['instr(acts, ?)'] * len(wanted.acts))})")
        texts += [f",{act}," for act in sorted(wanted.acts)]
    rows = connection.execute(
        f"SELECT block, first_at FROM trail_blocks WHERE {' AND '.join(terms)} ORDER BY block DESC",
        (*values, *texts),
    ).fetchall()
    for block, first_at in rows:
        yield block * BLOCK, (block + 1) * BLOCK, first_at


def _condition(wanted: TrailFilter) -> tuple[str, list[int | str | bytes]]:
    terms: list[str] = []
    values: list[int | str | bytes] = []
    if wanted.since is not None:
        terms.append("at >= ?")
        values.append(to_ms(wanted.since))
    if wanted.until is not None:
        terms.append("at < ?")
        values.append(to_ms(wanted.until))
    if wanted.person:
        terms.append(f"(actor = ? OR (subject = ? AND act IN ({_ABOUT})))")
        values += [wanted.person, wanted.person.encode()]
    if wanted.acts:
        terms.append(f"act IN ({','.join('?' * len(wanted.acts))})")
        values += sorted(wanted.acts)
    return "".join(f" AND {term}" for term in terms), values
