"""Let the application see the client certificate of a call: uvicorn's own protocol keeps it to itself.

Whoever shows none may ask for health, the authority and enrolment: they are few and soon done. However many
connections strangers, or one station, hold: the others find room.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PEER = "peer_certificate"
"""Name in the ASGI scope: the caller's certificate (DER), proved by TLS against HQ's authority, or None."""
MOST_STRANGERS: Final = 256
"""Connections without a certificate at once; one more is closed."""
STRANGERS_SECONDS: Final = 180.0
"""How long such a connection lasts, whatever it does: enrolling at 2.4 kbit/s takes some 40."""

MOST_OF_ONE: Final = 64
"""Connections under one certificate at once; a station keeps one, its commands one more."""

_open: Counter[bytes] = Counter()
"""Connections of this process by certificate, those of strangers under none."""


class PeerProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with the peer's certificate in each call's scope."""

    peer: bytes | None = None
    ending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the certificate down once; a resumed session brings that of its first handshake."""
        super().connection_made(transport)
        secured = transport.get_extra_info("ssl_object")
        self.peer = None if secured is None else secured.getpeercert(binary_form=True)
        _open[self.peer or b""] += 1
        if _open[self.peer or b""] > (MOST_OF_ONE if self.peer else MOST_STRANGERS):
            transport.close()
        elif self.peer is None:
            self.ending = asyncio.get_running_loop().call_later(STRANGERS_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for the next one."""
        _open[self.peer or b""] -= 1
        if not _open[self.peer or b""]:
            del _open[self.peer or b""]
        if self.ending is not None:
            self.ending.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin a call's scope."""
        super().on_message_begin()
        self.scope[PEER] = self.peer  # type: ignore[literal-required]
