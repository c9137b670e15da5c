"""Give bearers their travellers anew after something about them has changed; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sync.hq import joining_store as store
from sync.hq.database import Connection
from sync.hq.joining_grounds import opposed
from sync.hq.joining_groups import Grouped, Join, group
from sync.hq.joining_store import Kept

_JOINS = """
SELECT one, other, confidence FROM bearer_pair
WHERE verdict = 'join' AND (one = ANY(%(of)s) OR other = ANY(%(of)s))
"""
_WORDS = """
SELECT w.number, w.kind, one.number, other.number FROM traveller_word w
JOIN bearer one ON one.fingerprint = w.one JOIN bearer other ON other.fingerprint = w.other
WHERE w.undone_by IS NULL AND (w.one = ANY(%(of)s) OR w.other = ANY(%(of)s))
"""


@dataclass(slots=True)
class _Closure:
    """Bearers that hang together by joins, whether those are made or held, and by people's words."""

    bearers: dict[int, Kept] = field(default_factory=dict)
    joins: dict[tuple[int, int], Join] = field(default_factory=dict)
    refused: set[frozenset[int]] = field(default_factory=set)


def regroup(connection: Connection, touched: Collection[int], fresh: AbstractSet[int] = frozenset()) -> None:
    """Group these bearers, and all that hang together with them, into travellers. Numbers of travellers
    that only `fresh` bearers had were shown to nobody and lead nowhere."""
    if not touched:
        return
    closure = _closure(connection, touched)
    kept = closure.bearers

    def speak_against(one: int, other: int) -> bool:
        return opposed(kept[one].bearer, kept[other].bearer)

    grouped = group(
        {number: one.fingerprint for number, one in kept.items()},
        closure.joins.values(),
        speak_against,
        closure.refused,
        {number for number, one in kept.items() if one.apart},
    )
    _number(connection, kept, grouped, fresh)
    _hold(connection, closure, grouped)


def _closure(connection: Connection, touched: Collection[int]) -> _Closure:
    found = _Closure()
    frontier = set(touched)
    while frontier:
        fresh = store.load(connection, frontier)
        found.bearers |= fresh
        met: set[int] = set()
        for one, other, confidence in connection.execute(_JOINS, {"of": list(fresh)}).fetchall():
            met |= {one, other}
            found.joins.setdefault((one, other), Join(one, other, confidence))
        fingerprints = [one.fingerprint for one in fresh.values()]
        for number, kind, one, other in connection.execute(_WORDS, {"of": fingerprints}).fetchall():
            if kind == "join":
                met |= {one, other}
                found.joins[min(one, other), max(one, other)] = Join(one, other, 1.0, number)
            else:
                found.refused.add(frozenset((one, other)))
        frontier = met - found.bearers.keys()
    found.refused = {pair for pair in found.refused if pair <= found.bearers.keys()}
    return found


def _number(
    connection: Connection, kept: Mapping[int, Kept], grouped: Grouped, fresh: AbstractSet[int]
) -> None:
    """Each group goes by the smallest number that its bearers had and that no group before it took; what a
    person split off takes a new one rather than what it was split from."""
    taken: set[int] = set()
    unnumbered: list[frozenset[int]] = []
    chosen: dict[int, int] = {}
    groups = sorted(grouped.groups, key=lambda group: (all(kept[one].apart for one in group), min(group)))
    for members in groups:
        had = {kept[one].traveller for one in members}
        number = min(had - taken, default=None)
        if number is None:
            unnumbered.append(members)
        else:
            taken.add(number)
            chosen.update(dict.fromkeys(members, number))
    if unnumbered:
        rows = connection.execute(
            "SELECT nextval('traveller_number') FROM generate_series(1, %s)", (len(unnumbered),)
        ).fetchall()
        for members, (number,) in zip(unnumbered, rows, strict=True):
            chosen.update(dict.fromkeys(members, int(number)))
    changed = {one: number for one, number in chosen.items() if kept[one].traveller != number}
    connection.execute(
        "UPDATE bearer b SET traveller = new.traveller"
        " FROM unnest(%b::bigint[], %b::bigint[]) AS new (number, traveller) WHERE b.number = new.number",
        (list(changed), list(changed.values())),
    )
    _note_gone(connection, {one: at for one, at in kept.items() if one not in fresh}, chosen)


def _note_gone(connection: Connection, kept: Mapping[int, Kept], chosen: Mapping[int, int]) -> None:
    """Let a number that nobody has any more lead to where its first bearer went."""
    now = set(chosen.values())
    became: dict[int, int] = {}
    for one in sorted(kept):
        before = kept[one].traveller
        if before not in now:
            became.setdefault(before, chosen[one])
    if became:
        connection.execute(
            "INSERT INTO traveller_became (number, became) SELECT * FROM unnest(%b::bigint[], %b::bigint[])"
            " ON CONFLICT (number) DO UPDATE SET became = excluded.became, at = now()",
            (list(became), list(became.values())),
        )


def _hold(connection: Connection, closure: _Closure, grouped: Grouped) -> None:
    held = {(min(one.one, one.other), max(one.one, one.other)) for one in grouped.held}
    ends = list(closure.joins)
    if ends:
        connection.execute(
            "UPDATE bearer_pair p SET held = new.held"
            " FROM unnest(%b::bigint[], %b::bigint[], %s::boolean[]) AS new (one, other, held)"
            " WHERE p.one = new.one AND p.other = new.other AND p.held <> new.held",
            ([one for one, _ in ends], [other for _, other in ends], [pair in held for pair in ends]),
        )
