"""Take a picture of every state of the window in all three themes: `python docs/screens/take.py [FOLDER]`.

The people are invented and the booth is in memory. Without a folder those that are kept beside
this file are taken anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import alerts
import audit
import chips
import export
import figures
import retention
import roads
import supervisor
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from scene import Scene

from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.failure import FailureCode
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.person import Sex
from app.flow.ports import LinkState, LinkStatus
from app.flow.reading import ReaderState, ReaderView, ReadFailed
from app.ui.shortcuts import Action
from app.ui.theme import THEMES

ANNA = TravelDocument(
    kind=DocumentKind.PASSPORT, document_code="P", issuing_state="POL", number="EH1234567",
    surname="KOWALSKA", given_names="ANNA MARIA", nationality="POL", birth_date=PartialDate(1987, 3, 14),
    sex=Sex.FEMALE, expiry_date=PartialDate(2031, 2, 2),
)  # fmt: skip
TEVITA = replace(
    ANNA, issuing_state="TON", nationality="TON", number="K0045811", surname="FIFITA", given_names="TEVITA",
    birth_date=PartialDate(1961, 11, 30), sex=Sex.MALE, expiry_date=PartialDate(2026, 9, 1),
)  # fmt: skip
SUKARNI = replace(
    ANNA, issuing_state="IDN", nationality="IDN", number="X7791023", surname="SUKARNI", given_names="",
    birth_date=PartialDate(1979, 6, 1), expiry_date=PartialDate(2029, 1, 20),
)  # fmt: skip
LONG = replace(
    ANNA, issuing_state="NLD", nationality="NLD", number="NP8K12C44",
    surname="VAN DER VEEN-OOSTERWIJK", given_names="WILHELMINA JOHANNA",
    birth_date=PartialDate(1994, 12, 9), expiry_date=PartialDate(2033, 5, 11),
)  # fmt: skip


def sign_in(theme: str) -> Scene:
    """Nobody has signed in yet."""
    return Scene(theme)


def _more_than(things: list[str], number: int) -> bool:
    return len(things) > number


def sign_in_wrong(theme: str) -> Scene:
    """The account is locked after wrong passwords."""
    scene = Scene(theme)
    for _ in range(4):
        scene.window.signin.username.setText("tari")
        before = len(scene.parts.door.threads)
        scene.window.signin.asked.emit("tari", "wrong")
        scene.settle(partial(_more_than, scene.parts.door.threads, before))
        scene.settle(lambda: not scene.window.signin.answer.isHidden())
    scene.settle(lambda: "locked" in scene.window.signin.answer.text())
    return scene


def idle(theme: str) -> Scene:
    """Ready for the next traveller."""
    return Scene(theme).sign_in()


def inspection(theme: str) -> Scene:
    """A traveller who has been here before."""
    scene = Scene(theme).sign_in().swipe(ANNA)
    scene.press("1", Qt.Key.Key_F12)
    scene.parts.clock.now += timedelta(days=20)
    scene.parts.memory.sent = dict.fromkeys(scene.parts.memory.sent, "accepted")
    return scene.swipe(ANNA)


def inspection_ready(theme: str) -> Scene:
    """Everything settled, ready to decide."""
    return Scene(theme).sign_in().swipe(ANNA).press("1")


def admitted(theme: str) -> Scene:
    """Just admitted."""
    return inspection_ready(theme).press(Qt.Key.Key_F12)


def checks_failed(theme: str) -> Scene:
    """A misread number in an expired passport."""
    return Scene(theme).sign_in().swipe(TEVITA, ("K0045811", "K0O45811"))


def checks_detail(theme: str) -> Scene:
    """One check opened with its evidence."""
    return checks_failed(theme).press(Qt.Key.Key_F2)


def overrule(theme: str) -> Scene:
    """Admitting in spite of failed checks."""
    return checks_failed(theme).press("1", Qt.Key.Key_F12, "1")


def refer(theme: str) -> Scene:
    """Choosing why to refer."""
    return inspection_ready(theme).press(Qt.Key.Key_F8)


def refuse(theme: str) -> Scene:
    """Asked once more before refusing."""
    return checks_failed(theme).press(Qt.Key.Key_F9, "1", "2", Qt.Key.Key_F9)


def second_waits(theme: str) -> Scene:
    """A second document waits, at a training station."""
    return Scene(theme, training=True).sign_in().swipe(ANNA).swipe(SUKARNI)


def long_name(theme: str) -> Scene:
    """A name longer than the lines of a passport."""
    return Scene(theme).sign_in().swipe(LONG).press("3")


def unreadable(theme: str) -> Scene:
    """Something was swiped that is no document."""
    scene = idle(theme)
    scene.parts.reader.say(ReadFailed("DEV-05"))
    return scene


def offline(theme: str) -> Scene:
    """No link and no reader: the desk works."""
    scene = admitted(theme)
    if scene.parts.link.listener is not None:
        heard = scene.parts.clock.now - timedelta(hours=3)
        scene.parts.link.listener(LinkStatus(LinkState.UNREACHABLE, heard, FailureCode.HQ_UNREACHABLE))
    scene.parts.reader.say(ReaderView("Swipe reader", ReaderState.GONE, "DEV-01"))
    scene.settle()
    return scene


def store_full(theme: str) -> Scene:
    """The disk is full, the traveller stays."""
    scene = inspection_ready(theme)
    scene.parts.memory.fail_next = FailureCode.STORE_FULL
    return scene.press(Qt.Key.Key_F12)


def conveyance(theme: str) -> Scene:
    """Changing direction and conveyance."""
    return idle(theme).press(Qt.Key.Key_F3)


def typing_lines(theme: str) -> Scene:
    """Typing the lines by hand."""
    scene = idle(theme).press(Qt.Key.Key_F5)
    desk = scene.window.desk
    if desk is not None:
        for field, line in zip(desk.mrz.fields, build_mrz(ANNA, MrzFormat.TD3), strict=False):
            field.setText(line)
            field.textEdited.emit(line)
    return scene


def typing_fields(theme: str) -> Scene:
    """Typing the fields by hand, two of them wrong."""
    scene = idle(theme).press(Qt.Key.Key_F6)
    desk = scene.window.desk
    if desk is not None:
        desk.fields.form.surname.fill("Kowalska")
        desk.fields.form.given_names.fill("Anna Maria")
        desk.fields.form.birth.fill("14.3.87")
        desk.fields.form.nationality.fill("Poland")
        desk.fields.number.fill("EH 1234567")
        desk.fields.issuer.fill("Polonia")
        desk.fields.expiry.fill("31-02-2031")
    return scene


def amend(theme: str) -> Scene:
    """Amending a misread traveller."""
    return inspection_ready(theme).press(Qt.Key.Key_F4)


def amended(theme: str) -> Scene:
    """A traveller who differs from the document."""
    scene = amend(theme)
    desk = scene.window.desk
    if desk is not None:
        desk.amend.form.surname.fill("KOWALSKA NOWAK")
        desk.amend.confirm()
    return scene


def resume(theme: str) -> Scene:
    """An inspection that a power cut interrupted."""
    scene = Scene(theme).sign_in().swipe(ANNA)
    scene.window.sign_out()
    return scene.sign_in()


def departure(theme: str) -> Scene:
    """Leaving: neither purpose nor stay."""
    scene = idle(theme).press(Qt.Key.Key_F3, "2", "N", "F", "0", "1", "0", Qt.Key.Key_Return)
    return scene.swipe(ANNA)


def locked(theme: str) -> Scene:
    """The locked screen."""
    return inspection_ready(theme).press(Qt.Key.Key_F11)


def password(theme: str) -> Scene:
    """Changing the password."""
    scene = idle(theme)
    scene.window.act(Action.PASSWORD)
    return scene


def keys(theme: str) -> Scene:
    """The sheet of keys."""
    return idle(theme).press(Qt.Key.Key_F1)


def _history(theme: str) -> Scene:
    scene = Scene(theme).sign_in("leilani")
    for document, states in ((ANNA, "accepted"), (SUKARNI, "accepted"), (LONG, "parked")):
        scene.swipe(document).press("1", Qt.Key.Key_F12)
        scene.parts.memory.sent[scene.parts.memory.crossings[-1].record_id] = states
        scene.parts.clock.now += timedelta(minutes=4)
    scene.swipe(TEVITA).press(Qt.Key.Key_F9, "1", Qt.Key.Key_F9, Qt.Key.Key_F9)
    return scene.press(Qt.Key.Key_F7)


def history(theme: str) -> Scene:
    """The shift's history and the search."""
    return _history(theme)


