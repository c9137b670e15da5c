"""Stolen, lost and revoked documents as CSV: `issuing_state,document_class,number`, one a row."""

from __future__ import annotations

import re

from app.screening.formats.countries import state_code
from app.screening.formats.read_list import MOST_DOCUMENTS, Gathering, ReadList, too_large
from app.screening.formats.tables import decoded, named_rows

PLACE = "list.stolen"
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


def read_stolen(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).

    Numbers come out in capitals without fillers, as they stand in an MRZ. A number that comes twice
    counts once, with a warning.
    """
    gathering = Gathering(PLACE)
    found: dict[tuple[str, str, str], None] = {}
    twice = 0
    for line, row in named_rows(decoded(data, PLACE), PLACE, _KNOWN, ("issuing_state", "number")):
        state, document_class = row["issuing_state"].upper(), row.get("document_class", "").upper()[:1]
        state = state_code(state) or state
        number = _FILLER.sub("", row["number"]).upper()
        if not (_STATE.fullmatch(state) and _CLASS.fullmatch(document_class) and _NUMBER.fullmatch(number)):
            raise gathering.bad("a state, class or number is not understood", f"line {line}")
        document = (state, document_class, number)
        twice += document in found
        found[document] = None
        if len(found) > MOST_DOCUMENTS:
            raise too_large(PLACE, MOST_DOCUMENTS)
    if twice:
        gathering.warn(f"{twice} numbers come more than once")
    read = gathering.done()
    return ReadList((), tuple(found), read.warnings)
