"""The rows of a daily log as its `records.cbor`: a CBOR sequence (RFC 8742) of [seq, kind, id, bytes].

`seq` and `kind` are those of `sync.ports.OutboxRow`, `id` the 16 bytes of the record's or event's id, `bytes`
its canonical form: the same bytes that HQ keeps. Written with the shortest heads (RFC 8949, 4.2.1), in order
of seq; a reader takes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.record import LARGEST

RECORDS: Final = "records.cbor"
"""The name of the file in a log."""

_ID: Final = 16
_UINT, _BYTES, _ROW = 0x00, 0x40, b"\x84"
_SMALL: Final = 24
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One row of a log."""

    seq: int
    kind: int
    record_id: bytes
    payload: bytes


def write_records(records: Iterable[DayRecord]) -> bytes:
    """The file of these rows, which are in order of seq."""
    return b"".join(
        b"".join((
            _ROW, _head(_UINT, one.seq), _head(_UINT, one.kind), _head(_BYTES, len(one.record_id)),
            one.record_id, _head(_BYTES, len(one.payload)), one.payload,
        ))
        for one in records
    )  # fmt: skip


def read_records(data: bytes) -> Iterator[DayRecord]:
    """The rows one after another; raises WorldError(DAY_DAMAGED) at the first that is none."""
    place, before = 0, 0
    while place < len(data):
        if data[place : place + 1] != _ROW:
            raise _damaged()
        seq, place = _read(data, place + 1, _UINT)
        kind, place = _read(data, place, _UINT)
        record_id, place = _read_bytes(data, place, _ID)
        payload, place = _read_bytes(data, place, LARGEST)
        if len(record_id) != _ID or seq <= before:
            raise _damaged()
        before = seq
        yield DayRecord(seq, kind, record_id, payload)


def _head(major: int, value: int) -> bytes:
    if value < _SMALL:
        return bytes((major | value,))
    code, width = next((code, width) for code, width in _WIDTHS.items() if value < 1 << 8 * width)
    return bytes((major | code,)) + value.to_bytes(width, "big")


def _read(data: bytes, place: int, major: int) -> tuple[int, int]:
    """A head of this kind and the place after it."""
    code = data[place] - major if place < len(data) else -1
    if 0 <= code < _SMALL:
        return code, place + 1
    width = _WIDTHS.get(code, 0)
    value = int.from_bytes(data[place + 1 : place + 1 + width], "big")
    end = place + 1 + width
    if not width or end > len(data) or value >= 1 << 53 or _head(major, value) != data[place:end]:
        raise _damaged()
    return value, end


def _read_bytes(data: bytes, place: int, most: int) -> tuple[bytes, int]:
    size, place = _read(data, place, _BYTES)
    if size > most or place + size > len(data):
        raise _damaged()
    return data[place : place + size], place + size


def _damaged() -> WorldError:
    return WorldError(FailureCode.DAY_DAMAGED, "day.records")
