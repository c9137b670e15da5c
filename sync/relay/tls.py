"""TLS 1.3 between booths of one port: both sides prove a certificate of HQ's authority for that port.

A booth's address says nothing of who it is, so no name is compared: the station's number and port stand
in the certificate (SAN URI `urn:matapa:station:NUMBER:PORT`), and HQ's newest word about the port says
whether it is revoked.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.failure import FailureCode, WorldError
from sync.identity import show
from sync.ports import StationIdentity
from sync.relay.ports import PortStation

_NAME: Final = re.compile(r"urn:matapa:station:([1-9][0-9]{0,8}):([A-Z]{2}[A-Z0-9]{3})")


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, as its certificate says: number, port, and the certificate's serial number."""

    number: int
    port: str
    serial: bytes


def server_context(identity: StationIdentity) -> ssl.SSLContext:
    """What the relay listens with; raises WorldError(RELAY_REFUSED) for a station without a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _prepare(context, identity)
    context.num_tickets = 0  # on a LAN a handshake is cheap, and each one asks for the certificate anew
    return context


def client_context(identity: StationIdentity) -> ssl.SSLContext:
    """What a booth calls the relay with; raises WorldError(RELAY_REFUSED) as `server_context` does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    _prepare(context, identity)
    return context


def _prepare(context: ssl.SSLContext, identity: StationIdentity) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(cadata=identity.ca_pem.decode("ascii"))
        show(context, identity.certificate, identity.tls_key)
    except (ssl.SSLError, ValueError, WorldError) as error:
        raise WorldError(FailureCode.RELAY_REFUSED, "relay.certificate") from error


def peer_of(certificate: Mapping[str, Any] | None) -> Peer | None:
    """Who a proved certificate (`SSLSocket.getpeercert`) is about; None for anybody but a station."""
    if not certificate:
        return None
    names = [str(value) for kind, value in certificate.get("subjectAltName", ()) if kind == "URI"]
    found = _NAME.fullmatch(names[0]) if len(names) == 1 else None
    if found is None:
        return None
    serial = int(str(certificate.get("serialNumber", "0")), 16)
    return Peer(int(found[1]), found[2], serial.to_bytes((serial.bit_length() + 7) // 8 or 1, "big"))


def accepted(peer: Peer | None, port: str, stations: Mapping[int, PortStation] | None) -> bool:
    """Whether a station of this port may talk to another one.

    A station of which HQ has not told yet is let in by its certificate alone, as all are before HQ's
    first word; a revoked one is not. Renewed certificates are let in before HQ's word has their serial.
    """
    if peer is None or peer.port != port:
        return False
    known = None if stations is None else stations.get(peer.number)
    return known is None or not known.revoked
