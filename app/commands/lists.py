"""`matapa list`: alert lists; look at a file, make it a list of this station, see and remove lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from app.commands import lists_words as words
from app.commands.alert_policy import policy
from app.commands.cli import tell
from app.commands.kit import Kit
from app.commands.list_files import AUTO, ListFile, read_list_file
from app.commands.signing_in import by_account, signed_in
from app.domain.alert_entry import Band
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.ports import SignedIn
from app.screening.formats import FORMATS
from app.screening.formats.files import SHORT, kind_of
from app.screening.formats.read_list import tidy
from app.screening.lists import LIST_ID, ListHeader, ListKind, ListPolicy, WhenStale, shrinks

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_ANYTHING = click.Path(exists=True, path_type=Path)
_FORMAT = click.Choice([*FORMATS, AUTO])
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_POLICY = ListPolicy()


def _list_id(_: click.Context, __: click.Parameter, said: str | None) -> str | None:
    if said is not None and not LIST_ID.fullmatch(said):
        raise click.BadParameter("use 1 to 64 small letters, digits, - and _, such as un.")
    return said


def policy_options(command: Callable[..., None]) -> Callable[..., None]:
    """The rules of a list as options; the command gets None for each that was left out."""
    for option in (
        click.option("--ttl-hours", type=click.IntRange(0, 87_600),
                     help=f"Hours until it is too old (first {_POLICY.ttl_hours}); 0 for never."),
        click.option("--when-stale", type=click.Choice([str(one) for one in WhenStale]),
                     help="When it is too old: go on and warn (first), or ask it no more."),
        click.option("--max-band", type=click.Choice([str(one) for one in Band]),
                     help="The firmest that a hit may be (first stop)."),
        click.option("--rarity-gate/--no-rarity-gate", default=None,
                     help="Whether a common name without a birth date is no hit (first yes; no for un)."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group("list")
def lists() -> None:
    """Alert lists: people, organisations, ships, stolen documents."""


lists.add_command(policy)


@lists.command()
@click.argument("format_", metavar="FORMAT", type=_FORMAT)
@click.argument("file", type=_EXISTING)
@_as_json
def inspect(format_: str, file: Path, as_json: bool) -> None:
    """Count what stands in FILE, and say what could not be kept; needs no station.

    FORMAT is un, ofac, csv, ftm, national, stolen, or auto.
    """
    read = read_list_file(format_, file)
    if as_json:
        click.echo(json.dumps(words.file_json(read), ensure_ascii=False))
        return
    for line in words.file_lines(read):
        click.echo(line)


@lists.command("import")
@click.argument("format_", metavar="FORMAT", type=_FORMAT)
@click.argument("file", type=_EXISTING)
@click.option(
    "--id",
    "list_id",
    callback=_list_id,
    help="Its short name on this station: small letters, digits, - and _.",
)
@click.option("--title", help="What people call it.")
@click.option("--agency", help="Whose list it is.")
@click.option("--issued", type=_MOMENT, help="When its owner issued it (UTC).")
@click.option("--older", is_flag=True, help="Take it in even if it is older than what is here.")
@click.option("--shrink", is_flag=True, help="Take it in even if over half of the entries are gone.")
@policy_options
@_as_json
@by_account
@click.pass_obj
def import_file(
    kit: Kit, /, account: tuple[str, bool], format_: str, file: Path, list_id: str | None, title: str | None,
    agency: str | None, issued: datetime | None, older: bool, shrink: bool, as_json: bool, **policy: Any,
) -> None:  # fmt: skip
    """Make FILE the next version of a list of this station; the version before is replaced whole.

    For supervisors and administrators. Title, agency and rules that are left out stay as they were for
    the version before. A list that HQ publishes is changed by HQ alone.
    """
    with signed_in(kit, account) as session:
        _require_manager(session)
        click.echo(f"Reading {file.name} ({file.stat().st_size / 1000:,.0f} kB)", err=True)
        read = read_list_file(format_, file)
        said = {"title": title, "agency": agency, "issued_at": issued and issued.replace(tzinfo=UTC)}
        header = _planned(session, read, list_id or read.list_id, said, policy)
        if not older:
            _require_newer(session, header)
        if not shrink:
            _require_as_many(session, header, len(read.read.documents) or len(read.read.entries))
        if header.kind is ListKind.DOCUMENTS:
            taken = replace(
                session.lists.take_in_numbers(header, read.read.documents), warnings=read.read.warnings
            )
        else:
            taken = session.lists.take_in(header, read.read.entries, read.read.warnings)
    if as_json:
        click.echo(json.dumps(words.taken_json(taken), ensure_ascii=False))
        return
    for line in words.taken_lines(taken):
        click.echo(line)


@lists.command()
@_as_json
@by_account
@click.pass_obj
def status(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Show every list on board: version, age, entries, and whether it is asked."""
    with signed_in(kit, account) as session:
        found = session.lists.status()
    now = datetime.now(UTC)
    if as_json:
        rows = [words.status_json(one, now) for one in found]
        click.echo(json.dumps({"lists": rows}, ensure_ascii=False))
        return
    for one in found:
        click.echo(words.status_line(one, now))
    if not found:
        click.echo("There is no list on this station: travellers are checked against nothing.")


