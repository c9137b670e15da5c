"""Renew the station's client certificate: over the link as an errand, and by stick in two steps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from app.domain.failure import FailureCode, WorldError
from sync.fetching import OF_THE_LINK
from sync.identity import certificate_request, make_tls_key, proved, renewal_due
from sync.ports import StationIdentity
from sync.road import Road

LOOK_AGAIN: Final = 6 * 3600.0
"""Seconds after which it is looked again whether renewal is due; there are four months for it."""


class CertificateStore(Protocol):
    """Where the station keeps certificate and key; `app.store.certificates.SqlCertificates` is one."""

    def identity(self) -> StationIdentity | None:
        """Who the station is; None while it is not enrolled."""

    def pending_key(self) -> bytes:
        """The key (PEM) for which HQ was asked for a certificate; empty for none."""

    def keep_pending_key(self, tls_key: bytes) -> None:
        """Keep it before HQ is asked."""

    def keep_certificate(self, certificate: bytes, tls_key: bytes) -> None:
        """Take the pair (PEM) into use; nothing is pending then."""

    def close(self) -> None:
        """Close this thread's connection."""


def request_if_due(store: CertificateStore, now: datetime) -> bytes:
    """The request (PKCS 10, DER) for the next certificate once renewal is due, else nothing.

    The key is in the store before this returns, and the same one is asked for until HQ has answered.
    """
    identity = store.identity()
    if identity is None or not identity.certificate or not renewal_due(identity.certificate, now):
        return b""
    key = store.pending_key()
    if not key:
        key = make_tls_key()
        store.keep_pending_key(key)
    return certificate_request(key)


def take_certificate(store: CertificateStore, certificate: bytes) -> bool:
    """Take HQ's answer into use, if it is one to this station's request; False for one that is in use.

    Raises WorldError(HQ_NOT_TRUSTED) for any other certificate, NOT_ENROLLED, STORE_*.
    """
    identity, key = store.identity(), store.pending_key()
    if identity is None:
        raise WorldError(FailureCode.NOT_ENROLLED, "renewing")
    if certificate.strip() == identity.certificate.strip():
        return False
    if not key:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "renewing")
    pem = proved(certificate, key, identity.ca_pem, identity.station_number, identity.port)
    store.keep_certificate(pem, key)
    return True


class Renewing:
    """Renews in the last third of a certificate's life; a `sync.road.Errand`.

    What is renewed is shown from the next connection on; until then the old certificate counts.
    """

    def __init__(self, open_store: Callable[[], CertificateStore], clock: Callable[[], datetime]) -> None:
        """Made on the sync thread; `clock` gives UTC."""
        self._store = open_store()
        self._clock = clock
        self._asked = threading.Event()
        self._at = 0.0

    def due(self) -> bool:
        """Whether it is time to look, or somebody asked."""
        return self._asked.is_set() or time.monotonic() >= self._at

    def ask(self) -> None:
        """Look at the next turn."""
        self._asked.set()

    def run(self, road: Road, send: Callable[[], object]) -> WorldError | None:
        """Renew if it is due. An answer that does not hold, or an HQ that is busy, holds up nobody."""
        failure = self._renew(road)
        self._asked.clear()
        self._at = time.monotonic() + LOOK_AGAIN
        return failure

    def _renew(self, road: Road) -> WorldError | None:
        asking = False
        try:
            request = request_if_due(self._store, self._clock())
            if request:
                asking = True
                answer = road.renew(request)
                asking = False
                take_certificate(self._store, answer)
        except WorldError as error:
            if asking and error.failure.code in OF_THE_LINK:
                raise
            return error
        return None

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()
