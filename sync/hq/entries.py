"""Turn the records of a batch into entries of the ledger, and name the reason for each that is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import cbor2

from app.domain.crossing import Direction, Mode
from app.domain.decision import DecisionKind
from app.domain.document import DocumentKind
from app.domain.failure import FailureCode
from app.domain.names import document_number_key, fold
from app.domain.record import LARGEST, Row
from sync.hq import flaws as at
from sync.hq.event_entries import EventEntry, read_event
from sync.hq.flaws import Columns, Flaws
from sync.protocol.batch import OpenedBatch
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from sync.protocol.plain import read_plain

COLUMNS = (
    "seq", "record_id", "crossing_id", "version", "at_ms", "port", "booth", "direction", "mode", "conveyance",
    "document_kind", "issuing_state", "document_number", "document_key", "surname", "given_names", "name_key",
    "birth_date", "nationality", "decision", "officer", "payload",
)  # fmt: skip
"""What `Entries.columns` holds, in order: text as PostgreSQL's COPY reads it."""

_Found: TypeAlias = tuple[int, bytes, Row]

_DIRECTIONS, _MODES = [str(word) for word in Direction], [str(word) for word in Mode]
_KINDS, _DECISIONS = [str(word) for word in DocumentKind], [str(word) for word in DecisionKind]
_LONGEST_KEY = 100
"""Letters of a search key: PostgreSQL's indexes have a limit, names of travellers hardly."""
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A record that the ledger does not take, kept in quarantine with its bytes."""

    seq: int
    code: FailureCode
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entries:
    """What a batch gives the ledger: crossings (columns by COLUMNS), alert events, and what was turned
    away. Length and parts are those of the crossings."""

    columns: list[list[str]]
    turned_away: list[TurnedAway]
    events: list[EventEntry] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.columns[0])

    def column(self, name: str) -> list[str]:
        """One of COLUMNS."""
        return self.columns[COLUMNS.index(name)]

    def part(self, start: int, end: int) -> Entries:
        """The entries from `start` to before `end`, without what was turned away."""
        return Entries([column[start:end] for column in self.columns], [])

    def turn_away(self, code: FailureCode) -> TurnedAway:
        """The only entry as one turned away."""
        payload = bytes.fromhex(self.column("payload")[0].removeprefix(r"\\x"))
        return TurnedAway(int(self.column("seq")[0]), code, payload)

    def without(self, seqs: AbstractSet[int], turned_away: Sequence[TurnedAway]) -> Entries:
        """These entries but those of `seqs`, with more turned away."""
        kept = [place for place, seq in enumerate(self.columns[0]) if int(seq) not in seqs]
        columns = [[column[place] for place in kept] for column in self.columns]
        away = sorted([*self.turned_away, *turned_away], key=lambda one: one.seq)
        return Entries(columns, away, [event for event in self.events if event.seq not in seqs])


@dataclass(frozen=True, slots=True)
class _Crossings:
    """Crossings that the ledger takes: their seqs, canonical bytes, and rows turned into columns."""

    seqs: Sequence[int]
    payloads: Sequence[bytes]
    columns: Columns

    @classmethod
    def of(cls, found: Sequence[_Found]) -> _Crossings:
        """These, of which there is at least one."""
        seqs, payloads, rows = zip(*found, strict=True)
        return cls(seqs, payloads, list(zip(*rows, strict=True)))


def entries_of(batch: OpenedBatch, station_id: str, training: bool, flaws: Flaws) -> Entries:
    """Sort a batch's records: each becomes an entry or is turned away, and none holds up another."""
    whole = _whole(batch, station_id, training, flaws)
    if whole is not None:
        return Entries(_columns(whole, flaws), [])
    away: list[TurnedAway] = []
    good: list[_Found] = []
    events: list[EventEntry] = []
    seqs = range(batch.header.first_seq, batch.header.last_seq + 1)
    for seq, kind, payload, row in zip(seqs, batch.kinds, batch.payloads, batch.rows, strict=True):
        if kind == ALERT_EVENT:
            found = _event(seq, payload, station_id, training)
            if isinstance(found, EventEntry):
                events.append(found)
            else:
                away.append(found)
        elif kind != CROSSING:
            away.append(TurnedAway(seq, FailureCode.RECORD_KIND_UNKNOWN, payload))
        elif len(payload) > LARGEST or (row := row or _read_alone(payload)) is None:
            away.append(TurnedAway(seq, FailureCode.RECORD_MALFORMED, payload))
        else:
            good.append((seq, payload, row))
    if not flaws.none_in([row for _, _, row in good]):
        good = _sorted(good, away, FailureCode.RECORD_MALFORMED, lambda row: flaws.none_in([row]))
    good = _sorted(good, away, FailureCode.RECORD_FOREIGN, lambda row: row[at.STATION] == station_id)
    good = _sorted(good, away, FailureCode.RECORD_TRAINING, lambda row: row[at.TRAINING] == training)
    away.sort(key=lambda one: one.seq)
    return Entries(_columns(_Crossings.of(good), flaws) if good else [[] for _ in COLUMNS], away, events)


