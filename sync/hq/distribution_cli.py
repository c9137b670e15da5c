"""`matapa-hq distribute`: the SQL by which Citus spreads the ledger over machines."""

from __future__ import annotations

from pathlib import Path

import click

from sync.hq import commands
from sync.hq.distribution import misfits, statements
from sync.hq.printing import print_json


@click.command("distribute")
@commands.home
@click.option("--print", "only_print", is_flag=True, help="Print the statements without asking the database.")
@commands.json
@commands.told
def distribute_command(home: Path, only_print: bool, as_json: bool) -> None:
    """Print the SQL that spreads the ledger over several machines by Citus, and change nothing.

    Says first whether this database's keys allow it. To be run once, on the coordinator, while no worker
    serves: matapa-hq distribute --print | psql URL. See docs/scale.md for when that pays.
    """
    found: list[str] = []
    if not only_print:
        with commands.ledger(home) as (_, connection):
            found = misfits(connection)
    if as_json:
        print_json({"misfits": found, "statements": statements()})
    else:
        for line in statements():
            click.echo(line)
        for line in found:
            click.echo(f"not possible: {line}", err=True)
    if found:
        raise SystemExit(1)