def correction(theme: str) -> Scene:
    """A correction before it is recorded."""
    scene = _open_record(theme)
    scene.window.act(Action.CORRECT)
    scene.settle()
    records = scene.window.records
    if records is not None:
        records.correction.form.given_names.fill("ANNA MAGDALENA")
        records.correction.days.fill("14")
        records.correction.why.setText("Second name misread, visa allows 14 days")
    return scene


def _open_record(theme: str) -> Scene:
    scene = _history(theme)
    records = scene.window.records
    if records is not None:
        records.open_crossing(records.table.records.at(3))
    scene.settle()
    return scene


def versions(theme: str) -> Scene:
    """Both versions after a correction."""
    scene = correction(theme)
    records = scene.window.records
    if records is not None:
        records.correction.record.click()
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    sign_in, sign_in_wrong, idle, inspection, inspection_ready, admitted, checks_failed, checks_detail,
    overrule, refer, refuse, second_waits, long_name, unreadable, offline, store_full, conveyance,
    typing_lines, typing_fields, amend, amended, resume, departure, locked, password, keys, history,
    correction, versions, *chips.STATES, *alerts.STATES, *roads.STATES,
    *supervisor.STATES, *export.STATES, *figures.STATES, *audit.STATES, *retention.STATES,
)  # fmt: skip


IN_ALL_THEMES = (
    sign_in, idle, inspection, checks_failed, refuse, history, *chips.IN_ALL_THEMES, *alerts.IN_ALL_THEMES,
    *roads.IN_ALL_THEMES, *supervisor.IN_ALL_THEMES, *export.IN_ALL_THEMES, *figures.IN_ALL_THEMES,
    *audit.IN_ALL_THEMES, *retention.IN_ALL_THEMES,
)  # fmt: skip
"""States that are kept beside this file in all three themes; the others in the light one."""


def take(folder: Path, everything: bool) -> int:
    """Take the states that are kept, or every state in every theme; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    for theme in THEMES:
        for state in STATES if everything or theme == THEMES[0] else IN_ALL_THEMES:
            name = f"{state.__name__.replace('_', '-')}-{theme}"
            state(theme).save(folder / f"{name}.png")
            taken += 1
    return taken


if __name__ == "__main__":
    QApplication([])
    elsewhere = sys.argv[1:]
    where = Path(elsewhere[0]) if elsewhere else Path(__file__).resolve().parent
    number = take(where, everything=bool(elsewhere))
    print(f"{number} pictures in {where}")  # noqa: T201 - a script for people
