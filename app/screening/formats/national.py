"""Our own national list: JSON with every field of an entry, described in docs/lists.md."""

from __future__ import annotations

from typing import Any, Final

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryBirth,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.screening.formats.free_text import script_of
from app.screening.formats.json_text import parsed
from app.screening.formats.own_fields import OwnFields
from app.screening.formats.read_list import Gathering, ReadList, moment, tidy
from app.screening.formats.tables import decoded

PLACE = "list.national"
FORMAT: Final = "matapa-national-1"
_HEAD = {"format", "title", "agency", "issued_at", "entries"}
_ENTRY = {
    "id", "kind", "names", "births", "birth_places", "nationalities", "sex", "documents", "reason",
    "action", "contact", "agency", "legal_basis", "priority", "expires", "disclosure", "max_band", "remarks",
}  # fmt: skip
_NAME = {"text", "alias", "weak", "script"}
_BIRTH = {"date", "first", "last", "approximate"}
_DOCUMENT = {"kind", "issuer", "number", "note"}


def read_national(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).

    A field that nobody knows is refused: a misspelled `disclosure` would open a silent alert.
    """
    gathering = Gathering(PLACE)
    read = parsed(decoded(data, PLACE), PLACE)
    if read.get("format") != FORMAT or not isinstance(read.get("entries"), list) or not read.keys() <= _HEAD:
        raise gathering.unreadable(f"not a file of {FORMAT}")
    issued_at = moment(_word(read.get("issued_at")))
    if issued_at is None:
        raise gathering.unreadable("issued_at is no moment")
    agency = tidy(_word(read.get("agency")))
    for place, row in enumerate(read["entries"], 1):
        gathering.add(_Row(row, gathering, place).entry(agency))
    return gathering.done(issued_at, _word(read.get("title")))


class _Row:
    """One entry as JSON has it."""

    def __init__(self, row: Any, gathering: Gathering, place: int) -> None:
        self._gathering = gathering
        self._fields = OwnFields(gathering, f"entry {place}")
        unknown = sorted(row.keys() - _ENTRY) if isinstance(row, dict) else []
        self._row = self._object(row, _ENTRY, f"field {tidy(unknown[0], 60)}" if unknown else "the entry")
        self._id = self._text("id")
        if self._id:
            self._fields = OwnFields(gathering, self._id)

    def entry(self, agency: str) -> AlertEntry:
        """The entry; `agency` is that of the list, where the entry names none."""
        fields = self._fields
        return AlertEntry(
            entry_id=self._id,
            kind=fields.choice("kind", self._text("kind"), EntryKind.PERSON),
            names=tuple(self._name(one) for one in self._list("names")),
            births=tuple(self._birth(one) for one in self._list("births")),
            birth_places=self._texts("birth_places"),
            nationalities=fields.states(self._texts("nationalities")),
            sex=fields.sex(self._text("sex")),
            documents=tuple(self._document(one) for one in self._list("documents")),
            reason=self._prose("reason"),
            action=self._prose("action"),
            contact=self._prose("contact"),
            agency=self._prose("agency") or agency,
            legal_basis=self._prose("legal_basis"),
            priority=fields.priority(self._number("priority")),
            expires=fields.day("expires", self._text("expires")),
            disclosure=fields.choice("disclosure", self._text("disclosure"), Disclosure.OPEN),
            max_band=fields.choice("max_band", self._text("max_band"), Band.STOP),
            remarks=self._prose("remarks"),
        )

    def _name(self, said: Any) -> EntryName:
        if isinstance(said, str):
            said = {"text": said}
        row = self._object(said, _NAME, "a name")
        text = tidy(self._said(row, "text", "a name"), len(str(row.get("text"))))
        if not text:
            raise self._fields.wrong("a name")
        script = self._said(row, "script", "a name") or script_of(text)
        weak = self._flag(row, "weak")
        return EntryName(text, self._flag(row, "alias") or weak, weak, "" if script == "Latn" else script[:4])

    def _birth(self, said: Any) -> EntryBirth:
        if isinstance(said, str):
            return self._fields.birth(tidy(said))
        row = self._object(said, _BIRTH, "a birth")
        date, first, last = (tidy(self._said(row, key, "a birth")) for key in ("date", "first", "last"))
        about = "~" if self._flag(row, "approximate") else ""
        if date and not first and not last:
            return self._fields.birth(about + date)
        if first and last and not date:
            return self._fields.birth(f"{about}{first}..{last}")
        raise self._fields.wrong("a birth")

    def _document(self, said: Any) -> EntryDocument:
        row = self._object(said, _DOCUMENT, "a document")
        kind, issuer, number, note = (
            tidy(self._said(row, key, "a document")) for key in ("kind", "issuer", "number", "note")
        )
        return self._fields.document(kind, issuer, number, note)

    def _text(self, key: str) -> str:
        return tidy(self._said(self._row, key, key))

    def _prose(self, key: str) -> str:
        return self._gathering.prose(self._said(self._row, key, key), self._id)

    def _number(self, key: str) -> str:
        said = self._row.get(key, "")
        if isinstance(said, bool) or not isinstance(said, int | str):
            raise self._fields.wrong(key)
        # Python refuses to write out a number of thousands of digits.
        return str(said) if isinstance(said, str) or 0 <= said < 10_000 else "-"

    def _texts(self, key: str) -> tuple[str, ...]:
        said = self._list(key)
        if not all(isinstance(one, str) for one in said):
            raise self._fields.wrong(key)
        return tuple(text for one in said if (text := tidy(one)))

    def _list(self, key: str) -> list[Any]:
        said = self._row.get(key, [])
        if not isinstance(said, list):
            raise self._fields.wrong(key)
        return said

    def _said(self, row: dict[str, Any], key: str, what: str) -> str:
        said = row.get(key, "")
        if not isinstance(said, str):
            raise self._fields.wrong(what)
        return said

    def _flag(self, row: dict[str, Any], key: str) -> bool:
        said = row.get(key, False)
        if not isinstance(said, bool):
            raise self._fields.wrong(key)
        return said

    def _object(self, said: Any, known: set[str], what: str) -> dict[str, Any]:
        if not isinstance(said, dict) or not known >= said.keys():
            raise self._fields.wrong(what)
        return said


def _word(said: Any) -> str:
    return said if isinstance(said, str) else ""
