"""Whom to screen: what is known of one traveller and the document."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.person import Sex


@dataclass(frozen=True, slots=True)
class Subject:
    """A traveller as asked about.

    `names` are full names, each with its parts in any order; `<` separates like a blank. More than
    one where the MRZ and the data page or chip differ. States are codes of Doc 9303-3, 5. `truncated`
    says that the names filled the MRZ's field and may go on. `document_class` is the first letter of
    the document code (`P`, `I`, `A`, `C`, `V`), empty when unknown.
    """

    names: tuple[str, ...]
    birth: PartialDate = UNKNOWN_DATE
    nationality: str = ""
    sex: Sex = Sex.UNKNOWN
    document_number: str = ""
    issuing_state: str = ""
    document_class: str = ""
    truncated: bool = False
