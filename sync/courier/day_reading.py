"""Read daily logs from wherever somebody has them: a package, a stick, a folder of them, an unpacked log."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from app.domain.failure import FailureCode, WorldError
from sync.courier.day_seal import unseal
from sync.courier.day_stick import is_package, packages_on
from sync.courier.files import Files
from sync.courier.layout import Place
from sync.courier.stick import Stick
from sync.protocol.day import LARGEST_MANIFEST, MANIFEST, SIGNATURE, read_manifest
from sync.protocol.day_package import LARGEST_PACKAGE, PackageReader, damaged
from sync.protocol.day_proof import BATCHES, STATION_KEY, ProvedLog, Prover, log_folder

_AGE: Final = b"age-encryption.org/v1\n"
_AGE_HEAD_ENDS: Final = b"\n--- "
_LONGEST_AGE_HEAD: Final = 16 << 10
"""Bytes of age's header: sixteen recipients have 2 KiB. A longer one would be read into memory first."""
_MOST_SOURCES: Final = 10_000
_NUMBER: Final = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class DaySource:
    """Something that holds logs: what it is called, and how its files are given to a prover."""

    name: str
    feed: Callable[[Prover, Sequence[Any]], None]

    def prove(self, prover: Prover, identities: Sequence[Any]) -> tuple[ProvedLog, ...]:
        """Every log in it, proved; opened with these age identities where it is sealed.

        Raises WorldError(DAY_SEALED, DAY_DAMAGED, DAY_NOT_SIGNED, DRIVE_GONE, DRIVE_TORN, DRIVE_FOREIGN,
        DRIVE_MISSING) and what the prover's own functions raise.
        """
        self.feed(prover, identities)
        return prover.end()


def sources_at(path: Path, files: Files | None = None) -> list[DaySource]:
    """What holds logs at a path; raises WorldError(DRIVE_MISSING) where nothing does."""
    files = files or Files()
    found = _sources_at(path.absolute(), files)[:_MOST_SOURCES]
    if not found:
        raise WorldError(FailureCode.DRIVE_MISSING, "day.read", reason="no_daily_log_there")
    return found


def sources_on(stick: Stick) -> list[DaySource]:
    """The packages of a stick."""
    return [_package(stick, place) for place in packages_on(stick)]


def _sources_at(path: Path, files: Files) -> list[DaySource]:
    try:
        seen = files.kind(path)
    except OSError as error:
        raise WorldError(FailureCode.DRIVE_MISSING, "day.read") from error
    if seen is None:
        raise WorldError(FailureCode.DRIVE_MISSING, "day.read", reason="no_such_file")
    if seen.file:
        return [_package(Stick(path.parent, files, top=""), (path.name,))]
    drive = Stick(path, files)
    if drive.used():
        return sources_on(drive)
    folder = Stick(path, files, top="")
    names = folder.names()
    if MANIFEST in names:
        return [DaySource(path.name, lambda prover, _: _feed_log(prover, folder, ()))]
    logs = [name for name in names if _NUMBER.fullmatch(name) and MANIFEST in folder.names(name)]
    if logs:
        return [DaySource(path.name, lambda prover, _: _feed_unpacked(prover, folder, logs))]
    return [_package(folder, (name,)) for name in names if is_package(name)]


def _package(stick: Stick, place: Place) -> DaySource:
    return DaySource("/".join(place), lambda prover, identities: _feed(prover, stick, place, identities))


def _feed(prover: Prover, stick: Stick, place: Place, identities: Sequence[Any]) -> None:
    reader = PackageReader(prover.bound, prover.take)
    with closing(stick.chunks(place, LARGEST_PACKAGE)) as pieces:
        first = next(pieces, b"")
        whole = chain((first,), pieces)
        if first.startswith(_AGE):
            if _AGE_HEAD_ENDS not in first[:_LONGEST_AGE_HEAD]:
                raise damaged("age_header")
            if not identities:
                raise WorldError(FailureCode.DAY_SEALED, "day.read", reason="no_identity")
            unseal(whole, identities, reader.feed)
        else:
            for piece in whole:
                reader.feed(piece)
    reader.end()


def _feed_unpacked(prover: Prover, folder: Stick, logs: Sequence[str]) -> None:
    for name in sorted(logs, key=int):
        _feed_log(prover, folder, (name,))
    for name in folder.names(BATCHES):
        _feed_file(prover, folder, (BATCHES, name), f"{BATCHES}/{name}")


def _feed_log(prover: Prover, folder: Stick, place: Place) -> None:
    """The files of an unpacked log in their order, whatever its folder is called now."""
    manifest = read_manifest(folder.read((*place, MANIFEST), LARGEST_MANIFEST) or b"")
    number = log_folder(manifest.head.number)
    for name in (MANIFEST, SIGNATURE, STATION_KEY, *(one.name for one in manifest.files)):
        _feed_file(prover, folder, (*place, name), f"{number}/{name}")


def _feed_file(prover: Prover, folder: Stick, place: Place, name: str) -> None:
    content = folder.read(place, prover.bound(name))
    if content is None:
        raise WorldError(FailureCode.DAY_DAMAGED, "day.file", reason="missing", file=place[-1])
    prover.take(name, content)
