"""Whom `matapa screen` asks about: options or JSON lines as subjects, each checked at this edge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.person import Sex
from app.screening.formats.countries import state_code
from app.screening.formats.read_list import LONGEST_NAME, tidy
from app.screening.subject import Subject

LONGEST_LINE: Final = 65_536
_MOST_NAMES: Final = 20
_PLACE: Final = "screen"
_KEYS: Final = {
    "name": "names", "names": "names", "full_name": "names", "aliases": "names",
    "surname": "surname", "last_name": "surname", "family_name": "surname",
    "given": "given", "given_names": "given", "given_name": "given", "first_name": "given",
    "first_names": "given",
    "birth": "birth", "birth_date": "birth", "birthdate": "birth", "date_of_birth": "birth", "dob": "birth",
    "nationality": "nationality", "nationalities": "nationality",
    "sex": "sex", "gender": "sex",
    "document": "document", "document_number": "document", "number": "document",
    "documents": "document", "passport": "document", "passport_number": "document",
    "issuer": "issuer", "issuing_state": "issuer", "issuing_country": "issuer", "document_issuer": "issuer",
    "class": "class", "document_class": "class", "document_code": "class", "document_type": "class",
    "truncated": "truncated", "id": "id",
}  # fmt: skip
"""What a traveller is asked about by, under the names that programs give it."""
_OF_DOCUMENT: Final = {"state": "issuer", "country": "issuer", "type": "class", "kind": "class"}
"""What more is known inside a document that is given as an object."""
_ONE: Final = frozenset({"surname", "given", "birth", "nationality", "sex", "document", "issuer", "class"})
_PARTED: Final = frozenset({"surname", "given"})
_LARGEST_NUMBER: Final = 10**30
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s-]+")
_DAY: Final = re.compile(r"(\d{4})(?:([-./])(\d{1,2})(?:\2(\d{1,2}))?)?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DATE_FORMS: Final = "write 1971-03-12, 1971-03 or 1971"
_SEX: Final = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE, "x": Sex.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Asked:
    """One traveller to ask about; `told` goes back with the answer: an id, and keys nobody knows."""

    subject: Subject
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """One traveller who cannot be asked about, and why; `told` goes back: an id, and the line's number."""

    error: WorldError
    told: Mapping[str, Any]


def asked_of(values: Mapping[str, Any]) -> Asked:
    """Read one traveller; raises WorldError(FIELD_INVALID, UNKNOWN_STATE, DATE_DOES_NOT_EXIST).

    There must be a name or a document number. A name may be one text or a list of them, a document its
    number or an object of its own; keys may be written `birth_date`, `birthDate` or `Birth date`.
    """
    known, ignored = _opened(*_known(values, _KEYS))
    names = [*_names(known.get("names", ())), *_names(_in_parts(known))]
    subject = Subject(
        names=tuple(dict.fromkeys(names)),
        birth=_birth(_text(known, "birth")),
        nationality=_state(known, "nationality"),
        sex=_sex(_text(known, "sex")),
        document_number=_text(known, "document").upper(),
        issuing_state=_state(known, "issuer"),
        document_class=_text(known, "class").upper()[:1],
        truncated=_truncated(known.get("truncated", False)),
    )
    if not subject.names and not subject.document_number:
        raise _invalid("name", "a name or a document number is needed")
    return Asked(subject, _told(values) | ({"ignored": ignored} if ignored else {}))


