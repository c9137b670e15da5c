"""The commands of `matapa-hq list`: take lists in, publish them, say how they stand, copy them for sticks."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from app.domain.alert_entry import Band
from app.domain.failure import FailureCode, WorldError
from app.screening.documents import digest
from app.screening.formats import FORMATS, ReadList, counts
from app.screening.formats.files import SHORT, TITLES, bytes_of, kind_of, read_list
from app.screening.lists import ListHeader, ListKind, ListPolicy, WhenStale, shrinks
from sync.hq import commands, lists, proposals
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.keyring import add_content_key, load_ring
from sync.hq.lists import Digests, Imported, ListFacts, Source
from sync.hq.printing import print_json, print_table
from sync.hq.publishing import SUFFIX, Press, Printed, file_of, printed
from sync.ports import Publication

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_IN_THE_FUTURE = "SELECT 1 WHERE %s > now() + interval '1 day'"
_STATUS_COLUMNS = (
    "list_id", "kind", "title", "version", "issued_at", "count", "stream", "sequence", "published_version",
)  # fmt: skip
_PUBLISHED_COLUMNS = ("stream", "sequence", "base", "count", "size")
_PROPOSAL_COLUMNS = ("case", "at", "station", "officer", "name", "note")


@click.group("list")
def list_group() -> None:
    """Alert lists: people, stolen documents, and what stations get of them."""


@list_group.command("import")
@commands.home
@click.argument("kind", metavar="FORMAT", type=click.Choice(sorted(FORMATS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "list_id", required=True, help="The list's id, for ever: lower case, such as un.")
@click.option("--title", default="", help="What stations call it; the file's own title if left out.")
@click.option("--agency", default="", help="Who owns it.")
@click.option(
    "--max-band",
    type=click.Choice([str(band) for band in Band]),
    help="The firmest band that its hits reach.",
)
@click.option(
    "--rarity-gate/--no-rarity-gate",
    default=None,
    help="Whether common names need a birth date (first yes; no for un).",
)
@click.option("--ttl-hours", type=click.IntRange(0, 87_600), help="Hours until it is old; 0 for never.")
@click.option(
    "--when-stale", type=click.Choice([str(one) for one in WhenStale]), help="What an old list still does."
)
@click.option("--shrink", is_flag=True, help="Take it in even if over half of the entries are gone.")
@click.option("--publish", "and_publish", is_flag=True, help="Publish it at once.")
@commands.user
@commands.json
@commands.told
def import_command(
    home: Path,
    kind: str,
    file: Path,
    list_id: str,
    title: str,
    agency: str,
    shrink: bool,
    and_publish: bool,
    user: str,
    as_json: bool,
    **policy: Any,
) -> None:
    """Take FILE in as the newest version of a list: whole, or not at all.

    What is left out of the options stays as it was for the version before.
    """
    _require_id(list_id)
    data, read = _read(kind, file)
    with commands.ledger(home) as (hq, connection):
        facts = _facts(connection, list_id, (kind, read), (title, agency), policy)
        if not shrink:
            _require_as_many(connection, list_id, file, len(read.documents) or len(read.entries))
        source = Source(Reader(user, "publication"), data, read.warnings)
        if facts.kind is ListKind.DOCUMENTS:
            digests = _digests(load_ring(hq).document_key, read)
            imported = lists.take_documents(connection, facts, digests, source)
        else:
            imported = lists.take_people(connection, facts, read.entries, source)
        out = Press(connection, hq, source.reader).publish_list(list_id) if and_publish else []
    _say_imported(imported, read, out, as_json)


def _read(format_: str, file: Path) -> tuple[bytes, ReadList]:
    try:
        data = bytes_of(file, format_)
        read = read_list(format_, file, data)
    except WorldError as error:
        details = dict(error.failure.details)
        reason = details.get("reason") or f"more than {details.get('most', 'it may be')}"
        raise HqError(HqCode.LIST_REFUSED, failure=str(error.failure.code), reason=reason) from error
    except OSError as error:
        remedy = f"It cannot be read: {error.strerror}"
        raise HqError(HqCode.FIELD_WRONG, field="FILE", value=str(file), remedy=remedy) from error
    return data, read


def _facts(
    connection: Connection,
    list_id: str,
    file: tuple[str, ReadList],
    words: tuple[str, str],
    policy: dict[str, Any],
) -> ListFacts:
    """What is said of the list now: by the command, else by the version before, else by the file."""
    format_, read = file
    if read.issued_at is not None and connection.execute(_IN_THE_FUTURE, (read.issued_at,)).fetchone():
        failure = str(FailureCode.LIST_UNREADABLE)
        raise HqError(HqCode.LIST_REFUSED, failure=failure, reason="it was issued in the future")
    before = next((one for one in lists.headers(connection) if one.list_id == list_id), None)
    rules = ListPolicy(rarity_gate=format_ not in SHORT) if before is None else before.policy
    said = {name: value for name, value in policy.items() if value is not None}
    if "max_band" in said:
        said["max_band"] = Band(said["max_band"])
    if "when_stale" in said:
        said["when_stale"] = WhenStale(said["when_stale"])
    title, agency = words
    title = title or (before.title if before else "") or read.title or TITLES[format_]
    agency = agency or (before.agency if before else "")
    return ListFacts(list_id, kind_of(format_), title, agency, replace(rules, **said), read.issued_at)


def _require_as_many(connection: Connection, list_id: str, file: Path, now: int) -> None:
    before = next((one.count for one in lists.headers(connection) if one.list_id == list_id), 0)
    if shrinks(before, now):
        remedy = f"It has {now} entries, the list has {before}. Say --shrink if that is meant."
        raise HqError(HqCode.FIELD_WRONG, field="FILE", value=file.name, remedy=remedy)


def _digests(key: bytes, read: ReadList) -> Digests:
    made = (int.from_bytes(digest(key, *document)) for document in read.documents)
    return np.fromiter(made, dtype=np.uint64, count=len(read.documents))


def _say_imported(imported: Imported, read: ReadList, out: Sequence[Publication], as_json: bool) -> None:
    if as_json:
        print_json(
            {**asdict(imported), "read": counts(read), "published": [_publication(one) for one in out]}
        )
        return
    for warning in read.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(
        f"{imported.list_id} version {imported.version}: {imported.count} in all, {imported.added} new,"
        f" {imported.changed} changed, {imported.removed} gone."
    )
    for one in out:
        click.echo(f"Published {one.stream} {one.sequence}.")
    if not out:
        click.echo(f"Next: matapa-hq list publish {imported.list_id}")


def _require_id(list_id: str) -> None:
    """Raise HqError(FIELD_WRONG) for what can be the name of no list: streams and files are called by it."""
    if not _ID.fullmatch(list_id):
        remedy = "Use 1 to 40 letters a-z, digits, - and _, beginning with a letter or digit."
        raise HqError(HqCode.FIELD_WRONG, field="--id", value=list_id, remedy=remedy)


@list_group.command("publish")
@commands.home
@click.argument("list_id", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Every list, and the keys to stations without them.")
@commands.user
@commands.json
@commands.told
def publish_command(home: Path, list_id: str | None, everything: bool, user: str, as_json: bool) -> None:
    """Publish what is new of list ID, or of all lists, to every station."""
    if (list_id is None) is not everything:
        remedy = "Name one list, or give --all."
        raise HqError(HqCode.FIELD_WRONG, field="ID", value=list_id or "", remedy=remedy)
    with commands.ledger(home) as (hq, connection):
        press = Press(connection, hq, Reader(user, "publication"))
        out = press.publish_all() if list_id is None else press.publish_list(list_id)
        rows = [_publication(one) for one in out]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _PUBLISHED_COLUMNS, "Nothing is new since the newest publication.")


@list_group.command("status")
@commands.home
@commands.json
@commands.told
def status_command(home: Path, as_json: bool) -> None:
    """Show every list: its version at HQ, and the newest that is published."""
    with commands.ledger(home) as (_, connection):
        newest = {one.stream: one for one in printed(connection)}
        rows = [_status(header, newest) for header in lists.headers(connection)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _STATUS_COLUMNS, "No list yet. Take one in with: matapa-hq list import")


@list_group.command("export")
@commands.home
@click.argument("stream", required=False)
@click.option("--to", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@commands.json
@commands.told
def export_command(home: Path, stream: str | None, to: Path, as_json: bool) -> None:
    """Copy the publications of STREAM (people/un, keys/7; all without it) to a stick.

    The files are sealed: a stick that is lost tells nobody anything.
    """
    with commands.ledger(home) as (hq, connection):
        Press(connection, hq).publish_keys()
        rows = printed(connection, stream)
        if stream is not None and not rows:
            remedy = "Nothing is published under it; see the streams with: matapa-hq list status"
            raise HqError(HqCode.FIELD_WRONG, field="STREAM", value=stream, remedy=remedy)
        copied = [
            _copy(
                file_of(hq.published, one.stream, one.sequence),
                to / f"{one.stream.replace('/', '_')}-{one.sequence:06}{SUFFIX}",
            )
            for one in rows
        ]
    if as_json:
        print_json([path.name for path in copied])
    else:
        click.echo(f"{len(copied)} files are in {to}.")


def _copy(file: Path, to: Path) -> Path:
    """Copy a file to a stick and see it written; a link that a stranger's stick has there is not followed."""
    to.unlink(missing_ok=True)
    with file.open("rb") as source, to.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    return to


