"""Read what an officer types by hand: days, states and names, tolerant of how people write them."""

from __future__ import annotations

import re
from datetime import date

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.states import State, StateKind, all_states, by_alpha2, state

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = re.compile(r"[0-9]+|[A-Za-z]+")
LONGEST_NAME = 80


def typed_day(text: str, on: date, past: bool) -> PartialDate:
    """A day as typed: `14-03-1987`, `14.3.87`, `14031987`, `14 mar 1987`, `03-1987`, `1987`; zeros: unknown.

    Two figures of a year mean the latest year that is not after `on` where `past`, else one of this
    century. Nothing typed is wholly unknown. Raises WorldError(DATE_DOES_NOT_EXIST).
    """
    parts = _PARTS.findall(text.strip().lower())
    if not parts:
        return UNKNOWN_DATE
    if len(parts) == 1 and parts[0].isdigit() and len(parts[0]) in (6, 8):
        whole = parts[0]
        parts = [whole[:2], whole[2:4], whole[4:]]
    if len(parts) > 3:
        raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, "typed")
    numbers = [_number(part) for part in parts]
    if len(parts) == 3 and len(parts[0]) == 4:
        numbers.reverse()  # 1987-03-14
    day, month, year = ([0, 0, *numbers])[-3:] if len(numbers) < 3 else numbers
    return PartialDate(_year(year, parts, on, past), month, day)


def _number(part: str) -> int:
    if part.isdigit():
        return int(part) if len(part) <= 4 else 9999999
    for place, name in enumerate(_MONTHS):
        if part.startswith(name):
            return place + 1
    raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, "typed")


def _year(year: int, parts: list[str], on: date, past: bool) -> int:
    shortened = len(parts[0]) != 4 and len(parts[-1]) == 2
    if not shortened:
        return year
    this_century = on.year // 100 * 100 + year
    return this_century - 100 if past and this_century > on.year else this_century


def typed_state(text: str) -> str:
    """The three-letter code for a code, a two-letter code or a country's name; empty stays empty.

    Raises WorldError(UNKNOWN_STATE).
    """
    wanted = text.strip()
    if not wanted:
        return ""
    known = state(wanted.upper()) or by_alpha2(wanted.upper()) or _by_name(wanted)
    if known is None:
        raise WorldError(FailureCode.UNKNOWN_STATE, "typed")
    return known.code


def _by_name(wanted: str) -> State | None:
    begun = [one for one in all_states() if one.name.casefold().startswith(wanted.casefold())]
    states = [one for one in begun if one.kind is StateKind.STATE]
    exact = [one for one in begun if one.name.casefold() == wanted.casefold()]
    found = exact or states
    return found[0] if len(found) == 1 or exact else None


def typed_name(text: str) -> str:
    """A name in capitals with single blanks, as documents print it."""
    return " ".join(text.upper().split())[:LONGEST_NAME]


def typed_number(text: str) -> str:
    """A document number without blanks and hyphens, in capitals."""
    return re.sub(r"[\s-]+", "", text).upper()
