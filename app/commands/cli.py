"""The `matapa` command: its options, its sub-commands (loaded only when called), its error messages."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.commands.kit import Kit
from app.domain.failure import WorldError
from app.wording.failures import words_for
from devices.errors import DeviceError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("app.commands.init:init", "Make this machine a station."),
    "run": ("app.commands.run:run", "Open the desk."),
    "demo": ("app.commands.demo:demo", "Play the main job with simulated travellers and a small HQ."),
    "mrz": ("app.commands.mrz:mrz", "Parse and build machine readable zones."),
    "devices": ("app.commands.devices:devices", "List, find and read document readers."),
    "chip": ("app.commands.chip:chip", "Read the chip of a passport, and prove one that was read."),
    "trust": ("app.commands.trust:trust", "Certificates that chips are proved by: import, list, show."),
    "list": ("app.commands.lists:lists", "Alert lists: inspect, import, show, remove."),
    "screen": ("app.commands.screen:screen", "Ask the alert lists about travellers."),
    "shift": ("app.commands.shift:shift", "The shift in figures, and the load valve."),
    "link": ("app.commands.link:link", "The link to HQ: what it costs, what went over it, send now."),
    "relay": (
        "app.commands.relay:relay",
        "The port's relay: which booth keeps it, and what this one is to it.",
    ),
    "store": ("app.commands.store:store", "Check the encrypted store and its audit chain."),
    "audit": ("app.commands.audit:audit", "Who did and read what, and the proof of the audit chain."),
    "officers": ("app.commands.officers:officers", "Accounts of this station."),
    "password": ("app.commands.officers:password", "Change your own password."),
    "courier": ("app.commands.courier:courier", "Carry what waits to HQ, and its answers back, on a stick."),
    "day": ("app.commands.day:day", "Close the day, add to a closed one, and see what is left open."),
    "statistics": (
        "app.commands.statistics:statistics",
        "Count arrivals, departures, refusals and times; write them for the statistics office.",
    ),
    "retention": ("app.commands.retention:retention", "What this port keeps, and erasing what is over."),
    "enrol": ("app.commands.enrol:enrol", "Enrol this station with HQ by a one-time code."),
}
"""Every sub-command: where it lives and what `matapa --help` says of it."""


class Commands(click.Group):
    """Sub-commands imported only when called, so that `matapa mrz parse` never loads a window."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a sub-command; a failure of the world ends in words on stderr and exit status 1."""
        try:
            return super().invoke(ctx)
        except (WorldError, DeviceError) as error:
            tell(error)
            ctx.exit(1)


def tell(error: WorldError | DeviceError) -> None:
    """Say on stderr what happened, what still works, what to do, and the code."""
    code = error.failure.code if isinstance(error, WorldError) else error.code
    words = words_for(code)
    for line in (words.happened, words.still_works, words.do_now):
        if line:
            click.echo(line, err=True)
    place = error.failure.place if isinstance(error, WorldError) else error.port
    details = dict(error.failure.details) if isinstance(error, WorldError) else {}
    told = ": ".join(details[key] for key in ("field", "reason") if details.get(key))
    click.echo(f"({code} at {place}{': ' if told else ''}{told.replace('_', ' ')})", err=True)


def build(kit_for: Callable[[Path | None], Kit], version: str) -> click.Group:
    """The command, given how to make the kit for a home folder."""

    @click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
    @click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="The station's folder.")
    @click.version_option(version, prog_name="matapa")
    @click.pass_context
    def matapa(ctx: click.Context, home: Path | None) -> None:
        """Matapā: a border control station that works offline."""
        ctx.obj = kit_for(home)

    return matapa
