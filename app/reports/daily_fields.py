"""The columns of a daily log's CSV and XLSX: names that never change, each with its value from an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias

from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.day import DayEntry, DayHead
from app.domain.load_valve import is_light

Value: TypeAlias = str | int | bool | date | datetime | PartialDate | StrEnum | tuple[StrEnum, ...] | None
"""What a column may hold; a datetime is UTC here and printed by the log's clock."""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the CSV's column, for ever; `title` the sheet's, empty where the sheet leaves it out;
    `width` in characters."""

    name: str
    title: str
    width: float
    value: Callable[[DayHead, DayEntry], Value]


def _of(name: str, title: str, width: float, value: Callable[[Crossing], Value]) -> Column:
    return Column(name, title, width, lambda _, entry: value(entry.crossing))


COLUMNS: Final[tuple[Column, ...]] = (
    Column("log_number", "", 0, lambda head, _: head.number),
    Column("log_kind", "", 0, lambda head, _: head.kind),
    Column("day", "", 0, lambda head, _: head.day),
    _of("station", "", 0, lambda one: one.station),
    _of("port", "", 0, lambda one: one.port),
    _of("booth", "", 0, lambda one: one.booth),
    Column("seq", "Row", 8, lambda _, entry: entry.seq),
    _of("crossed_at", "Crossed at", 19, lambda one: one.crossed_at),
    _of("direction", "Way", 10, lambda one: one.direction),
    _of("document_kind", "Document", 15, lambda one: one.document.kind),
    _of("document_code", "", 0, lambda one: one.document.document_code),
    _of("issuing_state", "Issued by", 9, lambda one: one.document.issuing_state),
    _of("document_number", "Document number", 16, lambda one: one.document.number),
    _of("document_expiry", "Expires", 11, lambda one: one.document.expiry_date),
    _of("surname", "Surname", 24, lambda one: one.traveller.surname),
    _of("given_names", "Given names", 26, lambda one: one.traveller.given_names),
    _of("nationality", "Nationality", 10, lambda one: one.traveller.nationality),
    _of("birth_date", "Born", 11, lambda one: one.traveller.birth_date),
    _of("sex", "Sex", 8, lambda one: one.traveller.sex),
    _of("residence", "Residence", 10, lambda one: one.traveller.residence),
    _of("purpose", "Purpose", 15, lambda one: one.purpose),
    _of("stay_days", "Stay, days", 10, lambda one: one.stay.days if one.stay else None),
    _of("stay_last_day", "Stay, last day", 13, lambda one: one.stay.last_day if one.stay else None),
    _of("mode", "By", 8, lambda one: one.conveyance.mode),
    _of("conveyance", "Conveyance", 14, lambda one: one.conveyance.number),
    _of("other_port", "From or to", 10, lambda one: one.conveyance.other_port),
    _of("decision", "Decision", 10, lambda one: one.decision.kind),
    _of("reasons", "Reasons", 30, lambda one: one.decision.reasons),
    _of("overruled", "Checks overruled", 24, lambda one: one.decision.overruled),
    _of("note", "Note", 30, lambda one: one.decision.note),
    _of("officer", "Officer", 12, lambda one: one.officer),
    _of("version", "Version", 8, lambda one: one.version),
    Column("versions", "Versions", 8, lambda _, entry: entry.versions),
    _of("correction", "Why corrected", 30, lambda one: one.correction),
    _of("processed_lightly", "Lightly", 8, lambda one: is_light(one.checks)),
    Column("hit", "Alert met", 9, lambda _, entry: entry.hit),
    _of("training", "Training", 8, lambda one: one.training),
    _of("record_id", "Record", 37, lambda one: one.record_id),
    _of("crossing_id", "", 0, lambda one: one.crossing_id),
    _of("opened_at", "", 0, lambda one: one.opened_at),
    _of("recorded_at", "", 0, lambda one: one.at),
    _of("capture", "", 0, lambda one: one.document.capture),
    _of("optional_data", "", 0, lambda one: one.document.optional_data),
    _of("mrz", "", 0, lambda one: " ".join(one.document.mrz_lines)),
    _of("document_surname", "", 0, lambda one: one.document.surname),
    _of("document_given_names", "", 0, lambda one: one.document.given_names),
    _of("document_nationality", "", 0, lambda one: one.document.nationality),
    _of("document_birth_date", "", 0, lambda one: one.document.birth_date),
    _of("document_sex", "", 0, lambda one: one.document.sex),
    _of("checks", "", 0, lambda one: " ".join(f"{made.name}={made.verdict}" for made in one.checks)),
)
"""Every field of an entry. New columns come at the end; none is renamed or moved (docs/days.md)."""

SHEET_COLUMNS: Final = tuple(column for column in COLUMNS if column.title)
