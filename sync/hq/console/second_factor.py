"""Prove possession: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for a lost one."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import pyotp
import segno
from markupsafe import Markup

STEP: Final = 30
"""Seconds for which a code is shown."""
_DRIFT: Final = (0, -1, 1)
"""A phone may be one step ahead of HQ, or its owner one behind (RFC 6238, section 5.2)."""
RECOVERY_CODES: Final = 8
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SIGNS: Final = 24
"""Of a recovery code: 120 bits, so that a plain digest keeps it well (OWASP ASVS 5.0, 6.5.2)."""
_CODE: Final = re.compile(r"[0-9]{6}")


def new_key() -> str:
    """The key of an authenticator, 160 bits in Base32, as RFC 4226, section 4, wants it."""
    return pyotp.random_base32()


def matching_step(key: str, code: str, moment: datetime, after: int) -> int | None:
    """The time step of which this is the code, if it is later than `after`: each is good once.

    None for a wrong, an old or a used code. An `after` that is still to come is of a clock that was wrong
    when a code was used, and forbids nothing: its owner would be shut out until then.
    """
    if not is_code(code):
        return None
    shown = pyotp.TOTP(key, interval=STEP)
    found = None
    if after > int(moment.timestamp()) // STEP + 1:
        after = 0
    for drift in _DRIFT:
        there = moment + timedelta(seconds=STEP * drift)
        step = int(there.timestamp()) // STEP
        if hmac.compare_digest(shown.at(there), code) and step > after:
            found = step
    return found


def is_code(code: str) -> bool:
    """Whether it has the form of an authenticator's code."""
    return _CODE.fullmatch(code) is not None


def uri(key: str, username: str, hq: str) -> str:
    """The key as authenticators read it from a QR code (Key URI Format)."""
    return pyotp.TOTP(key, interval=STEP).provisioning_uri(name=username, issuer_name=hq)


def picture(text: str) -> Markup:
    """A QR code of `text` as an SVG element, black on white in every look."""
    made = segno.make(text, error="m", micro=False)
    return Markup(made.svg_inline(border=4, dark="#000000", light="#ffffff", omitsize=True))  # noqa: S704  # ours


def grouped(key: str) -> str:
    """A key in groups of four, for typing."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def recovery_codes() -> list[str]:
    """New recovery codes, in groups of six."""
    signs = ["".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS)) for _ in range(RECOVERY_CODES)]
    return ["-".join(one[at : at + 6] for at in range(0, _SIGNS, 6)) for one in signs]


def recovery_digest(username: str, code: str) -> bytes:
    """How a recovery code is kept and found; groups, spaces and case are as one likes."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return sha256(f"matapa recovery\0{username}\0{plain}".encode()).digest()
