"""`matapa day`: close the day of this station, and see what was closed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import click

from app.commands import day_words as words
from app.commands.day_export import export, verify
from app.commands.day_words import DayProgressLine
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_note = click.option("--note", default="", metavar="TEXT", help="A remark that stands in the signed log.")
_day = click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))


@click.group()
def day() -> None:
    """Close the day of this station, and see what was closed.

    A supervisor closes each day after midnight: its crossings are counted in three places that do not know
    each other, what is left open is named, and the log is numbered and signed by the station's key. What is
    recorded or corrected for that day afterwards goes into an addendum. Days are written as 2026-11-27.
    """


@day.command("list")
@click.option("--limit", default=60, show_default=True, type=click.IntRange(1, 400), help="How many days.")
@_as_json
@by_account
@click.pass_obj
def list_(kit: Kit, account: tuple[str, bool], limit: int, as_json: bool) -> None:
    """List days that have crossings or a log, the newest first."""
    with signed_in(kit, account) as session:
        found = kit.days().days(session, limit)
    if as_json:
        click.echo(json.dumps({"days": [words.view(one) for one in found]}))
        return
    for one in found:
        click.echo(words.view_line(one))
    if not found:
        click.echo("No day has crossings yet.")


@day.command()
@_day
@_as_json
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], day: datetime, as_json: bool) -> None:
    """Count DAY as it is now, say what is open, and what was signed of it.

    Nothing is changed but the line in the audit chain that says who looked.
    """
    days = kit.days()
    with signed_in(kit, account) as session:
        now = days.preview(session, day.date())
        logs = words.logs_of(days.days(session, words.MOST_DAYS), day.date())
    if as_json:
        click.echo(json.dumps({**words.preview(now), "logs": [words.log(one) for one in logs]}))
        return
    click.echo("\n".join(words.preview_lines(now)))
    for one in logs:
        click.echo(words.log_line(one))


@day.command()
@click.argument("day", metavar="[DAY]", required=False, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--early", is_flag=True, help="Close it before its midnight; what comes later is an addendum.")
@_note
@_as_json
@by_account
@click.pass_obj
def close(
    kit: Kit, account: tuple[str, bool], day: datetime | None, early: bool, note: str, as_json: bool
) -> None:
    """Close DAY: count it, number it, sign it. Yesterday, if DAY is left out.

    What is open does not hold it up: it is named in the log. A closed day stays as it was signed for ever.
    """
    which = _yesterday() if day is None else day.date()
    if day is None:
        click.echo(f"Closing yesterday, {which}.", err=True)
    with signed_in(kit, account) as session:
        log = kit.days().close(session, which, DayProgressLine(), early=early, note=note)
    click.echo(json.dumps(words.log(log)) if as_json else "\n".join(words.log_lines(log)))


@day.command()
@_day
@_note
@_as_json
@by_account
@click.pass_obj
def add(kit: Kit, account: tuple[str, bool], day: datetime, note: str, as_json: bool) -> None:
    """Make an addendum of what was recorded or corrected for DAY since its last log."""
    with signed_in(kit, account) as session:
        log = kit.days().add(session, day.date(), DayProgressLine(), note=note)
    click.echo(json.dumps(words.log(log)) if as_json else "\n".join(words.log_lines(log)))


@day.command()
@click.argument("number", type=click.IntRange(min=1))
@_as_json
@by_account
@click.pass_obj
def files(kit: Kit, account: tuple[str, bool], number: int, as_json: bool) -> None:
    """Make log NUMBER anew, hold it against what was signed, and list its files.

    The same day gives the same bytes each time. Nothing is written: a log leaves the station by
    `matapa day export` alone.
    """
    with signed_in(kit, account) as session:
        made = kit.days().make(session, number, DayProgressLine(), anew=True)
    if as_json:
        click.echo(json.dumps(words.files(number, made)))
        return
    click.echo(f"Log {number} is what was signed. SHA-256 of its manifest: {words.digest(made.manifest)}")
    for name, content in made.files:
        click.echo(f"{words.digest(content)}  {len(content):>12,}  {name}")


day.add_command(export)
day.add_command(verify)


def _yesterday() -> date:
    return datetime.now(UTC).astimezone().date() - timedelta(days=1)
