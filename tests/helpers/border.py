"""A busy border in miniature: crossings drawn by a seed, with everything that makes counting hard.

People come and go by a handful of documents; births lack parts or lie on leap days, residences are missing,
conveyances call twice a day and at midnight, crossings are referred, refused and corrected, and a tenth of
the corrections changes what a crossing counts as.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import REFER_REASONS, REFUSE_REASONS, Decision, DecisionKind, Reason
from app.domain.document import DocumentKind, TravelDocument
from app.domain.person import Sex, Traveller
from bench.people import uuid7

BEGIN: Final = datetime(2028, 2, 26, 9, 30, tzinfo=UTC)
"""Three days before a 29 February."""
HOME: Final = "UTO"

_NATIONS = (HOME, HOME, "D", "NZL", "FJI", "XXA", "")
_BIRTHS = (
    PartialDate(2014, 3, 1), PartialDate(2013, 2, 28), PartialDate(2004, 2, 29), PartialDate(1983, 0, 0),
    PartialDate(2003, 2, 0), PartialDate(0), PartialDate(1963, 2, 28), PartialDate(1940, 12, 31),
    PartialDate(2029, 1, 1), PartialDate(0, 5, 6),
)  # fmt: skip
_STAYS = (1, 2, 4, 5, 8, 9, 29, 30, 92, 93, 365, 366, 400)
_CALLS = (Conveyance(Mode.AIR, "NF011"), Conveyance(Mode.AIR, "NF 11"), Conveyance(Mode.SEA, "9700469"),
          Conveyance(Mode.SEA), Conveyance(Mode.ROAD, "NF011"))  # fmt: skip


def border(count: int, seed: int = 7, officer: str = "officer", minutes: int = 11) -> Iterator[Crossing]:
    """So many records in the order in which they were made; corrections follow what they correct."""
    rng = Random(seed)
    people = [_person(rng, number) for number in range(max(count // 6, 2))]
    newest: list[Crossing] = []
    at = BEGIN
    for _ in range(count):
        at += timedelta(seconds=rng.randrange(minutes * 120))
        if newest and rng.random() < 0.15:
            place = rng.randrange(len(newest))
            newest[place] = _corrected(rng, newest[place], at)
            yield newest[place]
        else:
            made = _crossing(rng, rng.choice(people), at, officer)
            newest.append(made)
            yield made


def _person(rng: Random, number: int) -> Crossing:
    nationality = rng.choice(_NATIONS)
    kind = DocumentKind.CREW_CERTIFICATE if rng.random() < 0.1 else DocumentKind.PASSPORT
    birth, sex = rng.choice(_BIRTHS), rng.choice(list(Sex))
    # Two people in three have a document of their own; others share a number, or renew theirs.
    document = TravelDocument(
        kind=kind, document_code="P", issuing_state=nationality or "UNO",
        number=f"AB{number % 40:05}" if number % 3 else f"X-{number:04}",
        surname=f"NAME{chr(65 + number % 20)}", given_names="GIVEN" if number % 5 else "",
        nationality=nationality, birth_date=birth, sex=sex,
    )  # fmt: skip
    traveller = Traveller(
        document.surname, document.given_names, birth, sex, nationality,
        rng.choice(("", nationality, HOME, "AUS")),
    )  # fmt: skip
    return Crossing(
        "", "", 1, "", "UTAVR-01", "UTAVR", "A1", Direction.ARRIVAL, BEGIN, BEGIN, _CALLS[0], document,
        traveller, None, None, (), Decision(DecisionKind.ADMIT), "", training=True,
    )  # fmt: skip


def _crossing(rng: Random, person: Crossing, at: datetime, officer: str) -> Crossing:
    record_id = uuid7(rng, at)
    document = person.document
    if rng.random() < 0.05:
        document = replace(document, number=f"NEW{rng.randrange(9)}")
    kind = rng.choices(list(DecisionKind), (85, 8, 7))[0]
    reasons: tuple[Reason, ...] = ()
    if kind is not DecisionKind.ADMIT:
        pool = REFER_REASONS if kind is DecisionKind.REFER else REFUSE_REASONS
        reasons = tuple(rng.sample(pool, rng.choice((0, 1, 1, 2))))
    made = replace(
        person, record_id=record_id, crossing_id=record_id, document=document, officer=officer,
        direction=rng.choice(list(Direction)), at=at,
        opened_at=at - timedelta(milliseconds=rng.randrange(500, 90_000)),
        conveyance=rng.choice(_CALLS), decision=Decision(kind, reasons),
    )  # fmt: skip
    return _asked(rng, made)


def _asked(rng: Random, made: Crossing) -> Crossing:
    """With a purpose and a stay, where such a crossing has them."""
    arrives = made.direction is Direction.ARRIVAL and made.traveller.nationality != HOME
    days = rng.choice(_STAYS)
    last = made.crossed_at.date() + timedelta(days=days - 1)
    admitted = made.decision.kind is DecisionKind.ADMIT
    return replace(
        made,
        purpose=rng.choice([*Purpose, None]) if arrives else None,
        stay=Stay(days, last) if arrives and admitted else None,
    )


def _corrected(rng: Random, before: Crossing, at: datetime) -> Crossing:
    """A later version, which moves what the crossing counts as."""
    traveller, direction = before.traveller, before.direction
    opened = before.opened_at
    match rng.randrange(4):
        case 0:
            traveller = replace(traveller, nationality=rng.choice(_NATIONS))
        case 1:
            traveller = replace(traveller, birth_date=rng.choice(_BIRTHS), residence=rng.choice(("", "NZL")))
        case 2:
            direction = rng.choice(list(Direction))
        case _:
            # No screen moves a crossing in time; a record that says so counts when it says.
            opened -= timedelta(hours=rng.randrange(48))
    made = replace(
        before, record_id=uuid7(rng, at), version=before.version + 1, correction="typed wrong",
        opened_at=opened, at=max(at, opened), traveller=traveller, direction=direction,
    )  # fmt: skip
    return _asked(rng, made)
