"""Figures of any span are those that `app.domain.statistics_count` gives for the crossings themselves."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from app.domain.crossing import Crossing
from app.domain.movement import movement_of
from app.domain.statistics import Period, StatisticsQuery
from app.domain.statistics_count import count
from sync.hq import rollup, rollup_read
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.test_rollup import corrected, spread
from tests.sync.hq.test_statistics import typed

ZONE = ZoneInfo("UTC")


@pytest.fixture
def counted(quiet_hq: QuietHq) -> list[Crossing]:
    """The newest versions of seven hundred crossings over three months, which the rollup has counted."""
    first = spread(quiet_hq, 700)
    second = [corrected(one, 2) for one in first[::11]]
    quiet_hq.arrive([*first, *second])
    with quiet_hq.connection() as connection:
        rollup.count_arrived(connection, patience=0)
    newest = {one.crossing_id: one for one in (*first, *second)}
    return list(newest.values())


SPANS = (
    (date(2026, 2, 1), date(2026, 2, 28), Period.MONTH),
    (date(2026, 1, 1), date(2026, 12, 31), Period.QUARTER),
    (date(2026, 2, 14), date(2026, 4, 2), Period.MONTH),
    (date(2026, 2, 14), date(2026, 2, 20), Period.DAY),
    (date(2026, 2, 14), date(2026, 2, 20), Period.YEAR),
    (date(2026, 2, 1), date(2026, 3, 3), Period.YEAR),
    (date(2025, 1, 1), date(2025, 12, 31), Period.MONTH),
)


def test_every_table_of_a_span_is_that_of_the_crossings_themselves(
    quiet_hq: QuietHq, counted: list[Crossing]
) -> None:
    with quiet_hq.connection() as connection:
        for first, last, period in SPANS:
            for port in ("", "UTAVR", "utbol"):
                query = StatisticsQuery(first, last, period, port, zone=ZONE)
                found = rollup_read.statistics_of(rollup_read.read(connection, query), "UTO", False)
                right = count([movement_of(one) for one in counted], query, "UTO")
                expected = {table.name: table for table in right.tables}
                assert len(found.tables) == 16
                for table in found.tables:
                    assert table == expected[table.name], (query, table.name)
                assert found.gaps.no_residence == right.gaps.no_residence
                assert found.gaps.no_birth_year == right.gaps.no_birth_year


def test_days_sum_up_to_their_span_and_ports_are_named_once(
    quiet_hq: QuietHq, counted: list[Crossing]
) -> None:
    query = StatisticsQuery(date(2026, 1, 1), date(2026, 12, 31), Period.YEAR, zone=ZONE)
    with quiet_hq.connection() as connection:
        days = rollup_read.by_day(connection, query)
        assert sum(one.count for _, figures in days for one in figures) == len(counted)
        assert days == sorted(days, key=lambda day: day[0])
        assert rollup_read.ports(connection) == ["UTAVR", "UTBOL"]
        assert rollup_read.counted_months(connection) == (date(2026, 1, 1), date(2026, 4, 1))


def test_commands_count_the_same_from_the_ledger_and_from_what_was_kept(
    quiet_hq: QuietHq, counted: list[Crossing]
) -> None:
    span = ("--day", "2026-01-01", "--days", "365")
    exact, kept = (
        typed(quiet_hq, *span, "--port", "UTBOL"),
        typed(quiet_hq, *span, "--port", "utbol", "--rollup"),
    )
    assert kept["all_counted"] == "yes"
    for key in ("crossings", "by_mode", "by_purpose", "by_port"):
        assert kept[key] == exact[key]
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE statistics_day SET figures = '{}'")
    assert typed(quiet_hq, "recount", "--from", "2026-02-01", "--to", "2026-02-02")["days"] >= 6
    assert typed(quiet_hq, "recount", "--zone", "Pacific/Efate")["zone"] == "Pacific/Efate"
    assert typed(quiet_hq, "recount", "--zone", "UTC")["days"] > 200
    again = typed(quiet_hq, *span, "--port", "UTBOL", "--rollup")
    assert again == {**kept, "counted_at": again["counted_at"]}
    assert "HQ-10" in typed(quiet_hq, "recount", "--to", "2026-02-01", exits=1)
    assert "HQ-10" in typed(quiet_hq, "recount", "--zone", "Nowhere/../Else", exits=1)
