"""A daily log in words: what its head, counts, proof and open items say, without a clock or a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.domain.crossing import Crossing
from app.domain.day import DayContent, DayEntry, DayHead, LogKind, OpenCount, OpenItem, Reconciliation
from app.domain.decision import Reason
from app.domain.load_valve import is_light
from app.domain.states import by_alpha2, state
from app.wording.choices import CHECKS, REASONS_GIVEN

MISSING: Final = "\ufffd"
"""Stands where a character cannot be printed or would change how its neighbours read."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TRAINING: Final = "TRAINING: invented travellers, nothing here happened"
NO_CROSSINGS: Final = "No crossings on this day."
NOBODY_STOPPED: Final = "Nobody was refused or referred."
NOTHING_OPEN: Final = "Nothing is open."
MARKS: Final = (
    "Marks: C corrected since it was first recorded; O a failed check was overruled; "
    "L processed lightly, at a lower capture level; H met an alert at the desk."
)

OPEN_ITEMS: Final[Mapping[OpenItem, tuple[str, str]]] = {
    OpenItem.DRAFT: ("inspection is still under way", "inspections are still under way"),
    OpenItem.REFERRAL: ("traveller was referred and not decided on since",
                        "travellers were referred and not decided on since"),
    OpenItem.ALERT: ("alert waits for a supervisor", "alerts wait for a supervisor"),
    OpenItem.UNSENT: ("row is not yet confirmed by HQ", "rows are not yet confirmed by HQ"),
    OpenItem.PARKED: ("row was not taken by HQ", "rows were not taken by HQ"),
    OpenItem.LIGHTLY: ("traveller was processed lightly and should be followed up",
                       "travellers were processed lightly and should be followed up"),
    OpenItem.EARLIER_DAY: ("earlier day with crossings is not closed",
                           "earlier days with crossings are not closed"),
    OpenItem.DISAGREES: ("count does not agree with the others", "counts do not agree"),
}  # fmt: skip
"""What an open item says after its number: for one, and for more."""


def printable(text: str) -> str:
    """The text with `MISSING` for control characters, for marks that turn the direction of what follows, and
    for what no text may hold; nothing is left out. The ranges stand here and are not asked of Python, whose
    tables change with its version."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(MISSING, text)


_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def local(moment: datetime, head: DayHead) -> datetime:
    """The moment by the clock of the log, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=head.utc_offset)


def offset_of(head: DayHead) -> str:
    """The log's clock: `+13:00`."""
    hours, minutes = divmod(abs(head.utc_offset), 60)
    return f"{'-' if head.utc_offset < 0 else '+'}{hours:02}:{minutes:02}"


def minute(moment: datetime, head: DayHead) -> str:
    """`2026-11-27 23:59` by the log's clock."""
    at = local(moment, head)
    return f"{at.date().isoformat()} {at.hour:02}:{at.minute:02}"


