"""What may be erased at this port, for one signed-in officer."""

from __future__ import annotations

from app.store.session import Session


class SqlRetention:
    """What may be erased at this port, for one signed-in officer."""

    def __init__(self, session: Session) -> None:
        self._session = session
