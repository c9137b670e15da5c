"""Say field by field how a traveller and an entry agree, each side in its own spelling."""

from __future__ import annotations

from typing import Final

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument
from app.domain.alerts import Agreement, FieldFinding, HitField
from app.domain.names import document_number_key
from app.domain.person import Sex
from app.screening.birth_dates import BirthMatch, compare_one
from app.screening.rough_names import compared
from app.screening.scoring import (
    DIFFERENT,
    JOINED,
    MISSING,
    SAME,
    SPELLING,
    SWAPPED,
    NameScore,
    prepare,
)
from app.screening.state_codes import compare_states, state_key
from app.screening.subject import Subject

_NAMES: Final = {
    SAME: Agreement.SAME,
    SWAPPED: Agreement.SAME,
    SPELLING: Agreement.NEAR,
    MISSING: Agreement.NEAR,
    JOINED: Agreement.NEAR,
    DIFFERENT: Agreement.DIFFERENT,
}
_NO_NAME: Final = "hit.name.unknown"
_BIRTHS: Final = {
    BirthMatch.SAME: (Agreement.SAME, "hit.birth_date.same"),
    BirthMatch.SWAPPED: (Agreement.NEAR, "hit.birth_date.day_month_swapped"),
    BirthMatch.ONE_DAY: (Agreement.NEAR, "hit.birth_date.one_day"),
    BirthMatch.ONE_YEAR: (Agreement.NEAR, "hit.birth_date.one_year"),
    BirthMatch.TEN_YEARS: (Agreement.NEAR, "hit.birth_date.ten_years"),
    BirthMatch.YEAR_ONLY: (Agreement.NEAR, "hit.birth_date.year_only"),
    BirthMatch.YEAR_BESIDE: (Agreement.NEAR, "hit.birth_date.year_beside"),
    BirthMatch.SAME_YEAR: (Agreement.DIFFERENT, "hit.birth_date.same_year"),
    BirthMatch.UNKNOWN: (Agreement.UNKNOWN, "hit.birth_date.unknown"),
    BirthMatch.DIFFERENT: (Agreement.DIFFERENT, "hit.birth_date.different"),
}
_NATIONALITIES: Final = {
    Agreement.SAME: "hit.nationality.same",
    Agreement.DIFFERENT: "hit.nationality.different",
    Agreement.UNKNOWN: "hit.nationality.unknown",
}
_SEXES: Final = {
    Agreement.SAME: "hit.sex.same",
    Agreement.DIFFERENT: "hit.sex.different",
    Agreement.UNKNOWN: "hit.sex.unknown",
}
_SAME_DOCUMENT: Final = "hit.document.same"
_SAME_NUMBER: Final = "hit.document.same_number"
_OTHER_DOCUMENT: Final = "hit.document.different"
_NO_DOCUMENT: Final = "hit.document.unknown"

REASON_KEYS: Final[frozenset[str]] = frozenset(
    (
        *_NAMES,
        _NO_NAME,
        *(reason for _, reason in _BIRTHS.values()),
        *_NATIONALITIES.values(),
        *_SEXES.values(),
        *(_SAME_DOCUMENT, _SAME_NUMBER, _OTHER_DOCUMENT, _NO_DOCUMENT),
    )
)
"""Every reason that a finding can have; `app.wording.hits` has the words."""


LONGEST_SIDE: Final = 500
"""Characters of what one side says; a list may name hundreds of documents."""


def explain(subject: Subject, entry: AlertEntry) -> tuple[FieldFinding, ...]:
    """One finding per field, in the order of HitField; each side as it is spelled there.

    Of several names, birth dates and documents of the entry the one that agrees best is named.
    """
    compared = (_name, _birth, _nationality, _sex, _document)
    return tuple(compare(subject, entry) for compare in compared)


def compare_sexes(one: Sex, other: Sex) -> Agreement:
    """DIFFERENT only for female against male: X and unknown say nothing."""
    known = {Sex.FEMALE, Sex.MALE}
    if one not in known or other not in known:
        return Agreement.UNKNOWN
    return Agreement.SAME if one is other else Agreement.DIFFERENT


