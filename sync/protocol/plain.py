"""Read strangers' CBOR as plain values only: numbers, text, bytes, lists; nothing that runs or grows."""

from __future__ import annotations

from typing import Any, NoReturn, TypeAlias

import cbor2

Plain: TypeAlias = "int | str | bytes | bool | list[Plain] | None"

DEEPEST = 8
"""Lists within lists that a message may have; ours need five."""

_SHAREABLE, _SHARED_REFERENCE, _STRING_REFERENCE, _STRING_NAMESPACE = 28, 29, 25, 256


def read_plain(data: bytes) -> Plain:
    """The one value that `data` holds, whole and nothing after it; raises ValueError for anything else.

    References within the data (RFC 8949 registry tags 25, 28, 29, 256) are refused unread: a few bytes
    of them can stand for gigabytes.
    """
    try:
        value: Plain = cbor2.loads(
            data,
            max_depth=DEEPEST,
            allow_indefinite=False,
            semantic_decoders=_REFUSED,
            strict_hashable_types=True,
        )
        _require_plain(value)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("not plain CBOR") from error
    return value


def _refuse(*_: object) -> NoReturn:
    raise ValueError("tag not allowed")


_REFUSED: dict[int, Any] = dict.fromkeys(
    (_SHAREABLE, _SHARED_REFERENCE, _STRING_REFERENCE, _STRING_NAMESPACE), _refuse
)
_PLAIN_TYPES = frozenset({int, str, bytes, bool, type(None)})


def _require_plain(value: object) -> None:
    if type(value) is list:
        for item in value:
            _require_plain(item)
    elif type(value) not in _PLAIN_TYPES:
        raise ValueError("not a plain value")
