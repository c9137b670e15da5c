"""Invented people are the same for the same seed, plausible, and can be kept as records."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from hypothesis import given

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.record import decode, encode
from bench.people import Booth, crossings, documents
from tests.helpers import travellers


def test_the_same_seed_gives_the_same_crossings() -> None:
    assert list(crossings(50, seed=7)) == list(crossings(50, seed=7))
    assert list(crossings(5, seed=7)) != list(crossings(5, seed=8))


def test_record_ids_are_unique_and_follow_the_clock() -> None:
    made = list(crossings(500))
    ids = [crossing.record_id for crossing in made]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert {UUID(record_id).version for record_id in ids} == {7}
    assert all(earlier.at < later.at for earlier, later in pairwise(made))


def test_some_people_come_again_and_some_are_turned_away() -> None:
    made = list(crossings(2_000))
    people = {crossing.document.number for crossing in made}
    assert 1_000 < len(people) < 1_950
    assert {crossing.decision.kind for crossing in made} == set(DecisionKind)


def test_crossings_take_place_where_and_when_they_are_told_to() -> None:
    begin = datetime(2026, 11, 24, 5, tzinfo=UTC)
    made = list(crossings(20, booth=Booth(station="TOTBU-07", booth="A7"), begin=begin))
    assert {(crossing.station, crossing.booth) for crossing in made} == {("TOTBU-07", "A7")}
    assert all(begin < crossing.opened_at < crossing.at for crossing in made)


def test_documents_carry_the_lines_of_a_machine_readable_zone() -> None:
    assert {len(document.mrz_lines) for document in documents(200)} <= {2, 3}


def test_every_crossing_survives_the_way_into_a_record_and_back() -> None:
    assert all(decode(encode(crossing)) == crossing for crossing in crossings(200))


@given(travellers.crossings())
def test_crossings_at_the_edges_survive_it_too(crossing: Crossing) -> None:
    assert decode(encode(crossing)) == crossing
