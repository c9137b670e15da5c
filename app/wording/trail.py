"""What the audit chain says, in words: acts, what they are about, and what else a line says."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

_USERNAMES = frozenset({"Account", "Second person"})
_IDS = frozenset({"Record", "Event", "Case"})
_ID_BYTES = 16

AUDIT_ACTS: Mapping[str, str] = {
    "founded": "Made the station",
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "screen_unlocked": "Unlocked the screen",
    "sign_in_failed": "A sign-in failed: wrong password",
    "locked_out": "Was locked out after wrong passwords",
    "lock_out_lifted": "Lifted a lock-out",
    "password_changed": "Changed their password",
    "password_reset": "Reset a password",
    "key_file_recovered": "The key file was damaged: its copy was taken",
    "attempts_lost": "The count of wrong passwords was damaged and began anew",
    "officer_added": "Added an account",
    "officer_deactivated": "Deactivated an account",
    "recorded": "Recorded a crossing",
    "corrected": "Corrected a crossing",
    "read_history": "Was shown a traveller's earlier crossings",
    "read_shift": "Looked through a shift",
    "read_search": "Searched crossings",
    "read_versions": "Opened a crossing with all its versions",
    "enrolled": "Enrolled the station with HQ",
    "enrolment_asked": "Asked for enrolment by stick",
    "certificate_renewed": "The station's certificate was renewed",
    "batch_frozen": "Made a batch for HQ",
    "batch_settled": "HQ confirmed a batch",
    "stick_written": "Wrote a stick for HQ",
    "stick_read": "Read a stick from HQ",
    "store_checked": "Checked the store",
    "cards_filed_anew": "The index of crossings was made anew",
    "salvaged": "Rescued a damaged store",
    "trust_imported": "Imported certificates for chips",
    "trust_removed": "Removed certificates for chips",
    "vouched": "A second person was asked to stand by",
    "screened": "Asked the alert lists about a traveller",
    "list_taken": "Took in an alert list",
    "list_refused": "An alert list was refused",
    "list_removed": "Removed an alert list",
    "keyring_taken": "Took in keys from HQ",
    "alert_event": "Kept a word on an alert",
    "read_cases": "Read cases of alerts",
    "rescreened": "Earlier crossings were screened again",
    "alert_policy_set": "Changed the rules of alerts",
    "publication_taken": "Took in what HQ published",
    "policy_taken": "Took in rules from HQ",
    "roster_taken": "Took in HQ's list of officers",
    "officer_changed": "HQ changed an account",
    "link_policy_set": "Changed what the link is like",
    "link_consented": "Said yes to sending over a dear link",
    "relay_set": "Changed what this booth is to the relay",
    "read_figures": "Saw figures",
    "valve_opened": "Lowered what is captured for a time",
    "valve_shut": "Captured everything again",
    "day_previewed": "Looked at a day before closing it",
    "day_closed": "Closed a day",
    "day_added": "Made an addendum to a closed day",
    "day_made": "Made a daily log anew",
    "day_export_begun": "Began to export daily logs",
    "day_exported": "Exported daily logs",
    "read_audit": "Read the audit chain",
    "read_readers": "Asked who had read about a traveller",
    "purge_planned": "Planned what is erased",
    "purge_approved": "Had erasing approved by a second person",
    "purge_refused": "Erasing was refused",
    "purged": "Erased records",
}
"""Every act that leaves a line, as said of the one who did it."""

SUBJECTS: Mapping[str, str] = {
    **dict.fromkeys((
        "founded", "sign_in_failed", "locked_out", "lock_out_lifted", "password_changed", "password_reset",
        "officer_added", "officer_deactivated", "officer_changed",
    ), "Account"),
    "vouched": "Second person",
    **dict.fromkeys(("recorded", "corrected", "read_versions", "screened"), "Record"),
    "alert_event": "Event",
    "read_cases": "Case",
    **dict.fromkeys(("batch_frozen", "batch_settled"), "Batch"),
    **dict.fromkeys(("read_history", "read_search", "read_shift", "read_readers"), "Asked for"),
}  # fmt: skip
"""What the subject of a line is; a digest where it is none of these."""

DETAILS: Mapping[str, str] = {
    "accepted": "Taken by HQ",
    "active": "Active",
    "acts": "Only these acts",
    "added": "Came new",
    "address": "Address",
    "batches": "Batches",
    "bits": "Bits a second",
    "bytes": "Bytes",
    "certificates": "Certificates",
    "changed": "Changed",
    "code": "Code",
    "count": "How many",
    "crossings": "Crossings",
    "crls": "Revocation lists",
    "currency": "Currency",
    "daily": "Bytes a day",
    "day": "Day",
    "days": "Days",
    "delay": "Delay",
    "documents": "Documents found on",
    "earlier": "Told by other stations",
    "erased": "Erased",
    "events": "Events of alerts",
    "failed": "Failed",
    "fields": "Asked by",
    "first": "First row",
    "first_day": "First day",
    "fit": "Accepted",
    "found": "Found",
    "from": "From row",
    "gone": "Gone",
    "hits": "Hits",
    "intact": "Found intact",
    "issued": "Made by HQ at",
    "kept": "Kept after all",
    "keys": "Keys",
    "kind": "Kind",
    "last": "Last row",
    "last_day": "Last day",
    "level": "What is captured",
    "lines": "Lines",
    "list": "List",
    "lists": "Lists asked",
    "looked": "Crossings",
    "lost": "Records lost",
    "lost_lines": "Lines lost",
    "megabyte": "Price of a megabyte",
    "minute": "Price of a minute",
    "number": "Number",
    "numbers": "Daily logs",
    "opened": "Cases opened",
    "parked": "Not taken by HQ",
    "person": "Only this account",
    "pinned": "Trusted by hand",
    "port": "Port",
    "publication": "Publication",
    "publications": "Publications",
    "reason": "Reason",
    "recipients": "Encrypted to",
    "record": "SHA-256 of the record",
    "refused": "Refused",
    "removed": "Taken away",
    "role": "Role",
    "rows": "Records",
    "saved": "Records saved",
    "second": "Second person",
    "shown": "Crossings shown",
    "sources": "Sources",
    "station": "Station",
    "stream": "From HQ",
    "unreadable": "The rest of the line cannot be read",
    "until": "Until",
    "up_to": "Up to row",
    "version": "Version",
    "what": "What",
}
"""What else a line says, by the name it has there."""

FIELDS: Mapping[str, str] = {
    "birth": "birth date",
    "first": "first day",
    "given": "given names",
    "last": "last day",
    "nationality": "nationality",
    "number": "document number",
    "officer": "officer",
    "record": "record",
    "surname": "surname",
}
"""By what somebody was asked for."""

WHATS: Mapping[str, str] = {
    "lines": "lines",
    "corrections": "corrections",
    "seconds": "two-person acts",
    "proof": "proof of the chain",
    "shift": "the shift",
    "statistics": "statistics",
}
"""What was read of the chain or of figures."""

READING_WAYS: Mapping[str, str] = {
    "asked": "asked for this person",
    "shown": "was shown a crossing",
    "opened": "opened or screened a crossing",
    "recorded": "recorded it",
    "case": "read a case",
    "exported": "took it away in a daily log",
}
"""How a line has to do with a traveller, by `ReadingWay`."""

BREACHES: Mapping[str, str] = {
    "missing": "Line {line} is not there.",
    "changed": "Line {line} was changed after it was written.",
    "chain": "Line {line} does not follow from the line before: that one was written anew.",
    "record": "The record that line {line} speaks of was changed.",
    "record_gone": "The record that line {line} speaks of is gone, and was not erased by a purge.",
    "unspoken": "A record is kept of which the chain says nothing, at line {line}.",
    "batch": "A batch holds another line {line}: the chain was written anew from there or before.",
    "log": "A signed daily log holds another line {line}: the chain was written anew from there or before.",
    "unreadable": "Line {line} cannot be read: the store is damaged there.",
}
"""How the chain is broken, by `Breach`."""

ABOUT_THE_STATION = "the station itself"
"""Who did what nobody did."""


def subject_text(act: str, subject: bytes) -> str:
    """What a line is about: a username, an id as records carry it, or the digits of a digest."""
    title = SUBJECTS.get(act)
    if title in _USERNAMES:
        return subject.decode(errors="replace")
    if title in _IDS and len(subject) == _ID_BYTES:
        return str(UUID(bytes=subject))
    return subject.hex()
