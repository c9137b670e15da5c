"""What this station's road to HQ is like and what it may cost: settled once by a technician or by HQ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """How dear a byte is on this link: FREE (LAN, fibre), METERED (mobile data, a bundle), DEAR
    (satellite by the minute or megabyte: nothing but urgent records goes without a person's yes)."""

    FREE = "free"
    METERED = "metered"
    DEAR = "dear"


class Lane(StrEnum):
    """What travels, by worth per byte: alerts and refusals before crossings, these before what HQ
    publishes, images last. The order of the members is the order in which they go."""

    URGENT = "urgent"
    CROSSINGS = "crossings"
    PUBLISHED = "published"
    IMAGES = "images"


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """The link as it was settled. Fields only grow at the end, each with a default: the store keeps them
    as a row.

    `bits_per_second` is what the link carries and `round_trip_ms` its delay there and back: from both a
    desk reckons minutes. `daily_bytes` bounds both ways together per day (UTC), 0 for no bound; URGENT
    passes it. `price_per_megabyte` and `price_per_minute` are in hundredths of `currency` (ISO 4217).
    """

    kind: LinkKind = LinkKind.FREE
    bits_per_second: int = 1_000_000
    round_trip_ms: int = 300
    daily_bytes: int = 0
    price_per_megabyte: int = 0
    price_per_minute: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What sending now would take: bytes by lane as far as they are known, seconds, and cost in
    hundredths of the currency; `left_today` bytes of the budget, None without one; `up_to_seq` the last
    row that it counts: a yes to this plan lets nothing go that came later."""

    lanes: tuple[tuple[Lane, int], ...]
    seconds: int
    cost: int
    currency: str
    left_today: int | None
    up_to_seq: int = 0
