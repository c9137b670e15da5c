"""`matapa link`: what the link to HQ is like and costs, what went over it, and what may go now."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import LinkKind, LinkPlan, LinkPolicy

_SIZES = {"": 1, "k": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_KINDS = {
    LinkKind.FREE: "free: everything goes as soon as it is there",
    LinkKind.METERED: "metered: alerts and refusals go at once, crossings gather for half an hour",
    LinkKind.DEAR: "dear: alerts and refusals go at once, nothing else without somebody's yes",
}
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Amount(click.ParamType[int]):
    """A whole number that may end in k, M or G: 2400, 64k, 1.5M."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,3})?)([kMG]?)", str(value))
        if found is None:
            self.fail(f"{value!r} is not a number such as 2400, 64k or 1.5M", param, ctx)
        return round(float(found[1]) * _SIZES[found[2]])


class Money(click.ParamType[int]):
    """An amount of money with at most two decimals, in hundredths."""

    name = "money"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d{1,7})(?:\.(\d{1,2}))?", str(value))
        if found is None:
            self.fail(f"{value!r} is not an amount such as 6 or 1.20", param, ctx)
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


@click.group()
def link() -> None:
    """The link to HQ: what it is like, what it costs, what went over it.

    \b
    A satellite line of 2.4 kbit/s at 1.20 a minute, 200 kB a day:
      matapa link set --kind dear --speed 2400 --delay 1500 --daily 200k --per-minute 1.20 --currency USD
    What sending now would take, and sending it:
      matapa link show
      matapa link send
    """


