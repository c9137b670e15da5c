"""What PC/SC says is told in the desk's words, and its service and readers may go and come back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from devices.chip.fields import by_liking, fitting
from devices.errors import DeviceCode, DeviceError
from tests.helpers.pcscd import PORT, ROOT, run_beside_pcscd, why_not

scard = pytest.importorskip("smartcard.scard")

from devices.chip.pcsc import PcscCard, PcscSlot, error_of  # noqa: E402 - the driver needs pyscard, and so does its test

CODES = {
    0x8010001D: DeviceCode.NO_CARD_SERVICE,  # no service
    0x8010001E: DeviceCode.NO_CARD_SERVICE,  # service stopped
    0x80100003: DeviceCode.NO_CARD_SERVICE,  # handle of a service that was restarted
    0x6BA: DeviceCode.NO_CARD_SERVICE,  # Windows: the RPC server is unavailable
    0x8010002E: DeviceCode.GONE,  # no readers available
    0x80100009: DeviceCode.GONE,  # unknown reader
    0x80100017: DeviceCode.GONE,  # reader unavailable
    0x8010000B: DeviceCode.BUSY,
    0x8010000C: DeviceCode.NO_CHIP,
    0x80100069: DeviceCode.CHIP_LIFTED,
    0x80100016: DeviceCode.CHIP_MUTE,  # not transacted
    0x80100066: DeviceCode.CHIP_MUTE,  # unresponsive
    0x8010006A: DeviceCode.NO_PERMISSION,
    0x80100022: DeviceCode.GONE,  # something that nobody has thought of
}


@pytest.mark.parametrize("number, code", CODES.items())
def test_each_number_has_a_code_with_and_without_its_sign(number: int, code: DeviceCode) -> None:
    signed = number - (1 << 32) if number >> 31 else number
    assert error_of(number, "r").code is error_of(signed, "r").code is code
    assert f"{number:08X}" in error_of(signed, "r").detail


def test_readers_with_a_field_come_before_contact_slots_of_the_same_device() -> None:
    device = "ACS ACR1281 1S Dual Reader"
    names = [f"{device} ICC 0", f"{device} PICC 0", f"{device} SAM 0", "HID OMNIKEY 5422 Smartcard Reader 0"]
    assert by_liking(names)[0] == f"{device} PICC 0"
    assert by_liking(names)[-1] == f"{device} SAM 0"
    assert by_liking(["Identiv Contact Reader 0", "Identiv Contactless Reader 1"])[0].endswith("1")
    assert by_liking(["HID OMNIKEY 5422 01", "HID OMNIKEY 5422CL 02"])[0].endswith("02")


def test_a_reader_is_found_by_a_part_of_its_name_and_at_another_plug() -> None:
    names = ("ACS ACR1252 PICC 01 00", "HID OMNIKEY 5022 CL 00 00")
    assert fitting("HID OMNIKEY 5022 CL 00 00", names) == "HID OMNIKEY 5022 CL 00 00"
    assert fitting("HID OMNIKEY 5022 CL 02 00", names) == "HID OMNIKEY 5022 CL 00 00"
    assert fitting("OMNIKEY", names) == "HID OMNIKEY 5022 CL 00 00"
    assert fitting("", names) == "ACS ACR1252 PICC 01 00"
    assert fitting("Elatec", names) == fitting("", ()) == ""


WITHOUT_SERVICE = """
from devices.registry import discover
print([(row.code, row.detail) for row in discover() if row.driver == 'pcsc'])
"""


@pytest.mark.skipif(sys.platform != "linux" or bool(why_not()), reason="needs a place without the service")
def test_without_the_service_the_list_says_so() -> None:
    program = [sys.executable, "-c", WITHOUT_SERVICE]
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    hide = 'mount -t tmpfs tmpfs /run; exec "$@"'
    hidden = ["unshare", "--mount", *as_root, "sh", "-c", hide, "sh"]
    done = subprocess.run([*hidden, *program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "CHP-01" in done.stdout, done.stderr
    assert "8010001D" in done.stdout


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "the service can be run")
def test_the_service_may_die_and_come_back_and_another_program_may_hold_the_card() -> None:
    done = run_beside_pcscd(["-m", "tests.devices.chip.service_comes_and_goes", str(PORT)], seconds=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["listed", "busy", "read", "CHP-01", "read"]


@pytest.mark.parametrize("number", [0x1F, 0x57, 0x7A, 0x45D, 0x80100004])
@pytest.mark.parametrize("there", [True, False])
def test_a_command_that_a_driver_cannot_carry_does_not_unplug_its_reader(
    monkeypatch: pytest.MonkeyPatch, number: int, there: bool
) -> None:
    slot = PcscSlot("r")
    monkeypatch.setattr(slot, "left", lambda: not there)
    monkeypatch.setattr("devices.chip.pcsc.scard.SCardTransmit", lambda *_: (number, []))
    with pytest.raises(DeviceError) as caught:
        PcscCard(slot, None, 2, b"").transmit(bytes(300))
    assert caught.value.code is (DeviceCode.CHIP_MUTE if there else DeviceCode.CHIP_LIFTED)
