"""The kinds of slip under which a listed traveller must still be found, and the travellers who made them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.domain.alert_entry import AlertEntry
from app.domain.dates import PartialDate
from app.screening.subject import Subject
from bench.name_slips import joined, romanised_otherwise, swapped, typo, without_middle
from bench.watchlist import Person

Listed = tuple[Person, AlertEntry]
Fits = Callable[[Person, AlertEntry], bool]
Make = Callable[[Person, AlertEntry, Random], Subject | None]

_FIELD = 39
"""Letters of the name field of a passport's MRZ (Doc 9303-4, 4.2.2)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip: `make` gives the traveller, or None for whom it does not fit; `aim` the least share
    that must be found."""

    name: str
    make: Make
    aim: float | None = None


def travellers(slip: Slip, listed: Sequence[Listed], most: int, seed: int) -> Iterator[tuple[Subject, str]]:
    """Travellers who made the slip, each with the id of the entry that means them."""
    random = Random(seed)
    made = 0
    for person, entry in listed:
        subject = slip.make(person, entry, random)
        if subject is not None:
            yield subject, entry.entry_id
            made += 1
        if made == most:
            return


def _by_name(change: Callable[[Person, Random], Sequence[str]], fits: Fits) -> Make:
    """Another name, where it is another at all."""

    def make(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
        if not fits(person, entry):
            return None
        changed = " ".join(change(person, random))
        return person.subject(changed) if changed != person.name else None

    return make


def _by_birth(change: Callable[[date, Random], date | None]) -> Make:
    def make(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
        born = change(person.born, random) if _whole(person, entry) else None
        return person.subject(born=born) if born else None

    return make


def _whole(person: Person, entry: AlertEntry) -> bool:
    return any(birth.first == PartialDate.of(person.born) for birth in entry.births[:1])


def _year(person: Person, entry: AlertEntry) -> bool:
    return len(entry.births) == 1 and not entry.births[0].first.day


def _none(person: Person, entry: AlertEntry) -> bool:
    return not entry.births


def _long(person: Person, entry: AlertEntry) -> bool:
    return len(person.parts) > 2 and _whole(person, entry)


def _exactly(fits: Fits) -> Make:
    return lambda person, entry, random: person.subject() if fits(person, entry) else None


def _typo(person: Person, random: Random) -> list[str]:
    return typo(person.parts, random)


def _otherwise(times: int) -> Callable[[Person, Random], list[str]]:
    return lambda person, random: romanised_otherwise(person.parts, person.romanised, random, times)


def _day_beside(born: date, random: Random) -> date:
    return born + timedelta(random.choice((-1, 1)))


def _years_beside(years: int) -> Callable[[date, Random], date | None]:
    def moved(born: date, random: Random) -> date | None:
        year = born.year + random.choice((-years, years))
        return None if (born.month, born.day) == (2, 29) else born.replace(year=year)

    return moved


def _day_for_month(born: date, random: Random) -> date | None:
    fits = born.day <= 12 and born.day != born.month
    return born.replace(month=born.day, day=born.month) if fits else None


def _cut(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
    if len(person.name) <= _FIELD or not _whole(person, entry):
        return None
    return replace(person.subject(person.name[:_FIELD]), truncated=True)


def _weak_alias(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
    weak = [name.text for name in entry.names if name.weak]
    return person.subject(weak[0]) if weak and _whole(person, entry) else None


def _second_birth(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
    later = [birth.first.complete for birth in entry.births[1:]]
    return person.subject(born=later[0]) if later and later[0] else None


def _moved_abroad(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
    return replace(person.subject(), nationality="CAN") if _whole(person, entry) else None


def _typo_and_day(person: Person, entry: AlertEntry, random: Random) -> Subject | None:
    if not _whole(person, entry):
        return None
    return person.subject(" ".join(_typo(person, random)), person.born + timedelta(1))


SLIPS: Sequence[Slip] = (
    Slip("exact", _exactly(_whole), 0.99),
    Slip("one typo", _by_name(_typo, _whole), 0.99),
    Slip("order swapped", _by_name(lambda person, random: swapped(person.parts), _whole), 0.99),
    Slip("other romanisation, one rule", _by_name(_otherwise(1), _whole), 0.99),
    Slip("other romanisation, two rules", _by_name(_otherwise(2), _whole), 0.99),
    Slip(
        "born one day beside", _by_birth(lambda born, random: born + timedelta(random.choice((-1, 1)))), 0.99
    ),
    Slip("day and month swapped", _by_birth(_day_for_month), 0.99),
    Slip("born one year beside", _by_birth(_years_beside(1)), 0.99),
    Slip("born ten years beside", _by_birth(_years_beside(10)), 0.99),
    Slip("typo and one day", _typo_and_day),
    Slip("middle name left out", _by_name(lambda person, random: without_middle(person.parts), _long)),
    Slip("words joined", _by_name(lambda person, random: joined(person.parts, random), _long)),
    Slip("cut off at 39 letters", _cut),
    Slip("under a weak alias", _weak_alias),
    Slip("under the second birth date", _second_birth),
    Slip("of another nationality now", _moved_abroad),
    Slip("list has a year, exact name", _exactly(_year)),
    Slip("list has a year, one typo", _by_name(_typo, _year)),
    Slip("list has a year, two rules", _by_name(_otherwise(2), _year)),
    Slip("list has no birth, exact name", _exactly(_none)),
    Slip("list has no birth, one typo", _by_name(_typo, _none)),
)
