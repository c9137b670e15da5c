"""`matapa run`: open the desk."""

from __future__ import annotations

import click

from app.commands.kit import Kit


@click.command()
@click.pass_obj
def run(kit: Kit) -> None:
    """Open the desk's window on this station."""
    raise SystemExit(kit.window())
