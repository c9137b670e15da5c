"""`matapa init`: make this machine a station, by questions or by flags."""

from __future__ import annotations

import click

from app.commands.kit import Kit
from app.commands.signing_in import read_password
from app.flow.ports import StationPlan


def _hq(ctx: click.Context, _: click.Parameter, said: str | None) -> str:
    """HQ's address; not asked for where standard input holds the password."""
    if said is not None or ctx.params.get("password_stdin"):
        return said or ""
    return str(click.prompt("HQ's address (https://..., empty if not known yet)", default=""))


@click.command()
@click.option(
    "--country", prompt="Country (three letters, as in passports)", help="As in passports, e.g. VUT."
)
@click.option("--port", prompt="Port (UN/LOCODE, five letters)", help="UN/LOCODE, e.g. VUVLI.")
@click.option("--booth", prompt="Booth", help="Letters and digits, e.g. A1.")
@click.option(
    "--hq",
    "hq_url",
    callback=_hq,
    help="HQ's address, e.g. https://hq.example.org:8443; may stay empty until `matapa enrol`.",
)
@click.option("--admin", prompt="First administrator's username", help="First administrator's username.")
@click.option("--admin-name", prompt="First administrator's full name", help="That person's full name.")
@click.option(
    "--password-stdin",
    is_flag=True,
    is_eager=True,
    help="Read the administrator's password from standard input.",
)
@click.option("--training", is_flag=True, help="Mark everything recorded here as training.")
@click.pass_obj
def init(
    kit: Kit,
    country: str,
    port: str,
    booth: str,
    hq_url: str,
    admin: str,
    admin_name: str,
    password_stdin: bool,
    training: bool,
) -> None:
    """Make this machine a station: its keys, its encrypted store and its first administrator.

    A station that is already there is never touched. Make accounts for the officers next with
    `matapa officers add`, then enrol with HQ by `matapa enrol`.
    """
    password = read_password("Administrator's password", password_stdin, confirm=True)
    plan = StationPlan(
        country.strip().upper(),
        port.replace(" ", "").upper(),
        booth.strip(),
        hq_url.strip(),
        admin,
        admin_name,
        password,
        training,
    )
    station = kit.founding().found(plan)
    click.echo(f"Station {station.station_id} is ready in {kit.home}")
