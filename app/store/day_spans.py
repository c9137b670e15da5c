"""From when to when a day of this station was: closed days as fixed, all others by the machine's zone.

Days lie side by side without a gap and without lying over one another, whatever becomes of the machine's
zone: beside a closed day its neighbour begins or ends where that one was closed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.domain.failure import FailureCode, WorldError
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms

ONE_DAY = timedelta(days=1)
# A clock without a battery begins at 1970, which is 1969 west of Greenwich: days of travellers whom
# it dated are closed like any others.
_FIRST, _LAST = date(1902, 1, 1), date(8999, 12, 31)
_EARLIEST, _LATEST = (to_ms(datetime(day.year, 6, 1, tzinfo=UTC)) for day in (_FIRST, _LAST))
_NEIGHBOURS = 3
_BEGINNING_OF_TIME, _END_OF_TIME = -(1 << 62), 1 << 62


@dataclass(frozen=True, slots=True)
class Span:
    """A local day from `since` to before `until` (milliseconds of UTC); `offset` in minutes is the clock by
    which its times are printed: that of its noon, also where the clocks change during the day."""

    day: date
    since: int
    until: int
    offset: int


class Calendar:
    """The days of a station. `closed` are those that have a log, as it says."""

    def __init__(self, closed: Mapping[date, Span]) -> None:
        self._closed = closed

    def span(self, day: date) -> Span:
        """From when to when a day is; raises WorldError(FIELD_INVALID) for one that no station has seen."""
        known = self._closed.get(day)
        if known is not None:
            return known
        if not _FIRST <= day <= _LAST:
            raise WorldError(FailureCode.FIELD_INVALID, "store.day", field="day")
        low, high = self._between(day)
        since = low if day - ONE_DAY in self._closed else min(max(_midnight(day), low), high)
        until = high if day + ONE_DAY in self._closed else min(max(_midnight(day + ONE_DAY), low), high)
        return Span(day, since, until, _offset(day))

    def day_of(self, at: int) -> date:
        """On which day a moment was; one that no calendar knows, on one of the first or last days."""
        day = from_ms(min(max(at, _EARLIEST), _LATEST)).astimezone().date()
        for _ in range(_NEIGHBOURS):
            span = self.span(day)
            if at < span.since:
                day -= ONE_DAY
            elif at >= span.until:
                day += ONE_DAY
            else:
                break
        return day

    def _between(self, day: date) -> tuple[int, int]:
        """What closed days before and after this one leave to it."""
        low = max((one.until for one in self._closed.values() if one.day < day), default=_BEGINNING_OF_TIME)
        high = min((one.since for one in self._closed.values() if one.day > day), default=_END_OF_TIME)
        return low, high


def load_calendar(connection: Connection) -> Calendar:
    """The station's days as its logs fix them."""
    rows = connection.execute("SELECT day, since, until, utc_offset FROM day_logs WHERE kind = 'day'")
    spans = (Span(date.fromisoformat(day), *rest) for day, *rest in rows)
    return Calendar({span.day: span for span in spans})


def _midnight(day: date) -> int:
    """The first moment of a day by the machine's zone. Where clocks skip midnight it is the moment of the
    change; where they meet it twice, the first time (PEP 495: what `timestamp` makes of a local time)."""
    return int(datetime.combine(day, time()).timestamp()) * 1_000


def _offset(day: date) -> int:
    offset = datetime.combine(day, time(12)).astimezone().utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
