"""A stick in a folder, one that is pulled out in the middle, and a station with its courier."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.courier.files import Files, Kind
from sync.courier.station import Besides, StationCourier, Taken, Written
from sync.courier.stick import Stick
from sync.ports import StationIdentity
from sync.protocol.receipt import Receipt, sign
from tests.helpers.little_inbox import LittleInbox
from tests.helpers.little_outbox import LittleOutbox

MEMORY = Path("/dev/shm")
"""Where there is one, a folder that waits for no disk."""
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


class PulledFiles(Files):
    """A file system that fails at step `at` with `number`, and from then on as a stick that is gone.

    A write that fails leaves half of its bytes. With `number` ENOSPC or EROFS only that kind of step goes on
    failing: the stick is still there.
    """

    def __init__(self, at: int, number: int) -> None:
        self.left = at
        self.number = number
        self.failed = False

    def _step(self) -> None:
        self.left -= 1
        if self.failed and self.number not in (errno.ENOSPC, errno.EROFS):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if self.left < 0 and not self.failed:
            self.failed = True
            raise OSError(self.number, os.strerror(self.number))

    def names(self, folder: Path, most: int) -> list[str]:
        self._step()
        return super().names(folder, most)

    def kind(self, path: Path) -> Kind | None:
        self._step()
        return super().kind(path)

    def device(self, folder: Path) -> int:
        self._step()
        return super().device(folder)

    def make_folder(self, folder: Path) -> None:
        self._step()
        super().make_folder(folder)

    def create(self, path: Path) -> int:
        self._step()
        return super().create(path)

    def open(self, path: Path) -> int:
        self._step()
        return super().open(path)

    def read(self, descriptor: int, most: int) -> bytes:
        self._step()
        return super().read(descriptor, most)

    def write(self, descriptor: int, data: bytes) -> None:
        try:
            self._step()
        except OSError:
            super().write(descriptor, data[: len(data) // 2])
            raise
        super().write(descriptor, data)

    def flush(self, descriptor: int) -> None:
        self._step()
        super().flush(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        self._step()
        super().rename(path, to)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def flush_folder(self, folder: Path) -> None:
        self._step()
        super().flush_folder(folder)


@contextmanager
def a_drive() -> Iterator[Path]:
    """An empty stick, quicker than a disk where that can be."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        drive = Path(folder) / "drive"
        drive.mkdir()
        yield drive


class LittleStation:
    """A station with its outbox and inbox in memory; without an `identity` of an HQ that is invented too."""

    def __init__(
        self,
        folder: Path,
        number: int = 7,
        hq: Ed25519PrivateKey | None = None,
        identity: StationIdentity | None = None,
    ) -> None:
        self.hq = hq or Ed25519PrivateKey.generate()
        self.key = Ed25519PrivateKey.generate()
        seal = X25519PrivateKey.generate().public_key().public_bytes_raw()
        self.identity = identity or StationIdentity(
            "https://hq.example", number, "token", self.key.private_bytes_raw(),
            self.hq.public_key().public_bytes_raw(), seal, b"",
        )  # fmt: skip
        self.outbox = LittleOutbox(self.identity)
        folder.mkdir(parents=True, exist_ok=True)
        self.inbox = LittleInbox(self.identity, folder / "incoming")
        self.besides = Besides()

    @property
    def courier(self) -> StationCourier:
        """Its end of the stick."""
        return StationCourier(self.outbox, self.inbox, lambda: NOW, self.besides)

    def write(self, drive: Path, files: Files | None = None) -> Written:
        """Write what waits."""
        return self.courier.write(Stick(drive, files), lambda _, __: None)

    def read(self, drive: Path, files: Files | None = None) -> Taken:
        """Read what HQ answered."""
        return self.courier.read(Stick(drive, files), lambda _, __: None)

    def receipt_for(self, batch_id: bytes, signer: Ed25519PrivateKey | None = None, **said: Any) -> bytes:
        """What HQ, or another signer, says of a batch."""
        number = said.get("number", self.identity.station_number)
        key = (signer or self.hq).private_bytes_raw()
        return sign(Receipt(number, batch_id, 1, (), said.get("rejected", ()), NOW + timedelta(hours=1)), key)

    def answer(self, drive: Path, signer: Ed25519PrivateKey | None = None) -> list[Path]:
        """Answer every batch on the stick as HQ does; the receipts' files."""
        folder = drive / "MATAPA" / "down" / f"{self.identity.station_number:06}"
        folder.mkdir(parents=True, exist_ok=True)
        made = []
        for batch in self.outbox.unsettled():
            made.append(folder / f"{batch.batch_id.hex()[:16]}.mrec")
            made[-1].write_bytes(self.receipt_for(batch.batch_id, signer))
        return made


def files_of(drive: Path) -> dict[str, bytes]:
    """Every whole file of a stick but the note, by its path from the top folder on."""
    top = drive / "MATAPA"
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and not path.name.endswith(".part") and path.name != "READ ME.txt"
    }