@lists.command()
@click.argument("list_id", metavar="ID")
@by_account
@click.pass_obj
def remove(kit: Kit, account: tuple[str, bool], list_id: str) -> None:
    """Take list ID off this station; importing its file brings it back.

    For supervisors and administrators.
    """
    with signed_in(kit, account) as session:
        removed = session.lists.remove(list_id)
    click.echo(f"Removed: {removed.list_id}, {removed.title}, version {removed.version}")


@lists.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=_ANYTHING)
@_as_json
@by_account
@click.pass_obj
def take(kit: Kit, account: tuple[str, bool], paths: tuple[Path, ...], as_json: bool) -> None:
    """Take in publications of HQ that came on a stick: files, or a folder of them.

    Each is proved before it is used; the exit status is 1 when any could not be taken in.
    """
    with signed_in(kit, account) as session:
        _require_manager(session)
        brought = kit.take_publications(session, paths)
    if as_json:
        rows = [{"stream": one.stream, "sequence": one.sequence, "count": one.count} for one in brought.taken]
        failed = [{"file": name, "code": error.failure.code} for name, error in brought.failed]
        click.echo(json.dumps({"taken": rows, "failed": failed}))
    else:
        for one in brought.taken:
            click.echo(f"Taken in: {one.stream}, publication {one.sequence}, {one.count:,} entries")
        if not brought.taken and not brought.failed:
            click.echo("Nothing there that this station still needs.")
    for name, error in brought.failed:
        click.echo(f"{tidy(name)}:", err=True)  # whoever filled the stick named it
        tell(error)
    if brought.failed:
        raise click.exceptions.Exit(1)


def _planned(
    session: SignedIn, file: ListFile, list_id: str, said: dict[str, Any], policy: dict[str, Any]
) -> ListHeader:
    """The header of the next version: as said, else as before, else as the file has it.

    Version and count are the store's to set. Raises WorldError(LIST_UNREADABLE) for a list issued later
    than a day from now.
    """
    kind = kind_of(file.format)
    agencies = {entry.agency for entry in file.read.entries}
    agency = agencies.pop() if len(agencies) == 1 else ""
    rules = ListPolicy(rarity_gate=file.format not in SHORT)
    header = ListHeader(list_id, kind, file.title, agency, 0, file.issued_at, 0, rules)
    before = _before(session, list_id)
    if before is not None and before.kind is not kind:
        raise click.UsageError(f"List {list_id} is one of {before.kind}: give this file an --id of its own.")
    if before is not None:
        header = replace(header, title=before.title, agency=before.agency, policy=before.policy)
    header = replace(
        header, policy=_ruled(header.policy, **policy), **{key: one for key, one in said.items() if one}
    )
    if header.issued_at > datetime.now(UTC) + timedelta(days=1):
        raise WorldError(FailureCode.LIST_UNREADABLE, "list.file", reason="it was issued in the future")
    return header


def _require_newer(session: SignedIn, header: ListHeader) -> None:
    """Raises click.UsageError for a list that is older than the one on board."""
    before = _before(session, header.list_id)
    if before is not None and before.issued_at > header.issued_at:
        raise click.UsageError(
            f"The list on board was issued on {before.issued_at.date()}, this file on"
            f" {header.issued_at.date()}. Say --older to take it in all the same."
        )


def _require_as_many(session: SignedIn, header: ListHeader, now: int) -> None:
    """Raises click.UsageError for a list of which most is gone."""
    before = _before(session, header.list_id)
    if before is not None and shrinks(before.count, now):
        raise click.UsageError(
            f"The list on board has {before.count:,} entries, this file {now:,}. Look at it with matapa list"
            " inspect, and say --shrink to take it in all the same."
        )


def _before(session: SignedIn, list_id: str) -> ListHeader | None:
    """The list of this station that has this id; one of HQ's is for the store to refuse."""
    own = (one.asked.header for one in session.lists.status() if not one.publication)
    return next((header for header in own if header.list_id == list_id), None)


def _ruled(
    before: ListPolicy,
    ttl_hours: int | None,
    when_stale: str | None,
    max_band: str | None,
    rarity_gate: bool | None,
) -> ListPolicy:
    """The rules before, with what was said now."""
    return ListPolicy(
        Band(max_band) if max_band else before.max_band,
        before.rarity_gate if rarity_gate is None else rarity_gate,
        before.ttl_hours if ttl_hours is None else ttl_hours,
        WhenStale(when_stale) if when_stale else before.when_stale,
    )


def _require_manager(session: SignedIn) -> None:
    if not session.officer.may(Act.MANAGE_LISTS):
        raise WorldError(FailureCode.NOT_ALLOWED, "lists", act=Act.MANAGE_LISTS.value)
