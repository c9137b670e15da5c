"""`matapa enrol`: make this station known to HQ by a one-time code, over the link or by stick."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.ports import HqEnrolment, SignedIn

_drive = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("code", required=False)
@click.option("--hq", "hq_url", default="", help="HQ's address, if not the one given at init.")
@click.option(
    "--to-stick",
    "to_stick",
    type=_drive,
    metavar="DRIVE",
    help="Write the request to this drive.",
)
@click.option(
    "--from-stick",
    "from_stick",
    type=_drive,
    metavar="DRIVE",
    help="Take HQ's answer from this drive.",
)
@by_account
@click.pass_obj
def enrol(
    kit: Kit,
    account: tuple[str, bool],
    code: str | None,
    hq_url: str,
    to_stick: Path | None,
    from_stick: Path | None,
) -> None:
    """Enrol this station with HQ. CODE is used up by it; what waits is sent from then on.

    Without a link: `matapa enrol CODE --to-stick DRIVE`, carry the stick to HQ and back, then `matapa
    enrol --from-stick DRIVE`. The program may be closed in between.

    A station that is enrolled already and does it again with the same HQ keeps its number.
    """
    if bool(code) == bool(from_stick) or (to_stick and from_stick):
        raise click.UsageError("Give CODE, or CODE and --to-stick DRIVE, or --from-stick DRIVE alone.")
    with signed_in(kit, account) as session:
        # Before the code is spent at HQ: the store would refuse to keep what comes of it.
        if not session.officer.may(Act.ENROL_STATION):
            raise WorldError(FailureCode.NOT_ALLOWED, "enrol", act=Act.ENROL_STATION.value)
        address = hq_url or session.station.hq_url
        if from_stick is not None:
            _keep(session, _answered(kit, session, from_stick))
        elif to_stick is not None:
            _ask(kit, session, code or "", address, to_stick)
        else:
            _keep(session, kit.enrol(session.station, code or "", address, session.enrolment.current()))


def _keep(session: SignedIn, enrolment: HqEnrolment) -> None:
    session.enrolment.save(enrolment)
    click.echo(f"Enrolled with {enrolment.hq_url} as station {enrolment.station_number}")


def _ask(kit: Kit, session: SignedIn, code: str, hq_url: str, drive: Path) -> None:
    pending = kit.ask_by_stick(session.station, code, hq_url, session.enrolment.current())
    session.enrolment.keep_pending(pending)
    kit.write_request(drive, pending)
    click.echo(f"The request {pending.name} is on {drive} and was read back.")
    click.echo("Bring the stick to HQ. When it is back: matapa enrol --from-stick DRIVE", err=True)


def _answered(kit: Kit, session: SignedIn, drive: Path) -> HqEnrolment:
    pending = session.enrolment.pending()
    if pending is None:
        raise WorldError(FailureCode.DRIVE_NOTHING, "enrol.stick", reason="no request waits for an answer")
    return kit.take_answer(drive, pending)
