"""What one passport taught about a chip reader spares the next one, also after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.main.chip_memory import ChipMemory
from tests.helpers.logs import ExpectLog

READER = "ACS ACR1281 1S Dual Reader [PICC] 00 01"


def test_what_was_learnt_is_known_after_a_restart(home: Path) -> None:
    memory = ChipMemory(home)
    assert memory.most(READER) is None
    memory.keep(READER, 256)
    assert (memory.most(READER), ChipMemory(home).most(READER)) == (256, 256)
    assert ChipMemory(home).most("another") is None


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1, "b": true, "c": "256", "d": 1e9}', "\x00"])
def test_a_file_that_makes_no_sense_is_learnt_again(home: Path, expect_log: ExpectLog, text: str) -> None:
    (home / "chip-readers.json").write_text(text)
    expect_log("learnt again", maybe=True)
    memory = ChipMemory(home)
    assert [memory.most(name) for name in "abcd"] == [None] * 4


def test_a_home_that_cannot_be_written_keeps_it_for_this_run(tmp_path: Path, expect_log: ExpectLog) -> None:
    memory = ChipMemory(tmp_path / "nowhere")
    expect_log("is not kept")
    memory.keep(READER, 192)
    assert memory.most(READER) == 192
