"""Lay canonical records out by column, so that what repeats stands together, and lose nothing.

A crossing of a known layout goes into columns. Every other record (another kind, a later layout, a
value out of its place) travels as its plain bytes in the same sheet: nothing is ever left behind.
The writer reads its own sheet back and sends as plain bytes whatever did not come back the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import cbor2

from sync.protocol import cells
from sync.protocol import crossing_layout as layout
from sync.protocol.bounds import LARGEST_SHEET
from sync.protocol.crossing_layout import Row
from sync.protocol.kinds import CROSSING
from sync.protocol.plain import read_plain
from sync.protocol.rows import read_sheet

_NUMBERS = (layout.AT, layout.TOOK, *layout.DATES)
_WORDS = (
    layout.STATION, layout.PORT, layout.BOOTH, layout.ISSUER, layout.NATIONALITY, layout.RESIDENCE,
    *layout.TEXTS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records laid out: `tails` hold what cannot be compressed, `sheet` is to be."""

    tails: bytes
    sheet: bytes


@dataclass(slots=True)
class _Columns:
    """Crossings being gathered column by column."""

    rows: list[Row] = field(default_factory=list)
    skeletons: list[Row] = field(default_factory=list)
    evidence: list[list[str]] = field(default_factory=list)


def write_sheet(records: Sequence[tuple[int, bytes]]) -> Sheet:
    """Lay out (kind, canonical bytes) pairs; `read_sheet` gives them back byte for byte."""
    as_bytes: set[int] = set()
    while True:
        sheet = _write(records, as_bytes)
        wrong = _lost(records, sheet) - as_bytes
        if not wrong:
            return sheet
        as_bytes |= wrong


def _lost(records: Sequence[tuple[int, bytes]], sheet: Sheet) -> set[int]:
    """Which records do not come back as they went in."""
    if len(sheet.sheet) > LARGEST_SHEET:
        return set(range(len(records)))
    try:
        back = read_sheet(sheet.tails, sheet.sheet, len(records))
    except ValueError:
        return set(range(len(records)))
    pairs = zip(back.kinds, back.payloads, strict=True)
    return {place for place, pair in enumerate(pairs) if pair != records[place]}


def _write(records: Sequence[tuple[int, bytes]], as_bytes: set[int]) -> Sheet:
    columns, strays = _Columns(), []
    for place, (kind, payload) in enumerate(records):
        if kind != CROSSING or place in as_bytes or not _take(columns, payload):
            strays += [place, kind, payload]
    if not columns.rows:
        return Sheet(b"", cbor2.dumps([strays]))
    tails = b"".join(row[layout.RECORD_ID][6:] for row in columns.rows)
    try:
        return Sheet(tails, cbor2.dumps([strays, *_columns(columns)]))
    except ValueError:
        everything = [part for place, record in enumerate(records) for part in (place, *record)]
        return Sheet(b"", cbor2.dumps([everything]))


def _take(columns: _Columns, payload: bytes) -> bool:
    """Add a crossing to the columns if it has the shape of one."""
    try:
        row = read_plain(payload)
        if type(row) is not list or len(row) != layout.FIELDS or row[0] != layout.LAYOUT:
            return False
        _require_shape(row)
        skeleton, evidence = _split_checks(row)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    columns.rows.append(row)
    columns.skeletons.append(skeleton)
    columns.evidence.append(evidence)
    return True


def _require_shape(row: Row) -> None:
    if type(row[layout.RECORD_ID]) is not bytes or len(row[layout.RECORD_ID]) != 16:
        raise ValueError("record id")
    if not all(type(row[place]) is int and 0 <= row[place] < 1 << 50 for place in _NUMBERS):
        raise ValueError("number")
    if not all(type(row[place]) is str and _sendable(row[place]) for place in _WORDS):
        raise ValueError("text")
    for place in layout.DATES:
        layout.pack_date(row[place])
    layout.pack_last_day(row)


def _sendable(text: str) -> bool:
    return text.isprintable() or all(letter >= " " for letter in text)


def _split_checks(row: Row) -> tuple[Row, list[str]]:
    """The checks without the values of their evidence, and those values in order."""
    marks = {
        word: mark
        for mark, word in layout.own_words(row[layout.PORT], row[layout.BIRTH], row[layout.EXPIRY]).items()
    }
    skeleton, values = [], []
    for name, verdict, reason, evidence in row[layout.CHECKS]:
        skeleton.append([name, verdict, reason, evidence[::2]])
        values += [marks.get(value, value) for value in evidence[1::2]]
        if len(evidence) % 2 or not all(type(value) is str and _sendable(value) for value in evidence[1::2]):
            raise ValueError("evidence")
    return skeleton, values


def _columns(columns: _Columns) -> list[Any]:
    """[which values differ, widths, values..., first moment, bases..., planes, texts]."""
    rows, numbers = columns.rows, cells.NumbersOut()
    differ, values, evidence = 0, list[Any](), list[str]()
    for turn, place in enumerate(layout.VALUES):
        column = cells.values_of(columns.skeletons if place == layout.CHECKS else _values(rows, place))
        if len(column.distinct) > 1:
            differ |= 1 << turn
            numbers.add(column.which)
        values.append(column.distinct if len(column.distinct) > 1 else column.distinct[0])
        if place == layout.CHECKS:
            evidence = _evidence_by_slot(column, columns.evidence)
    _add_numbers(numbers, rows)
    texts = [row[place] for place in layout.TEXTS for row in rows]
    return [
        differ,
        bytes(numbers.widths),
        *values,
        rows[0][layout.AT],
        *numbers.bases,
        bytes(numbers.planes),
        layout.SEPARATOR.join([*texts, *evidence]),
    ]


def _values(rows: list[Row], place: int) -> list[Any]:
    if place == layout.LAST_DAY:
        return [layout.pack_last_day(row) for row in rows]
    if place in (layout.PORT, layout.BOOTH):
        turn = place - layout.PORT
        return [
            None if row[place] == layout.place_in(row[layout.STATION])[turn] else row[place] for row in rows
        ]
    as_in = {layout.NATIONALITY: layout.ISSUER, layout.RESIDENCE: layout.NATIONALITY}.get(place)
    if as_in is None:
        return [row[place] for row in rows]
    return [None if row[place] == row[as_in] else row[place] for row in rows]


def _add_numbers(numbers: cells.NumbersOut, rows: list[Row]) -> None:
    today = layout.today_of(rows[0][layout.AT])
    numbers.add([0, *(layout.zigzag(row[layout.AT] - before[layout.AT]) for before, row in pairwise(rows))])
    numbers.add([row[layout.TOOK] for row in rows])
    numbers.add(
        [
            layout.pack_id_time(int.from_bytes(row[layout.RECORD_ID][:6], "big"), at - row[layout.TOOK], at)
            for row in rows
            for at in (row[layout.AT],)
        ]
    )
    for place in layout.DATES:
        numbers.add([layout.pack_date(row[place]) - today for row in rows])


def _evidence_by_slot(skeletons: cells.Values, evidence: list[list[str]]) -> list[str]:
    """Values of evidence, those that answer the same question in the same sentence together."""
    gathered: list[str] = []
    for places in skeletons.places():
        for slot in zip(*(evidence[place] for place in places), strict=True):
            gathered += slot
    return gathered
