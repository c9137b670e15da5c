"""The door of the station: the only way to an open store is a password."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer
from app.domain.relay_role import RelayRole
from app.flow.ports import Rescue, SignedIn, Station, StationPlan
from app.store import audit
from app.store.attempts import UNKNOWN, Attempts
from app.store.audit import STATION, AuditAct, AuditEntry
from app.store.card_index import file_all_anew, is_folded_otherwise
from app.store.cases import SqlCases
from app.store.certificates import SqlCertificates
from app.store.crossings import SqlCrossings
from app.store.database import Connections, bring_up_to_date, open_database
from app.store.days import SqlDays
from app.store.drafts import SqlDrafts, forget_stale
from app.store.driver import Connection
from app.store.enrolment import SqlEnrolment
from app.store.exports import SqlExports
from app.store.founding import found_station
from app.store.holdings import Holdings, load_lists
from app.store.identity import load_door_mark, load_station, save_door_mark
from app.store.inbox import SqlInbox
from app.store.keeper import SqlKeeper
from app.store.keys import STANDARD, DatabaseKey, Hardness, unwrap, wrap
from app.store.list_asking import ListsOfNow
from app.store.list_files import ListFiles
from app.store.lists import SqlLists
from app.store.officers import SqlOfficers, find_officer
from app.store.outbox import SqlOutbox, SqlStationOutbox
from app.store.passwords import check_password
from app.store.place import RELAY, StationPlace
from app.store.relay import SqlPort, role_of, set_role
from app.store.rescue import rescue_store
from app.store.retention import SqlRetention
from app.store.roads import SqlLinkBook, SqlLinkRules
from app.store.session import Session
from app.store.shift import SqlShift
from app.store.slots import KeyFileRead, read_key_file, write_key_file
from app.store.statistics import SqlStatistics
from app.store.trail import SqlTrail
from app.store.trust import SqlTrust
from app.store.usernames import canonical_username
from app.store.valve import SqlValve

_log = logging.getLogger(__name__)


class StationDoor:
    """Founds a station in a home folder and lets officers into it.

    Implements `FoundingPort` and `SignInPort`. `hardness` is what new key slots ask of a guesser;
    tests pass a cheap one.
    """

    def __init__(self, home: Path, clock: Callable[[], datetime], hardness: Hardness = STANDARD) -> None:
        self._place = StationPlace(home)
        self._clock = clock
        self._hardness = hardness
        self._attempts = Attempts(self._place.attempts)
        self._holdings = Holdings(ListFiles(self._place.lists))

    def found(self, plan: StationPlan) -> Station:
        """Make a station; see `FoundingPort.found`."""
        return found_station(self._place, plan, self._clock(), self._hardness)

    def rescue(self, username: str, password: str) -> Rescue:
        """Save what can be read of a damaged store; see `FoundingPort.rescue`."""
        username = canonical_username(username)
        key = self._prove(read_key_file(self._place.keys), username, password)
        connections = Connections(partial(open_database, self._place.store, key))
        try:
            with connections.reading("store.rescue") as connection:
                officer = find_officer(connection, username)
        finally:
            connections.close()
        if officer is None or not officer.may(Act.CHECK_STORE):
            raise WorldError(FailureCode.NOT_ALLOWED, "store.rescue", act=Act.CHECK_STORE.value)
        return rescue_store(self._place, key, username, self._clock())

    def usernames(self) -> Sequence[str]:
        """Accounts that have a key slot; raises WorldError(STORE_MISSING, KEY_FILE_DAMAGED)."""
        return [username for username, _ in read_key_file(self._place.keys).keys.slots]

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Open the store; see `SignInPort.sign_in`."""
        username = canonical_username(username)
        read = read_key_file(self._place.keys)
        if not self._place.store.exists():
            raise WorldError(FailureCode.STORE_MISSING, "store.sign_in")
        key = self._prove(read, username, password)
        connections = Connections(partial(open_database, self._place.store, key))
        try:
            session = self._open(connections, key, username)
            self._write_down(session, read)
            load_lists(session, self._holdings)
        except BaseException:
            connections.close()
            raise
        return self._signed_in(session)

    def unlock(self, session: SignedIn, password: str) -> None:
        """Prove the same officer again after the screen lock."""
        inner = _inner(session)
        self._prove(read_key_file(self._place.keys), inner.officer.username, password)
        with inner.connections.writing("store.unlock") as connection:
            if find_officer(connection, inner.officer.username) is None:
                raise WorldError(FailureCode.SIGN_IN_WRONG, "store.unlock")
            self._drain(connection)
            inner.note(connection, AuditAct.SCREEN_UNLOCKED)
        self._forget_drained(inner)

    def vouch(self, session: SignedIn, username: str, password: str, act: Act) -> Officer:
        """Prove a second person at this desk; see `SignInPort.vouch`."""
        inner, username = _inner(session), canonical_username(username)
        self._prove(read_key_file(self._place.keys), username, password)
        with inner.connections.writing("store.vouch") as connection:
            officer = find_officer(connection, username)
            self._drain(connection)
            fit = officer is not None and officer.may(act) and username != inner.officer.username
            inner.note(connection, AuditAct.VOUCHED, username.encode(), what=act.value, fit=int(fit))
        self._forget_drained(inner)
        if officer is None or not fit:
            raise WorldError(FailureCode.NOT_ALLOWED, "store.vouch", act=act.value)
        return officer

    def change_password(self, session: SignedIn, old: str, new: str) -> None:
        """Re-wrap this officer's slot; the store itself is not touched but for the audit line."""
        inner = _inner(session)
        username = inner.officer.username
        self._prove(read_key_file(self._place.keys), username, old)
        check_password(new, username)
        slot = wrap(inner.key, username, new, self._hardness)
        with inner.connections.writing("store.password") as connection:
            inner.note(connection, AuditAct.PASSWORD_CHANGED, username.encode())
            keys = read_key_file(self._place.keys).keys
            write_key_file(self._place.keys, keys.with_slot(username, slot))

    def sign_out(self, session: SignedIn) -> None:
        """Close the store and forget the key; signing out twice is harmless."""
        inner = _inner(session)
        if inner.connections.closed:
            return
        try:
            with inner.connections.writing("store.sign_out") as connection:
                inner.note(connection, AuditAct.SIGNED_OUT)
        finally:
            _lists(session).close()
            inner.connections.close()

    def _prove(self, read: KeyFileRead, username: str, password: str) -> DatabaseKey:
        slot = read.keys.slot(username)
        self._attempts.admit_try(UNKNOWN if slot is None else username, self._clock())
        if slot is None:
            # The same work as for a real account, so that time does not tell who has one.
            wrap(DatabaseKey.random(), username, password, self._hardness)
            raise WorldError(FailureCode.SIGN_IN_WRONG, "store.sign_in")
        key = unwrap(slot, username, password)
        if key is None:
            raise WorldError(FailureCode.SIGN_IN_WRONG, "store.sign_in")
        self._attempts.proven(username)
        return key

    def _open(self, connections: Connections, key: DatabaseKey, username: str) -> Session:
        with connections.reading("store.open") as connection:
            bring_up_to_date(connection)
            officer = find_officer(connection, username)
            if officer is None:
                # A slot without an account: left by a power cut while it was made or taken away.
                raise WorldError(FailureCode.SIGN_IN_WRONG, "store.sign_in")
            return Session(officer, load_station(connection), key, connections, self._clock)

    def _write_down(self, session: Session, read: KeyFileRead) -> None:
        with session.connections.writing("store.sign_in") as connection:
            self._drain(connection)
            if is_folded_otherwise(connection):
                file_all_anew(connection)
                self._note(connection, self._clock(), AuditAct.CARDS_FILED_ANEW)
            if read.recovered:
                _log.warning(
                    "%s key file was damaged and is taken from its copy", FailureCode.KEY_FILE_DAMAGED
                )
                self._note(connection, self._clock(), AuditAct.KEY_FILE_RECOVERED)
            forget_stale(connection)
            session.note(connection, AuditAct.SIGNED_IN, role=session.officer.role.value)
        self._forget_drained(session)

    def _drain(self, connection: Connection) -> None:
        """Write what happened before the door into the chain, each event once whatever crashes."""
        mark = load_door_mark(connection)
        for event in self._attempts.events(mark):
            self._note(connection, event.at, event.act, event.username)
            mark = event.mark
        save_door_mark(connection, mark)

    def _forget_drained(self, session: Session) -> None:
        with session.connections.reading("store.sign_in") as connection:
            self._attempts.forget_events(load_door_mark(connection))

    @staticmethod
    def _note(connection: Connection, at: datetime, act: AuditAct, username: str = "") -> None:
        audit.append(connection, at, AuditEntry(STATION, act, username.encode()))

    def _signed_in(self, session: Session) -> SignedIn:
        return SignedIn(
            officer=session.officer,
            station=session.station,
            crossings=SqlCrossings(session),
            drafts=SqlDrafts(session),
            outbox=SqlOutbox(session),
            officers=SqlOfficers(session, self._place, self._attempts, self._hardness),
            keeper=SqlKeeper(session),
            enrolment=SqlEnrolment(session, self._place),
            trust=SqlTrust(session),
            lists=SqlLists(session, self._holdings),
            cases=SqlCases(session, ListsOfNow(self._holdings, self._clock)),
            shift=SqlShift(session),
            valve=SqlValve(session),
            statistics=SqlStatistics(session),
            trail=SqlTrail(session, self._attempts),
            retention=SqlRetention(session),
        )


