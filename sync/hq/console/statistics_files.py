"""Give figures as files for a statistics office, by the writers that stations use."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Final

from starlette.responses import Response, StreamingResponse

from app.domain.statistics import Statistics
from app.domain.statistics_publication import publishable
from app.reports.statistics_csv import csv_statistics
from app.reports.statistics_xlsx import xlsx_statistics
from sync.hq.console.statistics_spans import Asked

_PIECE: Final = 64 * 1024
_NO_NAME: Final = re.compile(r"[^A-Z0-9]")
"""What no port of a station is called by: records may say anything, and a header ends at a quotation mark."""
_WRITERS: Final[dict[str, tuple[Callable[[Statistics], bytes], str]]] = {
    "csv": (csv_statistics, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_statistics, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def answer(kind: str, figures: Statistics, asked: Asked, *, hide: bool, zipped: bool) -> Response:
    """The figures as `csv` or `xlsx`, to be saved under a name that says what they are of; `hide` small ones
    where the file leaves the service. `zipped` lets a CSV go over the line as a twentieth of its size, where
    the browser unpacks it (RFC 9110, section 8.4.1.3); a workbook is packed already."""
    write, media_type = _WRITERS[kind]
    if hide:
        figures = publishable(replace(figures, query=replace(figures.query, suppress=True)))
    published = "-published" if hide else ""
    port = _NO_NAME.sub("", asked.port) or "port" if asked.port else "all"
    name = f"statistics-{asked.first}-{asked.last}-{port}{published}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    made = write(figures)
    if zipped and kind == "csv":
        made = gzip.compress(made, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(made))
    return StreamingResponse(_pieces(made), media_type=media_type, headers=headers)


async def _pieces(made: bytes) -> AsyncIterator[bytes]:
    """A file as a slow line can take it: each piece waits until the one before is nearly gone."""
    for at in range(0, len(made), _PIECE):
        yield made[at : at + _PIECE]
