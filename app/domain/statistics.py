"""What the figures of a border are counted by: dimensions, groups and who is a visitor, each with its source.

Sources. IRTS: UN, International Recommendations for Tourism Statistics 2008 (ST/ESA/STAT/SER.M/83/Rev.1) and
the Glossary of Tourism Terms of UN Tourism (formerly UNWTO). RSIM: UN, Recommendations on Statistics of
International Migration, Revision 1, 1998 (ST/ESA/STAT/SER.M/58/Rev.1). Paragraphs are named only where they
were confirmed. The port counts with `app.domain.statistics_count`, HQ in SQL by these very definitions;
who is a visitor or a migrant stands in `app.domain.movement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.domain.dates import PartialDate

UNKNOWN = ""
"""The label of what is not known: it is counted, never left out and never guessed."""
LONG_TERM_NIGHTS = 365
"""From here on a stay is 12 months or more (RSIM: long-term migrant; IRTS: no visitor any more). A year
counts as 365 days everywhere, so that a figure does not hang on which February a stay has in it."""
SHORT_TERM_NIGHTS = 92
"""From here on a stay is 3 months or more (RSIM: short-term migrant), a quarter has up to 92 days."""


class Period(StrEnum):
    """How a span is cut, by the calendar of the zone that the query names."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Dimension(StrEnum):
    """What crossings are told apart by. Labels are codes; words are the reader's.

    PERIOD: `2026-11-28`, `2026-11`, `2026-Q4`, `2026`. WAY: `Direction`. DECISION: `DecisionKind`. PORT:
    UN/LOCODE of the record. NATIONALITY, RESIDENCE: `country_label`. PURPOSE: `Purpose` as the counter asked
    it, UNKNOWN where nobody was asked (nationals, departures without their arrival). IRTS_PURPOSE:
    `IrtsPurpose`. VISITOR: `VisitorClass`. MIGRATION: `MigrationClass`. MODE: `Mode`. AGE: `AgeGroup`. SEX:
    `Sex`. STAY_GRANTED, STAYED: `StayGroup`. REASON: `Reason`. OUTCOME: what a referral became, a
    `DecisionKind` (`refer`: nothing yet). HOUR: `00` to `23`, local. LIST, BAND, SETTLED: of an alert.
    """

    PERIOD = "period"
    WAY = "way"
    DECISION = "decision"
    PORT = "port"
    NATIONALITY = "nationality"
    RESIDENCE = "residence"
    PURPOSE = "purpose"
    IRTS_PURPOSE = "irts_purpose"
    VISITOR = "visitor"
    MIGRATION = "migration"
    MODE = "mode"
    AGE = "age"
    SEX = "sex"
    STAY_GRANTED = "stay_granted"
    STAYED = "stayed"
    REASON = "reason"
    OUTCOME = "outcome"
    HOUR = "hour"
    LIST = "list"
    BAND = "band"
    SETTLED = "settled"


class AgeGroup(StrEnum):
    """Completed years on the local day of the crossing, bounds included: the five broad groups customary in
    tourism statistics. Unknown: a birth without a year, or after the crossing. Where month or day are
    unknown the youngest reading counts; who is born on 29 February is a year older on 1 March."""

    A0_14 = "0-14"
    A15_24 = "15-24"
    A25_44 = "25-44"
    A45_64 = "45-64"
    A65 = "65+"


AGE_FROM: dict[AgeGroup, int] = {
    AgeGroup.A0_14: 0, AgeGroup.A15_24: 15, AgeGroup.A25_44: 25, AgeGroup.A45_64: 45, AgeGroup.A65: 65,
}  # fmt: skip
"""The first year of age in each group; it ends where the next begins."""


class StayGroup(StrEnum):
    """Nights, bounds included. N0 is IRTS's same-day visit; the cuts after 3, 7, 28 and 91 nights are those
    customary in tourism statistics, 92 and 365 are RSIM's 3 and 12 months."""

    N0 = "0"
    N1_3 = "1-3"
    N4_7 = "4-7"
    N8_28 = "8-28"
    N29_91 = "29-91"
    N92_364 = "92-364"
    N365 = "365+"


