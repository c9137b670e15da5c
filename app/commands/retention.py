"""`matapa retention`: what is kept at this port, and erasing what is over, by two people."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, read_password, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.port_retention import PurgeCounts, PurgePlan
from app.flow.ports import SignedIn
from app.flow.retention import PurgeProgress, Retention
from app.wording.retention import HELD_BACK, PURGE_REFUSED, RECORD_CLASSES

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def retention() -> None:
    """What this port keeps and for how long, and erasing what is over.

    HQ rules for how long (publication policy/retention; a year until it says otherwise). Only what HQ has
    confirmed, of closed days and of no open case is erased, when one person has planned it and another has
    approved it. HQ keeps its own copy by its own rule.
    """


@retention.command()
@_as_json
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Show HQ's rule, a plan that waits, and what was erased before."""
    with signed_in(kit, account) as session:
        stands = session.retention.stands()
    if as_json:
        plan = None if stands.plan is None else _said(stands.plan)
        made = [_said(one) for one in stands.made]
        click.echo(json.dumps({"policy": asdict(stands.policy), "plan": plan, "made": made}))
        return
    click.echo("\n".join(_standing(stands)))


@retention.command()
@_as_json
@by_account
@click.pass_obj
def preview(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Count what is over, what of it may be erased, and why the rest stays. Nothing is changed."""
    with signed_in(kit, account) as session:
        counts = session.retention.preview(_progress("Looking"))
    click.echo(json.dumps(_counts(counts)) if as_json else "\n".join(_lines(counts)))


@retention.command()
@click.option("--second", metavar="USER", help="Who approves it: another person, at this desk, now.")
@_as_json
@by_account
@click.pass_obj
def purge(kit: Kit, account: tuple[str, bool], second: str | None, as_json: bool) -> None:
    """Erase what is over, for good: you plan it, a second person approves it with a password.

    The second person sees the counts before the password is asked for; with --password-stdin it is the next
    line of standard input. A purge that was cut short is continued, and needs nobody's approval again.
    """
    try:
        with signed_in(kit, account) as session:
            plan = session.retention.stands().plan
            if plan is None or not plan.approved:
                plan = _approved(kit, session, account[1], second)
            done = session.retention.purge(plan.number, _progress("Erasing"))
    except WorldError as error:
        if error.failure.code is FailureCode.PURGE_REFUSED:
            reason = dict(error.failure.details).get("reason", "")
            click.echo(PURGE_REFUSED.get(reason, reason), err=True)
        raise
    if as_json:
        click.echo(json.dumps(_said(done)))
        return
    click.echo(f"Purge {done.number}: erased {_many(done.erased)} for good.")
    if done.kept:
        click.echo(f"Kept after all, since something came to them meanwhile: {_many(done.kept)}.")


def _approved(kit: Kit, session: SignedIn, from_stdin: bool, second: str | None) -> PurgePlan:
    plan = session.retention.plan(_progress("Looking"))
    for line in _lines(plan.counts):
        click.echo(line, err=True)
    click.echo("What is erased cannot be brought back at this port. HQ keeps its copy.", err=True)
    if not second:
        if from_stdin:
            raise click.UsageError("Say --second USER: who approves it.")
        second = str(click.prompt("Second person's username", err=True))
    password = read_password("Second person's password", from_stdin)
    approver = kit.door().vouch(session, second, password, Act.APPROVE_PURGE)
    return session.retention.approve(plan.number, plan.digest, approver.username)


def _progress(word: str) -> PurgeProgress:
    """Say on stderr how far it is; each tenth at most once."""
    said = -1

    def progress(done: int, whole: int) -> None:
        nonlocal said
        tenth = 10 * done // whole if whole else 10
        if tenth > said:
            said = tenth
            click.echo(f"{word}: {10 * tenth} %", err=True)

    return progress


def _standing(stands: Retention) -> list[str]:
    policy = stands.policy
    said = [f"Kept: crossings {policy.crossing_days} days, events of alerts {policy.event_days} days."]
    plan = stands.plan
    if plan is not None and plan.approved:
        said.append(f"Purge {plan.number} is approved and not ended: matapa retention purge continues it.")
    elif plan is not None:
        said.append(
            f"Plan {plan.number} by {plan.planned_by} for {_many(plan.counts.records)} waits for a second"
            f" person until {plan.valid_until:%Y-%m-%d %H:%M} UTC."
        )
    for one in stands.made:
        said.append(
            f"Purge {one.number}, {one.planned_at:%Y-%m-%d}: {_many(one.erased)} erased;"
            f" planned by {one.planned_by}, approved by {one.approved_by}."
        )
    return said if stands.made or plan else [*said, "Nothing was erased yet."]


def _lines(counts: PurgeCounts) -> list[str]:
    said = [f"{'Month':<9}{'What':<20}{'May go':>9}{'Stays':>9}"] if counts.months else ["Nothing is over."]
    for one in counts.months:
        said.append(f"{one.month:<9}{RECORD_CLASSES[one.record_class]:<20}{one.erasable:>9,}{one.held:>9,}")
    for reason, count in counts.held:
        said.append(f"Stays: {count:>9,}  {HELD_BACK[reason]}")
    return said


def _many(count: int) -> str:
    return f"{count:,} record" if count == 1 else f"{count:,} records"


def _counts(counts: PurgeCounts) -> dict[str, Any]:
    months = [
        {"month": one.month, "class": one.record_class, "erasable": one.erasable, "held": one.held}
        for one in counts.months
    ]
    return {
        "crossings": counts.crossings, "events": counts.events, "batches": counts.batches,
        "months": months, "held": {reason.value: count for reason, count in counts.held},
    }  # fmt: skip


def _said(plan: PurgePlan) -> dict[str, Any]:
    return {
        "number": plan.number, "planned_at": plan.planned_at.isoformat(), "planned_by": plan.planned_by,
        "valid_until": plan.valid_until.isoformat(), "digest": plan.digest.hex(),
        "approved_by": plan.approved_by, "counts": _counts(plan.counts),
        "done_at": None if plan.done_at is None else plan.done_at.isoformat(),
        "erased": plan.erased, "kept": plan.kept,
    }  # fmt: skip