def day_in_words(day: date) -> str:
    """`27 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def title_of(head: DayHead) -> str:
    """`Daily log 12`, or what an addendum is one to."""
    if head.kind is LogKind.DAY:
        return f"Daily log {head.number}"
    return f"ADDENDUM {head.number} to the daily log of {day_in_words(head.day)}"


def scope_of(head: DayHead) -> str:
    """Which day, and in an addendum which rows only."""
    day = f"{WEEKDAYS[head.day.weekday()]} {day_in_words(head.day)}"
    if head.kind is LogKind.DAY:
        return day
    return f"{day}: only what was recorded or corrected for that day after its log was closed"


def facts_of(head: DayHead) -> tuple[tuple[str, str], ...]:
    """The head as pairs of label and text, in the order in which they are printed."""
    rows = f"{head.after_seq + 1} to {head.up_to_seq}" if head.up_to_seq > head.after_seq else "none"
    clock = f"UTC{offset_of(head)}"
    return (
        ("Country", _state(head.country)),
        ("Port", head.port),
        ("Booth", head.booth),
        ("Station", f"{head.station} (number {head.station_number})"),
        (
            "Log number",
            f"{head.number}, {'an addendum' if head.kind is LogKind.ADDENDUM else 'the log of the day'}",
        ),
        ("Log before", str(head.number - 1) if head.number > 1 else "none: the first of this station"),
        ("From", f"{minute(head.since, head)} ({clock})"),
        ("To before", f"{minute(head.until, head)} ({clock})"),
        ("Rows of the station", rows),
        ("Closed by", head.closed_by),
        ("Closed at", f"{minute(head.closed_at, head)} ({clock})"),
        ("Closed early", "yes: before the day was over" if head.early else "no: the day was over"),
    )


def _state(code: str) -> str:
    known = by_alpha2(code) or state(code)
    return f"{known.name} ({code})" if known else code


def proof_of(proof: Reconciliation) -> tuple[str, str]:
    """Whether the three counts agree: the verdict in capitals, and the sentence."""
    said = (
        f"{many(proof.records, 'record')} of the day, {many(proof.audit_lines, 'line')} of the audit chain "
        f"that hold them, {many(proof.outbox_rows, 'row')} of the outbox. HQ has confirmed {proof.confirmed}."
    )
    if proof.agrees:
        return "THE THREE COUNTS AGREE.", said
    return "THE THREE COUNTS DO NOT AGREE.", f"{said} Find out why before anybody relies on this log."


def many(count: int, noun: str) -> str:
    """`1 record`, `2 records`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def open_item(one: OpenCount) -> str:
    """`3 travellers were referred and not decided on since`."""
    single, several = OPEN_ITEMS[one.item]
    return f"{one.count} {single if one.count == 1 else several}"


def signature_of(content: DayContent) -> tuple[str, ...]:
    """Where the log's signature is, and what it holds on to."""
    head = content.head
    before = (
        f"The manifest of log {head.number - 1} has the SHA-256 {head.previous.hex()}."
        if head.number > 1
        else "It is the first log of this station: there is none before it."
    )
    return (
        "This log is signed by the station. The signature is in the file manifest.sig, over the file "
        "manifest.json: they lie beside this one and name each file of the log by its SHA-256. Prove it with "
        "“matapa day verify” or with openssl and the station's public key.",
        f"{before} The audit chain stood at line {head.audit_seq}, hash {head.audit_hash.hex()}.",
    )


def name_of(crossing: Crossing) -> str:
    """`ERIKSSON, ANNA MARIA`; a person with one name has only that."""
    person = crossing.traveller
    return ", ".join(part for part in (person.surname, person.given_names) if part)


def conveyance_of(crossing: Crossing) -> str:
    """`air NF011`; the mode alone where nothing more is known."""
    carried = crossing.conveyance
    return f"{carried.mode.value} {carried.number}".rstrip()


def reasons_of(crossing: Crossing) -> tuple[str, ...]:
    """The reasons of the decision in words; the note itself is printed apart."""
    return tuple("Other" if one is Reason.OTHER else REASONS_GIVEN[one] for one in crossing.decision.reasons)


def remarks_of(crossing: Crossing) -> str:
    """What does not fit a column: overruled checks, the officer's note, why it was corrected."""
    decision = crossing.decision
    parts = (
        ("Overruled", ", ".join(CHECKS[name] for name in decision.overruled)),
        ("Note", decision.note),
        ("Correction", crossing.correction),
    )
    return "   ".join(f"{label}: {said}" for label, said in parts if said)


def marks_of(entry: DayEntry) -> str:
    """The letters of `MARKS` that hold."""
    crossing = entry.crossing
    marks = (
        ("C", entry.versions > 1 or crossing.version > 1),
        ("O", bool(crossing.decision.overruled)),
        ("L", is_light(crossing.checks)),
        ("H", entry.hit),
    )
    return " ".join(letter for letter, holds in marks if holds)
