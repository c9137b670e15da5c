"""`matapa enrol CODE`: make this station known to HQ by the one-time code that HQ gave out."""

from __future__ import annotations

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act


@click.command()
@click.argument("code")
@click.option("--hq", "hq_url", default="", help="HQ's address, if not the one given at init.")
@by_account
@click.pass_obj
def enrol(kit: Kit, account: tuple[str, bool], code: str, hq_url: str) -> None:
    """Enrol this station with HQ. CODE is used up by it; what waits is sent from then on."""
    with signed_in(kit, account) as session:
        # Before the code is spent at HQ: the store would refuse to keep what comes of it.
        if not session.officer.may(Act.ENROL_STATION):
            raise WorldError(FailureCode.NOT_ALLOWED, "enrol", act=Act.ENROL_STATION.value)
        enrolment = kit.enrol(session.station, code, hq_url or session.station.hq_url)
        session.enrolment.save(enrolment)
    click.echo(f"Enrolled with {enrolment.hq_url} as station {enrolment.station_number}")
