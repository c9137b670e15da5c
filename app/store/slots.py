"""The key file beside the store: one wrapped key per user and one sealed to HQ, never half-written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.failure import FailureCode, WorldError
from app.store.files import write_whole
from app.store.keys import SALT_BYTES, WRAPPED_BYTES, Hardness, Wrapped

LARGEST = 256 * 1024
MOST_SLOTS = 500
_LAYOUT = 1
_MEMORY = range(64, 1024 * 1024 + 1)
_PASSES = range(1, 33)
_LANES = range(1, 17)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Everything in the key file. `slots` are by username; `recovery` is sealed to HQ, empty before
    enrolment."""

    station_id: str
    slots: tuple[tuple[str, Wrapped], ...]
    recovery: bytes = b""

    def slot(self, username: str) -> Wrapped | None:
        """The slot of a user."""
        return dict(self.slots).get(username)

    def with_slot(self, username: str, slot: Wrapped) -> KeyFile:
        """The same with this user's slot put in or replaced."""
        return replace(self, slots=tuple(sorted({**dict(self.slots), username: slot}.items())))

    def without_slot(self, username: str) -> KeyFile:
        """The same without this user's slot."""
        return replace(self, slots=tuple(pair for pair in self.slots if pair[0] != username))


@dataclass(frozen=True, slots=True)
class KeyFileRead:
    """A key file and whether it had to be taken from its copy, the first being damaged."""

    keys: KeyFile
    recovered: bool


def write_key_file(path: Path, keys: KeyFile) -> None:
    """Write the key file and then its copy; raises WorldError(STORE_FULL)."""
    data = _to_bytes(keys)
    write_whole(path, data)
    write_whole(_copy_of(path), data)


def read_key_file(path: Path) -> KeyFileRead:
    """Read the key file; mend it, or its copy, from the other if one is damaged or left behind.

    Raises WorldError(STORE_MISSING) when there is neither, WorldError(KEY_FILE_DAMAGED) when
    neither can be read.
    """
    copy = _copy_of(path)
    if not path.exists() and not copy.exists():
        raise WorldError(FailureCode.STORE_MISSING, "store.keys")
    first, second = _bytes_of(path), _bytes_of(copy)
    keys = _from_bytes(first)
    if keys is not None:
        if first != second:
            write_whole(copy, first)
        return KeyFileRead(keys, recovered=False)
    keys = _from_bytes(second)
    if keys is None:
        raise WorldError(FailureCode.KEY_FILE_DAMAGED, "store.keys")
    write_whole(path, second)
    return KeyFileRead(keys, recovered=True)


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return b""


def _to_bytes(keys: KeyFile) -> bytes:
    body = {
        "layout": _LAYOUT,
        "station": keys.station_id,
        "recovery": keys.recovery.hex(),
        "slots": {
            username: {
                "salt": slot.salt.hex(),
                "memory_kib": slot.hardness.memory_kib,
                "passes": slot.hardness.passes,
                "lanes": slot.hardness.lanes,
                "wrapped": slot.wrapped.hex(),
            }
            for username, slot in keys.slots
        },
    }
    return json.dumps({"body": body, "sha256": _digest(body)}, indent=1).encode()


def _from_bytes(data: bytes) -> KeyFile | None:
    # The digest tells a flipped bit from a wrong password; it does not guard against people.
    if not data or len(data) > LARGEST:
        return None
    try:
        outer = json.loads(data)
        body = outer["body"]
        if outer["sha256"] != _digest(body) or body["layout"] != _LAYOUT:
            return None
        if len(body["slots"]) > MOST_SLOTS:
            return None
        slots = tuple(sorted((str(name), _slot(value)) for name, value in body["slots"].items()))
        return KeyFile(str(body["station"]), slots, bytes.fromhex(body["recovery"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _digest(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _slot(value: Any) -> Wrapped:
    salt, wrapped = bytes.fromhex(value["salt"]), bytes.fromhex(value["wrapped"])
    hardness = Hardness(value["memory_kib"], value["passes"], value["lanes"])
    # Bounds before Argon2id runs: a damaged file must not ask for all the memory there is.
    sound = (
        len(salt) == SALT_BYTES
        and len(wrapped) == WRAPPED_BYTES
        and hardness.memory_kib in _MEMORY
        and hardness.passes in _PASSES
        and hardness.lanes in _LANES
        and hardness.memory_kib >= 8 * hardness.lanes
    )
    if not sound:
        raise ValueError("slot out of bounds")
    return Wrapped(salt, hardness, wrapped)
