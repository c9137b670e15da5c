"""`matapa chip`: read the chip of a passport, and prove one that was read; needs no station."""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from app.commands import chip_folder
from app.commands.chip_folder import NotAReading
from app.commands.chip_words import as_json, as_table, progress
from app.commands.cli import tell
from app.commands.kit import Kit
from app.commands.mrz import documents
from app.commands.signing_in import signed_in
from app.domain.checks import Verdict
from app.domain.document import Capture, TravelDocument
from app.domain.failure import WorldError
from app.domain.mrz import access_fields, parse_mrz
from app.domain.mrz.presented import travel_document
from app.trust.anchors import Anchors
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.chip import face_of, overall, prove, said
from app.trust.imports import load_anchors
from app.wording.failures import words_for
from devices.api import ChipDone, ChipEvent, ChipWish, DeviceState, DeviceStatus
from devices.emrtd.reading import AccessKey, CanKey, ChipReading, MrzKey
from devices.errors import DeviceError

T = TypeVar("T")

CANNOT_SAY: Final = 2
EXIT: Final = {
    Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNDETERMINED: CANNOT_SAY, Verdict.NOT_RUN: CANNOT_SAY,
}  # fmt: skip
_EXITS = (
    "The exit status is 0 when all passed, 1 when a check failed, and 2 when it cannot be said: too little"
    " to prove by, no chip, or files that cannot be read."
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_UNSIGNED = (
    "How the chip was read and what it answered is told by reading.json, which nobody signed: access, line"
    " and proof of the original are worth as much as this folder."
)


def by_anchors(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its options of trust; it receives `anchors`, `roots`, `signing_in`, `password_stdin`."""
    for option in (
        click.option(
            "--password-stdin", is_flag=True, help="With --as: read your password from standard input."
        ),
        click.option(
            "--as", "signing_in", metavar="USER",
            help="Sign in, and prove by this station's certificates.",
        ),
        click.option(
            "--root", "roots", type=_FILE, multiple=True, metavar="CERT",
            help="Certificate that may vouch for signers of master lists.",
        ),
        click.option(
            "--anchors", type=_FILE, multiple=True,
            help="Prove by this master list, LDIF file, certificate or CRL; may be repeated.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


class Judging(click.Command):
    """A command whose exit status 1 is kept for a check that failed: whatever goes wrong is CANNOT_SAY."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it to its exit status."""
        try:
            return super().invoke(ctx)
        except click.Abort:  # no password was given
            click.echo("Aborted.", err=True)
        except click.ClickException as wrong:
            wrong.show()
        except (WorldError, DeviceError) as error:
            tell(error)
        raise click.exceptions.Exit(CANNOT_SAY)


@click.group()
def chip() -> None:
    """Chips of passports (ICAO Doc 9303-10 to -12)."""


@chip.command(cls=Judging, epilog=_EXITS)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--sod", type=_FILE, help="Prove a bare security object instead of a folder.")
@click.option("--mrz", "mrz_file", type=_FILE, help="Lines of the printed page, to compare.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as on this day (today).")
@click.option("--json", "in_json", is_flag=True, help="Print one JSON object.")
@by_anchors
@click.pass_obj
def verify(
    kit: Kit, folder: Path | None, sod: Path | None, mrz_file: Path | None, on: datetime | None,
    in_json: bool, anchors: tuple[Path, ...], roots: tuple[Path, ...], signing_in: str | None,
    password_stdin: bool,
) -> None:  # fmt: skip
    """Prove the chip whose files lie in FOLDER (EF.COM, EF.SOD, DG1.bin ... by any usual name).

    Beside the files a reading.json, as `matapa chip read` writes it, says how they were read and what
    the chip answered; without it nothing can tell an original from a copy. Nobody signs it: what it says
    is worth as much as the folder.
    """
    if (folder is None) == (sod is None):
        raise click.UsageError("name a folder, or --sod FILE")
    now = _noon(on.date()) if on else datetime.now(UTC)
    page = _page(mrz_file, now.date()) if mrz_file else None
    if folder is not None:
        opened = _opened(folder, chip_folder.read_folder)
        reading = opened.reading
        for name in opened.ignored:
            click.echo(f"{name}: no file of a chip, left aside", err=True)
        if opened.told:
            click.echo(_UNSIGNED, err=True)
    else:
        reading = _opened(sod or Path(), chip_folder.bare_object)
    trusted = _trusted(kit, anchors, roots, signing_in, password_stdin, now)
    _conclude(kit, reading, trusted, page, now, in_json)


@chip.command(cls=Judging, epilog=_EXITS)
@click.option("--reader", "name", required=True, help="As `matapa chip readers` names it, or a part of it.")
@click.option("--mrz", "mrz_file", type=_FILE, help="Lines of the printed page: they open the chip.")
@click.option("--can", metavar="N", help="The card access number, six digits.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Write the files to this folder.")
@click.option("--allow-downgrade", is_flag=True, help="Use the older access when the secure one failed.")
@click.option("--timeout", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS")
@click.option("--json", "in_json", is_flag=True, help="Print one JSON object.")
@by_anchors
@click.pass_obj
def read(
    kit: Kit, name: str, mrz_file: Path | None, can: str | None, out: Path, allow_downgrade: bool,
    timeout: float, in_json: bool, anchors: tuple[Path, ...], roots: tuple[Path, ...],
    signing_in: str | None, password_stdin: bool,
) -> None:  # fmt: skip
    """Read the chip on a reader into a folder, then prove it."""
    if (mrz_file is None) == (can is None):
        raise click.UsageError("name the lines (--mrz FILE) or the number (--can N) that open the chip")
    if not chip_folder.free(out):
        raise click.UsageError(f"{out} holds something already: name a new folder")
    now = datetime.now(UTC)
    page = _page(mrz_file, now.date()) if mrz_file else None
    trusted = _trusted(kit, anchors, roots, signing_in, password_stdin, now)
    wish = ChipWish("chip read", _key(page, can), allow_downgrade)
    reading = _heard(kit, name, wish, timeout)
    if reading is None:
        click.echo(f"No chip came to {name} in {timeout:g} seconds.", err=True)
        raise click.exceptions.Exit(CANNOT_SAY)
    _written(reading, out)
    _conclude(kit, reading, trusted, page, datetime.now(UTC), in_json)


@chip.command()
@click.option("--json", "in_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def readers(kit: Kit, in_json: bool) -> None:
    """List the chip readers found, with what is wrong with each; exit status 1 if there are none."""
    rows = kit.chip_rows()
    if in_json:
        click.echo(json.dumps({"readers": [asdict(row) for row in rows]}))
    else:
        for row in rows:
            fault = f"{words_for(row.code).happened} ({row.code}) {row.detail}" if row.code else row.detail
            click.echo(f"{row.name}  {fault}".rstrip())
    if not any(row.port for row in rows):
        raise click.exceptions.Exit(1)


def _conclude(
    kit: Kit,
    reading: ChipReading,
    trusted: Anchors,
    page: TravelDocument | None,
    now: datetime,
    in_json: bool,
) -> None:
    """Prove, print, and end with the exit status of the whole."""
    face = face_of(reading)
    opened = kit.opens(face.data) if face is not None else None
    checks = prove(reading, trusted, page, now, picture_opened=opened)
    verdict = overall(checks)
    click.echo(as_json(checks, verdict) if in_json else as_table(checks, verdict, said(reading)))
    raise click.exceptions.Exit(EXIT[verdict])


def _trusted(
    kit: Kit, files: Sequence[Path], roots: Sequence[Path], user: str | None, from_stdin: bool, now: datetime
) -> Anchors:
    """The anchors of the named files, else those of the station, else none."""
    if files or roots:
        try:
            return load_anchors(files, roots, now=now)
        except OSError as error:
            raise click.ClickException(f"{error.filename} cannot be read: {error.strerror}") from error
    if user is not None:
        with signed_in(kit, (user, from_stdin)) as session:
            return session.trust.anchors()
    click.echo("No certificates to prove by: name --anchors FILE, or sign in with --as USER.", err=True)
    return MemoryAnchors()


def _opened(path: Path, how: Callable[[Path], T]) -> T:
    try:
        return how(path)
    except NotAReading as wrong:
        raise click.ClickException(f"{path}: {wrong}") from wrong
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from error


def _written(reading: ChipReading, out: Path) -> None:
    try:
        chip_folder.write_folder(reading, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error


def _page(file: Path, on: date) -> TravelDocument:
    """The document whose lines stand in the file; raises WorldError(MRZ_UNREADABLE)."""
    text = _opened(file, lambda path: chip_folder.bounded(path, _MOST_LINES)).decode("utf-8-sig", "replace")
    lines = next(documents(text), [])
    return travel_document(parse_mrz(lines, on), Capture.READER)


_MOST_LINES = 1 << 16


def _key(page: TravelDocument | None, can: str | None) -> AccessKey:
    if page is None:
        if can is None or not (can.isascii() and can.isdigit() and len(can) == 6):
            raise click.BadParameter("the card access number has six digits", param_hint="--can")
        return CanKey(can)
    fields = access_fields(page)
    if fields is None:
        raise click.ClickException("the lines have no number or no date of expiry: nothing opens the chip")
    return MrzKey(*fields)


def _heard(kit: Kit, name: str, wish: ChipWish, timeout: float) -> ChipReading | None:
    """What came of the wish in time: the whole reading, or how far it had come; None where no chip came."""
    events: queue.SimpleQueue[ChipEvent] = queue.SimpleQueue()
    reader = kit.chip_reader(name)
    end = time.monotonic() + timeout
    latest: ChipReading | None = None
    reader.start(events.put)
    reader.read(wish)
    try:
        while (left := end - time.monotonic()) > 0:
            try:
                event = events.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(event, DeviceStatus) and event.state is DeviceState.GONE and event.code is not None:
                tell(DeviceError(event.code, name))
                raise click.exceptions.Exit(CANNOT_SAY)
            for line in progress(event):
                click.echo(line, err=True)
            if isinstance(event, ChipDone):
                latest = event.reading
                if not event.resumable:
                    break
    finally:
        reader.stop()
    return latest


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
