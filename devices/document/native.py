"""Read the three lines of 3M's RTE Native text, where a missing line still has its CR."""

from __future__ import annotations

from devices.document.lines import MOST_LINES, split_lines

_PADDED_WIDTH = 44
_TD2_WIDTH = 36


def native_lines(text: bytes) -> tuple[str, ...]:
    """Lines of the text after the flag, top one first, fillers as `<`.

    Two lines are padded with `_` to 44 whatever the document is (RTE6701-OEM manual V1.03,
    9.1.1.2); where the longer of them has 36 characters before its padding, it is a TD2 or MRV-B.
    """
    parts = [part for part in text.split(b"\r")[:MOST_LINES] if part.strip(b"\n")]
    bare = [part.rstrip(b"_") for part in parts]
    padded_td2 = len(parts) == 2 and max(map(len, bare)) == _TD2_WIDTH
    if padded_td2 and all(len(part) == _PADDED_WIDTH for part in parts):
        parts = [part[:_TD2_WIDTH] for part in parts]
    return split_lines(b"\r".join(parts))
