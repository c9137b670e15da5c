"""Let the application see the client certificate of a call: uvicorn's own protocol keeps it to itself."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PEER = "peer_certificate"
"""Name in the ASGI scope: the caller's certificate (DER), proved by TLS against HQ's authority, or None."""


class PeerProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with the peer's certificate in each call's scope."""

    peer: bytes | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the certificate down once; a resumed session brings that of its first handshake."""
        super().connection_made(transport)
        secured = transport.get_extra_info("ssl_object")
        self.peer = None if secured is None else secured.getpeercert(binary_form=True)

    def on_message_begin(self) -> None:
        """Begin a call's scope."""
        super().on_message_begin()
        self.scope[PEER] = self.peer  # type: ignore[literal-required]