@list_group.command("new-key")
@commands.home
@commands.json
@commands.told
def new_key_command(home: Path, as_json: bool) -> None:
    """Make a new key for all publications to come, and publish it to every station."""
    with commands.ledger(home) as (hq, connection):
        number = add_content_key(hq)
        out = Press(connection, hq).publish_keys()
    if as_json:
        print_json({"content_key": number, "stations": len(out)})
    else:
        click.echo(f"Content key {number} is published to {len(out)} stations; back up {hq.keys}.")


@list_group.command("proposals")
@commands.home
@commands.json
@commands.told
def proposals_command(home: Path, as_json: bool) -> None:
    """Show the alerts that ports propose and nobody has answered."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(one) for one in proposals.waiting(connection)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _PROPOSAL_COLUMNS, "No proposal waits.")


@list_group.command("activate")
@commands.home
@click.argument("case")
@click.option("--id", "list_id", default="national", show_default=True, help="The list that takes it up.")
@commands.user
@commands.json
@commands.told
def activate_command(home: Path, case: str, list_id: str, user: str, as_json: bool) -> None:
    """Take the proposed alert CASE up in a list, publish it, and tell the port."""
    _require_id(list_id)
    with commands.ledger(home) as (hq, connection):
        out = proposals.activate(connection, hq, case, list_id, Reader(user, "publication"))
    _say_answer(out, f"{case} is in list {list_id}, and published.", as_json)


@list_group.command("decline")
@commands.home
@click.argument("case")
@click.option("--note", default="", help="Why, for the port.")
@commands.user
@commands.json
@commands.told
def decline_command(home: Path, case: str, note: str, user: str, as_json: bool) -> None:
    """Decline the proposed alert CASE, and tell the port."""
    with commands.ledger(home) as (hq, connection):
        out = proposals.decline(connection, hq, case, note, Reader(user, "publication"))
    _say_answer(out, f"{case} is declined.", as_json)


def _say_answer(out: Sequence[Publication], said: str, as_json: bool) -> None:
    if as_json:
        print_json([_publication(one) for one in out])
    else:
        click.echo(said)


def _publication(one: Publication) -> dict[str, Any]:
    return {
        "stream": one.stream,
        "sequence": one.sequence,
        "base": one.base,
        "count": one.count,
        "size": one.size,
        "issued_at": one.issued_at,
    }


def _status(header: ListHeader, newest: dict[str, Printed]) -> dict[str, Any]:
    stream = f"{header.kind}/{header.list_id}"
    last = newest.get(stream)
    return {
        "list_id": header.list_id,
        "kind": str(header.kind),
        "title": header.title,
        "agency": header.agency,
        "version": header.version,
        "issued_at": header.issued_at,
        "count": header.count,
        "ttl_hours": header.policy.ttl_hours,
        "when_stale": str(header.policy.when_stale),
        "max_band": str(header.policy.max_band),
        "rarity_gate": header.policy.rarity_gate,
        "stream": stream,
        "sequence": 0 if last is None else last.sequence,
        "published_version": None if last is None else last.list_version,
        "published_at": None if last is None else last.issued_at,
    }
