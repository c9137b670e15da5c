"""Open the recovery slot of a station whose people can sign in no more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.hq.failure import HqCode, HqError

# As `app.store.keys` seals it: HPKE base mode (RFC 9180), bound to the station by its info.
_LABEL = b"matapa recovery slot 1\0"
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Recovered:
    """The key of a station's store, 48 bytes."""

    station_id: str
    key: bytes = field(repr=False)


def open_slot(key_file: bytes, seal_keys: Iterable[bytes]) -> Recovered:
    """Open the slot in a station's key file with HQ's raw keys; raises HqError(SLOT_UNREADABLE)."""
    try:
        body = json.loads(key_file[:_LARGEST])["body"]
        station_id, sealed = str(body["station"]), bytes.fromhex(body["recovery"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HqError(HqCode.SLOT_UNREADABLE) from error
    for raw in seal_keys:
        try:
            private = X25519PrivateKey.from_private_bytes(raw)
            return Recovered(station_id, _SUITE.decrypt(sealed, private, info=_LABEL + station_id.encode()))
        except InvalidTag:
            continue
    raise HqError(HqCode.SLOT_UNREADABLE)
