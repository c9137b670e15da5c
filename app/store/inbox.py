"""What comes down from HQ, taken in whole or not at all; a `sync.ports.StationInbox`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Station
from app.store import audit, list_rows
from app.store.alert_events import add_foreign_event
from app.store.audit import STATION, AuditAct, AuditEntry, Value
from app.store.database import Connections
from app.store.driver import Connection
from app.store.files import make_private_folder
from app.store.holdings import Holdings
from app.store.identity import load_enrolment, save_enrolment, station_identity
from app.store.list_taking import ListTaking
from app.store.publications import Intake, damaged, is_late, late_events, list_of
from app.store.published import save_content
from app.store.slots import read_key_file, write_key_file
from app.store.thing_taking import inactive, take_content
from sync.ports import Held, KeyRing, Publication, StationIdentity
from sync.protocol.thing import content_of

_PLACE = "store.inbox"


class SqlInbox:
    """The inbox of one station, on connections of its own; its lists are those of every session."""

    def __init__(
        self,
        connections: Connections,
        holdings: Holdings,
        station: Station,
        clock: Callable[[], datetime],
        keys: Path | None = None,
    ) -> None:
        """`keys` is the key file, from which accounts go that HQ takes away."""
        self._connections = connections
        self._holdings = holdings
        self._station = station
        self._clock = clock
        self._keys = keys

    def identity(self) -> StationIdentity | None:
        """Who this station is; None while it is not enrolled."""
        with self._connections.reading(_PLACE) as connection:
            return station_identity(connection)

    def port(self) -> str:
        """The UN/LOCODE of this station's port."""
        return self._station.port

    def folder(self) -> Path:
        """Where sealed files rest while they come in."""
        folder = self._holdings.files.incoming
        make_private_folder(folder)
        return folder

    def held(self) -> Mapping[str, Held]:
        """Every stream on board; one whose list cannot be opened counts as not on board, so that a
        snapshot mends it."""
        with self._connections.reading(_PLACE) as connection:
            return self._held(connection)

    def keyring(self) -> KeyRing | None:
        """The national keys, None before the first `keys` publication."""
        with self._connections.reading(_PLACE) as connection:
            return list_rows.load_keyring(connection)

    def keep_keyring(self, publication: Publication, keyring: KeyRing) -> None:
        """Keep the keys and where their stream stands; see `StationInbox.keep_keyring`.

        Raises WorldError(PUBLICATION_OLDER, PUBLICATION_GAP, STORE_*).
        """
        with self._connections.writing(_PLACE) as connection:
            self._prove(connection, publication)
            list_rows.save_keyring(connection, keyring)
            known = load_enrolment(connection)
            if known is not None and keyring.seal_key:  # what is frozen from now on is sealed to it
                save_enrolment(connection, replace(known, hq_seal_key=keyring.seal_key))
            self._advance(connection, publication)
            self._note(connection, AuditAct.KEYRING_TAKEN, publication, keys=len(keyring.content_keys))

    def take(self, publication: Publication, chunks: Iterable[bytes]) -> None:
        """Take in the contents of a verified publication; see `StationInbox.take`."""
        list_id = list_of(publication.stream)
        if list_id is None:
            take = self._take_events if is_late(publication.stream) else self._take_content
            take(publication, chunks)
            return
        with self._holdings.taking:
            with self._connections.reading(_PLACE) as connection:
                self._prove(connection, publication)
                keyring = list_rows.load_keyring(connection)
            taking = ListTaking(self._connections, self._holdings, self._clock, STATION)
            with taking.loading(list_id, publication.sequence) as load:
                intake = Intake(self._connections, taking, load, publication, keyring)
                change = intake.read(chunks)
                taking.swap(load, change, lambda connection: self._follow(connection, publication))

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.close()

    def _take_events(self, publication: Publication, chunks: Iterable[bytes]) -> None:
        events = late_events(chunks)
        with self._connections.writing(_PLACE) as connection:
            self._follow(connection, publication)
            with _events_sound():
                for event in events:
                    add_foreign_event(connection, event, self._clock())
            self._note(connection, AuditAct.LIST_TAKEN, publication, count=len(events))
        self._holdings.tell()

    def _take_content(self, publication: Publication, chunks: Iterable[bytes]) -> None:
        if publication.base:
            raise _refusal(FailureCode.PUBLICATION_NOT_FOR_US, publication)
        content, now = content_of(chunks), self._clock()
        with self._connections.writing(_PLACE) as connection:
            self._follow(connection, publication)
            take_content(connection, publication, content, now)
            save_content(connection, publication, content, now)
        self._close_doors()

    def _close_doors(self) -> None:
        """Take accounts that are not active out of the key file, as an administrator's word does.

        After it is durable: should the power fail before, the slot opens the door to nothing.
        """
        if self._keys is None:
            return
        with self._connections.writing(_PLACE) as connection:
            keys = read_key_file(self._keys).keys
            open_still = [name for name in inactive(connection) if name in dict(keys.slots)]
            for username in open_still:
                keys = keys.without_slot(username)
            if open_still:
                write_key_file(self._keys, keys)

    def _follow(self, connection: Connection, publication: Publication) -> None:
        """Prove once more, in the transaction itself, that it is next, and move the stream on."""
        self._prove(connection, publication)
        self._advance(connection, publication)

    def _prove(self, connection: Connection, publication: Publication) -> None:
        held = self._held(connection).get(publication.stream)
        if held is not None and publication.sequence <= held.sequence:
            raise _refusal(FailureCode.PUBLICATION_OLDER, publication)
        before = (Held(publication.base, publication.previous), publication.besides)
        if publication.base and (held is None or held not in before):
            raise _refusal(FailureCode.PUBLICATION_GAP, publication)

    def _held(self, connection: Connection) -> dict[str, Held]:
        lists = self._holdings.current(connection)
        broken = {list_id for list_id, held in lists.items() if held.loaded.broken}
        streams = list_rows.load_held(connection)
        return {stream: held for stream, held in streams.items() if list_of(stream) not in broken}

    def _advance(self, connection: Connection, publication: Publication) -> None:
        held = Held(publication.sequence, publication.digest)
        list_rows.save_held(connection, publication.stream, held, self._clock())

    def _note(self, connection: Connection, act: AuditAct, publication: Publication, **detail: int) -> None:
        said: dict[str, Value] = {"publication": publication.sequence, "stream": publication.stream, **detail}
        entry = AuditEntry(STATION, act, publication.digest, detail=tuple(sorted(said.items())))
        audit.append(connection, self._clock(), entry)


@contextmanager
def _events_sound() -> Iterator[None]:
    """Raise WorldError(PUBLICATION_DAMAGED) for what is no event that HQ can tell of."""
    try:
        yield
    except WorldError as error:
        if error.failure.code not in (FailureCode.RECORD_MALFORMED, FailureCode.RECORD_CONFLICT):
            raise
        raise damaged("events") from error


def _refusal(code: FailureCode, publication: Publication) -> WorldError:
    return WorldError(code, _PLACE, stream=publication.stream, sequence=str(publication.sequence))
