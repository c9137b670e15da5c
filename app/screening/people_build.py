"""Make the columns of a people segment from entries: one pass, then sorting."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryKind
from app.domain.dates import PartialDate
from app.domain.person import Sex
from app.screening.birth_dates import years_of
from app.screening.name_keys import ALONE, mixed, number_key, skeletons, slips, word_key
from app.screening.people_columns import TYPES, WORD, Numbers, PeopleColumns
from app.screening.rough_names import rough
from app.screening.scoring import Prepared, prepare
from app.screening.state_codes import state_key, state_number

SEXES: Final = (Sex.UNKNOWN, Sex.UNSPECIFIED, Sex.FEMALE, Sex.MALE)
"""Their order is the code in `entry_sex`."""


def _numbers() -> array[int]:
    return array("I")


@dataclass(slots=True)
class _Words:
    """The vocabulary while it grows."""

    numbers: dict[str, int] = field(default_factory=dict)
    folds: list[str] = field(default_factory=list)
    bones: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def number(self, name: Prepared, place: int) -> int:
        """The number of one word of a name, in the order of appearance."""
        word = name.tokens[place]
        known = self.numbers.get(word)
        if known is None:
            known = self.numbers[word] = len(self.folds)
            self.folds.append(name.folds[place])
            self.bones.append(name.skeletons[place])
            self.groups.append(name.equivalents[place])
        return known


@dataclass(slots=True)
class _Text:
    """Texts one after another."""

    starts: array[int] = field(default_factory=lambda: array("I", [0]))
    text: bytearray = field(default_factory=bytearray)

    def add(self, text: str) -> None:
        self.text += text.encode(errors="replace")
        self.starts.append(len(self.text))


@dataclass(slots=True)
class _Building:
    """What one pass over the entries gathers."""

    words: _Words = field(default_factory=_Words)
    name_start: array[int] = field(default_factory=lambda: array("I", [0]))
    name_word: array[int] = field(default_factory=_numbers)
    name_weak: bytearray = field(default_factory=bytearray)
    odd_name: array[int] = field(default_factory=_numbers)
    odd: _Text = field(default_factory=_Text)
    entry_start: array[int] = field(default_factory=lambda: array("I", [0]))
    ids: _Text = field(default_factory=_Text)
    birth: array[int] = field(default_factory=lambda: array("i"))
    states: array[int] = field(default_factory=_numbers)
    sex: bytearray = field(default_factory=bytearray)
    sets: dict[str, int] = field(default_factory=dict)
    many_start: array[int] = field(default_factory=lambda: array("I", [0]))
    many: list[tuple[int, int, bool]] = field(default_factory=list)
    day: list[array[int]] = field(default_factory=lambda: [array("i"), array("I")])
    paired: dict[int, array[int]] = field(default_factory=dict)
    year: list[array[int]] = field(default_factory=lambda: [_numbers(), _numbers(), _numbers()])
    number: list[array[int]] = field(default_factory=lambda: [array("Q"), array("I"), array("I")])

    def take(self, entry: AlertEntry) -> None:
        """Take one person in."""
        place = len(self.birth)
        self.ids.add(entry.entry_id)
        names = _names(entry)
        for name, weak in names:
            self._name(name, weak)
        self.entry_start.append(len(self.name_weak))
        bones = [skeletons(name) for name, _ in names]
        self._pairs(place, bones)
        self._births(place, entry.births, {word_key(one) for several in bones for one in several})
        states = ",".join(sorted({state_key(state) for state in entry.nationalities} - {""}))
        self.states.append(self.sets.setdefault(states, len(self.sets)))
        self.sex.append(SEXES.index(entry.sex))
        for document in entry.documents:
            if key := number_key(document.number):
                for column, value in zip(
                    self.number, (key, place, state_number(document.issuer)), strict=True
                ):
                    column.append(value)

    def _name(self, name: Prepared, weak: bool) -> None:
        if name.text != " ".join(name.tokens) or any(len(word) > WORD for word in name.tokens):
            self.odd_name.append(len(self.name_weak))
            self.odd.add(name.text)
        self.name_word.extend([self.words.number(name, place) for place in range(len(name.tokens))])
        self.name_start.append(len(self.name_word))
        self.name_weak.append(weak)

    def _pairs(self, place: int, names: Sequence[tuple[str, ...]]) -> None:
        """Keep the skeletons of each name, by how many there are, for `_pair_columns`."""
        for bones in dict.fromkeys(names):
            keys = sorted({word_key(one) for one in bones})
            if keys:
                self.paired.setdefault(len(keys), _numbers()).extend([place, *keys])

    def _births(self, place: int, births: Sequence[EntryBirth], bones: Iterable[int]) -> None:
        known = [birth for birth in dict.fromkeys(births) if years_of(birth)]
        if len(known) == 1 and known[0].first == known[0].last and not known[0].approximate:
            self.birth.append(_number(known[0].first))
        elif known:
            self.many += [(_number(one.first), _number(one.last), one.approximate) for one in known]
            self.many_start.append(len(self.many))
            self.birth.append(1 - len(self.many_start))
        else:
            self.birth.append(0)
        years: set[int] = set()
        for birth in known:
            if birth.first == birth.last and birth.first.complete:
                self.day[0].append(_number(birth.first))
                self.day[1].append(place)
            elif span := years_of(birth):
                years.update(range(span.first, span.last + 1))
        for year in years:
            for key in bones:
                for column, value in zip(self.year, (key, year, place), strict=True):
                    column.append(value)


def build(entries: Iterable[AlertEntry]) -> PeopleColumns:
    """The columns of all persons among the entries; entities and vessels are left out."""
    building = _Building()
    for entry in entries:
        if entry.kind is EntryKind.PERSON:
            building.take(entry)
    columns = dict(_columns(building))
    return PeopleColumns(**{name: np.asarray(columns[name], dtype=kind) for name, kind in TYPES.items()})


def _names(entry: AlertEntry) -> list[tuple[Prepared, bool]]:
    """The different names, and whether the list trusts them little."""
    found: dict[str, tuple[Prepared, bool]] = {}
    for one in entry.names:
        name = prepare(one.text)
        if name.tokens:
            weak = one.weak and found.get(name.text, (name, True))[1]
            found[name.text] = (name, weak)
    return list(found.values())


def _columns(b: _Building) -> Iterator[tuple[str, Any]]:
    yield from _words(b)
    yield from (("name_start", b.name_start), ("name_weak", np.frombuffer(bytes(b.name_weak), np.uint8)))
    yield from (("odd_name", b.odd_name), ("odd_start", b.odd.starts), ("odd_text", _bytes(b.odd.text)))
    yield from (("entry_start", b.entry_start), ("id_start", b.ids.starts), ("id_text", _bytes(b.ids.text)))
    yield from (("entry_birth", b.birth), ("entry_states", b.states), ("entry_sex", _bytes(b.sex)))
    sets = _Text()
    for states in b.sets or ("",):
        sets.add(states)
    yield from (("states_start", sets.starts), ("states_text", _bytes(sets.text)))
    firsts, lasts, doubts = zip(*b.many, strict=True) if b.many else ((), (), ())
    yield from (("many_start", b.many_start), ("many_first", firsts), ("many_last", lasts))
    yield "many_doubt", doubts
    yield from _sorted(("day_date", "day_entry"), b.day)
    yield from _sorted(("pair_key", "pair_entry"), _pair_columns(b.paired))
    bones, years, place = (np.asarray(column, np.uint32) for column in b.year)
    yield from _sorted(("year_key", "year_entry"), (mixed(bones, years), place))
    yield from _sorted(("number_key", "number_entry", "number_issuer"), b.number)


def _words(b: _Building) -> Iterator[tuple[str, Any]]:
    """The vocabulary in the order of its keys, and what leads to it."""
    words = list(b.words.numbers)
    keys = np.asarray([word_key(word) for word in words], dtype=np.uint32)
    order = np.argsort(keys, kind="stable")
    place = np.empty(len(words), dtype=np.uint32)
    place[order] = np.arange(len(words), dtype=np.uint32)
    bones = np.asarray([word_key(one) for one in b.words.bones], dtype=np.uint32)[order]
    yield "word_key", keys[order]
    yield "word_text", _cut(words)[order]
    yield "word_fold", _cut(b.words.folds)[order]
    yield "word_bones", bones
    yield "word_group", np.asarray(b.words.groups, dtype=np.uint16)[order]
    name_word = place[np.asarray(b.name_word, dtype=np.int64)]
    yield "name_word", name_word
    yield "word_rough", np.asarray([word_key(rough(word)) for word in words], dtype=np.uint32)[order]
    found, counts = np.unique(bones[name_word], return_counts=True)
    yield from (("bones_key", found), ("bones_count", counts))
    typo_key, typo_word = array("I"), array("I")
    for number, word in enumerate(words):
        for key in slips(word):
            typo_key.append(key)
            typo_word.append(number)
    leading = place[np.asarray(typo_word, dtype=np.int64)]
    yield from _sorted(("typo_key", "typo_word"), (typo_key, leading))


def _pair_columns(paired: dict[int, array[int]]) -> tuple[Numbers, Numbers]:
    """Every pair of skeletons of one name, with its entry."""
    keys, entries = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for count, numbers in paired.items():
        table = np.asarray(numbers, dtype=np.uint32).reshape(-1, count + 1)
        if count == 1:
            keys.append(mixed(table[:, 1], np.full(len(table), ALONE, np.uint32)))
            entries.append(table[:, 0])
        for one, other in combinations(range(1, count + 1), 2):
            keys.append(mixed(table[:, one], table[:, other]))
            entries.append(table[:, 0])
    both = np.unique(np.concatenate(keys).astype(np.uint64) << np.uint64(32) | np.concatenate(entries))
    return (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)


def _sorted(names: Sequence[str], columns: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Columns in the order of the first of them."""
    arrays = [np.asarray(column) for column in columns]
    order = np.argsort(arrays[0], kind="stable")
    for name, values in zip(names, arrays, strict=True):
        yield name, values[order]


def _cut(words: Sequence[str]) -> NDArray[np.bytes_]:
    return np.asarray([word.encode()[:WORD] for word in words], dtype=f"S{WORD}")


def _bytes(text: bytearray) -> NDArray[np.uint8]:
    return np.frombuffer(bytes(text), np.uint8)


def _number(date: PartialDate) -> int:
    return date.year * 10_000 + date.month * 100 + date.day
