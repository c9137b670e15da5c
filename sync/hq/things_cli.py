"""`matapa-hq publish`, `published`, `restored`: contents of any kind, who has what, and a new beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from sync.hq import commands, restored
from sync.hq.audit import Reader
from sync.hq.database import now
from sync.hq.held import Ahead, Holding, ahead, holdings
from sync.hq.printing import print_json, print_table
from sync.hq.publishing import Press
from sync.hq.things import POLICIES, POLICY, audience_of, content_of, require_own_name, stream_of
from sync.protocol.thing import LARGEST_THING, Thing

_STREAM_COLUMNS = ("stream", "newest", "stations", "up_to_date", "lagging", "oldest_lag")
_HOLDING_COLUMNS = ("stream", "station", "port", "booth", "newest", "holds", "since", "lag", "asked_at")


@click.command("publish")
@commands.home
@click.argument("kind")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "whom",
    default="all",
    show_default=True,
    metavar="all|PORT|STATION",
    help="Which stations get it.",
)
@commands.user
@commands.json
@commands.told
def publish_command(
    home: Path, kind: str, name: str, file: Path, whom: str, user: str, as_json: bool
) -> None:
    """Publish FILE to stations as the newest content of KIND/NAME, signed and sealed.

    \b
    trust NAME      a master list, LDIF, certificates or CRLs; stations trust them by HQ's word
    users PORT      the port's officers: CSV or JSON with username, full_name, role, active
    policy alerts   JSON with activating_role, rescreen_days
    policy link     JSON with kind, bits_per_second, round_trip_ms, daily_bytes, prices, currency
    policy export   JSON with recipients, plain_allowed; easier: matapa-hq day policy

    Any other KIND goes out as it is, for programs that know it. What stations have is shown by
    `matapa-hq published`.
    """
    stream = stream_of(kind, name)
    with file.open("rb") as opened:
        data = opened.read(LARGEST_THING + 1)
    with commands.ledger(home) as (hq, connection):
        require_own_name(connection, stream)
        audience = audience_of(connection, whom, kind, name)
        thing = Thing(content_of(kind, name, data, now(connection)), audience)
        publication = Press(connection, hq, Reader(user, "publication")).publish_thing(stream, thing)
    sequence = None if publication is None else publication.sequence
    if as_json:
        print_json({"stream": stream, "to": str(audience), "sequence": sequence, "bytes": len(thing.content)})
    elif publication is None:
        click.echo(f"{stream} says this already; nothing was published.")
    else:
        click.echo(f"{stream} {sequence} is published for {audience} ({len(thing.content)} bytes).")
    if kind == POLICY and name not in POLICIES:
        known = ", ".join(POLICIES)
        click.echo(f"Stations keep it for a later program: this one follows {known} only.", err=True)


@click.command("published")
@commands.home
@click.option("--stream", help="Only this stream, station by station, such as people/un.")
@click.option("--station", type=int, help="Only the station with this number, stream by stream.")
@commands.json
@commands.told
def published_command(home: Path, stream: str | None, station: int | None, as_json: bool) -> None:
    """Show what is published, which stations have it, and who lags behind."""
    with commands.ledger(home) as (_, connection):
        found, moment = holdings(connection, stream, station), now(connection)
        beyond, compared = ahead(connection), restored.comparison(connection)
    one_by_one = stream is not None or station is not None
    rows = _each(found, moment) if one_by_one else _by_stream(found, moment)
    if as_json:
        print_json(
            {
                "streams" if not one_by_one else "holdings": rows,
                "ahead": [asdict(one) for one in beyond],
                "compared_since_restored": None if compared is None else asdict(compared),
            }
        )
        return
    nothing = "Nothing is published under that name, or for that station." if one_by_one else "Nothing yet."
    print_table(rows, _HOLDING_COLUMNS if one_by_one else _STREAM_COLUMNS, nothing)
    if compared is not None:
        of = f"{compared.compared} of {compared.stations} stations"
        click.echo(f"Since HQ was restored {of} have compared what it has with what they sent.")
    _warn(beyond)


_AGAIN = (
    "Forgotten is what people did here since the backup; do it again, in this order:",
    "  legal holds (before any `retention preview`), rules of retention, erasures: what was erased is back;",
    "  publish users, trust, policies and lists of that time: stations have the older ones in force again;",
    "  words in the queue and on travellers, and codes for stations that were enrolled since.",
    "  destroyed keys: their files are gone; say so: matapa-hq seal destroy, or batches under them wait.",
)


@click.command("restored")
@commands.home
@click.option(
    "--revoke",
    "revoked",
    type=click.IntRange(1),
    multiple=True,
    metavar="NUMBER",
    help="A station that was revoked or lost after the backup; once for each of them.",
)
@commands.user
@commands.json
@commands.told
def restored_command(home: Path, revoked: tuple[int, ...], user: str, as_json: bool) -> None:
    """Run this once after HQ's database was restored from a backup, before stations call again.

    The copy has forgotten which stations were revoked since. Name them with --revoke: otherwise they are
    let in again and get the newest keys. Those that HQ's own publications in its folder call revoked are
    found without. One-time codes and plans of erasure that wait are void.

    Every stream of publications goes on far above what stations may hold, and begins anew with a
    snapshot. Stations notice by themselves which of their crossings HQ lost, and send them again.
    """
    with commands.ledger(home) as (hq, connection):
        done = restored.take_up(connection, hq, Reader(user, "supervision"), revoked, _progress(as_json))
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{done.streams} streams go on above {done.above}, each with a snapshot.")
    for stream in done.lost:
        click.echo(f"{stream} could not be read again: publish it anew.")
    click.echo(f"{done.stations} stations are expected to compare and to send again what HQ lost:")
    click.echo("each within a day, at its next start or with its next crossing. See: matapa-hq published")
    numbers = ", ".join(map(str, done.revoked)) or "none"
    click.echo(
        f"Revoked again: {numbers}. Any other that was revoked since the backup: matapa-hq lost-station"
    )
    click.echo("Void now: one-time codes that were made, and plans of erasure that were not done.")
    for line in _AGAIN:
        click.echo(line)


def _progress(quiet: bool) -> Any:
    return lambda stream: None if quiet else click.echo(f"publishing {stream} ...", err=True)


def _each(found: Iterable[Holding], moment: datetime) -> list[dict[str, Any]]:
    return [{**asdict(one), "lag": _lag(one, moment)} for one in found]


def _by_stream(found: Iterable[Holding], moment: datetime) -> list[dict[str, Any]]:
    streams: dict[str, list[Holding]] = {}
    for one in found:
        name = (
            "keys" if one.stream.startswith("keys/") else one.stream
        )  # every station has a stream of its own
        streams.setdefault(name, []).append(one)
    rows = []
    for stream, ours in streams.items():
        lagging = [one for one in ours if one.lacks_since is not None]
        oldest = min(lagging, key=lambda one: one.lacks_since or moment, default=None)
        rows.append({
            "stream": stream, "newest": max(one.newest for one in ours), "stations": len(ours),
            "up_to_date": len(ours) - len(lagging), "lagging": [one.station for one in lagging],
            "oldest_lag": None if oldest is None else _lag(oldest, moment),
        })  # fmt: skip
    return rows


def _lag(one: Holding, moment: datetime) -> str | None:
    """For how long a station has lacked something, such as `2 d 3 h`."""
    if one.lacks_since is None:
        return None
    minutes = max(moment - one.lacks_since, timedelta()) // timedelta(minutes=1)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{days} d {hours} h" if days else f"{hours} h {left} min"


def _warn(beyond: list[Ahead]) -> None:
    for one in beyond:
        said = f"{one.stream} {one.sequence}, which this HQ never published"
        click.echo(f"Station {one.station} holds {said}.", err=True)
    if beyond:
        click.echo("If HQ was restored from a backup, run: matapa-hq restored", err=True)
