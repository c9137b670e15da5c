"""Everything can be done without a mouse, and everything has a name for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.domain.alert_entry import Band
from app.domain.dates import PartialDate
from app.ui.shortcuts import Action
from app.ui.window import SMALLEST
from tests.helpers.booth import PASSWORDS
from tests.helpers.lookouts import meets, wanted
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
LONG_NAMED = replace(
    ORDINARY,
    surname="VAN DER VEEN OOSTERWIJK",
    given_names="WILHELMINA JOHANNA",
    expiry_date=PartialDate(2020),
)
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)


def test_from_sign_in_to_the_second_traveller_by_keys_alone(at_window: Window) -> None:
    officer = at_window()
    officer.type("tari").press("Return").type(PASSWORDS["tari"]).press("Return")
    officer.until(lambda: officer.window.duty is not None)
    officer.press("F3").type("NF010").press("Return")
    officer.swipe(ORDINARY).type("1").type("s").type("10").press("Return", "F12")
    officer.swipe(replace(ORDINARY, number="B1234567", surname="BELLO"))
    officer.press("F8").type("3").press("F8", "F8")
    officer.press("F7", "Down", "Return", "Esc", "Esc", "F11")
    officer.type(PASSWORDS["tari"]).press("Return")
    officer.until(lambda: officer.sees("Nobody at the booth"))
    kinds = [crossing.decision.kind.value for crossing in officer.parts.memory.crossings]
    assert kinds == ["admit", "refer"]
    assert officer.parts.memory.crossings[0].conveyance.number == "NF010"


def controls(page: QWidget) -> list[QWidget]:
    """What an officer can operate on a page."""
    return [w for w in page.findChildren(QWidget) if isinstance(w, CONTROLS) and not _inside_a_control(w)]


def _inside_a_control(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, CONTROLS):
            return True
        parent = parent.parentWidget()
    return False


def test_every_control_has_a_name_to_be_read_aloud(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    for key in (
        "Esc", "F2", "F3", "F4", "F5", "F6", "F8", "F9", "Ctrl+W", "F1", "Ctrl+P", "F7", "Ctrl+N", "Ctrl+L",
    ):  # fmt: skip
        officer.press(key)
        shown = [w for w in controls(officer.window) if w.isVisible()]
        nameless = [type(w).__name__ for w in shown if not w.accessibleName() and not w.property("text")]
        assert shown
        assert nameless == [], f"after {key}"
        officer.press("Esc")


def test_what_cannot_be_operated_but_means_something_has_a_name_too(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    desk = officer.desk
    for part in (desk, desk.checks.sign, desk.checks.list, desk.face, desk.message, desk.identity):
        assert part.accessibleName()
    assert "ERIKSSON" in desk.accessibleName()
    assert "Look: 1 unclear" in desk.checks.sign.accessibleName()


def tab_round(officer: Officer, start: QWidget) -> list[QWidget]:
    """What the focus visits by Tab, from `start` until it comes round."""
    start.setFocus()
    visited = [officer.focus()]
    for _ in range(60):
        officer.press("Tab")
        if officer.focus() in visited:
            break
        visited.append(officer.focus())
    return visited


def test_tab_visits_the_desk_from_its_answers_to_its_decisions(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    desk = officer.desk
    visited = tab_round(officer, desk)
    wanted: list[QWidget] = [
        *desk.answers.choices.values(), desk.answers.days, desk.checks.list, desk.decisions.refer_button,
        desk.decisions.refuse_button, desk.decisions.admit_button,
    ]  # fmt: skip
    places = [visited.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_tab_visits_typed_fields_in_the_order_of_the_eye(officer: Officer) -> None:
    officer.press("F6")
    fields = officer.desk.fields
    wanted: list[QWidget] = [
        fields.form.surname.line, fields.form.given_names.line, fields.form.birth.line, fields.form.sex.box,
        fields.form.nationality.line, fields.number.line, fields.issuer.line, fields.expiry.line,
        fields.kind.box,
    ]  # fmt: skip
    visited = tab_round(officer, wanted[0])
    places = [visited.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_what_is_not_shown_cannot_be_reached_by_tab(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    assert all(widget.isVisible() for widget in tab_round(officer, officer.desk))


def test_every_panel_fits_a_small_laptop(officer: Officer) -> None:
    officer.swipe(LONG_NAMED)
    for key in (
        "Esc", "F2", "F3", "F4", "F5", "F6", "F8", "F9", "Ctrl+W", "F12", "F1", "Ctrl+P", "F7", "Ctrl+N",
        "Ctrl+L",
    ):  # fmt: skip
        officer.press(key)
        page = officer.window.centralWidget()
        assert page is not None
        wanted = page.minimumSizeHint()
        assert wanted.width() <= SMALLEST[0], f"after {key}"
        assert wanted.height() <= SMALLEST[1], f"after {key}"
        officer.press("Esc")


def test_no_button_waits_for_enter(officer: Officer) -> None:
    officer.swipe(ORDINARY).act(Action.HISTORY)
    buttons = [w for w in controls(officer.window) if isinstance(w, QAbstractButton)]
    assert buttons
    assert not any(w.property("autoDefault") or w.property("default") for w in buttons)
    assert all(w.focusPolicy() & Qt.FocusPolicy.TabFocus for w in buttons)


def test_a_hit_its_second_person_and_the_queue_are_named_and_fit_a_small_laptop(at_window: Window) -> None:
    officer = at_window()
    meets(officer.parts.memory.alerts, (wanted(name="ERIKSSON ANNA MARIA"), Band.STOP))
    officer.sign_in("leilani").swipe(ORDINARY)
    for step in ("n", "9", "Return", "Esc", "Shift+F7", "2", "3", "Esc"):
        page = officer.window.centralWidget()
        assert page is not None
        wanted_ = page.minimumSizeHint()
        assert (wanted_.width(), wanted_.height()) <= SMALLEST, f"before {step}"
        assert wanted_.height() <= SMALLEST[1], f"before {step}"
        shown = [w for w in controls(officer.window) if w.isVisible()]
        assert [w for w in shown if not w.accessibleName() and not w.property("text")] == []
        if len(step) == 1:
            officer.type(step)
        else:
            officer.press(step)
