"""The traveller as a person, apart from any one document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates import UNKNOWN_DATE, PartialDate


class Sex(StrEnum):
    """Sex as documents state it (Doc 9303-4, 4.2.2.2 note p): unspecified is `<` there, X in the VIZ."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who crosses, as the officer settled it: normally what the document says.

    Names are as in the document's MRZ or, when typed, as the officer typed them; an empty
    `given_names` is a person with one name. States are three-letter codes of Doc 9303-3, 5.
    """

    surname: str
    given_names: str = ""
    birth_date: PartialDate = UNKNOWN_DATE
    sex: Sex = Sex.UNKNOWN
    nationality: str = ""
    residence: str = ""