def _whole(batch: OpenedBatch, station_id: str, training: bool, flaws: Flaws) -> _Crossings | None:
    """The crossings of a batch in which nothing else is and nothing wrong, as nearly all are; else None."""
    columns = batch.columns
    if not columns or set(batch.kinds) != {CROSSING} or max(map(len, batch.payloads)) > LARGEST:
        return None
    if not flaws.none_in_columns(columns):
        return None
    if set(columns[at.STATION]) != {station_id} or set(columns[at.TRAINING]) != {int(training)}:
        return None
    return _Crossings(range(batch.header.first_seq, batch.header.last_seq + 1), batch.payloads, columns)


def _event(seq: int, payload: bytes, station_id: str, training: bool) -> EventEntry | TurnedAway:
    """An alert event as one of the ledger, by the same rules as a crossing, or turned away."""
    found = read_event(seq, payload)
    if found is None:
        return TurnedAway(seq, FailureCode.RECORD_MALFORMED, payload)
    if found.event.station != station_id:
        return TurnedAway(seq, FailureCode.RECORD_FOREIGN, payload)
    if found.event.training != training:
        return TurnedAway(seq, FailureCode.RECORD_TRAINING, payload)
    return found


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A name as it is searched for; the beginning of a name has the beginning of its key."""
    return fold(name)[:_LONGEST_KEY]


def number_key(number: str) -> str:
    """A document number as it is searched for."""
    return document_number_key(number)[:_LONGEST_KEY]


def _read_alone(payload: bytes) -> Row | None:
    """The row of a record that did not travel in columns; None unless it is in canonical form."""
    try:
        row = read_plain(payload)
        canonical = isinstance(row, list) and bool(row) and cbor2.dumps(row, canonical=True) == payload
    except (ValueError, TypeError):
        return None
    return row if canonical and isinstance(row, list) else None


def _sorted(
    found: list[_Found], away: list[TurnedAway], code: FailureCode, right: Callable[[Row], bool]
) -> list[_Found]:
    good = []
    for one in found:
        if right(one[2]):
            good.append(one)
        else:
            away.append(TurnedAway(one[0], code, one[1]))
    return good


def _columns(found: _Crossings, flaws: Flaws) -> list[list[str]]:
    column = found.columns
    surnames, given_names, births, nationalities = _travellers(column)
    ids = [record_id.hex() for record_id in column[at.RECORD_ID]]
    numbers = column[at.NUMBER]
    return [
        list(map(str, found.seqs)),
        ids,
        [own if of is None else of.hex() for own, of in zip(ids, column[at.CROSSING_ID], strict=True)],
        list(map(str, column[at.VERSION])),
        list(map(str, column[at.AT])),
        _escaped(column[at.PORT]),
        _escaped(column[at.BOOTH]),
        [_DIRECTIONS[code] for code in column[at.DIRECTION]],
        [_MODES[code] for code in column[at.MODE]],
        _escaped(column[at.CONVEYANCE]),
        [_KINDS[code] for code in column[at.KIND]],
        _escaped(column[at.ISSUER]),
        _escaped(numbers),
        list(map(number_key, numbers)),
        _escaped(surnames),
        _escaped(given_names),
        _escaped(list(map(name_key, surnames))),
        [text or "" for text in flaws.date_texts(births)],
        _escaped(nationalities),
        [_DECISIONS[code] for code in column[at.DECISION]],
        _escaped(column[at.OFFICER]),
        [r"\\x" + payload.hex() for payload in found.payloads],
    ]


def _travellers(column: Sequence[Sequence[Any]]) -> tuple[Sequence[Any], ...]:
    """Surname, given names, birth date and nationality: the document's, unless the officer settled others."""
    said = tuple(column[place] for place in (at.SURNAME, at.GIVEN_NAMES, at.BIRTH, at.NATIONALITY))
    own = column[at.TRAVELLER]
    if not any(own):
        return said
    return tuple(
        [value if other is None else other[place] for value, other in zip(values, own, strict=True)]
        for values, place in zip(said, (0, 1, 2, 4), strict=True)
    )


def _escaped(texts: Sequence[str]) -> list[str]:
    """Texts as COPY reads them; only columns with a letter that COPY minds are looked at one by one."""
    joined = "\n".join(texts)
    if "\\" in joined or "\t" in joined or "\r" in joined or joined.count("\n") != len(texts) - 1:
        return [text.translate(_ESCAPED) for text in texts]
    return list(texts)
