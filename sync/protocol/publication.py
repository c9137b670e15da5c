"""A publication's file: what HQ says to stations, the same bytes on every road.

`MAGIC`, length of the head (2 bytes), the head (canonical CBOR), HQ's Ed25519 signature over
`CONTEXT` and head, then the sealed chunks of `sync.protocol.sealing`. The context keeps a receipt of
the same key from ever passing for a publication. Head: layout, stream, sequence, base, previous,
milliseconds, digest, size, count, [sequence, digest] besides or None, number of the content key (0: the
contents are sealed to one station), 16 random bytes, bytes of the sealed part; in layout 2 then
[port, station], one of them None: the stations that are meant.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

import cbor2
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.failure import FailureCode, WorldError
from sync.ports import EVERYBODY, Audience, Held, KeyRing, Publication
from sync.protocol.bounds import LARGEST_MESSAGE, LARGEST_PUBLICATION
from sync.protocol.plain import read_plain
from sync.protocol.sealing import (
    LENGTH,
    TAG,
    Seal,
    damaged,
    pack,
    read_sealed,
    station_private,
    station_public,
    unpack,
)

MAGIC: Final = b"MP\x01"
CONTEXT: Final = b"matapa publication 1\0"
LONGEST_HEAD: Final = 1024
"""Bytes of the beginning of a file that always suffice for `read_head`."""
KEYS: Final = "keys"
LATE: Final = "late"
USERS: Final = "users"
STATIONS: Final = "stations"
STREAM: Final = re.compile(r"[a-z]{1,16}/[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""How streams are called: what they hold, a stroke, which one."""

_LAYOUT, _LAYOUT_FOR_SOME = 1, 2
_RING_LAYOUT: Final = 1
_SIGNATURE: Final = 64
_BEFORE: Final = len(MAGIC) + 2
_FIRST: Final = bytes(32)
_LONGEST_PORT: Final = 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
_SEAL_GROWTH: Final = 32 + TAG


@dataclass(frozen=True, slots=True)
class Head:
    """A head whose signature was proved. `signed` are its bytes; the sealed part begins at byte `start`
    of the file and has `sealed_size` bytes; `content_key` is the number of its key, 0 for `keys`."""

    publication: Publication
    content_key: int
    sealed_size: int
    signed: bytes
    start: int

    @property
    def file_size(self) -> int:
        """Bytes of the whole file."""
        return self.start + self.sealed_size


@dataclass(frozen=True, slots=True)
class Hand:
    """With what HQ publishes: its raw Ed25519 receipt key, and number and bytes of the content key."""

    receipt_key: bytes = field(repr=False)
    content_key: tuple[int, bytes] = field(repr=False)


def write(draft: Publication, chunks: Iterable[bytes], hand: Hand, path: Path, level: int) -> Publication:
    """Write the file of these plain chunks (at least one); the publication with its digest and size.

    `draft` says the rest. The file is whole and durable before it has its name. Chunks are packed once
    (zstd `level`) into a nameless file beside it, since the head in front of them says how large they
    are. Raises ValueError for a chunk out of bounds.
    """
    digest, size, sealed_size, count = sha256(), 0, 0, 0
    with tempfile.TemporaryFile(dir=path.parent) as spool:
        for chunk in chunks:
            packed = pack(chunk, level)
            spool.write(len(packed).to_bytes(LENGTH, "big") + packed)
            digest.update(chunk)
            size, sealed_size, count = size + len(chunk), sealed_size + LENGTH + len(packed) + TAG, count + 1
        if not count or max(size, sealed_size) > LARGEST_PUBLICATION:
            raise ValueError("a publication has contents of a bounded size")
        publication = replace(draft, digest=digest.digest(), size=size)
        spool.seek(0)
        with _durable(path) as out:
            signed = _write_head(publication, hand.content_key[0], sealed_size, hand.receipt_key, out)
            seal = Seal(hand.content_key[1], signed)
            for turn in range(1, count + 1):
                packed = spool.read(int.from_bytes(spool.read(LENGTH), "big"))
                out.write(seal.close(packed, last=turn == count))
    return publication


