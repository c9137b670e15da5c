"""Read a virtual passport without a reader thread, and note what went over the line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from devices.api import ChipEvent, ChipFileCame, ChipWish
from devices.chip.chip_read import ChipRead
from devices.chip.strategy import Remembered, RememberedHere
from devices.emrtd.reading import AccessKey, ChipFile, ChipReading
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.card import Chip
from devices.simulated.chip.faults import Mute, Pulled
from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES, holder, passport_of

DAY = date(2026, 11, 24)
READER = "Reader of the tests"


def pki() -> Pki:
    return shared_pki("tests", DAY)


def key_of(name: str) -> AccessKey:
    return holder(PROFILES[name], pki()).mrz_key


def chip_of(name: str) -> Chip:
    return passport_of(PROFILES[name], pki())


class TestCard:
    """A card over a chip; `refuse` may fail a command in the place of the reader."""

    __test__ = False

    def __init__(self, chip: Chip, refuse: Callable[[bytes], DeviceCode | None] = lambda command: None):
        self.chip = chip
        self.sent: list[bytes] = []
        self.resets = 0
        self._refuse = refuse

    @property
    def atr(self) -> bytes:
        return self.chip.atr

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        code = self._refuse(command)
        if code is not None:
            raise DeviceError(code, READER)
        try:
            return self.chip.transmit(command)
        except Pulled as error:
            raise DeviceError(DeviceCode.CHIP_LIFTED, READER) from error
        except Mute as error:
            raise DeviceError(DeviceCode.CHIP_MUTE, READER) from error

    def reset(self) -> None:
        self.resets += 1
        self.chip.reset()

    def close(self) -> None:
        """Nothing is held."""


class Desk:
    """One wish and all that was told of it; `after` has how much was `sent` when each file came."""

    def __init__(
        self,
        key: AccessKey,
        *,
        downgrade: bool = False,
        remembered: Remembered | None = None,
        sent: Callable[[], int] = lambda: 0,
    ) -> None:
        self.events: list[ChipEvent] = []
        self.after: dict[ChipFile, int] = {}
        self._sent = sent
        wish = ChipWish("1", key, downgrade)
        self._job = ChipRead(wish, READER, remembered or RememberedHere(), self._hear)

    def _hear(self, event: ChipEvent) -> None:
        self.events.append(event)
        if isinstance(event, ChipFileCame):
            self.after[event.read.file] = self._sent()

    def read(self, card: TestCard) -> ChipReading:
        return self._job.go(card)

    def files_in_order(self) -> list[ChipFile]:
        return [event.read.file for event in self.events if isinstance(event, ChipFileCame)]


def read(name: str, *, downgrade: bool = False, key: AccessKey | None = None) -> ChipReading:
    """The reading of a virtual passport by its own key, or by another."""
    return Desk(key or key_of(name), downgrade=downgrade).read(TestCard(chip_of(name)))
