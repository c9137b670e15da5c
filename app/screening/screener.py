"""Screen one traveller against every list on board: what it says, and how old each list was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.domain.alert_entry import AlertEntry, EntryKind
from app.domain.alert_record import digest
from app.domain.alerts import AlertHit
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.screening.bands import BANDS, at_most
from app.screening.birth_dates import years_of
from app.screening.document_index import DocumentIndex
from app.screening.explain import explain
from app.screening.lists import ListHeader, ListKind, WhenStale
from app.screening.people import MOST_CANDIDATES, Candidate, PeopleIndex
from app.screening.scoring import prepare
from app.screening.screening import DocumentHit, DocumentMatch, ListAsked, ListUse, Screening
from app.screening.subject import Subject

MOST_HITS: Final = 20
"""Hits of one screening; the firmest stay."""

MOST_FETCHED: Final = 60
"""Entries of one list that are fetched at most: more than MOST_HITS, for entries may cap their bands."""

EntryOf = Callable[[str, str], AlertEntry | None]
"""The entry of a list id and an entry id, or None when the list no longer has it."""


@dataclass(frozen=True, slots=True)
class LoadedList:
    """One list as it is in memory: with people or with documents, or with neither while it is being
    loaded (a list of earlier crossings is asked elsewhere); `broken` when it cannot be opened."""

    header: ListHeader
    people: PeopleIndex | None = None
    documents: DocumentIndex | None = None
    broken: bool = False

    def use(self, now: datetime) -> ListUse:
        """What becomes of it in a screening now."""
        if self.broken:
            return ListUse.BROKEN
        if self.people is None and self.documents is None and self.header.kind is not ListKind.EARLIER:
            return ListUse.LOADING
        if not self.header.stale(now):
            return ListUse.ASKED
        silence = self.header.policy.when_stale is WhenStale.SILENCE
        return ListUse.SILENT if silence else ListUse.STALE


class Screener:
    """Screen travellers against these lists. Threads may ask at the same time if `entry_of` allows it."""

    def __init__(self, lists: Sequence[LoadedList], entry_of: EntryOf) -> None:
        """Ask these lists, and `entry_of` for the whole entry of each hit."""
        self._lists = tuple(lists)
        self._entry_of = entry_of

    def screen(self, subject: Subject, now: datetime) -> Screening:
        """Ask every list that may be asked; `now` decides which are too old and which entries ended.

        Hits come by band, then score, MOST_HITS at most; entries that have ended or are gone give none.
        """
        uses = [(one, one.use(now)) for one in self._lists]
        asked = [one for one, use in uses if use in (ListUse.ASKED, ListUse.STALE)]
        # An entry's last day is one of this machine's calendar: much of the Pacific is far from UTC.
        today = now.astimezone().date()
        hits = [hit for one in asked for hit in self._people(one, subject, today)]
        documents = [hit for one in asked for hit in _documents(one, subject)]
        hits.sort(key=lambda hit: (BANDS.index(hit.band), -hit.score, hit.list_id, hit.entry_id))
        documents.sort(key=lambda hit: (hit.match is not DocumentMatch.EXACT, hit.list_id))
        return Screening(
            tuple(hits[:MOST_HITS]),
            tuple(documents),
            lists=tuple(ListAsked(one.header, use) for one, use in uses),
        )

    def _people(self, loaded: LoadedList, subject: Subject, today: date) -> Iterator[AlertHit]:
        if loaded.people is None:
            return
        found = 0
        for candidate in loaded.people.candidates(subject, loaded.header.policy):
            entry = self._entry_of(loaded.header.list_id, candidate.entry_id)
            if entry is None or _ended(entry.expires, today):
                continue
            yield _hit(loaded.header, candidate, entry, subject)
            found += 1
            if found == MOST_FETCHED:
                return


def known_answers(loaded: LoadedList, entries: Sequence[AlertEntry]) -> bool:
    """Whether a list of people, asked for these entries by their own names and births, finds each one.

    The gate for common names stands open for it, so that every person with a name is found. Where more
    people share a name than an answer holds, a full answer counts. Entities, vessels and entries
    without a legible name are passed over.
    """
    if loaded.broken or loaded.people is None:
        return False
    policy = replace(loaded.header.policy, rarity_gate=False)
    for entry in entries:
        name = next((one.text for one in entry.names if prepare(one.text).tokens), "")
        if entry.kind is not EntryKind.PERSON or not name:
            continue
        birth = next((one.first for one in entry.births if years_of(one)), UNKNOWN_DATE)
        found = loaded.people.candidates(Subject((name,), birth, sex=entry.sex), policy)
        if len(found) < MOST_CANDIDATES and all(one.entry_id != entry.entry_id for one in found):
            return False
    return True


def _hit(header: ListHeader, candidate: Candidate, entry: AlertEntry, subject: Subject) -> AlertHit:
    return AlertHit(
        header.list_id,
        header.version,
        entry.entry_id,
        digest(entry),
        at_most(candidate.band, entry.max_band, header.policy.max_band),
        round(1000 * candidate.score),
        entry.disclosure,
        explain(subject, entry),
    )


def _documents(loaded: LoadedList, subject: Subject) -> Iterator[DocumentHit]:
    """Without an issuing state it is the traveller's own that is asked for, then any."""
    if loaded.documents is None or not subject.document_number:
        return
    states = [subject.issuing_state] if subject.issuing_state else [subject.nationality, ""]
    looked = (
        loaded.documents.look(state, subject.document_class, subject.document_number)
        for state in dict.fromkeys(states)
    )
    found = next(filter(None, looked), None)
    if found:
        yield DocumentHit(loaded.header.list_id, loaded.header.version, found.match, found.said)


def _ended(expires: PartialDate, today: date) -> bool:
    """Whether the last day on which an entry holds is over, by the latest reading of unknown parts."""
    if not expires.year:
        return False
    return (expires.year, expires.month or 12, expires.day or 31) < (today.year, today.month, today.day)
