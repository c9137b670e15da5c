"""Failures of the world, each with a code, a place and the facts a remedy needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FailureCode(StrEnum):
    """Every way the world can fail us outside the devices (theirs are in `devices.errors`).

    `app.wording` has for each code what happened, what still works and what to do now; a test joins
    the two and the chapter in docs/failures.md.
    """

    MRZ_UNREADABLE = "MRZ-01"
    MRZ_TOO_LONG = "MRZ-02"
    FIELD_INVALID = "FLD-01"
    DATE_DOES_NOT_EXIST = "FLD-02"
    UNKNOWN_STATE = "FLD-03"
    SIGN_IN_WRONG = "KEY-01"
    SIGN_IN_LOCKED = "KEY-02"
    KEY_FILE_DAMAGED = "KEY-03"
    PASSWORD_TOO_WEAK = "KEY-04"
    NOT_ALLOWED = "KEY-05"
    STORE_MISSING = "STO-01"
    STORE_DAMAGED = "STO-02"
    STORE_FULL = "STO-03"
    STORE_NEWER = "STO-04"
    STORE_BUSY = "STO-05"
    STATION_EXISTS = "STO-06"
    AUDIT_BROKEN = "STO-07"
    RECORD_UNKNOWN = "STO-08"
    DESK_OPEN = "STO-09"
    NO_DISPLAY = "STO-10"
    HQ_UNREACHABLE = "SYN-01"
    HQ_NOT_TRUSTED = "SYN-02"
    HQ_REFUSED_STATION = "SYN-03"
    HQ_BUSY = "SYN-04"
    BATCH_DAMAGED = "SYN-05"
    RECEIPT_NOT_TRUSTED = "SYN-06"
    RECORD_REJECTED = "SYN-07"
    ENROLMENT_CODE_WRONG = "SYN-08"
    NOT_ENROLLED = "SYN-09"
    CERTIFICATE_EXPIRED = "SYN-10"
    BUDGET_SPENT = "SYN-11"
    CONSENT_NEEDED = "SYN-12"
    HQ_BEHIND = "SYN-13"
    RELAY_UNREACHABLE = "RLY-01"
    RELAY_REFUSED = "RLY-02"
    RELAY_ADDRESS_TAKEN = "RLY-03"
    DRIVE_MISSING = "DRV-01"
    DRIVE_FULL = "DRV-02"
    DRIVE_READ_ONLY = "DRV-03"
    DRIVE_GONE = "DRV-04"
    DRIVE_NOTHING = "DRV-05"
    DRIVE_TORN = "DRV-06"
    DRIVE_WRONG_BYTES = "DRV-07"
    DRIVE_BUSY = "DRV-08"
    DRIVE_FOREIGN = "DRV-09"
    RECORD_MALFORMED = "REC-01"
    RECORD_TRAINING = "REC-02"
    RECORD_FOREIGN = "REC-03"
    RECORD_CONFLICT = "REC-04"
    RECORD_KIND_UNKNOWN = "REC-05"
    TRUST_NOT_VOUCHED = "TRU-01"
    TRUST_FILE_DAMAGED = "TRU-02"
    TRUST_FILE_OLDER = "TRU-03"
    TRUST_FILE_UNKNOWN = "TRU-04"
    TRUST_SOURCE_UNKNOWN = "TRU-05"
    LIST_UNREADABLE = "LST-01"
    LIST_BAD_ENTRY = "LST-02"
    LIST_KNOWN_ANSWERS = "LST-03"
    LIST_OF_HQ = "LST-04"
    LIST_UNKNOWN = "LST-05"
    LIST_TOO_LARGE = "LST-06"
    PUBLICATION_NOT_TRUSTED = "PUB-01"
    PUBLICATION_GAP = "PUB-02"
    PUBLICATION_OLDER = "PUB-03"
    PUBLICATION_DAMAGED = "PUB-04"
    PUBLICATION_NO_KEY = "PUB-05"
    PUBLICATION_NOT_FOR_US = "PUB-06"
    DAY_NOT_OVER = "DAY-01"
    DAY_CLOSED = "DAY-02"
    DAY_UNKNOWN = "DAY-03"
    DAY_DIFFERS = "DAY-04"
    DAY_NO_RECIPIENT = "DAY-05"
    DAY_PLAIN_FORBIDDEN = "DAY-06"
    DAY_NOT_SIGNED = "DAY-07"
    DAY_DAMAGED = "DAY-08"
    DAY_NOTHING_NEW = "DAY-09"
    DAY_SEALED = "DAY-10"
    DAY_ERASED = "DAY-11"
    PURGE_REFUSED = "RET-01"
    PURGE_CHANGED = "RET-02"
    DATABASE_UNREACHABLE = "HQ-01"
    DATABASE_NEWER = "HQ-02"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong (`code`), where (`place`, such as `ReadPage` or `store.open`) and with what.

    `details` are facts for the sentence and the log: codes, ids, sizes; never personal data.
    """

    code: FailureCode
    place: str
    details: tuple[tuple[str, str], ...] = ()


class WorldError(Exception):
    """Something outside the program failed: caught at the step and told to the officer.

    Bugs are never WorldErrors; they travel up to `app.main` and are logged there.
    """

    def __init__(self, code: FailureCode, place: str, **details: str) -> None:
        self.failure = Failure(code, place, tuple(sorted(details.items())))
        super().__init__(f"{code} at {place}")
