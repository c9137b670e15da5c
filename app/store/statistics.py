"""Statistics, for one signed-in officer: one read of the store as it is at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.alert_entry import Band
from app.domain.crossing import Crossing, Direction
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.movement import Movement, movement_of
from app.domain.officer import Act
from app.domain.record import decode_for_counting
from app.domain.statistics import Statistics, StatisticsQuery
from app.domain.statistics_count import CHOOSABLE, MOST_CHOSEN, AlertMet, Counted, Counting
from app.domain.statistics_publication import publishable
from app.flow.statistics import LONGEST_DAYS, StatisticsProgress
from app.store import lookups
from app.store.audit import AuditAct
from app.store.card_index import file_cards
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.store.session import Session
from app.store.statistics_matching import Matching

_PLACE: Final = "store.statistics"
AT_A_TIME: Final = 500
"""Records read in one go, and told of."""
_FIRST_YEAR, _LAST_YEAR = 1970, 9900

_RECORD_OF: Final = "SELECT record FROM cards JOIN records ON seq = crossing WHERE cards.record_id = ?"
_ALERTS: Final = (
    "SELECT opened_at, list_id, band,"
    " CASE WHEN state = 'open' THEN 'open' WHEN settled_as = '' THEN 'cleared' ELSE settled_as END"
    " FROM alert_cases WHERE band <> '' AND opened_at >= ? AND opened_at < ?"
)
_UP_TO: Final = "SELECT seq, made_at FROM records ORDER BY seq DESC LIMIT 1"


class SqlStatistics:
    """Implements `app.flow.statistics.StatisticsPort` for one signed-in officer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(
        self, query: StatisticsQuery, progress: StatisticsProgress = lambda done, whole: None
    ) -> Statistics:
        """Every table of the span; see `StatisticsPort.count`."""
        _check(query)
        session = self._session
        with session.connections.writing(_PLACE, durable=False) as connection:
            session.require(connection, Act.SEE_STATISTICS)
            file_cards(connection)
        with session.connections.picture(_PLACE) as connection:
            statistics = _Reading(connection, session, query, progress).statistics()
        crossings = sum(row.counts[0] or 0 for row in statistics.table("movements").rows)
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SEE_STATISTICS)
            session.note(
                connection, AuditAct.READ_FIGURES, what="statistics", count=crossings,
                first_day=query.first_day.isoformat(), last_day=query.last_day.isoformat(),
            )  # fmt: skip
        return publishable(statistics) if query.suppress else statistics


def _check(query: StatisticsQuery) -> None:
    days = (query.last_day - query.first_day) / timedelta(days=1) + 1
    if not 1 <= days <= LONGEST_DAYS or not _FIRST_YEAR <= query.first_day.year <= _LAST_YEAR:
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="last_day")
    chosen = set(query.by)
    if len(chosen) != len(query.by) or len(chosen) > MOST_CHOSEN or not chosen <= set(CHOOSABLE):
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="by")


class _Reading:
    """One count over one read."""

    def __init__(
        self, connection: Connection, session: Session, query: StatisticsQuery, progress: StatisticsProgress
    ) -> None:
        self._connection, self._session, self._query = connection, session, query
        self._progress = progress
        self._since, self._until = query.since, query.until
        self._matching = Matching(connection)
        self._unreadable = self._corrected = 0

    def statistics(self) -> Statistics:
        """Count, and say over what."""
        station = self._session.station
        counted = self._count()
        gaps = replace(counted.gaps, unreadable=self._unreadable, corrected=self._corrected)
        newest = self._connection.execute(_UP_TO).fetchone()
        return Statistics(
            query=self._query,
            country=station.country,
            port=station.port,
            station=station.station_id,
            booth=station.booth,
            training=station.training,
            up_to_seq=0 if newest is None else newest[0],
            up_to=None if newest is None else from_ms(newest[1]),
            gaps=gaps,
            tables=counted.tables,
        )

    def _count(self) -> Counted:
        station, query = self._session.station, self._query
        counting = Counting(query, station.country, station.training)
        since, until = to_ms(query.since), to_ms(query.until)
        rows = lookups.crossed(self._connection, since, until)
        for done in range(0, len(rows), AT_A_TIME):
            self._progress(done, len(rows))
            for row, record in self._records(rows[done : done + AT_A_TIME]):
                self._add(counting, row, record)
        for at, list_id, band, settled in self._connection.execute(_ALERTS, (since, until)):
            counting.add_alert(AlertMet(from_ms(at), list_id, Band(band), settled))
        self._progress(len(rows), len(rows))
        return counting.end()

    def _records(self, rows: Sequence[int]) -> list[tuple[int, bytes]]:
        places = ", ".join("?" * len(rows))
        return self._connection.execute(
            f"SELECT seq, record FROM records WHERE seq IN ({places}) ORDER BY seq", rows
        ).fetchall()

    def _add(self, counting: Counting, row: int, record: bytes) -> None:
        newest = _read(record)
        if newest is None:
            self._unreadable += 1
            return
        self._matching.keep(row, newest)
        if self._since <= newest.crossed_at < self._until:
            first = None if newest.version == 1 else self._first(newest)
            counted = counting.add(self._matched(newest, movement_of(newest, first)))
            self._corrected += counted and newest.version > 1

    def _first(self, newest: Crossing) -> Crossing | None:
        found = self._connection.execute(_RECORD_OF, (UUID(newest.crossing_id).bytes,)).fetchone()
        return None if found is None else _read(found[0])

    def _matched(self, crossing: Crossing, movement: Movement) -> Movement:
        if crossing.decision.kind is DecisionKind.REFER:
            return replace(movement, settled_as=self._matching.settled_as(crossing))
        if crossing.decision.kind is not DecisionKind.ADMIT or crossing.direction is Direction.ARRIVAL:
            return movement
        arrival = self._matching.arrival_of(crossing)
        if arrival is None:
            return movement
        left, came = (self._query.local(moment).date() for moment in (crossing.crossed_at, arrival.at))
        return replace(movement, nights=(left - came).days, arrived_for=arrival.purpose)


def _read(record: bytes) -> Crossing | None:
    try:
        return decode_for_counting(record)
    except WorldError:
        return None  # the check of the store will name it
