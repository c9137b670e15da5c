"""What OFAC writes into the remarks of an entry: births, places, nationalities, documents, weak aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.domain.alert_entry import EntryBirth, EntryDocument
from app.domain.person import Sex
from app.screening.formats.countries import states_in
from app.screening.formats.free_text import birth_in
from app.screening.formats.read_list import number_of, tidy

_LONGEST = 500
_ALT = r"(?:alt\. )?"
_BIRTH = re.compile(rf"{_ALT}DOB (.+)")
_PLACE = re.compile(rf"{_ALT}POB (.+)")
_STATE = re.compile(rf"{_ALT}(?:nationality|citizen|citizenship) (.+)", re.IGNORECASE)
_SEX = re.compile(r"Gender (Male|Female)")
# The list of OFAC puts weak aliases into the remarks, in quotation marks.
_WEAK = re.compile(rf"{_ALT}[afn]\.k\.a\.,? ['\"\u2018\u201c](.+?)['\"\u2019\u201d]\.?")
_DOCUMENT = re.compile(
    rf"{_ALT}(?P<kind>(?:[A-Z][\w.'\u2019/&-]* ){{0,6}}?"
    r"(?:No\.|Number|#|ID|Card|Passport|SSN|C\.U\.R\.P\.|R\.F\.C\.|C\.U\.I\.T\.|IMO|MMSI|License|Certificate|Document)"
    r"(?: No\.| Number| #| IMO)?) "
    r"(?P<number>(?=[^a-z(]*\d)[A-Z0-9][A-Z0-9./\\ -]*?)"
    r"(?: \((?P<state>[^()]*)\))?(?P<rest> (?:issued|expires|expired|alt\.|\().*)?"
)


@dataclass(slots=True)
class Remarks:
    """The fields that stood in the remarks; `unread` are those that name a field and could not be read."""

    births: list[EntryBirth] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    documents: list[EntryDocument] = field(default_factory=list)
    weak_names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sex: Sex = Sex.UNSPECIFIED


def read_remarks(said: str) -> Remarks:
    """Read the remarks; what is not a field is left to the reader of the remarks."""
    found = Remarks()
    for part in tidy(said, len(said)).split(";"):
        _take(part.strip().rstrip(".")[:_LONGEST], found)
    return found


def _take(part: str, found: Remarks) -> None:
    if birth := _BIRTH.fullmatch(part):
        read = birth_in(birth[1])
        if read is None:
            found.unread.append(part)
        else:
            found.births.append(read)
    elif place := _PLACE.fullmatch(part):
        found.places.append(place[1])
    elif said := _STATE.fullmatch(part):
        codes = states_in(said[1])
        found.nationalities += [code for code in codes if code not in found.nationalities]
        if not codes:
            found.unread.append(part)
    elif sex := _SEX.fullmatch(part):
        found.sex = Sex.MALE if sex[1] == "Male" else Sex.FEMALE
    elif weak := _WEAK.fullmatch(part):
        found.weak_names.append(weak[1])
    elif document := _DOCUMENT.fullmatch(part):
        found.documents.append(
            issued(document["kind"], document["number"], document["state"] or "", document["rest"] or "")
        )


def issued(kind: str, number: str, country: str, note: str = "") -> EntryDocument:
    """A document, its country as a code where it names one."""
    codes = states_in(country)
    return EntryDocument(tidy(kind), number_of(number), codes[0] if codes else tidy(country), tidy(note))
