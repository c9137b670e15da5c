"""The command `matapa-hq screen`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from sync.hq import commands
from sync.hq.database import database, migrate
from sync.hq.home import HqHome
from sync.hq.printing import print_figures, print_json
from sync.hq.screening_rounds import DAYS, screen_once


@click.command("screen")
@commands.home
@click.option(
    "--days",
    type=click.IntRange(0, 3_650),
    default=DAYS,
    show_default=True,
    help="How far back crossings are screened again when a list is newer.",
)
@commands.json
@commands.told
def screen_command(home: Path, days: int, as_json: bool) -> None:
    """Screen what arrived, and the last days by newer lists, and tell the ports.

    HQ does so by itself while it serves.
    """
    hq = HqHome(home)
    with database(hq, hq.settings()) as url:
        migrate(url)
        done = asdict(screen_once(url, hq, days))
    (print_json if as_json else print_figures)(done)
