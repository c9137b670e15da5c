"""What the audit page does while it reads: older pages, a proof that is stopped, trouble in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import SignedIn
from app.flow.trail import LogCopy, TrailFilter, TrailLine, TrailPage, TrailPort, TrailProgress, TrailProof
from app.ui.audit_page import AuditPage
from app.ui.shortcuts import Action
from app.ui.theme import Look
from app.ui.window import SMALLEST
from tests.helpers.booth import NOON, PASSWORDS, MemoryBooth


class LongTrail:
    """A chain of 500 lines whose proof goes on until somebody stops it, and that may fail."""

    def __init__(self) -> None:
        self.proving, self.fails = threading.Event(), False
        self.asked: list[TrailFilter] = []

    def page(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> TrailPage:
        self.asked.append(wanted)
        if self.fails:
            raise WorldError(FailureCode.STORE_BUSY, "trail")
        first = 500 if before is None else before - 1
        seqs = range(first, max(first - limit, 0), -1)
        lines = tuple(TrailLine(seq, NOON, "tari", "recorded", b"", "", (), bytes(32)) for seq in seqs)
        return TrailPage(lines, seqs[-1] if seqs[-1] > 1 else None, NOON)

    def prove(self, progress: TrailProgress, copies: Sequence[LogCopy] = ()) -> TrailProof:
        for done in range(1_000_000):
            self.proving.set()
            progress(done, 1_000_000)
        raise AssertionError("nobody stopped it")


@pytest.fixture
def trail() -> LongTrail:
    return LongTrail()


@pytest.fixture
def page(qtbot: QtBot, trail: LongTrail) -> Iterator[AuditPage]:
    parts = MemoryBooth()
    session: SignedIn = parts.door.sign_in("leilani", PASSWORDS["leilani"])
    made = AuditPage(replace(session, trail=cast(TrailPort, trail)), Look("light"), parts.clock)
    window = QMainWindow()
    window.setMinimumSize(*SMALLEST)
    window.setCentralWidget(made)
    qtbot.addWidget(window)
    window.show()
    made.open()
    qtbot.waitUntil(lambda: made.table.lines.rowCount() == 200)
    yield made
    made.end()


def shows(page: AuditPage, rows: int) -> bool:
    """Whether so many lines are in the table."""
    return page.table.lines.rowCount() == rows


def test_older_lines_come_behind_those_that_are_shown(page: AuditPage, qtbot: QtBot) -> None:
    assert "There may be older ones" in page.said.text()
    page.table.selectRow(150)
    for rows in (400, 500):
        assert page.answer("o")
        qtbot.waitUntil(partial(shows, page, rows))
        assert page.table.currentIndex().row() == 150
    assert page.said.text() == "500 shown: these are all."
    assert not page.older.isEnabled()


def test_a_proof_stops_at_esc_and_makes_way_for_another_page(
    page: AuditPage, trail: LongTrail, qtbot: QtBot
) -> None:
    page.answer("P")
    qtbot.waitUntil(trail.proving.is_set)
    assert page.bar.isVisible()
    assert page.act(Action.BACK)
    qtbot.waitUntil(lambda: "stopped" in page.proof.text())
    assert not page.bar.isVisible()
    trail.proving.clear()
    page.answer("P")
    qtbot.waitUntil(trail.proving.is_set)
    page.answer("L")
    qtbot.waitUntil(lambda: page.table.isVisible() and page.table.lines.rowCount() == 200)
    assert not page.act(Action.BACK)


def test_trouble_is_said_with_its_code_and_what_was_shown_stays(
    page: AuditPage, trail: LongTrail, qtbot: QtBot
) -> None:
    trail.fails = True
    page.confirm()
    qtbot.waitUntil(lambda: FailureCode.STORE_BUSY in page.message.text())
    assert page.table.lines.rowCount() == 200


def test_what_is_asked_while_something_is_read_is_read_next(
    page: AuditPage, trail: LongTrail, qtbot: QtBot
) -> None:
    page.confirm()
    page.filter.person.box.setCurrentIndex(1)
    page.confirm()
    qtbot.waitUntil(lambda: len(trail.asked) == 3)
    assert trail.asked[-1].person == page.filter.person.value()
