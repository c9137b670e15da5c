"""Whether who was referred was decided since: one rule for the shift at a glance and for the signed log."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.names import document_number_key
from app.domain.record import decode
from app.store.card_index import id_bytes
from app.store.driver import Connection

_SAME_NUMBER = """
    SELECT r.record FROM cards c JOIN records r ON r.seq = c.crossing
    WHERE c.number_key = ? AND c.crossing <= ? AND c.crossing_id <> ?"""


def undecided(connection: Connection, crossings: Iterable[Crossing], up_to: int) -> list[Crossing]:
    """Those of these crossings that were referred, and whose document was neither admitted nor refused later
    by what the rows up to this one say."""
    referred = (one for one in crossings if one.decision.kind is DecisionKind.REFER)
    return [one for one in referred if not _is_decided(connection, one, up_to)]


def _is_decided(connection: Connection, referred: Crossing, up_to: int) -> bool:
    key = document_number_key(referred.document.number)
    if not key:
        return False
    rows = connection.execute(_SAME_NUMBER, (key, up_to, id_bytes(referred.crossing_id)))
    newest: dict[str, Crossing] = {}
    for (record,) in rows:
        try:
            crossing = decode(record)
        except WorldError:
            continue
        before = newest.get(crossing.crossing_id)
        if before is None or crossing.version > before.version:
            newest[crossing.crossing_id] = crossing
    return any(
        later.decision.kind is not DecisionKind.REFER
        and later.crossed_at > referred.crossed_at
        and later.document.issuing_state == referred.document.issuing_state
        for later in newest.values()
    )
