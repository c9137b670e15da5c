"""Statistics of this station as a supervisor asks for them."""

from __future__ import annotations

from typing import Protocol


class StatisticsPort(Protocol):
    """Counts crossings by the definitions of `app.domain.statistics`; raises WorldError(NOT_ALLOWED,
    STORE_*)."""
