"""`matapa shift`: the shift in figures, and the load valve."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from app.commands.day_words import counted
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason
from app.flow.shift import ShiftFigures, Spread
from app.screening.formats.read_list import tidy
from app.wording.choices import VALVE_REASONS

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_LONGEST_MINUTES = 720


@click.group()
def shift() -> None:
    """The shift in figures, and the load valve.

    For a supervisor. Figures show record ids and usernames, no traveller's data. The valve lets chips be
    left unread for a named time and reason; lists are asked all the same, and who was processed so is
    listed for follow-up.
    """


@shift.command()
@click.option("--hours", type=click.IntRange(1, 168), help="The last hours.  [default: since midnight]")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="One local day instead.")
@_as_json
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], hours: int | None, day: datetime | None, as_json: bool) -> None:
    """Show how many, how long, what is open and who overruled what."""
    if hours is not None and day is not None:
        raise click.UsageError("Say --hours or --day, not both.")
    since, until = _span(datetime.now(UTC), hours, None if day is None else day.date())
    with signed_in(kit, account) as session:
        figures, valve = session.shift.figures(since, until), session.valve.now()
    if as_json:
        click.echo(json.dumps({**_plain(asdict(figures)), "valve": None if valve is None else _said(valve)}))
        return
    _say(figures)
    click.echo(f"Captured: {_valve_words(valve)}")


@shift.command()
@click.option(
    "--minutes", type=click.IntRange(1, _LONGEST_MINUTES), default=60, show_default=True, help="For how long."
)
@click.option("--reason", type=click.Choice([str(one) for one in ValveReason]), required=True, help="Why.")
@click.option("--note", default="", help="More about why; needed with --reason other.")
@_as_json
@by_account
@click.pass_obj
def lower(kit: Kit, account: tuple[str, bool], minutes: int, reason: str, note: str, as_json: bool) -> None:
    """Lower what is captured: chips are not read for a time."""
    if reason == ValveReason.OTHER and not note.strip():
        raise click.UsageError("Say in --note why, with --reason other.")
    with signed_in(kit, account) as session:
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        valve = session.valve.open(CaptureLevel.PAGE, until, ValveReason(reason), note)
    click.echo(json.dumps(_said(valve)) if as_json else f"Captured: {_valve_words(valve)}")


@shift.command()
@_as_json
@by_account
@click.pass_obj
def restore(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Capture everything again from now on."""
    with signed_in(kit, account) as session:
        session.valve.shut()
    click.echo(json.dumps({"valve": None}) if as_json else f"Captured: {_valve_words(None)}")


def _span(now: datetime, hours: int | None, day: date | None) -> tuple[datetime, datetime]:
    if hours is not None:
        return now - timedelta(hours=hours), now
    begun = datetime.combine(day or now.astimezone().date(), time())
    until = now if day is None else (begun + timedelta(days=1)).astimezone(UTC)
    return begun.astimezone(UTC), until


def _say(figures: ShiftFigures) -> None:
    click.echo(f"{figures.since.astimezone():%Y-%m-%d %H:%M} to {figures.until.astimezone():%Y-%m-%d %H:%M}")
    click.echo(
        f"Travellers: {figures.crossings} ({figures.arrivals} in, {figures.departures} out; "
        f"{figures.admitted} admitted, {figures.referred} referred, {figures.refused} refused)"
    )
    click.echo(f"At the counter: {_spread(figures.processing)}")
    click.echo(f"In the queue, from the first of the same conveyance: {_spread(figures.waiting)}")
    click.echo(f"Referrals not decided since: {len(figures.referrals_open)}")
    click.echo(f"Alerts open: {figures.alerts_open}")
    click.echo(f"Not confirmed by HQ: {figures.unsent}, sent back by HQ: {figures.parked}")
    click.echo(f"Corrected: {figures.corrected}. Without the chip, for follow-up: {len(figures.light)}")
    for one in figures.officers:
        people = counted(one.crossings, "traveller")
        click.echo(f"  {one.username}: {people}, {one.overruled} with checks overruled")
    for check in figures.overrides:
        click.echo(f"  check {check.check}: failed {check.failed}, overruled {check.overruled}")


def _spread(spread: Spread) -> str:
    if not spread.count:
        return "none measured"
    half, most, all_ = spread.median, spread.ninth_decile, spread.longest
    return f"half within {half} s, nine in ten within {most} s, longest {all_} s"


def _valve_words(valve: LoadValve | None) -> str:
    if valve is None:
        return "everything"
    why = VALVE_REASONS[valve.reason].lower()
    until = f"{valve.until.astimezone():%H:%M}"
    return f"no chips until {until}, by {valve.officer}: {why}. {tidy(valve.note)}".strip()


def _said(valve: LoadValve) -> dict[str, Any]:
    return _plain(asdict(valve))


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(said, default=_text))  # type: ignore[no-any-return]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
