"""Ask a list of people: the entries that a traveller may be, each with its band and score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.domain.alert_entry import Band, EntryBirth
from app.domain.alerts import Agreement
from app.domain.dates import PartialDate
from app.screening.bands import ALWAYS_RARE, BANDS, Evidence, band_of, band_of_document, levels
from app.screening.birth_dates import compare
from app.screening.explain import compare_sexes
from app.screening.lists import ListPolicy
from app.screening.people_build import SEXES
from app.screening.people_index import PeopleSegment
from app.screening.people_search import Rated, Search
from app.screening.rarity import rarity
from app.screening.rough_names import compared
from app.screening.scoring import Prepared, prepare, score
from app.screening.state_codes import compare_states, state_number
from app.screening.subject import Subject

MOST_NAMES: Final = 6
"""Names of one traveller that are asked about; MRZ, data page and chip give three."""
MOST_CANDIDATES: Final = 200
_USUAL: Final = ListPolicy()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a traveller may be; `score` is the name's, from 0 to 1, 1 for the same document."""

    entry_id: str
    band: Band
    score: float


class PeopleIndex:
    """One list of people: the segment built last, and what changed since.

    An entry of the overlay stands in the place of one of the base with its id. `removed` are ids of
    the base that count no more. Threads may ask at the same time.
    """

    def __init__(
        self, base: PeopleSegment, overlay: PeopleSegment | None = None, removed: frozenset[str] = frozenset()
    ) -> None:
        """Ask these segments; the overlay should stay small, some thousands of entries."""
        self._segments = (base, overlay) if overlay else (base,)
        self._base, *rest = (Search(segment.columns) for segment in self._segments)
        self._overlay = rest[0] if rest else None
        replaced = (rest[0].entry_id(entry) for entry in range(overlay.count)) if overlay else ()
        self._gone = removed.union(replaced)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return sum(segment.nbytes for segment in self._segments)

    def candidates(self, subject: Subject, policy: ListPolicy = _USUAL) -> tuple[Candidate, ...]:
        """The entries that this traveller may be, firmest first, MOST_CANDIDATES at most.

        Names, birth date, nationality, sex and document number count; `policy` says whether common
        names count without a birth date.
        """
        names = {one.tokens: one for one in map(prepare, subject.names[:MOST_NAMES]) if one.tokens}
        found: dict[str, Candidate] = {}
        for search in filter(None, (self._base, self._overlay)):
            query = _Query(subject, tuple(names.values()), search, partial(self._rarity, policy))
            for candidate in query.ask():
                if search is self._base and candidate.entry_id in self._gone:
                    continue
                known = found.get(candidate.entry_id)
                if known is None or _order(candidate) < _order(known):
                    found[candidate.entry_id] = candidate
        return tuple(sorted(found.values(), key=_order)[:MOST_CANDIDATES])

    def _rarity(self, policy: ListPolicy, name: Prepared) -> float:
        if not policy.rarity_gate:
            return ALWAYS_RARE
        return rarity(name, self._base.count, self._base.names)


@dataclass(frozen=True, slots=True)
class _Query:
    """One traveller asked about in one segment."""

    subject: Subject
    names: Sequence[Prepared]
    search: Search
    rarity: Callable[[Prepared], float]

    def ask(self) -> Iterator[Candidate]:
        """Candidates by name and by document, an entry perhaps more than once."""
        for name in self.names:
            yield from self._by_name(name)
        yield from self._by_document()

    def _by_name(self, name: Prepared) -> Iterator[Candidate]:
        subject, rare = self.subject, self.rarity(name)
        scores: dict[bytes, tuple[float, float]] = {}
        wanted = levels(rare, len(name.tokens))
        for rated in self.search.look(name, subject.birth, wanted, truncated=subject.truncated):
            words = self.search.words(rated.name)
            if words not in scores:
                listed = prepare(words.decode(errors="replace"))
                # No rarer than the less rare of both: one rare word in a common name proves little.
                common = min(rare, self.rarity(listed))
                scores[words] = compared(name, listed, truncated=subject.truncated).value, common
            value, common = scores[words]
            band = band_of(self._evidence(rated, name, common, value))
            if band:
                yield Candidate(self.search.entry_id(rated.entry), band, value)

    def _evidence(self, rated: Rated, name: Prepared, rare: float, value: float) -> Evidence:
        births = [
            EntryBirth(_date(first), _date(last), doubt)
            for first, last, doubt in self.search.births(rated.entry)
        ]
        return Evidence(
            value,
            compare(self.subject.birth, births),
            rare,
            len(name.tokens),
            compare_states(self.subject.nationality, self.search.states(rated.entry)),
            compare_sexes(self.subject.sex, SEXES[self.search.sex(rated.entry)]),
            self.search.weak(rated.name),
        )

    def _by_document(self) -> Iterator[Candidate]:
        own = state_number(self.subject.issuing_state)
        for entry, issuer in self.search.numbered(self.subject.document_number):
            agreement = Agreement.UNKNOWN
            if own and issuer:
                agreement = Agreement.SAME if own == issuer else Agreement.DIFFERENT
            listed = [
                prepare(self.search.words(name).decode(errors="replace"))
                for name in self.search.names_of(entry)
            ]
            name = max((score(one, other).value for one in self.names for other in listed), default=0.0)
            band = band_of_document(name, agreement)
            if band:
                yield Candidate(
                    self.search.entry_id(entry), band, 1.0 if agreement is Agreement.SAME else max(name, 0.5)
                )


def _order(candidate: Candidate) -> tuple[int, float, str]:
    return BANDS.index(candidate.band), -candidate.score, candidate.entry_id


def _date(number: int) -> PartialDate:
    return PartialDate(number // 10_000, number // 100 % 100, number % 100)
