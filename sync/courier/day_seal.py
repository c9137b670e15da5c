"""Seal daily logs by age (age-encryption.org/v1) to X25519 recipients, and open them, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import pyrage

from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode, WorldError

MOST_RECIPIENTS: Final = 16
LONGEST_NAME: Final = 40

_PIECE: Final = 64 << 10
_OVERHEAD: Final = 16
"""Bytes that age adds to each 64 KiB."""
_HEAD: Final = 1 << 10
_STANZA: Final = 256
"""More than the lines of the header take for each recipient."""
_LINES: Final = 64
_LONGEST_LINE: Final = 200
_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9 .,'()-]{{0,{LONGEST_NAME - 1}}}")

Write: TypeAlias = Callable[[bytes], None]


def require_policy(policy: ExportPolicy) -> None:
    """Raise WorldError(FIELD_INVALID) for a policy that names a recipient that age does not know."""
    recipients: Sequence[Sequence[str]] = policy.recipients
    names = [one[0] for one in recipients if len(one) == 2]
    if len(recipients) > MOST_RECIPIENTS or len(set(names)) != len(recipients):
        raise _invalid("recipients")
    if not all(map(_NAME.fullmatch, names)):
        raise _invalid("name")
    if len({to for _, to in recipients}) != len(recipients):
        raise _invalid("recipient")
    for _, to in recipients:
        read_recipient(to)


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """The recipient of an `age1...` text (Bech32, BIP 173); raises WorldError(FIELD_INVALID)."""
    try:
        found = pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise _invalid("recipient") from error
    if str(found) != text:
        raise _invalid("recipient")
    return found


def read_identities(text: str) -> list[pyrage.x25519.Identity]:
    """The identities of a text as age-keygen writes it; raises WorldError(DAY_SEALED) for none."""
    lines = [line.strip() for line in text[: _LINES * _LONGEST_LINE].splitlines()[:_LINES]]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except pyrage.IdentityError as error:
        raise WorldError(FailureCode.DAY_SEALED, "day.identity", reason="not_an_identity") from error
    if not found:
        raise WorldError(FailureCode.DAY_SEALED, "day.identity", reason="no_identity")
    return found


def sealed_size(size: int, recipients: int) -> int:
    """No fewer bytes than so many have once they are sealed."""
    return size + _OVERHEAD * (size // _PIECE + 1) + _HEAD + _STANZA * recipients


def seal(pieces: Iterable[bytes], recipients: Sequence[str], write: Write) -> None:
    """Seal what comes in pieces; raises WorldError(FIELD_INVALID) and what `pieces` and `write` raise."""
    to = [read_recipient(one) for one in recipients]
    ends = _Ends(iter(pieces), write)
    try:
        pyrage.encrypt_io(ends, ends, to)
    except (pyrage.EncryptError, OSError) as error:
        if ends.failed is not None:
            raise ends.failed from error
        raise


def unseal(pieces: Iterable[bytes], identities: Sequence[pyrage.x25519.Identity], write: Write) -> None:
    """Open what comes in pieces; raises WorldError(DAY_SEALED, DAY_DAMAGED) and what the two raise.

    What was written by then is whole only if this returns.
    """
    ends = _Ends(iter(pieces), write)
    try:
        pyrage.decrypt_io(ends, ends, list(identities))
    except (pyrage.DecryptError, OSError) as error:
        if ends.failed is not None:
            raise ends.failed from error
        no_key = "No matching keys" in str(error)
        code = FailureCode.DAY_SEALED if no_key else FailureCode.DAY_DAMAGED
        raise WorldError(code, "day.seal") from error


class _Ends:
    """Both ends as age asks for them; keeps what failed on this side, which age says in its own words."""

    def __init__(self, pieces: Iterator[bytes], write: Write) -> None:
        self._pieces, self._write = pieces, write
        self._waiting = memoryview(b"")
        self.failed: BaseException | None = None

    def read(self, most: int = -1) -> bytes:
        try:
            while not self._waiting:
                self._waiting = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.failed = error
            raise
        got = bytes(self._waiting[:most] if most >= 0 else self._waiting)
        self._waiting = self._waiting[len(got) :]
        return got

    def write(self, data: bytes) -> int:
        try:
            self._write(bytes(data))
        except BaseException as error:
            self.failed = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


def _invalid(field: str) -> WorldError:
    return WorldError(FailureCode.FIELD_INVALID, "export.policy", field=field)
