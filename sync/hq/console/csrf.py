"""Tell a form that this console made from one that another site made: token, Origin, Sec-Fetch-Site."""

from __future__ import annotations

import hmac
from hashlib import sha256

from starlette.requests import Request

FIELD = "csrf"
"""Name of the hidden field that every form has."""


def token_for(secret: str) -> str:
    """The forms' token of whoever holds this cookie; it cannot be turned back into the cookie."""
    return hmac.new(secret.encode(), b"matapa console form", sha256).hexdigest()


def is_ours(secret: str, given: str) -> bool:
    """Whether a form's token belongs to the cookie that came with it."""
    return bool(secret) and hmac.compare_digest(token_for(secret).encode(), given.encode())


def comes_from_here(request: Request) -> bool:
    """Whether the browser says that this POST was made by a page of the console itself.

    Browsers say it by `Sec-Fetch-Site` (Fetch Metadata, W3C) and `Origin` (RFC 6454); one of them must be
    there, and none may speak against it.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is None and origin is None:
        return False
    right = f"https://{request.headers.get('host', '')}"
    return site in (None, "same-origin") and origin in (None, right)
