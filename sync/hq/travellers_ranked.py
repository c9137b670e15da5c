"""Put the travellers that a search found in order: those first who fit all that was asked for, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sync.hq.entries import name_key, number_key
from sync.hq.travellers import WantedTraveller

_WEIGHTS: Final = {"document": 5.0, "born": 3.0, "surname": 2.0, "given": 1.0, "nationality": 0.5}
_BEGINS: Final = 0.5
"""What a text that only begins as asked counts of one that is the same."""
_NAMES: Final = {
    "document": "document number", "born": "birth date", "surname": "surname", "given": "given names",
    "nationality": "nationality",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fit:
    """How a document and name fit what was asked for: `share` from 0 to 1, and in words."""

    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A traveller that fits, with the documents and names that do (rows of `find_travellers`), best first."""

    number: int
    fit: Fit
    rows: Sequence[Mapping[str, Any]]
    crossings: int
    last_seen: datetime | None


def ranked(wanted: WantedTraveller, rows: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Candidates by how well they fit what was asked for, then the last seen first."""
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["traveller"], []).append(row)
    found = [_candidate(wanted, number, group) for number, group in groups.items()]
    found.sort(key=lambda one: (one.fit.share, _seconds(one.last_seen), -one.number), reverse=True)
    return found


def fit(wanted: WantedTraveller, row: Mapping[str, Any]) -> Fit:
    """How one document and name fit."""
    same: list[str] = []
    begins: list[str] = []
    other: list[str] = []
    got = total = 0.0
    for name, (asked, has) in _sides(wanted, row).items():
        if not asked:
            continue
        total += _WEIGHTS[name]
        if asked == has:
            same.append(_NAMES[name])
            got += _WEIGHTS[name]
        elif has.startswith(asked):
            begins.append(_NAMES[name])
            got += _WEIGHTS[name] * _BEGINS
        else:
            other.append(_NAMES[name])
    said = [_said(same, "the same", "the same"), _said(begins, "begins so", "begin so"),
            _said(other, "is another", "are others")]  # fmt: skip
    return Fit(got / total if total else 0.0, "; ".join(filter(None, said)))


def _sides(wanted: WantedTraveller, row: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What was asked and what the row has, as they are compared."""
    keys: dict[str, tuple[Callable[[str], str], str, str]] = {
        "document": (number_key, wanted.document, row["document_number"]),
        "born": (str, str(wanted.born or ""), str(row["birth"])),
        "surname": (name_key, wanted.surname, row["surname"]),
        "given": (name_key, wanted.given, row["given_names"]),
        "nationality": (str.upper, wanted.nationality, row["nationality"]),
    }
    return {name: (key(asked), key(has)) for name, (key, asked, has) in keys.items()}


def _said(names: Sequence[str], one: str, more: str) -> str:
    return f"{', '.join(names)} {one if len(names) == 1 else more}" if names else ""


def _candidate(wanted: WantedTraveller, number: int, rows: Sequence[Mapping[str, Any]]) -> Candidate:
    fits = sorted(((fit(wanted, row), row) for row in rows), key=lambda pair: pair[0].share, reverse=True)
    seen = [row["last_seen"] for row in rows if row["last_seen"] is not None]
    crossings = sum(row["crossings"] for row in rows)
    return Candidate(number, fits[0][0], [row for _, row in fits], crossings, max(seen, default=None))


def _seconds(moment: datetime | None) -> float:
    return 0.0 if moment is None else moment.timestamp()
