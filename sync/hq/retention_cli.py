"""The commands `matapa-hq retention ...`: rules, plans, approval by a second person, and legal holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from sync.hq import commands, holds, retention_plan, retention_rules, retention_run
from sync.hq.database import connect, database, migrate
from sync.hq.erasure import how_long_copies_last
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.printing import print_json, print_table
from sync.hq.retention_plan import PlanRow, Step

_PLAN_COLUMNS = ("number", "state", "made_by", "moment", "approved_by", "approved_at", "erase", "finished_at")
_HOLD_COLUMNS = ("number", "kind", "authority", "reason", "placed_by", "placed_at", "released_at")
_STEP_COLUMNS = ("class_name", "place", "whole", "erase", "held", "kept")
_RULE_COLUMNS = ("class_name", "country", "port", "keep_days", "authority", "who")
_day = click.DateTime(formats=["%Y-%m-%d"])


@click.group("retention")
def retention_group() -> None:
    """Erase what the law no longer lets you keep: exactly what two people agreed on, nothing under a hold.

    Begin with `set`, look with `preview`; a second person says `approve`, then `run`.
    """


@retention_group.command("rules")
@commands.home
@commands.json
@commands.told
def rules_command(home: Path, as_json: bool) -> None:
    """Show the rules. What no rule is about is kept for ever; so is the audit trail."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(rule) for rule in retention_rules.rules(connection)]
    if as_json:
        print_json(rows)
    else:
        print_table(
            rows, _RULE_COLUMNS, "No rule: everything is kept for ever. See: matapa-hq retention set -h"
        )


@retention_group.command("set")
@commands.home
@click.argument("class_name", metavar="CLASS", type=click.Choice(list(retention_rules.LEAST_DAYS)))
@click.option("--keep-days", type=int, help="Days after which it is due.")
@click.option("--for-ever", is_flag=True, help="Drop this rule.")
@click.option("--country", default="", help="Only of this issuing state or nationality, as in passports.")
@click.option("--port", default="", help="Only of this port, by UN/LOCODE.")
@click.option("--authority", default="", help="Law or order by which it is kept so long.")
@commands.user
@commands.json
@commands.told
def set_command(home: Path, as_json: bool, **said: Any) -> None:
    """Say how many days records of CLASS are kept. The most specific rule counts."""
    name, country, port = said["class_name"], said["country"].upper(), said["port"].upper()
    if (said["keep_days"] is None) != said["for_ever"]:
        remedy = "Give one of both."
        raise HqError(HqCode.FIELD_WRONG, field="--keep-days or --for-ever", value="not one", remedy=remedy)
    with commands.ledger(home) as (_, connection):
        if said["for_ever"]:
            retention_rules.drop_rule(connection, name, country, port, said["user"])
        else:
            days, authority = said["keep_days"], said["authority"]
            rule = retention_rules.Rule(name, country, port, days, authority, said["user"])
            retention_rules.set_rule(connection, rule)
    kept = "for ever, or by a more general rule" if said["for_ever"] else f"{said['keep_days']} days"
    if as_json:
        print_json({"class": name, "country": country, "port": port, "keep_days": said["keep_days"]})
    else:
        where = " ".join(filter(None, (country, port))) or "all others"
        click.echo(f"{name} ({where}) are kept {kept}. Nothing is erased before: matapa-hq retention preview")


@retention_group.command("preview")
@commands.home
@commands.user
@commands.json
@commands.told
def preview_command(home: Path, user: str, as_json: bool) -> None:
    """Reckon what is due now and make a plan of it; erases nothing."""
    with commands.ledger(home) as (hq, connection):
        plan, steps = retention_plan.preview(connection, user)
        held = [asdict(hold) for hold in holds.holds(connection)]
        copies = how_long_copies_last(connection, hq)
    if as_json:
        shown = {"plan": plan.number, "digest": plan.digest.hex(), "moment": plan.moment}
        print_json(shown | {"steps": [step.plain() for step in steps], "holds": held, "copies": copies})
        return
    _print_steps(steps)
    for hold in held:
        click.echo(f"Hold {hold['number']} ({hold['kind']}, {hold['authority']}) keeps what it is about.")
    for sentence in copies["sentences"]:
        click.echo(sentence)
    click.echo(f"Plan {plan.number}. Somebody else approves it: matapa-hq retention approve {plan.number}")


def _print_steps(steps: list[Step]) -> None:
    print_table([step.plain() for step in steps], _STEP_COLUMNS, "Nothing is due.")
    for step in steps:
        for rule, count in step.by_rule.items():
            click.echo(f"  {step.class_name} of {step.place}, {rule}: {count}")


