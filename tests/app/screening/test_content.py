"""The contents of HQ's publications: whatever bytes come, they are read as they are meant or refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.domain.value_rows import to_plain
from app.screening import content
from app.screening.lists import ListHeader, ListKind
from tests.helpers.fuzzing import fuzzed

HEADER = ListHeader("un", ListKind.PEOPLE, "UN list", "UN", 3, datetime(2026, 11, 20, tzinfo=UTC), 2)
ENDLESS = 1 << 200

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.binary(max_size=4),
    lambda one: st.lists(one, max_size=9),
    max_leaves=20,
)


def test_what_is_written_is_read_again() -> None:
    changes = [(content.PUT, b"entry"), (content.TAKE_AWAY, "W1")]
    header, read = content.read(content.write(HEADER, changes))
    assert (header, list(read)) == (HEADER, changes)


@pytest.mark.parametrize(
    "place, value", [(4, ENDLESS), (5, 10**18), (5, ENDLESS), (7, [0, True, ENDLESS, 0])]
)
def test_numbers_that_no_calendar_and_no_store_holds_are_refused(place: int, value: object) -> None:
    row: list[Any] = to_plain(HEADER)
    row[place] = value
    with pytest.raises(WorldError) as refused:
        content.read([cbor2.dumps([content.LAYOUT, row])])
    assert refused.value.failure.code is FailureCode.PUBLICATION_DAMAGED


@fuzzed(share=0.03)
@given(first=plain, then=plain, place=st.integers(0, 8))
def test_no_contents_do_anything_but_read_or_refuse(first: object, then: object, place: int) -> None:
    row: list[Any] = to_plain(HEADER)
    row[place : place + 1] = [first]
    with suppress(WorldError):
        _, changes = content.read([cbor2.dumps([content.LAYOUT, row]), cbor2.dumps(then)])
        list(changes)
