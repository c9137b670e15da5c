"""What every document reader must do, whatever its make: run by a test module for each driver.

A driver's test subclasses `ReaderConformance` and gives a `bench`: a driver on a port that a
simulated reader holds at its other end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from devices.api import DeviceState, DocumentReader, Framing
from devices.errors import DeviceCode
from devices.simulated.document import SimulatedReader
from tests.devices.desk import Desk

TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


@dataclass
class Bench:
    """A driver under test, the hardware it talks to, and the desk that listens."""

    driver: DocumentReader
    reader: SimulatedReader
    desk: Desk

    def ready(self) -> None:
        self.driver.start(self.desk.listen)
        self.desk.wait_state(DeviceState.READY)


class ReaderConformance:
    """The suite; `make` is what a driver's test supplies."""

    def make(self, stack: ExitStack) -> Bench:
        raise AssertionError("a driver's test makes its bench")

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        before = set(threading.enumerate())
        with ExitStack() as stack:
            bench = self.make(stack)
            stack.callback(bench.driver.stop)
            yield bench
        assert set(threading.enumerate()) <= before, "a reader's thread was left behind"

    def test_every_size_of_document_is_read_whole(self, bench: Bench) -> None:
        bench.ready()
        for count, lines in enumerate((TD3, TD1, TD2), 1):
            bench.reader.swipe(lines)
            scan = bench.desk.wait_documents(count)[-1]
            assert (scan.mrz_lines, scan.partial) == (lines, False)
        assert bench.desk.states() == [DeviceState.CONNECTING, DeviceState.READY]

    def test_unplugged_and_plugged_in_again_it_reads_on_and_says_so_once(self, bench: Bench) -> None:
        bench.ready()
        bench.reader.unplug()
        bench.desk.wait_state(DeviceState.GONE)
        bench.reader.replug()
        bench.desk.wait_state(DeviceState.READY, times=2)
        bench.reader.swipe(TD3)
        assert bench.desk.wait_documents(1)[0].mrz_lines == TD3
        ready, gone = DeviceState.READY, DeviceState.GONE
        assert bench.desk.states() == [DeviceState.CONNECTING, ready, gone, ready]
        assert bench.desk.codes() == [DeviceCode.GONE]

    def test_a_document_sent_twice_is_one_document(self, bench: Bench) -> None:
        bench.ready()
        bench.reader.swipe(TD3)
        bench.desk.wait_documents(1)
        bench.reader.swipe(TD3)
        if bench.reader.framing is Framing.BARE_RUN:
            bench.reader.send(b"\r")  # two runs with nothing between them are one run
        bench.reader.swipe(TD1)
        assert [scan.mrz_lines for scan in bench.desk.wait_documents(2)] == [TD3, TD1]

    def test_noise_is_told_of_and_does_not_stop_it(self, bench: Bench) -> None:
        bench.ready()
        bench.reader.noise(20_000)
        bench.desk.wait(lambda: bool(bench.desk.unreadable()))
        bench.desk.wait(lambda: bench.desk.statuses()[-1].state is DeviceState.READY)
        heard = len(bench.desk.documents())
        bench.reader.send(b"\r\n\x03\x00")
        bench.reader.swipe(TD3)
        bench.desk.wait(lambda: TD3 in [scan.mrz_lines for scan in bench.desk.documents()[heard:]])

    def test_half_a_document_never_passes_for_a_whole_one(self, bench: Bench) -> None:
        bench.ready()
        bench.reader.half(TD3)
        bench.desk.wait(lambda: bool(bench.desk.unreadable() or bench.desk.documents()))
        assert all(scan.partial for scan in bench.desk.documents())
        before = len(bench.desk.documents())
        bench.reader.swipe(TD2)
        assert bench.desk.wait_documents(before + 1)[-1].mrz_lines == TD2

    def test_stopped_while_reading_it_ends_and_can_begin_again(self, bench: Bench) -> None:
        bench.ready()
        bench.reader.half(TD3)
        bench.driver.stop()
        told = len(bench.desk.events)
        bench.driver.stop()
        assert len(bench.desk.events) == told
        bench.driver.start(bench.desk.listen)
        bench.driver.start(bench.desk.listen)
        bench.desk.wait_state(DeviceState.READY, times=2)
        bench.reader.swipe(TD1)
        bench.desk.wait(lambda: TD1 in [scan.mrz_lines for scan in bench.desk.documents()])

    def test_it_can_be_stopped_from_its_own_thread(self, bench: Bench) -> None:
        def listen(event: object) -> None:
            bench.desk.listen(event)  # type: ignore[arg-type]
            bench.driver.stop()

        bench.driver.start(listen)
        bench.desk.wait(lambda: len(bench.desk.events) == 1)
        for thread in threading.enumerate():
            if thread.name in bench.desk.threads:
                thread.join(10.0)
                assert not thread.is_alive()

    def test_it_has_a_name_card(self, bench: Bench) -> None:
        assert bench.driver.info.key
        assert bench.driver.info.family == "document"
        assert bench.driver.info.name
