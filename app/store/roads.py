"""The link's rules, the bytes of each day and what people let go, kept in the encrypted store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import cbor2

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane, LinkKind, LinkPlan, LinkPolicy
from app.domain.officer import Act
from app.domain.value_rows import from_plain, to_plain
from app.flow.link import LinkUse
from app.store.audit import AuditAct
from app.store.database import Connections
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.session import Session
from sync.budget import Backlog, Consent, reckon
from sync.line import Traffic
from sync.protocol.bounds import MOST_RECORDS
from sync.protocol.kinds import CROSSING

_PLACE: Final = "store.roads"
_POLICY, _AHEAD = "link_policy", "published_ahead"
_DAY_MS: Final = 86_400_000
_HALF_A_DAY_MS: Final = _DAY_MS // 2
_BATCH_FILE: Final = 160
"""Bytes of a batch file that do not depend on its rows."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}|")
_BOUNDS: Final = {
    "bits_per_second": range(300, 10_000_000_001),
    "round_trip_ms": range(60_001),
    "daily_bytes": range(1 << 50),
    "price_per_megabyte": range(100_000_001),
    "price_per_minute": range(100_000_001),
}
"""What a policy may say: from a teleprinter's line to ten gigabits, a minute's delay at most."""


def load_link_policy(connection: Connection) -> LinkPolicy:
    """How the link was settled: free, until somebody says otherwise."""
    value = _setting(connection, _POLICY)
    return LinkPolicy() if value is None else from_plain(LinkPolicy, value)


def save_link_policy(connection: Connection, policy: LinkPolicy) -> None:
    """Keep it, within the caller's transaction; raises WorldError(FIELD_INVALID)."""
    for field, bounds in _BOUNDS.items():
        if getattr(policy, field) not in bounds:
            raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field=field)
    if not _CURRENCY.fullmatch(policy.currency):
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="currency")
    _set(connection, _POLICY, to_plain(policy))


class SqlLinkRules:
    """Implements `app.flow.link.LinkRulesPort` for one signed-in session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self) -> LinkPlan:
        """What sending all that waits now would take."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.SEE_OUTBOX)
            return plan_of(connection, self._session.clock())

    def consent(self, plan: LinkPlan, urgent_only: bool = False) -> None:
        """Let go what this plan showed, or take back what was let go; see `LinkRulesPort.consent`."""
        session, now = self._session, to_ms(self._session.clock())
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SEND_NOW)
            connection.execute("UPDATE link_consents SET done = 1 WHERE done = 0")
            allowed = 0 if urgent_only else sum(size for _, size in plan.lanes)
            if allowed:
                past = session.may(connection, Act.PASS_BUDGET)
                connection.execute(
                    "INSERT INTO link_consents (at, officer, up_to_seq, allowed, past_budget)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (now, session.officer.username, plan.up_to_seq, allowed, int(past)),
                )
            session.note(connection, AuditAct.LINK_CONSENTED, bytes=allowed, up_to=plan.up_to_seq)

    def policy(self) -> LinkPolicy:
        """How the link was settled."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.SEE_OUTBOX)
            return load_link_policy(connection)

    def change_policy(self, policy: LinkPolicy) -> None:
        """Settle it. Bytes that a clock set too far ahead put on days to come are today's from now on."""
        session = self._session
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SET_LINK)
            save_link_policy(connection, policy)
            _bring_back(connection, _today(session.clock()))
            session.note(
                connection, AuditAct.LINK_POLICY_SET, kind=policy.kind.value, bits=policy.bits_per_second,
                delay=policy.round_trip_ms, daily=policy.daily_bytes, megabyte=policy.price_per_megabyte,
                minute=policy.price_per_minute, currency=policy.currency,
            )  # fmt: skip

    def usage(self, days: int) -> Sequence[LinkUse]:
        """Bytes of the last days that have any, newest first."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.SEE_OUTBOX)
            rows = connection.execute(
                "SELECT day, kind, up, down FROM link_use WHERE day > ? ORDER BY day DESC, kind",
                (_today(self._session.clock()) - days,),
            ).fetchall()
        first = date(1970, 1, 1)
        return [
            LinkUse(first + timedelta(days=day), LinkKind(kind), up, down) for day, kind, up, down in rows
        ]


class SqlLinkBook:
    """The same for the sync thread; a `sync.budget.LinkBook`."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections, self._clock = connections, clock

    def policy(self) -> LinkPolicy:
        """How the link was settled."""
        with self._connections.reading(_PLACE) as connection:
            return load_link_policy(connection)

    def used(self, kind: LinkKind) -> int:
        """Bytes both ways today on links of this kind."""
        with self._connections.reading(_PLACE) as connection:
            return _used(connection, _day(connection, self._clock()), kind)

    def add(self, kind: LinkKind, traffic: Traffic, consent: int | None = None) -> None:
        """Add to today's bytes, and to what the consent of this number used."""
        with self._connections.writing(_PLACE, durable=False) as connection:
            connection.execute(
                "INSERT INTO link_use (day, kind, up, down) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (day, kind) DO UPDATE SET up = up + excluded.up, down = down + excluded.down",
                (_day(connection, self._clock()), kind.value, traffic.up, traffic.down),
            )
            if consent is not None:
                connection.execute(
                    "UPDATE link_consents SET used = used + ? WHERE number = ?",
                    (traffic.up + traffic.down, consent),
                )

    def consent(self) -> Consent | None:
        """The newest consent that is not done; one half a day away by the clock, either way, is void."""
        with self._connections.reading(_PLACE) as connection:
            row = connection.execute(
                "SELECT number, up_to_seq, allowed - used, past_budget FROM link_consents"
                " WHERE done = 0 AND abs(at - ?) < ? ORDER BY number DESC LIMIT 1",
                (to_ms(self._clock()), _HALF_A_DAY_MS),
            ).fetchone()
        return None if row is None else Consent(row[0], row[1], row[2], bool(row[3]))

    def finish(self, consent: int) -> None:
        """All that this consent let go has gone."""
        with self._connections.writing(_PLACE, durable=False) as connection:
            connection.execute("UPDATE link_consents SET done = 1 WHERE number = ?", (consent,))

    def note_ahead(self, size: int) -> None:
        """Bytes of publications that HQ has and this station does not."""
        with self._connections.writing(_PLACE, durable=False) as connection:
            _set(connection, _AHEAD, size)

    def plan(self) -> LinkPlan:
        """What sending all now would take."""
        with self._connections.reading(_PLACE) as connection:
            return plan_of(connection, self._clock())

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.close()


