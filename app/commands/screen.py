"""`matapa screen`: ask alert lists about one traveller or many, at a station or with files alone."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypeAlias

import click

from app.commands import screen_words as words
from app.commands.cli import tell
from app.commands.kit import Kit
from app.commands.screen_asking import Asked, Refused, asked_in, asked_of
from app.commands.screen_lists import lists_of
from app.commands.signing_in import signed_in
from app.domain.failure import WorldError
from app.domain.officer import Act
from app.screening.subject import Subject

Ask: TypeAlias = Callable[[Subject], words.Answer]


class Screens(click.Group):
    """The command with `pairs` under it, which is imported only when called; a file may stand alone."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a file that stands alone for that of `--file`."""
        valued = {name for one in self.params if not getattr(one, "is_flag", False) for name in one.opts}
        for at, arg in enumerate(args):
            if arg == "pairs":
                break
            alone = at == 0 or args[at - 1] not in valued
            if alone and (arg == "-" or not arg.startswith("-")):
                args = [*args[:at], "--file", *args[at:]]
                break
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["pairs"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "pairs":
            return None
        command: click.Command = importlib.import_module("app.commands.screen_pairs").pairs
        return command


@click.group(cls=Screens, invoke_without_command=True, subcommand_metavar="[FILE | pairs]")
@click.option(
    "--name", "--names", "names", multiple=True, help="A full name, its parts in any order; may be repeated."
)
@click.option("--surname", default="")
@click.option("--given", "--given-names", default="", help="Given names.")
@click.option(
    "--birth",
    "--birth-date",
    "--dob",
    default="",
    metavar="YYYY-MM-DD",
    help="Birth date; day and month may be left out.",
)
@click.option("--nationality", default="", help="Three-letter code, or the name of a state.")
@click.option("--sex", type=click.Choice(["F", "M", "X"], case_sensitive=False), default=None)
@click.option("--document", "--document-number", default="", help="Document number.")
@click.option("--issuer", "--issuing-state", default="", help="Issuing state of the document.")
@click.option(
    "--class", "--document-class", "document_class", default="", help="Document class: P, I, A, C, V."
)
@click.option("--file", type=click.File("rb"), help="Travellers as JSON, one a line (- is standard input).")
@click.option("--list", "lists", multiple=True, metavar="[FORMAT:]FILE", help="Ask this file, not a station.")
@click.option("--rarity-gate/--no-rarity-gate", default=None, help="With --list: see matapa list import.")
@click.option("--as", "signing_in", metavar="USER", help="Who you are, without --list.")
@click.option("--password-stdin", is_flag=True, help="Read your password first from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a traveller.")
@click.pass_context  # fmt: skip
def screen(
    ctx: click.Context, /, file: BinaryIO | None, lists: tuple[str, ...], rarity_gate: bool | None,
    signing_in: str | None, password_stdin: bool, as_json: bool, **said: Any,
) -> None:  # fmt: skip
    """Ask the alert lists about a traveller, or about the travellers of FILE (JSON, one a line).

    With --list the lists are files and no station is needed; without, officers and supervisors ask the
    lists of this station by its rules, and the audit trail has it. The exit status is 1 when any
    traveller could not be asked about; whatever the lists say, it is 0.
    """
    if ctx.invoked_subcommand is not None:
        return
    travellers = _travellers(said, file)
    with _of_files(lists, rarity_gate) if lists else _of_station(ctx.obj, signing_in, password_stdin) as ask:
        failed = [_answered(one, ask, as_json or file is not None) for one in travellers]
    if any(failed):
        raise click.exceptions.Exit(1)


def _travellers(said: dict[str, Any], file: BinaryIO | None) -> Iterator[Asked | Refused]:
    said["class"] = said.pop("document_class")
    given = {key: value for key, value in said.items() if value}
    if file is not None and given:
        raise click.UsageError("--file brings the travellers: give no other traveller beside it.")
    if file is not None:
        return asked_in(file)
    if not given:
        raise click.UsageError("Whom? Give --name or --surname, --document, or --file.")
    try:
        return iter([asked_of(given)])
    except WorldError as error:
        return iter([Refused(error, {})])


def _answered(asked: Asked | Refused, ask: Ask, as_json: bool) -> bool:
    """Print one answer; whether there was none."""
    now = datetime.now(UTC)
    if isinstance(asked, Refused):
        if as_json:
            click.echo(json.dumps(words.error_json(asked.error, asked.told)))
        else:
            tell(asked.error)
        return True
    answer = ask(asked.subject)
    if as_json:
        click.echo(json.dumps(words.answer_json(answer, asked.told, now)))
        return False
    for line in words.answer_lines(answer, now):
        click.echo(line)
    return False


@contextmanager
def _of_files(lists: tuple[str, ...], rarity_gate: bool | None) -> Iterator[Ask]:
    """Ask the lists of files; who has the files may see everything in them."""
    with lists_of(lists, rarity_gate) as loaded:
        yield lambda subject: words.answer_of(loaded.screen(subject), loaded.entry, second_line=True)


@contextmanager
def _of_station(kit: Kit, username: str | None, password_stdin: bool) -> Iterator[Ask]:
    """Ask the station's own lists; an officer of the first line sees what the desk would show."""
    username = username or click.prompt("Username")
    with signed_in(kit, (username, password_stdin)) as session:
        port, second_line = session.lists, session.officer.may(Act.SETTLE_ALERTS)
        yield lambda subject: words.answer_of(port.screen(subject), port.entry, second_line)
