"""What the commands are handed: every concrete thing, made by `app.main` when it is asked for.

Commands are as thin as the screens: they ask this kit, call flow, domain or a port, and print.
The kit hangs on click's context object (`@click.pass_obj`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.failure import WorldError
from app.flow.courier import CourierPort
from app.flow.days import DayExportPort, DaysPort
from app.flow.link import LinkRulesPort, SendingPort
from app.flow.ports import FoundingPort, HqEnrolment, PendingEnrolment, SignedIn, SignInPort, Station
from app.flow.relay import RelayPort
from devices.api import ChipReader, DetectProgress, DetectRow, DeviceRow, DocumentReader, DocumentScan


@dataclass(frozen=True, slots=True)
class PublicationTaken:
    """One publication of HQ that came in: its stream, its place there, and the entries it then has."""

    stream: str
    sequence: int
    count: int


@dataclass(frozen=True, slots=True)
class PublicationsTaken:
    """What a stick brought: publications in the order taken, and files that could not be, with why."""

    taken: tuple[PublicationTaken, ...]
    failed: tuple[tuple[str, WorldError], ...]


class Kit(Protocol):
    """The station's parts as the commands see them."""

    @property
    def home(self) -> Path:
        """The station's folder (`--home`, else platformdirs)."""

    def founding(self) -> FoundingPort: ...

    def door(self) -> SignInPort: ...

    def alone(self) -> AbstractContextManager[None]:
        """Hold the home against another desk; raises WorldError(DESK_OPEN)."""

    def reader(self, port: str, profile: str | None) -> DocumentReader:
        """A reader on `port`; framing is found by itself when no profile is given."""

    def profiles(self) -> tuple[str, ...]:
        """Keys of the reader profiles that `reader` takes."""

    def keep_reader(self, port: str, profile: str) -> None:
        """Let the desk of this home use this reader from its next start; empty for none, or for a
        framing found by itself. Raises WorldError(FIELD_INVALID) for what is no port, OSError."""

    def keep_chip_reader(self, name: str) -> None:
        """Let the desk of this home use this chip reader from its next start: a PC/SC name, empty for
        the first one found, `none` for no reader. Raises WorldError(FIELD_INVALID), OSError."""

    def ports(self) -> tuple[str, ...]:
        """Serial ports present now."""

    def device_rows(self) -> tuple[DeviceRow, ...]:
        """Every device found, each driver's trouble as a row of its own."""

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
        """Find port and profile by a test document; blocks, best finding first. Writes to ports
        only with `probe`."""

    def chip_rows(self) -> tuple[DeviceRow, ...]:
        """Every chip reader found, each driver's trouble as a row of its own."""

    def chip_reader(self, name: str) -> ChipReader:
        """The chip reader of this name, or the first whose name holds it; one that is not there says
        so when it is started."""

    def opens(self, picture: bytes) -> bool:
        """Whether a chip's picture could be opened, in a guarded process of its own."""

    def enrol(
        self, station: Station, code: str, hq_url: str, known: HqEnrolment | None = None
    ) -> HqEnrolment:
        """Enrol with HQ by a one-time code; `known` is what an earlier enrolment settled: with the same HQ
        the station keeps its number. Raises WorldError(ENROLMENT_CODE_WRONG, HQ_*)."""

    def ask_by_stick(
        self, station: Station, code: str, hq_url: str, known: HqEnrolment | None
    ) -> PendingEnrolment:
        """Make the request for a stick: to be kept before it is written. Raises as `enrol` for a code
        that is mistyped."""

    def write_request(self, drive: Path, pending: PendingEnrolment) -> None:
        """Put the request on the stick, read back; raises WorldError(DRIVE_*)."""

    def take_answer(self, drive: Path, pending: PendingEnrolment) -> HqEnrolment:
        """What HQ's answer on the stick makes of the station; raises WorldError(DRIVE_*, HQ_NOT_TRUSTED)."""

    def take_publications(self, session: SignedIn, paths: tuple[Path, ...]) -> PublicationsTaken:
        """Take in HQ's publications from files and folders; raises WorldError(NOT_ENROLLED)."""

    def courier(self) -> CourierPort:
        """The road by stick."""

    def days(self) -> DaysPort:
        """Closes days."""

    def day_export(self) -> DayExportPort:
        """Takes logs of days to a drive and proves them."""

    def link_rules(self, session: SignedIn) -> LinkRulesPort:
        """The rules of the link to HQ for this officer."""

    def link_sending(self, session: SignedIn) -> SendingPort:
        """Sends from a command line; hold `alone` meanwhile."""

    def relay(self) -> RelayPort:
        """What this booth is to its port's relay."""

    def window(self) -> int:
        """Run the desk's window; the process's exit status."""

    def demo(self, out: Path | None, headless: bool, say: Callable[[str], None]) -> dict[str, object]:
        """Run the demo; its closing figures."""
