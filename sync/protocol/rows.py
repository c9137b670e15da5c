"""Read a sheet of records back, column by column, quickly enough for HQ: canonical bytes and plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sync.protocol import cells
from sync.protocol import crossing_layout as layout
from sync.protocol.bounds import MOST_PAYLOAD
from sync.protocol.checks import Sentence
from sync.protocol.crossing_layout import Row
from sync.protocol.kinds import CROSSING
from sync.protocol.plain import Plain, read_plain

_MOST_GROWTH = 32 * MOST_PAYLOAD
_ROW_HEAD = b"\x98\x27\x01"
"""An array of 39 items, the first of them the number 1."""
_NONE = b"\xf6"
_NUMBERS = (layout.AT, layout.TOOK, layout.RECORD_ID, *layout.DATES)
"""Columns of numbers, in the order in which they are packed."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a batch in the order of their seqs.

    `payloads` are the canonical bytes; `rows` the plain values of a crossing by position, as
    `app.domain.record.to_row` gives them, or None for a record that travelled as bytes. `columns` are
    the same rows by position, where every record is a crossing that travelled in columns; else empty.
    Rows share equal values: read them only.
    """

    kinds: list[int]
    payloads: list[bytes]
    rows: list[Row | None]
    columns: list[list[Any]]


def read_sheet(tails: bytes, sheet: bytes, count: int) -> Records:
    """The `count` records of a sheet; raises ValueError for bytes that no writer made."""
    try:
        return _read(tails, read_plain(sheet), count)
    except (TypeError, IndexError, OverflowError, AttributeError) as error:
        raise ValueError("not a sheet") from error


def _read(tails: bytes, items: Plain, count: int) -> Records:
    if type(items) is not list or not items or type(items[0]) is not list:
        raise ValueError("not a sheet")
    strays, columns = items[0], items[1:]
    crossings = count - len(strays) // 3
    if (
        len(strays) % 3
        or crossings < 0
        or len(tails) != crossings * layout.TAIL
        or (not crossings and columns)
    ):
        raise ValueError("count")
    payloads, found = _read_crossings(columns, tails, crossings) if crossings else ([], [])
    rows: list[Row | None] = list(map(list, zip(*found, strict=True)))
    records = Records([CROSSING] * crossings, payloads, rows, [] if strays else found)
    _put_strays(records, strays)
    if len(records.kinds) != count or sum(map(len, records.payloads)) > MOST_PAYLOAD:
        raise ValueError("count")
    return records


def _put_strays(records: Records, strays: list[Plain]) -> None:
    last = -1
    for place, kind, payload in zip(strays[::3], strays[1::3], strays[2::3], strict=True):
        if type(place) is not int or type(kind) is not int or type(payload) is not bytes or place <= last:
            raise ValueError("record")
        last = place
        records.kinds.insert(place, kind)
        records.payloads.insert(place, payload)
        records.rows.insert(place, None)


class _Columns:
    """The columns of a sheet being read: for each position of the row its values and their bytes."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.values: list[list[Any]] = [[]] * layout.FIELDS
        self.encoded: list[list[bytes]] = [[]] * layout.FIELDS
        self.put(0, [layout.LAYOUT] * count, [_ROW_HEAD] * count)

    def put(self, place: int, values: list[Any], encoded: list[bytes]) -> None:
        self.values[place], self.encoded[place] = values, encoded

    def put_numbers(self, place: int, numbers: list[int]) -> None:
        self.put(place, numbers, cells.numbers_bytes(numbers))

    def put_texts(self, place: int, texts: list[str]) -> None:
        self.put(place, texts, cells.texts_bytes(texts))

    def put_values(self, place: int, column: cells.Values) -> None:
        self.put(place, column.all(), column.canonical())


def _read_crossings(items: list[Plain], tails: bytes, count: int) -> tuple[list[bytes], list[list[Any]]]:
    differ, widths, *values = items[: 2 + len(layout.VALUES)]
    first, *bases, planes, joined = items[2 + len(layout.VALUES) :]
    numbers = cells.NumbersIn(bases, widths, planes, count)
    if type(differ) is not int or type(first) is not int or type(joined) is not str:
        raise ValueError("not columns")
    if len(bases) != differ.bit_count() + len(_NUMBERS):
        raise ValueError("count")
    columns = _Columns(count)
    relative = _put_values(columns, values, differ, numbers)
    _put_times(columns, first, numbers)
    _put_ids(columns, tails, numbers.take())
    today = layout.today_of(first)
    for place in layout.DATES:
        columns.put_numbers(place, [layout.unpack_date(today + number) for number in numbers.take()])
    texts = joined.split(layout.SEPARATOR)
    for slot, place in enumerate(layout.TEXTS):
        columns.put_texts(place, texts[slot * count : (slot + 1) * count])
    _put_relative(columns, relative)
    _put_checks(columns, relative[layout.CHECKS], texts[len(layout.TEXTS) * count :])
    return list(map(b"".join, zip(*columns.encoded, strict=True))), columns.values


