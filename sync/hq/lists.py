"""Keep the alert lists at HQ: take a new version in whole, compare it with the one before, change rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from psycopg.rows import dict_row

from app.domain.alert_entry import AlertEntry, Band
from app.domain.alert_record import encode_entry
from app.screening.lists import ListHeader, ListKind, ListPolicy, WhenStale
from sync.hq import audit, shelf
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError

Digests: TypeAlias = "NDArray[np.uint64]"
"""Digests of document numbers as big-endian numbers."""

_IMPORTING = 0x6C697374
"""Advisory lock: one version is taken in at a time."""
_NO_FILE = bytes(32)
_BUCKET_BITS = np.uint64(52)
_DOCUMENT_COPY = "COPY incoming_digest (bucket, digests) FROM STDIN WITH (FORMAT BINARY)"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What its owner says of a list; `issued_at` None stands for now."""

    list_id: str
    kind: ListKind
    title: str
    agency: str
    policy: ListPolicy
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Whence a version comes: who takes it in, the file's bytes (empty for none), what was warned of."""

    reader: Reader
    data: bytes = b""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A version taken in, and how it differs from the one before; `version` stays when nothing differs."""

    list_id: str
    version: int
    count: int
    added: int
    changed: int
    removed: int


def header_of(connection: Connection, list_id: str) -> ListHeader:
    """The newest version of a list; raises HqError(LIST_UNKNOWN)."""
    found = _header(connection, list_id)
    if found is None:
        raise HqError(HqCode.LIST_UNKNOWN, list_id=list_id)
    return found


def headers(connection: Connection) -> list[ListHeader]:
    """The newest version of every list, by id."""
    ids = connection.execute("SELECT list_id FROM alert_list ORDER BY list_id").fetchall()
    return [header_of(connection, list_id) for (list_id,) in ids]


def take_people(
    connection: Connection, facts: ListFacts, entries: Sequence[AlertEntry], source: Source
) -> Imported:
    """Make these entries the newest version of the list, in one transaction."""
    with connection.transaction():
        before = _begin(connection, facts)
        _stage(connection, ((entry.entry_id, encode_entry(entry)) for entry in entries))
        gone = [row[0] for row in connection.execute(_NOT_INCOMING, {"list": facts.list_id})]
        removed = _take_off(connection, facts.list_id, gone)
        added, changed = _put_incoming(connection, facts.list_id)
        connection.execute("DROP TABLE incoming")
        return _end(connection, facts, before, (len(entries), added, changed, removed), source)


def take_documents(connection: Connection, facts: ListFacts, digests: Digests, source: Source) -> Imported:
    """Make these digests (any order, twice is once) the newest version of the list, in one transaction."""
    ordered = np.unique(digests)
    with connection.transaction():
        before = _begin(connection, facts)
        old = _all_digests(connection, facts.list_id)
        added = int(np.setdiff1d(ordered, old, assume_unique=True).size)
        removed = int(np.setdiff1d(old, ordered, assume_unique=True).size)
        connection.execute(
            "CREATE TEMP TABLE incoming_digest (bucket smallint PRIMARY KEY, digests bytea) ON COMMIT DROP"
        )
        with connection.cursor().copy(_DOCUMENT_COPY) as copy:
            copy.set_types(["int2", "bytea"])
            for bucket, part in _buckets(ordered):
                copy.write_row((bucket, part.astype(">u8").tobytes()))
        connection.execute(_PUT_DIGESTS, {"list": facts.list_id})
        connection.execute(_CLEAR_DIGESTS, {"list": facts.list_id})
        connection.execute("DROP TABLE incoming_digest")
        return _end(connection, facts, before, (int(ordered.size), added, 0, removed), source)


def put_rows(
    connection: Connection,
    facts: ListFacts,
    put: Iterable[tuple[str, bytes]],
    gone: Iterable[str],
    source: Source,
) -> Imported:
    """Put some rows (id, bytes) into a list and take some off, leaving the others as they are."""
    with connection.transaction():
        before = _begin(connection, facts)
        _stage(connection, dict(put).items())
        added, changed = _put_incoming(connection, facts.list_id)
        removed = _take_off(connection, facts.list_id, list(gone))
        connection.execute("DROP TABLE incoming")
        count = (0 if before is None else before.count) + added - removed
        return _end(connection, facts, before, (count, added, changed, removed), source)


def put_entry(connection: Connection, facts: ListFacts, entry: AlertEntry, source: Source) -> Imported:
    """Put one entry into a list, in the place of one with its id."""
    return put_rows(connection, facts, [(entry.entry_id, encode_entry(entry))], (), source)


def alone(connection: Connection) -> None:
    """Let nobody else take a version of any list in until the caller's transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_IMPORTING,))


