"""The UN list, read and indexed: everybody on it is found by each name and with each birth date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.alert_entry import AlertEntry, Band, EntryKind
from app.domain.dates import UNKNOWN_DATE
from app.screening.formats.un import read_un
from app.screening.lists import ListHeader, ListKind, ListPolicy
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.scoring import prepare
from app.screening.screener import LoadedList, known_answers
from app.screening.subject import Subject
from tests.helpers.list_files import UN

SHARED = Path(__file__).parents[4] / "shared" / "data" / "watchlist"
"""Beside the checkout, never in it: real persons stand in these files."""
HELD = (Band.STOP, Band.CHECK)
OPEN_GATE = ListPolicy(rarity_gate=False)


def editions() -> list[object]:
    """The invented list, and the newest real edition that lies beside the checkout."""
    found = sorted(SHARED.glob("un_consolidated*.xml"))[-1:] if SHARED.is_dir() else []
    absent = pytest.mark.skip(reason="no real edition beside the checkout")
    return [b"", *found, *([] if found else [pytest.param(b"", marks=absent)])]


@pytest.fixture(scope="module", params=editions(), ids=["invented", "real"])
def people(request: pytest.FixtureRequest) -> Sequence[AlertEntry]:
    """The persons of an edition."""
    data = request.param.read_bytes() if isinstance(request.param, Path) else UN.encode()
    return [entry for entry in read_un(data).entries if entry.kind is EntryKind.PERSON]


@pytest.fixture(scope="module")
def index(people: Sequence[AlertEntry]) -> PeopleIndex:
    """Their index."""
    return PeopleIndex(PeopleSegment.from_bytes(PeopleSegment.build(people).to_bytes()))


def test_everybody_is_a_known_answer(people: Sequence[AlertEntry], index: PeopleIndex) -> None:
    issued = datetime(2026, 11, 24, tzinfo=UTC)
    header = ListHeader("un", ListKind.PEOPLE, "UN", "UN", 1, issued, len(people))
    assert people
    assert known_answers(LoadedList(header, index), people)


def test_every_whole_birth_date_holds_the_primary_name_with_its_last_word_first(
    people: Sequence[AlertEntry], index: PeopleIndex
) -> None:
    missed = []
    for entry in people[::2]:
        words = prepare(entry.primary_name).text.split()
        turned = " ".join([*words[-1:], *words[:-1]])
        for birth in entry.births:
            if birth.first == birth.last and birth.first.complete and len(words) > 1:
                found = index.candidates(Subject((turned,), birth.first), OPEN_GATE)
                if not any(
                    one.entry_id == entry.entry_id and one.band is not Band.BACKGROUND for one in found
                ):
                    missed.append((entry.entry_id, str(birth.first)))
    assert missed == []


def test_every_good_alias_is_found_with_the_birth_date_and_no_weak_one_stops(
    people: Sequence[AlertEntry], index: PeopleIndex
) -> None:
    missed, stopped = [], []
    for entry in people[::3]:
        birth = next((one.first for one in entry.births if one.first.complete), UNKNOWN_DATE)
        for name in entry.names:
            if not name.alias or not prepare(name.text).tokens or not birth.year:
                continue
            found = {one.entry_id: one for one in index.candidates(Subject((name.text,), birth), OPEN_GATE)}
            hit = found.get(entry.entry_id)
            if hit is None:
                missed.append(entry.entry_id)
            elif name.weak and hit.band is Band.STOP and _only_weak(entry, name.text):
                stopped.append(entry.entry_id)
    assert (missed, stopped) == ([], [])


def _only_weak(entry: AlertEntry, text: str) -> bool:
    """Whether no good name of the entry shares a word with a weak alias."""
    words = set(prepare(text).folds)
    return not any(words & set(prepare(name.text).folds) for name in entry.names if not name.weak)
