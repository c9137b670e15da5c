"""Statistics counted from the store equal a second, naive count from the raw records, figure by figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.domain.statistics import Dimension, Period, Statistics, StatisticsQuery
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.case_events import audited, met, said
from tests.helpers.border import border
from tests.helpers.counted_by_hand import ByHand, Rows, admitted

EAST = timezone(timedelta(hours=13))
SPAN = StatisticsQuery(date(2028, 2, 28), date(2028, 3, 3), Period.MONTH, zone=EAST)
RECORDS = list(border(480, minutes=17))


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> StationInTest:
    made = StationInTest(tmp_path_factory.mktemp("statistics")).found()
    made.clock.now = RECORDS[-1].at + timedelta(hours=1)
    with made.signed_in("officer") as session:
        for record in RECORDS:
            session.crossings.record(replace(record, station=session.station.station_id))
    return made


def figures(statistics: Statistics, name: str) -> Rows:
    rows = statistics.table(name).rows
    return {row.labels: tuple(-1 if count is None else count for count in row.counts) for row in rows}


def test_every_table_is_as_counted_by_hand(station: StationInTest) -> None:
    seen: list[tuple[int, int]] = []
    with station.signed_in("supervisor") as session:
        counted = session.statistics.count(SPAN, lambda done, whole: seen.append((done, whole)))
    by_hand = ByHand(RECORDS, SPAN.first_day, SPAN.last_day, EAST)
    for name, rows in by_hand.tables().items():
        assert figures(counted, name) == rows, name

    def hour(one: Crossing) -> str:
        return f"{by_hand.local(one):%H}"

    assert figures(counted, "processing_by_period") == by_hand.processing(by_hand.month)
    assert figures(counted, "processing_by_hour") == by_hand.processing(hour)
    assert figures(counted, "waiting_by_period") == by_hand.waiting(by_hand.month)
    assert figures(counted, "waiting_by_hour") == by_hand.waiting(hour)
    assert {row.labels[0] for row in counted.table("age").rows} == {"2028-02", "2028-03"}
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1] > 100
    foreign = [one for one in by_hand.asked if admitted(one) and by_hand.visitor(one) != "resident"]
    assert counted.gaps.corrected == sum(one.version > 1 for one in by_hand.asked) > 10
    assert counted.gaps.unmatched == sum(
        one.record_id in by_hand.arrived and by_hand.arrived[one.record_id] is None for one in foreign
    )
    assert counted.gaps.no_purpose == sum(not by_hand.purpose(one) for one in foreign)
    assert counted.gaps.unreadable == 0
    assert counted.up_to_seq == len(RECORDS)


def test_a_table_of_ones_own_crosses_three_dimensions(station: StationInTest) -> None:
    asked = replace(SPAN, by=(Dimension.AGE, Dimension.SEX, Dimension.STAYED))
    with station.signed_in("supervisor") as session:
        counted = session.statistics.count(asked)
    by_hand = ByHand(RECORDS, SPAN.first_day, SPAN.last_day, EAST)
    total = [sum(counts) for counts in zip(*figures(counted, "chosen").values(), strict=True)]
    assert total == [sum(counts) for counts in zip(*by_hand.tables()["port"].values(), strict=True)]
    women = sum(went for (_, sex, _), (_, went) in figures(counted, "chosen").items() if sex == "F")
    assert women == sum(
        admitted(one) and one.direction == "departure" and one.traveller.sex == "F" for one in by_hand.asked
    )


@pytest.mark.parametrize(
    "period, labels",
    [
        (Period.DAY, ["2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02", "2028-03-03"]),
        (Period.QUARTER, ["2028-Q1"]),
        (Period.YEAR, ["2028"]),
    ],
)
def test_a_span_is_cut_by_local_days(station: StationInTest, period: Period, labels: list[str]) -> None:
    with station.signed_in("supervisor") as session:
        counted = session.statistics.count(replace(SPAN, period=period))
    assert [row.labels[0] for row in counted.table("port").rows] == labels


def test_the_same_store_and_span_give_the_same_figures_and_another_port_none(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        first, second = (session.statistics.count(replace(SPAN, port="utavr")) for _ in range(2))
        other = session.statistics.count(replace(SPAN, port="UTXXX"))
    assert first == second
    assert not other.table("movements").rows
    assert first.table("movements").rows


def test_who_asks_for_figures_leaves_a_line_that_names_nobody(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        session.statistics.count(SPAN)
    with station.raw() as connection:
        subject, purpose, detail = audited(connection, "read_figures")[-1][1:]
    assert (subject, purpose) == (b"", "")
    assert detail["what"] == "statistics"
    assert detail["first_day"] == "2028-02-28"
    assert set(detail) == {"what", "count", "first_day", "last_day"}


def test_small_cells_are_hidden_for_publication(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        whole, hidden = (session.statistics.count(replace(SPAN, suppress=flag)) for flag in (False, True))
    shown = [c for table in hidden.tables for row in table.rows for c in row.counts]
    assert None in shown
    for table, published in zip(whole.tables, hidden.tables, strict=True):
        if table.name.startswith(("processing", "waiting")):
            continue
        for row, other in zip(table.rows, published.rows, strict=True):
            for count, told in zip(row.counts, other.counts, strict=True):
                assert told == count if told is not None else count
                assert told is None or told == 0 or told >= 3


@pytest.mark.parametrize(
    "asked",
    [
        replace(SPAN, last_day=date(2028, 2, 27)),
        replace(SPAN, last_day=date(2048, 2, 27)),
        replace(SPAN, first_day=date.min, last_day=date.min),
        replace(SPAN, first_day=date.max, last_day=date.max),
        replace(SPAN, by=(Dimension.AGE, Dimension.AGE)),
        replace(SPAN, by=(Dimension.REASON,)),
        replace(SPAN, by=(Dimension.AGE, Dimension.SEX, Dimension.MODE, Dimension.PORT)),
    ],
)
def test_what_cannot_be_counted_is_refused(station: StationInTest, asked: StatisticsQuery) -> None:
    with station.signed_in("supervisor") as session, pytest.raises(WorldError) as told:
        session.statistics.count(asked)
    assert told.value.failure.code is FailureCode.FIELD_INVALID


def test_a_count_that_is_stopped_leaves_the_store_free(station: StationInTest) -> None:
    def stop(done: int, whole: int) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "stopped")

    with station.signed_in("supervisor") as session:
        with pytest.raises(WorldError):
            session.statistics.count(SPAN, stop)
        assert session.statistics.count(SPAN).tables


@pytest.fixture
def small(tmp_path: Path) -> StationInTest:
    return StationInTest(tmp_path).found()


def test_an_empty_store_has_empty_tables(small: StationInTest) -> None:
    with small.signed_in("supervisor") as session:
        counted = session.statistics.count(SPAN)
    assert counted.up_to is None
    assert counted.up_to_seq == 0
    assert not any(table.rows for table in counted.tables)


def test_alerts_count_by_list_band_and_word(small: StationInTest) -> None:
    with small.signed_in("officer") as session:
        people = [replace(one, station=session.station.station_id) for one in RECORDS[:4] if one.version == 1]
        opened = [met(one) for one in people]
        session.cases.add(opened)
    with small.signed_in("supervisor") as session:
        session.cases.add([said(opened[0], officer="supervisor")])
        counted = session.statistics.count(replace(SPAN, first_day=date(2028, 2, 26)))
        later = session.statistics.count(SPAN)
    met_as = ("2028-02", "national", "check")
    assert figures(counted, "alerts") == {
        (*met_as, "open"): (len(people) - 1,), (*met_as, "not_same"): (1,),
    }  # fmt: skip
    assert not figures(later, "alerts")


def test_nobody_but_a_supervisor_is_told(small: StationInTest) -> None:
    for name in sorted(set(PASSWORDS) - {"supervisor"}):
        with small.signed_in(name) as session, pytest.raises(WorldError) as told:
            session.statistics.count(SPAN)
        assert told.value.failure.code is FailureCode.NOT_ALLOWED
