"""The station's parts, each made when a command or the window asks for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.settings import Settings, find_home, load_settings, save_settings, simulated_drives

if TYPE_CHECKING:
    from app.commands.kit import PublicationsTaken
    from app.flow.courier import CourierPort
    from app.flow.days import DayExportPort, DaysPort
    from app.flow.link import LinkRulesPort, SendingPort
    from app.flow.ports import FoundingPort, HqEnrolment, PendingEnrolment, SignedIn, SignInPort, Station
    from app.flow.relay import RelayPort
    from app.store.door import StationDoor
    from devices.api import ChipReader, DetectProgress, DetectRow, DeviceRow, DocumentReader, DocumentScan

# What a command does not need is imported inside the method that makes it: `matapa mrz parse` must
# start without a store, a window or a network.
VERSION = "0.1.0"

DemoPlayer: TypeAlias = Callable[[Path | None, bool, Callable[[str], None]], dict[str, object]]


class StationKit:
    """`app.commands.kit.Kit` for a home folder.

    `demo` plays the demo; it is handed in from above, since a shipped build has none.
    """

    def __init__(self, home: Path | None, demo: DemoPlayer) -> None:
        self._home = find_home(home)
        self._demo = demo

    @property
    def home(self) -> Path:
        """The station's folder."""
        return self._home

    @property
    def settings(self) -> Settings:
        """What this machine is set to, as on disk now."""
        return load_settings(self._home)

    def clock(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    def founding(self) -> FoundingPort:
        """Makes a station of the home folder."""
        return self._door()

    def door(self) -> SignInPort:
        """The door of the home's station."""
        return self._door()

    def alone(self) -> AbstractContextManager[None]:
        """Hold the home against another desk."""
        from app.main.alone import alone

        return alone(self._home)

    def _door(self) -> StationDoor:
        from app.store.door import StationDoor

        return StationDoor(self._home, self.clock)

    def reader(self, port: str, profile: str | None) -> DocumentReader:
        """A reader on a port, its framing found by itself without a profile."""
        from devices.registry import make_reader

        return make_reader(port, profile)

    def profiles(self) -> tuple[str, ...]:
        """Keys of all reader profiles."""
        from devices.registry import profile_keys

        return profile_keys()

    def keep_reader(self, port: str, profile: str) -> None:
        """Keep the reader of this home's desk in its settings."""
        from app.domain.failure import FailureCode, WorldError

        try:
            save_settings(self._home, replace(self.settings, reader_port=port, reader_profile=profile))
        except ValueError as error:
            raise WorldError(FailureCode.FIELD_INVALID, "settings", field="reader_port") from error

    def keep_chip_reader(self, name: str) -> None:
        """Keep the chip reader of this home's desk in its settings."""
        from app.domain.failure import FailureCode, WorldError

        try:
            save_settings(self._home, replace(self.settings, chip_reader=name))
        except ValueError as error:
            raise WorldError(FailureCode.FIELD_INVALID, "settings", field="chip_reader") from error

    def ports(self) -> tuple[str, ...]:
        """Serial ports present now."""
        return tuple(row.port for row in self.device_rows() if row.port and row.driver == "serial")

    def device_rows(self) -> tuple[DeviceRow, ...]:
        """Every device found, and every sick driver."""
        from devices.registry import discover

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
        """Find port and profile by a test document."""
        from devices.registry import detect_reader

        return detect_reader(
            ports, seconds=seconds, probe=probe, score=score, enough=enough, progress=progress
        )

    def chip_rows(self) -> tuple[DeviceRow, ...]:
        """Every chip reader found, and every sick driver."""
        from devices.registry import DRIVERS, discover

        return discover(drivers=tuple(driver for driver in DRIVERS if driver.info.family == "chip"))

    def chip_reader(self, name: str) -> ChipReader:
        """The chip reader of this name, or the first whose name holds it."""
        from devices.registry import make_chip_reader

        ports = [row.port for row in self.chip_rows() if row.port]
        whole = name if name in ports else next((port for port in ports if name in port), name)
        return make_chip_reader(whole)

    def opens(self, picture: bytes) -> bool:
        """Whether a picture could be opened; the process that tries it lives as long as that."""
        from app.pictures.errors import PictureError
        from app.pictures.opener import PictureOpener

        with PictureOpener() as opener:
            try:
                opener.open(picture)
            except PictureError:
                return False
        return True

    def enrol(
        self, station: Station, code: str, hq_url: str, known: HqEnrolment | None = None
    ) -> HqEnrolment:
        """Enrol with HQ; what comes of it is for `SignedIn.enrolment` to keep."""
        from app.main.enrolling import over_the_link

        return over_the_link(station, code, hq_url, known)

    def ask_by_stick(
        self, station: Station, code: str, hq_url: str, known: HqEnrolment | None
    ) -> PendingEnrolment:
        """What to keep before the stick is written."""
        from app.main.enrolling import for_the_stick

        return for_the_stick(station, code, hq_url, known)

    def write_request(self, drive: Path, pending: PendingEnrolment) -> None:
        """Put the request on the stick."""
        from app.main.enrolling import write_request

        write_request(drive, pending, self.clock())

    def take_answer(self, drive: Path, pending: PendingEnrolment) -> HqEnrolment:
        """What HQ's answer on the stick makes of the station."""
        from app.main.enrolling import take_answer

        return take_answer(drive, pending)

    def take_publications(self, session: SignedIn, paths: tuple[Path, ...]) -> PublicationsTaken:
        """Take in HQ's publications from files and folders of a stick."""
        from app.main.stick import take_publications

        return take_publications(session, paths)

    def courier(self) -> CourierPort:
        """The road by stick, over the removable drives of this machine."""
        from app.main.courier import StickCourier
        from devices.registry import make_drives

        drives = make_drives(simulated_drives())
        return StickCourier(lambda: drives, self.clock)

    def days(self) -> DaysPort:
        """Closes days."""
        from app.main.days import StationDays

        return StationDays()

    def day_export(self) -> DayExportPort:
        """Takes logs of days to a drive and proves them."""
        from app.main.day_export import StationDayExport

        return StationDayExport(self.days(), self.clock)

    def link_rules(self, session: SignedIn) -> LinkRulesPort:
        """The rules of the link to HQ for this officer."""
        from app.store.door import session_link_rules

        return session_link_rules(session)

    def link_sending(self, session: SignedIn) -> SendingPort:
        """Sends from a command line."""
        from app.main.link_sending import LinkSending

        return LinkSending(session, self.clock)

    def relay(self) -> RelayPort:
        """What this booth is to its port's relay."""
        from app.main.relay import StationRelay

        return StationRelay(self.clock)

    def window(self) -> int:
        """Open the desk's window until it is closed."""
        from app.main.window import run_window

        return run_window(self)

    def demo(self, out: Path | None, headless: bool, say: Callable[[str], None]) -> dict[str, object]:
        """Play the demo in a home of its own; its closing figures."""
        return self._demo(out, headless, say)
