"""Erasing at the port what it need not keep any longer: preview, approval by a second person, purge."""

from __future__ import annotations

from typing import Protocol


class RetentionPort(Protocol):
    """Raises WorldError(NOT_ALLOWED, PURGE_REFUSED, PURGE_CHANGED, STORE_*)."""
