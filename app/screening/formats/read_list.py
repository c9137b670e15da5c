"""What every reader of a list gives back, and the bounds and counts that are the same for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryKind
from app.domain.alert_record import LARGEST_ENTRY, encode_entry
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import FailureCode, WorldError

LARGEST_FILE = 1 << 30
"""Bytes of the largest file of a list."""
LARGEST_NUMBERS = 1 << 31
"""Bytes of the largest file of document numbers: MOST_DOCUMENTS of them, with room."""
MOST_ENTRIES = 2_000_000
MOST_DOCUMENTS = 100_000_000
LONGEST_ID = 100
LONGEST_NAME = 400
"""Characters; the longest name of the UN list has about 190."""
LONGEST_TEXT = 8_000
"""Characters of remarks and other prose; more is cut and told as a warning."""
MOST_PARTS = 500
"""Names, births or documents of one entry."""
MOST_WARNINGS = 1_000

_SURELY_SMALL = LARGEST_ENTRY // 8
_DASH_LIKE = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}


@dataclass(frozen=True, slots=True)
class ReadList:
    """One list as its file has it.

    `documents` are stolen or lost documents (issuing state, document class, number); a list of people
    has none. `warnings` say what could not be kept and where. `issued_at` is None and `title` empty
    where the file does not say. `empty_aliases` counts the places for an alias that hold no name,
    `spelled_again` the further names of people that stand in one place with an alias.
    """

    entries: tuple[AlertEntry, ...]
    documents: Sequence[tuple[str, str, str]] = ()
    warnings: tuple[str, ...] = ()
    issued_at: datetime | None = None
    title: str = ""
    empty_aliases: int = 0
    spelled_again: int = 0


def counts(read: ReadList) -> dict[str, int | list[str] | dict[str, int]]:
    """What stands in the file, counted; docs/lists.md says how each figure is counted."""
    people = [entry for entry in read.entries if entry.kind is EntryKind.PERSON]
    others = [entry for entry in read.entries if entry.kind is not EntryKind.PERSON]
    return {
        "people": len(people),
        "aliases": _aliases(people) - read.spelled_again,
        "documents": sum(len(entry.documents) for entry in people) + len(read.documents),
        "entities": sum(entry.kind is EntryKind.ENTITY for entry in others),
        "warnings": list(read.warnings),
        "vessels": sum(entry.kind is EntryKind.VESSEL for entry in others),
        "names": sum(len(entry.names) for entry in read.entries),
        "entity_aliases": _aliases(others),
        "entity_documents": sum(len(entry.documents) for entry in others),
        "empty_alias_nodes": read.empty_aliases,
        "dates": dict(Counter(precision(birth) for entry in people for birth in entry.births)),
    }


def precision(birth: EntryBirth) -> str:
    """How much a birth says: `day`, `month`, `year`, `approximate` or `between`."""
    if birth.first != birth.last:
        return "between"
    if birth.approximate:
        return "approximate"
    if birth.first.day and birth.first.month:
        return "day"
    return "month" if birth.first.month else "year"


class Gathering:
    """Entries and warnings as a reader finds them, bounded; `done` makes the list of them."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.empty_aliases = self.spelled_again = 0
        self._entries: dict[str, AlertEntry] = {}
        self._warnings: list[str] = []
        self._more = 0

    def __len__(self) -> int:
        return len(self._entries)

    def warn(self, said: str) -> None:
        """Keep one warning; beyond MOST_WARNINGS only their number."""
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.append(tidy(said, LONGEST_NAME))
        else:
            self._more += 1

    def add(self, entry: AlertEntry) -> None:
        """Take an entry in; raises WorldError(LIST_BAD_ENTRY, LIST_TOO_LARGE).

        Bad are: no id or one of this list already, no name and no document, a name too long, too many
        parts, more bytes than an entry may have.
        """
        if not entry.entry_id:
            raise self.bad("an entry without an id")
        if entry.entry_id in self._entries:
            raise self.bad("the same id twice", entry.entry_id)
        if not entry.names and not entry.documents:
            raise self.bad("no name and no document", entry.entry_id)
        if len(entry.entry_id) > LONGEST_ID:
            raise self.bad("an id is too long", entry.entry_id)
        if any(len(name.text) > LONGEST_NAME for name in entry.names):
            raise self.bad("a name is too long", entry.entry_id)
        if max(len(entry.names), len(entry.births), len(entry.documents)) > MOST_PARTS:
            raise self.bad("too many names, births or documents", entry.entry_id)
        if _characters(entry) > _SURELY_SMALL and len(encode_entry(entry)) > LARGEST_ENTRY:
            raise self.bad("the entry is too large", entry.entry_id)
        if len(self._entries) >= MOST_ENTRIES:
            raise too_large(self.place, MOST_ENTRIES)
        self._entries[entry.entry_id] = entry

    def bad(self, why: str, entry_id: str = "") -> WorldError:
        """What to raise for an entry that breaks the rules; `entry_id` or a line says which."""
        where = f" ({tidy(entry_id, 80)})" if entry_id else ""
        return WorldError(FailureCode.LIST_BAD_ENTRY, self.place, reason=f"{why}{where}")

    def unreadable(self, why: str) -> WorldError:
        """What to raise for a file that is not of the format, or not whole."""
        return WorldError(FailureCode.LIST_UNREADABLE, self.place, reason=why)

    def prose(self, text: str, entry_id: str, longest: int = LONGEST_TEXT) -> str:
        """A text made tidy; what is longer is cut, with a warning."""
        whole = tidy(text, len(text))
        if len(whole) > longest:
            self.warn(f"{entry_id}: a text of {len(whole)} characters was cut to {longest}")
        return whole[:longest]

    def done(self, issued_at: datetime | None = None, title: str = "") -> ReadList:
        """The list."""
        more = (f"and {self._more} more warnings",) if self._more else ()
        entries = tuple(self._entries.values())
        return ReadList(
            entries,
            (),
            (*self._warnings, *more),
            issued_at,
            tidy(title, LONGEST_NAME),
            self.empty_aliases,
            self.spelled_again,
        )


