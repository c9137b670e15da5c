"""One content of any kind as HQ publishes it: a snapshot whose plain chunks are its bytes in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sync.ports import Audience
from sync.protocol.bounds import LARGEST_CHUNK
from sync.protocol.sealing import damaged

LARGEST_THING: Final = 16 << 20
"""Bytes of one content; the largest master lists have one million."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is published and for whom."""

    content: bytes
    audience: Audience


def chunks_of(content: bytes) -> list[bytes]:
    """The plain chunks of a publication; raises ValueError for a content that is empty or too large."""
    if not 0 < len(content) <= LARGEST_THING:
        raise ValueError("a content has at least one byte and a bounded size")
    return [content[at : at + LARGEST_CHUNK] for at in range(0, len(content), LARGEST_CHUNK)]


def content_of(chunks: Iterable[bytes]) -> bytes:
    """The content that these chunks are; raises WorldError(PUBLICATION_DAMAGED), and what `chunks` raises.

    All of them are taken, since only the last one proves the whole.
    """
    parts: list[bytes] = []
    left = LARGEST_THING
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise damaged("thing")
        parts.append(chunk)
    return b"".join(parts)
