"""Rows of the trust tables, to and from what proving understands."""

from __future__ import annotations

from datetime import datetime

from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.trust.anchors import Anchor, Revocations, Source, SourceKind, Vouched
from app.trust.trust_file import Board, Part

_SOURCES = """
    SELECT source_id, kind, origin, made_at, imported_at, digest, vouched, pinned, certificates, crls
    FROM trust_sources ORDER BY imported_at DESC, source_id"""
_CERTIFICATES = """
    SELECT certificate, subject, issuer, key_id, country, not_before, not_after, fingerprint, source_id
    FROM trust_certificates ORDER BY number"""
_REVOCATIONS = """
    SELECT crl, issuer, key_id, this_update, next_update, source_id FROM trust_revocations ORDER BY number"""


def load_sources(connection: Connection) -> tuple[Source, ...]:
    """Every source, newest import first."""
    return tuple(
        Source(
            source_id, SourceKind(kind), origin, _moment(made), from_ms(imported), digest, certificates, crls,
            Vouched(vouched), bool(pinned),
        )
        for source_id, kind, origin, made, imported, digest, vouched, pinned, certificates, crls
        in connection.execute(_SOURCES)
    )  # fmt: skip


def load_board(connection: Connection) -> Board:
    """All of it. No certificate is parsed: a thousand take some milliseconds."""
    anchors = [
        Anchor(der, subject, issuer, key_id, country, from_ms(start), from_ms(end), fingerprint, source_id)
        for der, subject, issuer, key_id, country, start, end, fingerprint, source_id
        in connection.execute(_CERTIFICATES)
    ]  # fmt: skip
    revocations = [
        Revocations(der, issuer, key_id, from_ms(this_update), _moment(next_update), source_id)
        for der, issuer, key_id, this_update, next_update, source_id in connection.execute(_REVOCATIONS)
    ]
    return Board(load_sources(connection), anchors, revocations)


def insert_part(connection: Connection, part: Part, audit_seq: int) -> None:
    """Write a source with its certificates and CRLs, within the caller's transaction."""
    source = part.source
    connection.execute(
        "INSERT INTO trust_sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source.source_id, source.kind.value, source.origin, _milliseconds(source.made_at),
            to_ms(source.imported_at), source.digest, source.vouched.value, source.pinned,
            len(part.anchors), len(part.revocations), audit_seq,
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO trust_certificates (source_id, certificate, subject, issuer, key_id, country,"
        " not_before, not_after, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                source.source_id, anchor.der, anchor.subject, anchor.issuer, anchor.key_id, anchor.country,
                to_ms(anchor.not_before), to_ms(anchor.not_after), anchor.fingerprint,
            )
            for anchor in part.anchors
        ],
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO trust_revocations (source_id, crl, issuer, key_id, this_update, next_update)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                source.source_id, crl.der, crl.issuer, crl.key_id, to_ms(crl.this_update),
                _milliseconds(crl.next_update),
            )
            for crl in part.revocations
        ],
    )  # fmt: skip


def pin_source(connection: Connection, source: Source) -> None:
    """Keep whether a source's certificates may vouch for master lists."""
    connection.execute(
        "UPDATE trust_sources SET pinned = ? WHERE source_id = ?", (source.pinned, source.source_id)
    )


def delete_source(connection: Connection, source_id: str) -> None:
    """Delete a source with all that it brought, within the caller's transaction."""
    connection.execute("DELETE FROM trust_sources WHERE source_id = ?", (source_id,))


def drop_torn_sources(connection: Connection) -> None:
    """Delete every source of which a rescue could not save the whole: a list is whole or not there."""
    connection.execute(
        "DELETE FROM trust_sources WHERE"
        " certificates <> (SELECT count(*) FROM trust_certificates c"
        " WHERE c.source_id = trust_sources.source_id)"
        " OR crls <> (SELECT count(*) FROM trust_revocations r WHERE r.source_id = trust_sources.source_id)"
    )
    for table in ("trust_certificates", "trust_revocations"):
        connection.execute(
            f"DELETE FROM {table} WHERE source_id NOT IN (SELECT source_id FROM trust_sources)"
        )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
