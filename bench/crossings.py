"""Synthetic crossings of invented people, as a small country's booths would record them.

They train the wire's dictionaries and nothing else (figures are measured on `bench.people`). Nobody
here exists: names come from faker's locales, numbers and dates from a seeded generator.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from faker import Faker

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import parse_mrz, rebuild_lines, to_mrz_name
from app.domain.person import Sex, Traveller
from app.domain.rules import absent_checks, document_checks

_LOCALES = {
    "en_AU": "AUS", "fr_FR": "FRA", "de_DE": "D", "es_ES": "ESP",
    "it_IT": "ITA", "id_ID": "IDN", "pt_BR": "BRA", "nl_NL": "NLD",
}  # fmt: skip
_FLIGHTS = (
    ("NF010", "AUBNE"), ("NF052", "NZAKL"), ("FJ261", "FJNAN"), ("QF367", "AUSYD"),
    ("SB230", "NCNOU"), ("IE700", "SBHIR"), ("VA177", "AUBNE"), ("NF015", "AUMEL"),
)  # fmt: skip
_PURPOSES = (
    *[Purpose.HOLIDAY] * 12, *[Purpose.VISITING] * 4, *[Purpose.BUSINESS] * 2,
    Purpose.WORK, Purpose.TRANSIT, Purpose.RETURNING,
)  # fmt: skip
_STAYS = (30, 30, 30, 30, 14, 10, 7, 120, 5)
_NUMBERS = (
    "PA#######",
    "##??#####",
    "?########",
    "C??######",
    "?#######",
    "X#######",
    "??######",
    "N????####",
)


@dataclass
class _Booth:
    """What stays the same over a shift."""

    station: str
    port: str
    booth: str
    officer: str
    direction: Direction
    conveyance: Conveyance


class Crossings:
    """An endless, seeded stream of crossings of one station, in the order of their decisions."""

    def __init__(self, seed: int, start: datetime = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) -> None:
        self._dice = random.Random(seed)
        self._fakers = {locale: Faker(locale) for locale in _LOCALES}
        for faker in self._fakers.values():
            faker.seed_instance(self._dice.getrandbits(32))
        self._now = start
        place, booth = self._dice.choice((("VUVLI", "A1"), ("VUVLI", "D3"), ("TVFUN", "1"), ("WSAPW", "B2")))
        officer = self._dice.choice(("tari", "leilani", "m.vira", "j.kalo"))
        station = f"{place[:2]}-{place[2:]}-{booth}"
        self._booth = _Booth(station, place, booth, officer, Direction.ARRIVAL, Conveyance(Mode.AIR))
        self._left_on_flight = 0

    def take(self, count: int) -> list[Crossing]:
        """The next so many crossings."""
        stream = iter(self)
        return [next(stream) for _ in range(count)]

    def __iter__(self) -> Iterator[Crossing]:
        while True:
            yield self._next()

    def _next(self) -> Crossing:
        if not self._left_on_flight:
            self._next_flight()
        self._left_on_flight -= 1
        opened = self._now
        at = opened + timedelta(milliseconds=int(self._dice.lognormvariate(9.9, 0.5)))
        self._now = at + timedelta(milliseconds=int(self._dice.lognormvariate(8.9, 0.6)))
        document = self._document(at.date())
        return self._crossing(document, opened, at)

    def _next_flight(self) -> None:
        self._now += timedelta(minutes=self._dice.randint(20, 120))
        number, other = self._dice.choice(_FLIGHTS)
        self._booth.conveyance = Conveyance(Mode.AIR, number, other)
        self._booth.direction = self._dice.choice(tuple(Direction))
        self._left_on_flight = self._dice.randint(25, 70)

    def _document(self, today: date) -> TravelDocument:
        dice = self._dice
        locale, state = dice.choice(tuple(_LOCALES.items()))
        faker = self._fakers[locale]
        sex = dice.choice((Sex.FEMALE, Sex.MALE))
        given = faker.first_name_female if sex is Sex.FEMALE else faker.first_name_male
        names = [given() for _ in range(dice.choice((1, 1, 2)))]
        birth = today - timedelta(days=dice.randint(300, 80 * 365))
        expiry = today + timedelta(days=dice.randint(-20, 3650))
        document = TravelDocument(
            kind=DocumentKind.PASSPORT,
            document_code="P",
            issuing_state=state,
            number=faker.bothify(dice.choice(_NUMBERS)).upper(),
            surname=_plain(faker.last_name()),
            given_names=_plain(" ".join(names)),
            nationality=state,
            birth_date=PartialDate.of(birth),
            sex=sex,
            expiry_date=PartialDate.of(expiry),
            capture=Capture.READER,
        )
        return replace(document, mrz_lines=rebuild_lines(document) or ())

    def _crossing(self, document: TravelDocument, opened: datetime, at: datetime) -> Crossing:
        dice, booth = self._dice, self._booth
        record_id = self._record_id(opened)
        checks = self._checks(document, at.date())
        failed = tuple(c.name for c in checks if c.verdict is Verdict.FAILED)
        arriving = booth.direction is Direction.ARRIVAL
        refused = bool(failed) and dice.random() < 0.7
        days = dice.choice(_STAYS)
        stay = Stay(days, at.date() + timedelta(days=days - 1)) if arriving and not refused else None
        return Crossing(
            record_id=record_id,
            crossing_id=record_id,
            version=1,
            correction="",
            station=booth.station,
            port=booth.port,
            booth=booth.booth,
            direction=booth.direction,
            opened_at=opened,
            at=at,
            conveyance=booth.conveyance,
            document=document,
            traveller=_traveller(document, document.nationality if dice.random() < 0.9 else "NZL"),
            purpose=dice.choice(_PURPOSES) if arriving else None,
            stay=stay,
            checks=checks,
            decision=_decision(refused, failed),
            officer=booth.officer,
        )

    def _checks(self, document: TravelDocument, today: date) -> tuple[Check, ...]:
        mrz = parse_mrz(document.mrz_lines, today) if document.mrz_lines else None
        found = (
            *document_checks(document, mrz, today, self._booth.direction),
            *absent_checks(document),
            self._earlier(today),
        )
        by_name = {one.name: one for one in found}
        return tuple(by_name[name] for name in CheckName)

    def _earlier(self, today: date) -> Check:
        name = CheckName.EARLIER_CROSSINGS
        if self._dice.random() < 0.8:
            return check(name, Verdict.PASSED, "earlier_crossings.none")
        day = today - timedelta(days=self._dice.randint(1, 300))
        count = str(self._dice.randint(1, 9))
        return check(
            name, Verdict.PASSED, "earlier_crossings.consistent",
            count=count, day=day.isoformat(), port=self._booth.port,
        )  # fmt: skip

    def _record_id(self, moment: datetime) -> str:
        milliseconds = int(moment.timestamp() * 1000) + self._dice.randint(0, 1)
        tail = self._dice.getrandbits(74)
        number = milliseconds << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (1 << 62) - 1
        return str(UUID(int=number))


def _traveller(document: TravelDocument, residence: str) -> Traveller:
    return Traveller(
        document.surname, document.given_names, document.birth_date, document.sex,
        document.nationality, residence,
    )  # fmt: skip


def _decision(refused: bool, failed: tuple[CheckName, ...]) -> Decision:
    if refused:
        return Decision(DecisionKind.REFUSE, (Reason.NO_VALID_DOCUMENT,))
    return Decision(DecisionKind.ADMIT, (Reason.SUPERVISOR_APPROVED,) if failed else (), failed)


def _plain(name: str) -> str:
    """A name as an MRZ shows it, fillers as spaces."""
    return to_mrz_name(name).replace("<", " ")
