"""A watch list of invented people, and travellers: whom the list means under some slip, and innocents.

Birth dates are 70 % whole, 20 % a year alone, 10 % not there, as on the UN and OFAC lists; one entry in
four has an alias, one in ten no nationality, one in twenty a second birth date. Same seed, same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.person import Sex
from app.screening.subject import Subject
from bench.name_slips import romanised_otherwise
from bench.names_pool import Pool, pools

_FIRST_DAY = date(1935, 1, 1)
_DAYS = 27_000


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person with everything known."""

    parts: tuple[str, ...]
    born: date
    nationality: str
    woman: bool
    romanised: str

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join(self.parts)

    def subject(self, name: str = "", born: date | None = None) -> Subject:
        """The person as a traveller, perhaps under another spelling or birth date."""
        return Subject(
            (name or self.name,),
            PartialDate.of(born or self.born),
            self.nationality,
            Sex.FEMALE if self.woman else Sex.MALE,
        )


def people(count: int, seed: int, only: str = "") -> Iterator[Person]:
    """So many people of all nations in equal parts, or of one nation."""
    random = Random(seed)
    chosen = [pool for pool in pools() if only in ("", pool.nation.code)]
    for _ in range(count):
        yield _person(random.choice(chosen), random)


def _person(pool: Pool, random: Random) -> Person:
    woman = random.random() < 0.4
    born = _FIRST_DAY + timedelta(random.randrange(_DAYS))
    nation = pool.nation
    return Person(tuple(pool.full_name(random, woman)), born, nation.code, woman, nation.romanised)


def entries(count: int, seed: int = 1) -> Iterator[AlertEntry]:
    """The entries of a list of so many people (`people(count, seed)` in their order)."""
    random = Random(seed + 1_000)
    for number, person in enumerate(people(count, seed)):
        yield entry_of(person, number, random)


def entry_of(person: Person, number: int, random: Random) -> AlertEntry:
    """How a list writes a person down."""
    names = [EntryName(person.name)]
    if random.random() < 0.25:
        alias = romanised_otherwise(person.parts, person.romanised, random)
        names.append(EntryName(" ".join(alias), alias=True, weak=random.random() < 0.3))
    births = [_written(person.born, random.random())]
    if random.random() < 0.05:
        births.append(_written(person.born + timedelta(random.randrange(400, 2_000)), 0.0))
    known = [birth for birth in births if birth != UNKNOWN_DATE]
    documents = (EntryDocument("Passport", f"X{number:07}", person.nationality),) if number % 10 == 0 else ()
    return AlertEntry(
        f"E{number:07}",
        EntryKind.PERSON,
        tuple(names),
        tuple(EntryBirth(birth, birth) for birth in known),
        nationalities=(person.nationality,) if random.random() < 0.9 else (),
        sex=Sex.FEMALE if person.woman else Sex.MALE,
        documents=documents,
        reason="wanted",
        action="call HQ",
    )


def _written(born: date, chance: float) -> PartialDate:
    if chance < 0.7:
        return PartialDate.of(born)
    return PartialDate(born.year) if chance < 0.9 else UNKNOWN_DATE
