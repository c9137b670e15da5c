"""What the commands say of days and their logs, in lines and as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

import click

from app.domain.day import DayCounts, OpenCount, Reconciliation
from app.flow.days import DayFiles, DayLog, DayPreview, DayView
from app.screening.formats.read_list import tidy
from app.wording.choices import LOG_KINDS, OPEN_ITEMS

MOST_DAYS: Final = 400
_SHOWN_NAMES = 5


class DayProgressLine:
    """Says on stderr how far it is, each fifth at most once; a `flow.days.DayProgress`."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        fifth = 5 * done // max(1, total)
        if fifth > self._said:
            self._said = fifth
            click.echo(f"Making the log: {20 * fifth} %", err=True)


def logs_of(views: Sequence[DayView], day: date) -> Sequence[DayLog]:
    """The logs of one day."""
    return next((view.logs for view in views if view.day == day), ())


def view(one: DayView) -> dict[str, Any]:
    """A day, for JSON."""
    return {
        "day": one.day.isoformat(), "crossings": one.crossings, "closed": one.closed,
        "new_rows": one.new_rows, "logs": [log(made) for made in one.logs],
    }  # fmt: skip


def view_line(one: DayView) -> str:
    """A day in one line."""
    numbers = ", ".join(str(made.head.number) for made in one.logs)
    stands = f"closed, log {numbers}" if one.closed else "not closed"
    late = f"; {counted(one.new_rows, 'row')} since: matapa day add {one.day}" if one.new_rows else ""
    return f"{one.day}  {counted(one.crossings, 'crossing'):>16}  {stands}{late}"


def log(made: DayLog) -> dict[str, Any]:
    """A log, for JSON: hashes in hexadecimal, moments in UTC."""
    head = made.head
    return {
        "number": head.number, "kind": head.kind.value, "day": head.day.isoformat(),
        "since": _utc(head.since), "until": _utc(head.until), "utc_offset_minutes": head.utc_offset,
        "station": head.station, "closed_at": _utc(head.closed_at), "closed_by": head.closed_by,
        "note": head.note, "early": head.early, "after_seq": head.after_seq, "up_to_seq": head.up_to_seq,
        "sha256": made.digest.hex(), "previous": head.previous.hex(),
        "audit_seq": head.audit_seq, "audit_hash": head.audit_hash.hex(),
        "counts": asdict(made.counts),
        "exported_at": None if made.exported_at is None else _utc(made.exported_at),
    }  # fmt: skip


def log_lines(made: DayLog) -> list[str]:
    """A log that was just made."""
    head = made.head
    what = LOG_KINDS[head.kind].capitalize()
    return [
        f"{what} {head.number} of {head.day} is signed: {counted(made.counts.crossings, 'crossing')}.",
        f"SHA-256 of its manifest: {made.digest.hex()}",
        f"Take it to HQ: matapa day export --number {head.number}",
    ]


def log_line(made: DayLog) -> str:
    """A log that was made before."""
    head = made.head
    moment = head.closed_at.astimezone(timezone(timedelta(minutes=head.utc_offset)))
    early = ", early" if head.early else ""
    note = f" {tidy(head.note)}" if head.note else ""
    return (
        f"{LOG_KINDS[head.kind].capitalize()} {head.number}: {counted(made.counts.crossings, 'crossing')},"
        f" {moment:%Y-%m-%d %H:%M} by {head.closed_by}{early}.{note}"
    )


def preview(now: DayPreview) -> dict[str, Any]:
    """What closing now would say, for JSON."""
    return {
        "day": now.day.isoformat(), "over": now.over, "counts": asdict(now.counts),
        "reconciliation": {**asdict(now.reconciliation), "agrees": now.reconciliation.agrees},
        "open": [
            {"item": one.item.value, "count": one.count, "names": list(one.names)} for one in now.open_items
        ],
    }  # fmt: skip


def preview_lines(now: DayPreview) -> list[str]:
    """What closing now would say."""
    over = "" if now.over else " (not over yet)"
    return [
        f"{now.day}{over}: {counted(now.counts.crossings, 'crossing')}",
        *_count_lines(now.counts),
        _proof_line(now.reconciliation),
        *(_open_line(one) for one in now.open_items),
        *([] if now.open_items else ["Nothing is open."]),
    ]


def files(number: int, made: DayFiles) -> dict[str, Any]:
    """The files of a log that was made anew, for JSON."""
    return {
        "number": number, "manifest_sha256": digest(made.manifest), "signature": made.signature.hex(),
        "public_key": made.public_key.hex(),
        "files": [
            {"name": name, "size": len(content), "sha256": digest(content)} for name, content in made.files
        ],
    }  # fmt: skip


def digest(content: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _count_lines(counts: DayCounts) -> list[str]:
    return [
        f"  arrivals: {counts.arrivals_admitted:,} admitted, {counts.arrivals_referred:,} referred,"
        f" {counts.arrivals_refused:,} refused",
        f"  departures: {counts.departures_admitted:,} admitted, {counts.departures_referred:,} referred,"
        f" {counts.departures_refused:,} refused",
        f"  corrected {counts.corrected:,}, overruled {counts.overruled:,}, without the chip"
        f" {counts.lightly:,}, met an alert {counts.hits:,}",
    ]


def _proof_line(proof: Reconciliation) -> str:
    confirmed = f"HQ has confirmed {proof.confirmed:,}."
    if proof.agrees:
        return f"Counted three ways, the same each time: {counted(proof.records, 'record')}. {confirmed}"
    return (
        f"The counts disagree: {counted(proof.records, 'record')}, {proof.audit_lines:,} in the audit chain,"
        f" {proof.outbox_rows:,} for HQ. {confirmed}"
    )


def _open_line(one: OpenCount) -> str:
    more = "" if one.count <= _SHOWN_NAMES else ", and more with --json"
    named = f" ({', '.join(one.names[:_SHOWN_NAMES])}{more})" if one.names else ""
    return f"Open: {OPEN_ITEMS[one.item]}: {one.count:,}{named}"


def counted(count: int, one: str) -> str:
    """A count with its noun, in the plural where it is not one."""
    return f"{count:,} {one if count == 1 else one + 's'}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
