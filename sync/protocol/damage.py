"""The one way in which bytes that make no batch end."""

from __future__ import annotations

from app.domain.failure import FailureCode, WorldError


def damaged(where: str) -> WorldError:
    """BATCH_DAMAGED: a batch whose bytes were cut, flipped, forged or made for someone else."""
    return WorldError(FailureCode.BATCH_DAMAGED, f"batch.{where}")