def digests_of(connection: Connection, list_id: str, published: bool = False) -> Digests:
    """All digests of a list in order, as it is or as it was published last."""
    return _all_digests(connection, list_id, "published" if published else "digests")


def _begin(connection: Connection, facts: ListFacts) -> ListHeader | None:
    """Take the lock and see that the list exists; what it was before, None for a new one."""
    alone(connection)
    before = _header(connection, facts.list_id)
    if before is not None and before.kind is not facts.kind:
        raise HqError(
            HqCode.FIELD_WRONG,
            field="--id",
            value=facts.list_id,
            remedy=f"That id belongs to a list of {before.kind}; ids are never used twice.",
        )
    if before is None:
        policy = facts.policy
        connection.execute(
            "INSERT INTO alert_list (list_id, kind, title, agency, version, issued_at, count, max_band,"
            " rarity_gate, ttl_hours, when_stale) VALUES (%s, %s, %s, %s, 1, now(), 0, %s, %s, %s, %s)",
            (
                facts.list_id, facts.kind, facts.title, facts.agency, policy.max_band, policy.rarity_gate,
                policy.ttl_hours, policy.when_stale,
            ),
        )  # fmt: skip
    return before


def _stage(connection: Connection, rows: Iterable[tuple[str, bytes]]) -> None:
    """Put rows (id, bytes) into the table `incoming`, of which PostgreSQL then knows how large it is."""
    connection.execute(
        "CREATE TEMP TABLE incoming (entry_id text PRIMARY KEY, digest bytea, bytes bytea) ON COMMIT DROP"
    )
    with connection.cursor().copy("COPY incoming FROM STDIN") as copy:
        for entry_id, data in rows:
            copy.write_row((entry_id, hashlib.sha256(data).digest(), data))
    connection.execute("ANALYZE incoming")


def _put_incoming(connection: Connection, list_id: str) -> tuple[int, int]:
    """Put the incoming rows; how many are new and how many others changed."""
    row = connection.execute(_COUNT_INCOMING, {"list": list_id}).fetchone()
    connection.execute(_PUT, {"list": list_id})
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def _take_off(connection: Connection, list_id: str, gone: list[str]) -> int:
    """Take these off; a row that stations have keeps its place until its end is published."""
    forgotten = connection.execute(
        "DELETE FROM list_entry WHERE list_id = %s AND published IS NULL AND entry_id = ANY(%s)",
        (list_id, gone),
    )
    marked = connection.execute(
        "UPDATE list_entry SET digest = NULL, bytes = NULL WHERE list_id = %s AND digest IS NOT NULL"
        " AND entry_id = ANY(%s)",
        (list_id, gone),
    )
    return forgotten.rowcount + marked.rowcount


