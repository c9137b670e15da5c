"""Invented travellers and their crossings, drawn by a seed: the same seed gives the same people.

Proportions are those of an island's airport: flights of some forty people, a third of them citizens,
nearly all with passports, one in five here before, one in fifty referred or refused. Names are few and
quickly drawn: what depends on their variety, as the wire does, is measured on `bench.wire_people`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import REFER_REASONS, REFUSE_REASONS, Decision, DecisionKind, Reason
from app.domain.document import DocumentKind, TravelDocument
from app.domain.mrz import parse_mrz, rebuild_lines
from app.domain.person import Sex, Traveller
from app.domain.rules import absent_checks, document_checks

HOME_STATE = "TON"
"""Whose citizens come home; the people are invented all the same."""

_SURNAMES = """
ADAMS AFOA AITKEN ALOFA ANAE BAKER BANERJEE BARTLETT BECKER BERGSTROM BIANCHI BLANC BROWN CAMPBELL
CHAN CHEN CLARKE COOPER COSTA DA_SILVA DAVIES DELACROIX DUBOIS DUNN EDWARDS ERIKSSON EVANS FALEOLO
FERNANDEZ FISCHER FONOTI FRASER GARCIA GIBSON GRAY HALL HANSEN HARRIS HAYASHI HENARE HILL HOFFMANN
HUGHES IOANE JACKSON JANSEN JENSEN JOHNSON JONES KALOLO KAPOOR KAUFUSI KELLY KIM KOROI KUMAR LAURENT
LEAVASA LEE LEWIS LI LIM LIU LOPEZ MARTIN MARTINEZ MASON MATAIO MCKENZIE MEYER MILLER MORETTI MORI
MULLER MURPHY NAIDU NAKAMURA NELSON NGUYEN NIELSEN NIUMATA OBRIEN OKAFOR OLSEN PALELEI PARK PARKER
PATEL PEREIRA PETERSEN PRASAD RAVULO REDDY ROBERTS ROSSI RUSSELL SAITO SANTOS SATO SCHMIDT SCOTT
SHARMA SINGH SMITH STEWART SUZUKI TAGALOA TAIONE TAMATOA TANAKA TANUVASA TAYLOR TEVITA THOMAS
THOMPSON TUILAGI TURNER VAILEA VAN_DER_BERG VAKATORA WALKER WANG WATANABE WEBER WHITE WILLIAMS
WILSON WONG WRIGHT YAMAMOTO YANG YOUNG ZHANG
"""
_GIVEN = {
    Sex.FEMALE: """
ADI AGNES AKANESI ALICE ALOFA AMELIE ANA ANNA ARIHI AROHA AYA CAROLINE CHARLOTTE CHLOE CLARA DIYA
ELENI ELIZABETH EMILY EMMA FATIMA FETU FREYA GRACE HANA HINE INES ISABELLA JESSICA JIA JULIA KIRI
LANUOLA LEILANI LESIELI LI LILY LOUISE LUCIA MALIA MARIA MEI MERE MIA MIRIAMA NINA OLIVIA PRIYA ROSA
RUTH SAKURA SALOTE SARAH SEFINA SERA SINA SIUFAGA SOFIA SOPHIE TALIA TEUILA THERESA TIARE URSULA
VAIOLA YUKI ZOE
""",
    Sex.MALE: """
