"""The states in which alert lists play the part: hits settled and queued, proposals, lists and ages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from scene import Scene

from app.domain.alert_entry import Band, Disclosure
from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.person import Sex
from app.screening.screening import EarlierHit, ListUse
from app.ui.shortcuts import Action
from tests.helpers.booth import PASSWORDS
from tests.helpers.lookouts import (
    NATIONAL,
    REPORTED,
    SANCTIONS,
    meets,
    on_board,
    reported,
    seen_elsewhere,
    wanted,
)

ANNA = TravelDocument(
    kind=DocumentKind.PASSPORT, document_code="P", issuing_state="POL", number="EH1234567",
    surname="KOWALSKA", given_names="ANNA MARIA", nationality="POL", birth_date=PartialDate(1974, 8, 12),
    sex=Sex.FEMALE, expiry_date=PartialDate(2031, 2, 2),
)  # fmt: skip
BORIS = replace(ANNA, number="K7700123", surname="OKAFOR", given_names="BORIS", sex=Sex.MALE)
ALL = (NATIONAL, SANCTIONS, REPORTED)
ENTRY = wanted()
SECOND = wanted("VU-0077", "KOWALSKY ANNA", PartialDate(1974))


def _met(theme: str, *met: tuple[str, Band], username: str = "tari") -> Scene:
    scene = Scene(theme)
    known = {"first": ENTRY, "second": SECOND}
    entries = [(known[name], band) for name, band in met]
    meets(scene.parts.memory.alerts, *entries, lists=ALL)
    return scene.sign_in(username)


def hit_stop(theme: str) -> Scene:
    """A STOP opens by itself beside the traveller."""
    return _met(theme, ("first", Band.STOP)).swipe(ANNA)


def hit_said(theme: str) -> Scene:
    """Not the same person, by two grounds."""
    return hit_stop(theme).press("n", "1", "2")


def hit_second(theme: str) -> Scene:
    """A supervisor is asked to release it."""
    scene = hit_said(theme).press(Qt.Key.Key_Return)
    scene.press("leilani")
    return scene


def hit_second_wrong(theme: str) -> Scene:
    """The second person's password is wrong."""
    scene = hit_second(theme)
    scene.press(Qt.Key.Key_Return, "wrong")
    scene.press(Qt.Key.Key_Return)
    desk = scene.window.desk
    if desk is not None:
        scene.settle(lambda: not desk.second.answer_line.isHidden())
    return scene


def hit_released(theme: str) -> Scene:
    """Released by two people."""
    scene = hit_second(theme)
    scene.press(Qt.Key.Key_Return, PASSWORDS["leilani"])
    scene.press(Qt.Key.Key_Return)
    desk = scene.window.desk
    if desk is not None:
        scene.settle(lambda: not desk.shows(desk.second))
    return scene


def hit_reopened(theme: str) -> Scene:
    """A settled hit looked at again: it can be taken back."""
    scene = hit_released(theme)
    scene.window.act(Action.SETTLE)
    scene.settle()
    return scene


def hit_check(theme: str) -> Scene:
    """The first of two, only a year known of the second."""
    return _met(theme, ("second", Band.CHECK), ("first", Band.CHECK)).swipe(ANNA)


def hit_left_open(theme: str) -> Scene:
    """Left unsettled: Admit is refused in words."""
    scene = hit_stop(theme).press(Qt.Key.Key_Escape)
    return scene.press("1", Qt.Key.Key_F12)


def lookout(theme: str) -> Scene:
    """A customs lookout: what to do and whom to call."""
    scene = Scene(theme)
    entry = replace(
        wanted(disclosure=Disclosure.RESTRICTED), action="Send to customs, lane 3. Say nothing of it.",
        contact="Customs duty officer, +678 555 0199",
    )  # fmt: skip
    meets(scene.parts.memory.alerts, (entry, Band.CHECK), lists=ALL)
    return scene.sign_in().swipe(ANNA)


def stolen_document(theme: str) -> Scene:
    """A document that is reported stolen."""
    scene = Scene(theme)
    scene.parts.memory.alerts.answer = reported()
    scene.parts.memory.alerts.on_board = on_board(*ALL)
    scene.sign_in().swipe(ANNA)
    return scene.press(Qt.Key.Key_F2)


def refused_elsewhere(theme: str) -> Scene:
    """Refused at another port, as HQ says."""
    scene = Scene(theme)
    scene.parts.memory.alerts.answer = seen_elsewhere(
        EarlierHit("2026-11-20", "TOTBU", True, "person"),
        EarlierHit("2026-10-02", "FJSUV", False, "document"),
    )
    scene.parts.memory.alerts.on_board = on_board(*ALL)
    return scene.sign_in().swipe(ANNA)


