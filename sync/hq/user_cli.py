"""The command `matapa-hq user`, and how people name where the console is served."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
import pyotp

from sync.hq import commands
from sync.hq.audit import Reader
from sync.hq.console import passwords, second_factor, users
from sync.hq.console.listening import ConsolePlace
from sync.hq.console.roles import HqRole
from sync.hq.console.sealing import load_sealing
from sync.hq.failure import HqCode, HqError
from sync.hq.health_cli import HostPort
from sync.hq.home import write_private
from sync.hq.printing import print_json, print_table

Command = TypeVar("Command", bound=Callable[..., Any])
_USUAL = ("127.0.0.1", 8444)
_COLUMNS = ("username", "full_name", "role", "has_second_factor", "signed_in_at", "deactivated_at", "made_by")
_role = click.Choice([role.value for role in HqRole])
_file = click.Path(dir_okay=False, path_type=Path)


def console_options(command: Command) -> Command:
    """Options of `serve` for the console; the command gets them as `console`, a ConsolePlace or None."""

    @click.option(
        "--console",
        type=HostPort(),
        is_flag=False,
        flag_value=_USUAL,
        help="Serve the console for people here, by HTTPS: HOST:PORT, or 127.0.0.1:8444 without one.",
    )
    @click.option(
        "--console-certificate",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Certificate chain (PEM) that browsers trust, for the console alone. Without it HQ's own.",
    )
    @click.option(
        "--console-key",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Its key (PEM), if it is not in the same file.",
    )
    @functools.wraps(command)
    def placed(
        *args: Any,
        console: tuple[str, int] | None,
        console_certificate: Path | None,
        console_key: Path | None,
        **kwargs: Any,
    ) -> None:
        place = None if console is None else ConsolePlace(*console, console_certificate, console_key)
        command(*args, console=place, **kwargs)

    return placed  # type: ignore[return-value]


@click.group("user")
def user_group() -> None:
    """Say who may use the console in a browser, and as what.

    The first administrator is made here; others can be added in the console by an administrator.
    """


@user_group.command("add")
@commands.home
@click.argument("username")
@click.option("--name", "full_name", default="", help="The person's name, as others see it.")
@click.option("--role", type=_role, required=True, help="What the user may do (docs/console.md).")
@click.option(
    "--own-password",
    is_flag=True,
    help="The password is the user's own choice: it need not be changed at the first sign-in.",
)
@click.option(
    "--second-factor-file",
    type=_file,
    help="Set the second factor up now and write its key to this new file, for whoever hands it over.",
)
@commands.user
@commands.json
@commands.told
def add(
    home: Path,
    username: str,
    full_name: str,
    role: str,
    own_password: bool,
    second_factor_file: Path | None,
    user: str,
    as_json: bool,
) -> None:
    """Add a user. The password is asked for, or read from standard input.

    It is good for 72 hours unless --own-password is said; its owner changes it at the first sign-in, and sets
    up an authenticator app. Whoever has a --second-factor-file can show its codes with `matapa-hq user code`.
    """
    if second_factor_file is not None and second_factor_file.exists():
        remedy = "Name a file that does not exist."
        raise HqError(
            HqCode.FIELD_WRONG, field="--second-factor-file", value=str(second_factor_file), remedy=remedy
        )
    kept = _asked_password(username)
    key = second_factor.new_key()
    with commands.ledger(home) as (hq, connection):
        sealed = None if second_factor_file is None else load_sealing(hq).seal(key.encode(), username)
        new = users.NewUser(username, full_name or username, HqRole(role), kept, not own_password, sealed)
        users.add(connection, Reader(user, "user administration"), new)
        name = hq.settings().name
        if second_factor_file is not None:
            write_private(second_factor_file, f"{second_factor.uri(key, username, name)}\n".encode())
    if as_json:
        print_json({"username": username, "role": role, "first_password": not own_password})
    else:
        click.echo(f"{username} can sign in to the console.")


@user_group.command("list")
@commands.home
@commands.json
@commands.told
def list_users(home: Path, as_json: bool) -> None:
    """List the users."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(user) for user in users.all_users(connection)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _COLUMNS, "No user yet. Make one with: matapa-hq user add")


@user_group.command("role")
@commands.home
@click.argument("username")
@click.argument("role", type=_role)
@commands.user
@commands.told
def change_role(home: Path, username: str, role: str, user: str) -> None:
    """Give a user another ROLE; ends the user's sessions."""
    with commands.ledger(home) as (_, connection):
        users.set_role(connection, Reader(user, "user administration"), username, HqRole(role))
    click.echo(f"{username} is {role} now.")


@user_group.command("reset")
@commands.home
@click.argument("username")
@commands.user
@commands.told
def reset(home: Path, username: str, user: str) -> None:
    """Give a user a new first password and take the second factor away.

    For a lost phone or a forgotten password. A deactivated user is active again. The password is asked for,
    or read from standard input.
    """
    kept = _asked_password(username)
    with commands.ledger(home) as (_, connection):
        users.reset(connection, Reader(user, "user administration"), username, kept)
    click.echo(f"{username} sets up a password and a second factor at the next sign-in.")


@user_group.command("deactivate")
@commands.home
@click.argument("username")
@commands.user
@commands.told
def deactivate(home: Path, username: str, user: str) -> None:
    """Let a user in no more; ends the user's sessions at once."""
    with commands.ledger(home) as (_, connection):
        users.deactivate(connection, Reader(user, "user administration"), username)
    click.echo(f"{username} cannot sign in any more.")


@user_group.command("end-sessions")
@commands.home
@click.argument("username")
@commands.user
@commands.told
def end_sessions(home: Path, username: str, user: str) -> None:
    """Sign a user out everywhere."""
    with commands.ledger(home) as (_, connection):
        ended = users.end_sessions(connection, Reader(user, "user administration"), username)
    click.echo(f"{ended} session{'' if ended == 1 else 's'} of {username} ended.")


@user_group.command("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@commands.told
def code(file: Path) -> None:
    """Print the code that an authenticator would show now for the key in FILE.

    FILE is what `matapa-hq user add --second-factor-file` wrote. Whoever has it has the second factor: this
    is for demonstrations, and for a machine that signs in.
    """
    try:
        shown = pyotp.parse_uri(file.read_text(encoding="utf-8").strip())
    except ValueError as error:
        remedy = "Name the file that `matapa-hq user add --second-factor-file` wrote."
        raise HqError(HqCode.FIELD_WRONG, field="FILE", value=file.name, remedy=remedy) from error
    if not isinstance(shown, pyotp.TOTP):
        remedy = "It must be a key for codes by time."
        raise HqError(HqCode.FIELD_WRONG, field="FILE", value=file.name, remedy=remedy)
    click.echo(shown.now())


def _asked_password(username: str) -> str:
    """A password as it is kept; raises HqError(USER_REFUSED) for one that is too weak."""
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline(passwords.LONGEST + 2).rstrip("\r\n")
    fault = passwords.fault(password, username)
    if fault is not None:
        raise HqError(HqCode.USER_REFUSED, reason="the password is not good enough", remedy=fault)
    return passwords.kept(password)
