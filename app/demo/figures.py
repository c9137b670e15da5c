"""The demo's closing figures, read back from the station's store and from HQ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from app.demo.scene import Played, Scene
from app.demo.station import (
    OFFICER,
    PASSWORD,
    SUPERVISOR,
    SUPERVISOR_PASSWORD,
)
from app.domain.alert_entry import Disclosure
from app.domain.alerts import CaseOrigin
from app.domain.checks import CHIP_CHECKS, Check, CheckName, Verdict
from app.domain.crossing import Crossing
from app.flow.ports import ReadPurpose, SignedIn, StoreReport
from app.trust.chip import overall

_READ = ("chip.read", "chip.read_in_part")
_EVER = datetime(2020, 1, 1, tzinfo=UTC)


def figures_of(scene: Scene, played: Played) -> dict[str, object]:
    """Travellers, decisions, what was sent and accepted, whether both sides agree."""
    scene.window.close()
    with _session(scene, OFFICER, PASSWORD) as session:
        rows = session.crossings.shift(_EVER, None, ReadPurpose.SHIFT_REVIEW)
        kept = [session.crossings.versions(row.crossing_id, ReadPurpose.SHIFT_REVIEW)[-1] for row in rows]
    with _session(scene, SUPERVISOR, SUPERVISOR_PASSWORD) as session:
        alerts = alerts_in(session)
        report = session.keeper.check()
    stats = scene.hq.stats()
    return {
        "processed": played.processed,
        "recorded": report.crossings,
        "decisions": dict(Counter(row.decision for row in rows)),
        "chips": chips_in(kept),
        "alerts": alerts,
        "waiting": report.outbox.waiting,
        "receipts": report.outbox.accepted,
        "receipts_by_stick": played.by_stick,
        "crossings_in_log": played.in_log,
        "console": scene.hq.console_url,
        "accepted_by_hq": stats["crossings"],
        "alert_events_at_hq": stats["alert_events"],
        "duplicates_at_hq": stats["duplicates"],
        "audit": audit_words(report),
        "screens": list(played.screens),
    }


def alerts_in(session: SignedIn) -> dict[str, int]:
    """Cases of hits: how many wait, were settled at the booth, were met late, and were silent."""
    waiting, settled = session.cases.open_cases(), session.cases.recent_cases()
    every = [*waiting, *settled]
    hits = [case.opened.hit for case in every]
    return {
        "cases": len(every),
        "waiting": len(waiting),
        "settled": len(settled),
        "late": sum(case.opened.origin is not CaseOrigin.BOOTH for case in every),
        "silent": sum(hit is not None and hit.disclosure is Disclosure.SILENT for hit in hits),
    }


def chips_in(crossings: Iterable[Crossing]) -> dict[str, int]:
    """How many chips were opened, and what they proved, over all."""
    chips = [[one for one in crossing.checks if one.name in CHIP_CHECKS] for crossing in crossings]
    verdicts = Counter(overall(checks) for checks in chips if _opened(checks))
    return {
        "read": verdicts.total(),
        "proven": verdicts[Verdict.PASSED],
        "failed": verdicts[Verdict.FAILED],
        "unclear": verdicts[Verdict.UNDETERMINED],
    }


def _opened(checks: Sequence[Check]) -> bool:
    return any(one.name is CheckName.CHIP and one.reason in _READ for one in checks)


def audit_words(report: StoreReport) -> str:
    """`intact`, or the first thing that is not."""
    if report.intact:
        return "intact"
    return "damaged" if report.first_broken is None else f"broken at line {report.first_broken}"


@contextmanager
def _session(scene: Scene, username: str, password: str) -> Iterator[SignedIn]:
    door = scene.kit.door()
    session = door.sign_in(username, password)
    try:
        yield session
    finally:
        door.sign_out(session)
