"""Travellers who were settled to be somebody else than an entry: remembered while the entry stays as it was.

A clearance is no row of its own but a case whose last word is NOT_SAME. Whose it is, is held as a keyed
digest of document number, issuing state and birth date: another document is another look. So is a firmer
hit: what one person settled as a CHECK never lets a STOP pass, which two have to release.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from app.domain.alert_entry import Band
from app.domain.alerts import AlertHit, SettledAs
from app.domain.dates import PartialDate
from app.domain.names import document_number_key
from app.screening.subject import Subject
from app.store.driver import Connection
from app.store.identity import load_clearance_key, save_clearance_key

RANKS = {band: rank for rank, band in enumerate((Band.STOP, Band.CHECK, Band.BACKGROUND))}
"""The bands, firmest first, as cases are kept by them."""

_SOME = (
    "SELECT 1 FROM alert_cases WHERE traveller = ? AND list_id = ? AND entry_id = ? AND entry_digest = ?"
    " AND rank <= ?"
    f" AND state = 'settled' AND settled_as = '{SettledAs.NOT_SAME.value}' AND revoked = 0 LIMIT 1"
)
_VOID = (
    "UPDATE alert_cases SET revoked = 1 WHERE traveller = ? AND list_id = ? AND entry_id = ?"
    f" AND settled_as = '{SettledAs.NOT_SAME.value}'"
)


def cleared(connection: Connection, subject: Subject, hits: Sequence[AlertHit]) -> set[int]:
    """The places of those hits against which this traveller was cleared: the entry is the same still, and
    the hit no firmer than the one that was settled."""
    key = load_clearance_key(connection)
    if key is None:
        return set()
    mark = traveller_mark(key, subject.document_number, subject.issuing_state, subject.birth)
    return {
        place
        for place, hit in enumerate(hits)
        if mark
        and hit.entry_digest
        and connection.execute(
            _SOME, (mark, hit.list_id, hit.entry_id, hit.entry_digest, RANKS[hit.band])
        ).fetchone()
    }


def void_clearances(connection: Connection, mark: bytes, hit: AlertHit) -> None:
    """Take back every clearance of this traveller against this entry, within the caller's transaction."""
    if mark:
        connection.execute(_VOID, (mark, hit.list_id, hit.entry_id))


def traveller_mark(key: bytes, number: str, issuing_state: str, birth: PartialDate) -> bytes:
    """The keyed digest of 32 bytes; empty without a document number, by which nobody can be told again."""
    number = document_number_key(number)
    if not number:
        return b""
    message = "|".join((number, issuing_state.upper(), str(birth)))
    return hashlib.blake2b(message.encode(), digest_size=32, key=key).digest()


def clearance_key(connection: Connection) -> bytes:
    """The store's key of those digests, made when it is first needed, within the caller's transaction."""
    key = load_clearance_key(connection)
    if key is None:
        key = secrets.token_bytes(32)
        save_clearance_key(connection, key)
    return key
