"""Whom `matapa screen` asks about: options or JSON lines as subjects, each checked at this edge."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from app.domain.dates import PartialDate
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
    "surname": "surname", "last_name": "surname",
    "given": "given", "given_names": "given", "given_name": "given", "first_name": "given",
    "birth": "birth", "birth_date": "birth", "date_of_birth": "birth", "dob": "birth",
    "nationality": "nationality", "sex": "sex", "gender": "sex",
    "document": "document", "document_number": "document", "number": "document",
    "passport": "document", "passport_number": "document",
    "issuer": "issuer", "issuing_state": "issuer",
    "class": "class", "document_class": "class", "document_code": "class",
    "truncated": "truncated", "id": "id",
}  # fmt: skip
"""What a traveller is asked about by, under the names that programs give it."""
_SEX: Final = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE, "x": Sex.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Asked:
    """One traveller to ask about; `told` goes back with the answer: an id, and keys nobody knows."""

    subject: Subject
    told: Mapping[str, Any]


def asked_of(values: Mapping[str, Any]) -> Asked:
    """Read one traveller; raises WorldError(FIELD_INVALID, UNKNOWN_STATE, DATE_DOES_NOT_EXIST).

    There must be a name or a document number. A name may be one text or a list of them.
    """
    known = {_KEYS[key]: value for key, value in values.items() if key in _KEYS and value not in (None, "")}
    ignored = sorted(key for key in values if key not in _KEYS)
    names = [*_names(known.get("names", ())), *_in_parts(known)]
    subject = Subject(
        names=tuple(dict.fromkeys(names)),
        birth=PartialDate.parse(_text(known, "birth")),
        nationality=_state(known, "nationality"),
        sex=_sex(_text(known, "sex")),
        document_number=_text(known, "document").upper(),
        issuing_state=_state(known, "issuer"),
        document_class=_text(known, "class").upper()[:1],
        truncated=known.get("truncated") is True,
    )
    if not subject.names and not subject.document_number:
        raise _invalid("name")
    told: dict[str, Any] = {"id": known["id"]} if "id" in known else {}
    return Asked(subject, told | ({"ignored": ignored} if ignored else {}))


def asked_in(file: BinaryIO) -> Iterator[Asked | WorldError]:
    """The travellers of JSON lines, blank lines left out; a failure for a line that cannot be read."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield _invalid("line")
        elif line.strip():
            yield _asked_on(line)


def _asked_on(line: bytes) -> Asked | WorldError:
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _invalid("line")
    if not isinstance(values, dict):
        return _invalid("line")
    try:
        return asked_of(values)
    except WorldError as error:
        return error


def _names(said: Any) -> Iterator[str]:
    many = [said] if isinstance(said, str) else said
    if not isinstance(many, list | tuple) or len(many) > _MOST_NAMES:
        raise _invalid("name")
    for one in many:
        if not isinstance(one, str) or len(one) > LONGEST_NAME:
            raise _invalid("name")
        if name := tidy(one):
            yield name


def _in_parts(known: Mapping[str, Any]) -> Iterator[str]:
    yield from _names(" ".join(part for key in ("surname", "given") if (part := _text(known, key))))


def _text(known: Mapping[str, Any], key: str) -> str:
    said = known.get(key, "")
    if not isinstance(said, str) or len(said) > LONGEST_NAME:
        raise _invalid(key)
    return tidy(said)


def _sex(said: str) -> Sex:
    if said and said.lower() not in _SEX:
        raise _invalid("sex")
    return _SEX.get(said.lower(), Sex.UNKNOWN)


def _state(known: Mapping[str, Any], key: str) -> str:
    said = _text(known, key).strip("<")
    code = state_code(said)
    if said and not code:
        raise WorldError(FailureCode.UNKNOWN_STATE, _PLACE, field=key)
    return code


def _invalid(field: str) -> WorldError:
    return WorldError(FailureCode.FIELD_INVALID, _PLACE, field=field)
