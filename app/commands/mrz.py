"""Parse and build machine readable zones; needs no station."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, TypeAlias

import click

from app.domain.checks import Verdict
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.document import Capture, TravelDocument
from app.domain.failure import WorldError
from app.domain.mrz import Confusion, Mrz, MrzFormat, build_mrz, parse_mrz
from app.domain.mrz.kind import kind_of
from app.domain.person import Sex
from app.domain.states import state
from app.wording.failures import FAILURES
from app.wording.reasons import FLAGS

Json: TypeAlias = dict[str, object]

_SHOWN = {Verdict.NOT_RUN: ""}


@click.group()
def mrz() -> None:
    """Machine readable zones of travel documents (ICAO Doc 9303)."""


@mrz.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and document.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Settle centuries as on this day (today).")
def parse(file: BinaryIO, as_json: bool, on: datetime | None) -> None:
    """Parse the documents in FILE (- is standard input), divided by blank lines.

    The exit status is 1 when any document could not be read; the others are printed all the same.
    """
    day = (on or datetime.now(UTC)).date()
    found, unread = 0, 0
    for lines in documents(file.read().decode("utf-8-sig", errors="replace")):
        found += 1
        try:
            parsed = parse_mrz(lines, day)
        except WorldError as error:
            unread += 1
            told = error_of(error)
            click.echo(json.dumps({"error": told}) if as_json else f"{told['message']} ({told['code']})\n")
        else:
            click.echo(json.dumps(told_of(parsed)) if as_json else as_table(parsed))
    if not found:
        click.echo("There is no document in the input.", err=True)
    if unread or not found:
        raise click.exceptions.Exit(1)


@mrz.command()
@click.option("--format", "format_", type=click.Choice([str(one) for one in MrzFormat]), default="TD3")
@click.option("--code", default="P", help="Document code, such as P, I, V.")
@click.option("--state", "issuing_state", required=True, help="Issuing state, three-letter code.")
@click.option("--surname", required=True)
@click.option("--given-names", default="")
@click.option("--number", required=True)
@click.option("--nationality", help="Three-letter code; the issuing state when left out.")
@click.option("--birth-date", default="", help="YYYY-MM-DD; parts may be left out.")
@click.option("--sex", type=click.Choice(["F", "M", "X"]), default="X")
@click.option("--expiry-date", default="", help="YYYY-MM-DD.")
@click.option("--optional-data", default="")
@click.option("--language", default="", help="be, bg, mk, sr or uk, whose Cyrillic spelling differs.")
def build(
    format_: str, code: str, issuing_state: str, surname: str, given_names: str, number: str,
    nationality: str | None, birth_date: str, sex: str, expiry_date: str, optional_data: str, language: str,
) -> None:  # fmt: skip
    """Build the lines of a document, with all check digits; names are transliterated and cut to fit."""
    chosen = MrzFormat(format_)
    document = TravelDocument(
        kind=kind_of(code, chosen), document_code=code, issuing_state=issuing_state, number=number,
        surname=surname, given_names=given_names, nationality=nationality or issuing_state,
        birth_date=PartialDate.parse(birth_date), sex=Sex(sex), expiry_date=PartialDate.parse(expiry_date),
        optional_data=optional_data, capture=Capture.TYPED_FIELDS,
    )  # fmt: skip
    for line in build_mrz(document, chosen, language):
        click.echo(line)


def documents(text: str) -> Iterator[list[str]]:
    """The lines of each document; blank lines divide."""
    gathered: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            gathered.append(line)
        elif gathered:
            yield gathered
            gathered = []


def told_of(parsed: Mrz) -> Json:
    """What `--json` prints of a document."""
    return {
        "format": str(parsed.format),
        "document_code": parsed.document_code,
        "issuing_state": parsed.issuing_state,
        "surname": parsed.surname,
        "given_names": parsed.given_names,
        "document_number": parsed.document_number,
        "nationality": parsed.nationality,
        "birth_date": parsed.birth_date,
        "sex": parsed.sex,
        "expiry_date": parsed.expiry_date,
        "optional_data": parsed.optional_data,
        "checks": {name: str(verdict) for name, verdict in parsed.checks.items()},
        "flags": list(parsed.flags),
        "optional_data_2": parsed.optional_data_2,
        "birth_date_resolved": str(parsed.birth_date_resolved or UNKNOWN_DATE),
        "expiry_date_resolved": str(parsed.expiry_date_resolved or UNKNOWN_DATE),
        "confusions": [
            {"field": one.field, "line": one.line, "column": one.column, "read": one.read,
             "meant": one.meant, "mends": list(one.mends)}
            for one in parsed.confusions
        ],
        "lines": list(parsed.lines),
    }  # fmt: skip


def error_of(error: WorldError) -> dict[str, str]:
    """What stands in the place of a document that could not be read."""
    words = FAILURES[error.failure.code]
    return {"code": str(error.failure.code), "message": words.happened}


def as_table(parsed: Mrz) -> str:
    """One document for human eyes: a label and a value a line, check digits beside their fields."""
    verdicts = {name: _SHOWN.get(verdict, str(verdict)) for name, verdict in parsed.checks.items()}
    rows = [
        ("document", f"{parsed.format}  {parsed.document_code}", ""),
        ("issued by", _named(parsed.issuing_state), ""),
        ("number", parsed.document_number, verdicts["document_number"]),
        ("surname", parsed.surname, ""),
        ("given names", parsed.given_names, ""),
        ("nationality", _named(parsed.nationality), ""),
        ("born", str(parsed.birth_date_resolved or parsed.birth_date), verdicts["birth_date"]),
        ("sex", parsed.sex, ""),
        ("expires", str(parsed.expiry_date_resolved or parsed.expiry_date), verdicts["expiry_date"]),
        ("optional data", parsed.optional_data, verdicts["optional_data"]),
        ("", parsed.optional_data_2, ""),
        ("whole", "", verdicts["composite"]),
    ]
    kept = [row for row in rows if row[1] or row[2]]
    lines = [f"{label:<14}{value:<44}{verdict}".rstrip() for label, value, verdict in kept]
    notes = [f"! {FLAGS[flag.partition(':')[0]]}{_field(flag)}" for flag in parsed.flags]
    hints = [_hint(one) for one in parsed.confusions]
    return "\n".join([*parsed.lines, "", *lines, *notes, *hints, ""])


def _named(code: str) -> str:
    known = state(code)
    return f"{code}  {known.name}" if known else code


def _field(flag: str) -> str:
    field = flag.partition(":")[2]
    return f": {field.replace('_', ' ')}" if field else ""


def _hint(one: Confusion) -> str:
    meant = f", perhaps {one.meant}" if one.meant else ""
    mends = f" (would mend: {', '.join(one.mends)})".replace("_", " ") if one.mends else ""
    return f"  line {one.line}, character {one.column}: read {one.read}{meant}{mends}"
