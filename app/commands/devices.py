"""List, find, choose and read the readers of documents and chips."""

from __future__ import annotations

import json
import queue
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TypeAlias

import click

from app.commands.cli import tell
from app.commands.kit import Kit
from app.commands.mrz import as_table, error_of, told_of
from app.commands.signing_in import by_account, signed_in
from app.domain.checks import Verdict
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import parse_mrz
from app.domain.officer import Act
from app.wording.failures import words_for
from devices.api import (
    DetectProgress,
    DetectRow,
    DeviceRow,
    DeviceState,
    DeviceStatus,
    DocumentScan,
    ReaderEvent,
    Unreadable,
)
from devices.errors import DeviceCode, DeviceError

Json: TypeAlias = dict[str, object]

_CANNOT_OPEN = 2
_FIRST = "first"
_CHIP_SAID = {
    _FIRST: "The desk will read chips on the first chip reader found.",
    "none": "The desk reads no chips now.",
}
# Number, birth date and expiry date: what every format of Doc 9303 carries check digits for.
_ENOUGH = 3


@click.group()
def devices() -> None:
    """Document and chip readers on this machine."""


@devices.command()
@click.argument("port")
@click.option(
    "--profile", metavar="KEY", help="Reader model, see `matapa devices list`; else found by itself."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and document.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Stop after so many seconds.")
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many documents.")
@click.pass_obj
def read(
    kit: Kit, port: str, profile: str | None, as_json: bool, timeout: float | None, count: int | None
) -> None:
    """Print what the reader on PORT sends, until --timeout, --count or Ctrl-C.

    PORT is a name (/dev/ttyACM0, COM3) or a socket:// or rfc2217:// URL. The exit status is 0 when at
    least one document came, 1 when none did, 2 when the port cannot be opened.
    """
    _known_profile(kit, profile)
    events: queue.SimpleQueue[ReaderEvent] = queue.SimpleQueue()
    reader = kit.reader(port, profile)
    end = None if timeout is None else time.monotonic() + timeout
    found, opened = 0, False
    reader.start(events.put)
    try:
        while (event := _next(events, end)) is not None:
            if isinstance(event, DeviceStatus):
                opened = _said(event, port, opened)
                continue
            told, text = _read(event, datetime.now(UTC).date())
            found += "error" not in told
            click.echo(json.dumps(told) if as_json else text)
            if found == count:
                break
    except KeyboardInterrupt:
        click.echo(err=True)  # the usual end of a reading without --timeout
    finally:
        reader.stop()
    if not found:
        within = f" in {timeout:g} seconds" if timeout is not None else ""
        click.echo(f"No document came from {port}{within}.", err=True)
        raise click.exceptions.Exit(1)


@devices.command()
@click.argument("port", default="")
@click.option("--profile", metavar="KEY", default="", help="As `matapa devices detect` found it.")
@click.option("--none", "without", is_flag=True, help="No document reader: documents are typed.")
@click.option(
    "--chip", metavar="NAME", help="Chip reader as `matapa devices list` names it; `first` found, or `none`."
)
@by_account
@click.pass_obj
def use(
    kit: Kit, account: tuple[str, bool], port: str, profile: str, without: bool, chip: str | None
) -> None:
    """Let this station's desk use the reader on PORT, from when it is opened next.

    With --chip also, or only, another chip reader; at first the desk takes the first one that it finds.
    For technicians and administrators.
    """
    if (without and port) or not (without or port or chip):
        raise click.UsageError("name a port, say --none, or name a chip reader by --chip")
    _known_profile(kit, profile)
    with signed_in(kit, account) as session:
        if not session.officer.may(Act.MANAGE_DEVICES):
            raise WorldError(FailureCode.NOT_ALLOWED, "devices", act=Act.MANAGE_DEVICES.value)
        try:
            if port or without:
                kit.keep_reader(port, profile)
            if chip:
                kit.keep_chip_reader("" if chip == _FIRST else chip)
        except OSError as error:
            raise click.ClickException(f"the settings cannot be written: {error.strerror}") from error
    if port or without:
        click.echo(
            f"The desk will use {port} ({profile or 'auto'})." if port else "The desk has no reader now."
        )
    if chip:
        click.echo(_CHIP_SAID.get(chip, f"The desk will read chips on {chip}."))


@devices.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(kit: Kit, as_json: bool) -> None:
    """List the ports and drivers found, with what is wrong with each, and the reader profiles."""
    rows, profiles = kit.device_rows(), kit.profiles()
    if as_json:
        click.echo(json.dumps({"devices": [asdict(row) for row in rows], "profiles": profiles}))
        return
    for row in rows:
        click.echo(_line(row))
    click.echo("\nProfiles: " + ", ".join(profiles))


@devices.command()
@click.argument("ports", nargs=-1)
@click.option(
    "--probe", is_flag=True, help="Also send the readers' commands. Only to ports that are readers."
)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=5.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and finding.")
@click.pass_obj
def detect(kit: Kit, ports: tuple[str, ...], probe: bool, seconds: float, as_json: bool) -> None:
    """Find reader and profile: swipe a test document at each step, on PORTS or on all there are.

    Nothing is ever written to a port without --probe: it may be a modem or a power supply. The exit
    status is 1 when no reader was found.
    """
    chosen = ports or kit.ports()
    if not chosen:
        tell(DeviceError(DeviceCode.NOT_FOUND, ""))
        raise click.exceptions.Exit(1)
    said = 0

    def progress(now: DetectProgress) -> None:
        nonlocal said
        if now.step != said:
            said = now.step
            click.echo(f"Step {now.step} of {now.steps}: swipe the test document now.", err=True)

    rows = kit.detect(chosen, seconds=seconds, probe=probe, score=score, enough=_ENOUGH, progress=progress)
    for row in rows:
        click.echo(json.dumps(asdict(row)) if as_json else _finding(row))
    if not any(row.framing for row in rows):
        raise click.exceptions.Exit(1)


def score(scan: DocumentScan) -> int:
    """How sure a scan makes us of its reader: check digits passed, none for a document cut short."""
    try:
        checks = parse_mrz(list(scan.mrz_lines), datetime.now(UTC).date()).checks
    except WorldError:
        return 0
    return 0 if scan.partial else sum(verdict is Verdict.PASSED for _, verdict in checks.items())


def _known_profile(kit: Kit, profile: str | None) -> None:
    if profile and profile not in kit.profiles():
        raise click.BadParameter(f"choose from {', '.join(kit.profiles())}", param_hint="--profile")


def _next(events: queue.SimpleQueue[ReaderEvent], end: float | None) -> ReaderEvent | None:
    """The next event, or None when the time is up; what came in time is still given after it."""
    left = None if end is None else max(0.0, end - time.monotonic())
    try:
        return events.get(timeout=left) if left != 0.0 else events.get_nowait()
    except queue.Empty:
        return None


def _said(status: DeviceStatus, port: str, opened: bool) -> bool:
    """Tell of a state; whether the port has been open. A port that cannot be opened ends the command."""
    if status.state is DeviceState.GONE and status.code is not None:
        tell(DeviceError(status.code, port))
        if not opened:
            raise click.exceptions.Exit(_CANNOT_OPEN)
    elif status.state is DeviceState.READY and not opened:
        click.echo(f"Waiting for a document on {port}.", err=True)
    return opened or status.state is DeviceState.READY


def _read(event: DocumentScan | Unreadable, on: date) -> tuple[Json, str]:
    """A document as JSON and for human eyes; with `error` when it could not be read."""
    if isinstance(event, Unreadable):
        message = words_for(event.code).happened
        error: Json = {"code": str(event.code), "message": message}
        told: Json = {"error": error, "framing": None, "partial": True, "size": event.size}
        return told, f"{message} ({event.code}, {event.size} bytes)\n"
    sent: Json = {"framing": str(event.framing), "partial": event.partial}
    try:
        parsed = parse_mrz(list(event.mrz_lines), on)
    except WorldError as failed:
        what = error_of(failed)
        lines = "\n".join(event.mrz_lines)
        return {"error": what, **sent, "lines": list(event.mrz_lines)}, f"{lines}\n{what['message']}\n"
    cut = "\n! cut short or damaged on the way" if event.partial else ""
    return {**told_of(parsed), **sent}, as_table(parsed) + cut


def _line(row: DeviceRow) -> str:
    usb = f"{row.usb[0]:04x}:{row.usb[1]:04x}" if row.usb else ""
    fault = f"{words_for(row.code).happened} ({row.code}) {row.detail}".rstrip() if row.code else ""
    name = "" if row.name == row.port else row.name
    return f"{row.driver:<10}{row.port:<22} {usb:<11}{name}  {fault}".rstrip()


def _finding(row: DetectRow) -> str:
    if row.framing is None:
        fault = words_for(row.code).happened if row.code else ""
        return f"{row.port:<22}{fault} ({row.code}, {row.heard} bytes)"
    return f"{row.port:<22}{row.profile:<20}{row.framing:<16}{row.score} check digits right"
