"""Statistics of this station as a supervisor asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeAlias

from app.domain.statistics import Statistics, StatisticsQuery

StatisticsProgress: TypeAlias = Callable[[int, int], None]
"""Crossings counted, and all; called on the thread that works, raising stops the work."""

LONGEST_DAYS: Final = 3_660
"""Days of the longest span: ten years."""


class StatisticsPort(Protocol):
    """Counts crossings by the definitions of `app.domain.statistics`."""

    def count(
        self, query: StatisticsQuery, progress: StatisticsProgress = lambda done, whole: None
    ) -> Statistics:
        """Every table of the span, and the one chosen. Seconds for 60,000 crossings: off the UI thread.

        Audited; shows nobody's data. Raises WorldError(NOT_ALLOWED, STORE_*), and FIELD_INVALID for a span
        that ends before it begins or is longer than `LONGEST_DAYS`, or dimensions that cannot be chosen.
        """
