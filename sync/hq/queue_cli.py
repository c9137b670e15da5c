"""The commands `matapa-hq queue`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sync.hq import audit, commands, set_aside, set_aside_acts
from sync.hq.audit import Reader
from sync.hq.database import Connection, connect, database, migrate
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.keys import load_keys
from sync.hq.printing import print_figures, print_json, print_table
from sync.hq.set_aside import Item, WantedItems
from sync.hq.set_aside_acts import Word
from sync.hq.set_aside_plan import plan_of
from sync.hq.set_aside_reading import Tools

_KINDS = ("record", "batch", "chain", "traveller", "gap", "day")
_MOST = 1_000_000
_COLUMNS = ("number", "kind", "code", "station", "port", "booth", "first_seq", "last_seq", "opened_at")
_DONE = ("number", "kind", "code", "station", "port", "outcome", "who", "closed_at", "note")
_yes = click.option("--yes", is_flag=True, help="Do it; without this, only say what would be done.")


@click.group("queue")
def queue_group() -> None:
    """Work off what HQ could not settle by itself.

    Records and batches in quarantine, conflicts, breaks of a chain, gaps older than a day, and travellers
    of whom HQ cannot tell whether they are one. Closed items stay visible.
    """


@queue_group.command("list")
@commands.home
@click.option("--kind", type=click.Choice(_KINDS), help="Only these.")
@click.option("--code", default="", help="Only this code, such as REC-05 or conflict.")
@click.option("--station", type=int, help="Only this station, by number.")
@click.option("--closed", is_flag=True, help="Those that are done, newest first.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="At most.")
@commands.json
@commands.told
def list_command(home: Path, as_json: bool, kind: str | None, **asked: Any) -> None:
    """List what waits, oldest first; shows nobody's data."""
    wanted = WantedItems(kind=kind or "", **asked)
    with _queue(home) as (_, connection):
        items = [_shown(one) for one in set_aside.list_items(connection, wanted)]
        waiting = set_aside.counts(connection)
    if as_json:
        print_json({"waiting": waiting, "items": items})
        return
    nothing = "Nothing is done yet." if wanted.closed else "Nothing waits."
    print_table(items, _DONE if wanted.closed else _COLUMNS, nothing)
    if waiting:
        print_figures({"waiting": waiting})


@queue_group.command()
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def show(home: Path, number: int, user: str, as_json: bool) -> None:
    """Show item NUMBER: what is wrong, in words, and both sides field by field. The look is audited."""
    with _queue(home) as (tools, connection):
        item = set_aside.find_item(connection, number)
        plan = plan_of(connection, tools, item)
        audit.note(connection, Reader(user, "supervision"), "queue show", {"item": number})
    if as_json:
        print_json({**_shown(item), **asdict(plan)})
        return
    print_table([_shown(item)], _COLUMNS, "")
    click.echo(f"\n{plan.wrong}")
    _print_sides(plan.ours, plan.theirs)
    if item.outcome is not None:
        click.echo(f"\n{item.outcome} by {item.who}: {item.note}")
        return
    click.echo(f"\n{'Taking it: ' if plan.possible else ''}{plan.effect}")
    if plan.possible:
        click.echo(f"Take it with: matapa-hq queue take {number} --yes")
    click.echo(f"Close it with: matapa-hq queue close {number} --note WHY")


@queue_group.command()
@commands.home
@click.argument("number", type=int, required=False)
@click.option("--code", default="", help="In place of NUMBER: every record of this code, such as REC-05.")
@click.option("--station", type=int, help="With --code: of this station only.")
@click.option("--note", default="", help="Why; kept with the item.")
@_yes
@commands.user
@commands.json
@commands.told
def take(
    home: Path,
    number: int | None,
    code: str,
    station: int | None,
    note: str,
    yes: bool,
    user: str,
    as_json: bool,
) -> None:
    """Take item NUMBER after all, where that is possible; or with --code all records of a code in one go.

    What the ledger has is never replaced.
    """
    if (number is None) == (not code):
        raise HqError(HqCode.FIELD_WRONG, field="item", value="none or two", remedy="Give NUMBER or --code.")
    word = Word(Reader(user, "correction"), note)
    with _queue(home) as (tools, connection):
        if number is None:
            said = _take_code(connection, tools, WantedItems("record", code, station, limit=_MOST), word, yes)
        else:
            said = _take_one(connection, tools, number, word, yes)
    if as_json:
        print_json(said)
    else:
        click.echo(said["said"])


@queue_group.command()
@commands.home
@click.argument("number", type=int)
@click.option("--note", required=True, help="Why; stays with the item.")
@commands.user
@commands.json
@commands.told
def close(home: Path, number: int, note: str, user: str, as_json: bool) -> None:
    """Close item NUMBER and say why. Of two bearers this says that they are two people, for good."""
    with _queue(home) as (_, connection):
        item = set_aside_acts.close(connection, number, Word(Reader(user, "correction"), note))
    if as_json:
        print_json(_shown(item))
    else:
        click.echo(f"Item {number} is closed.")


def _take_one(connection: Connection, tools: Tools, number: int, word: Word, yes: bool) -> dict[str, Any]:
    if yes:
        effect = set_aside_acts.take(connection, tools, number, word)
        return {"number": number, "taken": True, "said": f"Item {number} is taken. {effect}"}
    plan = plan_of(connection, tools, set_aside.find_item(connection, number))
    then = f"\nDo it with: matapa-hq queue take {number} --yes" if plan.possible else ""
    return {"number": number, "taken": False, "possible": plan.possible, "said": plan.effect + then}


def _take_code(
    connection: Connection, tools: Tools, wanted: WantedItems, word: Word, yes: bool
) -> dict[str, Any]:
    items = set_aside.list_items(connection, wanted)
    if not items:
        return {"waiting": 0, "taken": 0, "said": f"No record waits under {wanted.code}."}
    if not yes:
        said = f"{len(items)} records wait under {wanted.code}. Try them all with --yes."
        return {"waiting": len(items), "taken": 0, "said": said}
    with click.progressbar(length=len(items), label="Taking", file=sys.stderr) as progress:
        done = set_aside_acts.take_records(
            connection, tools, items, word, lambda count: progress.update(count - progress.pos)
        )
    refused = {number: why for number, why in done.items() if why is not None}
    said = f"{len(done) - len(refused)} of {len(done)} records were taken; the others wait on."
    return {"waiting": len(refused), "taken": len(done) - len(refused), "refused": refused, "said": said}


@contextmanager
def _queue(home: Path) -> Iterator[tuple[Tools, Connection]]:
    """The queue, brought up to date, over a connection in autocommit mode."""
    hq = HqHome(home)
    settings = hq.settings()
    with database(hq, settings) as url:
        migrate(url)
        with connect(url, autocommit=True) as connection:
            set_aside.gather(connection)
            yield Tools(load_keys(hq), settings.training), connection


def _shown(item: Item) -> dict[str, Any]:
    """An item without bytes."""
    shown = asdict(item)
    for name in ("one", "other"):
        del shown[name]
    shown["batch_id"] = None if item.batch_id is None else item.batch_id.hex()
    return shown


def _print_sides(ours: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Fields side by side; those that differ are marked."""
    rows = [
        {
            "field": name.replace("_", " "),
            "came": ours.get(name, ""),
            "ledger": theirs.get(name, ""),
            "differs": "*" if theirs and ours.get(name) != theirs.get(name) else "",
        }
        for name in dict.fromkeys((*ours, *theirs))
    ]
    if rows:
        click.echo("")
        print_table(rows, ("field", "came", "ledger", "differs") if theirs else ("field", "came"), "")
