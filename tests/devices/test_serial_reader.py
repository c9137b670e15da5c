"""The serial driver passes the conformance suite with every profile, and says in words what fails."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.api import DeviceState, Framing
from devices.document.link import Link, SerialLink, open_serial
from devices.document.profiles import AUTO, PROFILES, LineSettings, ReaderProfile, profile_of
from devices.document.serial_reader import SerialDocumentReader
from devices.errors import DeviceCode, DeviceError
from devices.registry import make_reader
from devices.simulated.document import SimulatedReader
from devices.simulated.wire import TcpWire
from tests.devices.conformance import TD1, TD3, Bench, ReaderConformance
from tests.devices.desk import Desk


def spoken_by(profile: ReaderProfile) -> Framing:
    """A framing that a reader of this profile may use."""
    return Framing.STX_ETX if profile.framing is Framing.AUTO else profile.framing


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.key)
class TestEveryProfile(ReaderConformance):
    @pytest.fixture(autouse=True)
    def _profile(self, profile: ReaderProfile) -> None:
        self.profile = profile

    def make(self, stack: ExitStack) -> Bench:
        reader = stack.enter_context(SimulatedReader(spoken_by(self.profile)))
        driver = SerialDocumentReader(reader.port, self.profile, first_pause=0.02)
        return Bench(driver, reader, Desk())


class TestOverTheNetwork(ReaderConformance):
    """A reader behind a terminal server, and the simulated reader of Windows."""

    def make(self, stack: ExitStack) -> Bench:
        reader = stack.enter_context(SimulatedReader(Framing.STX_ETX, wire=TcpWire()))
        return Bench(SerialDocumentReader(reader.port, AUTO, first_pause=0.02), reader, Desk())


class TestSimulatedInOnePiece(ReaderConformance):
    """The simulated reader with its driver, as the demo uses it."""

    def make(self, stack: ExitStack) -> Bench:
        from devices.simulated.document import SimulatedDocumentReader

        reader = stack.enter_context(SimulatedReader(Framing.SOH_LENGTH_BCC))
        driver = SerialDocumentReader(reader.port, AUTO, first_pause=0.02)
        return Bench(SimulatedDocumentReader(reader, driver, ()), reader, Desk())


@pytest.mark.parametrize("framing", [framing for framing in Framing if framing is not Framing.AUTO])
def test_without_a_profile_every_framing_is_found(framing: Framing) -> None:
    desk = Desk()
    with SimulatedReader(framing) as reader:
        driver = make_reader(reader.port, None)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.READY)
            reader.swipe(TD1)
            (scan,) = desk.wait_documents(1)
        finally:
            driver.stop()
    assert (scan.mrz_lines, scan.framing) == (TD1, framing)


def test_a_profile_that_commands_writes_its_commands_and_auto_writes_nothing() -> None:
    for key, expected in (
        ("elyctis-idbox", b"\x43\x00\x01\x01"),
        ("honeywell-1900", b"\x16M\rocrena1!"),
        ("auto", b""),
    ):
        desk = Desk()
        with SimulatedReader(Framing.TLV_INQUIRE) as reader:
            driver = make_reader(reader.port, key)
            driver.start(desk.listen)
            try:
                desk.wait_state(DeviceState.READY)
                assert reader.hear(0.05) == expected
                reader.swipe(TD3)
                if key == "elyctis-idbox":
                    desk.wait_documents(1)
                    assert reader.hear(5.0) == expected, "armed again after a document"
            finally:
                driver.stop()


def test_the_thread_is_named_after_the_port() -> None:
    desk = Desk()
    with SimulatedReader(Framing.LINES) as reader:
        driver = make_reader(reader.port, None)
        driver.start(desk.listen)
        desk.wait_state(DeviceState.READY)
        driver.stop()
        assert desk.threads == {f"reader {reader.port}"}


def failure_on(port: str, settings: LineSettings | None = None) -> DeviceCode:
    with pytest.raises(DeviceError) as caught:
        open_serial(port, settings or LineSettings()).close()
    assert caught.value.port == port
    return caught.value.code


def test_ports_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    assert failure_on(str(tmp_path / "nothing")) is DeviceCode.NOT_FOUND
    assert failure_on(str(tmp_path)) in {DeviceCode.UNSUPPORTED, DeviceCode.NO_PERMISSION}
    (tmp_path / "file").write_text("no port")
    assert failure_on(str(tmp_path / "file")) is DeviceCode.UNSUPPORTED
    assert failure_on("socket://127.0.0.1:1") is DeviceCode.NOT_FOUND
    assert failure_on("socket://nonsense") is DeviceCode.UNSUPPORTED
    assert failure_on(f"spy://{tmp_path}/nothing?file={tmp_path}/log") is DeviceCode.UNSUPPORTED
    assert not (tmp_path / "log").exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may open everything")
def test_a_port_of_another_group_says_so(tmp_path: Path) -> None:
    port = tmp_path / "port"
    port.touch(mode=0o000)
    assert failure_on(str(port)) is DeviceCode.NO_PERMISSION


def test_a_port_in_use_says_so_and_is_taken_when_free() -> None:
    desk = Desk()
    with SimulatedReader(Framing.STX_ETX) as reader:
        held: Link = open_serial(reader.port, LineSettings())
        assert failure_on(reader.port) is DeviceCode.BUSY
        driver = SerialDocumentReader(reader.port, AUTO, first_pause=0.02)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.GONE)
            held.close()
            desk.wait_state(DeviceState.READY)
        finally:
            driver.stop()
    assert desk.codes() == [DeviceCode.BUSY]


def test_a_port_that_is_not_there_yet_is_waited_for() -> None:
    desk = Desk()
    with SimulatedReader(Framing.STX_ETX) as reader:
        reader.unplug()
        driver = SerialDocumentReader(reader.port, AUTO, first_pause=0.02)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.GONE)
            reader.replug()
            desk.wait_state(DeviceState.READY)
        finally:
            driver.stop()
    assert desk.codes() == [DeviceCode.NOT_FOUND]


def test_a_loop_url_opens_and_hears_itself() -> None:
    link = open_serial("loop://", LineSettings())
    assert isinstance(link, SerialLink)
    link.write(b"\x02\x03")
    assert link.read() == b"\x02\x03"
    assert link.read() == b""
    link.close()
    with pytest.raises(DeviceError) as caught:
        link.read()
    assert caught.value.code is DeviceCode.GONE


def test_what_came_before_the_port_was_opened_belongs_to_an_earlier_traveller() -> None:
    desk = Desk()
    with SimulatedReader(Framing.STX_ETX) as reader:
        reader.swipe(TD3)
        driver = make_reader(reader.port, None)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.READY)
            reader.swipe(TD1)
            assert [scan.mrz_lines for scan in desk.wait_documents(1)] == [TD1]
        finally:
            driver.stop()


def test_profiles_are_named_once_and_say_where_they_come_from() -> None:
    keys = [profile.key for profile in PROFILES]
    assert len(set(keys)) == len(keys)
    assert all(profile_of(key) is not None for key in keys)
    assert all(profile.source for profile in PROFILES if profile.writes)
    assert profile_of("no such reader") is None
    told = (Path(__file__).parents[2] / "docs" / "readers.md").read_text(encoding="utf-8")
    assert [key for key in keys if f"| `{key}` |" not in told] == []


def test_nothing_is_said_after_stop_returned() -> None:
    desk = Desk()
    with SimulatedReader(Framing.LINES) as reader:
        driver = make_reader(reader.port, None)
        driver.start(desk.listen)
        desk.wait_state(DeviceState.READY)
        driver.stop()
        count = len(desk.events)
        reader.swipe(TD3)
        assert len(desk.events) == count
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reader ")]
