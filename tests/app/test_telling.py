"""The station tells HQ how its readers are, and the desk hears them as before."""

from __future__ import annotations

from app.flow.chip import ChipDeskEvent, ChipState, ChipView
from app.flow.reading import DeskEvent, ReaderState, ReaderView
from app.main.chip import SickChip
from app.main.readers import NoReader, SickReader
from app.main.telling import HeardChip, HeardReader, Telling
from app.trust.anchors_in_memory import MemoryAnchors


def test_a_station_says_how_its_readers_are_once_they_were_heard() -> None:
    telling = Telling("0.1.0")
    assert telling.words(0) == "0.1.0;0"
    heard: list[DeskEvent | ChipDeskEvent] = []
    HeardReader(SickReader("/dev/ttyACM0", "DEV-01"), telling).start(heard.append)
    HeardChip(SickChip("plate", "CHIP-01"), telling).start(MemoryAnchors(), heard.append)
    assert telling.words(17) == "0.1.0;17;chip=gone;document=gone"
    assert heard == [
        ReaderView("/dev/ttyACM0", ReaderState.GONE, "DEV-01"),
        ChipView(ChipState.GONE, device="plate", code="CHIP-01"),
    ]
    HeardReader(NoReader(), telling).start(heard.append)
    assert telling.words(18) == "0.1.0;18;chip=gone;document=none"


def test_every_state_has_its_word() -> None:
    telling = Telling("0.1.0")
    for state in ReaderState:
        telling.reader_is(state)
    for chip in ChipState:
        telling.chip_is(chip)
    assert telling.words(1) == "0.1.0;1;chip=ready;document=gone"