def write_keys(
    draft: Publication, ring: KeyRing, station_key: bytes, receipt_key: bytes, path: Path
) -> Publication:
    """Write the keys sealed to the station of this raw Ed25519 public key, as durably as `write`.

    Raises ValueError for a key that no station has.
    """
    keys = [list(numbered) for numbered in ring.content_keys]
    said = [_RING_LAYOUT, keys, ring.document_key, *([ring.seal_key] if ring.seal_key else [])]
    plain = cbor2.dumps(said, canonical=True)
    public = station_public(station_key)
    publication = replace(draft, digest=sha256(plain).digest(), size=len(plain))
    with _durable(path) as out:
        signed = _write_head(publication, 0, len(plain) + _SEAL_GROWTH, receipt_key, out)
        out.write(_SUITE.encrypt(plain, public, info=CONTEXT + signed))
    return publication


@contextmanager
def _durable(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is whole and on disk."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    if os.name == "posix":  # there a name is durable only once its folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write_head(
    publication: Publication, key: int, sealed_size: int, receipt_key: bytes, out: BinaryIO
) -> bytes:
    besides, whom = publication.besides, publication.audience
    layout = _LAYOUT if whom == EVERYBODY else _LAYOUT_FOR_SOME
    head = cbor2.dumps(
        [
            layout, publication.stream, publication.sequence, publication.base, publication.previous,
            (publication.issued_at - _EPOCH) // _MILLISECOND, publication.digest, publication.size,
            publication.count, None if besides is None else [besides.sequence, besides.digest],
            key, secrets.token_bytes(16), sealed_size,
            *([] if whom == EVERYBODY else [[whom.port, whom.station]]),
        ],
        canonical=True,
    )  # fmt: skip
    signature = Ed25519PrivateKey.from_private_bytes(receipt_key).sign(CONTEXT + head)
    out.write(MAGIC + len(head).to_bytes(2, "big") + head + signature)
    return head


def read_head(data: bytes, hq_receipt_key: bytes) -> Head:
    """The head of a publication's file or of its beginning (LONGEST_HEAD bytes suffice).

    Raises WorldError(PUBLICATION_DAMAGED) for what is no publication, PUBLICATION_NOT_TRUSTED for one
    that the HQ of this raw Ed25519 public key did not sign.
    """
    size = int.from_bytes(data[len(MAGIC) : _BEFORE], "big")
    start = _BEFORE + size + _SIGNATURE
    if not data.startswith(MAGIC) or len(data) < min(start, LONGEST_HEAD) or start > LONGEST_HEAD:
        raise damaged("head")
    signed = data[_BEFORE : _BEFORE + size]
    try:
        key = Ed25519PublicKey.from_public_bytes(hq_receipt_key)
        key.verify(data[_BEFORE + size : start], CONTEXT + signed)
    except (InvalidSignature, ValueError) as error:
        raise WorldError(FailureCode.PUBLICATION_NOT_TRUSTED, "publication.signature") from error
    try:
        return _head(read_plain(signed), signed, start)
    except (ValueError, TypeError, OverflowError) as error:
        raise damaged("head") from error


def _head(items: Any, signed: bytes, start: int) -> Head:
    layout, *items = items
    if layout not in (_LAYOUT, _LAYOUT_FOR_SOME) or type(layout) is not int or not items:
        raise ValueError("not a head")
    audience = EVERYBODY if layout == _LAYOUT else _audience(*items.pop())
    stream, sequence, base, previous, issued, digest, size, count, besides, key, salt, sealed = items
    numbers = (sequence, base, issued, size, count, key, sealed)
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("not a head")
    twin = None if besides is None else Held(*besides)
    digests = (previous, digest, *(() if twin is None else (twin.digest,)))
    if not all(type(item) is bytes and len(item) == 32 for item in digests) or type(salt) is not bytes:
        raise ValueError("digest")
    if not STREAM.fullmatch(stream) or not base < sequence or max(size, sealed) > LARGEST_PUBLICATION:
        raise ValueError("stream")
    if twin is not None and not (type(twin.sequence) is int and 0 < twin.sequence < sequence):
        raise ValueError("besides")
    if (base == 0) != (previous == _FIRST):
        raise ValueError("previous")
    issued_at = _EPOCH + issued * _MILLISECOND
    publication = Publication(
        stream, sequence, base, previous, issued_at, digest, size, count, twin, audience
    )
    return Head(publication, key, sealed, signed, start)


def _audience(port: Any, station: Any) -> Audience:
    for_port = station is None and type(port) is str and 0 < len(port) <= _LONGEST_PORT
    for_station = port is None and type(station) is int and station > 0
    if not (for_port or for_station):
        raise ValueError("audience")
    return Audience(port, station)


