"""Screen earlier crossings against newer lists, and open a case for each hit that nobody met before.

It runs on a thread that nobody waits for, with a connection of its own. Lists are asked while no
transaction is open; then a few crossings at a time are marked, with what was met, in one short one. So
Admit waits for milliseconds, and a power cut costs only the few looks that were not marked yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, Protocol

import cbor2
import uuid_utils

from app.domain.alert_entry import AlertEntry
from app.domain.alerts import AlertEvent, AlertEventKind, AlertHit, CaseOrigin
from app.domain.crossing import Crossing
from app.domain.failure import WorldError
from app.domain.record import decode
from app.flow.alerts import Scene, stolen_hit, subject_of
from app.screening.screening import ListUse, Screening
from app.screening.subject import Subject
from app.store import audit
from app.store.alert_events import keep_station_event
from app.store.audit import STATION, AuditAct, AuditEntry
from app.store.card_index import file_cards, id_bytes
from app.store.case_rows import has_case
from app.store.clearances import cleared
from app.store.database import Connections
from app.store.driver import Connection
from app.store.moments import to_ms
from app.store.session import Session

_PLACE = "store.rescreen"
AT_A_TIME = 20
"""Crossings marked in one transaction, at most."""

_WINDOW = "SELECT crossing FROM cards WHERE at >= ? AND superseded_by IS NULL ORDER BY at DESC, crossing DESC"
_MARKED = "SELECT lists FROM rescreened WHERE crossing = ?"
_MARK = "REPLACE INTO rescreened (crossing, lists) VALUES (?, ?)"
_FORGET = (
    "DELETE FROM rescreened WHERE crossing NOT IN"
    " (SELECT crossing FROM cards WHERE at >= ? AND superseded_by IS NULL)"
)
_VERSIONS = (
    "SELECT record_id FROM cards WHERE record_id = ? AND version = 1"
    " UNION ALL SELECT record_id FROM cards WHERE crossing_id = ? AND version > 1"
)


class ListsOfNow(Protocol):
    """The lists on board, asked on the thread that owns the connection."""

    def screen(self, connection: Connection, subject: Subject) -> Screening:
        """Ask every list; raises WorldError(STORE_*)."""

    def entry(self, connection: Connection, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit, or None when the list no longer has it."""


class _Look(NamedTuple):
    """What one look at one crossing found, and which lists were asked."""

    row: int
    lists: bytes
    crossing: Crossing
    events: tuple[AlertEvent, ...] = ()


class Rescreening:
    """One run over the crossings of this station."""

    def __init__(
        self,
        session: Session,
        lists: ListsOfNow,
        new_id: Callable[[], str] = lambda: str(uuid_utils.uuid7()),
    ) -> None:
        self._session, self._lists, self._new_id = session, lists, new_id

    def run(self, days: int, stopped: Callable[[], bool]) -> int:
        """Look at the crossings of so many days, newest first; how many cases it opened.

        Raises WorldError(STORE_*); what was marked until then stays.
        """
        since = to_ms(self._session.clock() - timedelta(days=days))
        connections = self._session.connections.for_background()
        try:
            return self._run(connections, since, stopped)
        finally:
            connections.close()

    def _run(self, connections: Connections, since: int, stopped: Callable[[], bool]) -> int:
        with connections.writing(_PLACE, durable=False) as connection:
            file_cards(connection)
            connection.execute(_FORGET, (since,))
            rows = [row for (row,) in connection.execute(_WINDOW, (since,))]
        opened, lists = 0, b""
        for start in range(0, len(rows), AT_A_TIME):
            if stopped():
                break
            looks = self._looks(connections, rows[start : start + AT_A_TIME], lists)
            if looks:
                opened += self._keep(connections, looks)
                lists = looks[-1].lists
                if lists == _NO_LISTS:
                    break
        return opened

    def _looks(self, connections: Connections, rows: Sequence[int], lists: bytes) -> list[_Look]:
        """Look at those that were not looked at by these lists yet; which they are, the first look says."""
        looks = []
        with connections.reading(_PLACE) as connection:
            for row in rows:
                mark = connection.execute(_MARKED, (row,)).fetchone()
                if mark is not None and mark[0] == lists:
                    continue
                look = self._look(connection, row)
                if look is not None:
                    looks.append(look)
                    lists = look.lists
        return looks

    def _look(self, connection: Connection, row: int) -> _Look | None:
        found = connection.execute("SELECT record FROM crossings WHERE id = ?", (row,)).fetchone()
        if found is None:
            return None  # erased meanwhile
        try:
            crossing = decode(found[0])
        except WorldError:
            return None  # the check of the store will name it
        if crossing.training != self._session.station.training:
            return None
        subject = subject_of(crossing.document, crossing.traveller)
        screening = self._lists.screen(connection, subject)
        passing = cleared(connection, subject, screening.hits)
        hits = [
            hit for place, hit in enumerate(screening.hits) if place not in passing and not hit.cleared
        ] + [stolen_hit(found, crossing.document.number) for found in screening.documents]
        events = [
            self._event(connection, crossing, hit) for hit in hits if _is_new(connection, crossing, hit)
        ]
        return _Look(row, asked(screening), crossing, tuple(events))

    def _event(self, connection: Connection, crossing: Crossing, hit: AlertHit) -> AlertEvent:
        station = self._session.station
        scene = Scene(
            crossing.record_id, crossing.document, crossing.traveller, station.station_id, station.port,
            station.booth, STATION, station.training, self._session.clock(),
        )  # fmt: skip
        return replace(
            scene.event(self._new_id(), self._new_id(), AlertEventKind.HIT),
            origin=CaseOrigin.LATE,
            hit=hit,
            entry=self._lists.entry(connection, hit.list_id, hit.entry_id),
            traveller=crossing.traveller,
            document=crossing.document,
        )

    def _keep(self, connections: Connections, looks: Sequence[_Look]) -> int:
        """Mark what was looked at and keep what was met, if nobody has a case of it by now."""
        opened, now = 0, self._session.clock()
        with connections.writing(_PLACE, durable=any(look.events for look in looks)) as connection:
            for look in looks:
                connection.execute(_MARK, (look.row, look.lists))
                for event in look.events:
                    if event.hit is not None and _is_new(connection, look.crossing, event.hit):
                        keep_station_event(connection, now, event)
                        opened += 1
            rows = [look.row for look in looks]
            detail = (("looked", rows), ("opened", opened))
            entry = AuditEntry(STATION, AuditAct.RESCREENED, looks[-1].lists, detail=detail)
            audit.append(connection, now, entry)
        return opened


def asked(screening: Screening) -> bytes:
    """Tells one set of lists and versions that were asked from another; of 16 bytes."""
    used = sorted(
        (one.header.list_id, one.header.version)
        for one in screening.lists
        if one.use in (ListUse.ASKED, ListUse.STALE)
    )
    return hashlib.blake2b(cbor2.dumps(used), digest_size=16).digest()


def _is_new(connection: Connection, crossing: Crossing, hit: AlertHit) -> bool:
    """Whether no version of this crossing has a case of the entry as it is."""
    first = id_bytes(crossing.crossing_id)
    versions = [record_id for (record_id,) in connection.execute(_VERSIONS, (first, first))]
    return not has_case(connection, versions, hit)


_NO_LISTS = asked(Screening())
