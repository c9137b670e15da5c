"""`matapa list policy`: who may make a proposed alert active here, and how far back to screen again."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.alerts_policy import AlertPolicy
from app.domain.officer import Role

NOBODY = "hq"
"""What is said for no role of the station: HQ alone."""
_LONGEST = 365


@click.command("policy")
@click.option(
    "--activated-by",
    type=click.Choice([NOBODY, Role.SUPERVISOR.value, Role.ADMINISTRATOR.value]),
    help="Whose word makes an alert active that was proposed here; hq (first) for HQ alone.",
)
@click.option(
    "--rescreen-days",
    type=click.IntRange(0, _LONGEST),
    help="Days of crossings that are screened again by a newer list (first 30); 0 for none.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def policy(
    kit: Kit, /, account: tuple[str, bool], activated_by: str | None, rescreen_days: int | None, as_json: bool
) -> None:
    """Show the rules of alerts on this station, or change what is said (administrators)."""
    with signed_in(kit, account) as session:
        rules = session.cases.policy()
        changed = _changed(rules, activated_by, rescreen_days)
        if changed != rules:
            session.cases.set_policy(changed)
    role = NOBODY if changed.activating_role is None else changed.activating_role.value
    if as_json:
        click.echo(json.dumps({"activated_by": role, "rescreen_days": changed.rescreen_days}))
        return
    click.echo(f"Proposed alerts are made active by: {role}")
    click.echo(f"Screened again when a newer list comes: {changed.rescreen_days} days")


def _changed(rules: AlertPolicy, activated_by: str | None, rescreen_days: int | None) -> AlertPolicy:
    if activated_by is not None:
        rules = replace(rules, activating_role=None if activated_by == NOBODY else Role(activated_by))
    if rescreen_days is not None:
        rules = replace(rules, rescreen_days=rescreen_days)
    return rules
