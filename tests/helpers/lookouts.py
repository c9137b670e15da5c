"""Invented people on invented lists, met by the travellers of the tests: compared field by field for real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryBirth,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.domain.alert_record import digest
from app.domain.alerts import AlertHit
from app.domain.dates import PartialDate
from app.domain.person import Sex
from app.flow.alert_ports import ListStatus
from app.screening.explain import explain
from app.screening.lists import ListHeader, ListKind
from app.screening.screening import (
    DocumentHit,
    DocumentMatch,
    EarlierHit,
    ListAsked,
    ListUse,
    Screening,
)
from app.screening.subject import Subject
from tests.helpers.alerts import MemoryAlerts
from tests.helpers.booth import NOON

DAY = timedelta(days=1)
NATIONAL = ListHeader(
    "national", ListKind.PEOPLE, "National alert list", "Immigration Service", 12, NOON - 2 * DAY, 418
)
SANCTIONS = ListHeader("sanctions", ListKind.PEOPLE, "Sanctions list", "Council", 7, NOON - DAY, 684)
REPORTED = ListHeader(
    "reported", ListKind.DOCUMENTS, "Reported documents", "Central Bureau", 33, NOON - DAY, 10_000_000
)


BORN = PartialDate(1974, 12, 8)
"""Day and month swapped against ANNA's of the tests, as slips of data entry are."""


def wanted(
    entry_id: str = "VU-0412", name: str = "KOWALSKA ANNA MARIA", birth: PartialDate = BORN,
    disclosure: Disclosure = Disclosure.OPEN,
) -> AlertEntry:  # fmt: skip
    """Somebody on the national list, much like ANNA KOWALSKA of the tests."""
    return AlertEntry(
        entry_id, EntryKind.PERSON,
        (EntryName(name), EntryName("ANKA KOWAL", alias=True, weak=True)),
        births=(EntryBirth(birth, birth),), birth_places=("Poznań",), nationalities=("POL",), sex=Sex.FEMALE,
        documents=(EntryDocument("Passport", "EH7654321", "POL"),),
        reason="Removal order of 3 February 2026, not to enter before 2031",
        action="Do not admit. Keep the passport and call.", contact="Duty officer, +678 555 0134",
        agency="Immigration Service", legal_basis="Immigration Act, s. 50", priority=1,
        disclosure=disclosure, remarks="Travels under her maiden name at times.",
    )  # fmt: skip


def on_board(*headers: ListHeader, use: ListUse = ListUse.ASKED) -> list[ListStatus]:
    """These lists, as HQ published them."""
    return [ListStatus(ListAsked(header, use), 40 + place, 85_000) for place, header in enumerate(headers)]


def hit_of(
    subject: Subject,
    entry: AlertEntry,
    band: Band = Band.STOP,
    header: ListHeader = NATIONAL,
    score: int = 930,
) -> AlertHit:
    """The hit of this traveller on this entry, compared field by field as at the booth."""
    return AlertHit(
        header.list_id, header.version, entry.entry_id, digest(entry), band, score, entry.disclosure,
        explain(subject, entry),
    )  # fmt: skip


def meets(
    alerts: MemoryAlerts, *entries: tuple[AlertEntry, Band], lists: tuple[ListHeader, ...] = (NATIONAL,),
    use: ListUse = ListUse.ASKED, only: str = "",
) -> None:  # fmt: skip
    """Let every traveller (or only who has `only` in the name) meet these entries from now on."""
    alerts.entries |= {(NATIONAL.list_id, entry.entry_id): entry for entry, _ in entries}
    alerts.on_board = on_board(*lists, use=use)
    asked = tuple(one.asked for one in alerts.on_board)

    def answer(subject: Subject) -> Screening:
        met = not only or any(only in name for name in subject.names)
        hits = tuple(hit_of(subject, entry, band) for entry, band in entries) if met else ()
        return Screening(hits, lists=asked)

    alerts.answer = answer


def reported(match: DocumentMatch = DocumentMatch.EXACT, said: str = "") -> Callable[[Subject], Screening]:
    """Every document stands on the list of reported ones."""
    asked = tuple(one.asked for one in on_board(NATIONAL, REPORTED))
    hit = DocumentHit(REPORTED.list_id, REPORTED.version, match, said)
    return lambda _subject: Screening(documents=(hit,), lists=asked)


def seen_elsewhere(*hits: EarlierHit) -> Callable[[Subject], Screening]:
    """HQ's digest knows every traveller from other ports."""
    asked = tuple(one.asked for one in on_board(NATIONAL))
    return lambda _subject: Screening(earlier=hits, lists=asked)
