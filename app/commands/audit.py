"""`matapa audit`: who did and read what, the proof of the chain, who read about a traveller."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from app.commands import audit_words as words
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose
from app.flow.trail import (
    AT_THE_DOOR,
    READERS_PURPOSES,
    LogCopy,
    ReadersQuestion,
    TrailFilter,
    TrailProgress,
    sign_ins,
)
from app.wording.trail import AUDIT_ACTS

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
"""The two files of an opened daily log by which it is proved (`sync.protocol.day`)."""
_LARGEST = 1 << 20
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_before = click.option(
    "--before", type=click.IntRange(1), metavar="LINE", help="Only lines older than this one."
)
_limit = click.option(
    "--limit", type=click.IntRange(1, 500), default=200, show_default=True, help="Lines at most."
)


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a span and a person; it receives them as `wanted`, a TrailFilter."""

    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day, YYYY-MM-DD.")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, YYYY-MM-DD.")
    @click.option(
        "--person", default="", metavar="USERNAME", help="Only what this account did or had done to it."
    )
    @_before
    @_limit
    @_as_json
    @functools.wraps(command)
    def with_filter(
        *arguments: Any, since: datetime | None, until: datetime | None, person: str, **options: Any
    ) -> None:
        last = None if until is None else _midnight(until + timedelta(days=1))
        wanted = TrailFilter(None if since is None else _midnight(since), last, person.strip().casefold())
        command(*arguments, wanted=wanted, **options)

    return with_filter


def _midnight(day: datetime) -> datetime:
    """The local midnight at which a day begins."""
    return datetime.combine(day.date(), time()).astimezone()


@click.group()
def audit() -> None:
    """Who did and read what on this station, newest first; for supervisors and administrators.

    Every line holds the hash of the line before, and each of these commands leaves a line itself. Where a
    command says that there are older lines, --before goes on from there.
    """


