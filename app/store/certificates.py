"""The station's client certificate, for the roads; a `sync.renewing.CertificateStore`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.domain.failure import FailureCode, WorldError
from app.store import audit
from app.store.audit import STATION, AuditAct, AuditEntry
from app.store.database import Connections
from app.store.identity import (
    load_enrolment,
    load_pending_tls_key,
    save_enrolment,
    save_pending_tls_key,
    station_identity,
)
from sync.ports import StationIdentity

_PLACE = "store.certificate"


class SqlCertificates:
    """Keeps certificate and key beside what enrolment settled; on connections of its own."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    def identity(self) -> StationIdentity | None:
        """Who the station is; None while it is not enrolled."""
        with self._connections.reading(_PLACE) as connection:
            return station_identity(connection)

    def pending_key(self) -> bytes:
        """The key (PEM) for which HQ was asked for a certificate; empty for none."""
        with self._connections.reading(_PLACE) as connection:
            return load_pending_tls_key(connection)

    def keep_pending_key(self, tls_key: bytes) -> None:
        """Keep it before HQ is asked, so that an answer that comes by stick finds it."""
        with self._connections.writing(_PLACE) as connection:
            save_pending_tls_key(connection, tls_key)

    def keep_certificate(self, certificate: bytes, tls_key: bytes) -> None:
        """Take the pair into use, in one transaction; raises WorldError(NOT_ENROLLED)."""
        with self._connections.writing(_PLACE) as connection:
            known = load_enrolment(connection)
            if known is None:
                raise WorldError(FailureCode.NOT_ENROLLED, _PLACE)
            save_enrolment(connection, replace(known, certificate=certificate, tls_key=tls_key))
            save_pending_tls_key(connection, b"")
            audit.append(connection, self._clock(), AuditEntry(STATION, AuditAct.CERTIFICATE_RENEWED))

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()
