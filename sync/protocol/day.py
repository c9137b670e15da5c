"""The signed manifest of a daily log: canonical JSON that anybody can read, and prove with openssl alone.

`manifest.json` is JSON with sorted keys, no spaces and no characters beyond ASCII; `manifest.sig` the 64
bytes of an Ed25519 signature (RFC 8032) over those bytes by the station's key, without any context, so that
`openssl pkeyutl -verify -rawin` checks it. It names every other file of the log by size and SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.day import (
    DayCounts,
    DayHead,
    LogKind,
    OpenCount,
    OpenItem,
    Reconciliation,
)
from app.domain.failure import FailureCode, WorldError

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
LAYOUT: Final = 1
FORMAT: Final = "matapa-day"
LARGEST_MANIFEST: Final = 256 << 10
MOST_FILES: Final = 64
MOST_NAMES: Final = 50
LONGEST_TEXT: Final = 1_000
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}")
"""A file's name that every file system takes, and no folder."""


@dataclass(frozen=True, slots=True)
class DayFile:
    """One file of a log: name (no folder), bytes, SHA-256."""

    name: str
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class DayManifest:
    """What is signed. `records` rows of the log are in its file of records."""

    head: DayHead
    counts: DayCounts
    reconciliation: Reconciliation
    open_items: tuple[OpenCount, ...]
    records: int
    files: tuple[DayFile, ...]


def file_of(name: str, content: bytes) -> DayFile:
    """The line of a file."""
    return DayFile(name, len(content), hashlib.sha256(content).digest())


