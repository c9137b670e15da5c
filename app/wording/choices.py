"""The name of every value that an officer chooses or reads."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import Agreement, CaseOrigin, HitField, SettledAs, SettleGround
from app.domain.checks import CheckGroup, CheckName, Verdict
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.day import LogKind, OpenItem
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture, DocumentKind
from app.domain.load_valve import CaptureLevel, ValveReason
from app.domain.officer import Role
from app.domain.person import Sex
from app.screening.screening import ListUse

VERDICTS: Mapping[Verdict, str] = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "FAILED",
    Verdict.UNDETERMINED: "unclear",
    Verdict.NOT_RUN: "not run",
}

CHECKS: Mapping[CheckName, str] = {
    CheckName.MRZ: "Machine-readable zone",
    CheckName.DOCUMENT_TYPE: "Kind of document",
    CheckName.ISSUER: "Issuer",
    CheckName.VALIDITY: "Validity",
    CheckName.IDENTITY: "Identity",
    CheckName.PAGE_IMAGE: "Page image",
    CheckName.CHIP: "Chip",
    CheckName.FACE: "Face",
    CheckName.FINGERPRINTS: "Fingers",
    CheckName.ALERT_LIST: "Alert list",
    CheckName.STOLEN_DOCUMENT: "Stolen documents",
    CheckName.EARLIER_CROSSINGS: "Earlier crossings",
    CheckName.ENTITLEMENT: "Visa or permit",
    CheckName.CHIP_ACCESS: "Access to the chip",
    CheckName.CHIP_KEY: "Key of the chip",
    CheckName.CHIP_MESSAGING: "Line to the chip",
    CheckName.CHIP_PARAMETERS: "Access parameters",
    CheckName.CHIP_CONTENTS: "List of data groups",
    CheckName.CHIP_HASHES: "Data groups as signed",
    CheckName.CHIP_LAYOUT: "Security object",
    CheckName.CHIP_SIGNATURE: "Signature",
    CheckName.CHIP_ISSUER: "Issuer of the signer",
    CheckName.CHIP_TRUST_LIST: "Our list of issuers",
    CheckName.CHIP_DATES: "Dates of the signature",
    CheckName.CHIP_KEY_USAGE: "Purpose of the signer",
    CheckName.CHIP_REVOCATION: "Revocation",
    CheckName.CHIP_COUNTRY: "State of the signer",
    CheckName.CHIP_PAGE: "Chip against page",
    CheckName.CHIP_PHOTO: "Photo on the chip",
    CheckName.CHIP_DETAILS: "Further details",
    CheckName.ACTIVE_AUTHENTICATION: "Answer to our question",
    CheckName.CHIP_AUTHENTICATION: "Key of the original",
    CheckName.CLONE_PROTECTION: "Copy protection",
    CheckName.KNOWN_DEFECTS: "Known issues",
    CheckName.CHIP_BOUNDS: "Form of the answers",
    CheckName.SAME_CHIP: "Same chip throughout",
}

GROUPS: Mapping[CheckGroup, str] = {
    CheckGroup.CHIP_READ: "Chip read",
    CheckGroup.CHIP_GENUINE: "Signed by the state",
    CheckGroup.CHIP_ORIGINAL: "The original chip",
    CheckGroup.CHIP_MATCHES: "Chip matches page",
}
"""The lamp over each group of a chip's checks."""

DIRECTIONS: Mapping[Direction, str] = {Direction.ARRIVAL: "Arrival", Direction.DEPARTURE: "Departure"}

MODES: Mapping[Mode, str] = {Mode.SEA: "by sea", Mode.AIR: "by air", Mode.ROAD: "by road"}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.HOLIDAY: "Holiday",
    Purpose.VISITING: "Family, friends",
    Purpose.BUSINESS: "Business",
    Purpose.WORK: "Work",
    Purpose.EDUCATION: "Education",
    Purpose.HEALTH: "Health",
    Purpose.RELIGION: "Religion",
    Purpose.TRANSIT: "Transit",
    Purpose.CREW: "Crew",
    Purpose.OFFICIAL: "Official",
    Purpose.RETURNING: "Returning",
    Purpose.OTHER: "Other",
}

