"""What `matapa list` prints of files, versions and lists on board: as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from app.commands.list_files import ListFile
from app.flow.alert_ports import ListStatus, ListTaken
from app.screening.formats import counts
from app.screening.lists import ListHeader
from app.screening.screening import ListAsked, ListUse

Json: TypeAlias = dict[str, Any]
_MOST_WARNINGS = 20
"""Warnings told one by one on a screen; JSON has them all."""
USES = {
    ListUse.ASKED: "in use",
    ListUse.STALE: "OLD, asked all the same: bring a newer one",
    ListUse.SILENT: "TOO OLD to be asked: bring a newer one",
    ListUse.BROKEN: "BROKEN, not asked: import it, or take HQ's file, again",
    ListUse.LOADING: "loading",
}
_SAID = {
    "people": "people",
    "aliases": "aliases of people",
    "documents": "documents",
    "entities": "organisations",
    "vessels": "ships",
}


def file_json(file: ListFile) -> Json:
    """What stands in a file, counted as docs/lists.md says."""
    read = file.read
    return {
        **counts(read),
        "format": file.format,
        "title": read.title,
        "issued_at": read.issued_at.isoformat() if read.issued_at else None,
    }


def file_lines(file: ListFile) -> Iterator[str]:
    """The same for people."""
    told = counts(file.read)
    yield f"{file.title}, issued {file.issued_at.date().isoformat()}"
    for key, words in _SAID.items():
        if told[key] or key in {"people", "entities"}:
            yield f"  {told[key]:>9,} {words}"
    dates = told["dates"]
    if isinstance(dates, dict) and dates:
        yield "  birth dates: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(dates.items()))
    yield from warning_lines(file.read.warnings)


def taken_json(taken: ListTaken) -> Json:
    """A list that came in: its version now and what changed."""
    header, diff = taken.header, taken.diff
    return {
        "list": header.list_id,
        "version": header.version,
        "count": header.count,
        "added": diff.added,
        "removed": diff.removed,
        "changed": diff.changed,
        "warnings": list(taken.warnings),
    }


def taken_lines(taken: ListTaken) -> Iterator[str]:
    """The same for people."""
    header, diff = taken.header, taken.diff
    yield f"{header.title}: version {header.version} of list {header.list_id}, {header.count:,} entries"
    yield f"  new: {diff.added:,}; changed: {diff.changed:,}; gone: {diff.removed:,}"
    yield from warning_lines(taken.warnings)


def status_json(status: ListStatus, now: datetime) -> Json:
    """One list on board."""
    header = status.asked.header
    return {
        **asked_json(status.asked, now),
        "title": header.title,
        "agency": header.agency,
        "ttl_hours": header.policy.ttl_hours,
        "when_stale": header.policy.when_stale,
        "max_band": header.policy.max_band,
        "rarity_gate": header.policy.rarity_gate,
        "publication": status.publication,
        "bytes": status.bytes,
    }


def asked_json(asked: ListAsked, now: datetime) -> Json:
    """Which version of a list it is, how old, and what became of it in a screening."""
    header = asked.header
    return {
        "list": header.list_id,
        "kind": header.kind,
        "version": header.version,
        "issued_at": header.issued_at.isoformat(),
        "age_hours": round(age_hours(header, now), 1),
        "count": header.count,
        "use": asked.use,
    }


def status_line(status: ListStatus, now: datetime) -> str:
    """One list on board, on one line."""
    origin = f"from HQ, publication {status.publication}" if status.publication else "of this station"
    return f"{asked_line(status.asked, now)}, {origin}"


def asked_line(asked: ListAsked, now: datetime) -> str:
    """Which version of a list it is, how old, and what becomes of it."""
    header = asked.header
    return (
        f"{header.list_id}  {header.title}, version {header.version} of {header.issued_at.date().isoformat()}"
        f" ({_age(header, now)}), {header.count:,} entries: {USES[asked.use]}"
    )


def warning_lines(warnings: Sequence[str]) -> Iterator[str]:
    """What could not be kept, the first ones by word."""
    for warning in warnings[:_MOST_WARNINGS]:
        yield f"  note: {warning}"
    if len(warnings) > _MOST_WARNINGS:
        yield f"  and {len(warnings) - _MOST_WARNINGS:,} more notes (--json has them all)"


def age_hours(header: ListHeader, now: datetime) -> float:
    """Hours since its owner issued it, never below 0."""
    return max(0.0, (now - header.issued_at).total_seconds() / 3600)


def _age(header: ListHeader, now: datetime) -> str:
    hours = age_hours(header, now)
    return f"{hours:.0f} hours old" if hours < 72 else f"{hours / 24:,.0f} days old"
