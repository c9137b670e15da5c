"""Read an entry of HQ's own list from what a person typed, by the rules of our own formats, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryBirth,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.domain.alert_record import LARGEST_ENTRY, encode_entry
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import WorldError
from app.domain.person import Sex
from app.screening.formats.countries import state_code
from app.screening.formats.free_text import script_of
from app.screening.formats.own_fields import OwnFields
from app.screening.formats.read_list import Gathering, on_day, tidy
from sync.hq.own_list import wrong_expiry

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_NAME: Final = 200
LONGEST_LINE: Final = 300
MOST_LINES: Final = 40
"""Lines of a field that takes several values, one a line."""
PROSE: Final = {
    "reason": 2_000, "action": 1_000, "contact": 300, "agency": 200, "legal_basis": 500, "remarks": 2_000,
}  # fmt: skip
"""Fields of free text and their most characters."""


class Typed:
    """One form as it was typed. `entry` is what it says, None while `wrong` has anything: a sentence for each
    field that has to be put right."""

    def __init__(self, form: Mapping[str, str], entry_id: str, today: date) -> None:
        self._form, self._fields = form, OwnFields(Gathering("console"), "")
        self.wrong: dict[str, str] = {}
        made = self._entry(entry_id, today)
        self.entry = None if self.wrong else made

    def _entry(self, entry_id: str, today: date) -> AlertEntry:
        prose = {name: self._prose(name, most) for name, most in PROSE.items()}
        for name in ("reason", "action", "agency"):
            if not prose[name]:
                self.wrong[name] = _MISSING[name]
        entry = AlertEntry(
            entry_id=entry_id or "new",
            kind=self._choice("kind", EntryKind.PERSON),
            names=self._names(),
            births=tuple(self._each("births", self._birth, _BIRTHS)),
            birth_places=tuple(self._each("birth_places", tidy, "")),
            nationalities=self._states(),
            sex=self._sex(),
            documents=tuple(self._each("documents", self._document, "Write number, state, kind.")),
            priority=self._priority(),
            expires=self._expires(today),
            disclosure=self._choice("disclosure", Disclosure.OPEN),
            max_band=self._choice("max_band", Band.STOP),
            **prose,
        )  # fmt: skip
        if not entry.names and not entry.documents:
            self.wrong.setdefault("name", "An entry has a name or a document.")
        if len(encode_entry(entry)) > LARGEST_ENTRY:
            self.wrong.setdefault("remarks", "The entry is too long as a whole.")
        return entry

    def _text(self, name: str) -> str:
        return self._form.get(name, "")

    def _prose(self, name: str, most: int) -> str:
        said = tidy(self._text(name), len(self._text(name)))
        if len(said) > most:
            self.wrong[name] = f"This is longer than {most:,} characters."
        return said[:most]

    def _names(self) -> tuple[EntryName, ...]:
        first = tidy(self._text("name"), LONGEST_NAME + 1)
        if len(first) > LONGEST_NAME:
            self.wrong["name"] = f"A name has at most {LONGEST_NAME} characters."
        said = self._each("aliases", tidy, "")
        if said and not first:
            self.wrong["name"] = "Give the name by which it is listed beside the others."
        names = [_name(first, alias=False)] if first else []
        return (*names, *(_name(one.lstrip("~ "), alias=True, weak=one.startswith("~")) for one in said))

    def _birth(self, said: str) -> EntryBirth:
        return self._fields.birth(tidy(said))

    def _document(self, said: str) -> EntryDocument:
        number, issuer, kind, *note = [*(tidy(part) for part in said.split(",", 3)), "", ""][:4]
        return self._fields.document(kind, issuer, number, " ".join(note))

    def _states(self) -> tuple[str, ...]:
        found = {}
        for said in self._text("nationalities").replace("\n", ",").split(",")[: MOST_LINES + 1]:
            code = state_code(tidy(said)) if tidy(said) else None
            if code:
                found[code] = code
            elif tidy(said):
                self.wrong["nationalities"] = f"No state is called {tidy(said, 60)}: give three letters."
        if len(found) > MOST_LINES:
            self.wrong["nationalities"] = f"At most {MOST_LINES}."
        return tuple(found)

    def _sex(self) -> Sex:
        return self._read("sex", self._fields.sex, Sex.UNSPECIFIED, "Choose one.")

    def _priority(self) -> int:
        return self._read("priority", self._fields.priority, 0, "1, the highest, to 9; or nothing.")

    def _expires(self, today: date) -> PartialDate:
        said = on_day(tidy(self._text("expires"))) or UNKNOWN_DATE
        wrong = wrong_expiry(said, today)
        if wrong is not None:
            self.wrong["expires"] = wrong
        return said

    def _choice(self, name: str, otherwise: Choice) -> Choice:
        def read(said: str) -> Choice:
            return self._fields.choice(name, said, otherwise)

        return self._read(name, read, otherwise, "Choose one.")

    def _read(self, name: str, read: Callable[[str], T], otherwise: T, wrong: str) -> T:
        try:
            return read(tidy(self._text(name)))
        except WorldError:
            self.wrong[name] = wrong
            return otherwise

    def _each(self, name: str, read: Callable[[str], T], wrong: str) -> list[T]:
        """The values of a field, one a line."""
        lines = [line for line in self._text(name).split("\n") if tidy(line)]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            self.wrong[name] = f"At most {MOST_LINES} lines of {LONGEST_LINE} characters."
            return []
        found = []
        for line in lines:
            try:
                found.append(read(line))
            except WorldError:
                self.wrong[name] = f"“{tidy(line, 60)}” is not understood. {wrong}"
        return found


_BIRTHS: Final = "Write 1974-08-12, 1974-08, 1974, ~1974 or 1970..1975."
_MISSING: Final = {
    "reason": "Say why it is on the list.",
    "action": "Say what an officer does who meets it.",
    "agency": "Say whose entry it is.",
}


def typed_of(entry: AlertEntry) -> dict[str, str]:
    """An entry as the form shows it; reading that gives the entry again."""
    first = next((one for one in entry.names if not one.alias), None)
    others = [one for one in entry.names if one is not first]
    return {
        "kind": entry.kind.value,
        "name": "" if first is None else first.text,
        "aliases": "\n".join(("~" if one.weak else "") + one.text for one in others),
        "births": "\n".join(birth_text(one) for one in entry.births),
        "birth_places": "\n".join(entry.birth_places),
        "nationalities": ", ".join(entry.nationalities),
        "sex": {Sex.FEMALE: "f", Sex.MALE: "m"}.get(entry.sex, ""),
        "documents": "\n".join(document_text(one) for one in entry.documents),
        "priority": str(entry.priority or ""),
        "expires": str(entry.expires),
        "disclosure": entry.disclosure.value,
        "max_band": entry.max_band.value,
        "reason": entry.reason,
        "action": entry.action,
        "contact": entry.contact,
        "agency": entry.agency,
        "legal_basis": entry.legal_basis,
        "remarks": entry.remarks,
    }


def birth_text(birth: EntryBirth) -> str:
    """A birth as one writes it: `1974-08`, `~1974`, `1970..1975`."""
    about = "~" if birth.approximate else ""
    return about + (str(birth.first) if birth.first == birth.last else f"{birth.first}..{birth.last}")


def document_text(document: EntryDocument) -> str:
    """A document as one writes it: `AB123456, FJI, Passport, a note`."""
    parts = [document.number, document.issuer, document.kind, document.note]
    return ", ".join(parts).rstrip(", ")


def _name(text: str, *, alias: bool, weak: bool = False) -> EntryName:
    script = script_of(text)
    return EntryName(text, alias, weak, "" if script == "Latn" else script)
