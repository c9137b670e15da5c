"""A month of crossings (`make month`: 60,000) closed day by day, carried to HQ and counted as by hand.

What is counted by hand here comes from the records' own bytes, newest version of each crossing, and shares
nothing with the code that closes days or counts statistics.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyrage
import pytest
from click.testing import CliRunner

from app.domain.crossing import Crossing, Direction
from app.domain.decision import DecisionKind
from app.domain.record import decode
from app.domain.statistics import Measure, StatisticsQuery, Table
from app.flow.days import DayLog
from app.flow.ports import SignedIn
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.main.stick import take_publications
from bench.full_store import fill
from bench.people import Booth
from sync.hq.cli import cli
from tests.app.store.booth import StationInTest, travellers
from tests.helpers.hq import Postgres, RunningHq, running_hq
from tests.helpers.stick import a_drive
from tests.journeys.enrolled import enrolled_station

CROSSINGS = int(os.environ.get("MONTH", "3000"))
PER_DAY = CROSSINGS // 30
FIRST = date(2025, 1, 1)
ZONE = ZoneInfo("Pacific/Efate")
CORRECTED = 25
ADMIT, REFUSE = DecisionKind.ADMIT, DecisionKind.REFUSE
ARRIVAL, DEPARTURE = Direction.ARRIVAL, Direction.DEPARTURE


@dataclass(frozen=True)
class Month:
    """The station, its HQ, and every newest version as its bytes say."""

    station: StationInTest
    hq: RunningHq
    crossings: list[Crossing]
    versions: Counter[str]

    def days(self) -> dict[date, list[Crossing]]:
        found: dict[date, list[Crossing]] = {}
        for one in self.crossings:
            found.setdefault(one.crossed_at.astimezone(ZONE).date(), []).append(one)
        return found


def matapa_hq(hq: RunningHq, *arguments: str) -> Any:
    done = CliRunner().invoke(cli, [*arguments, "--home", str(hq.home.folder), "--json"])
    assert done.exit_code == 0, done.output + done.stderr
    return json.loads(done.stdout)


@contextmanager
def efate() -> Iterator[None]:
    """This machine stands at the port."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Efate"
    time_zone_set()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time_zone_set()


