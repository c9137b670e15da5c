"""A nation's crossings as lines for COPY: whoever has a number is always the same invented person.

One crossing in five is of some who cross often (a lorry's driver, crew), the others are of many who come now
and then. Names follow `bench.names_pool`. The kept bytes of a crossing are those of one of some hundred
others: they have the right length and say what a day's statistics ask them, not the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate
from random import Random

from app.domain.record import encode
from bench.names_pool import Pool, pools
from bench.people import Booth, crossings
from sync.hq.entries import name_key, number_key

STATIONS = 120
PORTS = 30
OFTEN = 0.2
"""Share of crossings by those who cross often."""
_DRAWN, _DATES, _TEMPLATES = 4096, 29_000, 400
_SPREAD = 0x9E3779B97F4A7C15
_LETTERS = "ABCEHKLMNPRX"
_DIGITS = 10_000_000
_STRIDE = 918_273_641
"""Shares no divisor with the numbers that there are, so that no two persons have the same one."""
_FIRST_BIRTH = date(1930, 1, 1)
_DIRECTIONS = ("arrival", "departure")
_MODES = (("air", "NZ946"), ("air", "FJ251"), ("air", "QF176"), ("air", "VA91"), ("sea", "MV MOANA"),
          ("road", ""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as documents have them; keys as HQ searches for them."""

    number: str
    surname: str
    given_names: str
    born: str
    nationality: str

    def fields(self) -> str:
        """From document kind to nationality as `crossing` has them, between tabs."""
        key = number_key(self.number)
        return (
            f"passport\t{self.nationality}\t{self.number}\t{key}\t{self.surname}\t{self.given_names}\t"
            f"{name_key(self.surname)}\t{self.born}\t{self.nationality}"
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of one nation, as often as they are met."""

    code: str
    surnames: Sequence[str]
    given: Sequence[str]


@dataclass(frozen=True)
class People:
    """Everybody of a nation's borders: `often` who cross often, numbered from 0, and the others behind."""

    often: int
    others: int

    @classmethod
    def of(cls, count: int) -> People:
        """As many as make `count` crossings."""
        return cls(max(1, count // 500), max(1, round(count * 0.3)))

    @cached_property
    def _nations(self) -> Sequence[_Named]:
        dice = Random(11)
        return [_named(pool, dice) for pool in pools()]

    @cached_property
    def _born(self) -> Sequence[str]:
        return [(_FIRST_BIRTH + timedelta(days=day)).isoformat() for day in range(_DATES)]

    def person(self, number: int) -> Person:
        """The person of this number; always the same."""
        mixed = (number + 1) * _SPREAD & 0xFFFFFFFFFFFFFFFF
        # Squared: of the first nations more come than of the last.
        nation = self._nations[int((mixed >> 48) ** 2 / 2**32 * len(self._nations))]
        given = nation.given[(mixed >> 20) % _DRAWN]
        if mixed & 3:
            given = f"{given} {nation.given[(mixed >> 9) % _DRAWN]}"
        document = (number * _STRIDE) % (len(_LETTERS) ** 2 * _DIGITS)
        series, digits = divmod(document, _DIGITS)
        letters = _LETTERS[series // len(_LETTERS)] + _LETTERS[series % len(_LETTERS)]
        return Person(
            f"{letters}{digits:07}",
            nation.surnames[(mixed >> 32) % _DRAWN],
            given,
            self._born[(mixed >> 7) % _DATES],
            nation.code,
        )

    def somebody(self, dice: Random) -> int:
        """The number of who crosses next."""
        if dice.random() < OFTEN:
            return int(self.often * dice.random() ** 1.5)
        return self.often + int(self.others * dice.random())


def _named(pool: Pool, dice: Random) -> _Named:
    surnames = [_plain(pool.surnames(dice)) for _ in range(_DRAWN)]
    given = [_plain((pool.women, pool.men)[turn % 2](dice)) for turn in range(_DRAWN)]
    return _Named(pool.nation.code, surnames, given)


def _plain(name: str) -> str:
    return name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Month:
    """What crossed from one moment to before another, `count` of them; `seed` draws them."""

    since: datetime
    until: datetime
    count: int
    seed: int

    @property
    def table(self) -> str:
        """The partition's name, as `sync.hq.partitions` gives it."""
        return f"crossing_{self.since:%Y_%m}"


def lines(people: People, month: Month) -> Iterator[tuple[str, str]]:
    """A month in order of time: lines of `crossing`, and of `bearer_crossing` (bearers count from 1)."""
    dice = Random(month.seed)
    payloads = _payloads()
    start = int(month.since.timestamp() * 1000)
    each = (month.until - month.since) / timedelta(milliseconds=1) / month.count
    for turn in range(month.count):
        ms = start + int((turn + dice.random()) * each)
        station = _station(dice)
        mode, conveyance = _MODES[int(dice.random() ** 2 * len(_MODES))]
        number = people.somebody(dice)
        record = f"{ms << 80 | 7 << 76 | 2 << 62 | dice.getrandbits(62) | dice.getrandbits(12) << 64:032x}"
        at = datetime.fromtimestamp(ms / 1000, UTC).isoformat()
        luck = dice.random()
        decision = "refuse" if luck < 0.007 else "refer" if luck < 0.015 else "admit"
        yield (
            f"{station}\t{month.seed * 1_000_000 + turn}\t{record}\t{record}\t1\t{at}\t{port_of(station)}\t"
            f"{station}\t{_DIRECTIONS[turn & 1]}\t{mode}\t{conveyance}\t{people.person(number).fields()}\t"
            f"{decision}\tofficer{station}\t{payloads[turn % len(payloads)]}\n",
            f"{record}\t{number + 1}\t1\t{at}\t{record}\n",
        )


def port_of(station: int) -> str:
    """Where a station stands."""
    return f"UT{_letters(station % PORTS)}"


def _letters(number: int) -> str:
    return "P" + chr(65 + number // 26) + chr(65 + number % 26)


_WEIGHTS = list(accumulate(1 / (place % PORTS + 1) for place in range(STATIONS)))


def _station(dice: Random) -> int:
    """A station; those of the first port are the busiest."""
    return 1 + dice.choices(range(STATIONS), cum_weights=_WEIGHTS)[0]


@cache
def _payloads() -> Sequence[str]:
    booth = Booth(training=False)
    return [rf"\\x{encode(one).hex()}" for one in crossings(_TEMPLATES, 3, booth)]


def bearers(people: People, first: int, count: int) -> Iterator[str]:
    """Lines of `bearer` for these persons, each a traveller alone."""
    for number in range(first, first + count):
        one = people.person(number)
        key, name = number_key(one.number), name_key(one.surname)
        birth = one.born.replace("-", "")
        yield (
            f"{number + 1}\t\\\\x{number:032x}\t{number + 1}\tf\t\tpassport\t{one.nationality}\t"
            f"{one.number}\t{key}\t{one.surname}\t{one.given_names}\t\t{name}\t{name_key(one.given_names)}\t{birth}\t"
            f"{one.nationality}\tF\t20300101\t\tf\n"
        )
