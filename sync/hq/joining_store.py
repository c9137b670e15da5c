"""Keep bearers, their keys and what they are to one another; everything in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.document import DocumentKind
from app.domain.person import Sex
from sync.hq.database import Connection
from sync.hq.entries import name_key, number_key
from sync.hq.joining_grounds import Judgement, Ready
from sync.hq.joining_keys import asked_keys, stored_keys
from sync.hq.travellers_bearer import Bearer

MOST_TOGETHER = 100
"""Bearers under one key beyond which it tells nothing (number 0000, a birth date that nobody knew)."""
_INSERT = """
INSERT INTO bearer (traveller, fingerprint, apart, alone, kind, issuing_state, document_number, document_key,
    surname, given_names, printed, name_key, given_key, birth, nationality, sex, expiry, personal_number,
    truncated)
SELECT nextval('traveller_number'), made.*
FROM unnest(%s::bytea[], %s::boolean[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %b::integer[], %s::text[], %s::text[],
    %b::integer[], %s::text[], %s::boolean[]) AS made
RETURNING fingerprint, number
"""
_LOAD = """
SELECT number, fingerprint, traveller, apart, kind, issuing_state, document_number, surname, given_names,
    printed, birth, nationality, sex, expiry, personal_number, truncated, alone
FROM bearer WHERE number = ANY(%b)
"""
_CANDIDATES = """
SELECT asked.place, found.bearer FROM unnest(%b::integer[], %b::bigint[]) AS asked (place, key)
CROSS JOIN LATERAL (SELECT array_agg(bearer) AS bearers FROM (
    SELECT bearer FROM bearer_key k WHERE k.key = asked.key LIMIT %s) AS few) AS met
CROSS JOIN LATERAL unnest(met.bearers) AS found (bearer)
WHERE cardinality(met.bearers) < %s
"""
_PAIRS = """
INSERT INTO bearer_pair (one, other, verdict, confidence, reasons)
SELECT one, other, verdict, confidence, string_to_array(reasons, ' ')
FROM unnest(%b::bigint[], %b::bigint[], %s::text[], %s::real[], %s::text[])
    AS made (one, other, verdict, confidence, reasons)
ON CONFLICT (one, other) DO UPDATE SET verdict = excluded.verdict, confidence = excluded.confidence,
    reasons = excluded.reasons
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A bearer as the database has it."""

    number: int
    fingerprint: bytes
    traveller: int
    apart: bool
    bearer: Bearer


def numbers_of(connection: Connection, fingerprints: Collection[bytes]) -> dict[bytes, int]:
    """The numbers of those bearers that are kept already."""
    rows = connection.execute(
        "SELECT fingerprint, number FROM bearer WHERE fingerprint = ANY(%s)", (list(fingerprints),)
    )
    return dict(rows.fetchall())


def load(connection: Connection, numbers: Collection[int]) -> dict[int, Kept]:
    """Bearers by number."""
    found = {}
    for number, fingerprint, traveller, apart, kind, *words in connection.execute(
        _LOAD, (list(numbers),)
    ).fetchall():
        issuer, document, surname, given, printed, birth, nationality, sex, expiry, own, cut, alone = words
        bearer = Bearer(
            DocumentKind(kind), issuer, document, surname, given, printed, birth, nationality, Sex(sex),
            expiry, own, cut, alone,
        )  # fmt: skip
        found[number] = Kept(number, fingerprint, traveller, apart, bearer)
    return found


def add(
    connection: Connection, bearers: Mapping[bytes, Bearer], ready: Mapping[bytes, Ready]
) -> dict[bytes, int]:
    """Keep new bearers by fingerprint, each a traveller of its own until it is grouped, with the keys by
    which others find them; their numbers."""
    apart = _split(connection, bearers)
    made = [(fingerprint, fingerprint in apart, *_columns(one)) for fingerprint, one in bearers.items()]
    numbers: dict[bytes, int] = dict(connection.execute(_INSERT, _turned(made)).fetchall())
    keys: list[int] = []
    owners: list[int] = []
    for fingerprint, one in bearers.items():
        own = stored_keys(one, ready[fingerprint].names)
        keys += own
        owners += [numbers[fingerprint]] * len(own)
    connection.execute(
        "INSERT INTO bearer_key SELECT * FROM unnest(%b::bigint[], %b::bigint[])", (keys, owners)
    )
    return numbers


def candidates(connection: Connection, asked: Sequence[tuple[int, Ready]]) -> set[tuple[int, int]]:
    """Pairs (smaller number, larger one) of these bearers with any that share a key that tells something."""
    places: list[int] = []
    keys: list[int] = []
    for place, (_, one) in enumerate(asked):
        own = asked_keys(one.bearer, one.names)
        places += [place] * len(own)
        keys += own
    rows = connection.execute(_CANDIDATES, (places, keys, MOST_TOGETHER + 1, MOST_TOGETHER + 1))
    found = set()
    for place, other in rows.fetchall():
        number = asked[place][0]
        if other != number:
            found.add((min(number, other), max(number, other)))
    return found


def keep_pairs(connection: Connection, judged: Mapping[tuple[int, int], Judgement]) -> None:
    """Keep what pairs of bearers are to one another."""
    if judged:
        made = [
            (one, other, str(found.verdict), found.confidence, " ".join(found.reasons))
            for (one, other), found in judged.items()
        ]
        connection.execute(_PAIRS, _turned(made))


def drop_unborne(connection: Connection, numbers: Iterable[int]) -> tuple[set[int], set[int]]:
    """Forget those of these bearers that no crossing has any more: their numbers, and the bearers that
    were joined to them."""
    gone = {
        number
        for (number,) in connection.execute(
            "SELECT number FROM bearer b WHERE number = ANY(%b)"
            " AND NOT EXISTS (SELECT FROM bearer_crossing c WHERE c.bearer = b.number)",
            (list(numbers),),
        ).fetchall()
    }
    if not gone:
        return gone, set()
    kept = load(connection, gone)
    beside = connection.execute(
        "SELECT number FROM bearer WHERE traveller = ANY(%s)",
        ([one.traveller for one in kept.values()],),
    ).fetchall()
    keys, owners = [], []
    for one in kept.values():
        own = stored_keys(one.bearer, Ready.of(one.bearer).names)
        keys += own
        owners += [one.number] * len(own)
    connection.execute(
        "DELETE FROM bearer_key k USING unnest(%b::bigint[], %b::bigint[]) AS gone (key, bearer)"
        " WHERE k.key = gone.key AND k.bearer = gone.bearer",
        (keys, owners),
    )
    connection.execute("DELETE FROM bearer WHERE number = ANY(%b)", (list(gone),))
    return gone, {number for (number,) in beside} - gone


def _split(connection: Connection, fingerprints: Collection[bytes]) -> set[bytes]:
    rows = connection.execute(
        "SELECT one FROM traveller_word WHERE kind IN ('split', 'alone') AND undone_by IS NULL"
        " AND one = ANY(%s)",
        (list(fingerprints),),
    )
    return {fingerprint for (fingerprint,) in rows.fetchall()}


def _columns(one: Bearer) -> tuple[Any, ...]:
    return (
        one.alone, str(one.kind), one.issuing_state, one.number, number_key(one.number), one.surname,
        one.given_names, one.printed, name_key(one.surname), name_key(one.given_names), one.birth,
        one.nationality, str(one.sex), one.expiry, one.personal_number, one.truncated,
    )  # fmt: skip


def _turned(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as columns."""
    return [list(column) for column in zip(*rows, strict=True)]
