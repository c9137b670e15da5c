"""The command `matapa-hq crossings`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from app.domain.crossing import Direction
from app.domain.decision import DecisionKind
from sync.hq import commands
from sync.hq.audit import Reader
from sync.hq.enquiries_crossings import Wanted, find_crossings
from sync.hq.printing import print_json, print_table

PURPOSES = ("inquiry", "data_subject_request", "supervision", "correction")
_COLUMNS = (
    "at", "port", "direction", "document_number", "surname", "given_names", "nationality", "decision",
)  # fmt: skip


@click.command("crossings")
@commands.home
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most, newest first."
)
@click.option("--since", type=click.DateTime(), help="At or after this moment, UTC.")
@click.option("--until", type=click.DateTime(), help="Before this moment, UTC.")
@click.option("--number", default="", help="Document number, or its beginning.")
@click.option("--surname", default="", help="Surname, or its beginning; case and accents do not matter.")
@click.option("--given", default="", help="Given names, or their beginning.")
@click.option("--born", default="", help="Birth date, as 1974-08-12; parts that nobody knows are left out.")
@click.option("--nationality", default="", help="Three letters, as in the document.")
@click.option("--port", default="", help="Port, by UN/LOCODE.")
@click.option("--direction", type=click.Choice([str(one) for one in Direction]), help="Which way.")
@click.option("--decision", type=click.Choice([str(one) for one in DecisionKind]), help="Decided so.")
@click.option("--behind", type=click.UUID, help="Go on behind this record, the last of the page before.")
@commands.user
@click.option("--purpose", type=click.Choice(PURPOSES), default="inquiry", show_default=True, help="Why.")
@commands.json
@commands.told
def crossings_command(
    home: Path,
    since: datetime | None,
    until: datetime | None,
    direction: str | None,
    decision: str | None,
    behind: UUID | None,
    user: str,
    purpose: str,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show crossings. Each look is kept in HQ's audit trail with user and purpose."""
    wanted = Wanted(
        since=_utc(since),
        until=_utc(until),
        direction=direction or "",
        decision=decision or "",
        behind=behind,
        **asked,
    )
    with commands.ledger(home) as (_, connection):
        found = find_crossings(connection, wanted, Reader(user, purpose))
    if as_json:
        print_json(found)
        return
    print_table(found, _COLUMNS, "No crossing matches.")
    if len(found) == wanted.limit:
        click.echo(f"The next page: add --behind {found[-1]['record_id']}", err=True)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
