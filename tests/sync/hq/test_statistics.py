"""A day's figures count each crossing once, as its newest version says, where and when that one says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from click.testing import CliRunner

from app.domain.crossing import Direction, Mode, Purpose
from app.domain.decision import DecisionKind
from sync.hq.cli import cli
from sync.hq.statistics import count_crossings
from tests.sync.hq.quiet import PORT, QuietHq

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def typed(hq: QuietHq, *arguments: str, exits: int = 0) -> Any:
    """What the command prints as JSON, or its words when it fails."""
    run = CliRunner().invoke(cli, ["statistics", "--home", str(hq.home.folder), "--json", *arguments])
    assert run.exit_code == exits, run.output
    return run.output if exits else json.loads(run.stdout)


def test_a_day_is_counted_by_its_newest_versions_and_no_neighbour_counts(quiet_hq: QuietHq) -> None:
    made = [
        replace(one, at=at, opened_at=at - timedelta(seconds=9), direction=way, purpose=purpose)
        for one, at, way, purpose in zip(
            quiet_hq.crossings(4),
            (
                MIDNIGHT - timedelta(milliseconds=1), MIDNIGHT, MIDNIGHT + timedelta(hours=23),
                MIDNIGHT + timedelta(days=1),
            ),
            (Direction.ARRIVAL, Direction.ARRIVAL, Direction.DEPARTURE, Direction.ARRIVAL),
            (Purpose.HOLIDAY, Purpose.HOLIDAY, None, Purpose.WORK),
            strict=True,
        )
    ]  # fmt: skip
    refused = replace(made[1].decision, kind=DecisionKind.REFUSE)
    (new_id,) = (one.record_id for one in quiet_hq.crossings(5)[4:])
    corrected = replace(
        made[1], record_id=new_id, version=2, correction="wrong key", purpose=Purpose.CREW, decision=refused
    )
    quiet_hq.arrive([*made, corrected])
    with quiet_hq.connection() as connection:
        day = count_crossings(connection, MIDNIGHT, MIDNIGHT + timedelta(days=1))
        nowhere = count_crossings(connection, MIDNIGHT, MIDNIGHT + timedelta(days=1), "AUSYD")
    assert day.crossings == 2
    assert day.by_direction == {Direction.ARRIVAL: 1, Direction.DEPARTURE: 1}
    assert day.by_purpose == {Purpose.CREW: 1}
    assert day.by_decision[DecisionKind.REFUSE] == 1
    assert day.by_mode == {Mode.AIR: 2}
    assert day.by_port == {PORT: 2}
    assert nowhere.crossings == 0
    assert typed(quiet_hq, "--day", "2026-03-02", "--port", PORT.lower())["crossings"] == 2
    assert typed(quiet_hq, "--day", "2026-03-01", "--days", "3")["crossings"] == 4
    assert typed(quiet_hq, "--day", "2026-03-02", "--zone", "Pacific/Efate")["crossings"] == 2
    assert "HQ-10" in typed(quiet_hq, "--zone", "Nowhere/../Else", exits=1)
    assert typed(quiet_hq)["crossings"] == 0
