"""Who was refused at one port is known at the next one: two stations, one HQ, and its digest between them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uuid_utils

from app.domain.checks import Check, CheckName, Verdict
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.officer import Role
from app.flow.decide import Wish
from app.flow.desk import Desk
from app.flow.ports import SignedIn, StationPlan
from app.main.kit import StationKit
from app.main.link import SyncLink
from app.screening.lists import ListKind
from tests.app.flow.at_the_desk import ANNA
from tests.helpers.hq import Postgres, RunningHq, running_hq
from tests.journeys.waiting import until

CHIEF, OFFICER = ("chief", "four canoes landing"), ("toa", "tall coconut palm")
REFUSE = Wish(DecisionKind.REFUSE, (Reason.THREAT,))

pytestmark = pytest.mark.journey


def now() -> datetime:
    return datetime.now(UTC)


def station(home: Path, port: str, hq: RunningHq) -> StationKit:
    """A station with one officer, enrolled."""
    kit = StationKit(home, lambda *_: {})
    kit.founding().found(
        StationPlan("VUT", port, "A1", hq.url, CHIEF[0], "Moses Kalo", CHIEF[1], training=True)
    )
    chief = kit.door().sign_in(*CHIEF)
    chief.officers.add(OFFICER[0], "Toa Tabi", Role.OFFICER, OFFICER[1])
    chief.enrolment.save(kit.enrol(chief.station, hq.enrol_code(port, "A1"), hq.url))
    kit.door().sign_out(chief)
    return kit


@contextmanager
def on_duty(kit: StationKit) -> Iterator[tuple[SignedIn, Desk]]:
    """An officer at the desk, with the road to HQ open."""
    door, link = kit.door(), SyncLink(now, longest_wait=0.5)
    session = door.sign_in(*OFFICER)
    link.start(session, lambda _: None)
    try:
        yield session, Desk(session, now, lambda: str(uuid_utils.uuid7()), link.poke)
    finally:
        link.stop()
        door.sign_out(session)


def swipe(desk: Desk) -> Check:
    """Swipe the traveller; what is said of earlier crossings."""
    desk.take_lines(build_mrz(ANNA, MrzFormat.TD3), Capture.READER)
    assert desk.inspection is not None
    return next(one for one in desk.inspection.checks if one.name is CheckName.EARLIER_CROSSINGS)


def test_a_refusal_at_one_port_is_said_at_another(tmp_path: Path, postgres: Postgres) -> None:
    with running_hq(tmp_path / "hq", postgres, training=True) as hq:
        vila, luganville = (station(tmp_path / port, port, hq) for port in ("VUVLI", "VUSAN"))
        with on_duty(vila) as (session, desk):
            outbox = session.outbox
            assert swipe(desk).reason == "earlier_crossings.none"
            day = desk.decide(REFUSE).at.date()
            until(lambda: outbox.view().waiting == 0, "HQ's receipt")
        command = [sys.executable, "-m", "sync.hq", "screen", "--home", str(hq.home.folder)]
        subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=60)
        with on_duty(luganville) as (session, desk):
            lists = session.lists
            until(
                lambda: any(one.asked.header.kind is ListKind.EARLIER for one in lists.status()),
                "HQ's digest",
            )
            found = swipe(desk)
    assert (found.verdict, found.reason) == (
        Verdict.UNDETERMINED, "earlier_crossings.refused_elsewhere_document",
    )  # fmt: skip
    assert dict(found.evidence) == {"day": str(day), "port": "VUVLI"}
