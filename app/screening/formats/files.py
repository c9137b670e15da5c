"""Lists as files: which files belong together, and what holds for a list when nobody says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.screening.formats import FORMATS, ReadList
from app.screening.formats.ofac import read_trio
from app.screening.formats.read_list import LARGEST_FILE, LARGEST_NUMBERS, too_large
from app.screening.lists import ListKind

TITLES: Final = {
    "un": "UN Security Council Consolidated List",
    "ofac": "OFAC SDN list",
    "csv": "Alert list",
    "ftm": "Alert list",
    "national": "National alerts",
    "stolen": "Stolen and lost documents",
}
"""What a list is called when neither its file nor anybody says."""
SHORT: Final = frozenset({"un"})
"""Formats of short lists in which every name matters: the rarity gate is off for them at first."""


def kind_of(format_: str) -> ListKind:
    """What a list of this format holds, also when it is empty."""
    return ListKind.DOCUMENTS if format_ == "stolen" else ListKind.PEOPLE


def bytes_of(file: Path, format_: str) -> bytes:
    """The bytes of a file of a format; raises WorldError(LIST_TOO_LARGE) without reading it, OSError."""
    most = LARGEST_NUMBERS if kind_of(format_) is ListKind.DOCUMENTS else LARGEST_FILE
    if file.stat().st_size > most:
        raise too_large("list.file", most)
    return file.read_bytes()


def read_list(format_: str, file: Path, data: bytes) -> ReadList:
    """The list in a file of these bytes; a lone sdn.csv is read with alt.csv and add.csv beside it.

    Raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE), OSError.
    """
    packed = data.startswith(b"PK") or data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
    if format_ != "ofac" or packed:
        return FORMATS[format_](data)
    beside = {path.name.lower(): path for path in file.parent.iterdir() if path.is_file()}
    name = file.name.lower()
    before = name.removesuffix("sdn.csv") if name.endswith("sdn.csv") else ""
    alt, add = (beside.get(f"{before}{other}") for other in ("alt.csv", "add.csv"))
    return read_trio(data, bytes_of(alt, format_) if alt else None, bytes_of(add, format_) if add else None)
