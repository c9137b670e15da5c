"""The command that describes HQ's API."""

from __future__ import annotations

import click

from sync.hq.openapi import document
from sync.hq.printing import print_json


@click.command("openapi")
def openapi_command() -> None:
    """Print what HQ answers to stations, as OpenAPI 3.1: for those who build or test against it."""
    print_json(document())
