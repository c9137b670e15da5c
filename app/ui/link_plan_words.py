"""Say what sending now would take: bytes, minutes and money, each rounded up and in the officer's units."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.link_policy import Lane, LinkPlan
from app.ui.wording import counted, tr

LANES: Mapping[Lane, str] = {
    Lane.URGENT: "alerts and refusals",
    Lane.CROSSINGS: "crossings",
    Lane.PUBLISHED: "lists and other news of HQ",
    Lane.IMAGES: "images",
}


def plan_line(plan: LinkPlan) -> str:
    """All of it in one line: `212 kB, about 14 minutes, at most 3.20 USD`."""
    total = sum(amount for _, amount in plan.lanes)
    if not total:
        return tr("Nothing waits for HQ.")
    parts = [size(total), minutes(plan.seconds)]
    if plan.cost:
        parts.append(tr("at most {money}").format(money=money(plan.cost, plan.currency)))
    return ", ".join(parts)


def lane_line(plan: LinkPlan) -> str:
    """What these bytes are, most urgent first, and what is left of the day's."""
    said = [
        tr("{what} {size}").format(what=tr(LANES[lane]), size=size(amount)) for lane, amount in plan.lanes
    ]
    if plan.left_today is not None:
        said.append(tr("{size} left of today's bytes").format(size=size(plan.left_today)))
    return "; ".join(said)


def size(count: int) -> str:
    """`2 kB`, `1.3 MB`: thousands, as links are sold, rounded up."""
    if count < 1_000_000:
        return f"{-(-count // 1000)} kB"
    tenths = -(-count // 100_000)
    return f"{tenths // 10}.{tenths % 10} MB"


def minutes(seconds: int) -> str:
    """`less than a minute`, `about 14 minutes`, `about 2 hours`."""
    if seconds < 60:
        return tr("less than a minute")
    if seconds < 7200:
        return counted(-(-seconds // 60), "about {number} minute", "about {number} minutes")
    return counted(-(-seconds // 3600), "about {number} hour", "about {number} hours")


def money(hundredths: int, currency: str) -> str:
    """`3.20 USD`; without a currency the bare number."""
    return f"{hundredths // 100}.{hundredths % 100:02} {currency}".strip()
