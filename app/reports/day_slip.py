"""The slip of an export, as a receipt printer or a screen shows it: plain lines that fit on paper of 80 mm.

It names logs, days, counts and the SHA-256 of the file, so that whoever gets the drive can hold one against
the other; nothing on it is about anybody who crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from textwrap import wrap
from typing import Final

WIDTH: Final = 42
"""Letters of a line in the usual font of receipt printers."""
_MOST_LOGS: Final = 40
_GROUP, _IN_LINE = 4, 8
_RULE: Final = "-" * WIDTH


@dataclass(frozen=True, slots=True)
class SlipLog:
    """A log in a line: its number, day and crossings, and whether it adds to an earlier log of that day."""

    number: int
    day: date
    crossings: int
    addendum: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says. `recipients` are names; without any the file is plain, for `plain_reason`."""

    country: str
    port: str
    booth: str
    station_number: int
    logs: Sequence[SlipLog]
    file: str
    size: int
    digest: bytes
    recipients: Sequence[str]
    plain_reason: str
    at: datetime
    by: str


def slip_lines(slip: Slip) -> tuple[str, ...]:
    """The lines, each at most `WIDTH` letters of ASCII."""
    return tuple(line.encode("ascii", errors="replace").decode("ascii") for line in _lines(slip))


def _lines(slip: Slip) -> Iterator[str]:
    yield from _centred("DAILY LOGS, EXPORTED", f"{slip.country}  {slip.port}  booth {slip.booth}")
    yield from _centred(f"station {slip.station_number:06}")
    yield _RULE
    for one in slip.logs[:_MOST_LOGS]:
        added = " add." if one.addendum else ""
        yield _both_ends(f"No. {one.number:06}  {one.day.isoformat()}{added}", _crossings(one.crossings))
    if len(slip.logs) > _MOST_LOGS:
        yield f"and {len(slip.logs) - _MOST_LOGS} more logs"
    if len(slip.logs) > 1:
        yield _both_ends(f"{len(slip.logs)} logs", _crossings(sum(one.crossings for one in slip.logs)))
    yield _RULE
    yield "File"
    yield from (slip.file[at : at + WIDTH] for at in range(0, len(slip.file), WIDTH))
    yield f"Size {slip.size:,} bytes"
    yield "SHA-256"
    yield from _grouped(slip.digest)
    yield _RULE
    if slip.recipients:
        yield from _wrapped(f"Sealed to {', '.join(slip.recipients)}. Nobody else can open it.")
    else:
        yield from _wrapped("NOT ENCRYPTED. Whoever holds the drive can read who crossed.")
        yield from _wrapped(f"Reason: {slip.plain_reason}")
    yield from _wrapped("Written, read back from the drive and compared.")
    yield _RULE
    yield f"{slip.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield from _wrapped(f"by {slip.by}")
    yield ""
    yield "Handed over to ........................."
    yield ""
    yield "Signature ..............................."


def _crossings(count: int) -> str:
    return f"{count:,} crossing{'' if count == 1 else 's'}"


def _centred(*texts: str) -> Iterator[str]:
    return (text[:WIDTH].center(WIDTH).rstrip() for text in texts)


def _both_ends(left: str, right: str) -> str:
    return (
        f"{left}{right.rjust(WIDTH - len(left))}"
        if len(left) + len(right) < WIDTH
        else f"{left} {right}"[:WIDTH]
    )


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH)


def _grouped(digest: bytes) -> Iterator[str]:
    groups = [digest.hex()[at : at + _GROUP] for at in range(0, 2 * len(digest), _GROUP)]
    return (" ".join(groups[at : at + _IN_LINE]) for at in range(0, len(groups), _IN_LINE))