NIGHTS_FROM: dict[StayGroup, int] = {
    StayGroup.N0: 0, StayGroup.N1_3: 1, StayGroup.N4_7: 4, StayGroup.N8_28: 8, StayGroup.N29_91: 29,
    StayGroup.N92_364: SHORT_TERM_NIGHTS, StayGroup.N365: LONG_TERM_NIGHTS,
}  # fmt: skip
"""The fewest nights in each group; it ends where the next begins."""


def country_label(code: str) -> str:
    """A state by its ISO 3166-1 alpha-3 code where it has one; the special codes of Doc 9303-3, 5 stay."""
    return "DEU" if code == "D" else code


def age_group(birth_date: PartialDate, day: date) -> AgeGroup | None:
    """The group on a local day; None when it is unknown."""
    age = birth_date.age_on(day)
    if age is None or age < 0:
        return None
    return max((group for group, first in AGE_FROM.items() if age >= first), key=AGE_FROM.__getitem__)


def stay_group(nights: int | None) -> StayGroup | None:
    """The group of so many nights; None when they are unknown."""
    if nights is None or nights < 0:
        return None
    return max(
        (group for group, first in NIGHTS_FROM.items() if nights >= first), key=NIGHTS_FROM.__getitem__
    )


@dataclass(frozen=True, slots=True)
class StatisticsQuery:
    """What is asked: local days `first_day` to `last_day`, both included, by the calendar of `zone` (None:
    this machine's), cut by `period`. `port` takes one port alone (upper case or lower), `by` adds one table
    over these dimensions, at most three. `suppress` hides small cells for publication."""

    first_day: date
    last_day: date
    period: Period = Period.MONTH
    port: str = ""
    by: tuple[Dimension, ...] = ()
    zone: tzinfo | None = None
    suppress: bool = False

    @property
    def since(self) -> datetime:
        """The first moment asked for, UTC."""
        return datetime.combine(self.first_day, time(), self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The moment before which it ends, UTC."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), self.zone).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        """A moment by the clock of the zone."""
        return moment.astimezone(self.zone)


def period_label(day: date, period: Period) -> str:
    """The label of the period in which a local day lies; labels sort by time."""
    return {
        Period.DAY: day.isoformat(),
        Period.MONTH: f"{day.year:04}-{day.month:02}",
        Period.QUARTER: f"{day.year:04}-Q{(day.month + 2) // 3}",
        Period.YEAR: f"{day.year:04}",
    }[period]


class Measure(StrEnum):
    """What a column holds: numbers of crossings, or for times how many and whole seconds."""

    CROSSINGS = "crossings"
    ARRIVALS = "arrivals"
    DEPARTURES = "departures"
    VISITORS = "visitors"
    HITS = "hits"
    TIMES = "times"
    MEDIAN = "median"
    NINTH_DECILE = "ninth_decile"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a label for each dimension, a number for each measure (None: suppressed)."""

    labels: tuple[str, ...]
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures; combinations that nobody had are left out. Rows are sorted label by label, groups
    in their own order, what is not known last."""

    name: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the figures lack. `unreadable` records were not counted at all. Of the admitted, `no_residence`
    and `no_birth_year` are counted as unknown; so are, residents left out, departures without an arrival
    here (`unmatched`) and who has no purpose (`no_purpose`). `corrected` have more than one version."""

    unreadable: int = 0
    unmatched: int = 0
    no_residence: int = 0
    no_birth_year: int = 0
    no_purpose: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures as they were counted over all records up to row `up_to_seq`, the newest of which was made at
    `up_to` (UTC; None for an empty store). `station` and `booth` are empty at HQ."""

    query: StatisticsQuery
    country: str
    port: str
    station: str
    booth: str
    training: bool
    up_to_seq: int
    up_to: datetime | None
    gaps: Gaps
    tables: Sequence[Table]

    def table(self, name: str) -> Table:
        """A table by its name; raises KeyError."""
        return {one.name: one for one in self.tables}[name]
