"""Values as rows of plain values: strictly what they were, whatever a row holds instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.failure import WorldError
from app.domain.value_rows import from_plain, to_plain
from tests.helpers.travellers import moments, partial_dates, texts


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Inner:
    name: str
    colour: Colour = Colour.RED


@dataclass(frozen=True)
class Value:
    text: str
    number: int
    data: bytes
    yes: bool
    day: PartialDate
    at: datetime
    maybe: Inner | None
    many: tuple[Inner, ...] = ()
    later: str = "not said"


AT = datetime(2026, 11, 24, 8, 30, 15, 250_000, tzinfo=UTC)
USUAL = Value("a", 7, b"b", True, PartialDate(1974, 8), AT, Inner("c", Colour.GREEN), (Inner("d"),))
ROW = ["a", 7, b"b", True, 19740800, 1795509015250, ["c", 1], [["d", 0]], "not said"]
inner = st.builds(Inner, texts, st.sampled_from(Colour))
values = st.builds(
    Value, texts, st.integers(), st.binary(), st.booleans(), partial_dates(), moments,
    st.none() | inner, st.lists(inner, max_size=3).map(tuple), texts,
)  # fmt: skip


def test_a_value_is_written_in_the_order_of_its_fields() -> None:
    assert to_plain(USUAL) == ROW
    assert from_plain(Value, ROW) == USUAL


@given(values)
def test_every_value_is_read_back_whole(value: Value) -> None:
    assert from_plain(Value, to_plain(value)) == value


def test_a_shorter_row_takes_defaults_and_a_longer_one_is_refused() -> None:
    assert from_plain(Value, ROW[:-1]) == USUAL
    assert from_plain(Value, [*ROW[:6], None]).many == ()
    with pytest.raises(TypeError):
        from_plain(Value, ROW[:6])
    with pytest.raises(ValueError, match="more fields"):
        from_plain(Value, [*ROW, "newer"])


@pytest.mark.parametrize(
    "place, value",
    [
        (0, b"a"), (0, None), (1, True), (1, 7.0), (1, "7"), (2, "b"), (3, 1), (3, None), (4, -1),
        (4, "1974"),
        (5, 1.5), (5, -1), (5, True), (6, []), (6, ["c", 2]), (6, ["c", -1]), (6, ["c", True]), (6, "c"),
        (7, None), (7, [None]), (7, {"d": 0}), (7, "dd"), (8, 8),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(place: int, value: object) -> None:
    row: list[Any] = [*ROW]
    row[place] = value
    with pytest.raises((TypeError, ValueError, IndexError)):
        from_plain(Value, row)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    row: list[Any] = [*ROW]
    for day in (19740231, 19741301, 10**12):
        row[4] = day
        with pytest.raises(WorldError):
            from_plain(Value, row)


def test_what_has_no_plain_form_is_not_written() -> None:
    for value in (1.5, {"a": 1}, [1], timedelta(1), Value, object()):
        with pytest.raises(TypeError):
            to_plain(value)
    with pytest.raises(TypeError):
        to_plain(datetime(2026, 11, 24))  # noqa: DTZ001  # a moment without its zone is no moment
