"""The travel document that a traveller presents, however it was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.person import Sex


class DocumentKind(StrEnum):
    """What kind of document this is (Doc 9303-4 to 7, document codes; EU EES travel document types)."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    CREW_CERTIFICATE = "crew_certificate"
    VISA = "visa"
    OTHER = "other"


class Capture(StrEnum):
    """How the document's data came in; only the first two were read by a machine."""

    READER = "reader"
    KEYBOARD_WEDGE = "keyboard_wedge"
    TYPED_MRZ = "typed_mrz"
    TYPED_FIELDS = "typed_fields"


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """A travel document's data page.

    `mrz_lines` are the lines exactly as read, empty when the fields were typed. `document_code` is
    the one or two characters of the MRZ without fillers (`P`, `PD`, `I`, `V`). Names are as the MRZ
    carries them, single fillers as spaces. The two optional data fields of TD1 are joined by `/`, which no
    MRZ carries (`ABC/DEF`, `/DEF`). Unknown values are empty, never guessed.
    """

    kind: DocumentKind
    document_code: str
    issuing_state: str
    number: str
    surname: str
    given_names: str = ""
    nationality: str = ""
    birth_date: PartialDate = UNKNOWN_DATE
    sex: Sex = Sex.UNKNOWN
    expiry_date: PartialDate = UNKNOWN_DATE
    optional_data: str = ""
    capture: Capture = Capture.READER
    mrz_lines: tuple[str, ...] = ()
