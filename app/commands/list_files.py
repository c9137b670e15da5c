"""Files of alert lists as a command is given them: found by format, read whole, refused in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from app.domain.failure import FailureCode, WorldError
from app.screening.formats import ReadList, format_of
from app.screening.formats.files import TITLES, bytes_of, read_list

AUTO: Final = "auto"
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
        data = bytes_of(file, format_)
        told = file.stat().st_mtime
        format_ = (format_of(data) or _not_a_list(file)) if format_ == AUTO else format_
        read = read_list(format_, file, data)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from error
    return ListFile(
        format_,
        read,
        format_ if format_ in _OWN_ID else _slug(file.stem),
        read.title or TITLES[format_],
        read.issued_at or datetime.fromtimestamp(told, UTC),
    )


def _not_a_list(file: Path) -> str:
    raise WorldError(FailureCode.LIST_UNREADABLE, "list.file", reason="no list of a known format")


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:64] or "list"
