"""Keep the national keys: content keys by number, and the key of the digests of document numbers.

Made when HQ is founded, or at first use in a home that is older than lists.
"""

from __future__ import annotations

import os
import re
import secrets
from hashlib import sha256
from pathlib import Path

from sync.hq.home import HqHome, write_private
from sync.hq.keys import load_keys, read_key
from sync.ports import KeyRing

_CONTENT = "content-{}.key"
_NUMBERED = re.compile(r"content-([1-9][0-9]{0,6})\.key")
_DOCUMENTS = "document.key"
_KEY = 32


def load_ring(home: HqHome) -> KeyRing:
    """Every national key, content keys by number, and what batches are sealed to now.

    Raises HqError(KEYS_MISSING) for a damaged one.
    """
    if not _numbers(home):
        _found(home.keys / _CONTENT.format(1))
    _found(home.keys / _DOCUMENTS)
    numbered = tuple((number, read_key(home.keys / _CONTENT.format(number))) for number in _numbers(home))
    return KeyRing(numbered, read_key(home.keys / _DOCUMENTS), load_keys(home).seal_public)


def add_content_key(home: HqHome) -> int:
    """Make the content key of all publications to come; its number. Older ones stay, to read older files."""
    number = load_ring(home).content_keys[-1][0] + 1
    _found(home.keys / _CONTENT.format(number))
    return number


def ring_digest(ring: KeyRing, station_key: bytes) -> bytes:
    """By what HQ knows which keys it has sealed to which key of a station."""
    said = b"".join(number.to_bytes(4, "big") + key for number, key in ring.content_keys)
    return sha256(station_key + ring.document_key + said + ring.seal_key).digest()


def _numbers(home: HqHome) -> list[int]:
    names = (_NUMBERED.fullmatch(path.name) for path in home.keys.glob(_CONTENT.format("*")))
    return sorted(int(name[1]) for name in names if name)


def _found(path: Path) -> None:
    """Make a key that is not there; of two who do it at once, the first one's stays."""
    if path.exists():
        return
    mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_private(mine, secrets.token_bytes(_KEY))
    try:
        os.link(mine, path)
    except FileExistsError:
        return
    finally:
        mine.unlink()