def bounded(data: bytes, place: str, most: int = LARGEST_FILE) -> bytes:
    """The file itself; raises WorldError(LIST_TOO_LARGE) over `most` bytes."""
    if len(data) > most:
        raise too_large(place, most)
    return data


def too_large(place: str, most: int) -> WorldError:
    """What to raise where a bound is passed."""
    return WorldError(FailureCode.LIST_TOO_LARGE, place, most=str(most))


def tidy(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text on one line: blanks and control characters become single blanks, half characters U+FFFD."""
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    return " ".join(text.split())[:longest]


def number_of(text: str) -> str:
    """A document number as people wrote it, with one kind of dash."""
    return tidy(text, 200).translate(_DASH_LIKE)


def on_day(text: str) -> PartialDate | None:
    """A date written yyyy-mm-dd, yyyy-mm or yyyy, or None for anything else; never wholly unknown."""
    try:
        read = PartialDate.parse(text)
    except WorldError:
        return None
    return read if read.year else None


def moment(text: str) -> datetime | None:
    """A moment in ISO 8601 as UTC, midnight UTC where only a day is said; None for anything else."""
    try:
        read = datetime.fromisoformat(text.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def born(first: PartialDate, last: PartialDate = UNKNOWN_DATE, *, approximate: bool = False) -> EntryBirth:
    """A birth on a date, or between two in whatever order they came."""
    last = last if last.year else first
    return EntryBirth(min(first, last), max(first, last), approximate)


def _visible(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    # Joiners and marks of direction belong to names in Arabic and Indic scripts.
    return character if character.isprintable() or character in "\u200c\u200d\u200e\u200f" else " "


def _aliases(entries: list[AlertEntry]) -> int:
    return sum(name.alias for entry in entries for name in entry.names)


def _characters(entry: AlertEntry) -> int:
    return sum(len(text) for text in _texts(entry))


def _texts(entry: AlertEntry) -> Iterator[str]:
    yield from (name.text for name in entry.names)
    yield from entry.birth_places
    for document in entry.documents:
        yield from (document.kind, document.number, document.issuer, document.note)
    yield from (entry.entry_id, entry.reason, entry.action, entry.contact, entry.agency)
    yield from (entry.legal_basis, entry.remarks)
