"""Fuzz tests: 4,000 cases each in every run, and as many as one likes in `make fuzz`."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_CASES = int(os.environ.get("FUZZ_CASES", "4000"))
Test = TypeVar("Test", bound=Callable[..., Any])


def fuzzed(*, share: float = 1.0) -> Callable[[Test], Test]:
    """Mark a hypothesis test as a fuzz test; a costly one takes a `share` of the cases."""

    def marked(test: Test) -> Test:
        tried = settings(
            max_examples=max(1, int(_CASES * share)),
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        )(test)
        made: Test = pytest.mark.fuzz(tried)
        return made

    return marked


def spoilt(*originals: bytes) -> st.SearchStrategy[bytes]:
    """Good bytes with a few replaced, a piece cut out, doubled or put in; sometimes no good bytes at all.

    One draw for each case, the rest by chance from it: thousands of cases then cost little but what they try.
    """
    return st.binary(min_size=8, max_size=8).map(lambda seed: _spoil(originals, Random(seed)))


def _spoil(originals: tuple[bytes, ...], dice: Random) -> bytes:
    kind = dice.randrange(9)
    if kind == 0:
        return dice.randbytes(dice.randrange(65))
    data = bytearray(dice.choice(originals))
    if kind <= 5:
        for _ in range(dice.randint(1, 3)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        return bytes(data)
    start = dice.randrange(len(data))
    piece = data[start : start + dice.randint(1, 40)]
    data[start : start + len(piece)] = (piece * 2, b"", piece + dice.randbytes(dice.randint(1, 4)))[kind - 6]
    return bytes(data)