def session_outbox(session: SignedIn) -> SqlStationOutbox:
    """The outbox for the sync thread, on a connection of its own; close it before the process ends."""
    inner = _inner(session)
    return SqlStationOutbox(inner.connections.for_background(), inner.clock)


def session_certificates(session: SignedIn) -> SqlCertificates:
    """The station's certificate for the sync thread or the courier, on a connection of its own."""
    inner = _inner(session)
    return SqlCertificates(inner.connections.for_background(), inner.clock)


def session_link_book(session: SignedIn) -> SqlLinkBook:
    """The link's rules and bytes for the sync thread, on a connection of its own."""
    inner = _inner(session)
    return SqlLinkBook(inner.connections.for_background(), inner.clock)


def session_days(session: SignedIn) -> SqlDays:
    """The days of the station as this officer may count and close them; on any thread."""
    return SqlDays(_inner(session))


def session_exports(session: SignedIn) -> SqlExports:
    """Exports of daily logs as this officer may make them; on any thread."""
    return SqlExports(_inner(session))


def session_link_rules(session: SignedIn) -> SqlLinkRules:
    """The link's rules as this officer may see and change them."""
    return SqlLinkRules(_inner(session))


def session_inbox(session: SignedIn) -> SqlInbox:
    """What comes down from HQ, for the sync thread: connections of its own, the lists of the session."""
    inner, holdings = _inner(session), _lists(session).holdings
    keys = session.officers.keys if isinstance(session.officers, SqlOfficers) else None
    return SqlInbox(inner.connections.for_background(), holdings, inner.station, inner.clock, keys)


