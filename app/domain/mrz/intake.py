"""Take MRZ text in from any reader or keyboard: trimmed and bounded, never mended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.failure import FailureCode, WorldError
from app.domain.mrz.layout import LAYOUTS, Layout, format_of

LONGEST_INPUT = 1_000
"""Characters of the longest text looked at; a TD1 has 90."""

FILLER_LOOKALIKES = "«‹≤({[€_ "
"""What optical readers print in place of the filler (mrz measurements, and blanks of swipe readers)."""
UNREAD_MARKS = "?*#@~."
"""What readers print for a character that they could not read."""

_WIDTHS = {layout.width for layout in LAYOUTS.values()}
_RUNS = {88: 44, 72: 36, 90: 30}
_READABLE = re.compile("[A-Za-z0-9<" + re.escape(FILLER_LOOKALIKES + UNREAD_MARKS) + "]*")
_NOISE = "\r\n\t\0\ufeff"


def take_in(text: str | Sequence[str]) -> tuple[tuple[str, ...], Layout]:
    """The lines of one document and their layout.

    Line ends, surrounding blanks and empty lines are dropped; a bare run of 88, 72 or 90 characters
    is cut by its length. Raises WorldError(MRZ_TOO_LONG) for more than one document's text,
    WorldError(MRZ_UNREADABLE) for lines that have no format or a character no reader prints.
    """
    given = (text,) if isinstance(text, str) else tuple(text)
    if sum(map(len, given)) > LONGEST_INPUT:
        raise WorldError(FailureCode.MRZ_TOO_LONG, "mrz", characters=str(sum(map(len, given))))
    lines = [line for part in given for line in map(_trimmed, part.splitlines()) if line]
    if len(lines) == 1 and len(lines[0]) in _RUNS:
        width = _RUNS[len(lines[0])]
        lines = [lines[0][start : start + width] for start in range(0, len(lines[0]), width)]
    lengths = ",".join(str(len(line)) for line in lines)
    if len(lines) > 3 or any(len(line) > 44 for line in lines):
        raise WorldError(FailureCode.MRZ_TOO_LONG, "mrz", lengths=lengths)
    format_ = format_of(lines)
    if format_ is None:
        raise WorldError(FailureCode.MRZ_UNREADABLE, "mrz", lengths=lengths)
    for place, line in enumerate(lines):
        if not _READABLE.fullmatch(line):
            raise WorldError(FailureCode.MRZ_UNREADABLE, "mrz", lengths=lengths, line=str(place + 1))
    return tuple(lines), LAYOUTS[format_]


def _trimmed(line: str) -> str:
    bare = line.strip(_NOISE)
    # A blank may be a filler that the reader printed as such, so it counts where the width is right.
    return bare if len(bare) in _WIDTHS and bare.strip() else bare.strip()
