"""Tell from the characters a reader sent which lines of a travel document they are, judging nothing."""

from __future__ import annotations

from collections.abc import Sequence

# Lines of TD1, of TD2 and MRV-B, of TD3 and MRV-A (Doc 9303-4 to 7).
SHAPES = ((30, 30, 30), (36, 36), (44, 44))
# A document sent without any separator is told by its length alone.
_RUNS = {90: 30, 72: 36, 88: 44}
LONGEST_RUN = 90
LONGEST_LINE = 96
MOST_LINES = 3
SHORTEST_LINE = 7  # DESKO's readers send lines of 7 to 44 characters (CUTE profile)

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
# Readers put replacements where they could not read, so not every character need be of the MRZ.
_LIKELY_SHARE = 0.7


def with_fillers(text: str) -> str:
    """The text with what readers send for a filler (`_`, space) as `<`."""
    return text.replace("_", "<").replace(" ", "<")


def split_lines(payload: bytes) -> tuple[str, ...]:
    """Lines of a frame's text: separated by CR, LF or both, empty ones left out, fillers as `<`.

    A byte that is no printable ASCII becomes `?`: it stands where a character was, and no document
    carries a question mark.
    """
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F or byte in {0x0A, 0x0D} else "?" for byte in payload)
    return tuple(with_fillers(line) for line in text.replace("\r", "\n").split("\n") if line.strip())


def split_run(line: str) -> tuple[str, ...] | None:
    """The lines of a document that came as one run of 88, 72 or 90 characters, or None."""
    width = _RUNS.get(len(line))
    if width is None:
        return None
    return tuple(line[start : start + width] for start in range(0, len(line), width))


def is_whole(lines: Sequence[str]) -> bool:
    """Whether the lines have the shape of a document of Doc 9303 and mostly its characters."""
    return tuple(map(len, lines)) in SHAPES and is_likely(lines, SHORTEST_LINE)


def whole_ending(lines: Sequence[str]) -> tuple[str, ...] | None:
    """The last lines, if they are a whole document whatever came before them, or None."""
    for shape in SHAPES:
        ending = tuple(lines[-len(shape) :])
        if len(ending) == len(shape) and is_whole(ending):
            return ending
    return None


def is_likely(lines: Sequence[str], shortest: int) -> bool:
    """Whether the lines read like a travel document's, at least one of them `shortest` long."""
    text = "".join(lines)
    if not text or max(map(len, lines)) < shortest:
        return False
    return sum(character in _ALPHABET for character in text) >= _LIKELY_SHARE * len(text)
