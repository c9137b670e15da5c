"""For whom a publication is stands in its signed head: nobody else takes it, on any road."""

from __future__ import annotations

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from sync.ports import Audience
from sync.protocol.publication import Head, read_head, require_for

PEOPLE = "people/un"
_SIGNED = Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    "whom",
    [
        None,
        7,
        [],
        [None, None],
        ["UTAVR", 7],
        ["", None],
        [None, 0],
        [None, True],
        [7, None],
        ["x" * 17, None],
    ],
)
def test_a_head_that_means_nobody_is_damage(whom: object) -> None:
    items: list[object] = [
        2,
        PEOPLE,
        1,
        0,
        bytes(32),
        1,
        bytes(32),
        9,
        1,
        None,
        1,
        bytes(16),
        9,
        ["UTAVR", None],
    ]
    assert read(items).publication.audience == Audience("UTAVR")
    require_for(read(items).publication, 7, "UTAVR")
    for station, port in ((7, "UTXXX"), (8, "")):
        with pytest.raises(WorldError) as told:
            require_for(read(items).publication, station, port)
        assert told.value.failure.code is FailureCode.PUBLICATION_NOT_FOR_US
    with pytest.raises(WorldError) as told:
        read([*items[:-1], whom])
    assert told.value.failure.code is FailureCode.PUBLICATION_DAMAGED
    with pytest.raises(WorldError):
        read([1, *items[1:]])


def read(items: list[object]) -> Head:
    """The head of these items, signed."""
    body = cbor2.dumps(items, canonical=True)
    data = b"MP\x01" + len(body).to_bytes(2, "big") + body + _SIGNED.sign(b"matapa publication 1\0" + body)
    return read_head(data, _SIGNED.public_key().public_bytes_raw())
