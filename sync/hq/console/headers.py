"""Stand before every page: Host, address and size of what is asked, and the headers of every answer."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.hq.console.forms import query_is_bounded
from sync.hq.console.rates import Rates

_log = logging.getLogger("sync.hq.console")
_LONGEST_PATH: Final = 512
POLICY: Final = (
    "default-src 'none'; object-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""No script of anybody's, no frame, no form to elsewhere (CSP Level 3, W3C)."""
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer browsers would send `Origin: null` with our own forms, which then prove nothing.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), clipboard-read=()"
    ),
    "X-Robots-Tag": "noindex",
}
_STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"
"""RFC 6797; for names alone: on loopback it would bind every other server of that machine."""


class Guarding:
    """ASGI application around the console's: refuses what no browser of ours asks, marks every answer.

    `hosts` are the names and addresses by which the console may be called.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], rates: Rates) -> None:
        self._app, self._rates = app, rates
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = _hostname(headers.get("host", ""))

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message), host)
            await send(message)

        refused = self._refused(scope, headers, host)
        if refused is not None:
            status, reason = refused
            _log.info("refused status=%d reason=%s", status, reason)
            more = {"Retry-After": "10"} if status == 429 else None
            await PlainTextResponse(f"{reason}\n", status, more)(scope, receive, marking)
        else:
            await self._app(scope, receive, marking)

    def _refused(self, scope: Scope, headers: Headers, host: str) -> tuple[int, str] | None:
        if host not in self._hosts:
            return 421, "This console has another name."
        if len(scope["path"]) > _LONGEST_PATH or "\0" in scope["path"]:
            return 414, "This address is not one of the console's."
        if not query_is_bounded(scope.get("query_string", b"")):
            return 414, "This address is not one of the console's."
        # Fetch Metadata: another site may link here, and take nothing from here.
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return 403, "Asked for by another site."
        if not self._rates.address(address_of(scope)):
            return 429, "Too much is asked from this address at once."
        return None


def address_of(scope: Scope) -> str:
    """Where a call comes from, as the socket says it; headers that name another are not believed."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def _mark(headers: MutableHeaders, host: str) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if not _is_loopback_or_address(host):
        headers["Strict-Transport-Security"] = _STRICT_TRANSPORT


def _hostname(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").casefold()
    except ValueError:
        return ""


def _is_loopback_or_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
