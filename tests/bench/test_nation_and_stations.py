"""The two large measurements run from end to end, on very little, and prove what they count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bench import nation, stations
from bench.nation_load import months
from bench.nation_people import People
from bench.table import NOT_REACHED, Row
from sync.hq.embedded import embedded_postgres
from sync.hq.entries import number_key


def told(rows: list[Row], beginning: str) -> float:
    return next(row.value for row in rows if row.name.strip().startswith(beginning))


def test_a_nation_is_loaded_and_searched_a_month_of_it_goes_and_stations_bring_everything_once() -> None:
    of_nation = nation.Terms(crossings=2_000, asked=5, cold=0, commands=0, months=3)
    of_stations = stations.Terms(stations=3, seconds=1.0, backlog=10, pace=0.5, faster=50.0, groups=1)
    with nation.founded() as home, embedded_postgres(home.database):
        found = nation.measure_in(home, of_nation, lambda _: None)
        brought = stations.measure_in(home, of_stations, lambda _: None)
    assert {row.name.partition(",")[0] for row in found} >= {
        "search by document number", "search by port and time", "a traveller's whole history",
        "statistics of a day", "retention: carrying it out",
    }  # fmt: skip
    assert told(brought, "records made") >= 30
    assert not [row.name for row in brought if row.outcome == NOT_REACHED]
    assert told(brought, "memory of HQ's processes") > 0


def test_three_years_are_spread_over_their_months_and_the_oldest_ends_a_day_early() -> None:
    found = months(datetime(2026, 11, 28, 12, tzinfo=UTC), 1_000_000)
    assert len(found) == 36
    assert found[0].since == datetime(2023, 12, 1, tzinfo=UTC)
    assert found[0].until == datetime(2023, 12, 31, tzinfo=UTC)
    assert all(later.since - earlier.until < timedelta(days=2) for earlier, later in pairwise(found))
    assert abs(sum(month.count for month in found) - 1_000_000) < 50


def test_persons_have_documents_of_their_own_as_hq_searches_for_them() -> None:
    people = People.of(10_000)
    numbers = [people.person(number).number for number in range(3_000)]
    assert len(set(numbers)) == len(numbers)
    assert [number_key(number) for number in numbers[:100]] == numbers[:100]
