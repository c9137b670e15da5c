"""Files of publications as HQ makes them, and wrong ones as nobody should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from sync.ports import Held, KeyRing, Publication
from sync.protocol.index import Listed, write_index
from sync.protocol.publication import Hand, head_of, write, write_keys

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
RING = KeyRing(((1, bytes(range(32))), (2, bytes(range(1, 33)))), bytes(range(2, 34)))


@dataclass
class LittlePress:
    """Publishes into a folder with this receipt key; `files` are what it has made, by stream and sequence."""

    folder: Path
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    newest: dict[str, Publication] = field(default_factory=dict)
    files: dict[tuple[str, int], Path] = field(default_factory=dict)

    @property
    def public_key(self) -> bytes:
        """What stations check with."""
        return self.key.public_key().public_bytes_raw()

    def publish(
        self, stream: str, chunks: Sequence[bytes], *, delta: bool = False, same: bool = False, key: int = 1
    ) -> Path:
        """The next publication: a snapshot, or a delta on the newest; `same` repeats the newest's state."""
        draft = self._draft(stream, delta, same)
        path = self._path(draft)
        hand = Hand(self.key.private_bytes_raw(), (key, dict(RING.content_keys)[key]))
        self.newest[stream] = write(draft, chunks, hand, path, 3)
        return path

    def publish_keys(self, number: int, station: Ed25519PrivateKey, ring: KeyRing = RING) -> Path:
        """The keys, sealed to a station."""
        draft = self._draft(f"keys/{number}", False, False)
        path = self._path(draft)
        public = station.public_key().public_bytes_raw()
        self.newest[draft.stream] = write_keys(draft, ring, public, self.key.private_bytes_raw(), path)
        return path

    def rows(self) -> list[Listed]:
        """The index of all files."""
        heads = [head_of(path, self.public_key) for path in self.files.values()]
        return [
            Listed(
                one.publication.stream,
                one.publication.sequence,
                one.publication.base,
                one.publication.besides.sequence if one.publication.besides else 0,
                one.file_size,
                one.publication.digest,
            )
            for one in heads
        ]

    def _draft(self, stream: str, delta: bool, same: bool) -> Publication:
        newest = self.newest.get(stream)
        sequence = 1 if newest is None else newest.sequence + 1
        base, previous, besides = 0, bytes(32), None
        if newest is not None and delta:
            base, previous = newest.sequence, newest.digest
            besides = newest.besides if newest.base == 0 else None
        elif newest is not None and same:
            besides = Held(newest.sequence, newest.digest)
        return Publication(stream, sequence, base, previous, NOW, bytes(32), 0, 7, besides)

    def _path(self, draft: Publication) -> Path:
        name = f"{draft.stream.replace('/', '_')}-{draft.sequence:06}.mpub"
        self.files[draft.stream, draft.sequence] = self.folder / name
        return self.folder / name


class LittleShelf:
    """HQ's publications in memory; `allowance` bytes come before the link breaks, None for never."""

    def __init__(self, press: LittlePress) -> None:
        self.press = press
        self.rows = press.rows()
        self.allowance: int | None = None
        self.fetched: list[tuple[str, int, int, int]] = []

    def index(self, held: Mapping[str, int]) -> bytes:
        """All there is: a station takes what it needs."""
        return write_index(self.rows)

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """A range, or the beginning of it when the link breaks there."""
        data = self.press.files[stream, sequence].read_bytes()[first : first + count]
        if self.allowance is not None:
            data = data[: self.allowance]
            self.allowance -= len(data)
        if not data:
            raise WorldError(FailureCode.HQ_UNREACHABLE, "hq")
        self.fetched.append((stream, sequence, first, len(data)))
        return data
