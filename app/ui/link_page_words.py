"""What the link page says of the link, of today's bytes and of the port's relay."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.failure import FailureCode
from app.domain.link_policy import LinkKind, LinkPolicy
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.link import LinkUse
from app.ui.link_plan_words import money, size
from app.ui.wording import failure_words, tr

KINDS = {
    LinkKind.FREE: "free: everything goes as soon as it is there",
    LinkKind.METERED: "metered: alerts and refusals at once, crossings gathered",
    LinkKind.DEAR: "dear: alerts and refusals at once, the rest when somebody says yes",
}


def facts(
    policy: LinkPolicy, used: Sequence[LinkUse], role: RelayRole, trouble: FailureCode | None
) -> list[tuple[str, str]]:
    """Name and value, line by line."""
    said = [
        (tr("This link"), tr(KINDS[policy.kind])),
        (tr("Speed"), tr("{speed}, {delay} ms there and back").format(
            speed=_speed(policy.bits_per_second), delay=policy.round_trip_ms
        )),
        (tr("Today"), _today(policy, used)),
    ]  # fmt: skip
    price = _price(policy)
    if price:
        said.append((tr("Price"), price))
    said.append((tr("Port's relay"), _relay(role, trouble)))
    return said


def free_line() -> str:
    """Where nothing is to be decided."""
    return tr("Nothing needs to be done: what is recorded goes to HQ by itself whenever the link is there.")


def _today(policy: LinkPolicy, used: Sequence[LinkUse]) -> str:
    total = sum(one.up + one.down for one in used)
    if not policy.daily_bytes:
        return size(total)
    return tr("{used} of {whole}").format(used=size(total), whole=size(policy.daily_bytes))


def _speed(bits: int) -> str:
    if bits >= 1_000_000:
        return f"{bits / 1_000_000:g} Mbit/s"
    return f"{bits / 1000:g} kbit/s"


def _price(policy: LinkPolicy) -> str:
    parts = []
    if policy.price_per_megabyte:
        parts.append(tr("{money} a megabyte").format(money=money(policy.price_per_megabyte, policy.currency)))
    if policy.price_per_minute:
        parts.append(tr("{money} a minute").format(money=money(policy.price_per_minute, policy.currency)))
    return ", ".join(parts)


def _relay(role: RelayRole, trouble: FailureCode | None) -> str:
    said = {
        RoleKind.OFF: tr("none: this booth goes to HQ by itself"),
        RoleKind.HERE: tr("kept by this booth, at {address}").format(address=role.address),
        RoleKind.USE: tr("at {address}").format(address=role.address),
    }[role.kind]
    if trouble is None:
        return said
    words = failure_words(trouble)
    return f"{said}. {words.happened} {words.still_works} ({trouble})"
