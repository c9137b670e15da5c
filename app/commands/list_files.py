"""Files of alert lists as a command is given them: found by format, read whole, refused in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from app.domain.failure import FailureCode, WorldError
from app.screening.formats import FORMATS, ReadList, format_of
from app.screening.formats.ofac import read_trio
from app.screening.formats.read_list import LARGEST_FILE

AUTO: Final = "auto"
TITLES: Final = {
    "un": "UN Security Council Consolidated List",
    "ofac": "OFAC SDN list",
    "csv": "Alert list",
    "ftm": "Alert list",
    "national": "National alerts",
    "stolen": "Stolen and lost documents",
}
SHORT: Final = frozenset({"un"})
"""Formats of short lists in which every name matters: the rarity gate is off for them."""
_OWN_ID: Final = frozenset({"un", "ofac", "national", "stolen"})


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was read: its format, and what a station calls it when nobody says otherwise.

    `issued_at` is when its owner issued it where the file says so, else the file's own time.
    """

    format: str
    read: ReadList
    list_id: str
    title: str
    issued_at: datetime


def read_list_file(format_: str, file: Path) -> ListFile:
    """Read a list; `auto` tells the format by the file's beginning.

    Raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE), click.ClickException for a file
    that cannot be opened.
    """
    try:
        data = _bytes_of(file)
        told = file.stat().st_mtime
        format_ = (format_of(data) or _not_a_list(file)) if format_ == AUTO else format_
        read = _read(format_, file, data)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from error
    return ListFile(
        format_,
        read,
        format_ if format_ in _OWN_ID else _slug(file.stem),
        read.title or TITLES[format_],
        read.issued_at or datetime.fromtimestamp(told, UTC),
    )


def _read(format_: str, file: Path, data: bytes) -> ReadList:
    """The list; a lone sdn.csv is read with alt.csv and add.csv where these lie beside it."""
    packed = data.startswith(b"PK") or data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
    if format_ != "ofac" or packed:
        return FORMATS[format_](data)
    beside = {path.name.lower(): path for path in file.parent.iterdir() if path.is_file()}
    name = file.name.lower()
    before = name.removesuffix("sdn.csv") if name.endswith("sdn.csv") else ""
    alt, add = (beside.get(f"{before}{other}") for other in ("alt.csv", "add.csv"))
    return read_trio(data, _bytes_of(alt) if alt else None, _bytes_of(add) if add else None)


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_FILE:
        raise WorldError(FailureCode.LIST_TOO_LARGE, "list.file", most=str(LARGEST_FILE))
    return file.read_bytes()


def _not_a_list(file: Path) -> str:
    raise WorldError(FailureCode.LIST_UNREADABLE, "list.file", reason="no list of a known format")


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64] or "list"
