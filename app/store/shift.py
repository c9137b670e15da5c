"""The shift's figures, counted from the crossings of a span as their newest versions say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from app.domain.checks import Verdict
from app.domain.crossing import Crossing, Direction, Mode
from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.load_valve import is_light
from app.domain.officer import Act
from app.domain.record import decode
from app.domain.statistics_times import Place
from app.domain.statistics_times import waits as waits_of_conveyance
from app.flow.ports import CrossingSummary, ReadPurpose
from app.flow.shift import OfficerFigures, Override, ShiftFigures, Spread
from app.store import lookups
from app.store.audit import AuditAct
from app.store.card_index import file_cards, last_filed
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.outbox import SqlOutbox
from app.store.referrals import undecided
from app.store.session import Session

_PLACE: Final = "store.shift"
_RECORDS: Final = "SELECT seq, record FROM records WHERE seq IN ({places})"
_AT_ONCE: Final = 500
_ALERTS: Final = "SELECT count(*) FROM alert_cases WHERE state = 'open'"


class SqlShift:
    """Implements `app.flow.shift.ShiftPort` for one signed-in officer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def figures(self, since: datetime, until: datetime) -> ShiftFigures:
        """Count a span; see `ShiftPort.figures`."""
        session = self._session
        self._file_cards()
        with session.connections.picture(_PLACE) as connection:
            crossings = [one for _, one in _rows(connection, since, until)]
            waiting = undecided(connection, crossings, last_filed(connection))
            alerts = connection.execute(_ALERTS).fetchone()[0]
        with session.connections.writing(_PLACE, durable=False) as connection:
            session.require(connection, Act.SEE_SHIFT)
            session.note(connection, AuditAct.READ_FIGURES, what="shift", count=len(crossings))
        referrals = tuple(one.crossing_id for one in waiting)
        return _figures(session, crossings, since, until, referrals, alerts)

    def follow_up(self, since: datetime, until: datetime) -> Sequence[CrossingSummary]:
        """Who was processed at a lower capture level; see `ShiftPort.follow_up`."""
        session = self._session
        self._file_cards()
        with session.connections.picture(_PLACE) as connection:
            light = [row for row, one in _rows(connection, since, until) if is_light(one.checks)]
            shown = light[: -lookups.MOST_FOUND - 1 : -1]
            found = lookups.summaries(connection, shown)
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SEE_SHIFT)
            session.note(connection, AuditAct.READ_SHIFT, purpose=ReadPurpose.SUPERVISION.value, shown=shown)
        return found

    def _file_cards(self) -> None:
        with self._session.connections.writing(_PLACE, durable=False) as connection:
            self._session.require(connection, Act.SEE_SHIFT)
            file_cards(connection)


def _rows(connection: Connection, since: datetime, until: datetime) -> list[tuple[int, Crossing]]:
    """Rows and crossings of a span in the order in which they crossed; what cannot be read is left out, the
    check of the store will name it."""
    rows = lookups.crossed(connection, to_ms(since), to_ms(until))
    found: list[tuple[int, Crossing]] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        places = ", ".join("?" * len(some))
        for row, record in connection.execute(_RECORDS.format(places=places), some):
            with suppress(WorldError):
                one = decode(record)
                if since <= one.crossed_at < until:
                    found.append((row, one))
    return sorted(found, key=lambda pair: (pair[1].crossed_at, pair[0]))


def _figures(
    session: Session, crossings: Sequence[Crossing], since: datetime, until: datetime,
    referrals: tuple[str, ...], alerts: int,
) -> ShiftFigures:  # fmt: skip
    outbox = SqlOutbox(session).view()
    kinds = Counter(one.decision.kind for one in crossings)
    arrivals = sum(one.direction is Direction.ARRIVAL for one in crossings)
    return ShiftFigures(
        since=since,
        until=until,
        crossings=len(crossings),
        arrivals=arrivals,
        departures=len(crossings) - arrivals,
        admitted=kinds[DecisionKind.ADMIT],
        referred=kinds[DecisionKind.REFER],
        refused=kinds[DecisionKind.REFUSE],
        corrected=sum(one.version > 1 for one in crossings),
        processing=spread(seconds_of(one) for one in crossings if one.version == 1),
        waiting=spread(waits(crossings)),
        referrals_open=referrals,
        alerts_open=alerts,
        unsent=outbox.waiting,
        parked=outbox.parked,
        oldest_unsent=outbox.oldest_waiting,
        officers=_officers(crossings),
        overrides=_overrides(crossings),
        light=tuple(one.crossing_id for one in crossings if is_light(one.checks)),
        per_hour=_per_hour(crossings, since, until),
    )


def seconds_of(crossing: Crossing) -> int:
    """From the document's coming in to the decision, in whole seconds."""
    return max(0, round((crossing.at - crossing.opened_at).total_seconds()))


def waits(crossings: Iterable[Crossing]) -> list[int]:
    """How long after the first traveller of the same call each one's document came in, in seconds, by the
    rule of the statistics; of conveyances that have a number, arrivals and departures apart."""
    calls: defaultdict[tuple[Direction, Mode, str], list[tuple[datetime, Place]]] = defaultdict(list)
    for one in crossings:
        number = one.conveyance.number.strip().upper()
        if one.version == 1 and number:
            calls[one.direction, one.conveyance.mode, number].append((one.opened_at, ("", "")))
    return [seconds for openings in calls.values() for seconds, _ in waits_of_conveyance(openings)]


def spread(seconds: Iterable[int]) -> Spread:
    """Median and ninth decile by nearest rank, and the longest."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, 0, 0, 0)
    rank: Callable[[float], int] = lambda share: ordered[ceil(share * len(ordered)) - 1]  # noqa: E731
    return Spread(len(ordered), rank(0.5), rank(0.9), ordered[-1])


def _officers(crossings: Sequence[Crossing]) -> tuple[OfficerFigures, ...]:
    found = []
    for username in sorted({one.officer for one in crossings}):
        own = [one for one in crossings if one.officer == username]
        kinds = Counter(one.decision.kind for one in own)
        found.append(
            OfficerFigures(
                username,
                len(own),
                spread(seconds_of(one) for one in own if one.version == 1).median,
                sum(bool(one.decision.overruled) for one in own),
                kinds[DecisionKind.REFER],
                kinds[DecisionKind.REFUSE],
            )
        )
    return tuple(found)


def _overrides(crossings: Sequence[Crossing]) -> tuple[Override, ...]:
    failed = Counter(made.name for one in crossings for made in one.checks if made.verdict is Verdict.FAILED)
    overruled = Counter(name for one in crossings for name in one.decision.overruled)
    return tuple(Override(name.value, failed[name], overruled[name]) for name in failed | overruled)


def _per_hour(
    crossings: Sequence[Crossing], since: datetime, until: datetime
) -> tuple[tuple[datetime, int], ...]:
    hours = max(1, ceil((until - since) / timedelta(hours=1)))
    counts = Counter((one.crossed_at - since) // timedelta(hours=1) for one in crossings)
    return tuple((since + timedelta(hours=hour), counts[hour]) for hour in range(hours))