def _put_values(
    columns: _Columns, values: list[Plain], differ: int, numbers: cells.NumbersIn
) -> dict[int, cells.Values]:
    """Put the columns of few distinct values; give back those that are relative to others."""
    same, growth = [0] * columns.count, 0
    relative = {}
    for turn, place in enumerate(layout.VALUES):
        several = differ >> turn & 1
        column = cells.spread(
            values[turn] if several else [values[turn]], numbers.take() if several else same
        )
        growth += column.longest()
        if growth > _MOST_GROWTH:
            raise ValueError("too large")
        if place in layout.RELATIVE:
            relative[place] = column
        else:
            columns.put_values(place, column)
    return relative


def _put_times(columns: _Columns, first: int, numbers: cells.NumbersIn) -> None:
    moments = accumulate(map(layout.unzigzag, numbers.take()), initial=first)
    columns.put_numbers(layout.AT, list(moments)[1:])
    columns.put_numbers(layout.TOOK, numbers.take())


def _put_ids(columns: _Columns, tails: bytes, id_times: list[int]) -> None:
    ids = [
        layout.unpack_id_time(packed, at - took, at).to_bytes(6, "big") + tails[place : place + layout.TAIL]
        for packed, at, took, place in zip(
            id_times,
            columns.values[layout.AT],
            columns.values[layout.TOOK],
            range(0, len(tails), layout.TAIL),
            strict=True,
        )
    ]
    columns.put(layout.RECORD_ID, ids, [b"\x50" + record_id for record_id in ids])


def _put_relative(columns: _Columns, relative: dict[int, cells.Values]) -> None:
    """Port and booth as in the station's id, nationality as the issuer's, residence as the nationality,
    unless said otherwise; last day of stay."""
    for turn, place in enumerate((layout.PORT, layout.BOOTH)):
        _put_place(columns, place, relative[place], turn)
    for place, as_in in ((layout.NATIONALITY, layout.ISSUER), (layout.RESIDENCE, layout.NATIONALITY)):
        own, other = relative[place], columns
        columns.put(
            place,
            [
                same if value is None else value
                for value, same in zip(own.all(), other.values[as_in], strict=True)
            ],
            [
                same if value == _NONE else value
                for value, same in zip(own.canonical(), other.encoded[as_in], strict=True)
            ],
        )
    days = zip(
        relative[layout.LAST_DAY].all(),
        columns.values[layout.AT],
        columns.values[layout.STAY_DAYS],
        strict=True,
    )
    last_days = [layout.unpack_last_day(*parts) for parts in days]
    columns.put(
        layout.LAST_DAY, last_days, [_NONE if day is None else cells.number_bytes(day) for day in last_days]
    )


def _put_place(columns: _Columns, place: int, own: cells.Values, turn: int) -> None:
    stations = columns.values[layout.STATION]
    named = {station: layout.place_in(station)[turn] for station in set(stations)}
    texts = [named[at] if value is None else value for value, at in zip(own.all(), stations, strict=True)]
    known = {value: cells.text_bytes(value) for value in set(texts)}
    columns.put(place, texts, [known[value] for value in texts])


def _put_checks(columns: _Columns, skeletons: cells.Values, evidence: list[str]) -> None:
    values: list[Any] = [None] * len(skeletons.which)
    encoded: list[bytes] = [b""] * len(skeletons.which)
    start = 0
    for skeleton, places in zip(skeletons.distinct, skeletons.places(), strict=True):
        sentence = Sentence(skeleton)
        end = start + sentence.slots * len(places)
        words = evidence[start:end]
        if end > len(evidence):
            raise ValueError("evidence")
        start = end
        word_bytes = cells.texts_bytes(words)
        for turn, place in enumerate(places):
            mine, mine_bytes = words[turn :: len(places)], word_bytes[turn :: len(places)]
            if not layout.OWN_MARKS.isdisjoint(mine):
                own = layout.own_words(
                    *(columns.values[at][place] for at in (layout.PORT, layout.BIRTH, layout.EXPIRY))
                )
                mine = [own.get(word, word) for word in mine]
                mine_bytes = cells.texts_bytes(mine)
            values[place], encoded[place] = sentence.filled(mine, mine_bytes)
    if start != len(evidence):
        raise ValueError("evidence")
    columns.put(layout.CHECKS, values, encoded)