@audit.command()
@_filtered
@click.option(
    "--act", "acts", multiple=True, type=click.Choice(sorted(AUDIT_ACTS)), help="Only this act (repeatable)."
)
@by_account
@click.pass_obj
def show(
    kit: Kit, account: tuple[str, bool], wanted: TrailFilter, acts: tuple[str, ...], before: int | None,
    limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Show lines of the audit chain."""
    with signed_in(kit, account) as session:
        page = session.trail.page(replace(wanted, acts=frozenset(acts)), before, limit)
    _tell(
        as_json, {"lines": [words.plain(line) for line in page.lines], "older": page.older},
        [words.sentence(line) for line in page.lines], page.older,
    )  # fmt: skip


@audit.command()
@_filtered
@by_account
@click.pass_obj
def signins(
    kit: Kit, account: tuple[str, bool], wanted: TrailFilter, before: int | None, limit: int, as_json: bool
) -> None:
    """Show who signed in and how long, wrong passwords, lock-outs and changed passwords."""
    with signed_in(kit, account) as session:
        page = session.trail.page(replace(wanted, acts=AT_THE_DOOR), before, limit)
    found = sign_ins(page.lines)
    rows = [words.plain(line) | words.stay(found.get(line.seq)) for line in page.lines]
    said = [words.sentence(line) + words.stay_words(found.get(line.seq)) for line in page.lines]
    _tell(as_json, {"lines": rows, "older": page.older}, said, page.older)


@audit.command()
@_filtered
@by_account
@click.pass_obj
def corrections(
    kit: Kit, account: tuple[str, bool], wanted: TrailFilter, before: int | None, limit: int, as_json: bool
) -> None:
    """Show who corrected which crossing, of whom, and why."""
    with signed_in(kit, account) as session:
        page = session.trail.corrections(wanted, before, limit)
    rows = [words.correction(one) for one in page.corrections]
    said = [words.correction_words(one) for one in page.corrections]
    _tell(as_json, {"corrections": rows, "older": page.older}, said, page.older)


@audit.command()
@_filtered
@by_account
@click.pass_obj
def seconds(
    kit: Kit, account: tuple[str, bool], wanted: TrailFilter, before: int | None, limit: int, as_json: bool
) -> None:
    """Show where a second person stood by, or was refused, and what was done by it."""
    with signed_in(kit, account) as session:
        page = session.trail.seconds(wanted, before, limit)
    rows = [words.second(one) for one in page.seconds]
    _tell(
        as_json,
        {"seconds": rows, "older": page.older},
        [words.second_words(o) for o in page.seconds],
        page.older,
    )


@audit.command()
@click.option("--number", default="", help="The traveller's document number.")
@click.option("--surname", default="", help="Surname, together with --birth.")
@click.option("--birth", type=click.DateTime(["%Y-%m-%d"]), help="Birth date, YYYY-MM-DD.")
@click.option("--record", default="", metavar="ID", help="A record's id, in the place of a person.")
@click.option(
    "--purpose",
    required=True,
    type=click.Choice(sorted(READERS_PURPOSES)),
    help="Why you ask: it is kept with the question.",
)
@_before
@_limit
@_as_json
@by_account
@click.pass_obj
def readers(
    kit: Kit, account: tuple[str, bool], number: str, surname: str, birth: datetime | None, record: str,
    purpose: str, before: int | None, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Show who has read about a traveller, when, why, and in what way.

    Finds every line that asked for this person, showed one of their crossings, or recorded it.
    """
    if not (number or (surname and birth) or record):
        raise click.UsageError("Name a traveller by --number, by --surname with --birth, or by --record.")
    born = "" if birth is None else birth.date().isoformat()
    question = ReadersQuestion(number, surname, born, record)
    with signed_in(kit, account) as session, _progress("Looking through what was read") as progress:
        found = session.trail.readers(question, ReadPurpose(purpose), progress, before=before, limit=limit)
    rows = [words.reading(one) for one in found.readings]
    said = [words.reading_words(one) for one in found.readings]
    head = {"crossings": found.crossings, "found": found.found, "readings": rows, "older": found.older}
    _tell(as_json, head, said or ["Nobody on this station has read about this person."], found.older)


@audit.command()
@click.option(
    "--log", "logs", multiple=True, type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER", help="Hold the chain also against this copy of a daily log, opened (repeatable).",
)  # fmt: skip
@_as_json
@by_account
@click.pass_obj
def prove(kit: Kit, account: tuple[str, bool], logs: tuple[Path, ...], as_json: bool) -> None:
    """Walk the whole chain beside the records, the batches that HQ has, and the signed daily logs.

    A log of which HQ or the service has a copy proves the most: nobody at this station can have written
    that anew. About half a minute for a million lines. The exit status is 1 when anything is broken.
    """
    copies = [LogCopy(_read(one / MANIFEST), _read(one / SIGNATURE)) for one in logs]
    with signed_in(kit, account) as session, _progress("Proving") as progress:
        proof = session.trail.prove(progress, copies)
    if as_json:
        click.echo(json.dumps(words.proof(proof)))
    else:
        for line in words.proof_words(proof):
            click.echo(line)
        if copies and proof.intact:
            click.echo("It is the chain over which the given copies of logs were signed.")
    if not proof.intact:
        raise click.exceptions.Exit(1)


def _read(path: Path) -> bytes:
    """A small file of a log; raises WorldError(DAY_DAMAGED) where it is missing."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        raise WorldError(FailureCode.DAY_DAMAGED, "audit.prove", field=path.name) from error


def _tell(as_json: bool, said: Mapping[str, Any], lines: Sequence[str], older: int | None) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for line in lines:
        click.echo(line)
    if older is not None:
        click.echo(f"There may be older ones: --before {older}")


@contextmanager
def _progress(word: str) -> Iterator[TrailProgress]:
    """Say on stderr how far it is; each tenth at most once."""
    last = 0

    def progress(done: int, total: int) -> None:
        nonlocal last
        tenth = 10 * done // max(total, 1)
        if tenth > last and total > 1000:
            last = tenth
            click.echo(f"{word}: {10 * tenth} % of {total:,} lines", err=True)

    yield progress
