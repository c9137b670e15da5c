"""The demo without a person: every traveller of the queue through the real window, by its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.demo.day import close_and_carry
from app.demo.lists import publish_late_entry
from app.demo.officer import DemoOfficer
from app.demo.scene import Played, Scene
from app.demo.station import SUPERVISOR, SUPERVISOR_PASSWORD
from app.demo.stick import send_by_stick
from app.domain.alerts import AlertCase, CaseOrigin, SettledAs
from app.domain.checks import Verdict
from app.domain.decision import DecisionKind, Reason
from app.flow.ports import LinkState, OutboxView
from app.ui.shortcuts import Action, shortcut
from devices.simulated.people import Traveller

_SETTLED = {"check": SettledAs.NOT_SAME, "stop": SettledAs.CANNOT_TELL}
"""What the demo's officer says of hits, by what the lists say of the traveller."""
_IN_WORDS = {
    Verdict.PASSED: "good",
    Verdict.FAILED: "failed",
    Verdict.UNDETERMINED: "unclear",
    Verdict.NOT_RUN: "silent",
}


def play_alone(scene: Scene, say: Callable[[str], None]) -> Played:
    """Sign in, process the queue with the link cut midway, wait for HQ's receipts, sign out."""
    officer = DemoOfficer(scene.window, scene.screens)
    officer.sign_in()
    officer.until(lambda: _outbox(officer) is not None, "the desk")
    officer.until(lambda: len(officer.duty.session.lists.status()) > 1, "HQ's lists to come")
    officer.picture("desk")
    third, by_stick = len(scene.people) // 3, 0
    for number, traveller in enumerate(scene.people):
        if number == third:
            say("The link to HQ is cut: the desk goes on.")
            scene.cable.pull()
        if number == 2 * third:
            officer.until(lambda: officer.duty.bar.link_state is LinkState.UNREACHABLE, "the cut to show")
            officer.picture("link-cut")
            by_stick = send_by_stick(officer, scene, say)
            say(f"The link is back: {_outbox(officer).waiting} waiting.")
            scene.cable.put_back()
        process(officer, scene, traveller, say)
    officer.until(lambda: "All at HQ" in officer.link_words(), "HQ's receipts to show")
    officer.picture("all-at-hq")
    meet_late(officer, scene, say)
    in_log = close_and_carry(officer, scene, say)
    return Played(len(scene.people), tuple(officer.screens), by_stick, in_log)


def meet_late(officer: DemoOfficer, scene: Scene, say: Callable[[str], None]) -> None:
    """HQ's next version of a list meets the first traveller of the day: the supervisor finds the case."""
    say("HQ publishes one more entry: somebody who crossed this morning.")
    publish_late_entry(scene.hq, scene.home, scene.kit.clock())
    officer.sign_out()
    officer.sign_in(SUPERVISOR, SUPERVISOR_PASSWORD)
    late = "the late hit"
    # The station screens again, and so does HQ: whoever is first opens the case.
    officer.until(lambda: any(one.opened.origin is not CaseOrigin.BOOTH for one in cases(officer)), late)
    officer.act(Action.QUEUE)
    officer.picture("alerts-that-wait")
    officer.press("Return")
    officer.picture("alert-case")
    officer.press("Esc")
    officer.press("Esc")
    officer.until(lambda: "All at HQ" in officer.link_words(), "HQ's receipts for the alerts")


def cases(officer: DemoOfficer) -> Sequence[AlertCase]:
    """What waits for the second line."""
    return officer.duty.session.cases.open_cases()


def process(officer: DemoOfficer, scene: Scene, traveller: Traveller, say: Callable[[str], None]) -> None:
    """Swipe one traveller, let the chip be read, decide as the queue expects, and give the document back."""
    scene.reader.swipe(traveller)
    lines = tuple(traveller.lines)
    officer.until(
        lambda: officer.inspection is not None and officer.inspection.document.mrz_lines == lines,
        f"the swipe of {traveller.key}",
    )
    kind = DecisionKind(traveller.expect.decision)
    say(f"  {kind:6}  {traveller.about}")
    if traveller.expect.alert in _SETTLED:
        officer.settle_hit(_SETTLED[traveller.expect.alert], traveller.key)
    if traveller.chip:
        read_chip(officer, scene, traveller)
    else:
        officer.picture(traveller.key)
    officer.decide(kind, _reason(officer, kind))
    scene.plate.lift()


def read_chip(officer: DemoOfficer, scene: Scene, traveller: Traveller) -> None:
    """Lay the document on and wait for all that the chip says; where something is wrong, look at what."""
    first = traveller is scene.people[0]
    scene.plate.lay(traveller, unhurried=first)
    if first:
        officer.until(lambda: officer.chip_midway or officer.chip_done, "the photo to come")
        officer.picture(f"{traveller.key}-chip-reading")
    officer.until(lambda: officer.chip_done, f"the chip of {traveller.key}")
    proved = officer.chip_verdict
    officer.picture(f"{traveller.key}-chip-{_IN_WORDS[proved]}")
    if proved is Verdict.FAILED:
        look_at_failed(officer, traveller)


def look_at_failed(officer: DemoOfficer, traveller: Traveller) -> None:
    """Open the details of each lamp that is red, one after the other: they come first in the list."""
    officer.press(shortcut(Action.CHECKS).keys[0])
    for group in officer.failed_groups:
        officer.picture(f"{traveller.key}-{group.replace('_', '-')}")
        officer.press("Down")
    officer.press(shortcut(Action.CHECKS).keys[0])


def _reason(officer: DemoOfficer, kind: DecisionKind) -> Reason | None:
    """Why a chip that is not what it says to be is referred or refused; None for all others."""
    if officer.chip_verdict is not Verdict.FAILED:
        return None
    return {DecisionKind.REFER: Reason.DOCUMENT_DOUBT, DecisionKind.REFUSE: Reason.FALSE_DOCUMENT}.get(kind)


def _outbox(officer: DemoOfficer) -> OutboxView:
    return officer.duty.session.outbox.view()
