"""Every figure kept behind the ledger is what a count by hand gives: whatever came, came again or went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.person import Sex
from bench.people import uuid7
from sync.hq import rollup
from sync.hq.database import Connection
from sync.hq.retention_plan import approve, preview
from sync.hq.retention_rules import Rule, set_rule
from sync.hq.retention_run import run as run_retention
from sync.hq.rollup_count import WHOLE
from tests.sync.hq.quiet import QuietHq

PORTS = ("UTAVR", "UTBOL", "utavr")
BEGIN = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)
DICE = Random(5)
AGES = ((0, "0-14"), (15, "15-24"), (25, "25-44"), (45, "45-64"), (65, "65+"))
TOOK = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800)


def spread(hq: QuietHq, number: int, hours: float = 3) -> list[Crossing]:
    """Travellers at three ports, one every few hours over months, by every mode and for every purpose."""
    made = []
    for place, one in enumerate(hq.crossings(number)):
        at = BEGIN + timedelta(hours=hours * place)
        purpose = None if one.purpose is None else DICE.choice(list(Purpose))
        made.append(
            replace(
                one,
                port=PORTS[place % 3],
                at=at,
                opened_at=at - timedelta(milliseconds=DICE.randrange(900, 1_900_000)),
                conveyance=Conveyance(DICE.choice(list(Mode))),
                purpose=purpose,
                traveller=replace(one.traveller, residence=DICE.choice(("", "NZL", "D", "UTO"))),
            )
        )
    return made


def corrected(one: Crossing, days: float, dice: Random = DICE) -> Crossing:
    """A later version: another way, another nationality, no purpose, or refused."""
    at = one.at + timedelta(days=days)
    changed = replace(
        one, record_id=uuid7(dice, at), crossing_id=one.crossing_id, version=one.version + 1, at=at,
        correction="put right", officer="bsefo",
    )  # fmt: skip
    kind = dice.randrange(4)
    if kind == 0:
        way = Direction.DEPARTURE if one.direction is Direction.ARRIVAL else Direction.ARRIVAL
        return replace(changed, direction=way)
    if kind == 1:
        traveller = replace(one.traveller, nationality="KIR", sex=Sex.UNSPECIFIED, surname="TEKA")
        return replace(changed, traveller=traveller)
    if kind == 2:
        return replace(changed, purpose=None, stay=None)
    return replace(changed, decision=Decision(DecisionKind.REFUSE, (Reason.NO_VALID_DOCUMENT,)))


def group(number: int | None, groups: Sequence[tuple[int, str]]) -> str:
    return "" if number is None or number < 0 else [name for least, name in groups if number >= least][-1]


def labels(one: Crossing, day: date) -> Iterator[tuple[str, str]]:
    """What a crossing counts as, reckoned by hand."""
    born = one.traveller.birth_date.complete
    assert born is not None
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    yield "all", ""
    yield "mode", one.conveyance.mode
    yield "purpose", one.purpose or ""
    yield "nationality", "DEU" if one.traveller.nationality == "D" else one.traveller.nationality
    yield "residence", "DEU" if one.traveller.residence == "D" else one.traveller.residence
    yield "sex", one.traveller.sex
    yield "age", group(age, AGES)
    if one.decision.kind is not DecisionKind.ADMIT:
        yield from (("reason", reason) for reason in one.decision.reasons)
    if one.version == 1:
        took = (one.at - one.opened_at) / timedelta(seconds=1)
        yield "took", next((str(most) for most in TOOK if took < most), "")


def by_hand(crossings: Iterable[Crossing], zone: str = "UTC") -> dict[tuple[str, date], Counter[str]]:
    """Each crossing once, as its newest version says, on the day on which the traveller crossed."""
    newest: dict[str, Crossing] = {}
    for one in crossings:
        if one.version >= newest.get(one.crossing_id, one).version:
            newest[one.crossing_id] = one
    found: dict[tuple[str, date], Counter[str]] = {}
    for one in newest.values():
        day = one.crossed_at.astimezone(ZoneInfo(zone)).date()
        for name, label in labels(one, day):
            figure = f"{one.direction} {one.decision.kind} {name} {label}"
            found.setdefault((one.port, day), Counter())[figure] += 1
    return found


def simple(figure: str) -> bool:
    """Whether a figure is about one property alone."""
    return figure.split(" ")[2] in {
        "all",
        "mode",
        "purpose",
        "nationality",
        "residence",
        "sex",
        "age",
        "reason",
        "took",
    }


def kept(connection: Connection) -> dict[tuple[str, date], Counter[str]]:
    """What the rollup has of each day, without what follows from several properties, which has a test of its
    own."""
    rows = connection.execute("SELECT port, day, figures FROM statistics_day WHERE port <> ''").fetchall()
    return {
        (port, day): Counter({name: number for name, number in figures.items() if simple(name)})
        for port, day, figures in rows
        if figures
    }


def months(days: dict[tuple[str, date], Counter[str]]) -> dict[tuple[str, date], Counter[str]]:
    summed: dict[tuple[str, date], Counter[str]] = {}
    for (port, day), figures in days.items():
        summed.setdefault((port, day.replace(day=1)), Counter()).update(figures)
    return summed


def count(hq: QuietHq) -> int:
    with hq.connection() as connection:
        return rollup.count_arrived(connection, patience=0)


def require_right(hq: QuietHq, crossings: Iterable[Crossing], zone: str = "UTC") -> None:
    """Every day and month is as counted by hand, and nothing is said to wait."""
    expected = by_hand(crossings, zone)
    with hq.connection() as connection:
        found = kept(connection)
        assert found == expected
        _require_sums(connection)
        rows = connection.execute(
            "SELECT port, month, figures FROM statistics_month WHERE port <> ''"
        ).fetchall()
        summed = {(port, month): Counter(figures) for port, month, figures in rows if figures}
        for figures in summed.values():
            for name in [name for name in figures if not simple(name)]:
                del figures[name]
        assert summed == months(expected)
        assert rollup.progress(connection).up_to_date


def _require_sums(connection: Connection) -> None:
    """What is kept for all ports are the sums of each."""
    for table, moment in (("day", "day"), ("month", "month")):
        rows = connection.execute(f"SELECT port, {moment}, figures, whole FROM statistics_{table}".encode())
        summed: dict[date, Counter[str]] = {}
        said: dict[date, Counter[str]] = {}
        for port, when, figures, whole in rows.fetchall():
            assert whole == [figures.get(name, 0) for name in WHOLE]
            (said if port == "" else summed).setdefault(when, Counter()).update(figures)
        assert said == summed


def test_figures_are_those_of_a_count_by_hand_with_corrections_and_refusals(quiet_hq: QuietHq) -> None:
    first = spread(quiet_hq, 1500)
    some = DICE.sample(first, 120)
    second = [corrected(one, DICE.choice((0.01, 1, 40))) for one in some]
    third = [corrected(one, 0.5) for one in second[:40]]
    early = third[:10]  # arrive before what they correct
    everything = [*early, *first, *second, *third[10:]]
    for start in range(0, len(everything), 400):
        quiet_hq.arrive(everything[start : start + 400])
        if start == 800:
            assert count(quiet_hq) > 100
    with quiet_hq.connection() as connection:
        assert rollup.progress(connection).batches == 2
        assert rollup.waiting(connection)
    count(quiet_hq)
    require_right(quiet_hq, everything)
    quiet_hq.arrive(everything[:400])  # sent again: known, and counted no more
    assert count(quiet_hq) == 0
    require_right(quiet_hq, everything)


def test_days_begin_by_the_clock_that_was_set_and_spoilt_figures_are_mended(quiet_hq: QuietHq) -> None:
    made = spread(quiet_hq, 60, hours=7)
    made += [corrected(one, 3) for one in made[::9]]
    quiet_hq.arrive(made)
    count(quiet_hq)
    with quiet_hq.connection() as connection:
        rollup.set_clock(connection, ZoneInfo("Pacific/Efate"))
        count(quiet_hq)
        require_right(quiet_hq, made, "Pacific/Efate")
        rollup.set_clock(connection, ZoneInfo("UTC"))
        count(quiet_hq)
        connection.execute("UPDATE statistics_day SET figures = '{\"arrival admit all \": 7}'")
        connection.execute("DELETE FROM statistics_day WHERE port = 'UTAVR'")
        assert rollup.mark(connection, date(2026, 1, 1), date(2026, 12, 31)) > 50
    count(quiet_hq)
    require_right(quiet_hq, made)


@pytest.mark.parametrize("when", ["1970-01-01T00:00:01+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_clock_that_is_far_off_stops_nobody_from_counting(quiet_hq: QuietHq, when: str) -> None:
    (one, other) = quiet_hq.crossings(2)
    at = datetime.fromisoformat(when)
    quiet_hq.arrive([replace(one, at=at, opened_at=at - timedelta(milliseconds=1)), other])
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE statistics_pass SET next_at = '-infinity', finished_at = NULL")
        assert count(quiet_hq) == 4  # and the sums of both days
        assert (
            sum(
                number
                for figures in kept(connection).values()
                for name, number in figures.items()
                if name.endswith(" all ")
            )
            == 2
        )


def erase(hq: QuietHq, days: int, country: str = "") -> int:
    """Erase crossings older than so many days, by two people; how many went."""
    with hq.connection() as connection:
        connection.execute("DELETE FROM retention_rule")
        set_rule(connection, Rule("crossings", country, "", days, "Act 1", "anna"))
        plan, _ = preview(connection, "anna")
        approve(connection, plan.number, "ben")
        erased = run_retention(connection, hq.home, plan.number, "ben")
        connection.execute("DELETE FROM retention_rule")
    return erased.by_class.get("crossings", 0)


def old(hq: QuietHq, number: int) -> list[Crossing]:
    """Travellers of long ago, some of whom were corrected in the same month and some in a later one."""
    moved = [
        replace(one, at=one.at - timedelta(days=2000), opened_at=one.opened_at - timedelta(days=2000))
        for one in spread(hq, number)
    ]
    return moved + [corrected(one, days) for one, days in zip(moved[::4], (0.1, 50) * number, strict=False)]


@pytest.mark.parametrize("country", ["", "NZL"])
def test_figures_stay_when_crossings_are_erased_and_stragglers_still_count(
    quiet_hq: QuietHq, country: str
) -> None:
    made = old(quiet_hq, 90)
    quiet_hq.arrive(made[:60])
    count(quiet_hq)
    quiet_hq.arrive(made[60:])  # not counted yet when the others are erased
    assert erase(quiet_hq, 365, country) > 10
    count(quiet_hq)
    require_right(quiet_hq, made)
    with quiet_hq.connection() as connection:
        rollup.mark(connection, date(2020, 1, 1), date(2021, 12, 31))
        count(quiet_hq)
        require_right(quiet_hq, made)
        (left,) = connection.execute("SELECT count(*) FROM crossing").fetchone() or (0,)
        assert (left == 0) == (country == "")
    stragglers = [replace(one, at=made[0].at, opened_at=made[0].at) for one in quiet_hq.crossings(3)]
    quiet_hq.arrive(stragglers)
    count(quiet_hq)
    require_right(quiet_hq, [*made, *stragglers])
