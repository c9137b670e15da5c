"""Seal the chunks of a publication with a national key, and the keys themselves to one station.

Each chunk is packed (zstd; ascending 8-byte digests as their differences), then sealed with
AES-256-GCM (NIST SP 800-38D) under a key of this file alone: HKDF-SHA256 (RFC 5869) of the content key
and the file's head. The nonce counts the chunks and marks the last one, so that nothing can be left
out, swapped, or cut off unnoticed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import sha256, sha512
from itertools import accumulate, pairwise
from typing import BinaryIO, Final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_CHUNK

TAG: Final = 16
LENGTH: Final = 4
"""Bytes before each sealed chunk: its length, in the highest bit whether it is the last."""

_PURPOSE: Final = b"matapa publication contents 1"
_LARGEST_PACKED: Final = LARGEST_CHUNK + 4096
_WINDOW: Final = 1 << 21
_LAST: Final = 1 << 31
_ZSTD, _DIGESTS = 1, 2
_DIGEST: Final = 8
_MOST_BEFORE_DIGESTS: Final = 16
_PRIME: Final = 2**255 - 19


class Seal:
    """Seals and opens the chunks of one file, in order. `head` are its signed bytes."""

    def __init__(self, content_key: bytes, head: bytes) -> None:
        self._head = sha256(head).digest()
        derived = HKDF(hashes.SHA256(), 32, self._head, _PURPOSE).derive(content_key)
        self._cipher = AESGCM(derived)
        self._turn = 0

    def close(self, packed: bytes, last: bool) -> bytes:
        """The next chunk as it stands in the file, with its length before it."""
        sealed = self._cipher.encrypt(self._nonce(last), packed, self._head)
        return (len(sealed) | (_LAST if last else 0)).to_bytes(LENGTH, "big") + sealed

    def open(self, sealed: bytes, last: bool) -> bytes:
        """The next packed chunk; raises WorldError(PUBLICATION_DAMAGED)."""
        try:
            return self._cipher.decrypt(self._nonce(last), sealed, self._head)
        except InvalidTag as error:
            raise damaged("chunk") from error

    def _nonce(self, last: bool) -> bytes:
        nonce = self._turn.to_bytes(11, "big") + bytes((last,))
        self._turn += 1
        return nonce


def read_sealed(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The sealed chunks of a file and whether each is the last; raises WorldError(PUBLICATION_DAMAGED)
    before it takes in a chunk that nobody writes."""
    last = False
    while not last:
        length = int.from_bytes(file.read(LENGTH), "big")
        last, size = bool(length & _LAST), length & ~_LAST
        sealed = file.read(size) if TAG < size <= _LARGEST_PACKED + TAG else b""
        if not sealed or len(sealed) != size:
            raise damaged("length")
        yield sealed, last
    if file.read(1):
        raise damaged("length")


def pack(chunk: bytes, level: int) -> bytes:
    """A plain chunk made small; raises ValueError for one larger than LARGEST_CHUNK."""
    if not 0 < len(chunk) <= LARGEST_CHUNK:
        raise ValueError("a chunk has a bounded size")
    writer = zstandard.ZstdCompressor(level=level, write_content_size=False, write_checksum=False)
    before = _before_digests(chunk)
    if before is None:
        return bytes((_ZSTD,)) + writer.compress(chunk)
    return bytes((_DIGESTS, before)) + writer.compress(chunk[:before] + _planes(chunk[before:]))


def unpack(packed: bytes) -> bytes:
    """The plain chunk again; raises WorldError(PUBLICATION_DAMAGED), also above LARGEST_CHUNK."""
    if packed[:1] == bytes((_ZSTD,)):
        return _inflate(packed[1:])
    if packed[:1] != bytes((_DIGESTS,)) or len(packed) < 2:
        raise damaged("packing")
    laid, before = _inflate(packed[2:]), packed[1]
    if (len(laid) - before) % _DIGEST or before > min(len(laid), _MOST_BEFORE_DIGESTS):
        raise damaged("packing")
    return laid[:before] + _joined(laid[before:])


def _inflate(frame: bytes) -> bytes:
    try:
        if zstandard.get_frame_parameters(frame).content_size not in (0, zstandard.CONTENTSIZE_UNKNOWN):
            raise damaged("frame")
        reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        return reader.decompress(frame, max_output_size=LARGEST_CHUNK, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise damaged("frame") from error


def _before_digests(chunk: bytes) -> int | None:
    """Bytes before the ascending digests of which the rest of the chunk consists; None if it does not."""
    for before in range(len(chunk) % _DIGEST, _MOST_BEFORE_DIGESTS, _DIGEST):
        numbers = _numbers(chunk[before:])
        if len(numbers) > 1 and all(a <= b for a, b in pairwise(numbers)):
            return before
    return None


def _numbers(digests: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(digests) // _DIGEST}Q", digests)


def _planes(digests: bytes) -> bytes:
    """Each digest less the one before it, laid out byte place by byte place: the high ones are all alike."""
    numbers = _numbers(digests)
    gaps = struct.pack(f">{len(numbers)}Q", numbers[0], *(b - a for a, b in pairwise(numbers)))
    return b"".join(gaps[place::_DIGEST] for place in range(_DIGEST))


def _joined(planes: bytes) -> bytes:
    count = len(planes) // _DIGEST
    gaps = bytearray(len(planes))
    for place in range(_DIGEST):
        gaps[place::_DIGEST] = planes[place * count : (place + 1) * count]
    numbers = list(accumulate(_numbers(bytes(gaps))))
    if numbers and numbers[-1] >= 1 << 64:
        raise damaged("packing")
    return struct.pack(f">{count}Q", *numbers)


def station_private(signing_key: bytes) -> X25519PrivateKey:
    """The X25519 key of a station by its raw Ed25519 private key (RFC 8032, 5.1.5: the hashed seed)."""
    return X25519PrivateKey.from_private_bytes(sha512(signing_key).digest()[:32])


def station_public(verify_key: bytes) -> X25519PublicKey:
    """The X25519 key of a station by its raw Ed25519 public key (RFC 7748, 4.1: u = (1+y)/(1-y)).

    Raises ValueError for a point that has no such key.
    """
    y = int.from_bytes(verify_key, "little") & ((1 << 255) - 1)
    if y in (0, 1, _PRIME - 1) or y >= _PRIME:
        raise ValueError("not the key of a station")
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def damaged(where: str) -> WorldError:
    """PUBLICATION_DAMAGED: bytes that are not what HQ signed."""
    return WorldError(FailureCode.PUBLICATION_DAMAGED, f"publication.{where}")
