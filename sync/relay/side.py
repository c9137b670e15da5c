"""A booth's side of its port: what the relay is to it, now; one thread looks after that.

The thread reads role, identity, stations and keys from the store every second, so that the relay's server
never waits for the store, starts and stops the relay as the role says, and keeps the two threads of notes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from app.domain.failure import FailureCode, WorldError
from app.domain.relay_role import RelayRole, RoleKind
from sync.ports import KeyRing, StationIdentity
from sync.relay.client import RelayClient
from sync.relay.keeper import Keeping, RelayKeeper
from sync.relay.ports import Board, NoteBook, PortBook, PortStation
from sync.relay.shelf import Shelf
from sync.relay.telling import Listener, Teller

_log = logging.getLogger(__name__)

LOOK_AGAIN: Final = 1.0
LISTEN_AGAIN: Final = 10
"""Looks after which an address that was taken is tried again."""


class Store(PortBook, NoteBook, Protocol):
    """The station's store as a port sees it, on connections of its own."""

    def folder(self) -> Path:
        """Where the relay keeps what it carries; nothing in it is plain."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store said at the last look; a `PortBook` that never waits."""

    said_role: RelayRole = field(default_factory=RelayRole)
    said_identity: StationIdentity | None = None
    said_stations: Mapping[int, PortStation] | None = field(default=None, compare=False)
    said_keyring: KeyRing | None = field(default=None, compare=False)


class PortSide:
    """Runs from `start` to `stop`. `wake` wakes the sync thread for its errands, `fetch` for what HQ
    publishes and answers; `heard` is called when another booth refused somebody or took it back."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        heard: Callable[[], None] = lambda: None,
        fetch: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._known = Known()
        self._which = 0
        self._keeper: RelayKeeper | None = None
        self._failed_looks = 0
        self._relay_trouble: FailureCode | None = None
        self._keeper_trouble: FailureCode | None = None
        self._hq_trouble: FailureCode | None = None
        self._hq_of_relay: FailureCode | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="port", daemon=True)
        self._teller = Teller(store, self, self.open_board, self.which)
        self._listener = Listener(store, self, self.open_board, self.which, heard, self._note_news)
        self._fetch = fetch

    def start(self) -> None:
        """Look at the store for the first time and start the threads."""
        self._look()
        for thread in (self._thread, self._teller, self._listener):
            thread.start()

    def poke(self) -> None:
        """Something was recorded; from any thread, returns at once."""
        self._teller.poke()

    def stop(self) -> bool:
        """Stop everything; whether all threads ended in time."""
        self._stop.set()
        for loop in (self._listener, self._teller):
            loop.ask_to_stop()
        keeper = self._keeper
        if keeper is not None:
            keeper.board.close()
        ended = self._listener.stop() & self._teller.stop()
        self._thread.join(2.0)
        ended = ended and not self._thread.is_alive() and self._end_keeper()
        self._store.close()
        return ended

    def role(self) -> RelayRole:
        """What this booth is to its port."""
        return self._known.said_role

    def identity(self) -> StationIdentity | None:
        """Who this station is."""
        return self._known.said_identity

    def stations(self) -> Mapping[int, PortStation] | None:
        """Every station of this port."""
        return self._known.said_stations

    def keyring(self) -> KeyRing | None:
        """The national keys."""
        return self._known.said_keyring

    def which(self) -> int:
        """A number that changes with the booth's role or identity."""
        return self._which

    def keeper(self) -> RelayKeeper | None:
        """The relay that this booth keeps."""
        return self._keeper

    def own_shelf(self) -> tuple[int, Shelf] | None:
        """This station's number and the shelf of its relay."""
        keeper = self._keeper
        return None if keeper is None else (keeper.identity.station_number, keeper.shelf)

    def open_relay(self, stop: threading.Event) -> tuple[RelayClient, int] | None:
        """A new connection to the relay that this booth uses, None for none.

        Raises WorldError(RELAY_REFUSED) for a station without a certificate.
        """
        which, known = self._which, self._known
        if known.said_role.kind is not RoleKind.USE or known.said_identity is None:
            return None
        return RelayClient(known.said_role.address, known.said_identity, self, stop), which

    def open_board(self, stop: threading.Event) -> tuple[Board, int] | None:
        """The board of the port's relay, here or there; see `sync.relay.telling.OpenBoard`."""
        which, keeper = self._which, self._keeper
        return self.open_relay(stop) if keeper is None else (keeper.own_board(), which)

    def note_relay(self, trouble: FailureCode | None) -> None:
        """The relay failed so, or (None) answered."""
        self._relay_trouble = trouble

    def note_hq_of_relay(self, trouble: FailureCode | None) -> None:
        """The relay's own road to HQ fails so, or (None) works."""
        self._hq_of_relay = trouble

    def note_hq(self, trouble: FailureCode | None) -> None:
        """This booth's own road to HQ fails so, or (None) works: what its relay tells the others."""
        self._hq_trouble = trouble

    def relayed(self) -> bool:
        """Whether the port's relay carries for this booth now."""
        return self._known.said_role.kind is RoleKind.USE and self._relay_trouble is None

    def trouble(self) -> FailureCode | None:
        """What an officer should know of the relay: it does not answer, or its road to HQ fails."""
        if self._known.said_role.kind is RoleKind.HERE:
            return self._keeper_trouble
        if self._known.said_role.kind is RoleKind.USE:
            return self._relay_trouble or self._hq_of_relay
        return None

    def _note_news(self) -> None:
        if self._keeper is None:
            self._fetch()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_AGAIN):
            self._look()

    def _look(self) -> None:
        try:
            store = self._store
            known = Known(store.role(), store.identity(), store.stations(), store.keyring())
        except WorldError as error:
            _log.info("%s place=%s", error.failure.code, error.failure.place)
            return
        changed = known != self._known
        self._known = known
        if changed:
            self._end_keeper()
            self._relay_trouble = self._keeper_trouble = self._hq_of_relay = None
            self._failed_looks = 0
        if known.said_role.kind is RoleKind.HERE and self._keeper is None:
            self._begin_keeper(known)
        if changed:
            self._which += 1
            for loop in (self._listener, self._teller):
                loop.call_anew()
            self._wake()

    def _begin_keeper(self, known: Known) -> None:
        if known.said_identity is None or self._failed_looks % LISTEN_AGAIN:
            self._failed_looks += known.said_identity is not None
            return
        keeping = Keeping(
            self._store.folder(), known.said_role.address, known.said_identity, self._clock, self._wake,
            lambda: self._hq_trouble,
        )  # fmt: skip
        try:
            self._keeper = RelayKeeper(keeping, self)
        except WorldError as error:
            _log.warning("%s place=%s", error.failure.code, error.failure.place)
            self._keeper_trouble = error.failure.code
            self._failed_looks += 1
            return
        self._keeper_trouble, self._failed_looks = None, 0
        self._which += 1
        for loop in (self._listener, self._teller):
            loop.call_anew()

    def _end_keeper(self) -> bool:
        keeper, self._keeper = self._keeper, None
        return keeper is None or keeper.stop()
