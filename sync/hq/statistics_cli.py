"""The command `matapa-hq statistics`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from sync.hq import commands
from sync.hq.database import now
from sync.hq.failure import HqCode, HqError
from sync.hq.printing import print_figures, print_json
from sync.hq.statistics import count_crossings


@click.command("statistics")
@commands.home
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), show_default="yesterday", help="The first day.")
@click.option("--days", type=click.IntRange(1, 366), default=1, show_default=True, help="How many days.")
@click.option("--zone", default="UTC", show_default=True, help="By whose clock: UTC, Pacific/Efate.")
@click.option("--port", default="", help="One port alone, by UN/LOCODE.")
@commands.json
@commands.told
def statistics_command(
    home: Path, day: datetime | None, days: int, zone: str, port: str, as_json: bool
) -> None:
    """Count who crossed on a day: by direction, mode, purpose, nationality, decision and port.

    Exact, each crossing once as its newest version says; shows nobody's data. Purposes are those of
    travellers who were asked for one.
    """
    clock = _clock(zone)
    with commands.ledger(home) as (_, connection):
        if day is None:
            day = now(connection).astimezone(clock) - timedelta(days=1)
        connection.rollback()  # what counts is one transaction of its own
        first, last = day.date(), day.date() + timedelta(days=days)
        since, until = (datetime.combine(date, time(), clock) for date in (first, last))
        counted = count_crossings(connection, since, until, port)
    found = {"since": since.isoformat(), "until": until.isoformat(), **asdict(counted)}
    (print_json if as_json else print_figures)(found)


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as error:
        remedy = "Name a time zone as the system knows it: Pacific/Efate, Europe/Paris, UTC."
        raise HqError(HqCode.FIELD_WRONG, field="--zone", value=zone, remedy=remedy) from error
