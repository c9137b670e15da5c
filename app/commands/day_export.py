"""`matapa day export` and `matapa day verify`: daily logs to a drive, and proved from it by anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.commands.courier import is_drive, which_drive
from app.commands.day_words import counted
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.day import LogKind
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayReceipt, DayView, VerifiedLog
from app.screening.formats.read_list import tidy

_MOST_DAYS: Final = 400
_LARGEST_TEXT: Final = 16 << 10
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class _Days(click.ParamType[Any]):
    """Days from one to another: 2026-11-01..2026-11-30, or one day."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        first, _, last = str(value).partition("..")
        try:
            found = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            self.fail(f"{value!r} is not as 2026-11-01..2026-11-30 or 2026-11-01.", param, ctx)
        return found


class _Key(click.ParamType[Any]):
    """A station's public key: 64 hexadecimal digits, or a PEM file of an Ed25519 key."""

    name = "key"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        if _HEX.fullmatch(str(value)):
            return bytes.fromhex(str(value))
        try:
            key = load_pem_public_key(Path(value).read_bytes()[:_LARGEST_TEXT])
        except (OSError, ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            self.fail("give 64 hexadecimal digits, or the PEM file of an Ed25519 public key.", param, ctx)
        return key.public_bytes_raw()


class _ProgressLine:
    """Says on stderr how far it is, each tenth at most once; a `flow.days.DayProgress`."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if tenth > self._said:
            self._said = tenth
            click.echo(f"Exporting: {10 * tenth} %", err=True)


@click.command()
@click.argument("drive", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--days", type=_Days(), help="Logs of these closed days: 2026-11-01..2026-11-30, or one day.")
@click.option("--number", "numbers", type=click.IntRange(min=1), multiple=True, help="Log of this number.")
@click.option("--plain", is_flag=True, help="Without encryption, where HQ allows it; give --reason.")
@click.option("--reason", default="", metavar="TEXT", help="Why plain; kept in the audit chain.")
@_as_json
@by_account
@click.pass_obj
def export(
    kit: Kit, account: tuple[str, bool], drive: Path | None, days: tuple[date, date] | None,
    numbers: tuple[int, ...], plain: bool, reason: str, as_json: bool,
) -> None:  # fmt: skip
    """Take logs of closed days to DRIVE: made anew, encrypted, written, read back and compared.

    Without --days and --number: every log that was never exported. DRIVE may be left out where one stick
    is plugged in, and may be any folder. Nothing is closed by this: see matapa day close. The slip that is
    printed lies beside the file as text.
    """
    if plain != bool(reason.strip()):
        raise click.UsageError("--plain and --reason go together; a reason has 5 to 200 letters.")
    port = kit.courier()
    where = which_drive(port, drive)
    with signed_in(kit, account) as session:
        wanted = numbers or _numbers(kit.days().days(session, _MOST_DAYS), days)
        if not wanted:
            raise WorldError(FailureCode.DAY_UNKNOWN, "day.export", reason="no_closed_day_is_left_to_export")
        done = kit.day_export().export(session, wanted, where, _ProgressLine(), plain_reason=reason)
    if as_json:
        click.echo(json.dumps(_receipt(done)))
        return
    click.echo("\n".join(done.slip))
    if is_drive(port, where):
        click.echo("Let go of it before you pull it out: matapa courier eject", err=True)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--key", type=_Key(), metavar="PEM|HEX", help="The station's public key: a PEM file or hex.")
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The age identity that opens it, as age-keygen writes it.",
)
@_as_json
@click.pass_obj
def verify(kit: Kit, path: Path, key: bytes | None, identity: Path | None, as_json: bool) -> None:
    """Prove daily logs: PATH is a file, a stick or folder of them, or an unpacked log.

    Needs no account and no station. Without --key a log is held against the key that lies in it: that
    proves that it is whole, and not whose it is. The exit status is 1 when a log does not hold.
    """
    opened = "" if identity is None else _text(identity)
    proved = kit.day_export().verify(path, key, opened)
    if as_json:
        click.echo(json.dumps({"logs": [_verified(one) for one in proved]}))
        return
    for one in proved:
        click.echo(_line(one))
    if not all(one.trusted for one in proved):
        own = sorted({one.public_key.hex() for one in proved})
        click.echo(f"Signed by the key that lies in the log: {', '.join(own)}", err=True)
        click.echo("Ask HQ for the station's key, and hold the log against it with --key.", err=True)


def _numbers(views: Sequence[DayView], days: tuple[date, date] | None) -> list[int]:
    """Logs of these days; for None those that were never exported."""
    logs = [log for view in views for log in view.logs]
    if days is None:
        return sorted(log.head.number for log in logs if log.exported_at is None)
    return sorted(log.head.number for log in logs if days[0] <= log.head.day <= days[1])


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST_TEXT).decode("ascii", errors="replace")


def _receipt(done: DayReceipt) -> dict[str, Any]:
    return {
        "file": str(done.path), "size": done.size, "sha256": done.digest.hex(),
        "recipients": done.recipients, "numbers": done.numbers, "at": done.at.isoformat(),
        "slip": done.slip,
    }  # fmt: skip


def _verified(one: VerifiedLog) -> dict[str, Any]:
    head = one.head
    return {
        "number": head.number, "kind": head.kind.value, "day": head.day.isoformat(),
        "station": head.station, "station_number": head.station_number, "port": head.port,
        "booth": head.booth, "closed_at": head.closed_at.isoformat(), "closed_by": head.closed_by,
        "counts": asdict(one.counts), "sha256": one.digest.hex(), "previous": head.previous.hex(),
        "public_key": one.public_key.hex(), "trusted": one.trusted, "training": head.training,
    }  # fmt: skip


def _line(one: VerifiedLog) -> str:
    head = one.head
    what = "Addendum" if head.kind is LogKind.ADDENDUM else "Log"
    training = ", TRAINING" if head.training else ""
    proof = "holds" if one.trusted else "is whole by its own key, which proves nothing of whose it is"
    moment = head.closed_at.astimezone(timezone(timedelta(minutes=head.utc_offset)))
    crossings = counted(one.counts.crossings, "crossing")
    return (
        f"{what} {head.number} of station {head.station_number} ({tidy(head.port)} booth {tidy(head.booth)})"
        f" for {head.day} {proof}. {crossings}, closed {moment:%Y-%m-%d %H:%M} by"
        f" {tidy(head.closed_by)}{training}. SHA-256 {one.digest.hex()}"
    )
