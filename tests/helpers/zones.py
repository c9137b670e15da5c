"""Set the machine to another time zone, for one test."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

SetZone: TypeAlias = Callable[[str], None]


@pytest.fixture
def zone() -> Iterator[SetZone]:
    """Sets this process to a zone: a name, or a rule as POSIX writes it (`AEST-10AEDT,M10.1.0,M4.1.0/3`)."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system sets no zone for one process")
    before = os.environ.get("TZ")

    def set_to(name: str | None) -> None:
        if name is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = name
        time.tzset()

    yield set_to
    set_to(before)
