"""Midnights by the machine's zone, also where clocks change in the middle of the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.store.day_spans import Calendar, Span
from app.store.moments import from_ms, to_ms
from tests.helpers.zones import SetZone
from tests.helpers.zones import zone as zone

ONE_DAY = timedelta(days=1)
HOUR = 3_600_000
# Rules as POSIX writes them, so that no test needs files of zones: clocks change at 2 in the morning, at
# midnight itself (Havana's rule), and back to midnight so that it comes twice (the Azores').
ZONES: dict[str, list[date]] = {
    "<-10>10": [],
    "<+14>-14": [],
    "<+11>-11": [],
    "AEST-10AEDT,M10.1.0,M4.1.0/3": [date(2026, 10, 4), date(2026, 4, 5)],
    "CST5CDT,M3.2.0/0,M11.1.0/1": [date(2026, 3, 8), date(2026, 11, 1)],
    "<-01>1<+00>,M3.5.0/0,M10.5.0/1": [date(2026, 3, 29), date(2026, 10, 25)],
    "<-02>2<-01>,M3.4.6/22,M10.4.6/23": [date(2026, 3, 28), date(2026, 10, 24)],
}


@pytest.mark.parametrize("name", ZONES)
def test_days_of_a_year_lie_side_by_side_and_hold_their_moments(name: str, zone: SetZone) -> None:
    zone(name)
    calendar = Calendar({})
    days = [date(2026, 1, 1) + count * ONE_DAY for count in range(365)]
    spans = [calendar.span(day) for day in days]
    assert all(later.since == span.until for span, later in pairwise(spans))
    odd = {
        span.day: (span.until - span.since) // HOUR for span in spans if span.until - span.since != 24 * HOUR
    }
    assert sorted(odd) == sorted(ZONES[name])
    assert set(odd.values()) <= {23, 25}
    for span in spans:
        for at in (span.since, span.since + HOUR // 2, (span.since + span.until) // 2, span.until - 1):
            assert calendar.day_of(at) == span.day
    assert from_ms(spans[0].since) == datetime(2026, 1, 1).astimezone(UTC)


def test_beside_a_closed_day_nothing_is_lost_and_nothing_is_twice(zone: SetZone) -> None:
    zone("UTC")
    noon = datetime(2026, 5, 10, 12, tzinfo=UTC)
    day = noon.date()
    for hours in range(-26, 27):
        since = to_ms(noon) - 12 * HOUR + hours * HOUR
        calendar = Calendar({day: Span(day, since, since + 24 * HOUR, 0)})
        spans = [calendar.span(day + count * ONE_DAY) for count in range(-3, 4)]
        assert all(span.since <= span.until for span in spans)
        assert all(later.since >= span.until for span, later in pairwise(spans))
        for span in spans:
            if span.since < span.until:
                assert calendar.day_of(span.since) == calendar.day_of(span.until - 1) == span.day


@given(st.permutations(range(10)), st.lists(st.sampled_from(sorted(ZONES)), min_size=11, max_size=11))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_and_zones_days_are_closed_they_lie_side_by_side(
    zone: SetZone, order: list[int], zones: list[str]
) -> None:
    first = date(2026, 3, 23)
    closed: dict[date, Span] = {}
    for place, name in zip(order, zones, strict=False):
        zone(name)
        day = first + place * ONE_DAY
        closed[day] = Calendar(closed).span(day)
    zone(zones[-1])
    calendar = Calendar(closed)
    spans = [calendar.span(first + place * ONE_DAY) for place in range(-2, 12)]
    assert all(later.since == span.until for span, later in pairwise(spans))
    for span in spans:
        if span.since < span.until:
            assert calendar.day_of(span.since) == calendar.day_of(span.until - 1) == span.day


@pytest.mark.parametrize("day", [date.min, date.max, date(1901, 12, 31), date(9000, 1, 1)])
def test_days_that_no_station_has_seen_are_refused(day: date) -> None:
    with pytest.raises(WorldError) as refused:
        Calendar({}).span(day)
    assert refused.value.failure.code is FailureCode.FIELD_INVALID


def test_a_moment_beyond_all_calendars_has_a_day_too(zone: SetZone) -> None:
    zone("<+14>-14")
    calendar = Calendar({})
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)):
        calendar.span(calendar.day_of(to_ms(moment)))
