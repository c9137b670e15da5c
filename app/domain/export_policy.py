"""How daily logs may leave a station, as HQ says (publication `policy/export`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportPolicy:
    """`recipients` are pairs of a name and its age recipient (`age1...`): HQ first, then the service.
    `plain_allowed`: whether a supervisor may export without encryption, for a reason that is kept.

    Fields only grow at the end, each with a default: the store keeps them as a row.
    """

    recipients: tuple[tuple[str, str], ...] = ()
    plain_allowed: bool = False
