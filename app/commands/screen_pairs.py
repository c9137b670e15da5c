"""`matapa screen pairs`: judge pairs of names, for tests and tools; needs no station."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import BinaryIO, Final, TypeAlias

import click

from app.screening.pairs import judge

Row: TypeAlias = "list[str] | None"
_COLUMNS: Final = ("name1", "name2")


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", is_flag=True, expose_value=False, help="As it is anyway.")
def pairs(file: BinaryIO) -> None:
    """Judge the pairs of names in FILE (- is standard input): CSV with the columns name1,name2.

    A header is respected where there is one, and other columns are left aside. Each pair gives one
    JSON object a line: its score from 0 to 1 and its band (match, possible, different). A row that
    cannot be judged has score 0, band different and an `error`, and the exit status is 1.
    """
    places = (0, 1)
    failed = False
    for number, row in enumerate(_rows(file)):
        if number == 0 and row is not None:
            heads = [head.strip().lower() for head in row]
            if all(column in heads for column in _COLUMNS):
                places = (heads.index(_COLUMNS[0]), heads.index(_COLUMNS[1]))
                continue
        if row == []:
            continue
        said = _said(row, places)
        failed = failed or "error" in said
        click.echo(json.dumps(said))
    if failed:
        raise click.exceptions.Exit(1)


def _said(row: Row, places: tuple[int, int]) -> dict[str, str | float]:
    if row is None:
        return _refused("this is no CSV")
    if len(row) <= max(places):
        return _refused("a row needs two names")
    first, second = (row[place].strip() for place in places)
    if not first or not second:
        return _refused("a name is empty")
    judged = judge(first, second)
    return {"score": round(judged.score, 4), "band": judged.band}


def _refused(why: str) -> dict[str, str | float]:
    return {"score": 0.0, "band": "different", "error": why}


def _rows(file: BinaryIO) -> Iterator[Row]:
    """The rows as they come; None for one that is no CSV. Bytes that are not UTF-8 become U+FFFD."""
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    reader = csv.reader(text, skipinitialspace=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
