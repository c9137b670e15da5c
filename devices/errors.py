"""What can go wrong with a device, in the words of the desk and not of a vendor's library."""

from __future__ import annotations

from enum import StrEnum


class DeviceCode(StrEnum):
    """Codes of device failures; `app.wording` has the sentence and the remedy for each."""

    GONE = "DEV-01"
    NOT_FOUND = "DEV-02"
    NO_PERMISSION = "DEV-03"
    SILENT = "DEV-04"
    GARBLED = "DEV-05"
    UNSUPPORTED = "DEV-06"
    BUSY = "DEV-07"


class DeviceError(Exception):
    """A device failed: `code` says how, `port` which one, `detail` what a technician may want.

    `detail` never holds what a document said.
    """

    def __init__(self, code: DeviceCode, port: str, detail: str = "") -> None:
        self.code = code
        self.port = port
        self.detail = detail
        super().__init__(f"{code} {port} {detail}".rstrip())
