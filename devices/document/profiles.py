"""What each reader model speaks, as frozen values from the makers' manuals.

No USB ids are claimed: the sources name none. Where a source states no line settings, the profile
has the common 9600 8N1; a virtual COM port (USB CDC) disregards them anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.api import Framing
from devices.document.framing import IDLE_GAP


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Settings of a serial line; parity is N, E or O."""

    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1

    def __str__(self) -> str:
        return f"{self.baud} {self.bits}{self.parity}{self.stop}"


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """One model's way of speaking.

    `init` is written once when the port opens; `trigger` then, after each document, and every
    `trigger_every` seconds if that is not None. `bcc` says that a check byte always follows ETX.
    `source` names the manual.
    """

    key: str
    name: str
    framing: Framing
    line: LineSettings = LineSettings()
    init: tuple[bytes, ...] = ()
    trigger: bytes = b""
    trigger_every: float | None = None
    bcc: bool = False
    idle_gap: float = IDLE_GAP
    usb_ids: tuple[tuple[int, int], ...] = ()
    source: str = ""

    @property
    def writes(self) -> bool:
        """Whether this profile ever writes to the port."""
        return bool(self.init or self.trigger)


AUTO = ReaderProfile("auto", "Any reader, framing found by itself", Framing.AUTO)

PROFILES: tuple[ReaderProfile, ...] = (
    AUTO,
    ReaderProfile("auto-7e1", "Any reader at 9600 7E1", Framing.AUTO, LineSettings(9600, 7, "E")),
    ReaderProfile("auto-19200", "Any reader at 19200", Framing.AUTO, LineSettings(19200)),
    ReaderProfile("auto-38400", "Any reader at 38400", Framing.AUTO, LineSettings(38400)),
    ReaderProfile("auto-115200", "Any reader at 115200", Framing.AUTO, LineSettings(115200)),
    ReaderProfile(
        "desko-cute",
        "DESKO keyboards and readers, CUTE profile",
        Framing.STX_ETX,
        source="DESKODOC 7000310001 v2.12",
    ),
    ReaderProfile(
        "3m-rte-native",
        "3M RTE6700 and RTE6701 swipe readers, RTE Native",
        Framing.SOH_LENGTH_BCC,
        source="RTE6701-OEM integration manual V1.03, 9.1",
    ),
    ReaderProfile(
        "elyctis-idbox",
        "Elyctis IDBOX One and ID Reader",
        Framing.TLV_INQUIRE,
        # Continuous reading stops by itself after one success, so it is armed again after each.
        trigger=b"\x43\x00\x01\x01",
        source="Scanner Command Set v1.7 (2020-09-14)",
    ),
    ReaderProfile(
        "est-100",
        "EST-100 full-page reader, RS-232",
        Framing.STX_JSON,
        LineSettings(256000, 8, "O"),
        source="kler.cn/a/443718.html",
    ),
    ReaderProfile(
        "honeywell-1900",
        "Honeywell 1900 imager, OCR passport template",
        Framing.BARE_RUN,
        # The exclamation mark keeps the setting in memory only: nothing is burnt into the device.
        init=(b"\x16M\rocrena1!",),
        source="Honeywell 1900 user's guide, menu commands",
    ),
    ReaderProfile(
        "ide237-kiosk",
        "IDE237 kiosk scanner module",
        Framing.LINES,
        init=(b"\x7e\x010000@SCNTCE1;\x03",),
        trigger=b"\x7e\x010000@SCNTRG1;\x03",
        trigger_every=3.0,
        source="aemioo2500/hotel-kiosk-client scan_passport.py",
    ),
    ReaderProfile(
        "opticon-mdi-4000",
        "Opticon MDI-4000 series, OCR prefix and suffix as configured",
        Framing.AUTO,
        source="MDI-4000 manual p. 99",
    ),
    ReaderProfile("lines", "Any reader that sends lines of text", Framing.LINES),
    ReaderProfile("bare-run", "Any reader that sends one run without line ends", Framing.BARE_RUN),
)


def profile_of(key: str) -> ReaderProfile | None:
    """The profile with this key, or None."""
    return next((profile for profile in PROFILES if profile.key == key), None)
