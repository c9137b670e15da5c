"""The commands of `matapa-hq day`: take daily logs in, see which are missing, say how they leave stations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from app.domain.export_policy import ExportPolicy
from app.domain.failure import WorldError
from sync.courier.day_reading import sources_at
from sync.hq import age_keys, audit, commands, days, days_policy
from sync.hq.audit import Reader
from sync.hq.courier_report import StickReport, unusable
from sync.hq.days import DayLogRow, LogGap
from sync.hq.days_import import DayIntake, TakenLog, TakenPackage
from sync.hq.days_stick import take_days
from sync.hq.failure import HqCode, HqError
from sync.hq.printing import print_figures, print_json, print_table
from sync.protocol.day_proof import STATION_KEY, write_key

_COLUMNS: Final = ("station", "port", "number", "kind", "day", "crossings", "records", "stands", "first_at")
_station = click.option("--station", type=click.IntRange(min=1), help="Only this station, by its number.")


@click.group("day")
def day_group() -> None:
    """Daily logs that supervisors sign and bring: take in, list with what is missing, settle who opens them.

    What a log holds enters the ledger by the batches that travel with it; the log itself is held against
    the ledger record by record, and kept as the station's signed word on its day.
    """


@day_group.command("import")
@commands.home
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--port", help="Take only logs of this port (UN/LOCODE).")
@commands.user
@commands.json
@commands.told
def import_command(home: Path, path: Path, port: str | None, user: str, as_json: bool) -> None:
    """Take in PATH: one file, a stick or a folder of them, or an unpacked log.

    Opened with HQ's key, proved by the key that HQ has for the station, and held against the ledger: what is
    the same, came with it, differs or is missing. Taking the same in again takes nothing twice. The exit
    status is 1 when a file was refused.
    """
    report, reader = StickReport(), Reader(user, "daily log")
    with commands.ledger(home) as (hq, connection):
        connection.autocommit = True
        intake = DayIntake(hq, connection, reader, port)
        try:
            taken = take_days(
                intake, sources_at(path), report, lambda words: click.echo(f"... {words}", err=True)
            )
        except WorldError as error:
            raise unusable(error) from error
    if as_json:
        refused = [{"file": name, "why": why} for name, why in report.refused]
        print_json({"packages": [_package(one) for one in taken], "refused": refused})
    else:
        for line in _lines(taken):
            click.echo(line)
    for name, why in report.refused:
        click.echo(f"Refused {_tidy(name)}: {why}", err=True)
    if report.refused:
        raise SystemExit(1)


@day_group.command("list")
@commands.home
@_station
@commands.json
@commands.told
def list_command(home: Path, station: int | None, as_json: bool) -> None:
    """List the logs that were brought, by station, and the numbers that are missing between them."""
    with commands.ledger(home) as (_, connection):
        logs = days.logs_of(connection, station)
    lacking = days.gaps(logs)
    if as_json:
        print_json({"logs": [_plain(one) for one in logs], "gaps": [asdict(one) for one in lacking]})
        return
    print_table([_plain(one) for one in logs], _COLUMNS, "No daily log was brought yet.")
    for gap in lacking:
        click.echo(_gap(gap))


@day_group.command("show")
@commands.home
@click.argument("station", type=click.IntRange(min=1))
@click.argument("number", type=click.IntRange(min=1))
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write manifest, signature and the station's key here.",
)
@commands.user
@commands.json
@commands.told
def show_command(home: Path, station: int, number: int, to: Path | None, user: str, as_json: bool) -> None:
    """Show log NUMBER of STATION: what was signed, how the ledger stands to it, and which records differ."""
    with commands.ledger(home) as (_, connection):
        found = days.logs_of(connection, station, number)
        if not found:
            reason = f"HQ has no log {number} of station {station}"
            raise HqError(HqCode.DAY_REFUSED, reason=reason, remedy="See: matapa-hq day list")
        differing = days.differences(connection, station, number)
        signed = {
            **days.signed(connection, station, number),
            STATION_KEY: write_key(days.station_key(connection, station)),
        }
        audit.note(
            connection, Reader(user, "supervision"), "day show", {"station": station, "number": number}
        )
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        for name, data in signed.items():
            (to / name).write_bytes(data)
    said = {**_plain(found[0]), "differing_records": [{"seq": seq, "id": name} for seq, name in differing]}
    if as_json:
        print_json(said)
        return
    print_figures({name: str(value) for name, value in said.items() if name != "differing_records"})
    for seq, name in differing:
        click.echo(f"Record {name} (seq {seq}) is other in the ledger.")


@day_group.command("key")
@commands.home
@click.option(
    "--station", type=click.IntRange(min=1), help="The key that this station signs by instead, as PEM."
)
@commands.json
@commands.told
def key_command(home: Path, station: int | None, as_json: bool) -> None:
    """Print HQ's age recipient: to whom stations seal daily logs.

    The identity that opens them is age.key among HQ's keys, and goes with them into `backup keys`. With
    --station it is the public key by which anybody proves that station's logs: `matapa day verify --key`.
    """
    with commands.ledger(home) as (hq, connection):
        if station is None:
            name, said = "recipient", age_keys.recipient_of(hq)
        else:
            name, said = "public_key", write_key(days.station_key(connection, station)).decode("ascii")
    if as_json:
        print_json({name: said})
    else:
        click.echo(said.rstrip())


@day_group.command("policy")
@commands.home
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="NAME=age1...",
    help="Who opens logs beside HQ; all of them.",
)
@click.option("--plain/--no-plain", "plain", default=None, help="May a supervisor export without encryption?")
@commands.user
@commands.json
@commands.told
def policy_command(
    home: Path, recipients: tuple[str, ...], plain: bool | None, user: str, as_json: bool
) -> None:
    """Show or settle how daily logs leave stations; without options nothing is changed.

    HQ itself is always the first recipient. With --recipient all others are named anew.
    """
    with commands.ledger(home) as (hq, connection):
        policy = days_policy.current_policy(connection, hq)
        if recipients or plain is not None:
            own = (days_policy.HQ_NAME, age_keys.recipient_of(hq))
            named = (own, *map(_recipient, recipients)) if recipients else policy.recipients
            allowed = policy.plain_allowed if plain is None else plain
            policy = ExportPolicy(named, allowed)
            days_policy.settle_policy(connection, hq, policy, Reader(user, "daily log"))
    if as_json:
        print_json({"recipients": dict(policy.recipients), "plain_allowed": policy.plain_allowed})
        return
    for name, to in policy.recipients:
        click.echo(f"{name}: {to}")
    allowed_words = "with the supervisor's reason" if policy.plain_allowed else "no"
    click.echo(f"Without encryption: {allowed_words}.")


def _recipient(text: str) -> tuple[str, str]:
    name, _, to = text.partition("=")
    return name.strip(), to.strip()


def _package(one: TakenPackage) -> dict[str, Any]:
    return {
        "file": one.name, "batches": one.batches, "known": one.known, "rejected": one.rejected,
        "logs": [asdict(log) for log in one.logs],
    }  # fmt: skip


def _lines(taken: Iterable[TakenPackage]) -> Iterator[str]:
    for one in taken:
        yield f"{_tidy(one.name)}: batches taken in {one.batches}, that had come before {one.known}."
        if one.rejected:
            yield f"  Records turned away: {one.rejected}; see matapa-hq queue list."
        yield from (f"  {_log(log)}" for log in one.logs)


def _log(log: TakenLog) -> str:
    what = (
        f"Log {log.number} of station {log.station} for {log.day}{'' if log.kind == 'day' else ', addendum'}"
    )
    fresh = "new" if log.new else "was here already"
    counted = f"{log.crossings:,} crossing{'' if log.crossings == 1 else 's'}"
    return f"{what}, {counted}: {fresh}. Records: {_stands(log)}."


def _stands(log: TakenLog | DayLogRow) -> str:
    """How the records of a log stand to the ledger, in words."""
    counted = (
        (log.came, "came with it"), (log.same, "known"), (log.differing, "DIFFER"), (log.missing, "missing"),
        (log.erased, "erased here"),
    )  # fmt: skip
    return ", ".join(f"{count} {words}" for count, words in counted if count) or "none"


def _plain(log: DayLogRow) -> dict[str, Any]:
    return {
        **asdict(log), "digest": log.digest.hex(), "previous": log.previous.hex(), "stands": _stands(log),
    }  # fmt: skip


def _gap(gap: LogGap) -> str:
    if gap.broken:
        return f"Station {gap.station}: log {gap.first} does not follow the one before it."
    which = f"log {gap.first}" if gap.first == gap.last else f"logs {gap.first} to {gap.last}"
    return f"Station {gap.station}: {which} not brought yet."


def _tidy(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
