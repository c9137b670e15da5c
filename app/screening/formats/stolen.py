"""Stolen, lost and revoked documents as CSV: `issuing_state,document_class,number`, one a row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from app.screening.formats.countries import state_code
from app.screening.formats.read_list import LARGEST_NUMBERS, MOST_DOCUMENTS, Gathering, ReadList, too_large
from app.screening.formats.tables import decoded, named_rows

Document: TypeAlias = tuple[str, str, str]
"""Issuing state, class and number."""

PLACE = "list.stolen"
_PART: Final = 1 << 16
"""Numbers that are held one by one before they are put close."""
_KNOWN = {
    "issuing_state": "issuing_state", "state": "issuing_state", "issuer": "issuing_state",
    "country": "issuing_state", "document_class": "document_class", "class": "document_class",
    "type": "document_class", "document_type": "document_class", "number": "number",
    "document_number": "number",
}  # fmt: skip
_STATE = re.compile(r"[A-Z]{1,3}")
_CLASS = re.compile(r"[A-Z]?")
_NUMBER = re.compile(r"[A-Z0-9]{2,30}")
_FILLER = re.compile(r"[\s<./-]+")


class Documents(Sequence[Document]):
    """Documents kept close, in some ten bytes each; by state and class as these came, then by number."""

    def __init__(self, groups: Mapping[tuple[str, str], NDArray[np.bytes_]]) -> None:
        self._groups = {group: numbers for group, numbers in groups.items() if len(numbers)}

    def __len__(self) -> int:
        return sum(map(len, self._groups.values()))

    def __iter__(self) -> Iterator[Document]:
        for (state, document_class), numbers in self._groups.items():
            for number in numbers:
                yield state, document_class, number.decode()

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        place += len(self) if place < 0 else 0
        for (state, document_class), numbers in self._groups.items():
            if 0 <= place < len(numbers):
                return state, document_class, numbers[place].decode()
            place -= len(numbers)
        raise IndexError(place)


class _Gathered:
    """Numbers as they come, made small part by part."""

    def __init__(self) -> None:
        self.taken = 0
        self._fresh: dict[tuple[str, str], list[bytes]] = defaultdict(list)
        self._parts: dict[tuple[str, str], list[NDArray[np.bytes_]]] = defaultdict(list)

    def add(self, group: tuple[str, str], number: str) -> None:
        self.taken += 1
        fresh = self._fresh[group]
        fresh.append(number.encode())
        if len(fresh) >= _PART:
            self._parts[group].append(np.unique(np.array(fresh)))
            fresh.clear()

    def done(self) -> Documents:
        for group, fresh in self._fresh.items():
            if fresh:
                self._parts[group].append(np.array(fresh))
        return Documents({group: np.unique(np.concatenate(parts)) for group, parts in self._parts.items()})


@lru_cache(maxsize=10_000)
def _group(state: str, document_class: str) -> tuple[str, str] | None:
    """State and class as codes, or None where one is not understood."""
    state, document_class = state.upper(), document_class.upper()[:1]
    state = state_code(state) or state
    understood = _STATE.fullmatch(state) and _CLASS.fullmatch(document_class)
    return (state, document_class) if understood else None


def read_stolen(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).

    Numbers come out in capitals without fillers, as they stand in an MRZ. A number that comes twice
    counts once, with a warning; on the way to MOST_DOCUMENTS it counts each time.
    """
    gathering = Gathering(PLACE)
    found = _Gathered()
    for line, row in named_rows(
        decoded(data, PLACE, most=LARGEST_NUMBERS), PLACE, _KNOWN, ("issuing_state", "number")
    ):
        group = _group(row["issuing_state"], row.get("document_class", ""))
        number = _FILLER.sub("", row["number"]).upper()
        if group is None or not _NUMBER.fullmatch(number):
            raise gathering.bad("a state, class or number is not understood", f"line {line}")
        found.add(group, number)
        if found.taken > MOST_DOCUMENTS:
            raise too_large(PLACE, MOST_DOCUMENTS)
    documents = found.done()
    if twice := found.taken - len(documents):
        gathering.warn(f"{twice} numbers come more than once")
    read = gathering.done()
    return ReadList((), documents, read.warnings)
