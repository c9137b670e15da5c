"""Crossings as many stations' booths would record them, in two worlds that share nobody and no place.

The wire's dictionaries are trained on one world and its figures measured in the other: other countries'
names (faker's lists, written as in an MRZ, Doc 9303-3, 6), other ports, flights, officers and notes.
What training met is drawn again when it turns up all the same. Nobody here exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

from faker import Faker

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import REFER_REASONS, Decision, DecisionKind, Reason
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import parse_mrz, rebuild_lines, to_mrz_name
from app.domain.person import Sex, Traveller
from app.domain.rules import absent_checks, document_checks
from bench.people import uuid7
from bench.wire_chips import Chips


@dataclass(frozen=True, slots=True)
class World:
    """Where people come from and pass through.

    `names` are faker's lists with the state whose passports their bearers hold and their share;
    in `notes`, `{number}` and `{name}` are filled in; `organisations` sign the chips of passports.
    """

    names: dict[str, tuple[str, int]]
    ports: tuple[str, ...]
    other_ports: tuple[str, ...]
    airlines: tuple[str, ...]
    notes: tuple[str, ...]
    organisations: tuple[str, ...]


TRAINING = World(
    names={
        "en_AU": ("AUS", 20), "fr_FR": ("FRA", 8), "de_DE": ("D", 8), "es_ES": ("ESP", 5),
        "it_IT": ("ITA", 5), "id_ID": ("IDN", 6), "pt_BR": ("BRA", 2), "nl_NL": ("NLD", 4),
        "en_CA": ("CAN", 6), "da_DK": ("DNK", 2), "ro_RO": ("ROU", 1), "hr_HR": ("HRV", 1),
        "es_CO": ("COL", 1), "en_IE": ("IRL", 2),
    },
    ports=(
        "VUVLI", "VUSAN", "WSAPW", "FJNAN", "FJSUV", "TOTBU", "SBHIR", "PGPOM", "NCNOU", "PFPPT", "AUBNE",
        "NZAKL", "TLDIL", "MVMLE", "SCSEZ",
    ),
    other_ports=(
        "AUBNE", "AUSYD", "AUMEL", "NZAKL", "NZWLG", "FJNAN", "NCNOU", "SBHIR", "PGPOM", "PFPPT", "IDDPS",
        "AEDXB", "FRCDG", "TOTBU", "WSAPW",
    ),
    airlines=("NF", "FJ", "QF", "VA", "SB", "IE", "PX", "TN", "GA", "AF", "EK", "JQ"),
    notes=(
        "Return ticket seen for {number} May",
        "Stays with family {name}",
        "Passport page {number} torn",
        "Asked {name}, in order",
    ),
    organisations=(
        "Government", "Ministry of the Interior", "Passport Office", "Department of Home Affairs", "bund",
        "Ministry of Foreign Affairs", "Directorate of Immigration",
    ),
)  # fmt: skip
HELD_OUT = World(
    names={
        "en_NZ": ("NZL", 20), "en_IN": ("IND", 14), "zh_CN": ("CHN", 9), "ja_JP": ("JPN", 8),
        "pl_PL": ("POL", 5), "sv_SE": ("SWE", 5), "fi_FI": ("FIN", 5), "tr_TR": ("TUR", 5),
        "cs_CZ": ("CZE", 4), "ru_RU": ("RUS", 4), "bg_BG": ("BGR", 4), "yo_NG": ("NGA", 4),
        "es_MX": ("MEX", 3), "vi_VN": ("VNM", 3), "hu_HU": ("HUN", 2),
    },
    ports=("KITRW", "CKRAR", "NUIUE", "TVFUN", "MHMAJ", "PWROR", "FMPNI", "ASPPG"),
    other_ports=(
        "NZCHC", "USHNL", "SGSIN", "HKHKG", "KRICN", "JPNRT", "USLAX", "CLSCL", "PHMNL", "MHKWA",
    ),
    airlines=("NZ", "AC", "UA", "KE", "SQ", "CX", "LA", "ON", "GW", "HA"),
    notes=(
        "Ticket onward on the {number}th seen, hotel confirmed by phone",
        "Damaged page {number}, traveller told to renew before next journey",
        "Travels with two children, letter of consent of {name} seen",
        "Supervisor {name} consulted",
        "Says employer is {name} & Sons; contract not at hand",
    ),
    organisations=(
        "National Police Board", "State Registry", "Identity Services Agency",
        "Ministry of Justice, OU=Travel", "Public Security Bureau", "Gazette Office",
    ),
)  # fmt: skip

_MOST_DRAWS = 1000
_ROMANIZED = ("zh_CN", "ja_JP")
_OFFICERS, _FLIGHTS = 12, 6
_START = datetime(2027, 1, 1, tzinfo=UTC)
_READING_ORDER = {name: place for place, name in enumerate(CheckName)}
_PURPOSES = (
    *[Purpose.HOLIDAY] * 11, *[Purpose.VISITING] * 5, *[Purpose.BUSINESS] * 2, Purpose.WORK,
    Purpose.EDUCATION, Purpose.CREW, Purpose.OFFICIAL, Purpose.TRANSIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Flight:
    conveyance: Conveyance
    direction: Direction
    officers: tuple[str, ...]


class Booth:
    """One booth: its port, six flights, a dozen officers, and an endless stream of travellers.

    The same seed gives the same people; none has a word of `avoided` in the name. With `chips` the
    chip of each was read and is well.
    """

    def __init__(
        self, world: World, seed: int, avoided: frozenset[str] = frozenset(), *, chips: bool = False
    ) -> None:
        self._world, self._avoided = world, avoided
        self._dice = Random(seed)
        self._fakers = {locale: Faker(locale, use_weighting=False) for locale in world.names}
        for faker in self._fakers.values():
            faker.seed_instance(self._dice.getrandbits(32))
        self._port = self._dice.choice(world.ports)
        self._name = str(self._dice.randint(1, 24))
        self._station = f"{self._port}-{self._name}-{self._dice.getrandbits(16):04x}"
        self._flights = [self._flight() for _ in range(_FLIGHTS)]
        self._officers = [self._officer(number) for number in range(_OFFICERS)]
        self._at = _START + timedelta(minutes=self._dice.randrange(500_000))
        self._chips = Chips(world.organisations, Random(seed)) if chips else None

    def take(self, count: int) -> list[Crossing]:
        """The next so many crossings."""
        return list(islice(self.crossings(), count))

    def crossings(self) -> Iterator[Crossing]:
        """The travellers in the order of their decisions; a flight has 20 to 180 of them."""
        dice = self._dice
        while True:
            self._at += timedelta(minutes=dice.randrange(20, 400))
            flight = _Flight(
                dice.choice(self._flights),
                dice.choice(tuple(Direction)),
                tuple(dice.sample(self._officers, 2)),
            )
            for _ in range(dice.randrange(20, 180)):
                self._at += timedelta(milliseconds=int(dice.lognormvariate(10.4, 0.5)))
                crossing = self._crossing(flight, self._document(self._at.date()))
                yield crossing if self._chips is None else self._chips.read(crossing)

    def _flight(self) -> Conveyance:
        dice = self._dice
        number = f"{dice.choice(self._world.airlines)}{dice.randrange(100, 2000)}"
        return Conveyance(Mode.AIR, number, dice.choice(self._world.other_ports))

    def _officer(self, number: int) -> str:
        name = self._name_of("last_name", next(iter(self._world.names)))
        return f"{name.lower().replace(' ', '')[:9]}{number or ''}"

    def _name_of(self, part: str, locale: str) -> str:
        """A name as an MRZ shows it, without a word to be avoided."""
        faker = self._fakers[locale]
        romanized = f"{part.split('_')[0]}_romanized_name"
        draw = getattr(faker, romanized if locale in _ROMANIZED else part)
        for _ in range(_MOST_DRAWS):
            name = to_mrz_name(draw()).replace("<", " ")
            if name and not self._avoided.intersection(name.split()):
                return name
        raise ValueError(f"every name of {locale} is to be avoided")

    def _document(self, today: date) -> TravelDocument:
        dice = self._dice
        locales, shares = tuple(self._world.names), [share for _, share in self._world.names.values()]
        locale = dice.choices(locales, shares)[0]
        sex = dice.choice((Sex.FEMALE, Sex.MALE))
        part = f"first_name_{sex.name.lower()}"
        surname = self._name_of("last_name", locale)
        given = [self._name_of(part, locale) for _ in range(dice.choice((1, 2, 2, 3)))]
        state, _ = self._world.names[locale]
        number = self._fakers[locale].bothify(
            dice.choice(("??#######", "?########", "#########", "??######"))
        )
        document = TravelDocument(
            kind=DocumentKind.PASSPORT,
            document_code="P",
            issuing_state=state,
            number=number.upper(),
            surname=surname,
            given_names=" ".join(given),
            nationality=state,
            birth_date=PartialDate.of(today - timedelta(days=dice.randrange(60, 31_000))),
            sex=sex,
            expiry_date=PartialDate.of(today + timedelta(days=dice.randrange(-30, 3_650))),
            optional_data=f"{dice.randrange(10**11):011}" if dice.random() < 0.15 else "",
            capture=Capture.READER,
        )
        return replace(document, mrz_lines=rebuild_lines(document) or ())

    def _crossing(self, flight: _Flight, document: TravelDocument) -> Crossing:
        dice, at = self._dice, self._at
        opened = at - timedelta(milliseconds=int(dice.lognormvariate(9.7, 0.5)))
        record_id = uuid7(dice, opened)
        visiting = flight.direction is Direction.ARRIVAL
        mrz = parse_mrz(document.mrz_lines, at.date()) if document.mrz_lines else None
        found = (
            *document_checks(document, mrz, at.date(), flight.direction),
            *absent_checks(document),
            self._earlier(at.date()),
        )
        checks = tuple(sorted(found, key=lambda one: _READING_ORDER[one.name]))
        decision = self._decision(tuple(one.name for one in checks if one.verdict is Verdict.FAILED))
        days = dice.choice((7, 10, 14, 21, 30, 30, 30, 60, 90))
        stays = visiting and decision.kind is DecisionKind.ADMIT
        states = [state for state, _ in self._world.names.values()]
        residence = dice.choice(states) if dice.random() < 0.1 else document.nationality
        return Crossing(
            record_id=record_id,
            crossing_id=record_id,
            version=1,
            correction="",
            station=self._station,
            port=self._port,
            booth=self._name,
            direction=flight.direction,
            opened_at=opened,
            at=at,
            conveyance=flight.conveyance,
            document=document,
            traveller=Traveller(
                document.surname, document.given_names, document.birth_date, document.sex,
                document.nationality, residence,
            ),
            purpose=dice.choice(_PURPOSES) if visiting else None,
            stay=Stay(days, at.date() + timedelta(days=days - 1)) if stays else None,
            checks=checks,
            decision=decision,
            officer=dice.choice(flight.officers),
        )  # fmt: skip

    def _earlier(self, today: date) -> Check:
        """One traveller in four has been here before."""
        name, dice = CheckName.EARLIER_CROSSINGS, self._dice
        if dice.random() < 0.75:
            return check(name, Verdict.PASSED, "earlier_crossings.none")
        day = today - timedelta(days=dice.randint(1, 900))
        return check(
            name, Verdict.PASSED, "earlier_crossings.consistent",
            count=str(dice.randint(1, 14)), day=day.isoformat(), port=dice.choice(self._world.ports),
        )  # fmt: skip

    def _decision(self, failed: tuple[CheckName, ...]) -> Decision:
        """One in thirty referred, half of those with a failed check refused, one in twenty with a note."""
        dice = self._dice
        note = self._note() if dice.random() < 0.05 else ""
        if dice.random() < 0.03:
            return Decision(DecisionKind.REFER, (dice.choice(REFER_REASONS),), note=note)
        if failed and dice.random() < 0.5:
            return Decision(DecisionKind.REFUSE, (Reason.NO_VALID_DOCUMENT,), note=note)
        return Decision(DecisionKind.ADMIT, (Reason.HUMANITARIAN,) if failed else (), failed, note)

    def _note(self) -> str:
        words = {
            "number": self._dice.randint(1, 30),
            "name": self._name_of("last_name", next(iter(self._world.names))).title(),
        }
        return self._dice.choice(self._world.notes).format(**words)
