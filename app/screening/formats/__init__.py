"""Every format in which lists come, each read from bytes into entries, with how to tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.screening.formats.csv_list import read_csv
from app.screening.formats.ftm import read_ftm
from app.screening.formats.national import FORMAT, read_national
from app.screening.formats.ofac import read_ofac
from app.screening.formats.read_list import ReadList, counts
from app.screening.formats.stolen import read_stolen
from app.screening.formats.un import read_un

__all__ = ["FORMATS", "ReadList", "counts", "format_of"]

FORMATS: Mapping[str, Callable[[bytes], ReadList]] = MappingProxyType(
    {
        "un": read_un,
        "ofac": read_ofac,
        "csv": read_csv,
        "ftm": read_ftm,
        "national": read_national,
        "stolen": read_stolen,
    }
)
"""The readers by the names that commands use; each raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY,
LIST_TOO_LARGE) and never keeps a part of a file that it could not read whole."""
_HEAD = 4096


def format_of(data: bytes) -> str:
    """The format that the beginning of a file looks like, or empty for none of them."""
    head = data[:_HEAD].decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", "replace")
    head = head.lstrip()
    if data.startswith(b"PK\x03\x04"):
        return "ofac"
    if head.startswith("<"):
        return "un" if "CONSOLIDATED_LIST" in head else "ofac" if "sdnList" in head else ""
    if head.startswith(("{", "[")):
        return "national" if FORMAT in head else "ftm" if '"schema"' in head or '"properties"' in head else ""
    first = head.splitlines()[0].lower() if head else ""
    if "number" in first and any(word in first for word in ("state", "issuer", "country")):
        return "csv" if "name" in first else "stolen"
    if first.partition(",")[0].strip('"').isdigit():
        return "ofac"
    return "csv" if "id" in first or "reference" in first else ""
