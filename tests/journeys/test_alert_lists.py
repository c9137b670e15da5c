"""HQ's lists at the desk: met, settled, released by two, silent, late, stale, forged and brought back old."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.demo.lists import late_entry, national_list, stolen_list
from app.demo.officer import DemoOfficer
from app.demo.station import (
    OFFICER,
    PASSWORD,
    SUPERVISOR,
    SUPERVISOR_PASSWORD,
    enrol_demo_station,
    found_demo_station,
)
from app.domain.alerts import CaseOrigin, SettledAs
from app.domain.checks import Check, CheckName, Verdict
from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.flow.ports import ReadPurpose
from app.main.kit import StationKit
from app.main.readers import BoothReader
from app.main.window import make_booth
from app.ui.window import MainWindow
from devices.api import Framing
from devices.registry import make_reader
from devices.simulated.document import SimulatedReader
from devices.simulated.people import TRAVELLERS, load_people
from tests.helpers.hq import Postgres, RunningHq, running_hq

TREE = Path(__file__).parents[2]
PEOPLE = {person.key: person for person in load_people(TRAVELLERS, datetime.now(UTC).date())}
SPELLED = {SettledAs.NOT_SAME: "N", SettledAs.CANNOT_TELL: "C"}

pytestmark = pytest.mark.journey


def command(module: str, *options: str, given: str = "") -> tuple[int, dict[str, Any]]:
    """A command as a person types it, with --json: its exit status and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *options, "--json"],
        cwd=TREE, input=given, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = {"said": done.stdout, "error": done.stderr}
    return done.returncode, said


@dataclass
class Port:
    """A booth with its reader and window, the HQ that publishes its lists, and a stick between them."""

    kit: StationKit
    hq: RunningHq
    reader: SimulatedReader
    officer: DemoOfficer
    folder: Path

    def publish(self, kind: str, text: str, *options: str) -> None:
        """Take a list in at HQ and publish it."""
        path = self.folder / f"{kind}.list"
        path.write_text(text, encoding="utf-8")
        home = ("--home", str(self.hq.home.folder))
        status, said = command(
            "sync.hq", "list", "import", kind, str(path), "--id", kind, "--publish", *options, *home
        )
        assert status == 0, said

    def export(self, stream: str) -> list[Path]:
        """HQ copies what it published to a stick."""
        stick = self.folder / "stick"
        stick.mkdir(exist_ok=True)
        home = ("--home", str(self.hq.home.folder))
        status, said = command("sync.hq", "list", "export", stream, "--to", str(stick), *home)
        assert status == 0, said
        return sorted(
            path for path in stick.rglob("*") if path.is_file() and stream.split("/")[1] in path.name
        )

    def take(self, path: Path) -> tuple[int, str]:
        """A supervisor takes a file from the stick: exit status, and the code of what was wrong."""
        status, said = command(
            "app", "--home", str(self.kit.home), "list", "take", str(path), "--as", SUPERVISOR,
            "--password-stdin", given=SUPERVISOR_PASSWORD + "\n",
        )  # fmt: skip
        return status, "".join(one["code"] for one in said["failed"])

    def kept_versions(self) -> dict[str, int]:
        """The lists on board and their versions, looked up with the window closed."""
        door = self.kit.door()
        session = door.sign_in(OFFICER, PASSWORD)
        try:
            return {one.asked.header.list_id: one.asked.header.version for one in session.lists.status()}
        finally:
            door.sign_out(session)

    def versions(self) -> dict[str, int]:
        """The lists on board and their versions."""
        session = self.officer.duty.session
        return {one.asked.header.list_id: one.asked.header.version for one in session.lists.status()}

    def swipe(self, key: str) -> None:
        """Swipe a traveller and wait until the window shows that document."""
        person = PEOPLE[key]
        self.reader.swipe(person)
        self.officer.until(
            lambda: (
                self.officer.inspection is not None
                and self.officer.inspection.document.mrz_lines == tuple(person.lines)
            ),
            f"the swipe of {key}",
        )

    def check(self, name: CheckName) -> Check:
        """A check of the traveller on the desk."""
        assert self.officer.inspection is not None
        return next(one for one in self.officer.inspection.checks if one.name is name)

    def settle_all(self) -> None:
        """Until HQ has confirmed every record."""
        outbox = self.officer.duty.session.outbox
        self.officer.until(lambda: outbox.view().waiting == 0, "HQ's receipts")

    def recorded(self) -> dict[str, Crossing]:
        """Crossings at this station by document number."""
        crossings = self.officer.duty.session.crossings
        lines = crossings.shift(datetime(2020, 1, 1, tzinfo=UTC), None, ReadPurpose.SUPERVISION)
        found = [crossings.versions(one.crossing_id, ReadPurpose.SUPERVISION)[-1] for one in lines]
        return {one.document.number: one for one in found}

    def at_hq(self) -> set[tuple[str, str, str]]:
        """What HQ knows of alerts, told or found: what happened, to which entry, settled as what."""
        with self.hq.connection() as connection:
            rows = connection.execute(
                "SELECT kind, entry_id, settled_as FROM alert_event"
                " UNION SELECT 'hit', entry_id, '' FROM late_hit"
            ).fetchall()
        return {(kind, entry, word) for kind, entry, word in rows}


