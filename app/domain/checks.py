"""What was looked at about a traveller and what came of it: four verdicts, never a bool."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn


class Verdict(StrEnum):
    """The only four outcomes of a check (after BSI TR-03135-1, 4.6: undetermined is not failed)."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    UNDETERMINED = "UNDETERMINED"
    NOT_RUN = "NOT_RUN"

    def __bool__(self) -> NoReturn:
        """Refuse to be read as yes or no: `if verdict` would hide two of the four outcomes."""
        raise TypeError("a verdict is one of four: compare it, do not test it")


class CheckName(StrEnum):
    """Every check the desk knows, in the order in which an officer reads them.

    Those a station cannot do yet (no reader, no list, not built) stand in the result as NOT_RUN
    with the reason, so that nobody takes silence for a pass.
    """

    MRZ = "mrz"
    DOCUMENT_TYPE = "document_type"
    ISSUER = "issuer"
    VALIDITY = "validity"
    IDENTITY = "identity"
    PAGE_IMAGE = "page_image"
    CHIP = "chip"
    FACE = "face"
    FINGERPRINTS = "fingerprints"
    ALERT_LIST = "alert_list"
    STOLEN_DOCUMENT = "stolen_document"
    EARLIER_CROSSINGS = "earlier_crossings"
    ENTITLEMENT = "entitlement"


@dataclass(frozen=True, slots=True)
class Check:
    """One check on one traveller.

    `reason` is a key of `app.wording` (for example `validity.expired`); `evidence` holds the values
    that the sentence names and that are kept with the crossing, as sorted (key, text) pairs.
    """

    name: CheckName
    verdict: Verdict
    reason: str
    evidence: tuple[tuple[str, str], ...] = ()


def check(name: CheckName, verdict: Verdict, reason: str, **evidence: str) -> Check:
    """Make a Check with its evidence in a fixed order, so that equal checks are equal bytes."""
    return Check(name, verdict, reason, tuple(sorted(evidence.items())))
