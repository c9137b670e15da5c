"""Suspect misread characters and say what they may have been; nothing is ever mended here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.mrz.digits import Guarded
from app.domain.mrz.fields import Confusion, MrzChecks
from app.domain.mrz.intake import FILLER_LOOKALIKES
from app.domain.mrz.layout import Layout, Span

MOST = 12
"""Suggestions of the same kind listed at most: beyond that they tell an officer nothing."""

# Pairs that optical readers of OCR-B confuse (measured on specimens; Doc 9303-3, 4.4 for the font).
_SIMILAR = {
    "0": "ODQ", "O": "0DQ", "D": "0O", "Q": "0O", "1": "IL7", "I": "1L", "L": "1I", "7": "1T", "T": "7",
    "2": "Z", "Z": "2", "5": "S", "S": "58", "8": "B3S", "B": "83", "3": "8B", "6": "GC", "G": "6C",
    "C": "G<", "4": "A", "A": "4", "K": "<", "M": "N", "N": "M", "U": "VW", "V": "UW", "W": "UV",
}  # fmt: skip
_TO_DIGIT = dict(zip("OQDILZSGTBA", "00011256784", strict=True))
_TO_LETTER = dict(zip("0125648", "OIZSGAB", strict=True)) | {"7": "T"}

_LETTERS, _DIGITS, _ANY = "A-Z<", "0-9<", "A-Z0-9<"
_ALLOWED = {
    "issuing_state": _LETTERS, "names": _LETTERS, "nationality": _LETTERS,
    "sex": _LETTERS, "birth_date": _DIGITS, "expiry_date": _DIGITS, "document_number": _ANY,
    "optional_data": _ANY, "optional_data_2": _ANY,
    "document_code": _ANY,  # the second place is the issuer's choice, and some print a digit
}  # fmt: skip
_FITS = {name: re.compile(f"[{allowed}]*") for name, allowed in _ALLOWED.items()}
_REPEATED_TO_THE_END = re.compile(r"([KCSGEX])\1{3,}$")

Lines = Sequence[str]


def impossible_characters(lines: Lines, layout: Layout, guarded: Sequence[Guarded]) -> list[Confusion]:
    """Characters that their field cannot have: letters in dates, digits in names, no MRZ character at all."""
    found: list[Confusion] = []
    for name, span in layout.fields():
        if not _FITS[name].fullmatch(span.of(lines)):
            found.extend(_unfitting(name, span, lines))
    for one in guarded:
        if one.digit.of(lines) not in "0123456789<":
            found.extend(_unfitting(one.name, one.digit, lines, digit=True))
    found.extend(_letters_among_fillers(layout.names, lines))
    return found


def _unfitting(name: str, span: Span, lines: Lines, digit: bool = False) -> Iterator[Confusion]:
    allowed = re.compile(f"[{_DIGITS if digit else _ALLOWED[name]}]")
    wanted = _TO_DIGIT if digit or _ALLOWED[name] == _DIGITS else _TO_LETTER
    for column, read in enumerate(span.of(lines), span.start + 1):
        if not allowed.match(read):
            meant = "<" if read in FILLER_LOOKALIKES else wanted.get(read, "")
            yield Confusion(name, span.line + 1, column, read, meant)


def _letters_among_fillers(span: Span, lines: Lines) -> Iterator[Confusion]:
    """Letters after three fillers, or one letter repeated to the end: fillers read as K, C, S, G, E or X."""
    field = span.of(lines)
    tail = field.find("<<<")
    if tail < 0:
        run = _REPEATED_TO_THE_END.search(field)
        tail = run.start() if run else len(field)
    for column in range(tail, len(field)):
        if field[column] in "KCSGEX":
            yield Confusion("names", span.line + 1, span.start + column + 1, field[column], "<")


def suggest(
    lines: Lines, layout: Layout, guarded: Sequence[Guarded], checks: MrzChecks
) -> tuple[Confusion, ...]:
    """Every suspected misreading: impossible characters, then single ones that would mend a check digit."""
    impossible = impossible_characters(lines, layout, guarded)
    if not checks.failed:
        return tuple(impossible)
    supposed = _with(lines, impossible)
    mended = {one.name for one in guarded if one.name in checks.failed and one.passes(supposed)}
    found = [replace(one, mends=_touched(one, guarded, mended)) for one in impossible]
    still = [one for one in guarded if one.name in checks.failed and one.name not in mended]
    for one in still:
        if one.name != "composite" or len(still) == 1:
            found.extend(_single_mends(supposed, one, guarded))
    return tuple(dict.fromkeys(found))


def _with(lines: Lines, confusions: Sequence[Confusion]) -> list[str]:
    changed = list(lines)
    for one in confusions:
        line = changed[one.line - 1]
        changed[one.line - 1] = line[: one.column - 1] + (one.meant or one.read) + line[one.column :]
    return changed


def _touched(confusion: Confusion, guarded: Sequence[Guarded], mended: set[str]) -> tuple[str, ...]:
    place = (confusion.line - 1, confusion.column - 1)
    return tuple(one.name for one in guarded if one.name in mended and place in _places(one))


def _places(one: Guarded) -> list[tuple[int, int]]:
    return [(line, at) for line, start, stop in (*one.over, one.digit) for at in range(start, stop)]


def _single_mends(lines: Lines, one: Guarded, guarded: Sequence[Guarded]) -> list[Confusion]:
    """Single substitutions by which the check digit passes, those first that break no other digit."""
    others = [other for other in guarded if other is not one]
    good_before = [other for other in others if other.passes(lines)]
    whole: list[Confusion] = []
    partial: list[Confusion] = []
    for line, at in _places(one):
        for meant in _SIMILAR.get(lines[line][at], ""):
            trial = Confusion(_field_of(one, guarded, (line, at)), line + 1, at + 1, lines[line][at], meant)
            changed = _with(lines, [trial])
            if not _possible(one, trial) or not one.passes(changed):
                continue
            passing = [other for other in others if other.passes(changed)]
            mends = (one.name, *(other.name for other in passing if other not in good_before))
            broken = [other for other in good_before if other not in passing and other.name != "composite"]
            if not broken:
                (whole if len(passing) == len(others) else partial).append(replace(trial, mends=mends))
    return (whole or partial)[:MOST]


def _field_of(one: Guarded, guarded: Sequence[Guarded], place: tuple[int, int]) -> str:
    if one.name != "composite":
        return one.name
    names = (other.name for other in guarded if other is not one and place in _places(other))
    return next(names, "composite")


def _possible(one: Guarded, trial: Confusion) -> bool:
    is_digit_place = (trial.line - 1, trial.column - 1) == (one.digit.line, one.digit.start)
    if is_digit_place or trial.field in ("birth_date", "expiry_date"):
        return trial.meant.isdigit()
    return True