def require_for(publication: Publication, station_number: int, port: str) -> None:
    """Raise WorldError(PUBLICATION_NOT_FOR_US) for another station's keys, and for another port's late hits,
    roster and stations, and for what names another station or port as those that are meant."""
    kind, _, whose = publication.stream.partition("/")
    ours = {KEYS: str(station_number), LATE: port, USERS: port, STATIONS: port}
    if ours.get(kind, whose) != whose or not publication.audience.has(station_number, port):
        raise WorldError(FailureCode.PUBLICATION_NOT_FOR_US, "publication", stream=publication.stream)


def require_next(publication: Publication, held: Held | None) -> None:
    """Raise WorldError(PUBLICATION_OLDER, PUBLICATION_GAP) unless it may follow what is held of its stream.

    A snapshot follows anything older; a delta only what it builds on.
    """
    if held is not None and publication.sequence <= held.sequence:
        code = FailureCode.PUBLICATION_OLDER
    elif follows(publication, held):
        return
    else:
        code = FailureCode.PUBLICATION_GAP
    on_board = 0 if held is None else held.sequence
    raise WorldError(
        code, "publication", stream=publication.stream, sequence=str(publication.sequence), held=str(on_board)
    )


def follows(publication: Publication, held: Held | None) -> bool:
    """Whether it is a snapshot, or a delta on what is held."""
    if publication.base == 0:
        return True
    return held in (Held(publication.base, publication.previous), publication.besides) and held is not None


def open_contents(file: BinaryIO, head: Head, ring: KeyRing | None) -> Iterator[bytes]:
    """The plain chunks, each proved before it is given; `file` stands at the sealed part.

    Raises WorldError(PUBLICATION_NO_KEY) at once, PUBLICATION_DAMAGED while chunks are taken.
    """
    known = {} if ring is None else dict(ring.content_keys)
    if head.content_key not in known:
        raise WorldError(FailureCode.PUBLICATION_NO_KEY, "publication", key=str(head.content_key))
    return _chunks(file, head, Seal(known[head.content_key], head.signed))


def _chunks(file: BinaryIO, head: Head, seal: Seal) -> Iterator[bytes]:
    digest, size = sha256(), 0
    for sealed, last in read_sealed(file):
        chunk = unpack(seal.open(sealed, last))
        digest.update(chunk)
        size += len(chunk)
        if size > head.publication.size:
            break
        yield chunk
    if size != head.publication.size or digest.digest() != head.publication.digest:
        raise damaged("digest")


def open_keys(file: BinaryIO, head: Head, signing_key: bytes) -> KeyRing:
    """The national keys, opened with the station's raw Ed25519 private key; `file` stands at the sealed part.

    Raises WorldError(PUBLICATION_NOT_FOR_US) when they are sealed to another station, else
    PUBLICATION_DAMAGED.
    """
    if head.content_key or head.sealed_size > LARGEST_MESSAGE:
        raise damaged("keys")
    try:
        sealed = file.read(head.sealed_size)
        plain = _SUITE.decrypt(sealed, station_private(signing_key), info=CONTEXT + head.signed)
    except (InvalidTag, ValueError) as error:
        raise WorldError(FailureCode.PUBLICATION_NOT_FOR_US, "publication.keys") from error
    try:
        if sha256(plain).digest() != head.publication.digest:
            raise ValueError("digest")
        return _ring(read_plain(plain))
    except (ValueError, TypeError) as error:
        raise damaged("keys") from error


def _ring(items: Any) -> KeyRing:
    layout, keys, document_key, *seals = items
    numbered = tuple((number, key) for number, key in keys)
    known = [document_key, *seals, *(key for _, key in numbered)]
    if layout != _RING_LAYOUT or not all(type(key) is bytes and len(key) == 32 for key in known):
        raise ValueError("not keys")
    if not all(type(number) is int and number > 0 for number, _ in numbered):
        raise ValueError("not keys")
    if len(seals) > 1:
        raise ValueError("not keys")
    return KeyRing(numbered, document_key, *seals)


def head_of(path: Path, hq_receipt_key: bytes) -> Head:
    """The head of a file; raises as `read_head`, and WorldError(PUBLICATION_DAMAGED) for a wrong length."""
    with path.open("rb") as file:
        head = read_head(file.read(LONGEST_HEAD), hq_receipt_key)
    if path.stat().st_size != head.file_size:
        raise damaged("length")
    return head
