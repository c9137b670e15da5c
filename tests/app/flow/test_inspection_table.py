"""The inspection's table: whole, without dead ends, and the picture in the architecture is of it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from app.flow.inspection import TABLE, Outcome, Step, follow
from app.flow.steps import RUN

DOCS = Path(__file__).parents[3] / "docs"


def test_every_step_has_a_row_and_every_row_leads_to_a_step() -> None:
    assert set(TABLE) == set(Step)
    assert {after for row in TABLE.values() for after in row.values()} <= set(TABLE)


def test_every_step_can_be_reached_from_idle_and_gets_back_to_it() -> None:
    for start, goal in [(Step.IDLE, step) for step in Step] + [(step, Step.IDLE) for step in Step]:
        reached, edge = {start}, [start]
        while edge:
            new = set(TABLE[edge.pop()].values()) - reached
            reached |= new
            edge += new
        assert goal in reached, (start, goal)


def test_every_step_between_idle_and_record_can_run() -> None:
    assert set(RUN) == set(Step) - {Step.IDLE, Step.RECORD}


def test_a_missing_device_skips_and_never_aborts() -> None:
    for step in (Step.READ_CHIP, Step.COMPARE_FACE, Step.COMPARE_FINGERS):
        assert follow(step, Outcome.SKIP) is not Step.IDLE


def test_the_picture_in_the_architecture_is_of_this_table() -> None:
    diagram = _load("diagram")
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert diagram.drawn(TABLE) in page, "run: python docs/diagram.py"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
