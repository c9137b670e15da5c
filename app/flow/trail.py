"""The audit chain as those see it who answer for it: who did and read what, when and why, and its proof."""

from __future__ import annotations

from typing import Protocol


class TrailPort(Protocol):
    """Reads the chain; every reading leaves a line itself. Raises WorldError(NOT_ALLOWED, STORE_*)."""