DECISIONS: Mapping[DecisionKind, str] = {
    DecisionKind.ADMIT: "Admitted",
    DecisionKind.REFER: "Referred",
    DecisionKind.REFUSE: "Refused",
}

REASONS_GIVEN: Mapping[Reason, str] = {
    Reason.NO_VALID_DOCUMENT: "No valid travel document",
    Reason.FALSE_DOCUMENT: "False travel document",
    Reason.NO_VISA: "No valid visa or permit",
    Reason.FALSE_VISA: "False visa or permit",
    Reason.PURPOSE_NOT_JUSTIFIED: "Purpose of the stay not justified",
    Reason.STAY_EXHAUSTED: "Permitted stay already used up",
    Reason.NO_MEANS: "Not enough means",
    Reason.ALERT: "Alert on this person",
    Reason.THREAT: "Threat to order, safety, health",
    Reason.IDENTITY_DOUBT: "Doubt about who this is",
    Reason.DOCUMENT_DOUBT: "Doubt about the document",
    Reason.INTERVIEW_NEEDED: "Interview needed",
    Reason.MINOR_ALONE: "Minor alone or with a stranger",
    Reason.MISREAD_BY_MACHINE: "Misread by the machine, page seen and correct",
    Reason.DOCUMENT_WORN: "Document worn or damaged, otherwise genuine",
    Reason.SUPERVISOR_APPROVED: "Supervisor approved",
    Reason.HUMANITARIAN: "Humanitarian grounds",
    Reason.OTHER: "Other: say it in the note",
}

DOCUMENT_KINDS: Mapping[DocumentKind, str] = {
    DocumentKind.PASSPORT: "Passport",
    DocumentKind.IDENTITY_CARD: "Identity card",
    DocumentKind.CREW_CERTIFICATE: "Crew certificate",
    DocumentKind.VISA: "Visa",
    DocumentKind.OTHER: "Other document",
}

CAPTURES: Mapping[Capture, str] = {
    Capture.READER: "read by the reader",
    Capture.KEYBOARD_WEDGE: "read by the keyboard reader",
    Capture.TYPED_MRZ: "lines typed by hand",
    Capture.TYPED_FIELDS: "fields typed by hand",
}

SEXES: Mapping[Sex, str] = {
    Sex.FEMALE: "Female",
    Sex.MALE: "Male",
    Sex.UNSPECIFIED: "X (unspecified)",
    Sex.UNKNOWN: "Not known",
}

ROLES: Mapping[Role, str] = {
    Role.OFFICER: "officer",
    Role.SUPERVISOR: "supervisor",
    Role.TECHNICIAN: "technician",
    Role.ADMINISTRATOR: "administrator",
}

CAPTURE_LEVELS: Mapping[CaptureLevel, str] = {
    CaptureLevel.FULL: "everything",
    CaptureLevel.PAGE: "page and lists, no chip",
}

VALVE_REASONS: Mapping[ValveReason, str] = {
    ValveReason.QUEUE: "The queue is too long",
    ValveReason.READER_FAILED: "A reader fails",
    ValveReason.EMERGENCY: "Emergency",
    ValveReason.STAFF_SHORT: "Too few officers",
    ValveReason.OTHER: "Other, said in the note",
}

LOG_KINDS: Mapping[LogKind, str] = {
    LogKind.DAY: "daily log",
    LogKind.ADDENDUM: "addendum",
}

OPEN_ITEMS: Mapping[OpenItem, str] = {
    OpenItem.DRAFT: "Inspection under way",
    OpenItem.REFERRAL: "Referred, not decided since",
    OpenItem.ALERT: "Alert that waits for a supervisor",
    OpenItem.UNSENT: "Record that HQ has not confirmed",
    OpenItem.PARKED: "Record that HQ did not take",
    OpenItem.LIGHTLY: "Processed without the chip, for follow-up",
    OpenItem.EARLIER_DAY: "Earlier day that is not closed",
    OpenItem.DISAGREES: "Counts that disagree: let a technician check the store",
}

