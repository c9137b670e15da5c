"""The command `matapa-hq health`, and how people name where figures are told."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sync.hq import commands
from sync.hq.health import look
from sync.hq.home import HqHome
from sync.hq.printing import print_json


class HostPort(click.ParamType[tuple[str, int]]):
    """`HOST:PORT`, or a port on loopback."""

    name = "host:port"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The two; a usage error for anything else."""
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not port.isdecimal() or int(port) > 65_535:
            self.fail(f"{value} is neither HOST:PORT nor a port", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


metrics_option = click.option(
    "--metrics",
    type=HostPort(),
    help="Tell figures for Prometheus here, by plain HTTP: HOST:PORT, or a port on loopback.",
)


@click.command("health")
@commands.home
@commands.json
@commands.told
def health_command(home: Path, as_json: bool) -> None:
    """Say how HQ is: database, disk, certificate, what waits, backups. Exit status 1 if anything is wrong.

    Nobody's data is in it. A load balancer asks a serving HQ itself: GET /v1/ready, which needs no token.
    """
    found = look(HqHome(home))
    if as_json:
        print_json(asdict(found))
    else:
        click.echo("HQ is well." if found.healthy else "\n".join(found.problems))
        days = found.certificate_days
        lasts = "" if days is None else f" The server's certificate lasts {days:g} days."
        click.echo(f"{found.disk_free >> 20} MiB are free.{lasts}")
        if found.settling_backlog is not None:
            heard = ", ".join(f"{name} {count}" for name, count in found.stations_heard.items() if count)
            click.echo(
                f"{found.settling_backlog} batches wait. Stations by when they were heard: {heard or 'none'}."
            )
    if not found.healthy:
        raise SystemExit(1)
