"""The steps of the inspection table: each looks at one thing and says how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from app.domain.checks import CHIP_CHECKS, Check, CheckName, Verdict, check
from app.domain.crossing import Direction
from app.domain.decision import DecisionKind
from app.domain.document import DocumentKind
from app.domain.evidence import bounded
from app.domain.failure import WorldError
from app.domain.load_valve import LIGHT, CaptureLevel, LoadValve
from app.domain.mrz import access_fields
from app.domain.rules import absent_checks, document_checks
from app.flow.alert_checks import alert_list, stolen_document
from app.flow.alert_ports import ListsPort
from app.flow.alerts import DeskHit, both, met, subject_of
from app.flow.chip import ChipFindings, ChipPort
from app.flow.inspection import Inspection, Outcome, Step, follow
from app.flow.ports import Clock, CrossingPort, CrossingSummary
from app.flow.shift import ValvePort
from app.flow.today import local_day
from app.screening.screening import EarlierHit, Screening

_REFUSED_ELSEWHERE = {
    "document": "earlier_crossings.refused_elsewhere_document",
    "person": "earlier_crossings.refused_elsewhere_person",
}
JUST_NOW = timedelta(minutes=10)
"""The same traveller again within this time is likely the same passage swiped twice."""


@dataclass(frozen=True, slots=True)
class ChipTools:
    """The booth's chip reader, and why it cannot be used now (a device code) or empty."""

    port: ChipPort
    sick: str = ""


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps may use besides the inspection itself."""

    clock: Clock
    crossings: CrossingPort
    training: bool
    lists: ListsPort
    new_id: Callable[[], str]
    chip: ChipTools | None = None
    valve: LoadValve | None = None


StepResult: TypeAlias = tuple[Inspection, Outcome]


def read_page(inspection: Inspection, tools: Tools) -> StepResult:
    """Judge the data page: check digits, kind, issuer, validity, identity."""
    today = local_day(tools.clock())
    found = document_checks(
        inspection.document, inspection.mrz, today, inspection.shift.direction, tools.training,
        damaged=inspection.damaged,
    )  # fmt: skip
    return _with(inspection, *found), Outcome.CONTINUE


def read_chip(inspection: Inspection, tools: Tools) -> StepResult:
    """Ask for the chip once; what it says comes file by file while the officer reads the screen."""
    seen = _with(inspection, *_absent(inspection, CheckName.PAGE_IMAGE))
    reason = why_no_chip(inspection, tools.chip)
    if reason:
        return _with(seen, check(CheckName.CHIP, Verdict.NOT_RUN, reason)), Outcome.SKIP
    light = _light(inspection, tools)
    if light is not None:
        return _with(seen, light), Outcome.SKIP
    if inspection.chip is None and tools.chip is not None:
        tools.chip.port.read(inspection.record_id, inspection.document)
        seen = replace(seen, chip=asked_for(inspection))
    return seen, Outcome.CONTINUE


def valve_now(valve: ValvePort) -> LoadValve | None:
    """The load valve that a supervisor has opened; None, too, where the store cannot say."""
    try:
        return valve.now()
    except WorldError:
        return None


def _light(inspection: Inspection, tools: Tools) -> Check | None:
    """That the chip is not asked for while the valve is open; an officer may (`Desk.read_chip_again`)."""
    valve = tools.valve
    if inspection.chip is not None or valve is None or valve.level_at(tools.clock()) is CaptureLevel.FULL:
        return None
    until = f"{valve.until.astimezone():%H:%M}"
    return check(CheckName.CHIP, Verdict.NOT_RUN, LIGHT, until=until)


def asked_for(inspection: Inspection) -> ChipFindings:
    """What is known of a chip that was just asked for."""
    return ChipFindings(inspection.record_id, (check(CheckName.CHIP, Verdict.NOT_RUN, "chip.asked"),))


def why_no_chip(inspection: Inspection, chip: ChipTools | None) -> str:
    """Why no chip can be read for this traveller, or empty."""
    if inspection.chip is not None:
        return ""
    if chip is None:
        return "chip.no_reader"
    if chip.sick:
        return "chip.reader_gone"
    if inspection.document.kind is DocumentKind.VISA:
        return "chip.visa"
    return "" if access_fields(inspection.document) else "chip.no_key"


def prove_chip(inspection: Inspection, tools: Tools) -> StepResult:
    """Take over what the chip has proved so far."""
    return with_chip(inspection, inspection.chip), Outcome.CONTINUE


def with_chip(inspection: Inspection, findings: ChipFindings | None) -> Inspection:
    """The inspection with these findings in place of earlier ones of the chip."""
    if findings is None:
        return inspection
    ours = {check.name for check in findings.checks}
    kept = tuple(c for c in inspection.checks if c.name not in CHIP_CHECKS or c.name in ours)
    return _with(replace(inspection, checks=kept, chip=findings), *findings.checks)


def look_up(inspection: Inspection, tools: Tools) -> StepResult:
    """Look for this traveller in the station's own history and on every list on board."""
    document, traveller = inspection.document, inspection.traveller
    found = tools.crossings.history(document.number, traveller.surname, str(traveller.birth_date))
    # A correction comes late and moves nobody: what counts is when the traveller crossed.
    earlier = tuple(sorted(found, key=lambda one: one.crossed_at, reverse=True))
    screening = _screened(inspection, tools)
    hits = met(screening, inspection.hits, tools.lists.entry, tools.new_id)
    looked = replace(inspection, earlier=earlier, hits=hits, screening=screening)
    entitlement = _absent(inspection, CheckName.ENTITLEMENT)
    return _with(
        looked, judge_earlier(looked, tools.clock()), *entitlement, *judge_lists(looked, tools.clock())
    ), Outcome.CONTINUE


