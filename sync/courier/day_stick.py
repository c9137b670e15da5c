"""Daily logs on a stick: one file for each export in `MATAPA/days/STATION/`; no name says who crossed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, TypeAlias

from app.domain.failure import FailureCode, WorldError
from sync.courier.day_seal import seal, sealed_size
from sync.courier.layout import Place, station_folder, station_of
from sync.courier.stick import Stick, require_space, source_of
from sync.protocol.day_package import LARGEST_PACKAGE, Entry, write_package

DAYS: Final = "days"
SEALED_ENDS: Final = ".zip.age"
PLAIN_ENDS: Final = ".zip"
SLIP_ENDS: Final = ".txt"

_PACKAGE: Final = re.compile(
    r"[0-9]{6,10}-[0-9]{6,10}(-[0-9]{6,10}-[0-9a-f]{8})?-[0-9]{4}-[0-9]{2}-[0-9]{2}\.zip(\.age)?"
)

Progress: TypeAlias = Callable[[int, int], None]
"""Bytes done and bytes in all, each counted when it is written and when it is read back; raising stops."""


@dataclass(frozen=True, slots=True)
class DaysToWrite:
    """A package before it is made: its place, what is in it, how many bytes that will be, and the recipients
    (`age1...`) to whom it is sealed; none for a plain one."""

    place: Place
    entries: Iterable[Entry]
    size: int
    recipients: Sequence[str]

    @property
    def room(self) -> int:
        """No fewer bytes than the file will have."""
        return sealed_size(self.size, len(self.recipients)) if self.recipients else self.size


@dataclass(frozen=True, slots=True)
class DaysWritten:
    """A package that was written and read back."""

    size: int
    digest: bytes


def package_place(station: int, numbers: Sequence[int], last_day: date, sealed: bool) -> Place:
    """Where the package of these logs lies: one number, or the first and last and a digest of them all."""
    which = f"{numbers[0]:06}"
    if len(numbers) > 1:
        said = sha256(",".join(map(str, numbers)).encode()).hexdigest()
        which += f"-{numbers[-1]:06}-{said[:8]}"
    ends = SEALED_ENDS if sealed else PLAIN_ENDS
    return DAYS, station_folder(station), f"{station:06}-{which}-{last_day.isoformat()}{ends}"


def is_package(name: str) -> bool:
    """Whether a file is called as packages are."""
    return _PACKAGE.fullmatch(name.lower()) is not None


def packages_on(stick: Stick) -> list[Place]:
    """Every package on a stick; a folder that a stranger made unreadable does not hold up the others."""
    found: list[Place] = []
    for folder in _folders(stick):
        with contextlib.suppress(WorldError):
            found += [(DAYS, folder, name) for name in stick.names(DAYS, folder) if is_package(name)]
            continue
        stick.require()
    return found


def write_days(stick: Stick, days: DaysToWrite, progress: Progress) -> DaysWritten:
    """Write a package, wait until the device has it, name it, read it back and compare.

    Raises WorldError(DRIVE_FULL) before anything is written when it does not fit, FIELD_INVALID for more than
    one file of a FAT drive may have, what `Stick.pour` raises and what making the entries raises. What
    failed is not there under its name.
    """
    room = days.room
    if room > LARGEST_PACKAGE:
        raise WorldError(FailureCode.FIELD_INVALID, "day.export", field="days", reason="choose_fewer_days")
    stick.sweep(*days.place[:-1])
    require_space(stick, (room, 0))
    done, total = 0, 2 * room

    def step(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done, total), total)

    progress(0, total)
    size, digest = stick.pour(days.place, lambda write: _fill(days, write), step)
    progress(total, total)
    return DaysWritten(size, digest)


def write_slip(stick: Stick, package: Place, lines: Sequence[str]) -> None:
    """Write the receipt slip beside its package; raises what `Stick.write` raises."""
    text = "".join(f"{line}\r\n" for line in lines).encode("ascii", errors="replace")
    stick.write(slip_place(package), source_of(text))


def slip_place(package: Place) -> Place:
    """Where the slip of a package lies."""
    name = package[-1].removesuffix(SEALED_ENDS).removesuffix(PLAIN_ENDS)
    return (*package[:-1], name + SLIP_ENDS)


def _fill(days: DaysToWrite, write: Callable[[bytes], None]) -> None:
    pieces = write_package(days.entries)
    if days.recipients:
        seal(pieces, days.recipients, write)
    else:
        for piece in pieces:
            write(piece)


def _folders(stick: Stick) -> Iterator[str]:
    return (folder for folder in stick.names(DAYS) if station_of(folder) is not None)
