"""The station's word on a stick: what it holds of HQ's publications, and what it asks of HQ.

Canonical CBOR `[1, station number, made_at ms, [[stream, sequence]...], certificate request]`, then the
station's Ed25519 signature over `CONTEXT` and it. The context keeps a word from ever passing for another
thing that the station signs. HQ brings to a stick what the newest word lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.plain import read_plain
from sync.protocol.publication import STREAM

CONTEXT: Final = b"matapa word of a station 1\0"

_LAYOUT: Final = 1
_SIGNATURE: Final = 64
_LARGEST_REQUEST: Final = 4 << 10
_MOST_STREAMS: Final = 500
_HIGHEST: Final = 1 << 53
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class StationWord:
    """What a station says of itself on a stick.

    `made_at` is by its own clock, UTC with milliseconds. `held` is the sequence of every stream on
    board. `certificate_request` is a PKCS 10 request (DER) when its renewal is due, else empty.
    """

    station_number: int
    made_at: datetime
    held: Mapping[str, int]
    certificate_request: bytes = b""


def write_word(word: StationWord, signing_key: bytes) -> bytes:
    """The word's bytes under the station's raw Ed25519 private key."""
    said = cbor2.dumps(
        [
            _LAYOUT,
            word.station_number,
            (word.made_at - _EPOCH) // _MILLISECOND,
            [[stream, sequence] for stream, sequence in sorted(word.held.items())],
            word.certificate_request,
        ],
        canonical=True,
    )
    return said + Ed25519PrivateKey.from_private_bytes(signing_key).sign(CONTEXT + said)


def read_word(data: bytes, public_key: bytes) -> StationWord:
    """The word that the station of this raw Ed25519 public key signed; raises WorldError(DRIVE_TORN)."""
    said, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    try:
        if len(data) > LARGEST_MESSAGE:
            raise ValueError("too long")
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, CONTEXT + said)
        return _word(read_plain(said))
    except (InvalidSignature, ValueError, TypeError, OverflowError) as error:
        raise WorldError(FailureCode.DRIVE_TORN, "courier.word") from error


def _word(items: Any) -> StationWord:
    layout, number, made, held, request = items
    streams = dict(held)
    fits = (
        layout == _LAYOUT
        and all(type(one) is int and 0 <= one < _HIGHEST for one in (number, made, *streams.values()))
        and all(type(stream) is str and STREAM.fullmatch(stream) for stream in streams)
        and len(streams) == len(held) <= _MOST_STREAMS
        and isinstance(request, bytes)
        and len(request) <= _LARGEST_REQUEST
    )
    if not fits:
        raise ValueError("not a word")
    return StationWord(number, _EPOCH + made * _MILLISECOND, streams, request)