def _name(subject: Subject, entry: AlertEntry) -> FieldFinding:
    best, ours, theirs = NameScore(-1.0, DIFFERENT), "", entry.primary_name
    listed = [(name.text, prepare(name.text)) for name in entry.names]
    for asked in subject.names:
        query = prepare(asked)
        for text, name in listed:
            found = compared(query, name, truncated=subject.truncated)
            if found.value > best.value:
                best, ours, theirs = found, asked, text
    if best.value < 0:  # a document alone was asked about, or stands alone on the list
        asked = _plain(" / ".join(subject.names))
        return _finding(HitField.NAME, Agreement.UNKNOWN, _NO_NAME, asked, theirs)
    return _finding(HitField.NAME, _NAMES[best.reason], best.reason, _plain(ours), theirs)


def _birth(subject: Subject, entry: AlertEntry) -> FieldFinding:
    matches = [(compare_one(subject.birth, birth), birth) for birth in entry.births]
    match, said = BirthMatch.UNKNOWN, ""
    if matches:
        match, birth = min(matches, key=lambda found: found[0])
        said = _said(birth)
    agreement, reason = _BIRTHS[match]
    return _finding(HitField.BIRTH_DATE, agreement, reason, str(subject.birth), said)


def _nationality(subject: Subject, entry: AlertEntry) -> FieldFinding:
    agreement = compare_states(subject.nationality, entry.nationalities)
    theirs = ", ".join(entry.nationalities)
    reason = _NATIONALITIES[agreement]
    return _finding(HitField.NATIONALITY, agreement, reason, subject.nationality, theirs)


def _sex(subject: Subject, entry: AlertEntry) -> FieldFinding:
    agreement = compare_sexes(subject.sex, entry.sex)
    said = "" if entry.sex is Sex.UNSPECIFIED else entry.sex.value
    return _finding(HitField.SEX, agreement, _SEXES[agreement], subject.sex.value, said)


def _document(subject: Subject, entry: AlertEntry) -> FieldFinding:
    own = document_number_key(subject.document_number)
    ours = " ".join(filter(None, (subject.document_number, subject.issuing_state)))
    theirs = ", ".join(map(_written, entry.documents))
    if not own or not entry.documents:
        return _finding(HitField.DOCUMENT, Agreement.UNKNOWN, _NO_DOCUMENT, ours, theirs)
    met = [document for document in entry.documents if document_number_key(document.number) == own]
    state = state_key(subject.issuing_state)
    for document in met:
        if state and state == state_key(document.issuer):
            return _finding(HitField.DOCUMENT, Agreement.SAME, _SAME_DOCUMENT, ours, _written(document))
    if met:
        return _finding(HitField.DOCUMENT, Agreement.NEAR, _SAME_NUMBER, ours, _written(met[0]))
    return _finding(HitField.DOCUMENT, Agreement.DIFFERENT, _OTHER_DOCUMENT, ours, theirs)


def _finding(field: HitField, agreement: Agreement, reason: str, traveller: str, entry: str) -> FieldFinding:
    return FieldFinding(field, agreement, reason, _bounded(traveller), _bounded(entry))


def _bounded(text: str) -> str:
    """The text as it may stand in an event, however long a list makes it: an event has to fit its record."""
    return text if len(text) <= LONGEST_SIDE else f"{text[: LONGEST_SIDE - 1]}…"


def _said(birth: EntryBirth) -> str:
    """`1957`, `about 1957`, `1957 to 1960`."""
    ends = list(dict.fromkeys(filter(None, (str(birth.first), str(birth.last)))))
    return ("about " if birth.approximate and ends else "") + " to ".join(ends)


def _written(document: EntryDocument) -> str:
    return " ".join(filter(None, (document.kind, document.number, document.issuer)))


def _plain(name: str) -> str:
    """The name without the fillers of an MRZ."""
    return " ".join(name.replace("<", " ").split())
