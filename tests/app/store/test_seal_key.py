"""A station seals to the newest key that HQ gave it, while its recovery slot stays with the key for that."""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.flow.ports import HqEnrolment
from app.store.door import session_inbox, session_outbox
from app.store.keys import open_recovery
from app.store.slots import read_key_file
from tests.app.store.alert_lists import KEYRING, keys
from tests.app.store.booth import StationInTest


def public(key: X25519PrivateKey) -> bytes:
    """Its raw public half."""
    return key.public_key().public_bytes_raw()


def test_batches_are_sealed_to_the_newest_key_and_the_slot_to_another(station: StationInTest) -> None:
    first, second, recovery = (X25519PrivateKey.generate() for _ in range(3))
    enrolment = HqEnrolment("https://hq.example", 7, "token", b"s" * 32, b"r" * 32, public(first), b"PEM")
    with station.signed_in("harbourmaster") as session:
        session.enrolment.save(replace(enrolment, hq_recovery_key=public(recovery)))
    with station.signed_in("officer") as session:
        inbox, outbox = session_inbox(session), session_outbox(session)
        inbox.keep_keyring(keys(), KEYRING)
        at_first = outbox.identity()
        inbox.keep_keyring(keys(sequence=2), replace(KEYRING, seal_key=public(second)))
        now = outbox.identity()
        inbox.close()
        outbox.close()
    assert at_first is not None
    assert now is not None
    assert at_first.hq_seal_key == public(first)
    assert now == replace(at_first, hq_seal_key=public(second))
    kept = read_key_file(station.place.keys).keys
    assert len(open_recovery(kept.recovery, kept.station_id, recovery.private_bytes_raw()).raw) == 48
