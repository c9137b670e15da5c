"""A station is made whole or not at all, and never over one that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode, WorldError
from app.store.door import StationDoor
from tests.app.store.booth import CHEAP, PASSWORDS, PLAN, MovableClock, StationInTest


def test_a_founded_station_knows_who_it_is(home: Path) -> None:
    station = StationInTest(home)
    made = station.door().found(replace(PLAN, training=False))
    assert (made.country, made.port, made.booth, made.enrolled, made.training) == (
        "UTO",
        "UTAVR",
        "A1",
        False,
        False,
    )
    assert made.station_id.startswith("UTAVR-A1-")
    with station.signed_in("harbourmaster") as session:
        assert session.station == made


@pytest.mark.parametrize(
    "field, value",
    [
        ("country", "XYZ"), ("country", "XXA"), ("country", ""), ("port", "UTAV"), ("port", "UTAVR1"),
        ("port", "utavr"), ("port", "UT0VR"), ("booth", ""), ("booth", "A 1"), ("booth", "A" * 13),
        ("hq_url", "http://hq.example"), ("hq_url", "ftp://hq"), ("administrator", "x"),
        ("administrator", "two words"), ("administrator", "station"), ("administrator_name", " "),
        ("administrator_name", "line\nbreak"),
    ],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_leaves_nothing_behind(home: Path, field: str, value: str) -> None:
    changed: dict[str, Any] = {field: value}
    plan = replace(PLAN, **changed)
    with pytest.raises(WorldError) as refused:
        StationDoor(home, MovableClock(), CHEAP).found(plan)
    assert refused.value.failure.code is FailureCode.FIELD_INVALID
    assert list(home.iterdir()) == []


def test_a_station_that_is_there_is_never_touched(station: StationInTest) -> None:
    before = {file: file.read_bytes() for file in station.place.folder.iterdir()}
    with pytest.raises(WorldError) as exists:
        station.door().found(PLAN)
    assert exists.value.failure.code is FailureCode.STATION_EXISTS
    assert {file: file.read_bytes() for file in station.place.folder.iterdir()} == before


def test_a_founding_cut_short_can_be_done_again(home: Path) -> None:
    station = StationInTest(home)
    station.place.unfinished.mkdir()
    (station.place.unfinished / "store.db").write_bytes(b"half a store")
    station.door().found(PLAN)
    with station.signed_in("harbourmaster") as session:
        assert session.keeper.check().intact
    assert not station.place.unfinished.exists()


def test_a_home_with_any_name_will_do(home: Path) -> None:
    station = StationInTest(home / "Port Vila #1 100%41 é").found()
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_an_empty_home_has_no_station(home: Path) -> None:
    door = StationInTest(home).door()
    for call in (door.usernames, lambda: door.sign_in("harbourmaster", PASSWORDS["harbourmaster"])):
        with pytest.raises(WorldError) as missing:
            call()
        assert missing.value.failure.code is FailureCode.STORE_MISSING
    assert list(home.iterdir()) == []
