"""JSON from outside, strictly: bounded, no key twice, no number that is none, no endless nesting."""

from __future__ import annotations

import json
from typing import Any

from app.domain.failure import FailureCode, WorldError


def parsed(text: str, place: str, where: str = "") -> dict[str, Any]:
    """The object in a text; raises WorldError(LIST_UNREADABLE) for anything else."""
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _unreadable(place, f"{where}no JSON") from error
    if not isinstance(read, dict):
        raise _unreadable(place, f"{where}no JSON object")
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key comes twice")
    return read


def _refuse(said: str) -> None:
    raise ValueError(f"{said} is no number")


def _unreadable(place: str, why: str) -> WorldError:
    return WorldError(FailureCode.LIST_UNREADABLE, place, reason=why)
