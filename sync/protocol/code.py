"""The one-time code of enrolment: what HQ's administrator reads out and a technician types at the booth.

It carries a secret (80 bits) that proves the station to HQ, and the beginning of the fingerprint of
HQ's certification authority (80 bits of SHA-256 over its DER) that proves HQ to the station, so
that the first contact needs no trust in the network. Seven groups of five letters of Crockford's
base 32, the last three letters a checksum: a slip of the finger is found before anything is sent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from app.domain.failure import FailureCode, WorldError

SECRET_SIZE: Final = 10
FINGERPRINT_SIZE: Final = 10

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011", "- ")
_GROUP: Final = 5
_CODE_LETTERS: Final = 35
_CHECK_BITS: Final = 15


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code taken apart."""

    secret: bytes = field(repr=False)
    ca_fingerprint: bytes

    def __str__(self) -> str:
        """The code as it is read out: `XXXXX-XXXXX-...`."""
        said = self.secret + self.ca_fingerprint
        number = int.from_bytes(said, "big") << _CHECK_BITS | _check(said)
        letters = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_CODE_LETTERS)))
        return "-".join(letters[start : start + _GROUP] for start in range(0, _CODE_LETTERS, _GROUP))


def fingerprint(ca_der: bytes) -> bytes:
    """The part of a certification authority's fingerprint that a code carries."""
    return sha256(ca_der).digest()[:FINGERPRINT_SIZE]


def same(first: bytes, second: bytes) -> bool:
    """Whether two secrets or fingerprints are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(first, second)


def read_code(text: str) -> OneTimeCode:
    """Take a typed code apart; case, spaces and hyphens do not matter, O reads as 0, I and L as 1.

    Raises WorldError(ENROLMENT_CODE_WRONG) for anything that no HQ has made.
    """
    letters = text.strip().upper().translate(_READ_AS)
    if len(letters) != _CODE_LETTERS or any(letter not in _LETTERS for letter in letters):
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "code")
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    said = (number >> _CHECK_BITS).to_bytes(SECRET_SIZE + FINGERPRINT_SIZE, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check(said):
        raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "code")
    return OneTimeCode(said[:SECRET_SIZE], said[SECRET_SIZE:])


def _check(said: bytes) -> int:
    return int.from_bytes(sha256(b"matapa enrolment code" + said).digest()[:2], "big") >> 1
