"""`matapa demo`: the main job with simulated travellers, a real store, a real HQ and a real window."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.commands.kit import Kit


@click.command()
@click.option("--headless", is_flag=True, help="Play everything through the real window offscreen.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where screenshots go.")
@click.option("--json", "as_json", is_flag=True, help="Print the closing figures as one JSON object.")
@click.pass_obj
def demo(kit: Kit, headless: bool, out: Path | None, as_json: bool) -> None:
    """Play the main job, from the swipe of a passport to HQ.

    A temporary home, a small HQ on this machine, simulated readers and a queue of invented travellers, most
    with a chip. With a display it opens the window and Ctrl+J swipes the next passport and lays it on;
    without one (or with --headless) it plays the whole queue through the real window offscreen. The link is
    cut midway and restored. Nothing is left behind but the screenshots.
    """
    figures = kit.demo(out, headless, lambda line: click.echo(line, err=as_json))
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        click.echo(_table(figures))
    if figures["audit"] != "intact" or figures["recorded"] != figures["accepted_by_hq"]:
        raise SystemExit(1)


def _table(figures: dict[str, object]) -> str:
    rows = [(key.replace("_", " "), _shown(value)) for key, value in figures.items()]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items())
    if isinstance(value, list):
        return f"{len(value)} files in {Path(str(value[0])).parent}" if value else "none"
    return str(value)
