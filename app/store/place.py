"""Where a station's files lie below its home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StationPlace:
    """The station's folder: made whole by `matapa init`, private to this account."""

    home: Path

    @property
    def folder(self) -> Path:
        """The folder of a founded station."""
        return self.home / "station"

    @property
    def unfinished(self) -> Path:
        """Where a station is made before it is there; left over only by a founding cut short."""
        return self.home / "station.new"

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.folder / STORE

    @property
    def keys(self) -> Path:
        """The key file; its copy lies beside it."""
        return self.folder / KEYS

    @property
    def attempts(self) -> Path:
        """The count of wrong passwords."""
        return self.folder / "attempts.db"

    @property
    def lists(self) -> Path:
        """The folder of the alert lists' indexes, sealed or keyed."""
        return self.folder / "lists"


STORE = "store.db"
KEYS = "keys.json"
RELAY = "relay"
"""The folder of what the port's relay carries, sealed as it came."""
