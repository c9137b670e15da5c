"""Judge and keep the console's passwords: Argon2id (RFC 9106), and the rules of NIST SP 800-63B.

Length counts, mixtures of signs are not asked for, nothing has to be changed by the calendar.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST: Final = 12
LONGEST: Final = 128
_MEMORY_KIB: Final = 32 * 1024
_PASSES: Final = 3
_LANES: Final = 1
_SALT: Final = 16
_LENGTH: Final = 32
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of first passwords: nothing that looks like something else."""
_NO_LETTER: Final = re.compile(r"[\W\d_]")
_LEET: Final = str.maketrans("01345$@", "oleassa")


def kept(password: str) -> str:
    """The password as the database keeps it: PHC notation with salt and cost. Takes about 0.1 s, 32 MiB."""
    return _argon2(secrets.token_bytes(_SALT)).derive_phc_encoded(_normal(password))


def matches(password: str, phc: str) -> bool:
    """Whether this is the password that was kept so; as costly as `kept`."""
    if len(password) > LONGEST:
        return False
    try:
        Argon2id.verify_phc_encoded(_normal(password), phc)
    except InvalidKey:
        return False
    return True


@cache
def nobodys() -> str:
    """A kept password that none matches: what is weighed for a name that nobody has."""
    return kept(secrets.token_hex(32))


def is_outdated(phc: str) -> bool:
    """Whether it was kept at another cost than today's."""
    return f"$m={_MEMORY_KIB},t={_PASSES},p={_LANES}$" not in phc


def first_password() -> str:
    """A password by chance for the first sign-in: 80 bits, in groups that can be read out."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def fault(password: str, username: str) -> str | None:
    """What is wrong with a password that `username` wants, as a sentence; None for a good one."""
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more. A few words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    plain = unicodedata.normalize("NFKC", password).casefold()
    if username and username.casefold() in plain:
        return "Leave your username out of the password."
    if len(set(plain)) < 5 or _is_run(plain) or _is_common(plain):
        return "This password is among those that are guessed first. Choose another."
    return None


def _is_common(plain: str) -> bool:
    """Whether it is a common word with digits and signs around or in it, perhaps several times over."""
    return any(_once(_NO_LETTER.sub("", text)) in _common() for text in (plain, plain.translate(_LEET)))


def _once(text: str) -> str:
    """The piece of which a text is made by repeating."""
    return text[: (text + text).find(text, 1)]


@cache
def _common() -> frozenset[str]:
    """Cores of passwords that are guessed first."""
    listed = (files("sync.hq.console") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(listed.split())


def _is_run(plain: str) -> bool:
    """Whether each character follows the one before, up or down: 123456789012, abcdefghijkl."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(plain)}
    return steps in ({1}, {9})


def _argon2(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=_LENGTH, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
