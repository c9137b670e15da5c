"""What the figures mean and whose definitions they follow: the sheet that goes with every table.

Said in our own words. Paragraphs of the sources are named only where they were confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.domain.movement import IRTS_PURPOSES
from app.domain.statistics import Dimension, Gaps, Statistics
from app.domain.statistics_publication import SMALLEST
from app.wording import statistics as words
from app.wording.choices import PURPOSES

TRAINING: Final = "TRAINING: invented travellers, no statistics of any border."

_FEW_HIDDEN: Final = f"under {SMALLEST} hidden"

SOURCES: Final = (
    (
        "IRTS 2008",
        "United Nations, International Recommendations for Tourism Statistics 2008, "
        "ST/ESA/STAT/SER.M/83/Rev.1, New York 2010.",
    ),
    ("UN Tourism", "UN Tourism (formerly UNWTO), Glossary of Tourism Terms, after IRTS 2008."),
    (
        "RSIM 1998",
        "United Nations, Recommendations on Statistics of International Migration, Revision 1,"
        " ST/ESA/STAT/SER.M/58/Rev.1, New York 1998.",
    ),
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of the tables, what it means here, and whose definition it follows."""

    term: str
    means: str
    source: str = "Matapā"


DEFINITIONS: Final = (
    Definition(
        "Crossing",
        "One traveller, one border, one decision. Each counts once, as its newest version says, and"
        " always on the day on which the traveller crossed: no correction moves it to another one.",
    ),
    Definition("Arrival, departure", "A crossing that was admitted. Who was refused or referred is neither."),
    Definition(
        "Period", "By the local day of the crossing, midnight to midnight by the clock named in About."
    ),
    Definition(
        "Nationality",
        "As the document says or the officer settled it; the ISO 3166-1 alpha-3 code, or the special code of"
        " ICAO Doc 9303-3 (stateless, refugee, British overseas).",
    ),
    Definition(
        "Country of residence",
        "Where the traveller usually lives, as asked at the counter. International visitors are classed by"
        " it, not by nationality; where it was not asked it is not known.",
        "IRTS 2008, 2.39 and 2.42; UN Tourism",
    ),
    Definition(
        "Visitor",
        "Who comes from outside the usual surroundings for less than a year and for any main purpose but"
        " being employed here.",
        "IRTS 2008; UN Tourism",
    ),
    Definition(
        "Tourist, same-day visitor",
        "A visitor with a night here, or without one. On arrival by the nights granted, which are a"
        " permission and no plan, so that tourists on arrival are counted too high; on departure by the"
        " nights stayed.",
        "IRTS 2008; UN Tourism",
    ),
    Definition(
        "No visitor: resident",
        "Residence here; where none was recorded, nationals and who says to be returning. A national who"
        " lives abroad and was not asked is counted wrongly here, and nothing in the records knows it.",
        "IRTS 2008",
    ),
    Definition(
        "No visitor: crew, worker, official, long stay",
        "Crew by purpose or by a crew certificate; workers by the purpose work, however short; officials by"
        " the purpose official, delegates to a meeting among them, who are business visitors by IRTS 2008;"
        " stays of 365 nights or more. Border workers, refugees, nomads and diplomats on posting are not told"
        " apart.",
        "IRTS 2008",
    ),
    Definition(
        "Purpose",
        "As asked at the counter on arrival, of foreigners alone. A departure has its arrival's purpose,"
        " where its arrival was found.",
    ),
    Definition(
        "Main purpose (IRTS 2008)",
        "; ".join(f"{PURPOSES[asked]}: {words.IRTS_PURPOSES[irts]}" for asked, irts in IRTS_PURPOSES.items())
        + ". Shopping is not asked and stands in Other. Work, crew, official and returning have no class.",
        "IRTS 2008, classification of main purposes",
    ),
    Definition(
        "Age",
        "Completed years on the day of the crossing, in the five broad groups usual in tourism statistics"
        " (0-14, 15-24, 25-44, 45-64, 65 and over). Unknown month or day: the youngest reading. Without a"
        " year of birth it is not known.",
        "Usual groups; not held against a paragraph of IRTS 2008",
    ),
    Definition(
        "Length of stay",
        "Nights. Granted: days granted less one, the day of arrival being day 1. Actual: midnights between"
        " the departure and the arrival before it, found at this station by the same document, or where the"
        " document was never seen before by the same names, whole birth date and nationality. Residents are"
        " left out. A departure whose arrival was elsewhere is not known.",
        "IRTS 2008; cuts at 92 and 365 nights: RSIM 1998",
    ),
    Definition(
        "Migration class",
        "By length of stay alone: 12 months or more (365 nights) long-term; 3 months (92 nights) to less than"
        " 12 short-term, unless for recreation, holiday, visits, business, medical treatment or religion."
        " A stay granted is no change of residence: these are upper bounds, and no count of migrants.",
        "RSIM 1998",
    ),
    Definition(
        "Refusals, referrals",
        "By reason; a crossing with two reasons counts under both, one without under not known. What became"
        " of a referral is the first later decision on the same document at this station.",
    ),
    Definition(
        "Alerts",
        "Hits on alert lists by the day on which they were met, and how people settled them, silent ones"
        " included. Not every hit is the person sought.",
    ),
    Definition(
        "Processing time",
        "Seconds from the document's coming in to the decision, as first recorded. Median and ninth decile by"
        " nearest rank.",
    ),
    Definition(
        "Waiting time",
        "Seconds from the first traveller of the same conveyance to this one's document, at this counter. It"
        " is not how long somebody stood in the queue: who left the ship late did not wait, and the time"
        " before the first document is not seen. A call ends when nobody came for 2 hours. Only conveyances"
        " with a number.",
    ),
    Definition(
        f"{words.HIDDEN} (hidden)",
        f"Where asked for, counts under {SMALLEST} are hidden, and with one alone the next smallest of its"
        " period and column, so that the total does not tell it. This protects each table by itself.",
    ),
    Definition(
        "Missing",
        "Crossings elsewhere, on paper, or erased by the rules of retention before the count; a traveller who"
        " passed uncounted. Travellers are not persons: who comes twice counts twice.",
    ),
)