def time_zone_set() -> None:
    import time

    time.tzset()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("month")
    with efate(), running_hq(folder / "hq", postgres, training=True) as hq:
        station = enrolled_station(folder / "home", hq)
        with station.signed_in("officer") as session:
            here = session.station
        booth = Booth(here.station_id, here.port, here.booth, ("officer",), training=True)
        with station.raw() as connection:
            fill(connection, CROSSINGS, "officer", lambda _: None, 86_400_000 // PER_DAY, booth)
        correct_some(station)
        with station.raw() as connection:
            rows = connection.execute("SELECT record FROM records WHERE kind = 1 ORDER BY seq").fetchall()
        newest: dict[str, Crossing] = {}
        versions: Counter[str] = Counter()
        for (record,) in rows:
            crossing = decode(record)
            newest[crossing.crossing_id] = crossing
            versions[crossing.crossing_id] += 1
        yield Month(station, hq, list(newest.values()), versions)


def correct_some(station: StationInTest) -> None:
    """The supervisor corrects some of each kind: nationality, residence, way."""
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT record FROM records WHERE kind = 1 AND seq % ? = 3 LIMIT ?",
            (CROSSINGS // CORRECTED - 7, CORRECTED),
        ).fetchall()
    ids = [one.record_id for one in travellers(CORRECTED, seed=99)]
    with station.signed_in("supervisor") as session:
        for place, (record,) in enumerate(rows):
            first = decode(record)
            other = ARRIVAL if first.direction is DEPARTURE else DEPARTURE
            changed = replace(first.traveller, nationality="FJI", residence="FJI")
            session.crossings.record(
                replace(
                    first, record_id=ids[place], version=2, correction="misread", officer="supervisor",
                    opened_at=first.at, at=station.clock.now, traveller=changed,
                    direction=first.direction if place % 3 else other, stay=None,
                )
            )  # fmt: skip


def unseen(done: int, whole: int) -> None:
    """Nobody looks on."""


@pytest.fixture(scope="module")
def logs(month: Month) -> list[DayLog]:
    """Every day closed."""
    with month.station.signed_in("supervisor") as session:
        return [StationDays().close(session, day, unseen) for day in sorted(month.days())]


def test_each_day_closes_with_the_counts_of_its_crossings(month: Month, logs: list[DayLog]) -> None:
    days = month.days()
    assert len(logs) == len(days) >= CROSSINGS // PER_DAY
    assert [log.head.number for log in logs] == list(range(1, len(logs) + 1))
    for log in logs:
        own = days[log.head.day]
        kinds = Counter((one.direction, one.decision.kind) for one in own)
        counts = log.counts
        assert counts.crossings == len(own)
        assert counts.arrivals_admitted == kinds[ARRIVAL, ADMIT]
        assert counts.arrivals_refused == kinds[ARRIVAL, REFUSE]
        assert counts.arrivals_referred == kinds[ARRIVAL, DecisionKind.REFER]
        assert counts.departures_admitted == kinds[DEPARTURE, ADMIT]
        assert counts.departures_refused == kinds[DEPARTURE, REFUSE]
        assert counts.departures_referred == kinds[DEPARTURE, DecisionKind.REFER]
        assert counts.corrected == sum(month.versions[one.crossing_id] > 1 for one in own)
        assert counts.overruled == sum(bool(one.decision.overruled) for one in own)
    assert sum(log.counts.crossings for log in logs) == CROSSINGS


def by_label(table: Table, measure: Measure) -> dict[str, int]:
    """The numbers of a table over one period, by the label behind the period."""
    place = table.measures.index(measure)
    found: Counter[str] = Counter()
    for row in table.rows:
        found[row.labels[-1]] += row.counts[place] or 0
    return {label: count for label, count in found.items() if count}


LABELS: dict[str, Callable[[Crossing], str]] = {
    "nationality": lambda one: {"D": "DEU"}.get(one.traveller.nationality, one.traveller.nationality),
    "mode": lambda one: str(one.conveyance.mode),
    "sex": lambda one: str(one.traveller.sex),
}


def admitted(month: Month, way: Direction) -> list[Crossing]:
    return [one for one in month.crossings if one.direction is way and one.decision.kind is ADMIT]


def test_the_ports_statistics_say_the_same(month: Month) -> None:
    days = sorted(month.days())
    query = StatisticsQuery(days[0], days[-1], zone=ZONE)
    with month.station.signed_in("supervisor") as session:
        found = session.statistics.count(query)
    for measure, way in ((Measure.ARRIVALS, ARRIVAL), (Measure.DEPARTURES, DEPARTURE)):
        crossed = admitted(month, way)
        for name, label in LABELS.items():
            expected = Counter(label(one) for one in crossed)
            assert by_label(found.table(name), measure) == expected, name
    refused = Counter(
        str(reason)
        for one in month.crossings
        if one.decision.kind is REFUSE
        for reason in one.decision.reasons
    )
    assert by_label(found.table("refusals"), Measure.CROSSINGS) == refused


def test_the_month_goes_to_hq_sealed_and_every_record_comes_once(month: Month, logs: list[DayLog]) -> None:
    numbers = [log.head.number for log in logs]
    with a_drive() as drive, month.station.signed_in("supervisor") as session:
        hear_from_hq(session, month.hq, drive)
        receipt = StationDayExport(StationDays(), month.station.clock).export(session, numbers, drive, unseen)
        assert receipt.recipients
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(receipt.path.read_bytes(), [pyrage.x25519.Identity.generate()])
        taken = matapa_hq(month.hq, "day", "import", str(drive))
        again = matapa_hq(month.hq, "day", "import", str(drive))
    records = sum(month.versions.values())
    (package,), (second,) = taken["packages"], again["packages"]
    assert taken["refused"] == []
    assert [log["number"] for log in package["logs"]] == numbers
    assert sum(log["records"] for log in package["logs"]) == records
    assert sum(log["came"] for log in package["logs"]) == records
    assert all(log["new"] for log in package["logs"])
    assert second["batches"] == 0
    assert sum(log["same"] for log in second["logs"]) == records
    assert not any(log["new"] or log["differing"] or log["missing"] for log in second["logs"])
    listed = matapa_hq(month.hq, "day", "list")
    assert (len(listed["logs"]), listed["gaps"]) == (len(logs), [])
    assert month.hq.stats()["crossings"] >= CROSSINGS
    hq_counts_the_same(month)


def hear_from_hq(session: SignedIn, hq: RunningHq, drive: Path) -> None:
    """HQ's publications come by the stick: among them, to whom logs are sealed."""
    matapa_hq(hq, "list", "export", "--to", str(drive))
    assert take_publications(session, [drive]).failed == ()


def hq_counts_the_same(month: Month) -> None:
    days = sorted(month.days())
    matapa_hq(month.hq, "statistics", "recount", "--from", days[0].isoformat(), "--to", days[-1].isoformat())
    span = ("--day", days[0].isoformat(), "--days", str((days[-1] - days[0]).days + 1))
    found = matapa_hq(month.hq, "statistics", *span, "--zone", ZONE.key)
    counted = Counter(str(one.decision.kind) for one in month.crossings)
    assert found["crossings"] == CROSSINGS
    assert found["by_decision"] == counted
    assert found["by_direction"] == Counter(str(one.direction) for one in month.crossings)
    assert found["by_nationality"] == Counter(map(LABELS["nationality"], month.crossings))
