"""Definitions of figures at their edges: births, nights, residents, visitors, waits, hidden cells."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_entry import Band
from app.domain.crossing import Crossing, Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind
from app.domain.movement import (
    MigrationClass,
    Movement,
    VisitorClass,
    migration_class,
    movement_of,
    visitor_class,
)
from app.domain.person import Sex
from app.domain.record import decode, decode_for_counting, encode
from app.domain.statistics import (
    Dimension,
    Measure,
    Period,
    Row,
    Statistics,
    StatisticsQuery,
    Table,
    age_group,
    period_label,
    stay_group,
)
from app.domain.statistics_count import AlertMet, count
from app.domain.statistics_publication import publishable, suppressed
from app.domain.statistics_tables import whole_span
from app.domain.statistics_times import spread
from app.reports.statistics_csv import csv_statistics
from tests.helpers.fuzzing import fuzzed
from tests.helpers.travellers import crossings

NOON = datetime(2028, 2, 29, 12, tzinfo=UTC)
SOMEBODY = Movement(
    Direction.ARRIVAL, DecisionKind.ADMIT, (), "VUVLI", Mode.AIR, "NF011", NOON, NOON, NOON, "NZL", "NZL",
    Purpose.HOLIDAY, PartialDate(1990, 5, 6), Sex.FEMALE, 10, crew=False, training=False,
)  # fmt: skip
LEAVING = replace(SOMEBODY, direction=Direction.DEPARTURE, purpose=None, stay_days=None)
DAY = StatisticsQuery(NOON.date(), NOON.date(), Period.DAY, zone=UTC)


@pytest.mark.parametrize(
    "born, day, group",
    [
        ("2013-02-28", date(2028, 2, 28), "15-24"),
        ("2013-03-01", date(2028, 2, 29), "0-14"),
        ("2012-02-29", date(2027, 2, 28), "0-14"),
        ("2012-02-29", date(2027, 3, 1), "15-24"),
        ("1963", date(2028, 12, 30), "45-64"),
        ("1963", date(2028, 12, 31), "65+"),
        ("1963-02", date(2028, 2, 28), "45-64"),
        ("2028-03-01", date(2028, 2, 29), None),
        ("0000-05-06", date(2028, 2, 29), None),
        ("", date(2028, 2, 29), None),
    ],
)
def test_ages_end_with_the_birthday_and_unknown_parts_are_read_youngest(
    born: str, day: date, group: str | None
) -> None:
    assert age_group(PartialDate.parse(born), day) == group


def test_every_number_of_nights_has_one_group() -> None:
    ends = {0: "0", 1: "1-3", 3: "1-3", 4: "4-7", 7: "4-7", 8: "8-28", 28: "8-28", 29: "29-91", 91: "29-91"}
    ends |= {92: "92-364", 364: "92-364", 365: "365+", 5000: "365+"}
    assert {nights: stay_group(nights) for nights in ends} == ends
    assert stay_group(None) is None
    assert stay_group(-1) is None


@pytest.mark.parametrize(
    "changed, who",
    [
        ({}, VisitorClass.TOURIST),
        ({"stay_days": 1}, VisitorClass.SAME_DAY),
        ({"stay_days": None}, VisitorClass.VISITOR),
        ({"stay_days": 365}, VisitorClass.TOURIST),
        ({"stay_days": 366}, VisitorClass.LONG_STAY),
        ({"residence": "VUT"}, VisitorClass.RESIDENT),
        ({"nationality": "VUT"}, VisitorClass.TOURIST),
        ({"nationality": "VUT", "residence": ""}, VisitorClass.RESIDENT),
        ({"residence": "", "purpose": Purpose.RETURNING}, VisitorClass.RESIDENT),
        ({"residence": "", "nationality": ""}, VisitorClass.UNKNOWN),
        ({"purpose": Purpose.WORK, "stay_days": 2}, VisitorClass.WORKER),
        ({"purpose": Purpose.OFFICIAL}, VisitorClass.OFFICIAL),
        ({"purpose": Purpose.BUSINESS}, VisitorClass.TOURIST),
        ({"purpose": Purpose.CREW, "residence": "VUT"}, VisitorClass.CREW),
        ({"crew": True}, VisitorClass.CREW),
    ],
)
def test_who_is_a_visitor(changed: dict[str, object], who: VisitorClass) -> None:
    assert visitor_class(replace(SOMEBODY, **changed), "VUT") is who  # type: ignore[arg-type]


def test_who_leaves_is_what_the_arrival_said_and_stays_as_long_as_it_was() -> None:
    worker = replace(LEAVING, nights=200, arrived_for=Purpose.WORK)
    assert visitor_class(worker, "VUT") is VisitorClass.WORKER
    assert migration_class(worker, "VUT") is MigrationClass.SHORT_TERM
    assert visitor_class(replace(LEAVING, nights=0), "VUT") is VisitorClass.SAME_DAY
    assert migration_class(replace(LEAVING, nights=200, arrived_for=Purpose.HOLIDAY), "VUT") is (
        MigrationClass.NONE
    )
    assert migration_class(replace(LEAVING, nights=365), "VUT") is MigrationClass.LONG_TERM
    assert migration_class(LEAVING, "VUT") is MigrationClass.UNKNOWN


def test_germans_are_germans_however_their_code_is_written() -> None:
    both = [replace(SOMEBODY, nationality=code, residence=code) for code in ("D", "DEU")]
    assert count(both, DAY, "VUT").tables[3].rows == (Row(("2028-02-29", "DEU"), (2, 0)),)
    assert visitor_class(both[0], "DEU") is VisitorClass.RESIDENT


def test_periods_are_of_the_calendar_and_training_and_other_ports_do_not_mix() -> None:
    day = date(2028, 2, 29)
    labels = [period_label(day, period) for period in Period]
    assert labels == ["2028-02-29", "2028-02", "2028-Q1", "2028"]
    training = replace(SOMEBODY, training=True)
    here, there = count([SOMEBODY, training], DAY, "VUT"), count([training], DAY, "VUT", training=True)
    assert (here.crossings, there.crossings) == (1, 1)
    assert count([SOMEBODY], replace(DAY, port="VUSAN"), "VUT").crossings == 0
    assert count([SOMEBODY], replace(DAY, port="vuvli"), "VUT").crossings == 1


def test_a_day_begins_and_ends_at_its_own_midnight() -> None:
    edges = [
        DAY.since - timedelta(milliseconds=1),
        DAY.since,
        DAY.until - timedelta(milliseconds=1),
        DAY.until,
    ]
    counted = [count([replace(SOMEBODY, crossed_at=at)], DAY, "VUT").crossings for at in edges]
    assert counted == [0, 1, 1, 0]


def test_a_call_ends_when_nobody_came_for_two_hours() -> None:
    came = (0, 5, 124, 244, 300)
    queue = [replace(SOMEBODY, opened_at=NOON + timedelta(minutes=one)) for one in came]
    tables = {one.name: one for one in count(queue, DAY, "VUT").tables}
    waits = [0, 5 * 60, 124 * 60, 0, 56 * 60]
    assert tables["waiting_by_period"].rows[0].counts == spread(waits)
    unnamed = [replace(one, conveyance=" ") for one in queue]
    assert not {one.name: one for one in count(unnamed, DAY, "VUT").tables}["waiting_by_period"].rows


def test_quantiles_are_the_nearest_rank() -> None:
    assert spread(range(1, 11)) == (10, 5, 9, 10)
    assert spread([7]) == (1, 7, 7, 7)
    assert spread([]) == (0, 0, 0, 0)


def test_a_hidden_figure_does_not_follow_from_the_total() -> None:
    dimensions, measures = (Dimension.PERIOD, Dimension.NATIONALITY), (Measure.ARRIVALS,)
    rows = [
        ("2028", "AUS", 40), ("2028", "FJI", 2), ("2028", "NZL", 9), ("2029", "AUS", 1), ("2029", "FJI", 1),
        ("2029", "NZL", 30), ("2029", "WSM", 31), ("2030", "AUS", 3), ("2030", "FJI", 0),
    ]  # fmt: skip
    table = Table("nationality", dimensions, measures, tuple(Row((p, n), (c,)) for p, n, c in rows))
    hidden = suppressed(table)
    assert [row.counts[0] for row in hidden.rows] == [40, None, None, None, None, None, 31, 3, 0]
    # The span as a whole hides what has a hidden part.
    assert {row.labels[0]: row.counts[0] for row in whole_span(hidden).rows} == {
        "AUS": None, "FJI": None, "NZL": None, "WSM": 31,
    }  # fmt: skip


@fuzzed(share=0.005)
@given(st.lists(crossings(), max_size=3), st.sampled_from(list(Period)))
def test_whatever_was_kept_is_counted_once_and_can_be_written(kept: list[Crossing], period: Period) -> None:
    """Fields that no screen would let pass stand in old records: they are counted and harm no file."""
    movements = [movement_of(one) for one in kept]
    whole = StatisticsQuery(date(2020, 1, 1), date(2060, 12, 31), period, zone=UTC, by=(Dimension.AGE,))
    found = count(movements, whole, "UTO", [AlertMet(NOON, "=1+1", Band.CHECK, "open")])
    in_span = [one for one in movements if whole.since <= one.crossed_at < whole.until and not one.training]
    assert found.crossings == len(in_span)
    tables = {one.name: one for one in found.tables}
    assert sum(row.counts[0] or 0 for row in tables["movements"].rows) == len(in_span)
    admitted = sum(one.decision is DecisionKind.ADMIT for one in in_span)
    for name in ("chosen", "periods", "nationality", "residence", "purpose", "age", "sex", "visitor"):
        assert sum(sum(filter(None, row.counts)) for row in tables[name].rows) == admitted
    statistics = Statistics(whole, "UTO", "UTAVR", "1", "A", False, 3, None, found.gaps, found.tables)
    lines = StringIO(csv_statistics(publishable(statistics)).decode("utf-8-sig"), newline="")
    assert not any(one[2].startswith(("=", "+", "-", "@")) for one in csv.reader(lines))
    for one in kept:
        assert movement_of(decode_for_counting(encode(one))) == movement_of(decode(encode(one)))
