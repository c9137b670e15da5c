"""Fuzz tests: 10,000 cases each in every run, and as many as one likes in `make fuzz`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

_CASES = int(os.environ.get("FUZZ_CASES", "10000"))
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
