"""`matapa devices` says what a reader sends, and in words what to do when nothing comes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from app.commands.devices import devices
from app.commands.kit import Kit
from devices.api import (
    DetectProgress,
    DetectRow,
    DeviceRow,
    DeviceState,
    DeviceStatus,
    DocumentReader,
    DocumentScan,
    Framing,
    ReaderEvent,
)
from devices.registry import detect_reader, discover, make_reader, profile_keys
from devices.simulated.document import SimulatedReader
from devices.simulated.people import TRAVELLERS, load_people
from tests.devices.conformance import TD3

PEOPLE = load_people(TRAVELLERS, date(2026, 11, 24))


class Noticed:
    """A reader that does something once as soon as it is ready, such as swiping."""

    def __init__(self, reader: DocumentReader, ready: Callable[[], None]) -> None:
        self._reader = reader
        self._ready: list[Callable[[], None]] = [ready]
        self.info = reader.info

    def start(self, listener: Callable[[ReaderEvent], None]) -> None:
        def listen(event: ReaderEvent) -> None:
            listener(event)
            if isinstance(event, DeviceStatus) and event.state is DeviceState.READY and self._ready:
                self._ready.pop()()

        self._reader.start(listen)

    def stop(self) -> None:
        self._reader.stop()


class DeviceKit:
    """The part of the kit that these commands use, over the real registry."""

    def __init__(self, ready: Callable[[], None] = lambda: None) -> None:
        self._ready = ready

    def reader(self, port: str, profile: str | None) -> DocumentReader:
        return Noticed(make_reader(port, profile), self._ready)

    def profiles(self) -> tuple[str, ...]:
        return profile_keys()

    def ports(self) -> tuple[str, ...]:
        return tuple(row.port for row in discover() if row.port and row.driver == "serial")

    def device_rows(self) -> tuple[DeviceRow, ...]:
        return discover()

    def detect(
        self,
        ports: tuple[str, ...],
        *,
        seconds: float,
        probe: bool,
        score: Callable[[DocumentScan], int],
        enough: int,
        progress: Callable[[DetectProgress], None],
    ) -> tuple[DetectRow, ...]:
        def told(now: DetectProgress) -> None:
            progress(now)
            self._ready()

        return detect_reader(ports, seconds=seconds, probe=probe, score=score, enough=enough, progress=told)


def matapa(*arguments: str, kit: DeviceKit | None = None) -> Result:
    return CliRunner().invoke(devices, list(arguments), obj=cast(Kit, kit or DeviceKit()))


@pytest.mark.parametrize("framing", [framing for framing in Framing if framing is not Framing.AUTO])
def test_each_document_is_one_json_object_with_its_framing(framing: Framing) -> None:
    with SimulatedReader(framing) as reader:
        kit = DeviceKit(lambda: reader.swipe(TD3))
        result = matapa("read", reader.port, "--json", "--timeout", "10", "--count", "1", kit=kit)
    assert result.exit_code == 0, result.output
    (told,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (told["surname"], told["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert (told["framing"], told["partial"]) == (str(framing), False)
    assert set(told["checks"].values()) == {"PASSED"}


def test_every_document_within_the_time_is_printed() -> None:
    with SimulatedReader(Framing.STX_ETX) as reader:
        kit = DeviceKit(lambda: reader.send(b"".join(reader.frame(person) for person in PEOPLE)))
        count = str(len(PEOPLE))
        result = matapa("read", reader.port, "--json", "--timeout", "30", "--count", count, kit=kit)
        assert result.exit_code == 0
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert [tuple(one["lines"]) for one in told] == [person.lines for person in PEOPLE]
        kit = DeviceKit(lambda: reader.swipe(PEOPLE[5]))
        tampered = matapa("read", reader.port, "--timeout", "5", "--count", "1", kit=kit)
    assert "WATTLEBROOK" in tampered.stdout
    assert "FAILED" in tampered.stdout


def test_garbled_frames_are_objects_with_an_error_and_no_document() -> None:
    with SimulatedReader(Framing.STX_ETX) as reader:
        kit = DeviceKit(lambda: reader.send(b"\x02no document here\x03"))
        garbled = matapa("read", reader.port, "--json", "--timeout", "2", kit=kit)
        kit = DeviceKit(lambda: reader.half(PEOPLE[5]))
        half = matapa("read", reader.port, "--json", "--timeout", "3", kit=kit)
    error = json.loads(garbled.stdout)
    assert error["error"]["code"] == "DEV-05"
    assert error["error"]["message"]
    assert garbled.exit_code == 1
    part = json.loads(half.stdout)
    assert part["partial"] is True
    assert part["framing"] == "stx_etx"
    assert half.exit_code == (1 if "error" in part else 0)


def test_when_nothing_comes_it_says_so_and_ends_with_one() -> None:
    with SimulatedReader(Framing.LINES) as reader:
        result = matapa("read", reader.port, "--timeout", "0.2")
    assert result.exit_code == 1
    assert "No document came" in result.stderr
    assert result.stdout == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("swipes, status", [(1, 0), (0, 1)])
def test_a_reading_without_a_time_limit_ends_well_with_ctrl_c(swipes: int, status: int) -> None:
    with SimulatedReader(Framing.STX_ETX) as reader:
        command = [sys.executable, "-m", "app", "devices", "read", reader.port, "--json"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as reading:  # fmt: skip
            assert reading.stdout is not None
            assert reading.stderr is not None
            assert "Waiting for a document" in reading.stderr.readline()
            for _ in range(swipes):
                reader.swipe(TD3)
                assert json.loads(reading.stdout.readline())["surname"] == "ERIKSSON"
            reading.send_signal(signal.SIGINT)
            said = reading.stderr.read()
            assert reading.wait() == status
    assert ("No document came" in said) is (swipes == 0)
    assert "Traceback" not in said


def test_a_port_that_cannot_be_opened_ends_with_two_and_what_to_do(tmp_path: Path) -> None:
    result = matapa("read", str(tmp_path / "nothing"), "--timeout", "5")
    assert result.exit_code == 2
    assert "DEV-02" in result.stderr
    assert "cable" in result.stderr


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    result = matapa("read", "/dev/null", "--profile", "nobody")
    assert result.exit_code == 2
    assert "desko-cute" in result.stderr


def test_devices_and_profiles_are_listed() -> None:
    told = json.loads(matapa("list", "--json").stdout)
    assert "wedge" in {row["driver"] for row in told["devices"]}
    assert "3m-rte-native" in told["profiles"]
    assert "Profiles: auto" in matapa("list").stdout


def test_detection_names_port_and_profile() -> None:
    swiped = threading.Event()

    with SimulatedReader(Framing.SOH_LENGTH_BCC) as reader:

        def swipe() -> None:
            if not swiped.is_set():
                swiped.set()
                reader.swipe(TD3)

        result = matapa("detect", reader.port, "--json", "--seconds", "5", kit=DeviceKit(swipe))
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout.splitlines()[0])
    assert (row["profile"], row["framing"]) == ("3m-rte-native", "soh_length_bcc")
    assert row["score"] == 5
    assert "swipe the test document" in result.stderr


def test_detection_without_a_reader_says_what_each_port_did() -> None:
    with SimulatedReader(Framing.LINES) as reader:
        result = matapa("detect", reader.port, "/nowhere", "--seconds", "0.1")
    assert result.exit_code == 1
    assert "DEV-04" in result.stdout
    assert "DEV-02" in result.stdout