@retention_group.command("approve")
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def approve_command(home: Path, number: int, user: str, as_json: bool) -> None:
    """Approve plan NUMBER, which somebody else made and which still fits."""
    with commands.ledger(home) as (_, connection):
        plan = retention_plan.approve(connection, number, user)
    if as_json:
        print_json(_plan(plan))
    else:
        click.echo(f"Plan {number} is approved. Carry it out with: matapa-hq retention run {number}")


@retention_group.command("run")
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def run_command(home: Path, number: int, user: str, as_json: bool) -> None:
    """Erase exactly what plan NUMBER says. Cut short, the same command goes on where it stood."""
    hq = HqHome(home)

    def progress(step: Step, place: int, of: int) -> None:
        click.echo(f"{place} of {of}: {step.class_name} of {step.place}, {step.erase}", err=True)

    with database(hq, hq.settings()) as url:
        migrate(url)
        with connect(url, autocommit=True) as connection:
            erased = retention_run.run(connection, hq, number, user, progress)
    if as_json:
        print_json(asdict(erased))
        return
    print_table(
        [{"class": name, "erased": count} for name, count in erased.by_class.items()],
        ("class", "erased"),
        "Nothing was due.",
    )
    click.echo(f"Plan {number} is carried out; {len(erased.partitions)} months went whole.")


@retention_group.command("log")
@commands.home
@commands.json
@commands.told
def log_command(home: Path, as_json: bool) -> None:
    """Show the plans, who made and approved them, and what they erased."""
    with commands.ledger(home) as (_, connection):
        rows = []
        for plan in retention_plan.plans(connection):
            erased = retention_run.erased_by(connection, plan.number)
            rows.append(_plan(plan) | {"erase": sum(erased.by_class.values()), "by_class": erased.by_class})
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _PLAN_COLUMNS, "No plan yet. See: matapa-hq retention preview")


@retention_group.command("hold")
@commands.home
@click.option("--number", default="", help="A document by its number ...")
@click.option("--issuer", default="", help="... and, if you like, its issuing state.")
@click.option("--surname", default="", help="A person by surname ...")
@click.option("--born", type=_day, help="... and birth date.")
@click.option("--crossing", type=click.UUID, help="A crossing by its id.")
@click.option("--port", default="", help="Everything of a port ...")
@click.option("--since", type=_day, help="... from this day (UTC) ...")
@click.option("--until", type=_day, help="... to before this day.")
@click.option("--reason", required=True, help="Why.")
@click.option("--authority", required=True, help="By whose order: court, minister, commissioner.")
@commands.user
@commands.json
@commands.told
def hold_command(home: Path, user: str, as_json: bool, **said: Any) -> None:
    """Keep what is about a document, a person, a crossing or a port, whatever the rules say."""
    with commands.ledger(home) as (_, connection):
        number = holds.place(connection, _hold(said), user)
    if as_json:
        print_json({"hold": number})
    else:
        click.echo(f"Hold {number} is in force. End it with: matapa-hq retention release {number}")


def _hold(said: dict[str, Any]) -> holds.Hold:
    named = {
        "document": bool(said["number"]),
        "person": bool(said["surname"] or said["born"]),
        "crossing": said["crossing"] is not None,
        "port": bool(said["port"]),
    }
    kinds = [kind for kind, given in named.items() if given]
    crossing: UUID | None = said["crossing"]
    return holds.Hold(
        kinds[0] if len(kinds) == 1 else "",
        said["reason"],
        said["authority"],
        said["number"],
        said["issuer"],
        said["surname"],
        "" if said["born"] is None else said["born"].strftime("%Y-%m-%d"),
        crossing,
        said["port"],
        _utc(said["since"]),
        _utc(said["until"]),
    )


@retention_group.command("release")
@commands.home
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why, and by whose order.")
@commands.user
@commands.json
@commands.told
def release_command(home: Path, number: int, reason: str, user: str, as_json: bool) -> None:
    """End hold NUMBER: what it kept is due by the rules again."""
    with commands.ledger(home) as (_, connection):
        holds.release(connection, number, reason, user)
    if as_json:
        print_json({"hold": number, "released": True})
    else:
        click.echo(f"Hold {number} has ended.")


@retention_group.command("holds")
@commands.home
@click.option("--all", "released", is_flag=True, help="Those that ended too.")
@commands.json
@commands.told
def holds_command(home: Path, released: bool, as_json: bool) -> None:
    """Show the holds; whom they are about is in the database alone."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(hold) for hold in holds.holds(connection, released)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _HOLD_COLUMNS, "Nothing is under a hold.")


def _plan(plan: PlanRow) -> dict[str, Any]:
    state = "waits" if plan.approved_by is None else "approved" if plan.finished_at is None else "done"
    return asdict(plan) | {"digest": plan.digest.hex(), "state": state}


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