@pytest.fixture
def port(tmp_path: Path, postgres: Postgres, qtbot: QtBot) -> Iterator[Port]:
    with ExitStack() as stack:
        hq = stack.enter_context(running_hq(tmp_path / "hq", postgres, training=True))
        kit = found_demo_station(tmp_path / "station", hq.url)
        enrol_demo_station(kit, hq.enrol_code("VUVLI", "A1"), hq.url)
        reader = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        window = MainWindow(make_booth(kit, BoothReader(make_reader(reader.port, None)), 0.5))
        stack.callback(window.close)
        qtbot.addWidget(window)
        window.show()
        yield Port(kit, hq, reader, DemoOfficer(window, tmp_path), tmp_path)


def meet_late(port: Port, now: datetime) -> None:
    """HQ's next version names somebody who is through: the supervisor finds the case."""
    port.publish("national", national_list(now, late_entry()))
    officer = port.officer
    officer.sign_out()
    officer.sign_in(SUPERVISOR, SUPERVISOR_PASSWORD)
    cases = officer.duty.session.cases
    officer.until(
        lambda: any(one.opened.origin is not CaseOrigin.BOOTH for one in cases.open_cases()), "the late hit"
    )
    port.settle_all()


def test_a_shift_with_lists_from_the_clear_traveller_to_the_late_hit(port: Port) -> None:
    now = datetime.now(UTC)
    port.publish("national", national_list(now))
    port.publish("stolen", stolen_list())
    officer = port.officer
    officer.sign_in()
    officer.until(lambda: port.versions() == {"national": 1, "stolen": 1}, "the lists to come down")

    port.swipe("01-tonga")
    assert port.check(CheckName.ALERT_LIST).verdict is Verdict.PASSED
    assert port.check(CheckName.STOLEN_DOCUMENT).verdict is Verdict.PASSED
    officer.decide(DecisionKind.ADMIT)

    port.swipe("24-like-one-listed")
    assert port.check(CheckName.ALERT_LIST).verdict is Verdict.UNDETERMINED
    officer.settle_hit(SettledAs.NOT_SAME, "check")
    assert port.check(CheckName.ALERT_LIST).reason == "alert_list.not_same"
    officer.decide(DecisionKind.ADMIT)

    port.swipe("25-on-the-list")
    assert port.check(CheckName.ALERT_LIST).verdict is Verdict.FAILED
    officer.settle_hit(SettledAs.CANNOT_TELL, "stop")  # asks a supervisor's password
    officer.decide(DecisionKind.ADMIT)

    port.swipe("26-stolen-document")
    assert port.check(CheckName.STOLEN_DOCUMENT).verdict is Verdict.FAILED
    officer.decide(DecisionKind.REFER)

    port.swipe("27-looked-for-in-silence")
    assert not officer.hit_open
    assert port.check(CheckName.ALERT_LIST).reason == "alert_list.clear"
    officer.decide(DecisionKind.ADMIT)
    port.settle_all()

    # The innocent who was compared once passes the next time, and that is said.
    port.swipe("24-like-one-listed")
    assert not officer.hit_open
    assert port.check(CheckName.ALERT_LIST).reason == "alert_list.cleared_before"
    officer.decide(DecisionKind.ADMIT)

    meet_late(port, now + timedelta(minutes=1))
    cases = officer.duty.session.cases
    waiting = {one.opened.hit.entry_id for one in cases.open_cases() if one.opened.hit is not None}
    assert waiting >= {"TR-004", "TR-003", "TR-002", "document"}
    # HQ's own late hit may come down before the list that it was found by.
    officer.until(lambda: port.versions()["national"] == 2, "the newer list")

    crossings = port.recorded()
    kept = {one.name: dict(one.evidence) for one in crossings["T0412687"].checks}
    assert kept[CheckName.ALERT_LIST]["lists"].startswith("national 1 ")
    assert "TR-003" not in repr(crossings["LF338214"]), "a silent alert is in no crossing"
    assert port.at_hq() >= {
        ("hit", "TR-001", ""), ("settled", "", "not_same"), ("hit", "TR-002", ""),
        ("settled", "", "cannot_tell"), ("hit", "document", ""), ("hit", "TR-003", ""), ("hit", "TR-004", ""),
    }  # fmt: skip
    (second,) = {one.second for case in cases.open_cases() for one in case.settlements}
    assert second == SUPERVISOR


