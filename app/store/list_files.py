"""The files of the lists' indexes in the station's folder: sealed where they say something of people.

A sealed file is a magic, a salt and chunks in AES-256-GCM, each bound to its place and to whether it is
the last, so that a file cut short or put together anew does not open. The key of each file is in the
store. Files of document digests are as they are: without the key of the digests they tell nothing.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.screening.lists import ListKind
from app.store.files import make_private_folder, write_whole

_log = logging.getLogger(__name__)

_MAGIC = b"MTPASEG1"
_SALT = 16
_CHUNK = 1 << 20
_TAG = 16
_ENDINGS = {ListKind.PEOPLE: "people", ListKind.DOCUMENTS: "documents"}


class ListFiles:
    """The folder of one station's list files: one file per load that made an index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def incoming(self) -> Path:
        """Where HQ's publications rest, sealed, while they come in."""
        return self._folder.with_name("incoming")

    def path(self, kind: ListKind, load: int) -> Path:
        """Where the index of a load lies."""
        return self._folder / f"{load}.{_ENDINGS[kind]}"

    def make_folder(self) -> None:
        """Make the folder, private to this account."""
        make_private_folder(self._folder)

    def seal(self, load: int, secret: bytes, segment: bytes) -> None:
        """Write an index of people under its key: whole, or not at all.

        Raises WorldError(STORE_FULL).
        """
        self.make_folder()
        write_whole(self.path(ListKind.PEOPLE, load), b"".join(_sealed(secret, segment)))

    def unseal(self, load: int, secret: bytes) -> bytearray:
        """The index of people as it was sealed; ValueError for anything else, OSError when it is away."""
        return _unsealed(secret, self.path(ListKind.PEOPLE, load).read_bytes())

    def keep_only(self, loads: Iterable[int]) -> None:
        """Delete every file of another load: what a killed process or an earlier version left.

        A file that somebody still reads (on Windows) stays for the next time.
        """
        kept = {str(load) for load in loads}
        for path in self._present():
            if path.name.partition(".")[0] not in kept:
                with suppress(OSError):
                    path.unlink()

    def delete(self, load: int) -> None:
        """Delete the files of one load, finished or not."""
        for ending in _ENDINGS.values():
            for path in self._folder.glob(f"{load}.{ending}*"):
                with suppress(OSError):
                    path.unlink()

    def _present(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.is_file()]
        except FileNotFoundError:
            return []
        except OSError:
            _log.warning("the folder of lists cannot be read")
            return []


def _sealed(secret: bytes, plain: bytes) -> Iterator[bytes]:
    salt = secrets.token_bytes(_SALT)
    yield _MAGIC + salt
    cipher, view = _cipher(secret, salt), memoryview(plain)
    places = range(0, max(len(view), 1), _CHUNK)
    for at in places:
        yield cipher.encrypt(_nonce(at, at == places[-1]), view[at : at + _CHUNK], _MAGIC)


def _unsealed(secret: bytes, data: bytes) -> bytearray:
    start = len(_MAGIC) + _SALT
    if data[: len(_MAGIC)] != _MAGIC or len(data) < start + _TAG:
        raise ValueError("no sealed index")
    cipher, view = _cipher(secret, data[len(_MAGIC) : start]), memoryview(data)[start:]
    places = range(0, len(view), _CHUNK + _TAG)
    plain = bytearray()
    for number, at in enumerate(places):
        nonce = _nonce(number * _CHUNK, at == places[-1])
        try:
            plain += cipher.decrypt(nonce, view[at : at + _CHUNK + _TAG], _MAGIC)
        except InvalidTag as error:
            raise ValueError("a damaged index") from error
    return plain


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    # A key per writing, so that counting nonces is safe even where an index is sealed anew.
    return AESGCM(hashlib.blake2b(salt, digest_size=32, key=secret, person=b"matapa.list").digest())


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11) + bytes([last])
