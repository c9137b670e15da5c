"""A port with one relay: a refusal is known next door without HQ, and the relay's death costs nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uuid_utils

from app.domain.checks import Check, CheckName
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.decide import Wish
from app.flow.desk import Desk
from app.flow.ports import LinkStatus, SignedIn, StationPlan
from app.main.kit import StationKit
from app.main.link import SyncLink
from app.store.door import StationDoor, session_port
from tests.app.flow.at_the_desk import ANNA
from tests.app.store.booth import CHEAP
from tests.helpers.hq import Postgres, RunningHq, running_hq
from tests.helpers.logs import ExpectLog
from tests.journeys.waiting import until

CHIEF = ("chief", "four canoes landing")
REFUSE = Wish(DecisionKind.REFUSE, (Reason.THREAT,))
NO_INTERNET = "https://127.0.0.1:1"
TREE = Path(__file__).parents[2]

pytestmark = pytest.mark.journey


def now() -> datetime:
    return datetime.now(UTC)


class QuickKit(StationKit):
    """A kit whose passwords cost no time: what is tried here is another thing."""

    def _door(self) -> StationDoor:
        return StationDoor(self.home, self.clock, CHEAP)


def booth(home: Path, name: str, hq: RunningHq, reaches: str = "") -> StationKit:
    """A booth of the port, enrolled; it calls HQ at `reaches` if given."""
    kit = QuickKit(home / name, lambda *_: {})
    plan = StationPlan("VUT", "VUVLI", name, hq.url, CHIEF[0], "Moses Kalo", CHIEF[1], training=True)
    kit.founding().found(plan)
    chief = kit.door().sign_in(*CHIEF)
    chief.officers.add("toa", "Toa Tabi", chief.officer.role.OFFICER, CHIEF[1] + " again")
    enrolled = kit.enrol(chief.station, hq.enrol_code("VUVLI", name), hq.url)
    chief.enrolment.save(replace(enrolled, hq_url=reaches or enrolled.hq_url))
    kit.door().sign_out(chief)
    return kit


def settle(kit: StationKit, role: RelayRole) -> None:
    chief = kit.door().sign_in(*CHIEF)
    kit.relay().set_role(chief, role)
    kit.door().sign_out(chief)


class OnDuty:
    """An officer at a desk, its roads open."""

    def __init__(self, kit: StationKit) -> None:
        self.said: list[LinkStatus] = []
        self.door, self.link = kit.door(), SyncLink(now, longest_wait=0.3)
        self.session: SignedIn = self.door.sign_in("toa", CHIEF[1] + " again")
        self.link.start(self.session, self.said.append)
        self.desk = Desk(self.session, now, lambda: str(uuid_utils.uuid7()), self.link.poke)

    def swipe(self) -> Check:
        """Swipe the traveller; what is said of earlier crossings."""
        self.desk.take_lines(build_mrz(ANNA, MrzFormat.TD3), Capture.READER)
        return self.said_of_earlier()

    def said_of_earlier(self) -> Check:
        """What is said of earlier crossings of the traveller who stands here."""
        assert self.desk.inspection is not None
        return next(one for one in self.desk.inspection.checks if one.name is CheckName.EARLIER_CROSSINGS)

    def knows_the_port(self) -> bool:
        """Whether HQ's keys and its word about the port are on board."""
        port = session_port(self.session)
        try:
            return port.keyring() is not None and port.stations() is not None
        finally:
            port.close()

    def all_sent(self) -> bool:
        """Whether HQ has confirmed everything."""
        return self.session.outbox.view().waiting == 0

    def end(self) -> None:
        """Close the desk."""
        self.link.stop()
        self.door.sign_out(self.session)


@contextmanager
def relay_process(kit: StationKit) -> Iterator[subprocess.Popen[str]]:
    """`matapa relay serve` as a process of its own."""
    command = [sys.executable, "-m", "app", "--home", str(kit.home), "relay", "serve", "--as", CHIEF[0]]
    process = subprocess.Popen(
        [*command, "--password-stdin"], cwd=TREE, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(CHIEF[1] + "\n")
        process.stdin.close()
        assert "relay is kept" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        if process.stderr is not None:
            process.stderr.close()


def free_address() -> str:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        return f"127.0.0.1:{found.getsockname()[1]}"


def test_a_port_lives_on_its_relay_and_survives_it(
    tmp_path: Path, postgres: Postgres, expect_log: ExpectLog
) -> None:
    expect_log("RLY-03", maybe=True)
    with running_hq(tmp_path / "hq", postgres, training=True) as hq:
        one, three = booth(tmp_path, "A1", hq), booth(tmp_path, "A3", hq)
        two = booth(tmp_path, "A2", hq, NO_INTERNET)
        first, second = free_address(), free_address()
        settle(one, RelayRole(RoleKind.HERE, first))
        for kit in (two, three):
            settle(kit, RelayRole(RoleKind.USE, first))
        desks: list[OnDuty] = []
        try:
            with relay_process(one):
                desks += [OnDuty(two), OnDuty(three)]
                at_two, at_three = desks
                # Booth 2 has no road of its own: keys and lists come through the relay.
                until(at_two.knows_the_port, "the keys of booth 2")
                until(at_three.knows_the_port, "the keys of booth 3")
                hq.stop()
                assert at_three.swipe().reason == "earlier_crossings.none"
                # The same person stands at booth 3 while booth 2 refuses.
                told = threading.Event()
                at_three.session.lists.on_change(told.set)
                at_two.swipe()
                at_two.desk.decide(REFUSE)
                assert told.wait(30)
                at_three.desk.look_again()
                assert at_three.said_of_earlier().reason == "earlier_crossings.refused_elsewhere_document"
                at_three.desk.decide(REFUSE)
                held = one.home / "station" / "relay" / "batches"
                until(lambda: len(list(held.glob("*/*.mbat"))) == 2, "the relay to carry both batches")
                assert at_two.session.outbox.view().waiting == 1
            # The relay was killed with both batches. Booth 3 is made the relay.
            hq.start()
            settle(three, RelayRole(RoleKind.HERE, second))
            settle(two, RelayRole(RoleKind.USE, second))
            until(at_three.all_sent, "HQ's receipt at booth 3")
            until(at_two.all_sent, "HQ's receipt at booth 2, through booth 3")
            assert hq.count() == 2
            # The old one comes back with what it carried: HQ has it already.
            with relay_process(one):
                until(lambda: not list(held.glob("*/*.mbat")), "the old relay to bring what it carried")
            assert hq.count() == 2
        finally:
            for desk in desks:
                desk.end()
