"""Which passwords a station accepts: length first, then nothing that is guessed in minutes."""

from __future__ import annotations

import unicodedata

from app.domain.failure import FailureCode, WorldError

SHORTEST = 10
LONGEST = 256
_FEWEST_DIFFERENT = 5

_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
# Words that people put a year or a sign behind; checked after that has been taken off.
_TRIVIAL = frozenset({
    "admin", "administrator", "airport", "arsenal", "autumn", "baseball", "batman", "border",
    "bordercontrol", "changeme", "charlie", "chelsea", "computer", "correcthorsebatterystaple",
    "customs", "default", "dragon", "football", "friday", "frontier", "ginger", "guest", "hello",
    "helloworld", "hunter", "iloveyou", "immigration", "internet", "jordan", "killer", "letmein",
    "liverpool", "login", "master", "matapa", "michael", "monday", "monkey", "motdepasse", "officer",
    "passport", "passports", "password", "passwort", "pepper", "princess", "root", "seaport", "secret",
    "shadow", "spring", "starwars", "summer", "sunshine", "superman", "supervisor", "technician",
    "temp", "temporary", "test", "testing", "thomas", "trustno", "user", "welcome", "whatever", "winter",
})  # fmt: skip
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_ORNAMENT = "0123456789 !?.,;:-_#*+@$%&/()[]{}=~^'\"\\|<>"


def check_password(password: str, username: str) -> None:
    """Accept a new password or raise WorldError(PASSWORD_TOO_WEAK, rule=...).

    Rules: `short`, `long`, `username`, `repetitive`, `sequence`, `common` (after NIST SP 800-63B,
    5.1.1.2: length and a list of what is commonly chosen, no composition rules).
    """
    rule = _broken_rule(unicodedata.normalize("NFKC", password), username.casefold())
    if rule:
        raise WorldError(FailureCode.PASSWORD_TOO_WEAK, "store.password", rule=rule, shortest=str(SHORTEST))


def _broken_rule(password: str, username: str) -> str:
    folded = password.casefold()
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    bare = folded.strip(_ORNAMENT)
    if username and (bare == username or folded.replace(username, "").strip(_ORNAMENT) == ""):
        return "username"
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return "repetitive"
    if any(_runs_along(folded, row) or _runs_along(folded, row[::-1]) for row in _ROWS):
        return "sequence"
    return "common" if _is_trivial(folded) else ""


def _runs_along(text: str, row: str) -> bool:
    """Whether the whole text, but for one or two characters at its ends, is one run along a row."""
    ends = ((start, len(text) - stop) for start in range(3) for stop in range(3 - start))
    return any(text[start:stop] in row for start, stop in ends)


def _is_trivial(folded: str) -> bool:
    bare = folded.strip(_ORNAMENT)
    stems = {bare, bare.translate(_LEET), folded.translate(_LEET).strip(_ORNAMENT)}
    stems |= {stem[: len(stem) // 2] for stem in stems if stem[: len(stem) // 2] * 2 == stem}
    return bool(stems & _TRIVIAL)
