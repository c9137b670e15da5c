"""Ask every list on board about one traveller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from app.domain.alert_entry import AlertEntry, Band
from app.domain.alert_record import decode_entry
from app.domain.failure import FailureCode, WorldError
from app.screening.documents import digest, person_digest
from app.screening.lists import ListKind
from app.screening.screener import Screener
from app.screening.screening import EarlierHit, ListUse, Screening
from app.screening.subject import Subject
from app.store.clearances import cleared
from app.store.driver import Connection
from app.store.holdings import Holdings
from app.store.identity import load_enrolment, load_station
from app.store.list_loading import Holding
from app.store.list_rows import find_earlier, find_entry, find_list, load_keyring
from app.store.port_notes import find_notes

DOCUMENT, PERSON = "document", "person"
_BANDS = list(Band)

Lists: TypeAlias = Mapping[str, Holding]


class ListsOfNow:
    """The lists of people and documents as earlier crossings are screened against them again.

    What HQ tells of other ports is left out: it was asked while the traveller stood there.
    """

    def __init__(self, holdings: Holdings, clock: Callable[[], datetime]) -> None:
        self._holdings = holdings
        self._clock = clock

    def screen(self, connection: Connection, subject: Subject) -> Screening:
        """Ask them; raises WorldError(STORE_*)."""
        lists = self._holdings.current(connection).items()
        asked = {key: held for key, held in lists if held.row.header.kind is not ListKind.EARLIER}
        return ask(connection, asked, subject, self._clock())

    def entry(self, connection: Connection, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit, or None when the list no longer has it or it cannot be read."""
        held = self._holdings.current(connection).get(list_id)
        return None if held is None else _entry(connection, {list_id: held}, set(), list_id, entry_id)


def ask(connection: Connection, lists: Lists, subject: Subject, now: datetime) -> Screening:
    """Ask them all; no sick list ever raises, and none is left out of the answer.

    Travellers cleared against an unchanged entry come back with that hit in BACKGROUND. Raises
    WorldError(STORE_*).
    """
    sick: set[str] = set()
    loaded = [held.loaded for _, held in sorted(lists.items())]
    screening = Screener(loaded, partial(_entry, connection, lists, sick)).screen(subject, now)
    asked = tuple(
        replace(one, use=ListUse.BROKEN) if one.header.list_id in sick else one for one in screening.lists
    )
    earlier = _earlier(connection, lists, subject, now)
    return _with_clearances(connection, subject, replace(screening, earlier=earlier, lists=asked))


def read_entry(connection: Connection, held: Holding, entry_id: str) -> AlertEntry | None:
    """An entry as it was when the list was loaded, or as it is now; None when neither has it.

    Raises WorldError(RECORD_MALFORMED) for bytes that are none.
    """
    data = find_entry(connection, held.row, entry_id)
    if data is None:
        # Another process has swapped the list meanwhile and deleted what was in force here.
        row = find_list(connection, held.row.header.list_id)
        data = None if row is None else find_entry(connection, row, entry_id)
    return None if data is None else decode_entry(data)


def _entry(
    connection: Connection, lists: Lists, sick: set[str], list_id: str, entry_id: str
) -> AlertEntry | None:
    try:
        return read_entry(connection, lists[list_id], entry_id)
    except WorldError as error:
        if error.failure.code is not FailureCode.RECORD_MALFORMED:
            raise
        sick.add(list_id)
        return None


def _with_clearances(connection: Connection, subject: Subject, screening: Screening) -> Screening:
    if not screening.hits:
        return screening
    passing = cleared(connection, subject, screening.hits)
    hits = [
        replace(hit, band=Band.BACKGROUND, cleared=True) if place in passing else hit
        for place, hit in enumerate(screening.hits)
    ]
    hits.sort(key=lambda hit: (_BANDS.index(hit.band), -hit.score))
    return replace(screening, hits=tuple(hits))


def _earlier(connection: Connection, lists: Lists, subject: Subject, now: datetime) -> tuple[EarlierHit, ...]:
    """What HQ's digests of recent crossings and the other booths of this port say, newest first; never this
    station's own crossings. What both say is said once; what a booth has corrected since is not said."""
    found: dict[tuple[str, str, bool], EarlierHit] = {}
    own = _own_names(connection)
    corrected = _told_at_port(connection, subject, found)
    for held in lists.values():
        if held.row.header.kind is not ListKind.EARLIER or held.loaded.use(now) is ListUse.SILENT:
            continue
        for way, asked in digests(held.row.secret, subject):
            for day, port, refused, station in find_earlier(connection, held.row, asked, way):
                if station not in own and not (refused and (station, day) in corrected):
                    found.setdefault((day, port, refused), EarlierHit(day, port, refused, way))
    return tuple(sorted(found.values(), key=lambda hit: hit.day, reverse=True))


def _told_at_port(
    connection: Connection, subject: Subject, found: dict[tuple[str, str, bool], EarlierHit]
) -> set[tuple[str, str]]:
    """Add what the other booths of this port told; station and day of refusals that they took back."""
    keyring = load_keyring(connection)
    if keyring is None:
        return set()
    told = [
        (way, hit)
        for way, asked in digests(keyring.document_key, subject)
        for hit in find_notes(connection, asked, way)
    ]
    for way, hit in told:
        found.setdefault((hit.day, hit.port, hit.refused), EarlierHit(hit.day, hit.port, hit.refused, way))
    refused = {(hit.station, hit.day) for _, hit in told if hit.refused}
    return {(hit.station, hit.day) for _, hit in told if hit.version > 1} - refused


def digests(key: bytes, subject: Subject) -> Iterator[tuple[str, bytes]]:
    """What is asked for, by way: the document first, so that a crossing under it is said to be by it."""
    if subject.document_number:
        yield DOCUMENT, digest(key, subject.issuing_state, subject.document_class, subject.document_number)
    if subject.birth.complete:
        for name in subject.names:
            yield PERSON, person_digest(key, name, subject.birth)


def _own_names(connection: Connection) -> frozenset[str]:
    """How HQ may name this station: by its number or by its id."""
    enrolment = load_enrolment(connection)
    number = set() if enrolment is None else {str(enrolment.station_number)}
    return frozenset({load_station(connection).station_id} | number)
