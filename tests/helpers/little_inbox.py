"""An inbox in memory that keeps the contract of `sync.ports`; the store's real one has its own tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.domain.failure import WorldError
from sync.ports import Held, KeyRing, Publication, StationIdentity
from sync.protocol.publication import require_next


class LittleInbox:
    """What was taken, by stream; `changed` wakes whoever waits for something to become true.

    `refuse` may raise before a publication is taken in, as a store does that finds it wrong.
    """

    def __init__(self, identity: StationIdentity | None, folder: Path, port: str = "UTAVR") -> None:
        self.who = identity
        self.at = port
        self.changed = threading.Condition()
        self.streams: dict[str, Held] = {}
        self.contents: dict[str, list[bytes]] = {}
        self.taken: list[Publication] = []
        self.ring: KeyRing | None = None
        self.refuse: Callable[[Publication], WorldError | None] = lambda _: None
        self.closed = False
        self._folder = folder

    def identity(self) -> StationIdentity | None:
        """Who we are."""
        return self.who

    def port(self) -> str:
        """Where we are."""
        return self.at

    def folder(self) -> Path:
        """Where files rest."""
        self._folder.mkdir(exist_ok=True)
        return self._folder

    def held(self) -> Mapping[str, Held]:
        """Where the streams stand."""
        return dict(self.streams)

    def keyring(self) -> KeyRing | None:
        """The national keys."""
        return self.ring

    def keep_keyring(self, publication: Publication, keyring: KeyRing) -> None:
        """Keep the keys."""
        with self.changed:
            require_next(publication, self.streams.get(publication.stream))
            self.ring = keyring
            self._note(publication)

    def take(self, publication: Publication, chunks: Iterable[bytes]) -> None:
        """Keep the contents, or nothing."""
        whole = list(chunks)
        refused = self.refuse(publication)
        if refused is not None:
            raise refused
        with self.changed:
            require_next(publication, self.streams.get(publication.stream))
            before = [] if publication.base == 0 else self.contents[publication.stream]
            self.contents[publication.stream] = [*before, *whole]
            self._note(publication)

    def wait_for(self, condition: Callable[[LittleInbox], bool], seconds: float = 20.0) -> None:
        """Wait until the condition holds."""
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), seconds), "did not happen in time"

    def close(self) -> None:
        """Closed by the worker's thread."""
        self.closed = True

    def _note(self, publication: Publication) -> None:
        self.streams[publication.stream] = Held(publication.sequence, publication.digest)
        self.taken.append(publication)
        self.changed.notify_all()