def test_a_list_too_old_is_said_and_nobody_is_held_up(port: Port) -> None:
    days = datetime.now(UTC) - timedelta(days=3)
    port.publish("national", national_list(days), "--ttl-hours", "24", "--when-stale", "warn")
    port.officer.sign_in()
    port.officer.until(lambda: port.versions() == {"national": 1}, "the list to come down")
    port.swipe("01-tonga")
    found = port.check(CheckName.ALERT_LIST)
    assert (found.verdict, found.reason, dict(found.evidence)["days"]) == (
        Verdict.UNDETERMINED, "alert_list.stale", "3",
    )  # fmt: skip
    port.officer.decide(DecisionKind.ADMIT)
    port.swipe("25-on-the-list")
    assert port.officer.hit_open, "what an old list knows still counts"


def test_a_stick_that_was_forged_cut_or_kept_too_long_changes_nothing(port: Port) -> None:
    """The link is down for weeks: what comes, comes by stick, and a supervisor takes it in."""
    now = datetime.now(UTC)
    port.publish("national", national_list(now))
    (first,) = port.export("people/national")
    old = first.read_bytes()
    port.officer.sign_in()
    port.officer.until(lambda: port.versions() == {"national": 1}, "the list to come down")
    port.officer.close()
    for minutes in (1, 2):
        port.publish("national", national_list(now + timedelta(minutes=minutes), late_entry(minutes)))
    second, third = (path.read_bytes() for path in port.export("people/national")[-2:])
    for name, data, code in (
        ("forged", _changed(second, 40), "PUB-01"),
        ("tampered", _changed(second, len(second) - 40), "PUB-04"),
        ("cut", second[:-10], "PUB-04"),
        ("gap", third, "PUB-02"),
    ):
        assert port.take(_put(port.folder, name, data)) == (1, code)
        assert port.kept_versions() == {"national": 1}
    assert port.take(_put(port.folder, "second", second)) == (0, "")
    assert port.take(_put(port.folder, "third", third)) == (0, "")
    assert port.kept_versions() == {"national": 3}
    for name, data in (("old", old), ("second", second)):
        assert port.take(_put(port.folder, name, data)) == (1, "PUB-03")
    assert port.kept_versions() == {"national": 3}


def _changed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / f"{name}.mpub"
    path.write_bytes(data)
    return path
