"""Run the measurements: `python -m bench [names] [--scale 0.1] [--json]`."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

import click

from bench.table import NOT_REACHED, Row, as_json, as_table

MEASUREMENTS = (
    "store",
    "days",
    "wire",
    "handshake",
    "roads",
    "relay",
    "hq",
    "desk",
    "chip",
    "trust",
    "pairs",
    "screening",
    "documents",
)
"""Modules of this package; each has `run(say, scale) -> list[Row]`."""
BY_NAME_ONLY = {
    "console": ("console", "run_console"),
    "figures": ("figures", "run_figures"),
    "documents-100m": ("documents", "run_hundred_million"),
    "nation": ("nation", "run_nation"),
    "stations": ("stations", "run_stations"),
}
"""Measurements that take many minutes and gigabytes: only when they are named. Module and function."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, type=click.Choice([*MEASUREMENTS, *BY_NAME_ONLY]))
@click.option(
    "--scale",
    type=click.FloatRange(0.0001, 10),
    default=1.0,
    show_default=True,
    help="Share of the full amount of data.",
)
@click.option("--json", "wants_json", is_flag=True, help="Print the rows as JSON instead of a table.")
def bench(names: tuple[str, ...], scale: float, wants_json: bool) -> None:
    """Measure and print a table: figure, aim, whether it was reached, and what stands beside it.

    Progress goes to standard error. Exit status: 0 when everything was measured, 1 when a
    measurement could not be made. A missed aim is a finding, not a failure.
    """
    rows = measure(names or MEASUREMENTS, scale, lambda line: click.echo(line, err=True))
    click.echo(as_json(rows) if wants_json else as_table(rows))
    missed = sum(row.outcome == NOT_REACHED for row in rows)
    failed = sum(bool(row.failure) for row in rows)
    if not wants_json:
        click.echo(f"\n{len(rows)} figures, {missed} aims not reached, {failed} measurements did not run")
    sys.exit(1 if failed else 0)


def measure(names: Sequence[str], scale: float, say: Callable[[str], None]) -> list[Row]:
    """Run the named measurements one after another; one that breaks leaves a row that says so."""
    rows: list[Row] = []
    for name in names:
        say(f"{name}: starting at scale {scale:g}")
        began = time.perf_counter()
        rows += _measure_one(name, scale, say)
        say(f"{name}: {time.perf_counter() - began:.0f} s")
    return rows


def _measure_one(name: str, scale: float, say: Callable[[str], None]) -> list[Row]:
    module, function = BY_NAME_ONLY.get(name, (name, "run"))
    if find_spec(f"bench.{module}") is None:
        return [Row(name, 0, "", failure="this measurement is not there")]
    try:
        found: list[Row] = getattr(import_module(f"bench.{module}"), function)(say, scale)
    except Exception as error:  # noqa: BLE001 - the others are still worth measuring
        say("".join(traceback.format_exception(error)))
        return [Row(name, 0, "", failure=f"{type(error).__name__}: {error}")]
    return found


if __name__ == "__main__":
    bench()
