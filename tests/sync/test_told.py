"""What a station says of itself in a header is bounded, and what cannot be read is passed over."""

from __future__ import annotations

import pytest
from hypothesis import given

from sync.protocol.told import LONGEST, MOST_READERS, Told, read_told, write_told
from tests.helpers.fuzzing import fuzzed, spoilt

TOLD = Told("0.1.0", 48211, (("chip", "gone"), ("document", "ready")))


def test_what_is_written_is_read_back() -> None:
    assert write_told(TOLD) == "0.1.0;48211;chip=gone;document=ready"
    assert read_told(write_told(TOLD)) == TOLD
    assert read_told("0.1.0;0") == Told("0.1.0", 0, ())


@pytest.mark.parametrize(
    "said",
    ["", "0.1.0", ";1", "0.1.0;", "0.1.0;01", "0.1.0;-1", "0.1.0;1;", "0.1.0;1;chip", "0.1.0;1;chip=Gone",
     "0.1.0;1;chip=gone;", "0.1.0;1" + ";a=b" * (MOST_READERS + 1), "0.1.0;" + "9" * 16, "1 0;1", "0.1.0\n;1",
     "x" * LONGEST + ";1"],
)  # fmt: skip
def test_anything_else_is_nothing(said: str) -> None:
    assert read_told(said) is None


def test_a_station_says_nothing_that_hq_would_pass_over() -> None:
    with pytest.raises(ValueError, match="not what a station says"):
        write_told(Told("0.1.0 beta", 1, ()))


@fuzzed(share=0.2)
@given(data=spoilt(b"0.1.0;48211;chip=gone;document=ready", b"1;0", b"2.0-rc.1+x;7;document=none"))
def test_any_words_are_read_or_passed_over(data: bytes) -> None:
    said = data.decode("latin-1")
    told = read_told(said)
    assert told is None or write_told(told) == said