CHIP_FILES: Mapping[str, str] = {
    "EF.CardAccess": "Ways in",
    "EF.CardSecurity": "Keys of the chip",
    "EF.COM": "List of contents",
    "EF.SOD": "Signature of the state",
    "EF.DG1": "Printed lines",
    "EF.DG2": "Photo",
    "EF.DG7": "Picture of the signature",
    "EF.DG11": "Details of the holder",
    "EF.DG12": "Details of the document",
    "EF.DG13": "Details of the state",
    "EF.DG14": "Keys of the chip",
    "EF.DG15": "Key of the original",
    "EF.DG16": "Whom to tell",
}
"""What a file of the chip holds, by its name in Doc 9303-10; an officer sees it while it is read."""

ROADS: Mapping[str, str] = {
    "waiting": "waiting",
    "sending": "on its way",
    "accepted": "at HQ",
    "parked": "HQ sent it back: see supervisor",
}
"""Where a record is on its road to HQ, by `CrossingSummary.sent`."""

READ_PURPOSES: Mapping[str, str] = {
    "processing": "Processing a traveller",
    "shift_review": "Looking through the shift",
    "correction": "Correcting a record",
    "inquiry": "Inquiry",
    "data_subject_request": "Request of the person concerned",
    "supervision": "Supervision",
}
"""Why personal data is read, by `ReadPurpose`."""

MISSING: Mapping[str, str] = {
    "surname": "settle the surname (F4)",
    "purpose": "choose the purpose of the visit",
    "stay": "settle the stay in days",
    "conveyance": "say what the traveller comes by (F3)",
    "overrule_reason": "failed checks need a reason: F12 asks for it",
    "reason": "choose a reason",
    "note": "write the note",
    "chip": "the chip is still being read: wait, or go on without it (Ctrl+K)",
    "settle_hit": "say whether this is the person on the alert list (Ctrl+H)",
    "release_hit": "a second person must confirm the word on the alert list (Ctrl+H)",
    "forbidden": "the rules forbid to admit: refer or refuse",
}
"""What is still to settle, by `Missing`."""

BANDS: Mapping[Band, str] = {Band.STOP: "STOP", Band.CHECK: "CHECK", Band.BACKGROUND: "background"}

SETTLED_AS: Mapping[SettledAs, str] = {
    SettledAs.SAME: "Same person",
    SettledAs.NOT_SAME: "Not the same",
    SettledAs.CANNOT_TELL: "Cannot tell",
}

SETTLE_GROUNDS: Mapping[SettleGround, str] = {
    SettleGround.BIRTH_DATE: "Birth date",
    SettleGround.PHOTO: "Photo",
    SettleGround.DOCUMENT: "Document",
    SettleGround.SEX: "Sex",
    SettleGround.NAME: "Name",
    SettleGround.NATIONALITY: "Nationality",
    SettleGround.INTERVIEW: "Interview",
    SettleGround.HQ_CONFIRMED: "HQ",
    SettleGround.OTHER: "Other",
}
"""By what a hit was settled; short, since nine of them stand in two lines."""

HIT_FIELDS: Mapping[HitField, str] = {
    HitField.NAME: "Name",
    HitField.BIRTH_DATE: "Date of birth",
    HitField.NATIONALITY: "Nationality",
    HitField.SEX: "Sex",
    HitField.DOCUMENT: "Document",
}

AGREEMENTS: Mapping[Agreement, str] = {
    Agreement.SAME: "same",
    Agreement.NEAR: "near",
    Agreement.DIFFERENT: "different",
    Agreement.UNKNOWN: "not known",
}

CASE_ORIGINS: Mapping[CaseOrigin, str] = {
    CaseOrigin.BOOTH: "at the booth",
    CaseOrigin.LATE: "late: a newer list met an earlier crossing",
    CaseOrigin.HQ: "by HQ's lists",
}

DISCLOSURES: Mapping[Disclosure, str] = {
    Disclosure.OPEN: "open: the booth saw the entry",
    Disclosure.RESTRICTED: "lookout: the booth saw what to do and whom to call",
    Disclosure.SILENT: "silent: the booth was told nothing",
}

LIST_USES: Mapping[ListUse, str] = {
    ListUse.ASKED: "asked",
    ListUse.STALE: "old, asked all the same",
    ListUse.SILENT: "too old, not asked any more",
    ListUse.BROKEN: "cannot be opened",
    ListUse.LOADING: "still being loaded",
}
