"""Frozen dataclasses as rows of plain values and back, strictly: what the records of alerts are made of.

A value becomes an array in the order of its fields; enums become their place, partial dates
yyyymmdd, moments milliseconds since 1970, UUID texts stay texts. Fields and enum members only grow at
their end and a new field has a default, so that a row written today can be read in twenty years:
fields that a shorter row lacks take their defaults; a longer row is refused as made by a newer program.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from app.domain.dates import PartialDate

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_PLAIN = (str, int, bytes, bool)


def to_plain(value: object) -> Any:
    """The value as arrays, texts, numbers, bytes and None; TypeError for what has no plain form."""
    if isinstance(value, StrEnum):
        return _codes(type(value))[value]
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, PartialDate):
        return value.year * 10_000 + value.month * 100 + value.day
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MILLISECOND
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], row: object) -> T:
    """Read a value of a dataclass back; raises ValueError or TypeError for anything else.

    PartialDate raises WorldError(DATE_DOES_NOT_EXIST) for a date that no calendar has.
    """
    reader: Callable[[object], T] = _reader(kind)  # type: ignore[arg-type]  # every class is hashable
    return reader(row)


@cache
def _codes(kind: type[StrEnum]) -> dict[StrEnum, int]:
    return {value: code for code, value in enumerate(kind)}


@cache
def _reader(kind: Any) -> Callable[[object], Any]:
    """The function that reads a plain value as this type."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(kind)
    if origin is tuple:
        inside = typing.get_args(kind)
        return _many(_reader(inside[0])) if inside[1:] == (...,) else _each([_reader(one) for one in inside])
    if kind is PartialDate:
        return _partial_date
    if kind is datetime:
        return lambda value: _EPOCH + _whole(value) * _MILLISECOND
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        members = list(kind)
        return lambda value: _member(members, _whole(value))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    if kind in _PLAIN:
        return lambda value: _exactly(kind, value)
    raise TypeError(f"{kind} has no plain form")


def _member(members: list[StrEnum], place: int) -> StrEnum:
    if not 0 <= place < len(members):
        raise ValueError("a word of a newer program")
    return members[place]


def _optional(kind: Any) -> Callable[[object], Any]:
    inner = [part for part in typing.get_args(kind) if part is not type(None)]
    read = _reader(inner[0])
    return lambda value: None if value is None else read(value)


def _each(readers: list[Callable[[object], Any]]) -> Callable[[object], Any]:
    """A tuple of so many values, each of a type of its own."""
    return lambda value: tuple(read(item) for read, item in zip(readers, _exactly(list, value), strict=True))


def _many(read: Callable[[object], Any]) -> Callable[[object], Any]:
    def many(value: object) -> tuple[Any, ...]:
        return tuple(read(item) for item in _exactly(list, value))

    return many


def _dataclass(kind: type) -> Callable[[object], Any]:
    hints = typing.get_type_hints(kind)
    readers = [_reader(hints[field.name]) for field in dataclasses.fields(kind)]

    def read(value: object) -> Any:
        row = _exactly(list, value)
        if len(row) > len(readers):
            raise ValueError("a row with more fields than this program knows")
        return kind(*(one(item) for one, item in zip(readers, row, strict=False)))

    return read


def _partial_date(value: object) -> PartialDate:
    whole = _whole(value)
    return PartialDate(whole // 10_000, whole // 100 % 100, whole % 100)


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("whole number expected")
    return value


def _exactly(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    return value
