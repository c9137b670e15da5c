"""A technician finds port and profile by swiping a test document, and nothing foreign is written to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from devices.api import DetectProgress, DetectRow, DocumentScan, Framing
from devices.document.detect import DetectPlan, detect
from devices.document.link import Link, open_serial
from devices.document.profiles import PROFILES, LineSettings, profile_of
from devices.errors import DeviceCode
from devices.simulated.document import SimulatedReader
from tests.devices.conformance import TD3


def whole(scan: DocumentScan) -> int:
    """A score: lines of a whole document."""
    return 0 if scan.partial else len(scan.mrz_lines)


def swiping(reader: SimulatedReader) -> Callable[[DetectProgress], None]:
    """A technician who swipes once at each step."""
    steps: set[int] = set()

    def progress(now: DetectProgress) -> None:
        if now.step not in steps:
            steps.add(now.step)
            reader.swipe(TD3)

    return progress


@pytest.mark.parametrize(
    "framing, expected",
    [
        (Framing.STX_ETX, "desko-cute"),
        (Framing.SOH_LENGTH_BCC, "3m-rte-native"),
        (Framing.TLV_INQUIRE, "elyctis-idbox"),
        (Framing.BARE_RUN, "honeywell-1900"),
        (Framing.LINES, "ide237-kiosk"),
    ],
)
def test_the_profile_is_told_by_what_the_reader_sends(framing: Framing, expected: str) -> None:
    with SimulatedReader(framing) as reader:
        plan = DetectPlan((reader.port,), seconds=5.0, enough=2)
        rows = detect(plan, whole, swiping(reader))
        assert reader.hear(0.0) == b"", "nothing is written to a port that nobody knows"
    assert rows[0] == DetectRow(reader.port, expected, 2, len(reader.frame(TD3)), framing)


def test_the_port_with_the_reader_comes_first_and_the_others_say_why_not() -> None:
    with ExitStack() as stack:
        reader = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        quiet = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        noisy = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        swipe = swiping(reader)

        def progress(now: DetectProgress) -> None:
            noisy.noise(8)
            swipe(now)

        ports = (quiet.port, noisy.port, "/nowhere", reader.port)
        rows = detect(DetectPlan(ports, PROFILES[:1], seconds=0.4), whole, progress)
    assert (rows[0].port, rows[0].profile, rows[0].framing) == (reader.port, "auto", Framing.STX_ETX)
    assert {row.port: row.code for row in rows[1:]} == {
        quiet.port: DeviceCode.SILENT,
        noisy.port: DeviceCode.GARBLED,
        "/nowhere": DeviceCode.NOT_FOUND,
    }


def test_line_settings_are_tried_one_after_another_until_one_is_understood() -> None:
    opened: list[LineSettings] = []
    with SimulatedReader(Framing.STX_JSON) as reader:

        def open_link(port: str, settings: LineSettings) -> Link:
            opened.append(settings)
            return open_serial(port, settings)

        def progress(now: DetectProgress) -> None:
            # The reader runs at 256000 8O1: at other settings only garbage arrives.
            reader.swipe(TD3) if now.profiles == ("est-100",) else reader.send(b"\xf0\x0f\xaa")

        rows = detect(DetectPlan((reader.port,), seconds=0.1, enough=2), whole, progress, open_link=open_link)
    assert (rows[0].profile, rows[0].framing) == ("est-100", Framing.STX_JSON)
    assert len(set(opened)) == len(opened)
    assert opened[0] == LineSettings(), "the settings that most readers have are tried first"


def test_probing_writes_the_profiles_commands_and_hears_the_answer() -> None:
    profile = profile_of("elyctis-idbox")
    assert profile is not None
    with SimulatedReader(Framing.TLV_INQUIRE) as reader:
        heard: list[bytes] = []

        def answer() -> None:
            heard.append(reader.hear(5.0))
            reader.swipe(TD3)

        device = threading.Thread(target=answer)
        device.start()
        plan = DetectPlan((reader.port,), (profile,), seconds=5.0, probe=True, enough=2)
        rows = detect(plan, whole, lambda now: None)
        device.join()
    assert heard == [profile.trigger]
    assert (rows[0].profile, rows[0].score) == ("elyctis-idbox", 2)


def test_detection_can_be_given_up() -> None:
    with SimulatedReader(Framing.LINES) as reader:
        steps: list[DetectProgress] = []
        rows = detect(
            DetectPlan((reader.port,), seconds=60.0), whole, steps.append, cancelled=lambda: bool(steps)
        )
    assert [row.code for row in rows] == [DeviceCode.SILENT]
    assert len(steps) == 1
    assert steps[0].seconds_left <= 60.0


def test_a_reader_pulled_out_while_listening_is_a_row() -> None:
    with SimulatedReader(Framing.LINES) as reader:
        plan = DetectPlan((reader.port,), PROFILES[:1], seconds=60.0)
        rows = detect(plan, whole, lambda now: reader.unplug())
    assert [row.code for row in rows] == [DeviceCode.GONE]
