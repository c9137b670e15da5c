"""The bearer of a document as a crossing gave it: what the document says and whom it names.

All crossings that say exactly the same have one bearer, so that a ledger of millions of crossings is
joined by its far fewer bearers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from app.domain.dates import PartialDate
from app.domain.document import DocumentKind
from app.domain.failure import WorldError
from app.domain.names import document_number_key
from app.domain.person import Sex
from app.domain.record import Row, load_row
from sync.hq import flaws as at

FINGERPRINT = 16
"""Bytes of SHA-256 by which bearers are told apart."""
_KINDS, _SEXES = list(DocumentKind), list(Sex)
# How long surname, two fillers and given names are in each MRZ format, by the code of rebuilt lines.
_NAME_ROOM = {1: 39, 2: 39, 3: 30, 4: 31, 5: 39, 6: 31}
_LINE_ROOM = {(2, 44): (0, 5), (3, 30): (2, 0), (2, 36): (0, 5)}


@dataclass(frozen=True, slots=True)
class Bearer:
    """What crossings say of one document and its bearer.

    `surname` and `given_names` as the officer settled them; `printed` is the document's full name where
    it is another, parts set apart by `<`. `birth` and `expiry` are YYYYMMDD with unknown parts 0.
    `personal_number` is the number in the optional data of the MRZ where that looks like one. `alone` is
    the one crossing that a person split from all others, as text, else empty.
    """

    kind: DocumentKind
    issuing_state: str
    number: str
    surname: str
    given_names: str
    printed: str
    birth: int
    nationality: str
    sex: Sex
    expiry: int
    personal_number: str
    truncated: bool
    alone: str = ""

    @property
    def fingerprint(self) -> bytes:
        """The same for the same words, and for no others."""
        said = [
            self.kind, self.issuing_state, self.number, self.surname, self.given_names, self.printed,
            self.birth, self.nationality, self.sex, self.expiry, self.personal_number, self.truncated,
            self.alone,
        ]  # fmt: skip
        return sha256(json.dumps(said, ensure_ascii=True).encode()).digest()[:FINGERPRINT]

    @property
    def born(self) -> PartialDate:
        """The birth date."""
        return _date(self.birth)

    def of_crossing(self, crossing_id: str) -> Bearer:
        """The same words said by this crossing alone."""
        return replace(self, alone=crossing_id)


def read_bearer(payload: bytes, crossing_id: str) -> Bearer | None:
    """The bearer of a crossing's canonical bytes; None for bytes that are none.

    Without a document number every crossing is a bearer of its own: names alone are many people.
    """
    try:
        row = load_row(payload)
        bearer = _bearer(row)
        _ = (bearer.born, _date(bearer.expiry))
    except (WorldError, ValueError, TypeError, IndexError):
        return None
    return bearer if document_number_key(bearer.number) else bearer.of_crossing(crossing_id)


def _bearer(row: Row) -> Bearer:
    surname, given_names, birth, sex, nationality = (
        row[at.SURNAME], row[at.GIVEN_NAMES], row[at.BIRTH], row[at.SEX], row[at.NATIONALITY],
    )  # fmt: skip
    printed = ""
    if row[at.TRAVELLER] is not None:
        said = f"{surname}<{given_names}"
        surname, given_names, birth, sex, nationality = row[at.TRAVELLER]
        printed = said if said != f"{surname}<{given_names}" else ""
    return Bearer(
        _KINDS[row[at.KIND]],
        row[at.ISSUER],
        row[at.NUMBER],
        surname,
        given_names,
        printed,
        birth,
        nationality,
        _SEXES[sex],
        row[at.EXPIRY],
        _personal(row[at.OPTIONAL]),
        _truncated(row[at.LINES], row[at.SURNAME], row[at.GIVEN_NAMES]),
    )


def _personal(optional: str) -> str:
    """The optional data where it may be a personal number: six signs or more, four of them digits."""
    key = document_number_key(optional)
    return key if len(key) >= 6 and sum(map(str.isdigit, key)) >= 4 and len(set(key)) > 2 else ""


def _truncated(lines: Any, surname: str, given_names: str) -> bool:
    """Whether the name fills its field of the MRZ to the end (Doc 9303-3, 4.6)."""
    if isinstance(lines, int):
        return len(surname) + 2 + len(given_names) >= _NAME_ROOM.get(lines, 1_000)
    place = _LINE_ROOM.get((len(lines), len(lines[0]) if lines else 0))
    return place is not None and not lines[place[0]].endswith("<")


def _date(number: int) -> PartialDate:
    return PartialDate(number // 10_000, number // 100 % 100, number % 100)
