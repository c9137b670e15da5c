"""`matapa officers` and `matapa password`: the accounts of this station."""

from __future__ import annotations

import json

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, read_password, signed_in
from app.domain.officer import Officer, Role

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def officers() -> None:
    """Accounts of this station: who may do what is settled by role."""


@officers.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@by_account
@click.pass_obj
def list_officers(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """List every account, also the inactive ones, and officers whom HQ names and who wait for one."""
    with signed_in(kit, account) as session:
        found, waiting = session.officers.list(), session.officers.awaited()
    if as_json:
        rows = [_row(officer) for officer in found]
        rows += [{**_row(officer), "active": False, "awaited": True} for officer in waiting]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for officer in found:
        state = "" if officer.active else "  (inactive)"
        click.echo(f"{officer.username:<20} {officer.role.value:<14} {officer.full_name}{state}")
    for officer in waiting:
        state = f"  (named by HQ; give the first password with: matapa officers add {officer.username})"
        click.echo(f"{officer.username:<20} {officer.role.value:<14} {officer.full_name}{state}")


def _row(officer: Officer) -> dict[str, object]:
    return {
        "username": officer.username,
        "full_name": officer.full_name,
        "role": officer.role,
        "active": officer.active,
    }


@officers.command()
@click.argument("username")
@click.option("--name", "full_name", help="The person's full name.")
@click.option("--role", type=_ROLES, help="What the person may do.")
@by_account
@click.pass_obj
def add(kit: Kit, account: tuple[str, bool], username: str, full_name: str | None, role: str | None) -> None:
    """Make an account. With --password-stdin the second line is the new account's password.

    An officer whom HQ names has the name and role that HQ says, unless they are given here.
    """
    with signed_in(kit, account) as session:
        named = {one.username: one for one in session.officers.awaited()}.get(username)
        if named is not None:
            full_name, role = full_name or named.full_name, role or named.role.value
        if account[1] and not (full_name and role):
            raise click.UsageError("Give --name and --role: HQ names nobody of this username.")
        full_name = full_name or click.prompt("Full name")
        role = role or click.prompt("Role", type=_ROLES)
        password = read_password("New account's password", account[1], confirm=True)
        session.officers.add(username, full_name, Role(role), password)
    click.echo(f"{username} can sign in")


@officers.command("reset-password")
@click.argument("username")
@by_account
@click.pass_obj
def reset_password(kit: Kit, account: tuple[str, bool], username: str) -> None:
    """Give an officer who forgot it a new password. With --password-stdin it is the second line."""
    with signed_in(kit, account) as session:
        password = read_password("New password", account[1], confirm=True)
        session.officers.reset_password(username, password)
    click.echo(f"{username} can sign in with the new password")


@officers.command()
@click.argument("username")
@by_account
@click.pass_obj
def deactivate(kit: Kit, account: tuple[str, bool], username: str) -> None:
    """Take an account's rights and key away; what it recorded stays."""
    with signed_in(kit, account) as session:
        session.officers.deactivate(username)
    click.echo(f"{username} can no longer sign in")


@officers.command()
@click.argument("username")
@by_account
@click.pass_obj
def unlock(kit: Kit, account: tuple[str, bool], username: str) -> None:
    """Lift the lock-out after failed sign-ins."""
    with signed_in(kit, account) as session:
        session.officers.unlock(username)
    click.echo(f"{username} may try again")


@click.command()
@by_account
@click.pass_obj
def password(kit: Kit, account: tuple[str, bool]) -> None:
    """Change your own password. With --password-stdin: the old one, then the new one, a line each."""
    username, from_stdin = account
    old = read_password("Password", from_stdin)
    door = kit.door()
    session = door.sign_in(username, old)
    try:
        door.change_password(session, old, read_password("New password", from_stdin, confirm=True))
    finally:
        door.sign_out(session)
    click.echo("The new password holds from now on")
