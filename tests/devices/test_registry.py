"""What is on this machine is listed with its faults, and nothing simulated shows up unasked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from devices.api import DeviceRow, DeviceState, DriverInfo
from devices.document.ports import serial_rows
from devices.document.profiles import PROFILES
from devices.errors import DeviceCode, DeviceError
from devices.registry import (
    DRIVERS,
    SIMULATED,
    Driver,
    discover,
    make_chip_reader,
    make_reader,
    make_wedge,
    profile_keys,
)
from devices.simulated.document import SimulatedDocumentReader
from tests.devices.desk import Desk

ROOT = Path(__file__).parents[2]


def sick(error: Exception) -> Driver:
    def rows(key: str) -> tuple[DeviceRow, ...]:
        raise error

    return Driver(DriverInfo("sick", "document", "A sick driver"), rows)


def healthy(key: str) -> tuple[DeviceRow, ...]:
    return (DeviceRow(key, "A reader", "COM7"),)


@pytest.mark.parametrize(
    "error, code",
    [
        (ModuleNotFoundError("no vendor", name="vendor"), DeviceCode.UNSUPPORTED),
        (DeviceError(DeviceCode.BUSY, "COM9", "in use"), DeviceCode.BUSY),
        (PermissionError(13, "no"), DeviceCode.GONE),
    ],
)
def test_one_sick_driver_is_a_row_and_hides_no_other(error: Exception, code: DeviceCode) -> None:
    well = Driver(DriverInfo("well", "document", "A well driver"), healthy)
    rows = discover(drivers=(sick(error), well))
    assert [(row.driver, row.code) for row in rows] == [("sick", code), ("well", None)]
    assert all(row.detail for row in rows if row.code is DeviceCode.UNSUPPORTED)


def test_a_bug_in_a_driver_is_not_taken_for_a_sick_device() -> None:
    with pytest.raises(ZeroDivisionError):
        discover(drivers=(sick(ZeroDivisionError()),))


def test_every_driver_lists_itself_on_this_machine() -> None:
    keys = {driver.info.key for driver in DRIVERS}
    assert {row.driver for row in discover()} <= keys
    assert "wedge" in {row.driver for row in discover()}


def test_ports_are_listed_with_their_usb_ids_and_whether_they_may_be_opened(tmp_path: Path) -> None:
    reader, board = ListPortInfo(str(tmp_path / "reader")), ListPortInfo("/dev/ttyS9")
    reader.vid, reader.pid, reader.description, reader.hwid = 0x1234, 0xABCD, "Some reader", "USB"
    (row,) = serial_rows("serial", lambda: [reader, board])
    assert (row.port, row.name, row.usb, row.code) == (reader.device, "Some reader", (0x1234, 0xABCD), None)


def test_simulated_readers_stay_hidden_without_the_flag() -> None:
    assert not [row for row in discover() if "simulated" in f"{row.driver} {row.port} {row.name}".lower()]
    assert [row for row in discover(simulate=True) if row.port.startswith(SIMULATED)]
    with pytest.raises(DeviceError) as caught:
        make_reader("simulated:stx_etx", None)
    assert caught.value.code is DeviceCode.NOT_FOUND


def test_no_module_of_the_simulated_devices_is_loaded_without_the_flag() -> None:
    program = (
        "import sys, devices.registry as registry\n"
        "registry.discover(); registry.make_reader('/nowhere', None); registry.make_wedge()\n"
        "assert not [name for name in sys.modules if name.startswith('devices.simulated')], sys.modules\n"
        "registry.discover(simulate=True)\n"
        "assert [name for name in sys.modules if name.startswith('devices.simulated')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_simulated_chip_row_makes_a_chip_reader() -> None:
    rows = [row for row in discover(simulate=True) if row.driver == "simulated-chip"]
    assert rows
    for row in rows[:2]:
        reader = make_chip_reader(row.port, simulate=True)
        assert (reader.info.key, reader.info.family) == (row.port, "chip")
        with pytest.raises(DeviceError) as caught:
            make_chip_reader(row.port)
        assert caught.value.code is DeviceCode.NOT_FOUND


def test_without_pyscard_all_is_listed_but_chip_readers() -> None:
    program = (
        "import sys\n"
        "sys.modules['smartcard'] = None\n"
        "from devices.registry import discover, make_chip_reader\n"
        "from devices.errors import DeviceError\n"
        "(row,) = [row for row in discover() if row.driver == 'pcsc']\n"
        "assert (row.code, row.detail) == ('DEV-06', 'missing: smartcard'), row\n"
        "assert [row for row in discover() if row.driver == 'wedge']\n"
        "try:\n"
        "    make_chip_reader()\n"
        "except DeviceError as error:\n"
        "    assert error.code == 'DEV-06'\n"
        "else:\n"
        "    raise AssertionError\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_simulated_row_makes_a_reader_that_reads_its_people() -> None:
    for row in discover(simulate=True):
        if row.driver != "simulated":
            continue
        desk = Desk()
        reader = make_reader(row.port, None, simulate=True)
        assert isinstance(reader, SimulatedDocumentReader)
        assert reader.info.key == row.port
        reader.start(desk.listen)
        try:
            desk.wait_state(DeviceState.READY)
            traveller = reader.swipe_next()
            assert desk.wait_documents(1)[0].mrz_lines == traveller.lines
        finally:
            reader.stop()


def test_an_unknown_virtual_passport_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        make_chip_reader("simulated:chip:nobody", simulate=True)
    assert caught.value.code is DeviceCode.NOT_FOUND


@pytest.mark.parametrize("port, profile", [("simulated:nothing", None), ("/dev/null", "nobody")])
def test_unknown_names_are_refused_in_our_words(port: str, profile: str | None) -> None:
    with pytest.raises(DeviceError) as caught:
        make_reader(port, profile, simulate=True)
    assert caught.value.code is DeviceCode.NOT_FOUND


def test_profiles_and_wedge_are_to_be_had() -> None:
    assert profile_keys() == tuple(profile.key for profile in PROFILES)
    assert make_wedge().due is None