def _screened(inspection: Inspection, tools: Tools) -> Screening:
    """What the lists say of the traveller as settled; and, where the machine-read lines prove another birth
    date, of that one too: nobody is talked out of a hit by a correction of what was not misread."""
    document, mrz = inspection.document, inspection.mrz
    subject = subject_of(document, inspection.traveller)
    screening = tools.lists.screen(subject, inspection.record_id)
    proven = mrz is not None and mrz.checks.birth_date is Verdict.PASSED and not inspection.damaged
    printed = replace(subject, birth=document.birth_date, sex=document.sex, nationality=document.nationality)
    if not proven or printed == subject:
        return screening
    return both(screening, tools.lists.screen(printed, inspection.record_id))


def compare_face(inspection: Inspection, tools: Tools) -> StepResult:
    """No camera yet: the officer compares by eye, and the check says that no machine did."""
    return _with(inspection, *_absent(inspection, CheckName.FACE)), Outcome.SKIP


def compare_fingers(inspection: Inspection, tools: Tools) -> StepResult:
    """No fingerprint reader yet."""
    return _with(inspection, *_absent(inspection, CheckName.FINGERPRINTS)), Outcome.SKIP


def wait_for_officer(inspection: Inspection, tools: Tools) -> StepResult:
    """Everything that can be known is on the screen: the officer decides."""
    return inspection, Outcome.WAIT


RUN: dict[Step, Callable[[Inspection, Tools], StepResult]] = {
    Step.READ_PAGE: read_page,
    Step.READ_CHIP: read_chip,
    Step.PROVE_CHIP: prove_chip,
    Step.LOOK_UP: look_up,
    Step.COMPARE_FACE: compare_face,
    Step.COMPARE_FINGERS: compare_fingers,
    Step.DECIDE: wait_for_officer,
}


def advance(inspection: Inspection, tools: Tools) -> Inspection:
    """Run steps by the table until one waits for the officer or the inspection ends."""
    while True:
        inspection, outcome = RUN[inspection.step](inspection, tools)
        inspection = replace(inspection, step=follow(inspection.step, outcome))
        if outcome in (Outcome.WAIT, Outcome.ABORT):
            return inspection


def judge_lists(inspection: Inspection, now: datetime) -> tuple[Check, ...]:
    """What the lists say of the traveller and the document, with the officer's word on each hit."""
    screening = inspection.screening
    return bounded((alert_list(screening, inspection.hits, now), stolen_document(screening, now)))


def with_hits(inspection: Inspection, hits: tuple[DeskHit, ...], now: datetime) -> Inspection:
    """The inspection with these words on its hits, and its checks judged anew by them."""
    changed = replace(inspection, hits=hits)
    return _with(changed, *judge_lists(changed, now))


def judge_earlier(inspection: Inspection, now: datetime) -> Check:
    """What this station's own history says about the traveller: refusals and odd movements."""
    name = CheckName.EARLIER_CROSSINGS
    elsewhere = next((one for one in inspection.screening.earlier if one.refused), None)
    if elsewhere is not None and not _refused_here_since(inspection, elsewhere):
        reason = _REFUSED_ELSEWHERE[elsewhere.by]
        return check(name, Verdict.UNDETERMINED, reason, day=elsewhere.day, port=elsewhere.port)
    if not inspection.earlier:
        return _only_elsewhere(inspection)
    last = inspection.earlier[0]
    facts = {
        "count": str(len(inspection.earlier)),
        "day": local_day(last.crossed_at).isoformat(),
        "port": last.port,
    }
    refused = next((e for e in inspection.earlier if e.decision == DecisionKind.REFUSE), None)
    if refused is not None:
        return check(
            name, Verdict.UNDETERMINED, "earlier_crossings.refused",
            day=local_day(refused.crossed_at).isoformat(), port=refused.port,
        )  # fmt: skip
    if now - last.crossed_at < JUST_NOW and last.direction == inspection.shift.direction:
        return check(name, Verdict.UNDETERMINED, "earlier_crossings.just_recorded", **facts)
    if _twice_the_same_way(last, inspection.shift.direction):
        return check(name, Verdict.UNDETERMINED, f"earlier_crossings.{last.direction}_twice", **facts)
    return check(name, Verdict.PASSED, "earlier_crossings.consistent", **facts)


def _only_elsewhere(inspection: Inspection) -> Check:
    """What is said of a traveller whom this station does not know, but perhaps other ports do."""
    name, known = CheckName.EARLIER_CROSSINGS, inspection.screening.earlier
    if not known:
        return check(name, Verdict.PASSED, "earlier_crossings.none")
    facts = {"count": str(len(known)), "day": known[0].day, "port": known[0].port}
    return check(name, Verdict.PASSED, "earlier_crossings.elsewhere", **facts)


def _refused_here_since(inspection: Inspection, elsewhere: EarlierHit) -> bool:
    """Whether this station itself refused the traveller on that day or later, which says more."""
    refused = [one for one in inspection.earlier if one.decision == DecisionKind.REFUSE]
    return any(local_day(one.crossed_at).isoformat() >= elsewhere.day for one in refused)


def _twice_the_same_way(last: CrossingSummary, direction: Direction) -> bool:
    return last.direction == direction and last.decision == DecisionKind.ADMIT


def _absent(inspection: Inspection, *names: CheckName) -> tuple[Check, ...]:
    return tuple(c for c in absent_checks(inspection.document) if c.name in names)


def _with(inspection: Inspection, *found: Check) -> Inspection:
    """The inspection with these checks, one of a name, in the order of CheckName."""
    known = {c.name: c for c in (*inspection.checks, *found)}
    return replace(inspection, checks=tuple(known[name] for name in CheckName if name in known))
