"""The commands `matapa-hq seal ...`: the keys that batches are sealed to, made and destroyed by period."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from sync.hq import commands, seals
from sync.hq.home import HqHome
from sync.hq.keyring import load_ring
from sync.hq.printing import print_json, print_table

_COLUMNS = ("number", "made_at", "newest", "waiting", "kept", "destroyed_at", "why_it_stays")


@click.group("seal")
def seal_group() -> None:
    """Keys that batches are sealed to, one for each period, so that old copies can be made unreadable.

    Make one each month (`seal monthly` or `seal new`); once all batches under an old one are settled and past
    retention, `seal destroy` makes every copy of them, in a backup or on a stick, dead for ever.
    """


@seal_group.command("new")
@commands.home
@commands.user
@commands.json
@commands.told
def new_command(home: Path, user: str, as_json: bool) -> None:
    """Make the key of a new period. Stations learn it by themselves and seal to it from then on."""
    with commands.ledger(home) as (hq, connection):
        number = seals.make_seal(connection, hq, user)
    load_ring(hq)  # whoever asks for publications next is given it
    if as_json:
        print_json({"seal": number})
        return
    click.echo(f"Key {number} is made; stations learn it the next time they ask for publications.")
    click.echo(
        "Back up the keys again: matapa-hq backup keys --to FILE. Other HQ machines need the file too."
    )


@seal_group.command("monthly")
@commands.home
@click.option("--on/--off", default=True, show_default=True, help="Whether HQ does so.")
@commands.told
def monthly_command(home: Path, on: bool) -> None:
    """Let HQ make a new key by itself each month while it serves: on one machine, others need copies."""
    hq = HqHome(home)
    hq.settings()
    seals.make_monthly(hq, on)
    click.echo("HQ makes a new key each month." if on else "HQ makes no keys by itself.")


@seal_group.command("list")
@commands.home
@commands.json
@commands.told
def list_command(home: Path, as_json: bool) -> None:
    """Show the keys, what is under each, and why it is not destroyed yet."""
    with commands.ledger(home) as (hq, connection):
        rows = [asdict(key) for key in seals.seals(connection, hq)]
    for row in rows:
        row["why_it_stays"] = "; ".join(row.pop("reasons")) or (
            "" if row["destroyed_at"] else "may be destroyed"
        )
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _COLUMNS, "No key.")


@seal_group.command("destroy")
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def destroy_command(home: Path, number: int, user: str, as_json: bool) -> None:
    """Destroy key NUMBER for good: nobody can ever open a copy of a batch under it again.

    Refused while such a batch waits, is kept by the rules or under a hold, or may still be at a station.
    """
    with commands.ledger(home) as (hq, connection):
        copies = seals.destroy_seal(connection, hq, number, user)
    if as_json:
        print_json({"seal": number, "destroyed": True, "alive_in_copies": list(copies)})
        return
    click.echo(f"Key {number} is destroyed.")
    if copies:
        names = ", ".join(map(str, copies))
        click.echo(
            f"Copies of the keys still hold it: {names}. Destroy those files, then say so for each with"
        )
        click.echo(
            "matapa-hq backup keys-gone NUMBER. Until then a thief of such a file and of a batch reads it."
        )