def _end(
    connection: Connection,
    facts: ListFacts,
    before: ListHeader | None,
    figures: tuple[int, int, int, int],
    source: Source,
) -> Imported:
    """Number the version and note it, unless nothing at all differs from the one before."""
    count, added, changed, removed = figures
    row = connection.execute("SELECT coalesce(%s, now())", (facts.issued_at,)).fetchone()
    issued_at = None if row is None else row[0]
    version = 1 if before is None else before.version + 1
    if before is not None and not (added or changed or removed):
        said = (before.title, before.agency, before.policy, before.issued_at)
        if said == (facts.title, facts.agency, facts.policy, facts.issued_at or before.issued_at):
            return Imported(facts.list_id, before.version, count, 0, 0, 0)
    policy = facts.policy
    connection.execute(
        "UPDATE alert_list SET title = %s, agency = %s, version = %s, issued_at = %s, count = %s,"
        " max_band = %s, rarity_gate = %s, ttl_hours = %s, when_stale = %s WHERE list_id = %s",
        (
            facts.title, facts.agency, version, issued_at, count, policy.max_band, policy.rarity_gate,
            policy.ttl_hours, policy.when_stale, facts.list_id,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO list_version (list_id, version, issued_at, who, source, count, added, changed, removed,"
        " warnings) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            facts.list_id, version, issued_at, source.reader.who,
            hashlib.sha256(source.data).digest() if source.data else _NO_FILE,
            count, added, changed, removed, json.dumps(source.warnings),
        ),
    )  # fmt: skip
    imported = Imported(facts.list_id, version, count, added, changed, removed)
    figured = {"version": version, "count": count, "added": added, "changed": changed, "removed": removed}
    shelf.take_turn(connection)  # whoever takes a list in may publish it in this transaction
    audit.note(connection, source.reader, "list import", {"list": facts.list_id, **figured})
    return imported


def _header(connection: Connection, list_id: str) -> ListHeader | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute("SELECT * FROM alert_list WHERE list_id = %s", (list_id,)).fetchone()
    if row is None:
        return None
    policy = ListPolicy(
        Band(row["max_band"]), row["rarity_gate"], row["ttl_hours"], WhenStale(row["when_stale"])
    )
    return ListHeader(
        list_id,
        ListKind(row["kind"]),
        row["title"],
        row["agency"],
        row["version"],
        row["issued_at"],
        row["count"],
        policy,
    )


def _all_digests(connection: Connection, list_id: str, column: str = "digests") -> Digests:
    rows = connection.execute(
        f"SELECT {column} FROM document_digest WHERE list_id = %s ORDER BY bucket".encode(),
        (list_id,),
    )
    joined = b"".join(row[0] for row in rows)
    return np.frombuffer(joined, dtype=">u8").astype(np.uint64)


def _buckets(ordered: Digests) -> Iterable[tuple[int, Digests]]:
    places = (ordered >> _BUCKET_BITS).astype(np.int64)
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    # Of no digests numpy still makes one part, an empty one.
    for start, part in zip(starts, np.split(ordered, starts[1:]) if ordered.size else (), strict=True):
        yield int(places[start]), part


_NOT_INCOMING = """
SELECT entry_id FROM list_entry old WHERE list_id = %(list)s AND digest IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM incoming WHERE incoming.entry_id = old.entry_id)
"""
_COUNT_INCOMING = """
SELECT count(*) FILTER (WHERE old.digest IS NULL), count(*) FILTER (WHERE old.digest <> incoming.digest)
FROM incoming LEFT JOIN list_entry old ON old.list_id = %(list)s AND old.entry_id = incoming.entry_id
"""
_PUT = """
INSERT INTO list_entry (list_id, entry_id, digest, bytes)
SELECT %(list)s, entry_id, digest, bytes FROM incoming
ON CONFLICT (list_id, entry_id) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes
WHERE list_entry.digest IS DISTINCT FROM excluded.digest
"""
_PUT_DIGESTS = """
INSERT INTO document_digest (list_id, bucket, digests) SELECT %(list)s, bucket, digests FROM incoming_digest
ON CONFLICT (list_id, bucket) DO UPDATE SET digests = excluded.digests
WHERE document_digest.digests <> excluded.digests
"""
_CLEAR_DIGESTS = """
UPDATE document_digest SET digests = '' WHERE list_id = %(list)s AND digests <> ''
    AND bucket NOT IN (SELECT bucket FROM incoming_digest)
"""
