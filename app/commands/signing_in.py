"""Sign in from a command line: `--as USER`, the password typed or piped, signed out at the end."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from app.commands.kit import Kit
from app.flow.ports import SignedIn

LONGEST_LINE = 1024


def by_account(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--as USER` and `--password-stdin`; it receives them as `account`."""

    @click.option("--as", "signing_in", metavar="USER", prompt="Username", help="Who you are.")
    @click.option("--password-stdin", is_flag=True, help="Read your password from standard input.")
    @functools.wraps(command)
    def with_account(*arguments: Any, signing_in: str, password_stdin: bool, **options: Any) -> None:
        command(*arguments, account=(signing_in, password_stdin), **options)

    return with_account


@contextmanager
def signed_in(kit: Kit, account: tuple[str, bool]) -> Iterator[SignedIn]:
    """The store open for one officer, closed again whatever happens; raises as `SignInPort.sign_in`."""
    username, from_stdin = account
    door = kit.door()
    session = door.sign_in(username, read_password("Password", from_stdin))
    try:
        yield session
    finally:
        door.sign_out(session)


def read_password(prompt: str, from_stdin: bool, confirm: bool = False) -> str:
    """A password from the next line of standard input, or typed unseen (twice with `confirm`)."""
    if from_stdin:
        # Not a byte more than the line: what follows may be another password, or travellers to ask about.
        line = sys.stdin.buffer.readline(LONGEST_LINE)
        if not line:
            raise click.UsageError("no password on standard input")
        return line.decode(sys.stdin.encoding or "utf-8", errors="replace").rstrip("\r\n")
    password: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm)
    return password
