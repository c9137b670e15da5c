"""Know the browsers in which somebody has signed in, so that a stranger's guesses keep nobody out of them.

Whoever guesses a colleague's password makes the next tries wait, longer each time. A browser in which its
owner has signed in is counted for itself: its cookie opens nothing, it only says whose failures are whose.
"""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sync.hq.console.sealing import Sealing

COOKIE: Final = "__Host-matapa-known"
_KIND: Final = "known"
_KEPT: Final = 90 * 24 * 3600
"""Seconds for which a browser is known after a sign-in."""


def browser_of(request: Request, sealing: Sealing, username: str) -> str:
    """By what this browser is known as one of the user's; empty for a stranger's."""
    kind, _, said = sealing.carried(request.cookies.get(COOKIE, "")).partition("\n")
    whose, _, browser = said.partition("\n")
    return browser if kind == _KIND and whose == username else ""


def remember(response: Response, request: Request, sealing: Sealing, username: str) -> None:
    """Let the browser be known as one of the user's from now on, by the name that it may have already."""
    browser = browser_of(request, sealing, username) or secrets.token_urlsafe(16)
    carried = sealing.carry(f"{_KIND}\n{username}\n{browser}")
    response.set_cookie(COOKIE, carried, max_age=_KEPT, secure=True, httponly=True, samesite="strict")
