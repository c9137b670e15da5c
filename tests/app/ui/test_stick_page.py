"""The stick page by keyboard alone: what is plugged in shows, is written, read and let go of, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.failure import FailureCode
from app.ui.shortcuts import Action
from app.ui.stick_page import StickPage
from app.ui.stick_words import size
from tests.helpers.sticks import MemoryCourier
from tests.helpers.window import Officer

Opened = tuple[Officer, MemoryCourier, StickPage]


@pytest.fixture
def opened(at_window: Callable[..., Officer]) -> Opened:
    courier = MemoryCourier()
    officer = at_window(courier=courier).sign_in().act(Action.STICK)
    assert officer.window.sides is not None
    page = officer.window.sides.page(Action.STICK)
    assert isinstance(page, StickPage)
    return officer, courier, page


def cells(page: StickPage) -> list[str]:
    lines = page.table.lines
    return [lines.data(lines.index(0, column)) for column in range(lines.columnCount())]


def until_said(officer: Officer, page: StickPage, words: str) -> None:
    officer.until(lambda: words in page.message.text())


def test_a_stick_shows_by_itself_and_is_written_read_and_let_go(opened: Opened) -> None:
    officer, courier, page = opened
    assert "No stick is plugged in" in page.empty.text()
    assert not page.empty.isHidden()
    assert not page.write_button.isEnabled()
    courier.plug(for_us=3)
    officer.until(lambda: page.table.lines.rowCount() == 1)
    assert cells(page)[0] == "BOAT 2"
    assert cells(page)[3] == "3"
    assert cells(page)[-1] == "HQ has answered: read it"
    officer.press("R")
    until_said(officer, page, "HQ has confirmed 14 records. 1 list or other word of HQ was taken in.")
    officer.press("W")
    until_said(officer, page, "Written and read back: 14 records, 18 kB.")
    officer.until(lambda: cells(page)[-1] == "on its way to HQ")
    officer.press("E")
    until_said(officer, page, "You can pull the stick out now.")
    officer.until(lambda: not page.write_button.isEnabled())
    officer.press("Escape")
    assert officer.window.desk is not None
    assert officer.window.desk.isVisible()


def test_while_it_works_nothing_else_begins_and_the_desk_can_be_used(opened: Opened) -> None:
    officer, courier, page = opened
    courier.plug()
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 1)
    courier.hold.clear()
    officer.press("W")
    until_said(officer, page, "Writing. Leave the stick in.")
    assert not page.read_button.isEnabled()
    officer.press("R", "E")
    assert "Writing" in page.message.text()
    officer.press("Escape").act(Action.STICK)
    courier.hold.set()
    until_said(officer, page, "Written and read back")


def test_a_stick_pulled_out_is_told_in_words(opened: Opened) -> None:
    officer, courier, page = opened
    courier.plug()
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 1)
    courier.fails = FailureCode.DRIVE_GONE
    officer.press("W")
    until_said(officer, page, "pulled out before the work was done")
    assert "DRV-04" in page.message.text()


def test_damaged_files_are_told_and_the_rest_is_taken(opened: Opened) -> None:
    officer, courier, page = opened
    courier.plug(for_us=1, torn=("0000012-ab.mrec",))
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 1)
    assert cells(page)[-1] == "1 file is damaged"
    officer.press("R")
    until_said(officer, page, "HQ has confirmed 14 records.")
    assert "1 file was not taken in:" in page.message.text()


def test_signing_out_ends_the_work(opened: Opened) -> None:
    officer, courier, page = opened
    courier.plug()
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 1)
    officer.press("W").press("Ctrl+Q")
    assert officer.window.duty is None


def test_without_a_courier_the_key_does_nothing(officer: Officer) -> None:
    officer.act(Action.STICK)
    assert officer.window.desk is not None
    assert officer.window.desk.isVisible()


@pytest.mark.parametrize(
    "count, said", [(0, "0 B"), (2048, "2.0 kB"), (18_432, "18 kB"), (3 << 30, "3.0 GB")]
)
def test_bytes_are_said_as_people_say_them(count: int, said: str) -> None:
    assert size(count) == said


def test_another_stick_above_it_does_not_take_the_place_of_the_chosen_one(opened: Opened) -> None:
    officer, courier, page = opened
    boat = courier.plug("BOAT 2")
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 1)
    courier.pull(boat)
    courier.plug("ANOTHER")
    courier.plug("BOAT 2")
    page.refresh()
    officer.until(lambda: page.table.lines.rowCount() == 2)
    officer.press("E")
    until_said(officer, page, "You can pull the stick out now.")
    assert [drive.label for drive in courier.drives()] == ["ANOTHER"]
