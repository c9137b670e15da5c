"""Who came back past this station: the arrival of a departure, and what a referral became.

By the same document (its number, letters and digits alone, and its issuer); a departure whose document was
never seen before also by the same names, whole birth date and nationality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.crossing import Crossing, Direction, Purpose
from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.names import document_number_key, fold
from app.domain.record import decode_for_counting
from app.store.driver import Connection

MOST_KEPT: Final = 100_000
"""Steps that are remembered before all are forgotten: some thirty megabytes."""

_BY_NUMBER: Final = "SELECT crossing FROM cards WHERE number_key = ? AND superseded_by IS NULL"
_BY_NAME: Final = (
    "SELECT crossing FROM cards WHERE surname_key = ? AND birth_date = ? AND given_key = ?"
    " AND nationality = ? AND superseded_by IS NULL"
)
_RECORD: Final = "SELECT record FROM records WHERE seq = ?"
_WHOLE_DATE: Final = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What matching knows of a crossing."""

    crossing_id: str
    at: datetime
    direction: Direction
    decision: DecisionKind
    issuer: str
    purpose: Purpose | None


class Matching:
    """Looks crossings of the same traveller up, newest versions only; within one read of the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._steps: dict[int, Step | None] = {}

    def keep(self, row: int, crossing: Crossing) -> None:
        """Remember one that was read anyhow."""
        if len(self._steps) >= MOST_KEPT:
            self._steps.clear()
        self._steps[row] = Step(
            crossing.crossing_id,
            crossing.crossed_at,
            crossing.direction,
            crossing.decision.kind,
            crossing.document.issuing_state,
            crossing.purpose,
        )

    def arrival_of(self, departure: Crossing) -> Step | None:
        """The arrival before it: the last who was admitted before, where that is no departure."""
        earlier = _last_before(departure, self._of_document(departure))
        if earlier is None:
            earlier = _last_before(departure, self._of_person(departure))
        return earlier if earlier is not None and earlier.direction is Direction.ARRIVAL else None

    def settled_as(self, referral: Crossing) -> DecisionKind | None:
        """The first later decision on the same document that is no referral; None while there is none."""
        later = (
            step
            for step in self._of_document(referral)
            if step.at > referral.crossed_at and step.decision is not DecisionKind.REFER
        )
        first = min(later, key=lambda step: (step.at, step.crossing_id), default=None)
        return None if first is None else first.decision

    def _of_document(self, crossing: Crossing) -> list[Step]:
        key = document_number_key(crossing.document.number)
        issuer = crossing.document.issuing_state
        return [step for step in self._found(_BY_NUMBER, key) if step.issuer == issuer] if key else []

    def _of_person(self, crossing: Crossing) -> list[Step]:
        traveller = crossing.traveller
        surname, birth = fold(traveller.surname), str(traveller.birth_date)
        if not surname or len(birth) < _WHOLE_DATE or traveller.birth_date.complete is None:
            return []
        given = fold(traveller.given_names)
        return list(self._found(_BY_NAME, surname, birth, given, traveller.nationality))

    def _found(self, asked: str, *values: str) -> Iterator[Step]:
        for (row,) in self._connection.execute(asked, values).fetchall():
            step = self._step(row)
            if step is not None:
                yield step

    def _step(self, row: int) -> Step | None:
        if row not in self._steps:
            found = self._connection.execute(_RECORD, (row,)).fetchone()
            try:
                crossing = None if found is None else decode_for_counting(found[0])
            except WorldError:
                crossing = None  # the check of the store will name it
            if crossing is None:
                self._steps[row] = None
            else:
                self.keep(row, crossing)
        return self._steps[row]


def _last_before(departure: Crossing, steps: list[Step]) -> Step | None:
    before = (
        step for step in steps if step.at < departure.crossed_at and step.decision is DecisionKind.ADMIT
    )
    return max(before, key=lambda step: (step.at, step.crossing_id), default=None)
