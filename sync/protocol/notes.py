"""What one booth tells the others of its port at once: a crossing, by keyed digests and under its signature.

A note says who was seen when and whether refused, as HQ's digest of earlier crossings will say hours or
days later. Layout in docs/protocol.md, "The port's relay". Pure functions over bytes; whatever is no
note raises BadNote before it costs memory.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.ports import KeyRing
from sync.protocol import varint
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.plain import read_plain

NOTES: Final = "/v1/notes"
MAGIC: Final = b"MN\x01"
CONTEXT: Final = b"matapa port note 1\0"
LARGEST_NOTE: Final = 1024
MOST_DIGESTS: Final = 16
MOST_NOTES: Final = 50
"""Notes of one message; of the largest, they fit LARGEST_MESSAGE."""
EPOCH_SIZE: Final = 16

_PURPOSE: Final = b"matapa port note contents 1"
_SALT: Final = 16
_SIGNATURE: Final = 64
_PORT: Final = re.compile(rb"[A-Z]{2}[A-Z0-9]{3}")
_PADDED: Final = 128
"""The contents fill a multiple of this, so that their length says nothing of a traveller."""
_LAYOUT: Final = 1
_WAYS: Final = ("document", "person")
_NONCE: Final = bytes(12)
"""Each note has a key of its own, which seals nothing else."""


class BadNote(ValueError):
    """These bytes are no note, or not one of whom they name."""


@dataclass(frozen=True, slots=True)
class Note:
    """A crossing as the other booths of `port` may know it.

    `seq` is the row of the record at its station, `crossing` stands for the crossing (16 bytes, from which
    nobody can tell its id) and `version` counts its corrections: the highest holds. `day` is that of the
    crossing (UTC, yyyy-mm-dd), `digests` are (8 bytes, `document` or `person`) under the national key of
    digests.
    """

    station_number: int
    seq: int
    port: str
    crossing: bytes
    version: int
    day: str
    refused: bool
    digests: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class NoteHead:
    """What a note says openly, unproved; `size` are the bytes of this part."""

    content_key: int
    station_number: int
    seq: int
    port: str
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """Notes on their way between a booth and the relay: the relay's `epoch` (16 random bytes of its folder)
    and the `place` of the last of these notes in it (0 in what a booth tells). `news` counts what
    came from HQ for booths, files and receipts, since the relay was started."""

    epoch: bytes
    place: int
    notes: tuple[bytes, ...]
    news: int = 0


def write_note(note: Note, content_key: tuple[int, bytes], signing_key: bytes) -> bytes:
    """The note's bytes, sealed under the numbered national key, signed by the station's raw Ed25519 key."""
    head = b"".join((
        MAGIC, varint.write(content_key[0]), varint.write(note.station_number), varint.write(note.seq),
        note.port.encode("ascii"), secrets.token_bytes(_SALT),
    ))  # fmt: skip
    digests = [part for digest, way in note.digests for part in (digest, _WAYS.index(way))]
    plain = cbor2.dumps(
        [_LAYOUT, note.crossing, note.version, note.day, note.refused, digests], canonical=True
    )
    framed = len(plain).to_bytes(2, "big") + plain
    signed = head + _cipher(content_key[1], head).encrypt(
        _NONCE, framed + bytes(-len(framed) % _PADDED), head
    )
    return signed + Ed25519PrivateKey.from_private_bytes(signing_key).sign(CONTEXT + signed)


def read_note_head(data: bytes) -> NoteHead:
    """What a note says openly; raises BadNote."""
    if not data.startswith(MAGIC) or len(data) > LARGEST_NOTE:
        raise BadNote("not a note")
    try:
        key, place = varint.read(data, len(MAGIC))
        station, place = varint.read(data, place)
        seq, place = varint.read(data, place)
    except ValueError as error:
        raise BadNote("head") from error
    port, size = data[place : place + 5], place + 5 + _SALT
    if not (_PORT.fullmatch(port) and key and station and seq and len(data) >= size + _PADDED + _SIGNATURE):
        raise BadNote("head")
    return NoteHead(key, station, seq, port.decode("ascii"), size)


def verify_note(data: bytes, public_key: bytes) -> NoteHead:
    """The head of a note that the station of this raw Ed25519 key made; raises BadNote."""
    head = read_note_head(data)
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(data[-_SIGNATURE:], CONTEXT + data[:-_SIGNATURE])
    except (InvalidSignature, ValueError) as error:
        raise BadNote("signature") from error
    return head


def open_note(data: bytes, head: NoteHead, ring: KeyRing) -> Note:
    """The note of a head that was verified; raises BadNote, also when its key is not on the ring."""
    key = dict(ring.content_keys).get(head.content_key)
    if key is None:
        raise BadNote("key")
    open_part = data[: head.size]
    try:
        framed = _cipher(key, open_part).decrypt(_NONCE, data[head.size : -_SIGNATURE], open_part)
        size = int.from_bytes(framed[:2], "big")
        return _note(read_plain(framed[2 : 2 + size]), head)
    except (InvalidTag, ValueError, TypeError) as error:
        raise BadNote("contents") from error


def _cipher(content_key: bytes, head: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, sha256(head).digest(), _PURPOSE).derive(content_key))


def _note(items: Any, head: NoteHead) -> Note:
    layout, crossing, version, day, refused, digests = items
    if layout != _LAYOUT or type(crossing) is not bytes or len(crossing) != 16 or type(refused) is not bool:
        raise ValueError("not a note")
    if type(version) is not int or not 0 < version < 1 << 31 or date.fromisoformat(day).isoformat() != day:
        raise ValueError("version or day")
    if len(digests) % 2 or len(digests) > 2 * MOST_DIGESTS:
        raise ValueError("digests")
    pairs = tuple(zip(digests[::2], digests[1::2], strict=True))
    if not all(type(said) is bytes and len(said) == 8 and type(way) is int for said, way in pairs):
        raise ValueError("digests")
    if not all(0 <= way < len(_WAYS) for _, way in pairs):
        raise ValueError("way")
    said = tuple((digest, _WAYS[way]) for digest, way in pairs)
    return Note(head.station_number, head.seq, head.port, crossing, version, day, refused, said)


def write_told(told: Told) -> bytes:
    """The message that brings these notes."""
    return cbor2.dumps([_LAYOUT, told.epoch, told.place, list(told.notes), told.news], canonical=True)


def read_told(data: bytes) -> Told:
    """The notes of a message, unproved; raises BadNote."""
    try:
        if len(data) > LARGEST_MESSAGE:
            raise ValueError("too long")
        return _told(read_plain(data))
    except (ValueError, TypeError) as error:
        raise BadNote("message") from error


def _told(items: Any) -> Told:
    layout, epoch, place, notes, news = items
    if layout != _LAYOUT or type(epoch) is not bytes or len(epoch) != EPOCH_SIZE or type(notes) is not list:
        raise ValueError("not notes")
    if not all(type(number) is int and 0 <= number < 1 << 62 for number in (place, news)):
        raise ValueError("numbers")
    if len(notes) > MOST_NOTES:
        raise ValueError("too many")
    if not all(type(note) is bytes and len(note) <= LARGEST_NOTE for note in notes):
        raise ValueError("note")
    return Told(epoch, place, tuple(notes), news)


def hear_path(epoch: bytes, place: int, news: int, seconds: int) -> str:
    """Path of the notes after a place, or of word that HQ's news are no longer at this count; the relay
    may wait for either so many seconds. Without an epoch it is the news alone."""
    after = f"after={epoch.hex()}:{place}&" if epoch else ""
    return f"{NOTES}?{after}news={news}&wait={seconds}"


def newest_key(ring: KeyRing) -> tuple[int, bytes] | None:
    """Number and bytes of the newest national content key; None on an empty ring."""
    keys: Sequence[tuple[int, bytes]] = ring.content_keys
    return max(keys, default=None)