def require_courier(session: SignedIn) -> None:
    """Raise WorldError(NOT_ALLOWED) unless this officer may carry what waits; on any thread."""
    inner = _inner(session)
    with inner.connections.reading("store.courier") as connection:
        inner.require(connection, Act.SEE_OUTBOX)


def note_courier(session: SignedIn, act: AuditAct, **detail: int) -> None:
    """Add the line of a stick that this officer wrote or read; on any thread."""
    inner = _inner(session)
    with inner.connections.writing("store.courier") as connection:
        inner.note(connection, act, b"", "", **detail)


def session_port(session: SignedIn) -> SqlPort:
    """This booth's side of its port, for the threads of the relay; close it before the process ends."""
    inner = _inner(session)
    folder = _lists(session).holdings.files.incoming.with_name(RELAY)
    return SqlPort(inner.connections.for_background(), inner.station, folder, inner.clock)


def tell_desk(session: SignedIn) -> None:
    """Say that lists answer otherwise than before, as after a swap: another booth refused somebody, who may
    stand here now. From any thread."""
    _lists(session).holdings.tell()


def session_role(session: SignedIn) -> RelayRole:
    """What this booth is to its port; raises WorldError(NOT_ALLOWED)."""
    return role_of(_inner(session))


def settle_role(session: SignedIn, role: RelayRole) -> None:
    """Settle what this booth is to its port; raises WorldError(NOT_ALLOWED, FIELD_INVALID)."""
    set_role(_inner(session), role)


def _lists(session: SignedIn) -> SqlLists:
    if not isinstance(session.lists, SqlLists):
        raise TypeError("not a session of this store")
    return session.lists


def _inner(session: SignedIn) -> Session:
    crossings = session.crossings
    if not isinstance(crossings, SqlCrossings):
        raise TypeError("not a session of this store")
    return crossings.session
