"""Print what a command found: a table for people, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import click


def print_json(value: object) -> None:
    """One JSON document; moments in ISO 8601, UTC."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], nothing: str) -> None:
    """Rows under their columns' names, or the sentence `nothing`."""
    if not rows:
        click.echo(nothing)
        return
    cells = [[column.replace("_", " ") for column in columns]]
    cells += [[_shown(row[column]) for column in columns] for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_figures(figures: Mapping[str, Any]) -> None:
    """Names and figures, one a line; groups indented under their name."""
    for name, value in figures.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            click.echo(f"{label}:" if value else f"{label + ':':<26}{'none':>10}")
            for key, number in value.items():
                click.echo(f"  {key:<14}{number:>10}")
        elif not isinstance(value, list):
            click.echo(f"{label:<26}{value:>10}")


def _plain(value: object) -> str:
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else str(value) if not isinstance(value, UUID) else value.hex
