"""The bench's table tells reached from missed, and survives a measurement that breaks."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bench import __main__ as runner
from bench.table import FAILED, NO_AIM, NOT_REACHED, REACHED, Row, as_json, as_table, in_figures


@pytest.mark.parametrize(
    "value,aim,more_is_better,outcome",
    [
        (19.0, 20.0, False, REACHED),
        (20.0, 20.0, False, REACHED),
        (20.1, 20.0, False, NOT_REACHED),
        (31_000, 30_000, True, REACHED),
        (29_999, 30_000, True, NOT_REACHED),
        (5.0, None, False, NO_AIM),
    ],
)
def test_an_aim_is_reached_or_not(
    value: float, aim: float | None, more_is_better: bool, outcome: str
) -> None:
    assert Row("lookup p99", value, "ms", aim, more_is_better=more_is_better).outcome == outcome


def test_the_table_shows_aim_outcome_and_what_stands_beside() -> None:
    text = as_table([Row("Admit p99", 3.21, "ms", 3.0, beside="bare insert 2.7 ms")])
    assert text.splitlines()[-1].split() == [
        *("Admit", "p99", "3.21", "ms", "≤", "3"), *("NOT", "reached", "bare", "insert", "2.7", "ms"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value,text", [(1_000_000, "1,000,000"), (48.71, "48.7"), (1.254, "1.25"), (0.01234, "0.0123"), (3, "3")]
)
def test_figures_have_three_digits_that_count(value: float, text: str) -> None:
    assert in_figures(value) == text


def test_a_measurement_that_is_missing_leaves_a_row_that_says_so() -> None:
    said: list[str] = []
    rows = runner.measure(["no_such_measurement"], 0.1, said.append)
    assert [row.outcome for row in rows] == [FAILED]
    assert json.loads(as_json(rows))[0]["failure"]


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    result = CliRunner().invoke(runner.bench, ["weather"])
    assert result.exit_code == 2
    assert all(name in result.output for name in runner.MEASUREMENTS)
