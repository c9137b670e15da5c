"""Count a port's days from the ledger by the definitions of `app.domain.statistics`: figures, nobody's data.

A figure's name is four words with a blank between them: way, decision, dimension and label, such as
`arrival admit nationality FJI`; the label is empty for what is not known. `all` counts the crossings
themselves. Dimensions are those of the tables of `app.domain.statistics_count`; what a referral became, how
long who departs had stayed, and waiting stand in no crossing alone and are not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.domain.crossing import Direction, Mode, Purpose
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import DocumentKind
from app.domain.failure import WorldError
from app.domain.movement import (
    IRTS_PURPOSES,
    VISITORS,
    Movement,
    VisitorClass,
    migration_class,
    visitor_class,
)
from app.domain.person import Sex
from app.domain.record import load_row
from app.domain.statistics import Dimension, age_group, country_label, stay_group
from sync.hq import flaws as at
from sync.hq.database import Connection

ALL: Final = "all"
VISITORS_FROM, VISITORS_FOR = "visitors_by_residence", "visitors_by_purpose"
REASON: Final = Dimension.REASON
TOOK: Final = "took"
TOOK_UP_TO: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800)
"""Seconds at the counter, from the document to the decision, in groups that end here; the last has no end."""
WHOLE: Final = tuple(f"{way} {kind} {ALL} " for way in Direction for kind in DecisionKind)
"""Names of the figures that count the crossings themselves."""
NEVER, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 28, tzinfo=UTC)
"""Beyond these no calendar has a day in every zone: what a clock that is far off says counts on this day."""
_AT_A_TIME: Final = 5_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PURPOSES, _SEXES, _REASONS = list(Purpose), list(Sex), list(Reason)
# Whoever recorded a crossing first corrects it. Of several versions with one number the later one counts.
_NEWEST: Final = """
NOT EXISTS (SELECT FROM crossing n WHERE n.crossing_id = c.crossing_id AND n.version > 1
    AND n.station = c.station AND (n.version, n.at, n.record_id) > (c.version, c.at, c.record_id))
"""
_SPAN: Final = f"""
SELECT c.at, c.version, c.direction, c.decision, c.mode, c.nationality, c.document_kind, c.payload
FROM crossing c WHERE c.port = %(port)s AND c.at >= %(since)s AND c.at < %(until)s AND c.version = 1
    AND {_NEWEST}
UNION ALL
SELECT f.crossed, c.version, c.direction, c.decision, c.mode, c.nationality, c.document_kind, c.payload
FROM statistics_correction f JOIN crossing c ON c.record_id = f.record_id AND c.at = f.at
LEFT JOIN record mine ON mine.record_id = c.crossing_id
WHERE f.port = %(port)s AND f.crossed >= %(since)s AND f.crossed < %(until)s
    AND coalesce(mine.station, c.station) = c.station AND {_NEWEST}
"""


def count(
    connection: Connection, port: str, span: tuple[datetime, datetime], zone: ZoneInfo
) -> Mapping[date, Counter[str]]:
    """The figures of each day of a port (as its records spell it) in a span of time that has any, in the
    caller's transaction. Raises psycopg.Error."""
    country = country_of(connection)
    found: dict[date, Counter[str]] = {}
    with connection.cursor(name="rollup", binary=True) as cursor:
        cursor.itersize = _AT_A_TIME
        values = {"port": port, "since": span[0], "until": span[1]}
        for moment, *row in cursor.execute(_SPAN.encode(), values):
            day = day_of(moment, zone)
            found.setdefault(day, Counter()).update(figures_of(row, day, country))
    return found


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment by this clock."""
    return min(max(moment, FIRST), LAST).astimezone(zone).date()


def figures_of(row: Iterable[Any], day: date, country: str) -> tuple[str, ...]:
    """What one crossing adds 1 to; `row` is its version, way, decision, mode, nationality, kind of document
    and bytes, `day` its local day, `country` whose border it is."""
    version, way, decision, mode, nationality, kind, payload = row
    try:
        record = load_row(payload)
        said = record[at.TRAVELLER]
        birth, sex = (record[at.BIRTH], record[at.SEX]) if said is None else (said[2], said[3])
        age = age_group(_birth(birth), day) or ""
        personal = (record[at.RESIDENCE], record[at.PURPOSE], record[at.DAYS], _SEXES[sex], age)
        reasons = (
            () if decision == DecisionKind.ADMIT else tuple(_REASONS[code] for code in record[at.REASONS])
        )
        took = record[at.TOOK] if version == 1 else None
    except (WorldError, TypeError, IndexError):  # bytes that went bad on disk: the columns still count
        personal, reasons, took = ("", None, None, Sex.UNKNOWN, ""), (), None
    names = _names((way, decision, mode, nationality, kind), personal, country)
    if decision != DecisionKind.ADMIT:
        said_of = (f"{way} {decision} {REASON} {reason}" for reason in reasons or ("",))
        names = (*names, *said_of)
    return names if took is None else (*names, f"{way} {decision} {TOOK} {_took(took)}")


@lru_cache(maxsize=200_000)
def _names(
    public: tuple[str, str, str, str, str],
    personal: tuple[str, int | None, int | None, Sex, str],
    country: str,
) -> tuple[str, ...]:
    """Everything but reasons and times, by the rules of `app.domain.statistics_count`, which ask no mode."""
    way, decision, mode, nationality, kind = public
    residence, asked, days, sex, age = personal
    purpose = None if asked is None else _PURPOSES[asked]
    movement = Movement(
        Direction(way), DecisionKind(decision), (), "", Mode.AIR, "", _EPOCH, _EPOCH, None, nationality,
        residence, purpose, UNKNOWN_DATE, sex, days,
        purpose is Purpose.CREW or kind == DocumentKind.CREW_CERTIFICATE, False,
    )  # fmt: skip
    labels: dict[str, str] = {
        ALL: "",
        Dimension.MODE: mode,
        Dimension.NATIONALITY: country_label(nationality),
        Dimension.RESIDENCE: country_label(residence),
        Dimension.PURPOSE: purpose or "",
        Dimension.SEX: sex,
        Dimension.AGE: age,
    }
    if movement.decision is DecisionKind.ADMIT:
        visitor = visitor_class(movement, country)
        labels |= {Dimension.VISITOR: visitor, Dimension.MIGRATION: migration_class(movement, country)}
        if visitor in VISITORS:
            irts = None if purpose is None else IRTS_PURPOSES.get(purpose)
            labels |= {VISITORS_FROM: labels[Dimension.RESIDENCE], VISITORS_FOR: irts or ""}
        if visitor is not VisitorClass.RESIDENT and movement.direction is Direction.ARRIVAL:
            labels[Dimension.STAY_GRANTED] = stay_group(movement.known_nights) or ""
    return tuple(f"{way} {decision} {dimension} {label}" for dimension, label in labels.items())


@lru_cache(maxsize=100_000)
def _birth(number: int) -> PartialDate:
    return PartialDate(number // 10_000, number // 100 % 100, number % 100)


def _took(milliseconds: int) -> str:
    return next((str(most) for most in TOOK_UP_TO if milliseconds < most * 1000), "")


def country_of(connection: Connection) -> str:
    """Whose border this is: as the stations say, the many of them."""
    row = connection.execute(
        "SELECT country FROM station GROUP BY country ORDER BY count(*) DESC, country LIMIT 1"
    ).fetchone()
    return "" if row is None else str(row[0])
