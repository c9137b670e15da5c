"""Figures as CSV (RFC 4180): one row a figure, codes for a program, safe to open in a spreadsheet.

Columns `table`, then three times `dimension` and `label` (a fourth where a table has one), `measure` and
`value`. What is hidden is empty; what is not known is the label `unknown`. Rows of the table `about` say what
the figures are of. UTF-8 with a byte order mark, as the daily log.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Final

from app.domain.statistics import UNKNOWN, Statistics
from app.reports.daily_csv import BOM, guarded
from app.reports.statistics_definitions import TRAINING, facts

MOST_DIMENSIONS: Final = 4


def csv_statistics(statistics: Statistics) -> bytes:
    """The file's bytes: the same for the same figures."""
    said = StringIO(newline="")
    writer = csv.writer(said, lineterminator="\r\n")
    pairs = [
        name for place in range(1, MOST_DIMENSIONS + 1) for name in (f"dimension{place}", f"label{place}")
    ]
    writer.writerow(["table", *pairs, "measure", "value"])
    about = [("Training", TRAINING)] if statistics.training else []
    for name, value in (*about, *facts(statistics)):
        writer.writerow(["about", *[""] * len(pairs), guarded(name), guarded(value)])
    for table in statistics.tables:
        for row in table.rows:
            labels = [label if label != UNKNOWN else "unknown" for label in row.labels]
            where = [
                part
                for dimension, label in zip(table.dimensions, labels, strict=True)
                for part in (dimension.value, guarded(label))
            ]
            where += [""] * (len(pairs) - len(where))
            for measure, count in zip(table.measures, row.counts, strict=True):
                writer.writerow([table.name, *where, measure.value, "" if count is None else count])
    return BOM + said.getvalue().encode("utf-8")
