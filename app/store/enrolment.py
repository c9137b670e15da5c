"""What enrolment settled, kept in the store, and the recovery slot that only HQ can open."""

from __future__ import annotations

from dataclasses import replace

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.ports import HqEnrolment, PendingEnrolment
from app.store.audit import AuditAct
from app.store.identity import (
    load_enrolment,
    load_pending_enrolment,
    load_station,
    save_enrolment,
    save_pending_enrolment,
    save_pending_tls_key,
    save_station,
)
from app.store.keys import seal_recovery
from app.store.list_rows import forget_streams
from app.store.place import StationPlace
from app.store.session import Session
from app.store.slots import read_key_file, write_key_file

_KEY_BYTES = 32


class SqlEnrolment:
    """Keeps an enrolment for one signed-in administrator."""

    def __init__(self, session: Session, place: StationPlace) -> None:
        self._session = session
        self._place = place

    def current(self) -> HqEnrolment | None:
        """What enrolment settled last; raises WorldError(NOT_ALLOWED, STORE_*)."""
        with self._session.connections.reading("store.enrolment") as connection:
            self._session.require(connection, Act.ENROL_STATION)
            return load_enrolment(connection)

    def pending(self) -> PendingEnrolment | None:
        """The enrolment that waits for a stick; raises WorldError(NOT_ALLOWED, STORE_*)."""
        with self._session.connections.reading("store.enrolment") as connection:
            self._session.require(connection, Act.ENROL_STATION)
            return load_pending_enrolment(connection)

    def keep_pending(self, pending: PendingEnrolment) -> None:
        """Keep it, in the place of any other; raises WorldError(NOT_ALLOWED, STORE_*)."""
        with self._session.connections.writing("store.enrolment") as connection:
            self._session.require(connection, Act.ENROL_STATION)
            save_pending_enrolment(connection, pending)
            self._session.note(connection, AuditAct.ENROLMENT_ASKED, bytes.fromhex(pending.name))

    def save(self, enrolment: HqEnrolment) -> None:
        """Keep it and seal the recovery slot; raises WorldError(NOT_ALLOWED, FIELD_INVALID, STORE_*).

        Enrolling again replaces identity and recovery slot; what waits stays and goes out under the
        new one. Lists of another HQ stay on board as the station's own until the new HQ's come.
        """
        for field in ("signing_key", "hq_receipt_key", "hq_seal_key"):
            if len(getattr(enrolment, field)) != _KEY_BYTES:
                raise WorldError(FailureCode.FIELD_INVALID, "store.enrolment", field=field)
        with self._session.connections.writing("store.enrolment") as connection:
            self._session.require(connection, Act.ENROL_STATION)
            station = load_station(connection)
            slot_key = enrolment.hq_recovery_key or enrolment.hq_seal_key
            sealed = seal_recovery(self._session.key, station.station_id, slot_key)
            before = load_enrolment(connection)
            if before is not None and before.hq_receipt_key != enrolment.hq_receipt_key:
                forget_streams(connection)
            save_enrolment(connection, enrolment)
            save_pending_enrolment(connection, None)
            save_pending_tls_key(connection, b"")
            save_station(connection, replace(station, hq_url=enrolment.hq_url, enrolled=True))
            self._session.note(connection, AuditAct.ENROLLED, b"", number=enrolment.station_number)
            keys = read_key_file(self._place.keys).keys
            write_key_file(self._place.keys, replace(keys, recovery=sealed))
