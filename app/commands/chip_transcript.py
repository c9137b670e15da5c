"""How a reading was won, as JSON beside its files: access, states, and what the chip proved on request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final, TypeVar

from devices.emrtd.reading import (
    Access,
    AccessMethod,
    ActiveAuthentication,
    ChipAuthentication,
    ChipFile,
    ChipMapping,
    ChipReading,
    FileRead,
    FileState,
    KeyKind,
    Proof,
)

_Proof = TypeVar("_Proof", ActiveAuthentication, ChipAuthentication, ChipMapping)
_ACCESS: Final = {
    "pace_offered": bool,
    "protocol": str,
    "pace_failed": str,
    "bac_failed": str,
    "downgraded": bool,
}
_READING: Final = {
    "whole": bool, "failure": str, "failed_at": str, "failed_byte": int, "resumed": bool, "apdus": int,
}  # fmt: skip
_TYPES: Final = {"int": int, "bool": bool, "str": str}


class NotATranscript(Exception):
    """JSON that `write` did not write."""


def write(reading: ChipReading) -> bytes:
    """The transcript of a reading, the contents of its files left out."""
    files = {
        file.value: {"state": read.state.value, "status": read.status, "size": read.size}
        for file, read in reading.files.items()
    }
    proofs = {name: _in_hex(getattr(reading, name)) for name in ("active", "chip", "mapping")}
    rest = {name: getattr(reading, name) for name in _READING}
    told = {"access": asdict(reading.access), "files": files, **proofs, **rest}
    return json.dumps(told, indent=1, ensure_ascii=True).encode()


def read(data: bytes, came: Mapping[ChipFile, FileRead]) -> ChipReading:
    """The reading that a transcript and the files beside it make; raises NotATranscript.

    A file that is said to have been read and is not there counts as never asked for.
    """
    try:
        told: dict[str, Any] = json.loads(data)
        states = {ChipFile(name): entry for name, entry in told["files"].items()}
        files = {
            file: _file(file, entry) for file, entry in states.items() if entry["state"] != FileState.READ
        }
        return ChipReading(
            _access(told["access"]),
            {**files, **came},
            active=_proof(ActiveAuthentication, told["active"]),
            chip=_proof(ChipAuthentication, told["chip"]),
            mapping=_proof(ChipMapping, told["mapping"]),
            **{name: _of(kind, told[name]) for name, kind in _READING.items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise NotATranscript(str(wrong)) from wrong


def _in_hex(proof: Proof | None) -> dict[str, object] | None:
    if proof is None:
        return None
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in asdict(proof).items()}


def _file(file: ChipFile, told: dict[str, Any]) -> FileRead:
    return FileRead(
        file, FileState(told["state"]), status=_of(int, told["status"]), size=_of(int, told["size"])
    )


def _access(told: dict[str, Any]) -> Access:
    method = None if told["method"] is None else AccessMethod(told["method"])
    return Access(
        method, KeyKind(told["key"]), **{name: _of(kind, told[name]) for name, kind in _ACCESS.items()}
    )


def _proof(kind: type[_Proof], told: dict[str, Any] | None) -> _Proof | None:
    if told is None:
        return None
    return kind(**{one.name: _value(str(one.type), told[one.name]) for one in fields(kind)})


def _value(annotation: str, value: Any) -> Any:
    """A value of the type that a proof's field is declared with."""
    if annotation == "bytes":
        return bytes.fromhex(_of(str, value))
    if annotation.endswith(" | None") and value is None:
        return None
    return _of(_TYPES[annotation.removesuffix(" | None")], value)


def _of(kind: type, value: Any) -> Any:
    """The value itself where it is of exactly this type: JSON's true is no number.

    Its texts go to terminals, so they hold no controls.
    """
    if type(value) is not kind or (isinstance(value, str) and not value.isprintable()):
        raise TypeError(kind.__name__)
    return value