def asked_in(file: BinaryIO) -> Iterator[Asked | Refused]:
    """The travellers of JSON lines, blank lines left out; a refusal for a line that cannot be read."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield Refused(_invalid("line", "it is too long"), {"line": number})
        elif line.strip():
            yield _asked_on(line, number)


def _asked_on(line: bytes, number: int) -> Asked | Refused:
    told = {"line": number}
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Refused(_invalid("line", "no JSON object in UTF-8"), told)
    if not isinstance(values, dict):
        return Refused(_invalid("line", "no JSON object"), told)
    try:
        return asked_of(values)
    except WorldError as error:
        return Refused(error, _told(values) | told)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """The id that comes back, where it is a text or a whole number: anything else nobody tells apart."""
    said = next((value for key, value in values.items() if key.lower() == "id"), None)
    return {"id": said} if isinstance(said, str | int) else {}


def _known(values: Mapping[str, Any], keys: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What was said under the one name of each key, and the keys that nobody knows."""
    known: dict[str, Any] = {}
    ignored: list[str] = []
    for told, value in values.items():
        key = keys.get(_HUMP.sub("_", told).lower())
        if key is None:
            ignored.append(told)
        elif key == "id" or value in (None, "", [], {}):
            continue
        elif key == "names":
            known[key] = [*known.get(key, ()), *(value if isinstance(value, list | tuple) else [value])]
        else:
            one = value[0] if key in _ONE and isinstance(value, list) and len(value) == 1 else value
            if known.setdefault(key, one) != one:
                raise _invalid(key, "it is said twice, and differently")
    return known, ignored


def _opened(known: dict[str, Any], ignored: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The same with what stands inside a document that was given as an object."""
    if isinstance(document := known.get("document"), dict):
        del known["document"]
        inside, unknown = _known(document, _KEYS | _OF_DOCUMENT)
        known, ignored = inside | known, ignored + unknown
    return known, sorted(ignored)


def _names(said: Any) -> Iterator[str]:
    if not isinstance(said, list | tuple) or len(said) > _MOST_NAMES:
        raise _invalid("name", f"at most {_MOST_NAMES} texts")
    for one in said:
        text = _named(_known(one, _KEYS)[0]) if isinstance(one, dict) else one
        if not isinstance(text, str) or len(text) > LONGEST_NAME:
            raise _invalid("name", f"a text of at most {LONGEST_NAME} characters is needed")
        name = tidy(text)
        if name and not any(map(str.isalpha, name)):
            raise _invalid("name", "there are no letters in it")
        if name:
            yield name


def _named(known: Mapping[str, Any]) -> Any:
    """The one name that an object tells, in one or in parts."""
    parts = [*known.get("names", ()), *_in_parts(known)]
    return parts[0] if len(parts) == 1 else None


def _in_parts(known: Mapping[str, Any]) -> list[str]:
    """The name that is said in parts, as the one of a list, or none."""
    whole = " ".join(part for key in ("surname", "given") if (part := _text(known, key)))
    return [whole] if whole else []


def _text(known: Mapping[str, Any], key: str) -> str:
    said = known.get(key, "")
    if key in _PARTED and isinstance(said, list) and all(isinstance(one, str) for one in said):
        said = " ".join(said)
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < _LARGEST_NUMBER:
        said = str(said)
    if not isinstance(said, str) or len(said) > LONGEST_NAME:
        raise _invalid(key, f"a text of at most {LONGEST_NAME} characters is needed")
    return tidy(said)


def _birth(said: str) -> PartialDate:
    """A date with its year first; `19710312` is one too."""
    found = _DAY.fullmatch(said)
    if said and found is None:
        raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, _PLACE, field="birth", reason=_DATE_FORMS)
    parts = found.group(1, 3, 4) if found and found[1] else found.group(5, 6, 7) if found else ()
    try:
        return PartialDate(*(int(part or 0) for part in parts)) if found else UNKNOWN_DATE
    except WorldError as error:
        raise WorldError(FailureCode.DATE_DOES_NOT_EXIST, _PLACE, field="birth") from error


def _truncated(said: Any) -> bool:
    if not isinstance(said, bool):
        raise _invalid("truncated", "true or false is needed")
    return said


def _sex(said: str) -> Sex:
    if said and said.lower() not in _SEX:
        raise _invalid("sex", "F, M or X is needed")
    return _SEX.get(said.lower(), Sex.UNKNOWN)


def _state(known: Mapping[str, Any], key: str) -> str:
    said = _text(known, key).strip("<")
    code = state_code(said)
    if said and not code:
        raise WorldError(FailureCode.UNKNOWN_STATE, _PLACE, field=key)
    return code


def _invalid(field: str, why: str) -> WorldError:
    return WorldError(FailureCode.FIELD_INVALID, _PLACE, field=field, reason=why)
