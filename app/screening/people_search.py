"""Search one segment: which entries are worth a look, and which of their names come near the query.

Three looks, each narrower. *Candidates*: entries born on the traveller's birth date or on what a
clerk's slip makes of it; entries with two of the name's skeletons, where a word may also have a slip in
it or be written in one with its neighbour; entries with one of them and a fitting year alone.
*Estimate*: all their names at once, word by word, generously. *Rated*: what remains is for `score`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from app.domain.dates import PartialDate
from app.screening.bands import Levels
from app.screening.birth_dates import variants
from app.screening.name_estimate import Listed, Shares, estimate
from app.screening.name_keys import ALONE, keyed, mixed, number_key, skeletons, slips, word_key
from app.screening.people_columns import WORD, Numbers, PeopleColumns
from app.screening.scoring import Prepared, prepare

Places = NDArray[np.int64]

LONG_POSTING: Final = 150
"""Entries of one pair of skeletons from which on only those with a fitting birth are looked at."""
FEW: Final = 64
"""Keys of one pair of words up to which both words may have a slip in them."""
MANY: Final = 400
"""Entries from which on more than one pair of words must be shared, where there are more."""
MOST_READINGS: Final = 6
MOST_RATED: Final = 400
"""Names that are rated at most."""
_NONE: Final = np.empty(0, np.uint32)
SLACK: Final = 0.1
"""By how much an estimate may fall short of the least name score that its birth date asks for."""
_GLUED: Final = frozenset(
    "AL EL DE DI DA DO DOS DAS DU DEL DELA DELOS LA LE VAN VANDER VANDEN VON BIN BEN IBN O MC".split()  # noqa: SIM905 - reads better
)


@dataclass(frozen=True, slots=True)
class Rated:
    """One name of one entry that comes near."""

    entry: int
    name: int


class Search:
    """Ask one segment. Threads may ask at the same time."""

    def __init__(self, columns: PeopleColumns) -> None:
        """Ask these columns, which must be sound."""
        self._c = columns

    @property
    def names(self) -> int:
        """How many names the segment has."""
        return len(self._c.name_weak)

    def count(self, bones: str) -> int:
        """How many names have a skeleton."""
        key = word_key(bones)
        at = int(np.searchsorted(self._c.bones_key, np.uint32(key)))
        return (
            int(self._c.bones_count[at])
            if at < len(self._c.bones_key) and self._c.bones_key[at] == key
            else 0
        )

    def entry_id(self, entry: int) -> str:
        """The list's own id of an entry."""
        return _text(self._c.id_text, self._c.id_start, entry)

    def states(self, entry: int) -> tuple[str, ...]:
        """The nationalities of an entry as `state_key` writes them."""
        text = _text(self._c.states_text, self._c.states_start, int(self._c.entry_states[entry]))
        return tuple(text.split(",")) if text else ()

    def sex(self, entry: int) -> int:
        """The code of an entry's sex (`people_build.SEXES`)."""
        return int(self._c.entry_sex[entry])

    def births(self, entry: int) -> list[tuple[int, int, bool]]:
        """The births of an entry: first, last (yyyymmdd) and whether the list doubts them."""
        one = int(self._c.entry_birth[entry])
        if one >= 0:
            return [(one, one, False)] if one else []
        a, z = (int(place) for place in self._c.many_start[-1 - one : 1 - one])
        rows = zip(self._c.many_first[a:z], self._c.many_last[a:z], self._c.many_doubt[a:z], strict=True)
        return [(int(first), int(last), bool(doubt)) for first, last, doubt in rows]

    def weak(self, name: int) -> bool:
        """Whether the list trusts a name little."""
        return bool(self._c.name_weak[name])

    def words(self, name: int) -> bytes:
        """Something that is equal for equal names."""
        at = int(np.searchsorted(self._c.odd_name, np.uint32(name)))
        if at < len(self._c.odd_name) and self._c.odd_name[at] == name:
            return self._c.odd_text[self._c.odd_start[at] : self._c.odd_start[at + 1]].tobytes()
        return b" ".join(
            self._c.word_text[self._c.name_word[slice(*self._c.name_start[name : name + 2])]].tolist()
        )

    def numbered(self, number: str) -> list[tuple[int, int]]:
        """The entries with a document number, and the number of its issuer's code (0: not known)."""
        key = number_key(number)
        if not key:
            return []
        a, z = (
            np.searchsorted(self._c.number_key, np.uint64(key), "left"),
            np.searchsorted(self._c.number_key, np.uint64(key), "right"),
        )
        return [
            (int(self._c.number_entry[at]), int(self._c.number_issuer[at])) for at in range(int(a), int(z))
        ]

    def names_of(self, entry: int) -> range:
        """The names of an entry."""
        return range(int(self._c.entry_start[entry]), int(self._c.entry_start[entry + 1]))

    def look(self, name: Prepared, birth: PartialDate, levels: Levels, *, truncated: bool) -> list[Rated]:
        """The names that may reach a band, the likeliest first."""
        readings = self._readings(name)
        entries, least = self._candidates(readings, birth, levels)
        places, of_entry = spread(self._c.entry_start, entries)
        if not len(places):
            return []
        estimate = self._estimates(readings, places, truncated)
        over = estimate - least[of_entry]
        kept = np.flatnonzero(over >= -SLACK)
        kept = kept[np.argsort(-over[kept], kind="stable")][:MOST_RATED]
        return [Rated(int(entries[of_entry[at]]), int(places[at])) for at in kept]

    def _readings(self, name: Prepared) -> list[Prepared]:
        """The name as it is, and with words joined or parted where the list knows such words."""
        found = [name]
        words = name.text.split()
        for size in (2, 3):
            for at in range(len(words) - size + 1):
                joined = "".join(words[at : at + size])
                if self._knows(joined):
                    found.append(prepare(" ".join([*words[:at], joined, *words[at + size :]])))
        for at, word in enumerate(words):
            for cut in range(2, len(word) - 2) if len(word) >= 6 else ():
                one, other = word[:cut], word[cut:]
                if not self._knows(other):
                    continue
                if one in _GLUED:
                    found.append(prepare(" ".join([*words[:at], other, *words[at + 1 :]])))
                elif cut > 2 and self._knows(one):
                    found.append(prepare(" ".join([*words[:at], one, other, *words[at + 1 :]])))
        return found[:MOST_READINGS]

    def _knows(self, word: str) -> bool:
        key = word_key(word)
        at = int(np.searchsorted(self._c.word_key, np.uint32(key)))
        return at < len(self._c.word_key) and int(self._c.word_key[at]) == key

    def _candidates(
        self, readings: Sequence[Prepared], birth: PartialDate, levels: Levels
    ) -> tuple[Places, Shares]:
        """The entries to look at, and the least name score that matters for each."""
        likes: dict[str, Numbers] = {}
        paired = list(self._paired(readings, birth, levels, likes))
        found, times = np.unique(np.concatenate([_NONE, *paired]), return_counts=True)
        found = found.astype(np.int64)
        least = self._levels(found, birth, levels)
        kept = least <= 1.0
        if np.count_nonzero(kept) > MANY and len(keyed(readings[0])) > 2:
            kept &= times > 1  # of three words or more, those who share but two are strangers
        bones = np.unique(np.concatenate([_NONE, *likes.values()]))
        more = np.concatenate([_NONE, *self._born(birth, bones), *self._of_year(readings[0], birth)])
        more = np.setdiff1d(more, found[kept]).astype(np.int64)
        entries = np.concatenate([found[kept], more])
        least = np.concatenate([least[kept], self._levels(more, birth, levels)])
        return entries[least <= 1.0], least[least <= 1.0]

    def _born(self, birth: PartialDate, bones: Numbers) -> Iterator[Numbers]:
        """Whoever was born on the day, and on a day beside it if any word is like one of the query's."""
        if not birth.complete:
            return
        days = np.asarray([_number(one) for one in variants(birth.complete)], np.int32)
        yield from _postings(self._c.day_date, self._c.day_entry, days[:1])
        near = np.concatenate([_NONE, *_postings(self._c.day_date, self._c.day_entry, days[1:])])
        names, of_entry = spread(self._c.entry_start, near.astype(np.int64))
        words, of_name = spread(self._c.name_start, names)
        met = np.isin(self._c.word_bones[self._c.name_word[words]], bones)
        yield near[np.unique(of_entry[of_name[met]])]

    def _of_year(self, name: Prepared, birth: PartialDate) -> Iterator[Numbers]:
        if birth.year:
            bones = np.asarray([word_key(one) for one in skeletons(name)], np.uint32)
            years = np.asarray([birth.year - 1, birth.year, birth.year + 1], np.uint32)
            keys = mixed(np.repeat(bones, 3), np.tile(years, len(bones)))
            yield from _postings(self._c.year_key, self._c.year_entry, keys)

    def _paired(
        self, readings: Sequence[Prepared], birth: PartialDate, levels: Levels, likes: dict[str, Numbers]
    ) -> Iterator[Numbers]:
        """Whoever shares two skeletons; `likes` takes the skeletons of the words that are like each word."""
        keys = np.unique(np.concatenate([self._pair_keys(one, likes) for one in readings]))
        for entries in _postings(self._c.pair_key, self._c.pair_entry, keys):
            if len(entries) > LONG_POSTING:
                born = self._c.entry_birth[entries]
                fits = born < 0
                if levels.unknown <= 1.0:
                    fits |= born == 0
                if birth.year:
                    fits |= (np.abs(born // 10_000 - birth.year) <= 1) & (born > 0)
                elif levels.unknown <= 1.0:
                    fits |= born > 0
                yield entries[fits]
            else:
                yield entries

    def _pair_keys(self, name: Prepared, known: dict[str, Numbers]) -> Numbers:
        """Keys of every two words; either word, both only where they are few, may also stand for the
        words that are like it."""
        likes = []
        for place in keyed(name):
            word = name.tokens[place]
            if word not in known:
                known[word] = self._likes(name, place)
            likes.append(known[word])
        found = [_NONE]
        if len(likes) == 1:
            found.append(mixed(likes[0], np.full(len(likes[0]), ALONE, np.uint32)))
        for one, other in combinations(likes, 2):
            if len(one) * len(other) <= FEW:
                found.append(mixed(np.repeat(one, len(other)), np.tile(other, len(one))))
            else:
                found.append(mixed(np.repeat(one[:1], len(other)), other))
                found.append(mixed(one, np.repeat(other[:1], len(one))))
        return np.concatenate(found)

    def _likes(self, name: Prepared, place: int) -> Numbers:
        """The skeleton keys of a word and of the list's words like it, its own first."""
        own = np.asarray([word_key(name.skeletons[place])], np.uint32)
        keys = np.asarray(sorted(slips(name.tokens[place])), np.uint32)
        like = np.concatenate([_NONE, *_postings(self._c.typo_key, self._c.typo_word, keys)])
        letters = name.tokens[place].encode()[:WORD]
        words = self._c.word_text[like].tolist()
        like = like[cdist([letters], words, scorer=OSA.distance, score_cutoff=1)[0] <= 1] if words else like
        if group := name.equivalents[place]:
            like = np.concatenate([like, np.flatnonzero(self._c.word_group == group).astype(np.uint32)])
        bones = np.unique(self._c.word_bones[like])
        return np.concatenate([own, bones[bones != own[0]]])

    def _levels(self, entries: Places, birth: PartialDate, levels: Levels) -> Shares:
        """The least name score for each entry; for one with several births, the least of all."""
        born = self._c.entry_birth[entries]
        least = _level(born, birth, levels)
        several = np.flatnonzero(born < 0)
        if len(several):
            places, of_one = spread(self._c.many_start, -1 - born[several].astype(np.int64))
            first, last = self._c.many_first[places], self._c.many_last[places]
            one = _level(first, birth, levels)
            ranges = (first != last) | (self._c.many_doubt[places] > 0)
            one[ranges] = min(levels.year_only, levels.year_beside)
            one[ranges & (np.maximum(last // 10_000, 1) + 2 < birth.year) & (last > 0)] = levels.different
            one[ranges & (first // 10_000 - 2 > birth.year) & (birth.year > 0)] = levels.different
            least[several] = np.minimum.reduceat(one, np.searchsorted(of_one, np.arange(len(several))))
        return least

    def _estimates(self, readings: Sequence[Prepared], places: Places, truncated: bool) -> Shares:
        """A generous guess at the score of each of these names."""
        at, of_name = spread(self._c.name_start, places)
        words, inverse = np.unique(self._c.name_word[at], return_inverse=True)
        listed = Listed(
            self._c.word_text[words],
            self._c.word_fold[words],
            self._c.word_bones[words],
            self._c.word_group[words],
            self._c.word_rough[words],
            inverse,
            np.searchsorted(of_name, np.arange(len(places))),
        )
        return estimate(readings, listed, truncated)


def _level(born: NDArray[np.int32], birth: PartialDate, levels: Levels) -> Shares:
    """The least name score by one birth date each, yyyymmdd; 0 for none."""
    if not birth.year:
        return np.full(len(born), levels.unknown, np.float32)
    least = np.full(len(born), levels.different, np.float32)
    least[born == 0] = levels.unknown
    whole = (born % 100 > 0) & (born // 100 % 100 > 0)
    day = birth.complete
    apart = np.abs(born // 10_000 - birth.year)
    only_years = (born > 0) & ~whole if day else born > 0
    least[only_years & (apart == 1)] = levels.year_beside
    least[only_years & (apart == 0)] = levels.year_only
    if day:
        least[whole & (apart == 0)] = levels.same_year
        for one in variants(day)[1:]:
            least[born == _number(one)] = levels.near
        least[born == _number(day)] = levels.same
    return least


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def spread(starts: Numbers, rows: Places) -> tuple[Places, Places]:
    """All places that rows of a divided column have, and to which of the rows each belongs."""
    first = starts[rows].astype(np.int64)
    lengths = starts[rows + 1].astype(np.int64) - first
    of_row = np.repeat(np.arange(len(rows)), lengths)
    ahead = np.cumsum(lengths) - lengths
    return np.arange(len(of_row)) - ahead[of_row] + first[of_row], of_row


def _postings(keys: NDArray[Any], values: Numbers, wanted: NDArray[Any]) -> Iterator[Numbers]:
    """The values under each wanted key that is there."""
    if not len(keys):
        return
    first = np.searchsorted(keys, wanted, "left")
    there = keys[np.minimum(first, len(keys) - 1)] == wanted
    first, found = first[there], wanted[there]
    for start, end in zip(first.tolist(), np.searchsorted(keys, found, "right").tolist(), strict=True):
        yield values[start:end]


def _text(text: NDArray[np.uint8], starts: Numbers, row: int) -> str:
    return text[starts[row] : starts[row + 1]].tobytes().decode(errors="replace")
