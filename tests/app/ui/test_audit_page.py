"""Answering for it by keyboard alone, over the encrypted store: lines, sign-ins, corrections, the proof."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.flow.ports import ReadPurpose
from app.ui.audit_page import AuditPage
from app.ui.officers_page import OfficersPage
from app.ui.plain_table import PlainTable
from app.ui.readers_page import ReadersPage
from app.ui.shortcuts import Action
from app.ui.supervisor_page import SupervisorPage
from app.ui.supervisor_screen import SupervisorScreen
from app.ui.window import SMALLEST
from tests.app.store.test_audit import disarm
from tests.helpers.answering import MORE, SOUGHT, Story
from tests.helpers.booth import PASSWORDS
from tests.helpers.window import Officer

P_ = TypeVar("P_", bound=SupervisorPage)
At = Callable[..., Officer]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Path:
    """The home of the story, told once and only ever copied."""
    home = tmp_path_factory.mktemp("told") / "home"
    Story(home)
    return home


@pytest.fixture
def story(home: Path, told: Path) -> Story:
    shutil.copytree(told, home, dirs_exist_ok=True)
    return Story(home, told=True)


@pytest.fixture
def at(story: Story, qtbot: QtBot) -> Iterator[At]:
    """A window in which one of the story's people turned to one of the supervisor's pages."""
    opened: list[Officer] = []

    def turn(username: str, key: str) -> Officer:
        officer = Officer(qtbot, story.parts).sign_in(username, (PASSWORDS | MORE)[username])
        opened.append(officer)
        officer.act(Action.SUPERVISE)
        screen(officer).turn_to(key)
        return officer

    yield turn
    for officer in opened:
        officer.window.close()


def screen(officer: Officer) -> SupervisorScreen:
    assert officer.window.sides is not None
    found = officer.window.sides.page(Action.SUPERVISE)
    assert isinstance(found, SupervisorScreen)
    return found


def page_of(officer: Officer, key: str, kind: type[P_]) -> P_:
    page = screen(officer).page(key)
    assert isinstance(page, kind)
    return page


def column(table: PlainTable, place: int) -> list[str]:
    lines = table.lines
    return [str(lines.data(lines.index(row, place))) for row in range(lines.rowCount())]


def filled(officer: Officer, table: PlainTable, letter: str = "") -> None:
    """Press a letter and wait for what it shows."""
    before = table.lines.rowCount() if letter else 0
    if letter:
        table.lines.fill((), ())
        officer.press(letter)
    officer.until(lambda: table.lines.rowCount() > 0)
    assert before or not letter


def test_everything_has_a_name_and_fits_the_smallest_window(at: At) -> None:
    officer = at("harbourmaster", "officers")
    page_of(officer, "officers", OfficersPage).ask_new()
    for key in ("officers", "audit", "readers"):
        screen(officer).turn_to(key)
        page = screen(officer).page(key)
        nameless = [
            one for one in page.findChildren(QWidget)
            if isinstance(one, QAbstractButton | QLineEdit | QComboBox | PlainTable)
            and one.isVisibleTo(page) and not (one.accessibleName() or one.objectName().startswith("qt_"))
        ]  # fmt: skip
        assert [one for one in nameless if not isinstance(one.parent(), QComboBox | PlainTable)] == []
    assert screen(officer).minimumSizeHint().width() <= SMALLEST[0]
    assert screen(officer).minimumSizeHint().height() <= SMALLEST[1]


def test_every_line_is_shown_in_words_and_the_filter_is_typed(at: At) -> None:
    officer = at("leilani", "audit")
    page = page_of(officer, "audit", AuditPage)
    filled(officer, page.table)
    acts = column(page.table, 3)
    assert {"Recorded a crossing", "Corrected a crossing", "Signed in", "Made the station"} <= set(acts)
    page.table.selectRow(acts.index("Searched crossings"))
    assert "Asked by: surname" in page.detail.text()
    assert "Crossings shown: 1" in page.detail.text()
    assert SOUGHT.traveller.surname not in page.detail.text()
    assert "these are all" in page.said.text()
    officer.press("F").type("23-11-2026").press("Return")
    officer.until(lambda: set(column(page.table, 2)) >= {"tari", "leilani"})
    page.filter.person.choose("sione")
    officer.press("Ctrl+Return")
    officer.until(lambda: set(column(page.table, 2)) == {"the station itself", "tari", "harbourmaster"})
    officer.press("F").type("99-99-2026").press("Return")
    assert "marked field" in page.message.text()


def test_sign_ins_corrections_and_two_people_are_each_a_letter(at: At) -> None:
    officer = at("leilani", "audit")
    page = page_of(officer, "audit", AuditPage)
    filled(officer, page.table)
    filled(officer, page.table, "S")
    assert "not signed out" in column(page.table, 3)
    assert "Was locked out after wrong passwords" in column(page.table, 2)
    filled(officer, page.table, "T")
    assert column(page.table, 2) == ["sione", "leilani"]
    assert column(page.table, 4)[0].startswith("Refused")
    assert column(page.table, 4)[1].startswith("Recorded a crossing")
    filled(officer, page.table, "C")
    assert column(page.table, 4) == ["Given names misread by the reader"]
    officer.press("Return")
    officer.until(page.crossing.isVisible)
    assert officer.sees("Given names: SOFIA → MARIA ANA")
    officer.press("Esc")
    assert page.table.isVisible()


def test_the_proof_says_what_holds_the_chain_and_where_it_is_broken(at: At, story: Story) -> None:
    officer = at("leilani", "audit")
    page = page_of(officer, "audit", AuditPage)
    filled(officer, page.table)
    officer.press("P")
    officer.until(lambda: "Intact" in page.proof.text())
    assert "by signed daily log 1, closed 24-Nov-2026" in page.proof.text()
    with story.station.raw() as connection:
        disarm(connection)
        connection.execute("UPDATE audit SET purpose = 'inquiry' WHERE seq = 20")
    officer.press("P")
    officer.until(lambda: "Line 20 was changed" in page.proof.text())
    assert "19 lines before it are sound" in page.proof.text()


def test_who_read_is_asked_only_with_a_purpose(at: At) -> None:
    officer = at("leilani", "readers")
    page = page_of(officer, "readers", ReadersPage)
    officer.press("Ctrl+Return")
    assert "Choose why you ask" in page.message.text()
    officer.press("Down", "Ctrl+Return")
    assert "document number" in page.message.text()
    officer.type(SOUGHT.document.number).press("Return")
    filled(officer, page.table)
    assert column(page.table, 1) == ["leilani", "leilani", "leilani", "tari", "tari"]
    assert column(page.table, 4)[-1] == "Asked for this person"
    officer.press("N")
    page.purpose.choose(ReadPurpose.INQUIRY)
    page.record.fill("no id")
    officer.press("Ctrl+Return")
    officer.until(lambda: "No record on this station" in page.message.text())


def test_a_supervisor_lifts_a_lock_out_and_changes_nothing_else(at: At) -> None:
    officer = at("leilani", "officers")
    page = page_of(officer, "officers", OfficersPage)
    filled(officer, page.table)
    place = column(page.table, 0).index("sione")
    assert column(page.table, 4)[place] == "5 wrong passwords since"
    page.table.selectRow(place)
    officer.press("N", "D", "P")
    assert page.form.isHidden()
    officer.press("U")
    officer.until(lambda: column(page.table, 4)[place] == "active")
    assert "sione may try again" in page.message.text()


def says(page: OfficersPage, words: str) -> bool:
    """Whether the form says why it does not go on."""
    return words in page.form.said.text()


def test_an_administrator_adds_an_account_and_takes_it_away(at: At, story: Story) -> None:
    officer = at("harbourmaster", "officers")
    page = page_of(officer, "officers", OfficersPage)
    filled(officer, page.table)
    officer.press("N").type("mele").press("Return").type("Mele Kata").press("Return", "Tab")
    for first, again, said in (
        ("password", "password", "at least 10 characters"),
        ("coral reef canoe", "another one", "not the same"),
    ):
        page.form.password.setText(first)
        page.form.again.setText(again)
        officer.press("Ctrl+Return")
        officer.until(partial(says, page, said))
    page.form.forget()
    page.form.password.setFocus()
    officer.type("coral reef canoe").press("Return").type("coral reef canoe").press("Return")
    officer.until(lambda: "mele" in column(page.table, 0))
    story.door.sign_out(story.door.sign_in("mele", "coral reef canoe"))
    page.table.selectRow(column(page.table, 0).index("mele"))
    officer.press("D", "Esc")
    assert page.form.isHidden()
    officer.press("D", "Ctrl+Return")
    officer.until(lambda: "mele can no longer sign in" in page.message.text())
    officer.press("R")
    assert "Approve erasing as second person" in column(page.roles, 0)
