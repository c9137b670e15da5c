"""Words for figures: tables, dimensions, groups and measures, by the codes of `app.domain.statistics`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from app.domain.alert_entry import Band
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.decision import DecisionKind, Reason
from app.domain.movement import IrtsPurpose, MigrationClass, VisitorClass
from app.domain.person import Sex
from app.domain.states import state
from app.domain.statistics import UNKNOWN, AgeGroup, Dimension, Measure, Period, StayGroup
from app.wording.choices import (
    BANDS,
    DECISIONS,
    DIRECTIONS,
    PURPOSES,
    REASONS_GIVEN,
    SETTLED_AS,
    SEXES,
)

NOT_KNOWN: Final = "Not known"
HIDDEN: Final = "c"
"""What stands in a cell that is hidden for confidentiality."""

TABLES: Mapping[str, str] = {
    "chosen": "Table of your own",
    "movements": "Crossings by decision",
    "periods": "Arrivals and departures",
    "port": "By port",
    "nationality": "By nationality",
    "residence": "By country of residence",
    "purpose": "By purpose",
    "mode": "By mode of transport",
    "age": "By age group",
    "sex": "By sex",
    "visitor": "By kind of traveller",
    "migration": "By length of stay, migration",
    "visitors_by_residence": "Visitors by residence",
    "visitors_by_purpose": "Visitors by main purpose",
    "stay_granted": "Length of stay granted",
    "stayed": "Length of stay, actual",
    "refusals": "Refusals by reason",
    "referrals": "Referrals by reason",
    "refusals_by_nationality": "Refusals by nationality",
    "outcomes": "What became of referrals",
    "alerts": "Alerts by list",
    "processing_by_period": "Processing times",
    "processing_by_hour": "Processing times by hour",
    "waiting_by_period": "Waiting times",
    "waiting_by_hour": "Waiting times by hour",
}
"""The title of every table, by its name."""

_WAITING: Final = (
    "After the first traveller of the same conveyance. Who left the ship late did not wait, and the time "
    "before the first document is not seen."
)
_PROCESSING: Final = "From the document's coming in to the decision."
_VISITORS: Final = (
    "Visitors as UN Tourism counts them: no residents, crew, workers, officials, nobody for a year or more."
)
_STAY: Final = "What was granted is a permission and no plan. Residents are left out."

NOTES: Mapping[str, str] = {
    "chosen": "Admitted travellers alone.",
    "movements": "Every crossing once, as its newest version says.",
    "periods": "Admitted travellers alone: who was refused or referred is neither.",
    "port": "Admitted travellers alone.",
    "nationality": "As the document says or the officer settled it.",
    "residence": "Where travellers live, as asked at the counter.",
    "purpose": "Asked of foreigners on arrival. A departure has its arrival's, where that was found here.",
    "mode": "Admitted travellers alone.",
    "age": "Completed years on the day of the crossing.",
    "sex": "As the document says.",
    "visitor": "By UN Tourism. Arrivals by the nights granted, departures by the nights stayed.",
    "migration": "By the length of stay alone: upper bounds, and no count of migrants.",
    "visitors_by_residence": _VISITORS,
    "visitors_by_purpose": _VISITORS,
    "stay_granted": _STAY,
    "stayed": "Nights since the arrival of the same document at this station. Residents are left out.",
    "refusals": "Who was refused for two reasons counts under both.",
    "referrals": "Who was referred for two reasons counts under both.",
    "refusals_by_nationality": "Refused travellers alone.",
    "outcomes": "The first later decision on the same document at this station.",
    "alerts": "Hits by the day on which they were met, silent ones too. Not every hit is the person sought.",
    "processing_by_period": _PROCESSING,
    "processing_by_hour": _PROCESSING,
    "waiting_by_period": _WAITING,
    "waiting_by_hour": _WAITING,
}
"""What must be known to read a table, in a sentence or two."""

DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.PERIOD: "Period",
    Dimension.WAY: "Way",
    Dimension.DECISION: "Decision",
    Dimension.PORT: "Port",
    Dimension.NATIONALITY: "Nationality",
    Dimension.RESIDENCE: "Country of residence",
    Dimension.PURPOSE: "Purpose",
    Dimension.IRTS_PURPOSE: "Main purpose (IRTS 2008)",
    Dimension.VISITOR: "Kind of traveller",
    Dimension.MIGRATION: "Migration class",
    Dimension.MODE: "Mode of transport",
    Dimension.AGE: "Age",
    Dimension.SEX: "Sex",
    Dimension.STAY_GRANTED: "Nights granted",
    Dimension.STAYED: "Nights stayed",
    Dimension.REASON: "Reason",
    Dimension.OUTCOME: "Decided later",
    Dimension.HOUR: "Hour of the day",
    Dimension.LIST: "List",
    Dimension.BAND: "Band",
    Dimension.SETTLED: "Settled as",
}

MEASURES: Mapping[Measure, str] = {
    Measure.CROSSINGS: "Crossings",
    Measure.ARRIVALS: "Arrivals",
    Measure.DEPARTURES: "Departures",
    Measure.VISITORS: "Visitors",
    Measure.HITS: "Hits",
    Measure.TIMES: "Travellers",
    Measure.MEDIAN: "Median, s",
    Measure.NINTH_DECILE: "9 of 10 within, s",
    Measure.LONGEST: "Longest, s",
}

PERIODS: Mapping[Period, str] = {
    Period.DAY: "days",
    Period.MONTH: "months",
    Period.QUARTER: "quarters",
    Period.YEAR: "years",
}

AGE_GROUPS: Mapping[AgeGroup, str] = {
    AgeGroup.A0_14: "0 to 14",
    AgeGroup.A15_24: "15 to 24",
    AgeGroup.A25_44: "25 to 44",
    AgeGroup.A45_64: "45 to 64",
    AgeGroup.A65: "65 and over",
}

STAY_GROUPS: Mapping[StayGroup, str] = {
    StayGroup.N0: "Same day",
    StayGroup.N1_3: "1 to 3 nights",
    StayGroup.N4_7: "4 to 7 nights",
    StayGroup.N8_28: "8 to 28 nights",
    StayGroup.N29_91: "29 to 91 nights",
    StayGroup.N92_364: "92 to 364 nights",
    StayGroup.N365: "365 nights and over",
}

IRTS_PURPOSES: Mapping[IrtsPurpose, str] = {
    IrtsPurpose.HOLIDAYS: "Holidays, leisure and recreation",
    IrtsPurpose.VISITING: "Visiting friends and relatives",
    IrtsPurpose.EDUCATION: "Education and training",
    IrtsPurpose.HEALTH: "Health and medical care",
    IrtsPurpose.RELIGION: "Religion, pilgrimages",
    IrtsPurpose.SHOPPING: "Shopping",
    IrtsPurpose.TRANSIT: "Transit",
    IrtsPurpose.OTHER: "Other",
    IrtsPurpose.BUSINESS: "Business and professional",
}

VISITOR_CLASSES: Mapping[VisitorClass, str] = {
    VisitorClass.TOURIST: "Tourist (overnight visitor)",
    VisitorClass.SAME_DAY: "Same-day visitor",
    VisitorClass.VISITOR: "Visitor, nights not known",
    VisitorClass.RESIDENT: "Resident",
    VisitorClass.CREW: "Crew",
    VisitorClass.WORKER: "Worker",
    VisitorClass.OFFICIAL: "Official",
    VisitorClass.LONG_STAY: "12 months or more",
    VisitorClass.UNKNOWN: NOT_KNOWN,
}

MIGRATION_CLASSES: Mapping[MigrationClass, str] = {
    MigrationClass.LONG_TERM: "12 months or more (long-term)",
    MigrationClass.SHORT_TERM: "3 to 12 months (short-term)",
    MigrationClass.NONE: "Shorter, or on a visit",
    MigrationClass.RESIDENT: "Resident",
    MigrationClass.UNKNOWN: NOT_KNOWN,
}

SETTLED: Mapping[str, str] = {
    **{one.value: words for one, words in SETTLED_AS.items()},
    "open": "Still open",
    "cleared": "Let pass by an earlier word",
}

MODES_COUNTED: Mapping[Mode, str] = {Mode.SEA: "Sea", Mode.AIR: "Air", Mode.ROAD: "Road"}

REASONS_COUNTED: Mapping[Reason, str] = {**REASONS_GIVEN, Reason.OTHER: "Other"}

NOT_DECIDED: Final = "Nothing yet"
"""What became of a referral on whose document no decision followed."""

_GROUPS: Final[Mapping[Dimension, tuple[type[StrEnum], Mapping[Any, str]]]] = {
    Dimension.WAY: (Direction, DIRECTIONS),
    Dimension.DECISION: (DecisionKind, DECISIONS),
    Dimension.OUTCOME: (DecisionKind, {**DECISIONS, DecisionKind.REFER: NOT_DECIDED}),
    Dimension.PURPOSE: (Purpose, PURPOSES),
    Dimension.IRTS_PURPOSE: (IrtsPurpose, IRTS_PURPOSES),
    Dimension.VISITOR: (VisitorClass, VISITOR_CLASSES),
    Dimension.MIGRATION: (MigrationClass, MIGRATION_CLASSES),
    Dimension.MODE: (Mode, MODES_COUNTED),
    Dimension.AGE: (AgeGroup, AGE_GROUPS),
    Dimension.SEX: (Sex, SEXES),
    Dimension.STAY_GRANTED: (StayGroup, STAY_GROUPS),
    Dimension.STAYED: (StayGroup, STAY_GROUPS),
    Dimension.REASON: (Reason, REASONS_COUNTED),
    Dimension.BAND: (Band, BANDS),
}
_STATES: Final = frozenset({Dimension.NATIONALITY, Dimension.RESIDENCE})


def label_words(dimension: Dimension, label: str) -> str:
    """A label in plain English: `65 and over`, `NZL New Zealand`, `14:00`; a code that nobody knows as it
    stands, and what is not known says so."""
    if dimension in _GROUPS:
        kind, words = _GROUPS[dimension]
        if label in frozenset(one.value for one in kind):
            return str(words[kind(label)])
    if label == UNKNOWN:
        return NOT_KNOWN
    if dimension in _STATES:
        known = state(label)
        return label if known is None else f"{label} {known.name}"
    if dimension is Dimension.HOUR:
        return f"{label}:00"
    if dimension is Dimension.SETTLED:
        return SETTLED.get(label, label)
    return label
