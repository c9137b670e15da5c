"""What a people segment consists of, and the proof that columns from a file fit together.

People are numbered from 0 in the order in which they were read, their names likewise. A *key* is the
CRC-32 of a word's skeleton, or a mixture of two: strangers who share one only cost a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

WORD: Final = 16
"""Letters of a word that the first look compares."""

TYPES: Final[Mapping[str, str]] = {
    "word_key": "<u4",
    "word_text": f"S{WORD}",
    "word_fold": f"S{WORD}",
    "word_bones": "<u4",
    "word_group": "<u2",
    "word_rough": "<u4",
    "typo_key": "<u4",
    "typo_word": "<u4",
    "bones_key": "<u4",
    "bones_count": "<u4",
    "name_start": "<u4",
    "name_word": "<u4",
    "name_weak": "|u1",
    "odd_name": "<u4",
    "odd_start": "<u4",
    "odd_text": "|u1",
    "entry_start": "<u4",
    "id_start": "<u4",
    "id_text": "|u1",
    "entry_birth": "<i4",
    "entry_states": "<u4",
    "entry_sex": "|u1",
    "states_start": "<u4",
    "states_text": "|u1",
    "many_start": "<u4",
    "many_first": "<i4",
    "many_last": "<i4",
    "many_doubt": "|u1",
    "day_date": "<i4",
    "day_entry": "<u4",
    "pair_key": "<u4",
    "pair_entry": "<u4",
    "year_key": "<u4",
    "year_entry": "<u4",
    "number_key": "<u8",
    "number_entry": "<u4",
    "number_issuer": "<u4",
}


@dataclass(frozen=True, slots=True, eq=False)
class PeopleColumns:
    """The columns of one segment.

    `word_*` is the vocabulary in the order of its keys: a word's letters, fold, key of its skeleton,
    group of equivalents, key of its rough form. `typo_*` leads from a word with a letter left out to
    the word. `bones_*` counts the names with a skeleton. A name is the words
    `name_word[name_start[n]:name_start[n + 1]]`; `odd_*` holds the text of names that are more than
    these words. An entry is the names `entry_start[e]` up to `entry_start[e + 1]`. `entry_birth` is
    yyyymmdd of the one birth date, 0 for none, or below 0 for place -1-b among `many_*`. `day_*` leads
    from whole birth dates to entries, `pair_*` from pairs of skeletons, `year_*` from one skeleton and
    a year without a day, `number_*` from document numbers (issuer 0: not known).
    """

    word_key: Numbers
    word_text: NDArray[np.bytes_]
    word_fold: NDArray[np.bytes_]
    word_bones: Numbers
    word_group: NDArray[np.uint16]
    word_rough: Numbers
    typo_key: Numbers
    typo_word: Numbers
    bones_key: Numbers
    bones_count: Numbers
    name_start: Numbers
    name_word: Numbers
    name_weak: NDArray[np.uint8]
    odd_name: Numbers
    odd_start: Numbers
    odd_text: NDArray[np.uint8]
    entry_start: Numbers
    id_start: Numbers
    id_text: NDArray[np.uint8]
    entry_birth: NDArray[np.int32]
    entry_states: Numbers
    entry_sex: NDArray[np.uint8]
    states_start: Numbers
    states_text: NDArray[np.uint8]
    many_start: Numbers
    many_first: NDArray[np.int32]
    many_last: NDArray[np.int32]
    many_doubt: NDArray[np.uint8]
    day_date: NDArray[np.int32]
    day_entry: Numbers
    pair_key: Numbers
    pair_entry: Numbers
    year_key: Numbers
    year_entry: Numbers
    number_key: NDArray[np.uint64]
    number_entry: Numbers
    number_issuer: Numbers


def prove(columns: PeopleColumns) -> None:
    """Raise ValueError unless every number points to something that is there and every order holds."""
    c = columns
    words, names, entries = len(c.word_key), len(c.name_weak), len(c.entry_birth)
    _starts(c.name_start, names, len(c.name_word))
    _starts(c.odd_start, len(c.odd_name), len(c.odd_text))
    _starts(c.entry_start, entries, names)
    _starts(c.id_start, entries, len(c.id_text))
    _starts(c.many_start, len(c.many_start) - 1, len(c.many_first))
    _starts(c.states_start, len(c.states_start) - 1, len(c.states_text))
    _equally_long(c.word_key, c.word_text, c.word_fold, c.word_bones, c.word_group, c.word_rough)
    _equally_long(c.entry_birth, c.entry_states, c.entry_sex)
    _equally_long(c.many_first, c.many_last, c.many_doubt)
    for keys, values, bound in (
        (c.typo_key, c.typo_word, words),
        (c.day_date, c.day_entry, entries),
        (c.pair_key, c.pair_entry, entries),
        (c.year_key, c.year_entry, entries),
        (c.number_key, c.number_entry, entries),
    ):
        _equally_long(keys, values)
        _ascending(keys)
        _below(values, bound)
    _equally_long(c.number_key, c.number_issuer)
    _equally_long(c.bones_key, c.bones_count)
    for keys in (c.word_key, c.bones_key, c.odd_name):
        _ascending(keys)
    _below(c.name_word, words)
    _below(c.odd_name, names)
    _below(c.entry_states, len(c.states_start) - 1)
    _below(c.entry_sex, 4)
    for text in (c.odd_text, c.id_text, c.states_text):
        _utf8(text)
    _births(c, entries)


def _births(c: PeopleColumns, entries: int) -> None:
    for dates in (c.entry_birth[c.entry_birth > 0], c.many_first, c.many_last, c.day_date):
        months, days = dates // 100 % 100, dates % 100
        longest = np.array([31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
        if len(dates) and not bool(
            (dates >= 0).all() and (dates < 100_000_000).all() and (months <= 12).all()
        ):
            raise ValueError("a birth date out of bounds")
        if not bool((days <= longest[months]).all()) or not bool(_leap_days(dates).all()):
            raise ValueError("a birth date that no calendar has")
    if len(c.day_date) and not bool(((c.day_date % 100 > 0) & (c.day_date // 100 % 100 > 0)).all()):
        raise ValueError("a birth date without its day")
    if entries and int(c.entry_birth.min()) < -(len(c.many_start) - 1):
        raise ValueError("birth dates that are not there")


def _leap_days(dates: NDArray[np.int32]) -> NDArray[np.bool_]:
    """True but for a 29 February of a year that has none; year 0 stands for any."""
    years = dates // 10_000
    leap = (years == 0) | ((years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0)))
    found: NDArray[np.bool_] = leap | (dates % 10_000 != 229)
    return found


def _starts(starts: Numbers, count: int, total: int) -> None:
    if len(starts) != count + 1 or count < 0 or int(starts[0]) != 0 or int(starts[-1]) != total:
        raise ValueError("starts that do not fit what they divide")
    _ascending(starts)


def _ascending(values: NDArray[Any]) -> None:
    if len(values) > 1 and not bool((values[1:] >= values[:-1]).all()):
        raise ValueError("a column out of order")


def _below(values: NDArray[Any], bound: int) -> None:
    if len(values) and int(values.max()) >= bound:
        raise ValueError("a number that points to nothing")


def _equally_long(*columns: NDArray[Any]) -> None:
    if len({len(column) for column in columns}) > 1:
        raise ValueError("columns of different lengths")


def _utf8(text: NDArray[np.uint8]) -> None:
    """Texts are cut at their starts later and read leniently; here it must be text at all."""
    try:
        text.tobytes().decode()
    except UnicodeDecodeError as error:
        raise ValueError("a column that is no text") from error
