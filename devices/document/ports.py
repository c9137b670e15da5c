"""List the serial ports of this machine, each as a row, without opening any."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from devices.api import DeviceRow
from devices.errors import DeviceCode


def serial_rows(
    driver: str, found_ports: Callable[[], Iterable[ListPortInfo]] = list_ports.comports
) -> tuple[DeviceRow, ...]:
    """A row for each port, with what the system calls it and whether we may open it.

    Ports of a board that has no chip behind them (`/dev/ttyS*` without hardware id) are left out.
    """
    found = []
    for port in sorted(found_ports(), key=lambda one: one.device):
        usb = (port.vid, port.pid) if port.vid is not None and port.pid is not None else None
        if usb is None and port.hwid in {None, "n/a"}:
            continue
        code = None if _may_open(port.device) else DeviceCode.NO_PERMISSION
        found.append(DeviceRow(driver, port.description or port.device, port.device, usb, code))
    return tuple(found)


def _may_open(device: str) -> bool:
    # Windows decides when a port is opened; there the file system knows nothing of ports.
    return sys.platform == "win32" or not Path(device).exists() or os.access(device, os.R_OK | os.W_OK)