@link.command()
@_AS_JSON
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Show how the link was settled and what sending all that waits would take."""
    with signed_in(kit, account) as session:
        rules = kit.link_rules(session)
        policy, plan = rules.policy(), rules.plan()
    if as_json:
        click.echo(json.dumps({"policy": _policy(policy), "plan": _plan(plan)}))
        return
    click.echo("\n".join((*_policy_lines(policy), *_plan_lines(plan))))


@link.command("set")
@click.option("--kind", type=click.Choice([kind.value for kind in LinkKind]), help="How dear a byte is.")
@click.option("--speed", type=Amount(), help="Bits a second that the link carries: 2400, 64k, 10M.")
@click.option("--delay", type=click.IntRange(0, 60_000), help="Milliseconds there and back.")
@click.option(
    "--daily", type=Amount(), help="Bytes a day both ways (UTC), alerts and refusals excepted; 0: any."
)
@click.option("--per-megabyte", type=Money(), help="Price of a million bytes.")
@click.option("--per-minute", type=Money(), help="Price of a minute.")
@click.option("--currency", help="Three letters (ISO 4217).")
@_AS_JSON
@by_account
@click.pass_obj
def settle(kit: Kit, /, account: tuple[str, bool], as_json: bool, **said: Any) -> None:
    """Settle what the link is like (technicians, supervisors, administrators); what is not said stays.

    It also puts right the day's count where the clock was wrong.
    """
    with signed_in(kit, account) as session:
        rules = kit.link_rules(session)
        policy = _changed(rules.policy(), said)
        rules.change_policy(policy)
    click.echo(json.dumps(_policy(policy)) if as_json else "\n".join(_policy_lines(policy)))


@link.command()
@click.option(
    "--days", type=click.IntRange(1, 366), default=14, show_default=True, help="How many days back."
)
@_AS_JSON
@by_account
@click.pass_obj
def usage(kit: Kit, account: tuple[str, bool], days: int, as_json: bool) -> None:
    """Show the bytes of each day (UTC), with what TLS and the network add."""
    with signed_in(kit, account) as session:
        used = kit.link_rules(session).usage(days)
    if as_json:
        rows = [
            {"day": one.day.isoformat(), "kind": one.kind, "up": one.up, "down": one.down} for one in used
        ]
        click.echo(json.dumps({"days": rows}))
        return
    for one in used:
        click.echo(f"{one.day.isoformat()}  {one.kind:8}{one.up:>14,} up{one.down:>14,} down")
    if not used:
        click.echo("Nothing went over the link in these days.")


@link.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--urgent-only", is_flag=True, help="Take back what was let go: only alerts and refusals go.")
@click.option(
    "--seconds", type=click.IntRange(1, 86_400), default=3600, show_default=True, help="Give up after."
)
@_AS_JSON
@by_account
@click.pass_obj
def send(
    kit: Kit, /, account: tuple[str, bool], yes: bool, urgent_only: bool, seconds: int, as_json: bool
) -> None:
    """Say what sending all that waits takes, ask, send it, and fetch what HQ publishes.

    What is recorded later is not let go.

    A supervisor's yes passes the day's bytes too. With the desk open, the desk sends.
    """
    with signed_in(kit, account) as session:
        rules = kit.link_rules(session)
        plan = rules.plan()
        if not as_json:
            click.echo("\n".join(_plan_lines(plan)))
        idle = not plan.lanes and rules.policy().kind is not LinkKind.FREE
        if not (yes or urgent_only or as_json or idle or click.confirm("Send now?")):
            return
        rules.consent(plan, urgent_only)
        left = 0 if idle else _send(kit, lambda: kit.link_sending(session).send(seconds, _progress(as_json)))
    if as_json:
        click.echo(json.dumps({"plan": _plan(plan), "waiting": left, "by_desk": left is None}))
    elif left is None:
        click.echo("The desk is open: it sends within five minutes.")
    elif idle:
        click.echo("The link was not opened.")
    else:
        click.echo("Everything is at HQ." if not left else f"{left} records wait still.")


def _send(kit: Kit, sending: Callable[[], int]) -> int | None:
    """Records that wait still; None where the desk is open and sends itself."""
    try:
        with kit.alone():
            return sending()
    except WorldError as error:
        if error.failure.code is not FailureCode.DESK_OPEN:
            raise
        return None


def _progress(quiet: bool) -> Callable[[int], None]:
    last: list[int] = []

    def say(waiting: int) -> None:
        if not quiet and last != [waiting]:
            last[:] = [waiting]
            click.echo(f"{waiting} waiting", err=True)

    return say


def _changed(policy: LinkPolicy, said: dict[str, Any]) -> LinkPolicy:
    names = {
        "kind": "kind", "speed": "bits_per_second", "delay": "round_trip_ms", "daily": "daily_bytes",
        "per_megabyte": "price_per_megabyte", "per_minute": "price_per_minute", "currency": "currency",
    }  # fmt: skip
    changes = {names[name]: value for name, value in said.items() if value is not None}
    if "kind" in changes:
        changes["kind"] = LinkKind(changes["kind"])
    return replace(policy, **changes)


def _policy(policy: LinkPolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in LinkPolicy.__slots__}


def _plan(plan: LinkPlan) -> dict[str, object]:
    return {
        "bytes": {lane.value: size for lane, size in plan.lanes},
        "seconds": plan.seconds,
        "cost": plan.cost,
        "currency": plan.currency,
        "left_today": plan.left_today,
    }


def _policy_lines(policy: LinkPolicy) -> list[str]:
    lines = [
        f"Link: {_KINDS[policy.kind]}",
        f"      {policy.bits_per_second:,} bits a second, {policy.round_trip_ms:,} ms there and back",
        f"      {policy.daily_bytes:,} bytes a day"
        if policy.daily_bytes
        else "      no bound on a day's bytes",
    ]
    if policy.price_per_megabyte or policy.price_per_minute:
        megabyte, minute = policy.price_per_megabyte / 100, policy.price_per_minute / 100
        lines.append(f"      {megabyte:.2f} a megabyte and {minute:.2f} a minute {policy.currency}".rstrip())
    return lines


def _plan_lines(plan: LinkPlan) -> list[str]:
    if not plan.lanes:
        return ["Nothing waits for HQ."]
    total = sum(size for _, size in plan.lanes)
    lanes = ", ".join(f"{lane.value} {size:,}" for lane, size in plan.lanes)
    cost = f", at most {plan.cost / 100:.2f} {plan.currency}".rstrip() if plan.cost else ""
    lines = [f"Sending all takes {total:,} bytes ({lanes}), {plan.seconds:,} seconds{cost}"]
    if plan.left_today is not None:
        lines.append(f"Left of today's bytes: {plan.left_today:,}")
    return lines
