"""Whom to screen: what is known of one traveller and the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.document import TravelDocument
from app.domain.person import Sex, Traveller


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


def subject_of(document: TravelDocument, traveller: Traveller) -> Subject:
    """Whom to ask the lists about: the traveller as settled, and the document's names where they differ."""
    settled = f"{traveller.surname}<{traveller.given_names}".strip("<")
    printed = f"{document.surname}<{document.given_names}".strip("<")
    return Subject(
        names=tuple(dict.fromkeys(name for name in (settled, printed) if name)),
        birth=traveller.birth_date,
        nationality=traveller.nationality,
        sex=traveller.sex,
        document_number=document.number,
        issuing_state=document.issuing_state,
        document_class=document.document_code[:1],
        truncated=_truncated(document.mrz_lines),
    )


def _truncated(lines: Sequence[str]) -> bool:
    """Whether the name fills its field to the end (Doc 9303-3, 4.6; TD1 has it in its third line)."""
    return bool(lines) and not (lines[2] if len(lines) == 3 else lines[0]).endswith("<")
