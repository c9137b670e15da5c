"""The rules of this station about alerts that nobody but its authority can settle."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.officer import Role


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """Who makes an alert active that was proposed at this port: HQ always, and the role named here.

    `rescreen_days` is how far back crossings are screened again when a newer list arrives; 0 for not
    at all. Fields only grow at the end, each with a default: the store keeps them as a row.
    """

    activating_role: Role | None = None
    rescreen_days: int = 30
