"""The commands about who stations are: `certificates`, `revoke` and `lost-station`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from sync.hq import audit, commands, stations
from sync.hq.audit import Reader
from sync.hq.certificates import list_certificates
from sync.hq.failure import HqCode, HqError
from sync.hq.lost import Lost, lose, standing, what_ports_do
from sync.hq.printing import print_json, print_table
from sync.hq.publishing import Press
from sync.hq.stations_published import publish_stations

_PURPOSE = "identity"
_CERTIFICATES = ("station", "station_id", "port", "booth", "state", "days_left", "not_after", "serial")
_WAITING = ("station", "port", "booth", "lacks")


@click.command("certificates")
@commands.home
@click.option("--within", type=click.IntRange(0), metavar="DAYS", help="Only those that end by then.")
@click.option("--all", "everything", is_flag=True, help="Also those that count no more.")
@commands.json
@commands.told
def certificates_command(home: Path, within: int | None, everything: bool, as_json: bool) -> None:
    """List the stations' certificates, the next to end first. Stations renew theirs by themselves in the last
    133 of 400 days; one that is over needs a new code (enrol)."""
    with commands.ledger(home) as (_, connection):
        rows = [asdict(row) for row in list_certificates(connection, within)]
    if not everything and within is None:
        rows = [row for row in rows if row["state"] not in ("replaced", "revoked")]
    if as_json:
        print_json(rows)
        return
    print_table(rows, _CERTIFICATES, "No certificate.")


@click.command("revoke")
@commands.home
@click.argument("number", type=int)
@commands.user
@commands.json
@commands.told
def revoke_command(home: Path, number: int, user: str, as_json: bool) -> None:
    """Take no more from station NUMBER, on any road; what it sent stays. For one that is lost or stolen use
    lost-station, which also makes new keys."""
    with commands.ledger(home) as (hq, connection):
        stations.revoke(connection, number)
        reader = Reader(user, _PURPOSE)
        audit.note(connection, reader, "revoked", {"number": number})
        connection.commit()  # shut out, whatever happens to the rest
        port = connection.execute("SELECT port FROM station WHERE number = %s", (number,)).fetchone()
        if port is not None:
            publish_stations(Press(connection, hq, reader), port[0])
    if as_json:
        print_json({"number": number, "revoked": True})
    else:
        click.echo(f"Station {number} is revoked. What it sent before stays in the ledger.")


@click.command("lost-station")
@commands.home
@click.argument("number", type=int)
@click.option("--reason", default="", help="What happened, for the audit trail; no person's data.")
@click.option("--show", is_flag=True, help="Do nothing: show who does not know of it yet.")
@commands.user
@commands.json
@commands.told
def lost_command(home: Path, number: int, reason: str, show: bool, user: str, as_json: bool) -> None:
    """Shut out station NUMBER, lost or stolen: revoke it and its certificates, make a new key for all that is
    published from now on, give it to all other stations, and tell its port. Prints what is left to do."""
    if not show and not reason.strip():
        raise HqError(
            HqCode.FIELD_WRONG, field="--reason", value="empty", remedy="Say in words what happened."
        )
    with commands.ledger(home) as (hq, connection):
        if show:
            lost = standing(connection, number)
        else:
            lost = lose(connection, hq, number, Reader(user, _PURPOSE), reason.strip())
    if as_json:
        print_json(
            {**asdict(lost), "to_do": [{"port": port, "what": what} for port, what in what_ports_do(lost)]}
        )
        return
    _print(lost, home)


def _print(lost: Lost, home: Path) -> None:
    if lost.content_key is not None:
        click.echo(f"Station {lost.number} ({lost.port} {lost.booth}) is shut out.")
        click.echo(
            f"Content key {lost.content_key} is for all that is published from now on; back up its keys."
        )
    click.echo("\nWhat is left to do:")
    for port, what in what_ports_do(lost):
        click.echo(f"  {port}: {what}")
    click.echo()
    rows = [{**asdict(one), "lacks": ", ".join(one.lacks)} for one in lost.waiting]
    print_table(rows, _WAITING, "Every other station has fetched the new keys.")
    if rows:
        click.echo(f"\nLook again with: matapa-hq lost-station {lost.number} --show --home {home}")
