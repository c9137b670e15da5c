"""The commands of `matapa-hq courier`: read the sticks that come from stations, write those that go out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from app.domain.failure import WorldError
from sync.courier.day_reading import sources_on
from sync.courier.stick import Stick
from sync.hq import commands
from sync.hq.audit import Reader
from sync.hq.courier import ForStations, StickIntake, stations_of
from sync.hq.courier_giving import StickFiller
from sync.hq.courier_report import StickReport, unusable
from sync.hq.days_import import DayIntake
from sync.hq.days_stick import receipts_of, take_days
from sync.hq.failure import HqCode, HqError
from sync.hq.printing import print_json

_PURPOSE = "courier"
_drive = click.argument("drive", type=click.Path(file_okay=False, path_type=Path))


@click.group("courier")
def courier_group() -> None:
    """Sticks that travel between stations and HQ.

    `read` takes in what stations sent, answers on the same stick, and brings them what they lack. DRIVE is
    the stick's folder, such as /media/usb, or any folder.
    """


@courier_group.command("read")
@commands.home
@_drive
@click.option("--port", help="Take only what stations of this port sent (UN/LOCODE).")
@commands.user
@commands.json
@commands.told
def read_command(home: Path, drive: Path, port: str | None, user: str, as_json: bool) -> None:
    """Take in batches, requests, words and daily logs of every station on DRIVE; write the answers back.

    Through the same proofs as on the link; reading a stick twice takes nothing twice. What is refused is
    said, with exit status 1.
    """
    report, reader = StickReport(), Reader(user, _PURPOSE)
    with commands.ledger(home) as (hq, connection), _stick(drive) as stick:
        if not stick.used():
            raise HqError(HqCode.DRIVE_UNUSABLE, reason="no station has written it")
        connection.autocommit = True
        back = StickIntake(hq, connection, reader, port).take(stick, report, _say)
        logs = take_days(DayIntake(hq, connection, reader, port), sources_on(stick), report, _say)
        back.answers |= receipts_of(logs)
        try:
            if back.answers or back.words:
                StickFiller(hq, connection, reader).fill(stick, back, report, _say)
        except WorldError:
            click.echo("Nothing more is on the stick; what it brought is taken in:", err=True)
            click.echo("\n".join(_lines(report)), err=True)
            raise
    _tell(report, as_json)


@courier_group.command("write")
@commands.home
@_drive
@click.option("--port", help="For every station of this port (UN/LOCODE).")
@click.option("--station", type=click.IntRange(min=1), help="For this station alone, by its number.")
@commands.user
@commands.json
@commands.told
def write_command(
    home: Path, drive: Path, port: str | None, station: int | None, user: str, as_json: bool
) -> None:
    """Write DRIVE for stations that have not sent one: how HQ stands with them, keys, late hits, lists.

    For every station that is not revoked, or those that are named. Beginning with what is worth most.
    """
    report, reader = StickReport(), Reader(user, _PURPOSE)
    with commands.ledger(home) as (hq, connection), _stick(drive) as stick:
        connection.autocommit = True
        words = dict(stations_of(connection, port, station))
        if not words:
            remedy = "See the stations with: matapa-hq stations"
            field, value = ("--station", str(station)) if station else ("--port", port or "none")
            raise HqError(HqCode.FIELD_WRONG, field=field, value=value, remedy=remedy)
        report.stations.update(one.number for one in words)
        StickFiller(hq, connection, reader).fill(stick, ForStations(words=dict(words)), report, _say)
    _tell(report, as_json, brought=False)


@contextmanager
def _stick(drive: Path) -> Iterator[Stick]:
    """The stick in DRIVE; raises HqError(DRIVE_UNUSABLE) for what fails on it."""
    try:
        yield Stick(drive)
    except WorldError as error:
        raise unusable(error) from error


def _say(words: str) -> None:
    click.echo(f"... {words}", err=True)


def _tell(report: StickReport, as_json: bool, brought: bool = True) -> None:
    if as_json:
        print_json(_json(report))
    else:
        for line in _lines(report, brought):
            click.echo(line)
    for name, why in report.refused:
        click.echo(f"Refused {_tidy(name)}: {why}", err=True)
    if report.refused:
        raise SystemExit(1)


def _lines(report: StickReport, brought: bool = True) -> Iterator[str]:
    stations = ", ".join(map(str, sorted(report.stations))) or "none"
    yield f"Stations: {stations}"
    if brought:
        yield f"Batches taken in: {report.batches}; that had come before: {report.known}."
    if report.logs:
        yield f"Daily logs: {report.logs}, new: {report.new_logs}; see matapa-hq day list."
    if report.rejected:
        yield f"Records turned away: {report.rejected}; see matapa-hq queue list."
    yield f"On the stick now: receipts {report.receipts}, publications {report.publications}."
    if report.enrolled or report.renewed:
        yield f"Answered: enrolments {report.enrolled}, renewals of certificates {report.renewed}."
    for name in report.left_out:
        yield f"No room for: {name}"


def _json(report: StickReport) -> dict[str, Any]:
    counted = (
        "batches", "known", "rejected", "receipts", "enrolled", "renewed", "publications", "size", "left_out",
        "logs", "new_logs",
    )  # fmt: skip
    return {
        "stations": sorted(report.stations),
        **{name: getattr(report, name) for name in counted},
        "refused": [{"file": name, "why": why} for name, why in report.refused],
    }


def _tidy(name: str) -> str:
    """A name from a stranger's stick, fit for a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
