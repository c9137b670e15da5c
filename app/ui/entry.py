"""The door as the window uses it: every proof of a password off the window's thread, answers in words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.failure import WorldError
from app.domain.officer import Act, Officer
from app.flow.ports import Clock, SignedIn, SignInPort
from app.ui.background import Background
from app.ui.wording import sign_in_words, vouch_words

_log = logging.getLogger(__name__)


class Entry(QObject):
    """Lets officers in and out. `stop` ends its thread and shuts a store that was just being opened."""

    opened = Signal(object)
    refused = Signal(str)
    unlocked = Signal()
    kept_locked = Signal(str)
    password_changed = Signal()
    password_kept = Signal(str)

    def __init__(self, door: SignInPort, clock: Clock) -> None:
        super().__init__()
        self._door, self._clock = door, clock
        self._background = Background()
        self._arriving: SignedIn | None = None

    def usernames(self) -> tuple[str, ...]:
        """Names to complete; a door that cannot say them says why by `refused`."""
        try:
            return tuple(self._door.usernames())
        except WorldError as error:
            self.refused.emit(self._words(error))
            return ()

    def sign_in(self, username: str, password: str) -> None:
        """Open the store: `opened` or `refused` follows."""

        def open_store() -> SignedIn:
            self._arriving = self._door.sign_in(username, password)
            return self._arriving

        self._background.run(open_store, self._let_in, lambda error: self.refused.emit(self._words(error)))

    def _let_in(self, session: SignedIn) -> None:
        self._arriving = None
        self.opened.emit(session)

    def unlock(self, session: SignedIn, password: str) -> None:
        """Prove the same officer again: `unlocked` or `kept_locked` follows."""
        self._background.run(
            lambda: self._door.unlock(session, password),
            lambda _nothing: self.unlocked.emit(),
            lambda error: self.kept_locked.emit(self._words(error)),
        )

    def change_password(self, session: SignedIn, old: str, new: str) -> None:
        """Re-wrap the officer's key: `password_changed` or `password_kept` follows."""
        self._background.run(
            lambda: self._door.change_password(session, old, new),
            lambda _nothing: self.password_changed.emit(),
            lambda error: self.password_kept.emit(self._words(error)),
        )

    def vouch(
        self, session: SignedIn, username: str, password: str, proven: Callable[[Officer], None],
        refused: Callable[[str], None], act: Act = Act.RELEASE_ALERT,
    ) -> None:  # fmt: skip
        """Prove a second person who may do this: `proven` or `refused`, in words, follows."""
        self._background.run(
            lambda: self._door.vouch(session, username, password, act),
            proven,
            lambda error: refused(vouch_words(error.failure, self._clock(), act)),
        )

    def sign_out(self, session: SignedIn) -> None:
        """Close the store and forget the key."""
        try:
            self._door.sign_out(session)
        except WorldError as error:
            # The key is forgotten all the same; only the line in the audit chain may be missing.
            _log.warning("sign out: %s", error)

    def stop(self) -> None:
        """Join the thread; a store that opened too late is shut again."""
        self._background.stop()
        arriving, self._arriving = self._arriving, None
        if arriving is not None:
            self.sign_out(arriving)

    def _words(self, error: WorldError) -> str:
        return sign_in_words(error.failure, self._clock())
