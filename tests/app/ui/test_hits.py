"""Hits on alert lists at the desk: opened by themselves, settled by keys, released by two, silent unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alerts import AlertEventKind, SettledAs, SettleGround
from app.domain.checks import CheckName, Verdict
from app.domain.crossing import Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind
from app.screening.screening import DocumentMatch, EarlierHit, ListUse
from tests.helpers.booth import PASSWORDS
from tests.helpers.lookouts import (
    DAY,
    NATIONAL,
    SANCTIONS,
    meets,
    on_board,
    reported,
    seen_elsewhere,
    wanted,
)
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")
BORIS = replace(ANNA, number="K7700123", surname="OKAFOR", given_names="BORIS")


def met(officer: Officer, *entries: tuple[AlertEntry, Band]) -> Officer:
    """ANNA is swiped and meets these entries."""
    meets(officer.parts.memory.alerts, *entries)
    officer.swipe(ANNA).settle()
    return officer


def stop(officer: Officer) -> Officer:
    return met(officer, (wanted(), Band.STOP))


def check_hit(officer: Officer) -> Officer:
    return met(officer, (wanted(), Band.CHECK))


def released(officer: Officer, username: str = "leilani", password: str = "") -> Officer:
    """The second person types name and password."""
    officer.type(username).press("Return").type(password or PASSWORDS[username]).press("Return")
    return officer


def test_a_stop_opens_by_itself_and_shows_both_sides_field_by_field(officer: Officer) -> None:
    stop(officer)
    assert officer.desk.shows(officer.desk.hit)
    for text in (
        "STOP: may stand on National alert list", "KOWALSKA ANNA MARIA", "12-Aug-1974", "08-Dec-1974",
        "=  same", "≈  near", "day and month swapped", "≠  different", "another number",
        "Do not admit. Keep the passport and call.", "Duty officer, +678 555 0134", "Removal order",
        "List of 22-Nov-2026, 2 days old, version 12.",
    ):  # fmt: skip
        assert officer.sees(text), text
    assert officer.sees("1 check failed")
    assert "%" not in officer.seen()
    assert not any(made.hasFocus() for made in officer.desk.hit.word.words.values()), "nothing is suggested"
    assert "930" not in officer.seen()


def test_a_check_is_settled_as_another_person_by_three_keys(officer: Officer) -> None:
    check_hit(officer)
    assert officer.sees("Look: 1 unclear")
    officer.type("n1").press("Return")
    assert not officer.desk.panel_open()
    assert officer.sees("Not the same, by birth date (tari, 24-Nov-2026")
    officer.type("1").press("F12")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.ADMIT
    hit, word = officer.parts.memory.alerts.events
    assert (hit.kind, word.kind) == (AlertEventKind.HIT, AlertEventKind.SETTLED)
    assert word.settlement is not None
    assert word.settlement.settled_as is SettledAs.NOT_SAME
    assert word.settlement.grounds == (SettleGround.BIRTH_DATE,)


def test_a_word_needs_a_ground_and_another_ground_a_note(officer: Officer) -> None:
    check_hit(officer)
    officer.press("Return")
    assert officer.sees("Compare, then say it by S, N, C.")
    officer.type("c").press("Return")
    assert officer.sees("By what? Choose by digits.")
    officer.type("9").press("Return")
    assert officer.sees("Write the note.")
    assert officer.desk.shows(officer.desk.hit)
    officer.type("limps as described").press("Return")
    assert officer.sees("limps as described")
    assert officer.duty.desk.hits[0].settlement is not None


def test_admit_is_refused_in_words_until_the_hit_is_settled(officer: Officer) -> None:
    stop(officer).press("F12")
    assert officer.sees("Not yet: say whether this is the person on the alert list (Ctrl+H)")
    assert officer.desk.shows(officer.desk.hit)
    officer.press("Esc").type("1").press("F12")
    assert officer.sees("Not yet: say whether this is the person on the alert list (Ctrl+H)")
    assert officer.parts.memory.crossings == []
    officer.press("Ctrl+H")
    assert officer.desk.shows(officer.desk.hit)


def test_a_stop_is_released_by_a_second_person(officer: Officer) -> None:
    stop(officer).type("n12").press("Return")
    assert officer.sees("A second person must confirm this")
    assert officer.sees("Tari Vira says: not the same")
    released(officer)
    officer.until(lambda: not officer.desk.panel_open())
    assert officer.parts.door.threads[-1].startswith("background")
    assert officer.sees("(tari, released by leilani, ")
    officer.type("1").press("F12")
    word = officer.parts.memory.alerts.events[1].settlement
    assert word is not None
    assert (word.officer, word.second) == ("tari", "leilani")
    assert len(officer.parts.memory.crossings) == 1


def test_a_wrong_password_a_locked_account_and_an_officer_release_nothing(at_window: Window) -> None:
    officer = stop(at_window().sign_in())
    officer.type("n1").press("Return")
    released(officer, password="wrong")
    officer.until(lambda: officer.sees("The name or the password is not right."))
    assert officer.desk.second.password.hasFocus()
    for _ in range(2):
        officer.type("wrong").press("Return")
        officer.until(lambda: officer.desk.second.enter.isEnabled())
    officer.type(PASSWORDS["leilani"]).press("Return")
    officer.until(lambda: officer.sees("locked after too many wrong passwords"))
    officer.desk.second.username.selectAll()
    officer.desk.second.username.setFocus()
    released(officer, "tari")
    officer.until(lambda: officer.sees("must be a supervisor, and not the officer at this desk"))
    assert officer.duty.desk.hits[0].settlement is None


def test_escape_from_the_second_person_leaves_it_unsettled_and_refer_goes_on(officer: Officer) -> None:
    stop(officer).type("s2").press("Return")
    officer.type("leilani").press("Return").type("half a pass").press("Esc")
    assert not officer.desk.panel_open()
    assert officer.desk.second.password.text() == ""
    assert officer.duty.desk.hits[0].settlement is None
    officer.type("1").press("F12")
    assert officer.parts.memory.crossings == []
    officer.press("F8").type("4").press("F8", "F8")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.REFER
    (event,) = officer.parts.memory.alerts.events
    assert event.kind is AlertEventKind.HIT


def test_a_proof_that_comes_too_late_settles_nothing_of_the_next_traveller(officer: Officer) -> None:
    stop(officer).type("n1").press("Return")
    officer.type("leilani").press("Return").type(PASSWORDS["leilani"])
    officer.desk.second.confirm()
    officer.press("Esc")
    officer.until(lambda: len(officer.parts.door.threads) > 1)
    officer.settle()
    assert officer.duty.desk.hits[0].settlement is None


def test_several_hits_come_one_after_the_other(officer: Officer) -> None:
    second = wanted("VU-0077", "KOWALSKY ANNA", PartialDate(1974))
    met(officer, (wanted(), Band.CHECK), (second, Band.CHECK))
    assert officer.sees("1 of 2")
    officer.type("n1").press("Return")
    assert officer.sees("2 of 2")
    assert officer.sees("only the year can be compared, it fits")
    officer.type("c2").press("Return")
    assert not officer.desk.panel_open()
    assert [one.settlement is not None for one in officer.duty.desk.hits] == [True, True]


def test_a_word_is_taken_back_before_the_decision(officer: Officer) -> None:
    check_hit(officer).type("n1").press("Return")
    officer.press("Ctrl+Z")
    assert officer.sees("Taken back: the hit is open again.")
    assert officer.desk.shows(officer.desk.hit)
    assert officer.duty.desk.hits[0].settlement is None
    officer.type("s2").press("Return", "Ctrl+H")
    assert officer.sees("Same person, by photo")
    officer.press("Esc").type("1").press("F12")
    assert officer.sees("although a check failed")


def test_the_same_document_swiped_again_asks_again(officer: Officer) -> None:
    check_hit(officer).press("Esc")
    assert not officer.desk.panel_open()
    officer.swipe(ANNA)
    assert officer.desk.shows(officer.desk.hit)


def test_the_next_traveller_sees_nothing_of_the_last_ones_hit(officer: Officer) -> None:
    meets(officer.parts.memory.alerts, (wanted(), Band.CHECK), only="KOWALSKA")
    officer.swipe(ANNA).type("n1").press("Return").type("1").press("F12")
    officer.swipe(BORIS)
    assert not officer.desk.panel_open()
    assert not officer.sees("Removal order")
    officer.press("Ctrl+H")
    assert not officer.desk.panel_open()
    shown = [w.accessibleName() for w in officer.desk.hit.findChildren(QWidget)]
    assert not any("KOWALSKA" in name for name in (*shown, officer.desk.hit.accessibleName()))


def test_a_traveller_who_waited_opens_with_the_hit(officer: Officer) -> None:
    meets(officer.parts.memory.alerts, (wanted(name="OKAFOR BORIS"), Band.CHECK), only="OKAFOR")
    officer.swipe(ANNA).swipe(BORIS).type("1").press("F12")
    assert officer.sees("OKAFOR")
    assert officer.desk.shows(officer.desk.hit)
    officer.type("n1").press("Return")
    assert officer.duty.desk.hits[0].settlement is not None


def test_a_hit_of_an_interrupted_inspection_comes_after_the_question(at_window: Window) -> None:
    first = check_hit(at_window().sign_in())
    first.window.close()
    again = at_window(memory=first.parts.memory).sign_in()
    assert again.sees("An inspection was interrupted")
    again.type("1")
    assert again.desk.shows(again.desk.hit)


def test_a_lookout_shows_what_to_do_and_whom_to_call_and_nothing_else(officer: Officer) -> None:
    entry = replace(wanted(disclosure=Disclosure.RESTRICTED), action="Send to lane 3.")
    met(officer, (entry, Band.CHECK))
    assert officer.sees("Lookout: do what it says")
    assert officer.sees("Send to lane 3.")
    assert officer.sees("Duty officer, +678 555 0134")
    for hidden in ("Removal order", "08-Dec-1974", "EH7654321", "National alert list", "Same person"):
        assert not officer.sees(hidden), hidden
    officer.type("1").press("F12")
    assert officer.sees("Read the lookout first, then press Enter.")
    officer.press("Return")
    assert not officer.desk.panel_open()
    officer.type("1").press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_an_alert_that_comes_while_the_traveller_stands_there_opens_at_once(officer: Officer) -> None:
    alerts = officer.parts.memory.alerts
    meets(alerts)
    officer.swipe(ANNA).type("3")
    assert not officer.desk.panel_open()
    meets(alerts, (wanted(), Band.CHECK))
    thread = threading.Thread(target=alerts.listeners[-1])
    thread.start()
    thread.join()
    officer.until(lambda: officer.desk.shows(officer.desk.hit))
    officer.type("n1").press("Return", "F12")
    assert officer.parts.memory.crossings[0].purpose is Purpose.BUSINESS


# Silent alerts: nothing whatsoever is to be seen


def shape(widget: QWidget) -> list[tuple[str, str, bool, bool]]:
    """Every widget of the window: its class, what it says, and whether it is shown and has the focus."""
    return [
        (type(one).__name__, one.accessibleName(), one.isVisible(), one.hasFocus())
        for one in widget.findChildren(QWidget)
    ]


def passed_by(officer: Officer, entry: AlertEntry | None) -> list[object]:
    """What the window was at each step of a traveller who meets this entry, or none."""
    alerts = officer.parts.memory.alerts
    meets(alerts, *([(entry, Band.STOP)] if entry else []))
    seen: list[object] = []
    steps: tuple[Callable[[], Officer], ...] = (
        lambda: officer.swipe(ANNA), lambda: officer.press("F2"), lambda: officer.press("Esc"),
        lambda: officer.press("Ctrl+H"), lambda: officer.press("Ctrl+Z"), lambda: officer.type("1"),
        lambda: officer.press("F12"), lambda: officer.press("F7"),
    )  # fmt: skip
    for step in steps:
        step()
        officer.settle()
        seen += [officer.seen(), shape(officer.window)]
    return seen


def test_a_silent_alert_changes_nothing_that_the_officer_sees(at_window: Window) -> None:
    officer = at_window().sign_in()
    alone = passed_by(officer, None)
    officer.window.close()
    officer = at_window().sign_in()
    silent = passed_by(officer, wanted(disclosure=Disclosure.SILENT))
    assert silent == alone
    (event,) = officer.parts.memory.alerts.events
    assert event.hit is not None
    assert event.hit.disclosure is Disclosure.SILENT


def test_a_silent_alert_put_aside_is_as_unseen(at_window: Window) -> None:
    texts = []
    for entry in (None, wanted(disclosure=Disclosure.SILENT)):
        officer = at_window().sign_in()
        meets(officer.parts.memory.alerts, *([(entry, Band.STOP)] if entry else []))
        officer.swipe(ANNA).press("Ctrl+W").type("1")
        texts.append((officer.seen(), shape(officer.window)))
        officer.window.close()
    assert texts[0] == texts[1]


# Documents, other ports, and how old the lists are


def test_a_reported_document_is_red_and_wants_the_issuing_country(officer: Officer) -> None:
    officer.parts.memory.alerts.answer = reported()
    officer.swipe(ANNA)
    assert officer.sees("Read it again, then confirm with the issuing country.")
    made = {one.name: one for one in officer.duty.desk.inspection.checks}  # type: ignore[union-attr]
    assert made[CheckName.STOLEN_DOCUMENT].verdict is Verdict.FAILED
    officer.type("1").press("F12")
    assert officer.sees("the rules forbid to admit: refer or refuse")


def test_almost_a_reported_number_is_amber_and_compared_by_eye(officer: Officer) -> None:
    officer.parts.memory.alerts.answer = reported(DocumentMatch.VARIANT, "L8989O2C3")
    officer.swipe(ANNA)
    assert officer.sees("L8989O2C3 stands on Reported documents")
    assert officer.sees("Look: 1 unclear")


def test_a_refusal_at_another_port_is_told_among_the_earlier_crossings(officer: Officer) -> None:
    officer.parts.memory.alerts.answer = seen_elsewhere(
        EarlierHit("2026-11-20", "TOTBU", refused=True, by="person"),
        EarlierHit("2026-10-02", "FJSUV", refused=False, by="document"),
    )
    officer.swipe(ANNA)
    assert officer.sees("Refused on 20-Nov-2026 at TOTBU")
    assert officer.sees("TOTBU, from HQ: refused, other document")
    assert officer.sees("FJSUV, from HQ: crossed")


def test_the_bar_says_how_old_the_lists_are(at_window: Window) -> None:
    officer = at_window()
    officer.parts.memory.alerts.on_board = on_board(NATIONAL, SANCTIONS)
    officer.sign_in()
    assert officer.sees("Lists: 2, oldest 2 days")
    old = replace(SANCTIONS, issued_at=SANCTIONS.issued_at - 8 * DAY)
    alerts = officer.parts.memory.alerts
    meets(alerts, lists=(old,), use=ListUse.STALE)
    for listener in alerts.listeners:
        listener()
    officer.until(lambda: officer.sees("Sanctions list is 9 days old"))
    officer.swipe(ANNA)
    assert officer.sees("On no list, but Sanctions list is 9 days old.")
    officer.press("Ctrl+L")
    assert officer.sees("old, asked all the same")
    officer.press("Esc")
    assert officer.sees("KOWALSKA")


def test_the_detail_says_by_which_versions_a_check_was_made(officer: Officer) -> None:
    meets(officer.parts.memory.alerts)
    officer.swipe(ANNA).press("F2")
    while "national, version 12 of 22-Nov-2026, asked" not in officer.desk.checks.detail.accessibleName():
        before = officer.desk.checks.list.currentIndex().row()
        officer.press("Down")
        assert officer.desk.checks.list.currentIndex().row() > before


def test_putting_a_hit_aside_says_that_the_second_line_is_told(officer: Officer) -> None:
    stop(officer).press("Esc", "Ctrl+W")
    assert officer.sees("The second line is told of the alert.")
    officer.type("1")
    assert officer.sees("The document was put aside. The second line is told of the alert.")
    assert [event.kind for event in officer.parts.memory.alerts.events] == [AlertEventKind.HIT]
