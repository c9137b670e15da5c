"""`matapa store`: look after the encrypted store."""

from __future__ import annotations

import json

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, read_password, signed_in
from app.flow.ports import StoreReport


@click.group()
def store() -> None:
    """The encrypted store of this station."""


@store.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def check(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Check cipher, database, the whole audit chain and every crossing; exit status 1 if not intact."""
    with signed_in(kit, account) as session:
        report = session.keeper.check()
    click.echo(json.dumps(_figures(report)) if as_json else "\n".join(_lines(report)))
    if not report.intact:
        raise SystemExit(1)


@store.command()
@by_account
@click.pass_obj
def rescue(kit: Kit, account: tuple[str, bool]) -> None:
    """Save all that can be read of a damaged store into a new one. Close the desk first.

    The damaged file is kept beside the new one; what was lost is counted, and HQ sees the gap. Alert
    lists are not saved: those of HQ come again by themselves, those imported here are imported again.
    """
    username, from_stdin = account
    password = read_password("Password", from_stdin)
    with kit.alone():
        saved = kit.founding().rescue(username, password)
    click.echo(f"saved: {saved.records} records, {saved.audit_lines} audit lines")
    click.echo(f"lost: {saved.records_lost} records, {saved.audit_lines_lost} audit lines")


def _figures(report: StoreReport) -> dict[str, object]:
    return {
        "intact": report.intact,
        "cipher_ok": report.cipher_ok,
        "sqlite_ok": report.sqlite_ok,
        "outbox_ok": report.outbox_ok,
        "audit_lines": report.audit_lines,
        "first_broken": report.first_broken,
        "crossings": report.crossings,
        "waiting": report.outbox.waiting,
        "parked": report.outbox.parked,
        "accepted": report.outbox.accepted,
    }


def _lines(report: StoreReport) -> list[str]:
    if report.intact:
        return [f"intact: {report.crossings} crossings, {report.audit_lines} audit lines"]
    faults = []
    if not report.cipher_ok:
        faults.append("damaged: pages of the file do not pass the cipher's check")
    if not report.sqlite_ok:
        faults.append("damaged: the database does not pass its own check")
    if report.first_broken is not None:
        faults.append(f"broken: audit line {report.first_broken} is the first that does not hold")
    if not report.outbox_ok:
        faults.append("broken: the rows for HQ have gaps")
    return faults
