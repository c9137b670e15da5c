"""`matapa courier`: carry what waits to HQ, and HQ's answers back, on a stick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.commands.cli import tell
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.flow.courier import CourierPort, CourierRead, Progress
from app.screening.formats.read_list import tidy

_drive = click.argument("drive", required=False, type=click.Path(path_type=Path, file_okay=False))
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def courier() -> None:
    """Carry what waits to HQ, and HQ's answers back, on a stick.

    Write the stick here, let HQ read it (matapa-hq courier read), and read it here when it is back. It may
    be lost or found by anybody: what is on it is sealed, and stays on this station until HQ has confirmed
    it. DRIVE may be left out where one stick is plugged in, and may be any folder.
    """


@courier.command()
@_as_json
@click.pass_obj
def find(kit: Kit, as_json: bool) -> None:
    """List the sticks that are plugged in."""
    found = kit.courier().drives()
    if as_json:
        click.echo(json.dumps({"drives": [_plain(asdict(one)) for one in found]}))
        return
    for one in found:
        locked = ", can only be read" if one.read_only else ""
        label = tidy(one.label) or "(no name)"
        click.echo(
            f"{one.path}  {label}  {one.filesystem}  {_size(one.free)} of {_size(one.size)} free{locked}"
        )
    if not found:
        tell(WorldError(FailureCode.DRIVE_MISSING, "courier.find"))


@courier.command()
@_drive
@_as_json
@by_account
@click.pass_obj
def look(kit: Kit, account: tuple[str, bool], drive: Path | None, as_json: bool) -> None:
    """Say what is on DRIVE, taking nothing in."""
    port = kit.courier()
    where = which_drive(port, drive)
    with signed_in(kit, account) as session:
        seen = port.look(session, where)
    if as_json:
        click.echo(json.dumps(_plain(asdict(seen))))
        return
    click.echo(f"From HQ for this station: {seen.for_us}")
    click.echo(f"From this station, not read by HQ yet: {seen.from_us}")
    click.echo(f"Files of other stations: {seen.others}")
    for name in seen.torn:
        click.echo(f"Damaged: {tidy(name)}")
    if seen.foreign:
        click.echo("What is on it is of another HQ.")
    if seen.written_at is not None:
        click.echo(f"Last written: {seen.written_at:%Y-%m-%d %H:%M} UTC")


@courier.command()
@_drive
@_as_json
@by_account
@click.pass_obj
def write(kit: Kit, account: tuple[str, bool], drive: Path | None, as_json: bool) -> None:
    """Write all that waits for HQ to DRIVE, read it back, and compare.

    What was written before and is still there is not written again. The station keeps everything until
    HQ's receipt is back.
    """
    port = kit.courier()
    where = which_drive(port, drive)
    with signed_in(kit, account) as session, progress_line("Writing") as progress:
        done = port.write(session, where, progress)
    if as_json:
        click.echo(json.dumps({"drive": str(where), **asdict(done)}))
        return
    there = f" There already: {done.already_there:,}." if done.already_there else ""
    rows, batches = _counted(done.rows, "record"), _counted(done.batches, "batch", "batches")
    click.echo(f"On the stick for HQ: {rows} in {batches}.")
    click.echo(f"Written and read back: {_size(done.size)}.{there}")
    if is_drive(port, where):
        click.echo("Let go of it before you pull it out: matapa courier eject")


@courier.command()
@_drive
@_as_json
@by_account
@click.pass_obj
def read(kit: Kit, account: tuple[str, bool], drive: Path | None, as_json: bool) -> None:
    """Take in what HQ answered on DRIVE: receipts, lists, a renewed certificate.

    Each file proves itself, and reading a stick twice takes nothing twice. Batches that HQ has read are
    removed from the stick, nothing else is. The exit status is 1 when a file could not be taken in.
    """
    port = kit.courier()
    where = which_drive(port, drive)
    with signed_in(kit, account) as session, progress_line("Reading") as progress:
        done = port.read(session, where, progress)
    _say_read(done, where, as_json)
    for name, error in done.failed:
        click.echo(f"{tidy(name)}:", err=True)  # whoever filled the stick named it
        tell(error)
    if done.failed:
        raise click.exceptions.Exit(1)


@courier.command()
@_drive
@click.pass_obj
def eject(kit: Kit, drive: Path | None) -> None:
    """Let go of DRIVE, so that it may be pulled out."""
    port = kit.courier()
    where = which_drive(port, drive)
    if not is_drive(port, where):
        click.echo(f"{where} is a folder and no drive: there is nothing to let go of.")
        return
    port.eject(where)
    click.echo(f"{where} may be pulled out.")


def which_drive(port: CourierPort, drive: Path | None) -> Path:
    """The drive that was named, or the only one there is; raises WorldError(DRIVE_MISSING)."""
    if drive is not None:
        if not drive.is_dir():
            raise WorldError(FailureCode.DRIVE_MISSING, "courier", field="DRIVE", reason="no_such_folder")
        return drive
    found = port.drives()
    if not found:
        raise WorldError(FailureCode.DRIVE_MISSING, "courier")
    if len(found) > 1:
        names = ", ".join(str(one.path) for one in found)
        raise click.UsageError(f"More than one stick is plugged in. Say which: {names}")
    return found[0].path


def is_drive(port: CourierPort, where: Path) -> bool:
    """Whether this is a drive that can be let go of, and not any folder."""
    return where.resolve() in {one.path.resolve() for one in port.drives()}


def _say_read(done: CourierRead, where: Path, as_json: bool) -> None:
    if as_json:
        said = {
            "drive": str(where), "receipts": done.receipts, "rows_settled": done.rows_settled,
            "publications": done.publications, "renewed": done.renewed,
            "failed": [{"file": name, "code": error.failure.code} for name, error in done.failed],
        }  # fmt: skip
        click.echo(json.dumps(said))
        return
    receipts = _counted(done.receipts, "receipt")
    click.echo(f"HQ has confirmed {_counted(done.rows_settled, 'record')} by this ({receipts} on the stick).")
    for stream in done.publications:
        click.echo(f"Taken in: {stream}")
    if done.renewed:
        click.echo("This station's certificate was renewed.")
    if not (done.rows_settled or done.publications or done.renewed or done.failed):
        click.echo("Everything else on it was here already.")


@contextmanager
def progress_line(word: str) -> Iterator[Progress]:
    """Say on stderr how far it is, where a person looks on; each tenth at most once."""
    last = 0

    def progress(done: int, total: int) -> None:
        nonlocal last
        tenth = 10 * done // total if total else 10
        if tenth > last:
            last = tenth
            click.echo(f"{word}: {10 * tenth} % of {_size(total)}", err=True)

    yield progress


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | str | list | tuple | None) else str(value)
        for name, value in said.items()
    }


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _size(count: int) -> str:
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} B"
