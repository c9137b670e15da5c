"""`matapa trust`: the certificates and revocation lists by which chips are proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands import trust_words as words
from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.trust.countries import signers_of
from app.trust.imports import read_trust_file, vouched
from app.trust.trust_file import TrustFile
from app.wording.trust import why

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_root = click.option(
    "--root", "roots", type=_EXISTING, multiple=True, metavar="CERT",
    help="Certificate that may vouch for signers of master lists; compare its fingerprint first.",
)  # fmt: skip
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def trust() -> None:
    """Certificates of countries' signing authorities, from lists and files."""


@trust.command("import")
@click.argument("file", type=_EXISTING)
@_root
@click.option("--older", is_flag=True, help="Take it in even if it is older than what is here.")
@click.option("--dry-run", is_flag=True, help="Only say what would come in.")
@_as_json
@by_account
@click.pass_obj
def import_file(
    kit: Kit, account: tuple[str, bool], file: Path, roots: tuple[Path, ...], older: bool, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take in FILE: a master list, an LDIF file of the ICAO PKD, certificates or a CRL.

    A master list needs a pinned root: name it once with --root. For supervisors and administrators.
    """
    with signed_in(kit, account) as session, _explained():
        if not session.officer.may(Act.MANAGE_TRUST):
            raise WorldError(FailureCode.NOT_ALLOWED, "trust", act=Act.MANAGE_TRUST.value)
        given = [_read(root) for root in roots]
        read = _read(file)
        act = session.trust.plan if dry_run else session.trust.take_in
        plan = act(read, given, older=older)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, **words.plan_json(plan)}, ensure_ascii=False))
        return
    for line in words.plan_lines(plan, dry_run):
        click.echo(line)


@trust.command("list")
@_as_json
@by_account
@click.pass_obj
def list_sources(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """List the sources on board: origin, date, age in days, how many certificates and CRLs."""
    with signed_in(kit, account) as session:
        anchors = session.trust.anchors()
    now = datetime.now(UTC)
    if as_json:
        sources = [words.source_json(source, now) for source in anchors.sources]
        click.echo(json.dumps({"certificates": anchors.count, "sources": sources}, ensure_ascii=False))
        return
    for source in anchors.sources:
        click.echo(words.source_line(source, now))
    click.echo(f"{anchors.count} different certificates on board")


@trust.command()
@click.argument("country")
@_as_json
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], country: str, as_json: bool) -> None:
    """Show the certificates of COUNTRY, by two letters or as in an MRZ; exit status 1 if there are none.

    For a code of an MRZ these are all that may sign its documents: GB for GBD, KS and XK for RKS.
    """
    codes = _signing(country)
    with signed_in(kit, account) as session:
        anchors = session.trust.anchors()
    certificates, crls = words.countries_json(anchors, codes)
    named = ", ".join(codes)
    if as_json:
        told = {"country": named, "certificates": certificates, "crls": crls}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in words.country_lines(certificates, crls):
            click.echo(line)
    if not certificates:
        click.echo(f"No certificate of {named} is on board.", err=True)
        raise click.exceptions.Exit(1)


@trust.command()
@click.argument("source", metavar="SOURCE")
@by_account
@click.pass_obj
def remove(kit: Kit, account: tuple[str, bool], source: str) -> None:
    """Take SOURCE (an id of `matapa trust list`, or its beginning) off the station.

    Importing its file brings it back. For supervisors and administrators.
    """
    with signed_in(kit, account) as session:
        removed = session.trust.remove(source)
    click.echo(f"Removed: {words.source_line(removed, datetime.now(UTC))}")


@trust.command()
@click.argument("file", type=_EXISTING)
@_root
@_as_json
def inspect(file: Path, roots: tuple[Path, ...], as_json: bool) -> None:
    """Say what FILE is and whether its signatures hold; needs no station and changes nothing.

    The exit status is 1 for a file of which nothing could be taken in.
    """
    with _explained():
        read = vouched(_read(file), [_read(root) for root in roots])
    if as_json:
        click.echo(json.dumps(words.file_json(read), ensure_ascii=False))
    else:
        for line in words.file_lines(read):
            click.echo(line)
    if not read.parts:
        raise click.exceptions.Exit(1)


def _read(file: Path) -> TrustFile:
    click.echo(f"Reading {file.name} ({file.stat().st_size / 1000:,.0f} kB)", err=True)
    try:
        return read_trust_file(file, datetime.now(UTC))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from error


def _signing(country: str) -> tuple[str, ...]:
    """The two-letter codes that sign for a country; raises WorldError(UNKNOWN_STATE)."""
    code = country.strip().upper()
    if len(code) == 2:
        return (code,)
    codes = signers_of(code)
    if not codes:
        raise WorldError(FailureCode.UNKNOWN_STATE, "trust", field="country")
    return tuple(sorted(codes))


@contextmanager
def _explained() -> Iterator[None]:
    """Say why a file was refused before the words of its code."""
    try:
        yield
    except WorldError as error:
        if sentence := why(dict(error.failure.details).get("reason", "")):
            click.echo(sentence, err=True)
        raise
