"""Seal a stream of any length into a file, chunk by chunk, and open it again: backups and copies of keys.

`MK` 01, 16 random bytes, then chunks: length (4 bytes, highest bit set on the last), AES-256-GCM. The key is
HKDF-SHA256 of the secret with the random bytes as salt; the nonce counts chunks and says which is the last.
What is sealed was compressed by zstd. A chunk is proved before any of it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.hq.failure import HqCode, HqError

CHUNK: Final = 1 << 20
_MAGIC: Final = b"MK\x01"
_SALT: Final = 16
_LENGTH: Final = 4
_LAST: Final = 1 << 31
_TAG: Final = 16
_INFO: Final = b"matapa sealed backup 1"
_LEVEL: Final = 3


def seal(parts: Iterable[bytes], secret: bytes, out: BinaryIO) -> int:
    """Compress and seal these bytes into a file; how many it has."""
    salt = os.urandom(_SALT)
    out.write(_MAGIC + salt)
    cipher, size, number = _cipher(secret, salt), len(_MAGIC) + _SALT, 0
    waiting = b""
    for chunk in _chunks(_compressed(parts)):
        if waiting:
            size += _write(out, cipher, number, waiting, last=False)
            number += 1
        waiting = chunk
    return size + _write(out, cipher, number, waiting, last=True)


def opened(file: BinaryIO, secret: bytes) -> Iterator[bytes]:
    """The plain bytes; raises HqError(BACKUP_FAILED) for another key, or what was cut or altered."""
    start = file.read(len(_MAGIC) + _SALT)
    if not start.startswith(_MAGIC) or len(start) < len(_MAGIC) + _SALT:
        raise _damaged("it is no sealed backup")
    reader = zstandard.ZstdDecompressor().decompressobj()
    for chunk in _proved(file, _cipher(secret, start[len(_MAGIC) :])):
        try:
            plain = reader.decompress(chunk)
        except zstandard.ZstdError as error:
            raise _damaged("its contents are no zstd") from error
        if plain:
            yield plain


def _proved(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        head = int.from_bytes(file.read(_LENGTH), "big")
        last, length = bool(head & _LAST), head & ~_LAST
        if not _TAG <= length <= CHUNK + _TAG:
            raise _damaged("it is cut or altered")
        sealed = file.read(length)
        if len(sealed) < length:
            raise _damaged("it is cut")
        try:
            yield cipher.decrypt(_nonce(number, last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise _damaged("the key is another, or it is cut or altered") from error
        number += 1
    if file.read(1):
        raise _damaged("something follows it")


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    writer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for part in parts:
        if out := writer.compress(part):
            yield out
    yield writer.flush()


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    yield bytes(waiting)


def _write(out: BinaryIO, cipher: AESGCM, number: int, chunk: bytes, last: bool) -> int:
    sealed = cipher.encrypt(_nonce(number, last), chunk, None)
    out.write((len(sealed) | (_LAST if last else 0)).to_bytes(_LENGTH, "big") + sealed)
    return _LENGTH + len(sealed)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, _INFO).derive(secret))


def _damaged(why: str) -> HqError:
    return HqError(HqCode.BACKUP_FAILED, reason=why)


def write_durably(path: Path, parts: Iterable[bytes], secret: bytes) -> int:
    """A sealed file that has its name when it is whole and on disk; its size."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            size = seal(parts, secret, out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _damaged(f"{path}: {error.strerror}") from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size