def write_manifest(manifest: DayManifest) -> bytes:
    """The canonical bytes."""
    return json.dumps(_plain(manifest), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def digest_of(manifest: bytes) -> bytes:
    """The SHA-256 by which the next manifest holds this one."""
    return hashlib.sha256(manifest).digest()


def sign_manifest(manifest: bytes, signing_key: bytes) -> bytes:
    """The 64 bytes of the signature by a raw Ed25519 private key."""
    return Ed25519PrivateKey.from_private_bytes(signing_key).sign(manifest)


def read_manifest(data: bytes) -> DayManifest:
    """Read canonical bytes back, whoever signed them; raises WorldError(DAY_DAMAGED).

    What was read is bounded and agrees with itself: texts can be printed, names of files are none of a folder
    and none twice, and the counts add up.
    """
    if len(data) > LARGEST_MANIFEST:
        raise WorldError(FailureCode.DAY_DAMAGED, "day.manifest", reason="too_large")
    try:
        manifest = _manifest(json.loads(data.decode("ascii")))
        if write_manifest(manifest) != data or not _agrees(manifest):
            raise ValueError("not canonical, or at odds with itself")
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise WorldError(FailureCode.DAY_DAMAGED, "day.manifest") from error
    return manifest


def require_signed(data: bytes, signature: bytes, public_key: bytes) -> None:
    """Raise WorldError(DAY_NOT_SIGNED) unless the raw Ed25519 public key's owner signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise WorldError(FailureCode.DAY_NOT_SIGNED, "day.manifest") from error


def require_file(manifest: DayManifest, name: str, content: bytes) -> None:
    """Raise WorldError(DAY_DAMAGED) unless this is the content that the manifest names."""
    wanted = next((one for one in manifest.files if one.name == name), None)
    if wanted is None or wanted != file_of(name, content):
        raise WorldError(FailureCode.DAY_DAMAGED, "day.file", file=name)


def _plain(manifest: DayManifest) -> dict[str, Any]:
    head, counts, proof = manifest.head, manifest.counts, manifest.reconciliation
    return {
        "format": FORMAT,
        "layout": LAYOUT,
        "number": head.number,
        "kind": head.kind.value,
        "day": head.day.isoformat(),
        "since": _moment(head.since),
        "until": _moment(head.until),
        "utc_offset_minutes": head.utc_offset,
        "station": head.station,
        "station_number": head.station_number,
        "country": head.country,
        "port": head.port,
        "booth": head.booth,
        "closed_at": _moment(head.closed_at),
        "closed_by": head.closed_by,
        "note": head.note,
        "early": head.early,
        "after_seq": head.after_seq,
        "up_to_seq": head.up_to_seq,
        "audit": {"seq": head.audit_seq, "hash": head.audit_hash.hex()},
        "previous": head.previous.hex(),
        "training": head.training,
        "counts": {name: getattr(counts, name) for name in DayCounts.__dataclass_fields__},
        "reconciliation": {name: getattr(proof, name) for name in Reconciliation.__dataclass_fields__},
        "open": [{"item": one.item.value, "count": one.count, "names": list(one.names)}
                 for one in manifest.open_items],
        "records": manifest.records,
        "files": [{"name": one.name, "size": one.size, "sha256": one.digest.hex()} for one in manifest.files],
    }  # fmt: skip


def _manifest(said: Any) -> DayManifest:
    if said["format"] != FORMAT or said["layout"] != LAYOUT:
        raise ValueError("not a manifest of this layout")
    if len(said["files"]) > MOST_FILES:
        raise ValueError("too many files")
    return DayManifest(
        head=_head(said),
        counts=DayCounts(**{n: _number(said["counts"][n]) for n in DayCounts.__dataclass_fields__}),
        reconciliation=Reconciliation(
            **{n: _number(said["reconciliation"][n]) for n in Reconciliation.__dataclass_fields__}
        ),
        open_items=tuple(
            OpenCount(OpenItem(one["item"]), _number(one["count"]), _names(one["names"]))
            for one in said["open"]
        ),
        records=_number(said["records"]),
        files=tuple(
            DayFile(_name(one["name"]), _number(one["size"]), _digest(one["sha256"])) for one in said["files"]
        ),
    )


def _agrees(manifest: DayManifest) -> bool:
    """Whether what it says can be true of one log."""
    head, counts = manifest.head, manifest.counts
    names = [one.name.lower() for one in manifest.files]
    items = [one.item for one in manifest.open_items]
    ways = (
        counts.arrivals_admitted, counts.arrivals_referred, counts.arrivals_refused,
        counts.departures_admitted, counts.departures_referred, counts.departures_refused,
    )  # fmt: skip
    return (
        head.number >= 1
        and head.since <= head.until
        and head.after_seq <= head.up_to_seq
        and sum(ways) == counts.crossings
        and len(set(items)) == len(items)
        and len({*names, MANIFEST, SIGNATURE}) == len(names) + 2
        and all(len(one.names) <= one.count for one in manifest.open_items)
    )


def _head(said: Any) -> DayHead:
    return DayHead(
        number=_number(said["number"]),
        kind=LogKind(said["kind"]),
        day=date.fromisoformat(said["day"]),
        since=_when(said["since"]),
        until=_when(said["until"]),
        utc_offset=_offset(said["utc_offset_minutes"]),
        station=_text(said["station"]),
        station_number=_number(said["station_number"]),
        country=_text(said["country"]),
        port=_text(said["port"]),
        booth=_text(said["booth"]),
        closed_at=_when(said["closed_at"]),
        closed_by=_text(said["closed_by"]),
        note=_text(said["note"]),
        early=_truth(said["early"]),
        after_seq=_number(said["after_seq"]),
        up_to_seq=_number(said["up_to_seq"]),
        audit_seq=_number(said["audit"]["seq"]),
        audit_hash=_digest(said["audit"]["hash"]),
        previous=_digest(said["previous"]),
        training=_truth(said["training"]),
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _when(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a moment without its zone, or of no calendar that clocks can show")
    return moment


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError("not a count")
    return value


def _offset(value: Any) -> int:
    if type(value) is not int or abs(value) >= 24 * 60:
        raise ValueError("not an offset")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > LONGEST_TEXT or not value.isprintable():
        raise ValueError("not a text")
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("not a truth")
    return value


def _digest(value: Any) -> bytes:
    if type(value) is not str or len(value) != 64:
        raise ValueError("not a digest")
    return bytes.fromhex(value)


def _name(value: Any) -> str:
    if type(value) is not str or _NAME.fullmatch(value) is None:
        raise ValueError("not a file's name")
    return value


def _names(value: Any) -> tuple[str, ...]:
    if type(value) is not list or len(value) > MOST_NAMES:
        raise ValueError("too many names")
    return tuple(_text(one) for one in value)
