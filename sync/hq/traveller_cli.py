"""The commands `matapa-hq traveller`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from sync.hq import commands, joining, travellers, travellers_acts
from sync.hq.audit import Reader
from sync.hq.database import connect, database, migrate
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.joining_erased import forget_erased
from sync.hq.printing import print_json, print_table
from sync.hq.travellers_words import because

PURPOSES = ("inquiry", "data_subject_request", "supervision", "correction")
_FOUND = (
    "traveller", "document_number", "issuing_state", "surname", "given_names", "born", "nationality",
    "crossings", "last_seen",
)  # fmt: skip
_BEARERS = (
    "number", "document_number", "issuing_state", "kind", "surname", "given_names", "born", "nationality",
    "sex",
)  # fmt: skip
_CROSSED = ("at", "port", "direction", "document_number", "decision", "bearer", "crossing_id")
_purpose = click.option(
    "--purpose", type=click.Choice(PURPOSES), default="inquiry", show_default=True, help="Why."
)
_note = click.option("--note", required=True, help="Why; kept for good.")


@click.group("traveller")
def traveller_group() -> None:
    """Find travellers over all ports, see why crossings are one traveller's, join and split them.

    HQ joins by itself what is certain, while it serves. What is doubtful waits in: matapa-hq queue list
    """


@traveller_group.command()
@commands.home
@click.option("--number", "--document", "document", default="", help="Document number, or its beginning.")
@click.option("--surname", default="", help="Surname, or its beginning; case and accents do not matter.")
@click.option("--given", default="", help="Given names, or their beginning.")
@click.option("--born", default="", help="Birth date, YYYY-MM-DD; unknown parts 00.")
@click.option("--nationality", default="", help="Three letters, as in the document.")
@click.option("--port", default="", help="Crossed here, by UN/LOCODE.")
@click.option("--since", type=click.DateTime(), help="Crossed at or after this moment, UTC.")
@click.option("--until", type=click.DateTime(), help="Crossed before this moment, UTC.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many."
)
@commands.user
@_purpose
@commands.json
@commands.told
def find(
    home: Path,
    born: str,
    since: datetime | None,
    until: datetime | None,
    user: str,
    purpose: str,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find travellers by document, name or birth date. Each look is audited."""
    wanted = travellers.WantedTraveller(born=_birth(born), since=_utc(since), until=_utc(until), **asked)
    with commands.ledger(home) as (_, connection):
        found = travellers.find_travellers(connection, wanted, Reader(user, purpose))
    rows = list(map(_with_dates, found))
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _FOUND, "No traveller matches.")


@traveller_group.command()
@commands.home
@click.argument("number", type=int)
@commands.user
@_purpose
@commands.json
@commands.told
def show(home: Path, number: int, user: str, purpose: str, as_json: bool) -> None:
    """Show traveller NUMBER: all crossings in order of time, documents, names, and why they are one.

    The look is audited.
    """
    with commands.ledger(home) as (_, connection):
        found = travellers.show_traveller(connection, number, Reader(user, purpose))
    found["bearers"] = list(map(_with_dates, found["bearers"]))
    if as_json:
        print_json(found)
    else:
        _print_traveller(found)


@traveller_group.command()
@commands.home
@click.argument("numbers", nargs=-1, type=int)
@click.option("--note", default="", help="Why; kept for good.")
@commands.user
@commands.json
@commands.told
def join(home: Path, numbers: tuple[int, ...], note: str, user: str, as_json: bool) -> None:
    """Join two travellers, A and B, into one; without numbers, join what arrived.

    A person's word is above HQ's own judgement and no later pass undoes it.
    """
    if not numbers:
        _join_arrived(home, as_json)
        return
    if len(numbers) != 2:
        raise HqError(
            HqCode.FIELD_WRONG, field="numbers", value=str(len(numbers)), remedy="Name two travellers."
        )
    with commands.ledger(home) as (_, connection):
        number = travellers_acts.join_travellers(connection, *numbers, note, Reader(user, "correction"))
    if as_json:
        print_json({"traveller": number})
    else:
        click.echo(f"They are traveller {number} now.")


@traveller_group.command()
@commands.home
@click.argument("crossing", type=click.UUID)
@_note
@click.option("--only-this", is_flag=True, help="Leave crossings that say exactly the same where they are.")
@commands.user
@commands.json
@commands.told
def split(home: Path, crossing: UUID, note: str, only_this: bool, user: str, as_json: bool) -> None:
    """Take CROSSING (its id) out of its traveller, with all that name the same document and person.

    HQ joins it to nobody by itself again.
    """
    with commands.ledger(home) as (_, connection):
        number = travellers_acts.split_crossing(
            connection, crossing, note, Reader(user, "correction"), only_this
        )
    if as_json:
        print_json({"traveller": number})
    else:
        click.echo(f"It is traveller {number} now.")


def _join_arrived(home: Path, as_json: bool) -> None:
    hq = HqHome(home)
    with database(hq, hq.settings()) as url:
        migrate(url)
        with connect(url, autocommit=True) as connection:
            joined = joining.join_arrived(connection)
            erased = forget_erased(connection)
    if as_json:
        print_json({"joined": joined, "erased": erased})
    else:
        click.echo(f"{joined} crossings were joined to travellers, {erased} erased ones left them.")


def _print_traveller(found: Mapping[str, Any]) -> None:
    if found["asked"] != found["traveller"]:
        click.echo(f"Traveller {found['asked']} was joined to {found['traveller']}.")
    click.echo(f"Traveller {found['traveller']}, confidence {found['confidence']:.2f}")
    click.echo("\nDocuments and names")
    print_table(found["bearers"], _BEARERS, "None.")
    for one in found["why"]:
        click.echo(
            f"{one['one']} and {one['other']} are one ({one['confidence']:.2f}): {because(one['reasons'])}."
        )
    click.echo("\nCrossings")
    print_table(found["crossings"], _CROSSED, "None.")
    for one in found["maybe"]:
        click.echo(
            f"\nPerhaps traveller {one['traveller']} ({one['confidence']:.2f}): {because(one['reasons'])}."
        )
    if found["words"]:
        click.echo("\nWhat people said")
    for one in found["words"]:
        undone = ", undone later" if one["undone_by"] else ""
        click.echo(f"{one['at']:%Y-%m-%d} {one['who']} said {one['kind']}{undone}: {one['note']}")


def _birth(text: str) -> int:
    digits = text.replace("-", "")
    if text and not re.fullmatch(r"\d{8}", digits):
        remedy = "Write it as 1974-08-12, with 00 for a day or month that is not known."
        raise HqError(HqCode.FIELD_WRONG, field="--born", value=text, remedy=remedy)
    return int(digits or 0)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _with_dates(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its numbers of dates as text, unknown parts 00."""
    shown = dict(row)
    for name, number in (("born", shown.pop("birth")), ("expires", shown.pop("expiry", 0))):
        if name == "born" or number:
            text = f"{number:08}"
            shown[name] = f"{text[:4]}-{text[4:6]}-{text[6:]}" if number else ""
    return shown
