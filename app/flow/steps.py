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
from app.domain.mrz import access_fields
from app.domain.rules import absent_checks, document_checks
from app.flow.chip import ChipFindings, ChipPort
from app.flow.inspection import Inspection, Outcome, Step, follow
from app.flow.ports import Clock, CrossingPort, CrossingSummary
from app.flow.today import local_day

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
    chip: ChipTools | None = None


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
    if inspection.chip is None and tools.chip is not None:
        tools.chip.port.read(inspection.record_id, inspection.document)
        seen = replace(seen, chip=asked_for(inspection))
    return seen, Outcome.CONTINUE


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
    """Look for this traveller in the station's own history; say which lists are not on board."""
    document, traveller = inspection.document, inspection.traveller
    found = tools.crossings.history(document.number, traveller.surname, str(traveller.birth_date))
    # A correction comes late and moves nobody: what counts is when the traveller crossed.
    earlier = tuple(sorted(found, key=lambda one: one.crossed_at, reverse=True))
    looked = replace(inspection, earlier=earlier)
    lists = _absent(inspection, CheckName.ALERT_LIST, CheckName.STOLEN_DOCUMENT, CheckName.ENTITLEMENT)
    return _with(looked, judge_earlier(looked, tools.clock()), *lists), Outcome.CONTINUE


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


def judge_earlier(inspection: Inspection, now: datetime) -> Check:
    """What this station's own history says about the traveller: refusals and odd movements."""
    name = CheckName.EARLIER_CROSSINGS
    if not inspection.earlier:
        return check(name, Verdict.PASSED, "earlier_crossings.none")
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


def _twice_the_same_way(last: CrossingSummary, direction: Direction) -> bool:
    return last.direction == direction and last.decision == DecisionKind.ADMIT


def _absent(inspection: Inspection, *names: CheckName) -> tuple[Check, ...]:
    return tuple(c for c in absent_checks(inspection.document) if c.name in names)


def _with(inspection: Inspection, *found: Check) -> Inspection:
    """The inspection with these checks, one of a name, in the order of CheckName."""
    known = {c.name: c for c in (*inspection.checks, *found)}
    return replace(inspection, checks=tuple(known[name] for name in CheckName if name in known))
