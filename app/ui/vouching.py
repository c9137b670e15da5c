"""A second person at this desk: whose names are offered, and how the door proves one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.officer import Act, Officer
from app.flow.ports import SignedIn
from app.ui.entry import Entry


class Vouching:
    """For one session; the proof runs off the window's thread and answers on it."""

    def __init__(self, entry: Entry, session: SignedIn) -> None:
        self._entry, self._session = entry, session

    def names(self) -> Sequence[str]:
        """Accounts other than the officer's own, to complete a name that is typed."""
        own = self._session.officer.username
        return [name for name in self._entry.usernames() if name != own]

    def prove(
        self, username: str, password: str, proven: Callable[[Officer], None], refused: Callable[[str], None],
        act: Act = Act.RELEASE_ALERT,
    ) -> None:  # fmt: skip
        """Prove that this person may do it (release an alert); `proven` or `refused` with words follows."""
        self._entry.vouch(self._session, username, password, proven, refused, act)