AARAV ADAM ALAN ALBERTO ALEKI ALEXANDER ANTONIO ARI BEN CARLOS CHARLES DANIEL DAVID ETUATE FA FELIX
FILIPE FINN GABRIEL GEORGE HARRY HEMI HENRY HIROSHI HUGO IOANE ISAAC JACK JAMES JAN JOHN JONE JOSEPH
JUN KAI KENJI LARS LEO LIAM LUCAS MANU MARCO MATIU MAX MICHAEL NIKAU NOAH OLIVER PAUL PENI PETER RAJ
RAWIRI ROBERT SAMUEL SEMISI SIONE SOLOMONE TAMA TEVITA THOMAS TOMASI VIKRAM WEI WILLIAM WIREMU YUTO
""",
}  # fmt: skip
_STATES = {
    HOME_STATE: 330, "NZL": 240, "AUS": 150, "FJI": 50, "WSM": 45, "USA": 35, "GBR": 30, "CHN": 25,
    "D": 15, "FRA": 15, "JPN": 12, "IND": 10, "KOR": 6, "PHL": 6, "CAN": 5, "ITA": 3, "NLD": 3,
}  # fmt: skip
_FLIGHTS = (
    ("NZ946", "NZAKL"), ("NZ748", "NZCHC"), ("FJ251", "FJNAN"), ("VA91", "AUBNE"), ("QF176", "AUSYD"),
    ("OL710", "WSAPW"),
)  # fmt: skip
_PURPOSES = {
    Purpose.HOLIDAY: 60, Purpose.VISITING: 18, Purpose.BUSINESS: 9, Purpose.WORK: 4, Purpose.EDUCATION: 2,
    Purpose.HEALTH: 1, Purpose.RELIGION: 1, Purpose.TRANSIT: 3, Purpose.CREW: 1, Purpose.OFFICIAL: 1,
}  # fmt: skip
_CROWD = 5_000
"""People remembered as able to come again: enough for realism, constant in memory."""


@dataclass(frozen=True, slots=True)
class Booth:
    """Where the crossings take place."""

    station: str = "TOTBU-01"
    port: str = "TOTBU"
    booth: str = "1"
    officers: tuple[str, ...] = ("amoana", "bsefo", "ctuala")
    training: bool = True


def crossings(
    count: int, seed: int = 1, booth: Booth | None = None, begin: datetime | None = None
) -> Iterator[Crossing]:
    """`count` crossings of one booth in order of time, the first soon after `begin` (UTC)."""
    rng = Random(seed)
    here = _Crowd()
    start = begin or datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    for moment in islice(_moments(rng, booth or Booth(), start), count):
        document = here.someone_again(rng, moment.direction) or _document(rng, moment.at.date())
        here.remember(rng, moment.direction, document)
        yield _crossing(rng, document, moment)


def documents(count: int, seed: int = 1, today: date = date(2026, 1, 5)) -> Iterator[TravelDocument]:
    """`count` documents of different people, with MRZ lines, most of them valid on `today`."""
    rng = Random(seed)
    for _ in range(count):
        yield _document(rng, today)


def uuid7(rng: Random, at: datetime) -> str:
    """A UUIDv7 (RFC 9562, 5.7) of this moment, its random bits drawn from `rng`."""
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    bits = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return str(UUID(int=bits))


@dataclass(frozen=True, slots=True)
class _Moment:
    """Where, when and by what one crossing happens."""

    booth: Booth
    officer: str
    direction: Direction
    conveyance: Conveyance
    at: datetime


def _moments(rng: Random, booth: Booth, at: datetime) -> Iterator[_Moment]:
    while True:
        at += timedelta(minutes=rng.randrange(15, 90))
        officer, direction = rng.choice(booth.officers), rng.choice(tuple(Direction))
        conveyance = Conveyance(Mode.AIR, *rng.choice(_FLIGHTS))
        for _ in range(rng.randrange(25, 70)):
            at += timedelta(milliseconds=rng.randrange(15_000, 65_000))
            yield _Moment(booth, officer, direction, conveyance, at)


class _Crowd:
    """People seen lately, by the way they last went; constant in size."""

    def __init__(self) -> None:
        self._last: dict[Direction, list[TravelDocument]] = {way: [] for way in Direction}

    def someone_again(self, rng: Random, direction: Direction) -> TravelDocument | None:
        """One time in five, somebody who last went the other way."""
        other = Direction.DEPARTURE if direction is Direction.ARRIVAL else Direction.ARRIVAL
        seen = self._last[other]
        return seen.pop(rng.randrange(len(seen))) if seen and rng.random() < 0.2 else None

    def remember(self, rng: Random, direction: Direction, document: TravelDocument) -> None:
        """Keep this person as able to come again, in the place of another when there are many."""
        seen = self._last[direction]
        if len(seen) < _CROWD:
            seen.append(document)
        else:
            seen[rng.randrange(_CROWD)] = document


def _document(rng: Random, today: date) -> TravelDocument:
    sex = rng.choices((Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED), (495, 495, 10))[0]
    given_pool = _GIVEN_NAMES[Sex.FEMALE if sex is Sex.FEMALE else Sex.MALE]
    state = rng.choices(_STATE_CODES, _STATE_WEIGHTS)[0]
    kind, code = (DocumentKind.IDENTITY_CARD, "I") if rng.random() < 0.04 else (DocumentKind.PASSPORT, "P")
    document = TravelDocument(
        kind=kind,
        document_code=code,
        issuing_state=state,
        number=f"{rng.choice('ABCEHKLMNPRX')}{rng.choice('ABCEHKLMNPRX')}{rng.randrange(10**7):07}",
        surname=rng.choice(_ALL_SURNAMES),
        given_names="" if rng.random() < 0.01 else " ".join(rng.sample(given_pool, rng.choice((1, 2, 2, 3)))),
        nationality=state,
        birth_date=PartialDate.of(today - timedelta(days=rng.randrange(60, 31_000))),
        sex=sex,
        expiry_date=PartialDate.of(today + timedelta(days=rng.randrange(-40, 3_600))),
    )
    lines = rebuild_lines(document)
    return document if lines is None else replace(document, mrz_lines=lines)


def _crossing(rng: Random, document: TravelDocument, moment: _Moment) -> Crossing:
    where, at = moment.booth, moment.at
    record_id = uuid7(rng, at)
    visiting = moment.direction is Direction.ARRIVAL and document.nationality != HOME_STATE
    checks = _checks(document, moment.direction, at.date())
    decision = _decision(rng, checks)
    stay_days = rng.choice((14, 30, 30, 30, 90)) if decision.kind is DecisionKind.ADMIT and visiting else 0
    return Crossing(
        record_id=record_id,
        crossing_id=record_id,
        version=1,
        correction="",
        station=where.station,
        port=where.port,
        booth=where.booth,
        direction=moment.direction,
        opened_at=at - timedelta(milliseconds=rng.randrange(6_000, 14_000)),
        at=at,
        conveyance=moment.conveyance,
        document=document,
        traveller=_traveller(document),
        purpose=rng.choices(_PURPOSE_CODES, _PURPOSE_WEIGHTS)[0] if visiting else None,
        stay=Stay(stay_days, at.date() + timedelta(days=stay_days - 1)) if stay_days else None,
        checks=checks,
        decision=decision,
        officer=moment.officer,
        training=where.training,
    )


def _traveller(document: TravelDocument) -> Traveller:
    return Traveller(
        surname=document.surname,
        given_names=document.given_names,
        birth_date=document.birth_date,
        sex=document.sex,
        nationality=document.nationality,
        residence=document.nationality,
    )


def _decision(rng: Random, checks: tuple[Check, ...]) -> Decision:
    failed = tuple(found.name for found in checks if found.verdict is Verdict.FAILED)
    draw = rng.random()
    if failed and draw < 0.5:
        return Decision(DecisionKind.REFUSE, (Reason.NO_VALID_DOCUMENT,))
    if draw < 0.98:
        return Decision(DecisionKind.ADMIT, (Reason.SUPERVISOR_APPROVED,) if failed else (), failed)
    if draw < 0.995:
        return Decision(DecisionKind.REFER, (rng.choice(REFER_REASONS[:-1]),))
    return Decision(DecisionKind.REFUSE, (rng.choice(REFUSE_REASONS[:-1]),))


def _checks(document: TravelDocument, direction: Direction, today: date) -> tuple[Check, ...]:
    """What a station finds today: its own rules on the document, and no earlier crossing."""
    mrz = parse_mrz(document.mrz_lines, today) if document.mrz_lines else None
    found = (
        *document_checks(document, mrz, today, direction),
        *absent_checks(document),
        check(CheckName.EARLIER_CROSSINGS, Verdict.PASSED, "earlier_crossings.none"),
    )
    return tuple(sorted(found, key=lambda one: _READING_ORDER[one.name]))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


_ALL_SURNAMES = _names(_SURNAMES)
_GIVEN_NAMES = {sex: _names(text) for sex, text in _GIVEN.items()}
_READING_ORDER = {name: place for place, name in enumerate(CheckName)}
_STATE_CODES, _STATE_WEIGHTS = tuple(_STATES), tuple(_STATES.values())
_PURPOSE_CODES, _PURPOSE_WEIGHTS = tuple(_PURPOSES), tuple(_PURPOSES.values())
