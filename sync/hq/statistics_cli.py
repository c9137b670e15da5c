"""The commands `matapa-hq statistics`: counted from the ledger, or from the figures kept behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from app.domain.statistics import Dimension, Period, StatisticsQuery
from sync.hq import audit, commands, rollup, rollup_count, rollup_read
from sync.hq.audit import Reader
from sync.hq.database import Connection, connect, database, migrate, now
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.printing import print_figures, print_json
from sync.hq.statistics import count_crossings

_day = click.DateTime(["%Y-%m-%d"])


@click.group("statistics", invoke_without_command=True)
@commands.home
@click.option("--day", type=_day, show_default="yesterday", help="The first day.")
@click.option("--days", type=click.IntRange(1, 3660), default=1, show_default=True, help="How many days.")
@click.option("--zone", default="UTC", show_default=True, help="By whose clock: UTC, Pacific/Efate.")
@click.option("--port", default="", help="One port alone, by UN/LOCODE.")
@click.option(
    "--rollup", "kept", is_flag=True, help="Read the figures kept behind the ledger, by HQ's own clock."
)
@commands.json
@click.pass_context
@commands.told
def statistics_command(
    context: click.Context,
    home: Path,
    day: datetime | None,
    days: int,
    zone: str,
    port: str,
    kept: bool,
    as_json: bool,
) -> None:
    """Count who crossed on a day: by direction, mode, purpose, nationality, decision and port.

    Exact, each crossing once as its newest version says; shows nobody's data. Purposes are those of
    travellers who were asked for one. With --rollup it is as quick for a year as for a day, counts where and
    when travellers crossed, and says what is not counted yet.
    """
    if context.invoked_subcommand is not None:
        context.default_map = {context.invoked_subcommand: {"home": str(home), "as_json": as_json}}
        return
    clock = _clock(zone)
    with commands.ledger(home) as (_, connection):
        if day is None:
            day = now(connection).astimezone(clock) - timedelta(days=1)
        connection.rollback()  # what counts is one transaction of its own
        first = day.date()
        if kept:
            found = _kept(connection, first, first + timedelta(days=days - 1), port)
        else:
            since, until = (
                datetime.combine(date, time(), clock) for date in (first, first + timedelta(days=days))
            )
            counted = count_crossings(connection, since, until, port)
            found = {"since": since.isoformat(), "until": until.isoformat(), **asdict(counted)}
    (print_json if as_json else print_figures)(found)


@statistics_command.command("recount")
@commands.home
@click.option("--from", "first", type=_day, help="The first day; without it everything is counted anew.")
@click.option("--to", "last", type=_day, help="The last day; without it the first day alone.")
@click.option("--zone", default="", help="Let days begin by this clock from now on: Pacific/Efate.")
@commands.user
@commands.json
@commands.told
def recount_command(
    home: Path, first: datetime | None, last: datetime | None, zone: str, user: str, as_json: bool
) -> None:
    """Count days anew for the console and --rollup, whether or not anything came for them.

    A serving HQ keeps these figures up by itself: this is for a clock that was wrong, or a doubt. Cut short,
    what is left is counted by the next call, or by HQ as it serves.
    """
    if zone:
        _clock(zone)
    begin = None if first is None else first.date()
    end = begin if last is None else last.date()
    if (begin is None and end is not None) or (begin is not None and end is not None and end < begin):
        remedy = "Give --from, and a --to that is no earlier."
        raise HqError(HqCode.FIELD_WRONG, field="--to", value=str(end), remedy=remedy)
    hq = HqHome(home)
    with database(hq, hq.settings()) as url:
        migrate(url)
        with connect(url, autocommit=True) as connection:
            days = _recount(connection, begin, end, zone, Reader(user, "statistics"))
            found = {"days": days, "zone": rollup.clock(connection).key}
    if as_json:
        print_json(found)
    else:
        click.echo(f"{found['days']} days at ports are counted, by the clock of {found['zone']}.")


def _recount(connection: Connection, first: date | None, last: date | None, zone: str, reader: Reader) -> int:
    if zone and zone != rollup.clock(connection).key:
        rollup.set_clock(connection, _clock(zone))
    elif first is None or last is None:
        rollup.set_clock(connection, rollup.clock(connection))
    else:
        rollup.mark(connection, first, last)
    said = {"from": str(first or ""), "to": str(last or ""), "zone": rollup.clock(connection).key}
    with connection.transaction():
        audit.note(connection, reader, "statistics recount", said)
    counted = 0
    while True:
        days = rollup.count_arrived(connection, _after(50), patience=-1)
        counted += days
        left = rollup.progress(connection)
        if left.up_to_date:
            return counted
        click.echo(f"{counted} days at ports counted, {left.days} wait", err=True)


def _after(steps: int) -> rollup.Stopped:
    """Says stop after so many questions."""
    asked = iter(range(steps))
    return lambda: next(asked, None) is None


def _kept(connection: Connection, first: date, last: date, port: str) -> dict[str, Any]:
    """The figures kept of a span, in the words of the exact count."""
    summed = rollup_read.read(connection, StatisticsQuery(first, last, Period.YEAR, port))
    every = [one for figures in summed.by_period.values() for one in figures]
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("direction", "mode", "purpose", "nationality", "decision", "port")
    }
    for one in every:
        if one.dimension == rollup_count.ALL:
            counts["direction"][one.way] += one.count
            counts["decision"][one.decision] += one.count
        elif one.dimension in (Dimension.MODE, Dimension.NATIONALITY):
            counts[one.dimension][one.label or "unknown"] += one.count
        elif one.dimension == Dimension.PURPOSE and one.label:
            counts["purpose"][one.label] += one.count
    for (_, name), figures in summed.by_port.items():
        counts["port"][name] += sum(one.count for one in figures)
    left = summed.progress
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "zone": rollup.clock(connection).key,
        "crossings": sum(counts["direction"].values()),
        **{f"by_{kind}": dict(found.most_common()) for kind, found in counts.items()},
        "counted_at": "never" if left.counted_at is None else left.counted_at.isoformat(timespec="seconds"),
        "days_not_counted_yet": left.days,
        "batches_not_counted_yet": left.batches,
        "all_counted": "yes" if left.up_to_date else "no",
    }


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as error:
        remedy = "Name a time zone as the system knows it: Pacific/Efate, Europe/Paris, UTC."
        raise HqError(HqCode.FIELD_WRONG, field="--zone", value=zone, remedy=remedy) from error
