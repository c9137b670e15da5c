"""Show pages light or dark: as the browser's system is, or as the reader has chosen."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

COOKIE: Final = "__Host-matapa-look"
LOOKS: Final = ("system", "light", "dark")
_YEAR: Final = 365 * 24 * 3600


def look_of(request: Request) -> str:
    """The look that this browser's reader has chosen; `system` without a choice."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LOOKS else "system"


def keep_look(response: Response, look: str) -> None:
    """Let the browser remember the choice; anything else than a look counts as `system`."""
    kept = look if look in LOOKS else "system"
    response.set_cookie(COOKIE, kept, max_age=_YEAR, secure=True, httponly=True, samesite="strict")
