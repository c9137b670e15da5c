"""Trust held in memory, found by name, key and country without looking at the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from app.trust.anchors import Anchor, Revocations, Source

_Key = TypeVar("_Key", bytes, str)
_Item = TypeVar("_Item", Anchor, Revocations)
_NEVER = datetime.min.replace(tzinfo=UTC)


class MemoryAnchors:
    """Anchors (the protocol) over what it is given; a certificate of several sources is the newest one's.

    Threads may share it: it never changes.
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        anchors: Iterable[Anchor] = (),
        revocations: Iterable[Revocations] = (),
    ) -> None:
        self._sources = tuple(sorted(sources, key=lambda source: source.imported_at, reverse=True))
        kept = _once(anchors, self._sources)
        self._count = len(kept)
        self._named = _index(kept, lambda anchor: anchor.subject)
        self._with_key_id = _index((anchor for anchor in kept if anchor.key_id), lambda anchor: anchor.key_id)
        self._of_country = _index(kept, lambda anchor: anchor.country)
        newest_first = sorted(revocations, key=lambda one: one.this_update, reverse=True)
        self._revocations = _index(newest_first, lambda one: one.issuer)

    def named(self, subject: bytes) -> Sequence[Anchor]:
        """Anchors whose subject has this name key."""
        return self._named.get(subject, ())

    def with_key_id(self, key_id: bytes) -> Sequence[Anchor]:
        """Anchors with this subject key identifier; none for an empty one."""
        return self._with_key_id.get(key_id, ())

    def of_country(self, country: str) -> Sequence[Anchor]:
        """Anchors of a country (two letters, in either case)."""
        return self._of_country.get(country.upper(), ())

    def revocations(self, issuer: bytes) -> Sequence[Revocations]:
        """Revocation lists of an issuer's name key, newest first."""
        return self._revocations.get(issuer, ())

    @property
    def sources(self) -> Sequence[Source]:
        """Every import, newest first."""
        return self._sources

    @property
    def count(self) -> int:
        """How many anchors there are."""
        return self._count


def _once(anchors: Iterable[Anchor], sources: Iterable[Source]) -> tuple[Anchor, ...]:
    """Each certificate once: that of the source made last, in the order in which they came."""
    made = {source.source_id: source.made_at or _NEVER for source in sources}
    kept: dict[str, Anchor] = {}
    for anchor in anchors:
        other = kept.get(anchor.fingerprint)
        if other is None or made.get(other.source_id, _NEVER) < made.get(anchor.source_id, _NEVER):
            kept[anchor.fingerprint] = anchor
    return tuple(kept.values())


def _index(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, tuple[_Item, ...]]:
    found: defaultdict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return {value: tuple(group) for value, group in found.items()}
