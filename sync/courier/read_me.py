"""The note in plain words on a stick, for whoever finds it, and the moment at which it was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

LONGEST: Final = 4 << 10
"""Bytes of a note; a longer one is not ours."""

_MOMENT: Final = "%Y-%m-%d %H:%M:%S"
_LINE: Final = re.compile(r"Last written: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")
_WORDS: Final = """\
This stick carries sealed files between border stations and their headquarters.
Nobody but the headquarters or the station can open them, and nothing on it is a program.

Found it? Please give it to the nearest border post, or to the headquarters of immigration.
Files that are on it may be deleted only by those who wrote them.

Last written: {moment} UTC by {writer}
"""


def text(at: datetime, writer: str) -> bytes:
    """The note as `writer` (`HQ`, `station 7`) leaves it at a moment."""
    words = _WORDS.format(moment=at.astimezone(UTC).strftime(_MOMENT), writer=writer)
    return words.replace("\n", "\r\n").encode("ascii")


def moment(data: bytes | None) -> datetime | None:
    """When the stick was last written, by the note and the writer's clock; None without a sound note."""
    found = _LINE.search((data or b"").decode("ascii", errors="replace"))
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
