"""Keep HQ's folder: settings and keys, each file readable by its owner alone."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sync.hq.failure import HqCode, HqError


@dataclass(frozen=True, slots=True)
class HqSettings:
    """What `matapa-hq init` settled. `database_url` None means the embedded PostgreSQL; `hosts` are
    the names and addresses by which stations call HQ (they stand in its TLS certificate)."""

    name: str
    training: bool
    database_url: str | None
    hosts: tuple[str, ...]


class HqHome:
    """The folder of one HQ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = folder / "keys"
        self.database = folder / "database"
        self.published = folder / "published"
        self._settings = folder / "hq.json"

    def found(self, settings: HqSettings) -> None:
        """Make the folder; raises HqError(HOME_TAKEN) if an HQ is there."""
        if self._settings.exists():
            raise HqError(HqCode.HOME_TAKEN, home=str(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, exist_ok=True)

    def is_founded(self) -> bool:
        """Whether `save` was ever done here."""
        return self._settings.exists()

    def save(self, settings: HqSettings) -> None:
        """Write the settings; until then the folder counts as empty."""
        write_private(self._settings, json.dumps(asdict(settings), indent=2).encode())

    def settings(self) -> HqSettings:
        """What `init` settled; raises HqError(HOME_EMPTY, KEYS_MISSING)."""
        try:
            raw = json.loads(self._settings.read_bytes())
            return HqSettings(raw["name"], raw["training"], raw["database_url"], tuple(raw["hosts"]))
        except FileNotFoundError as error:
            raise HqError(HqCode.HOME_EMPTY, home=str(self.folder)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise HqError(HqCode.KEYS_MISSING, folder=str(self.folder), file=self._settings.name) from error


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all, and make it durable."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