def lists_stale(theme: str) -> Scene:
    """A list too old."""
    scene = Scene(theme)
    old = replace(SANCTIONS, issued_at=SANCTIONS.issued_at - timedelta(days=8))
    meets(scene.parts.memory.alerts, lists=(old,), use=ListUse.STALE)
    return scene.sign_in().swipe(ANNA)


def lists_page(theme: str) -> Scene:
    """Every list with its age."""
    scene = _met(theme)
    alerts = scene.parts.memory.alerts
    old = replace(SANCTIONS, issued_at=SANCTIONS.issued_at - timedelta(days=8))
    alerts.on_board = [*on_board(NATIONAL, REPORTED), *on_board(old, use=ListUse.STALE)]
    scene.window.act(Action.LISTS)
    scene.settle()
    return scene


def _queued(theme: str) -> Scene:
    """Three cases wait, one silent; one is settled."""
    scene = hit_released(theme)
    scene.press("1", Qt.Key.Key_F12)
    alerts = scene.parts.memory.alerts
    for number, (disclosure, band) in enumerate(
        ((Disclosure.SILENT, Band.CHECK), (Disclosure.RESTRICTED, Band.CHECK), (Disclosure.OPEN, Band.STOP))
    ):
        scene.parts.clock.now += timedelta(minutes=7)
        entry = wanted(f"VU-05{number:02}", "OKAFOR BORIS", disclosure=disclosure)
        meets(alerts, (entry, band), lists=ALL)
        scene.swipe(replace(BORIS, number=f"K77001{number:02}"))
        scene.press(Qt.Key.Key_Escape, Qt.Key.Key_F8, "4", Qt.Key.Key_F8, Qt.Key.Key_F8)
    scene.window.sign_out()
    scene.sign_in("leilani")
    scene.window.act(Action.QUEUE)
    scene.settle()
    return scene


def alerts_waiting(theme: str) -> Scene:
    """A supervisor at the desk is told how many alerts wait."""
    scene = _queued(theme)
    scene.window.act(Action.BACK)
    return scene


def queue(theme: str) -> Scene:
    """The second line: STOP first."""
    return _queued(theme)


def queue_case(theme: str) -> Scene:
    """One case with everything the booth saw."""
    return _queued(theme).press(Qt.Key.Key_Return)


def queue_case_word(theme: str) -> Scene:
    """A word on a case."""
    return queue_case(theme).press("n", "1")


def queue_settled(theme: str) -> Scene:
    """What is remembered and may be revoked."""
    return _queued(theme).press("2")


def queue_settled_case(theme: str) -> Scene:
    """A settled case."""
    return queue_settled(theme).press(Qt.Key.Key_Return)


def queue_revoke(theme: str) -> Scene:
    """Why is the clearance revoked?"""
    return queue_settled_case(theme).press("r")


def queue_empty(theme: str) -> Scene:
    """Nothing waits."""
    scene = _met(theme, username="leilani")
    scene.window.act(Action.QUEUE)
    scene.settle()
    return scene


def proposal(theme: str) -> Scene:
    """An alert proposed on the traveller at the desk."""
    scene = _met(theme).swipe(ANNA)
    scene.window.act(Action.PROPOSE)
    scene.settle()
    desk = scene.window.desk
    if desk is not None:
        desk.proposal.reason.fill("Overstayed twice, false address")
        desk.proposal.action.fill("Refer to the second line")
        desk.proposal.contact.fill("Port supervisor, VUVLI")
    return scene


def proposal_kept(theme: str) -> Scene:
    """Proposed, and not active."""
    scene = proposal(theme)
    desk = scene.window.desk
    if desk is not None:
        desk.proposal.confirm()
    return scene


def proposals(theme: str) -> Scene:
    """What the port proposed."""
    scene = proposal_kept(theme)
    scene.window.sign_out()
    scene.sign_in("leilani")
    scene.window.act(Action.QUEUE)
    return scene.press("3")


def proposal_page(theme: str) -> Scene:
    """One proposal, to decline."""
    return proposals(theme).press(Qt.Key.Key_Return)


STATES: tuple[Callable[[str], Scene], ...] = (
    hit_stop, hit_said, hit_second, hit_second_wrong, hit_released, hit_reopened, hit_check, hit_left_open,
    lookout, stolen_document, refused_elsewhere, lists_stale, lists_page, alerts_waiting, queue, queue_case,
    queue_case_word, queue_settled, queue_settled_case, queue_revoke, queue_empty, proposal, proposal_kept,
    proposals, proposal_page,
)  # fmt: skip

IN_ALL_THEMES = (hit_stop, queue)
