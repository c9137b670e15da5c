"""Read the alert events of a batch into rows of the ledger, as strictly as crossings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import cbor2

from app.domain.alert_record import LARGEST_EVENT, decode_event
from app.domain.alerts import AlertEvent
from app.domain.failure import WorldError
from app.domain.names import document_number_key
from sync.protocol.plain import read_plain

_LONGEST_KEY = 100
"""Letters of a search key: PostgreSQL's indexes have a limit."""
_LARGEST_INTEGER = 1 << 63

Values: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One event of a batch and the bytes that said it."""

    seq: int
    payload: bytes
    event: AlertEvent

    def values(self) -> Values:
        """The values of `sync.hq.alert_events.COLUMNS`."""
        event, hit, document = self.event, self.event.hit, self.event.document
        return (
            self.seq,
            UUID(event.event_id),
            UUID(event.case_id),
            str(event.kind),
            str(event.origin),
            event.at,
            event.port,
            event.officer,
            UUID(event.crossing) if event.crossing else None,
            *(
                ("", 0, "", b"", "", "")
                if hit is None
                else (hit.list_id, hit.list_version, hit.entry_id, hit.entry_digest, str(hit.band),
                      str(hit.disclosure))
            ),
            "" if document is None else document_number_key(document.number)[:_LONGEST_KEY],
            "" if document is None else document.issuing_state,
            "" if event.settlement is None else str(event.settlement.settled_as),
            self.payload,
        )  # fmt: skip


def read_event(seq: int, payload: bytes) -> EventEntry | None:
    """The event of these bytes; None unless they are one in canonical form that the ledger can hold."""
    try:
        if len(payload) > LARGEST_EVENT or cbor2.dumps(read_plain(payload), canonical=True) != payload:
            return None
        entry = EventEntry(seq, payload, decode_event(payload))
        values = entry.values()
    except (WorldError, ValueError, TypeError, OverflowError, RecursionError):
        return None
    return entry if _ids_right(entry.event) and all(map(_holdable, values)) else None


def _ids_right(event: AlertEvent) -> bool:
    """Whether ids are UUIDs as everybody writes them: one event has one id."""
    ids = [event.event_id, event.case_id, *([event.crossing] if event.crossing else [])]
    return all(str(UUID(one)) == one for one in ids)


def _holdable(value: object) -> bool:
    """Whether PostgreSQL's types hold the value."""
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int) or value < _LARGEST_INTEGER
