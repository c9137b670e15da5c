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
    NO_CARD_SERVICE = "CHP-01"
    NO_CHIP = "CHP-02"
    CHIP_LIFTED = "CHP-03"
    CHIP_MUTE = "CHP-04"
    KEY_WRONG = "CHP-05"
    PACE_FAILED = "CHP-06"
    MESSAGING_BROKEN = "CHP-07"
    CHIP_MALFORMED = "CHP-08"
    NOT_A_PASSPORT = "CHP-09"
    DIFFERENT_CHIP = "CHP-10"
    CHIP_REFUSED = "CHP-11"
    PROTOCOL_UNKNOWN = "CHP-12"


class DeviceError(Exception):
    """A device failed: `code` says how, `port` which one, `detail` what a technician may want.

    `detail` never holds what a document said.
    """

    def __init__(self, code: DeviceCode, port: str, detail: str = "") -> None:
        self.code = code
        self.port = port
        self.detail = detail
        super().__init__(f"{code} {port} {detail}".rstrip())
