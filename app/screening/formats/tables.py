"""Rows of CSV files as lists come in them: bytes to text to rows, bounded and strict."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest

from app.domain.failure import FailureCode, WorldError
from app.screening.formats.read_list import LARGEST_FILE, bounded, tidy

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t")
_MOST_COLUMNS = 100


def decoded(data: bytes, place: str, otherwise: str = "", most: int = LARGEST_FILE) -> str:
    """The text of a file in UTF-8, or UTF-16 with its mark; else in the encoding `otherwise`.

    Raises WorldError(LIST_UNREADABLE, LIST_TOO_LARGE).
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return bounded(data, place, most).decode(encoding)
    except UnicodeDecodeError as error:
        if otherwise:
            return data.decode(otherwise, errors="replace")
        raise _unreadable(place, "not UTF-8: save it as UTF-8") from error


def delimiter_of(text: str) -> str:
    """What divides the columns of the first line: a comma, a semicolon or a tab."""
    head = text[: text.find("\n") + 1 or None][:4096]
    return max(_DELIMITERS, key=head.count)


def rows(text: str, place: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not empty; raises WorldError(LIST_UNREADABLE)."""
    # Strict: a file that ends inside quotation marks ended early.
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                raise WorldError(
                    FailureCode.LIST_UNREADABLE, place, reason=f"line {reader.line_num}: too wide"
                )
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise _unreadable(place, f"line {reader.line_num}: no CSV") from error


def named_rows(
    text: str, place: str, known: dict[str, str], needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and tidy cells by column of each row below the header.

    `known` leads every accepted heading to the column it means. A heading that nobody knows is
    refused, so that a misspelled `disclosure` never opens a silent alert; so is a row of more cells
    than the header. Raises WorldError(LIST_UNREADABLE).
    """
    found = rows(text, place, delimiter_of(text))
    columns = [known.get(_heading(cell), "") or f"?{tidy(cell, 60)}" for cell in next(found, (0, []))[1]]
    unknown = [column[1:] for column in columns if column.startswith("?")]
    missing = [column for column in needed if column not in columns]
    if unknown:
        raise _unreadable(place, f"column {unknown[0]} is not known")
    if missing:
        raise _unreadable(place, f"column {missing[0]} is missing")
    if len(set(columns)) < len(columns):
        raise _unreadable(place, "a column comes twice")
    for line, row in found:
        if len(row) > len(columns):
            raise _unreadable(place, f"line {line}: more cells than columns")
        yield (
            line,
            {column: tidy(cell, len(cell)) for column, cell in zip_longest(columns, row, fillvalue="")},
        )


def _unreadable(place: str, why: str) -> WorldError:
    return WorldError(FailureCode.LIST_UNREADABLE, place, reason=why)


def _heading(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end
