"""The fields of our own formats, CSV and national JSON: strict, since a slip opens or closes a gate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from app.domain.alert_entry import EntryBirth, EntryDocument
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import WorldError
from app.domain.person import Sex
from app.screening.formats.countries import state_code
from app.screening.formats.free_text import birth_in
from app.screening.formats.read_list import Gathering, born, number_of, on_day, tidy

Choice = TypeVar("Choice", bound=StrEnum)
LOWEST_PRIORITY = 9
_RANGE = re.compile(r"\s*(?:\.\.|/)\s*")
_SEX = {
    "": Sex.UNSPECIFIED, "x": Sex.UNSPECIFIED, "f": Sex.FEMALE, "female": Sex.FEMALE,
    "m": Sex.MALE, "male": Sex.MALE,
}  # fmt: skip


class OwnFields:
    """Reads the fields of one entry; `where` names it. Every method raises WorldError(LIST_BAD_ENTRY)."""

    def __init__(self, gathering: Gathering, where: str) -> None:
        self._gathering, self._where = gathering, where

    def wrong(self, what: str) -> WorldError:
        """What to raise for a field that cannot be read."""
        return self._gathering.bad(f"{what} is not understood", self._where)

    def choice(self, what: str, said: str, otherwise: Choice) -> Choice:
        """One of the words of an enumeration, in any case; `otherwise` for nothing said."""
        if not said:
            return otherwise
        try:
            return type(otherwise)(said.lower())
        except ValueError as error:
            raise self.wrong(what) from error

    def sex(self, said: str) -> Sex:
        """F, M or X, or the words for them."""
        try:
            return _SEX[said.lower()]
        except KeyError as error:
            raise self.wrong("sex") from error

    def priority(self, said: str) -> int:
        """1, the highest, to 9; nothing said or 0 for none."""
        if said and not (said.isascii() and said.isdigit() and int(said[:4]) <= LOWEST_PRIORITY):
            raise self.wrong("priority")
        return int(said or 0)

    def day(self, what: str, said: str) -> PartialDate:
        """A date that may lack day and month; unknown for nothing said."""
        if not said:
            return UNKNOWN_DATE
        read = on_day(said)
        if read is None:
            raise self.wrong(what)
        return read

    def birth(self, said: str) -> EntryBirth:
        """`1970-03-12`, `1970-03`, `1970`; `1968..1972` for a range; `~1970` for about; or in words."""
        plain = said.removeprefix("~").strip()
        parts = [on_day(part) for part in _RANGE.split(plain)]
        if len(parts) <= 2 and None not in parts:
            first, last = parts[0] or UNKNOWN_DATE, parts[-1] or UNKNOWN_DATE
            return born(first, last, approximate=said.startswith("~"))
        told = birth_in(said)
        if told is None:
            raise self.wrong("birth date")
        return told

    def states(self, said: Sequence[str]) -> tuple[str, ...]:
        """Codes of states named by code or in words; one that nobody knows is a warning."""
        found = []
        for one in said:
            code = state_code(one)
            found += [code] if code else []
            if not code:
                self._gathering.warn(f"{self._where}: nationality not understood: {one}")
        return tuple(dict.fromkeys(found))

    def document(self, kind: str, issuer: str, number: str, note: str = "") -> EntryDocument:
        """A document, which must have a number."""
        if not number.strip():
            raise self.wrong("a document's number")
        return EntryDocument(
            tidy(kind) or "Passport", number_of(number), state_code(issuer) or tidy(issuer), note
        )