def facts(statistics: Statistics) -> Sequence[tuple[str, str]]:
    """What the figures are of, line by line: the same for the same figures, whatever the machine."""
    query = statistics.query
    port = query.port.upper() or statistics.port or "all"
    newest = "nothing yet" if statistics.up_to is None else _moment(statistics.up_to)
    return (
        ("Country", words.label_words(Dimension.NATIONALITY, statistics.country)),
        ("Port", port),
        ("Station", " ".join(filter(None, (statistics.station, statistics.booth))) or "all"),
        ("First day", query.first_day.isoformat()),
        ("Last day", query.last_day.isoformat()),
        ("Cut by", words.PERIODS[query.period]),
        ("Days begin", _zone(statistics)),
        ("Counted over", f"records up to number {statistics.up_to_seq}, made {newest}"),
        (
            "Small cells",
            f"under {SMALLEST} hidden" if query.suppress else "shown: for use within the service",
        ),
        *_gaps(statistics.gaps, hides=query.suppress),
    )


def _gaps(gaps: Gaps, *, hides: bool) -> Sequence[tuple[str, str]]:
    counts = (
        ("Corrected crossings", gaps.corrected),
        ("Records that cannot be read, not counted", gaps.unreadable),
        ("Admitted, residence not known", gaps.no_residence),
        ("Admitted, year of birth not known", gaps.no_birth_year),
        ("Foreigners admitted, purpose not known", gaps.no_purpose),
        ("Foreigners departed, arrival not found here", gaps.unmatched),
    )
    return [
        (said, "fewer than 3" if hides and 0 < number < SMALLEST else str(number)) for said, number in counts
    ]


def _zone(statistics: Statistics) -> str:
    """The clock at both ends of the span, since a summer time may lie between."""
    query = statistics.query
    offsets = dict.fromkeys(f"{query.local(moment):%z}" for moment in (query.since, query.until))
    return "at midnight of UTC" + " and later ".join(f"{offset[:3]}:{offset[3:5]}" for offset in offsets)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
