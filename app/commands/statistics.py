"""`matapa statistics`: figures of a span, printed, for a program, or as a file for the statistics office."""

from __future__ import annotations

import functools
import json
import sys
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.statistics import Dimension, Period, Statistics, StatisticsQuery, Table
from app.domain.statistics_count import CHOOSABLE, CHOSEN, MOST_CHOSEN
from app.flow.statistics import StatisticsProgress
from app.flow.statistics_files import StatisticsFile, write_statistics
from app.reports.statistics_definitions import TRAINING, facts
from app.reports.statistics_xlsx import label_row
from app.screening.formats.read_list import tidy
from app.wording import statistics as words

_DAY = click.DateTime(["%Y-%m-%d"])
_TABLES = tuple(name for name in words.TABLES if name != CHOSEN)


def _dimensions(_: click.Context, __: click.Parameter, given: Sequence[str]) -> tuple[Dimension, ...]:
    """Dimensions from `--by a,b --by c`."""
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    known = {one.value: one for one in CHOOSABLE}
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name} is none of {', '.join(sorted(known))}")
    if len(set(names)) != len(names) or len(names) > MOST_CHOSEN:
        raise click.BadParameter(f"at most {MOST_CHOSEN}, each once")
    return tuple(known[name] for name in names)


def _file(end: str) -> Any:
    def check(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() != end:
            raise click.BadParameter(f"the name must end in {end}")
        return path

    return check


def by_query(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what is counted; it receives them as `query`."""

    @click.option(
        "--from", "first", type=_DAY, required=True, help="The first local day, such as 2026-11-01."
    )
    @click.option("--to", "last", type=_DAY, help="The last local day. [default: the last of that month]")
    @click.option(
        "--period", type=click.Choice([one.value for one in Period]), default=Period.MONTH.value,
        show_default=True, help="By what the span is cut.",
    )  # fmt: skip
    @click.option(
        "--by", "by", multiple=True, callback=_dimensions, metavar="WHAT[,WHAT]",
        help=f"A table of your own, over up to three of: {', '.join(one.value for one in CHOOSABLE)}.",
    )  # fmt: skip
    @click.option("--port", default="", help="One port alone, by UN/LOCODE.")
    @click.option("--suppress", is_flag=True, help="Hide counts under 3, for publication.")
    @functools.wraps(command)
    def with_query(
        *arguments: Any, first: datetime, last: datetime | None, period: str, by: tuple[Dimension, ...],
        port: str, suppress: bool, **options: Any,
    ) -> None:  # fmt: skip
        day = first.date()
        query = StatisticsQuery(
            day, _last_day(day, last), Period(period), port.strip(), by, suppress=suppress
        )
        command(*arguments, query=query, **options)

    return with_query


@click.command()
@by_query
@click.option(
    "--table", "tables", type=click.Choice(_TABLES), multiple=True, metavar="NAME",
    help=f"Print this table; may be repeated. One of: {', '.join(_TABLES)}.",
)  # fmt: skip
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), callback=_file(".xlsx"),
    help="Write all tables with charts and definitions to this file.",
)  # fmt: skip
@click.option(
    "--csv", type=click.Path(path_type=Path, dir_okay=False), callback=_file(".csv"),
    help="Write all figures to this file, one a row.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with all tables.")
@by_account
@click.pass_obj
def statistics(
    kit: Kit, account: tuple[str, bool], query: StatisticsQuery, tables: tuple[str, ...],
    xlsx: Path | None, csv: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Count who crossed in a span of days: arrivals and departures by nationality, residence, purpose, mode,
    age, sex and length of stay, refusals, referrals, alerts, processing and waiting times.

    For supervisors. Shows nobody's data; that you asked is kept in the audit. Small figures may still
    point at somebody: give --suppress before a table leaves the service. The definitions are those of the
    United Nations, and stand in the workbook and in docs/statistics.md.

    \b
    matapa statistics --from 2026-11-01 --table nationality
    matapa statistics --from 2026-01-01 --to 2026-12-31 --by residence,purpose --json
    matapa statistics --from 2026-11-01 --suppress --xlsx november.xlsx
    """
    with signed_in(kit, account) as session, _progress(quiet=as_json) as progress:
        counted = session.statistics.count(query, progress)
    written = [write_statistics(counted, path) for path in (xlsx, csv) if path is not None]
    if as_json:
        click.echo(json.dumps(as_plain(counted, written), ensure_ascii=False))
        return
    for one in written:
        click.echo(f"Written and read back: {one.path}, {one.size:,} bytes, SHA-256 {one.digest.hex()}")
    if not written or tables or query.by:
        _print(counted, [CHOSEN] * bool(query.by) + list(tables) or ["movements"])


def _last_day(first: date, last: datetime | None) -> date:
    if last is None:
        return first.replace(day=monthrange(first.year, first.month)[1])
    if last.date() < first:
        raise click.BadParameter("the last day is before the first", param_hint="--to")
    return last.date()


@contextmanager
def _progress(*, quiet: bool) -> Iterator[StatisticsProgress]:
    """A line on stderr that counts, where a person looks at it."""
    shown = not quiet and sys.stderr.isatty()

    def progress(done: int, whole: int) -> None:
        if shown:
            click.echo(f"\rCounting: {done:,} of {whole:,} crossings", err=True, nl=False)

    yield progress
    if shown:
        click.echo("", err=True)


def as_plain(counted: Statistics, written: Sequence[StatisticsFile] = ()) -> dict[str, Any]:
    """The figures as plain values; labels are codes, empty where not known, hidden figures null."""
    query = counted.query
    return {
        "country": counted.country,
        "port": query.port.upper() or counted.port,
        "station": counted.station,
        "training": counted.training,
        "first_day": query.first_day.isoformat(),
        "last_day": query.last_day.isoformat(),
        "since": query.since.isoformat(),
        "until": query.until.isoformat(),
        "period": query.period.value,
        "suppressed": query.suppress,
        "up_to_seq": counted.up_to_seq,
        "up_to": None if counted.up_to is None else counted.up_to.isoformat(),
        "missing": {name: getattr(counted.gaps, name) for name in counted.gaps.__slots__},
        "tables": {table.name: _plain_table(table) for table in counted.tables},
        "files": [
            {"path": str(one.path), "size": one.size, "sha256": one.digest.hex()} for one in written
        ],
    }  # fmt: skip


def _plain_table(table: Table) -> dict[str, Any]:
    return {
        "dimensions": [one.value for one in table.dimensions],
        "measures": [one.value for one in table.measures],
        "rows": [[*row.labels, *row.counts] for row in table.rows],
    }


def _print(counted: Statistics, names: Sequence[str]) -> None:
    if counted.training:
        click.echo(TRAINING)
    for name, said in facts(counted):
        click.echo(f"{name + ':':<48}{tidy(said)}")
    for name in names:
        click.echo()
        for line in lines_of(counted.table(name)):
            click.echo(line)


def lines_of(table: Table) -> list[str]:
    """A table as plain text, its columns in line."""
    heads = [words.DIMENSIONS[one] for one in table.dimensions]
    heads += [words.MEASURES[one] for one in table.measures]
    rows = [
        [
            *map(tidy, label_row(table, row)),
            *(words.HIDDEN if count is None else f"{count:,}" for count in row.counts),
        ]
        for row in table.rows
    ]
    widths = [max(len(line[place]) for line in (heads, *rows)) for place in range(len(heads))]
    texts = len(table.dimensions)
    lines = [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (heads, *rows)
    ]
    return [words.TABLES[table.name], *lines, *([] if rows else ["Nobody in this span."])]