def plan_of(connection: Connection, now: datetime) -> LinkPlan:
    """What sending all that waits would take: frozen batches by their bytes, other rows by what they are
    likely to become, publications as far as HQ told of them."""
    lanes: dict[Lane, int] = {}
    files = 0
    for lane, count, size in connection.execute(
        "SELECT coalesce(lane, ?), count(*), sum(length(data)) FROM batches JOIN batch_files USING (number)"
        " LEFT JOIN batch_lanes USING (number) WHERE settled_at IS NULL GROUP BY 1", (Lane.CROSSINGS.value,)
    ).fetchall():  # fmt: skip
        lanes[Lane(lane)], files = size, files + count
    last = connection.execute("SELECT first_seq + count FROM batches ORDER BY number DESC LIMIT 1").fetchone()
    following = 1 if last is None else last[0]
    for kind, count, size in connection.execute(
        "SELECT kind, count(*), sum(length(record)) FROM records WHERE seq >= ? GROUP BY kind", (following,)
    ).fetchall():
        lane = Lane.CROSSINGS if kind == CROSSING else Lane.URGENT
        more = -(-count // MOST_RECORDS)
        likely = size // (5 if kind == CROSSING else 2) + more * _BATCH_FILE
        lanes[lane], files = lanes.get(lane, 0) + likely, files + more
    ahead = int(_setting(connection, _AHEAD) or 0)
    if ahead:
        lanes[Lane.PUBLISHED] = ahead
    (up_to,) = connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
    policy = load_link_policy(connection)
    used = _used(connection, _day(connection, now), policy.kind)
    return reckon(policy, Backlog(lanes, files, up_to), used)


def _day(connection: Connection, now: datetime) -> int:
    """The day on which bytes are counted: today, or the latest on which any were. A clock set back gives
    no second budget; one that was far ahead is mended by settling the policy anew."""
    (latest,) = connection.execute("SELECT coalesce(max(day), 0) FROM link_use").fetchone()
    return max(_today(now), int(latest))


def _today(now: datetime) -> int:
    return to_ms(now) // _DAY_MS


def _used(connection: Connection, day: int, kind: LinkKind) -> int:
    row = connection.execute(
        "SELECT up + down FROM link_use WHERE day = ? AND kind = ?", (day, kind.value)
    ).fetchone()
    return 0 if row is None else int(row[0])


def _bring_back(connection: Connection, today: int) -> None:
    """Count bytes of days to come as today's."""
    connection.execute(
        "INSERT INTO link_use (day, kind, up, down)"
        " SELECT ?, kind, sum(up), sum(down) FROM link_use WHERE day > ? GROUP BY kind"
        " ON CONFLICT (day, kind) DO UPDATE SET up = up + excluded.up, down = down + excluded.down",
        (today, today),
    )
    connection.execute("DELETE FROM link_use WHERE day > ?", (today,))


def _setting(connection: Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else cbor2.loads(row[0])


def _set(connection: Connection, name: str, value: object) -> None:
    connection.execute(
        "REPLACE INTO settings (name, value) VALUES (?, ?)", (name, cbor2.dumps(value, canonical=True))
    )
