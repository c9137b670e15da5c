"""What was looked at about a traveller and what came of it: four verdicts, never a bool."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Every check the desk knows. Its place here is its code in every record: it only grows at its end.

    CHIP and those from CHIP_ACCESS on are the checks of a chip (Doc 9303-11 and -12, BSI
    TR-03135-1), which the screen gathers by CHIP_GROUPS. Those a station cannot do yet (no reader, no
    list, not built) stand in the result as NOT_RUN with the reason, so that nobody takes silence for a
    pass; without a chip read, CHIP alone says so for all of its kind.
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
    CHIP_ACCESS = "chip_access"
    CHIP_KEY = "chip_key"
    CHIP_MESSAGING = "chip_messaging"
    CHIP_PARAMETERS = "chip_parameters"
    CHIP_CONTENTS = "chip_contents"
    CHIP_HASHES = "chip_hashes"
    CHIP_LAYOUT = "chip_layout"
    CHIP_SIGNATURE = "chip_signature"
    CHIP_ISSUER = "chip_issuer"
    CHIP_TRUST_LIST = "chip_trust_list"
    CHIP_DATES = "chip_dates"
    CHIP_KEY_USAGE = "chip_key_usage"
    CHIP_REVOCATION = "chip_revocation"
    CHIP_COUNTRY = "chip_country"
    CHIP_PAGE = "chip_page"
    CHIP_PHOTO = "chip_photo"
    CHIP_DETAILS = "chip_details"
    ACTIVE_AUTHENTICATION = "active_authentication"
    CHIP_AUTHENTICATION = "chip_authentication"
    CLONE_PROTECTION = "clone_protection"
    KNOWN_DEFECTS = "known_defects"
    CHIP_BOUNDS = "chip_bounds"
    SAME_CHIP = "same_chip"


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


class CheckGroup(StrEnum):
    """Checks that the first screen shows as one lamp."""

    CHIP_READ = "chip_read"
    CHIP_GENUINE = "chip_genuine"
    CHIP_ORIGINAL = "chip_original"
    CHIP_MATCHES = "chip_matches"


CHIP_GROUPS: dict[CheckGroup, tuple[CheckName, ...]] = {
    CheckGroup.CHIP_READ: (
        CheckName.CHIP, CheckName.CHIP_ACCESS, CheckName.CHIP_KEY, CheckName.CHIP_MESSAGING,
        CheckName.CHIP_BOUNDS, CheckName.SAME_CHIP,
    ),
    CheckGroup.CHIP_GENUINE: (
        CheckName.CHIP_SIGNATURE, CheckName.CHIP_ISSUER, CheckName.CHIP_TRUST_LIST, CheckName.CHIP_HASHES,
        CheckName.CHIP_CONTENTS, CheckName.CHIP_LAYOUT, CheckName.CHIP_PARAMETERS, CheckName.CHIP_DATES,
        CheckName.CHIP_KEY_USAGE, CheckName.CHIP_REVOCATION, CheckName.CHIP_COUNTRY, CheckName.KNOWN_DEFECTS,
    ),
    CheckGroup.CHIP_ORIGINAL: (
        CheckName.CHIP_AUTHENTICATION, CheckName.ACTIVE_AUTHENTICATION, CheckName.CLONE_PROTECTION,
    ),
    CheckGroup.CHIP_MATCHES: (CheckName.CHIP_PAGE, CheckName.CHIP_PHOTO, CheckName.CHIP_DETAILS),
}  # fmt: skip
"""The chip's checks by what an officer wants to know, each group in the order in which it is told."""

CHIP_CHECKS = frozenset(name for names in CHIP_GROUPS.values() for name in names)


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """One verdict over several: the worst found; PASSED when nothing is wrong and something passed."""
    found = {check.verdict for check in checks}
    for verdict in (Verdict.FAILED, Verdict.UNDETERMINED, Verdict.PASSED):
        if verdict in found:
            return verdict
    return Verdict.NOT_RUN
