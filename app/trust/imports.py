"""Read a file of certificates whatever form it has, told by what is in it and never by its name."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.failure import WorldError
from app.trust import der
from app.trust.anchors import Anchor, Source, SourceKind, Vouched
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.authorities import gather
from app.trust.certificates import certificate
from app.trust.ldif import Found, looks_like_ldif, read_ldif
from app.trust.master_list import leads_to_itself, read_master_list, vouched_by
from app.trust.names import name_text
from app.trust.planning import refusal
from app.trust.revocation import revocation_list, revocations_of
from app.trust.trust_file import Part, Refused, RefusedWhole, TrustFile, Why
from devices.emrtd.errors import Malformed

LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes of a file that is not LDIF; the largest master lists have one million."""

_HEAD = 64 * 1024
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----")
_PEM_KINDS: Final = {
    b"CERTIFICATE": SourceKind.CERTIFICATE,
    b"X509 CERTIFICATE": SourceKind.CERTIFICATE,
    b"TRUSTED CERTIFICATE": SourceKind.CERTIFICATE,
    b"X509 CRL": SourceKind.CRL,
    b"CMS": SourceKind.MASTER_LIST,
    b"PKCS7": SourceKind.MASTER_LIST,
}


def read_trust_file(file: Path | bytes, now: datetime) -> TrustFile:
    """Read a master list, an LDIF file, a certificate (DER, PEM, several in one PEM) or a CRL.

    Signatures that the file itself can prove are proved; who vouches for it is for `plan_import`.
    Raises WorldError(TRUST_FILE_UNKNOWN, TRUST_FILE_DAMAGED, TRUST_NOT_VOUCHED) for a file that is
    nothing of this or does not hold, OSError. What is wrong with one part of several is in the file.
    """
    try:
        if isinstance(file, bytes):
            found = _read(io.BufferedReader(io.BytesIO(file)), now)
        else:
            with file.open("rb") as stream:
                found = _read(stream if stream.seekable() else _held(stream), now)
    except RefusedWhole as whole:
        raise refusal([whole.refused]) from whole
    if not (found.parts or found.refused or found.document_signers):
        raise refusal([Refused("file", Why.EMPTY)])
    return found


def load_anchors(paths: Sequence[Path], roots: Sequence[Path] = (), *, now: datetime) -> MemoryAnchors:
    """The trust in files that somebody names on a command line, without a station.

    Naming a file is vouching for it: what is inside counts if its own signatures hold, and each
    source says who stands behind it beyond that (see `vouched`). Raises as `read_trust_file`; a failure's
    place is the name of its file.
    """
    read = [_named_file(path, now) for path in (*roots, *paths)]
    found = {part.source.source_id: part for part in _vouched([part for file in read for part in file.parts])}
    return MemoryAnchors(
        [part.source for part in found.values()],
        [anchor for part in found.values() for anchor in part.anchors],
        [crl for part in found.values() for crl in part.revocations],
    )


def _named_file(path: Path, now: datetime) -> TrustFile:
    try:
        return read_trust_file(path, now)
    except WorldError as error:
        raise WorldError(error.failure.code, path.name, **dict(error.failure.details)) from error


def vouched(file: TrustFile, roots: Sequence[TrustFile] = ()) -> TrustFile:
    """The same file, each of its sources saying who stands behind it (`Source.vouched`).

    ROOT where a list's signer leads to a certificate given by itself, in `roots` or in the file;
    ITSELF where it leads to one of the list only, NOBODY where to none.
    """
    given = [part for root in roots for part in root.parts]
    return replace(file, parts=tuple(_vouched([*given, *file.parts])[len(given) :]))


def _vouched(parts: Sequence[Part]) -> list[Part]:
    given = [part.anchors for part in parts if part.source.kind is SourceKind.CERTIFICATE]
    pins = [anchor for anchors in given for anchor in anchors]
    return [replace(part, source=replace(part.source, vouched=_voucher(part, pins))) for part in parts]


def _voucher(part: Part, pins: Sequence[Anchor]) -> Vouched:
    if part.source.kind is not SourceKind.MASTER_LIST:
        return part.source.vouched
    if vouched_by(part, pins) is not None:
        return Vouched.ROOT
    return Vouched.ITSELF if leads_to_itself(part) else Vouched.NOBODY


def _held(stream: io.BufferedReader) -> io.BufferedReader:
    """All of a pipe, which cannot be read twice."""
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise RefusedWhole("file", Why.TOO_LARGE)
    return io.BufferedReader(io.BytesIO(data))


def _read(stream: io.BufferedReader, now: datetime) -> TrustFile:
    head = stream.read(_HEAD)
    stream.seek(0)
    if looks_like_ldif(head):
        return _ldif(stream, now)
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise RefusedWhole("file", Why.TOO_LARGE)
    if b"-----BEGIN " in head:
        return _pem(data, now)
    kind = _kind_of(data)
    return TrustFile(kind, _digest(data), (_READERS[kind](data, now),))


def _ldif(stream: io.BufferedReader, now: datetime) -> TrustFile:
    """Each master list and CRL in it stands for itself: one that does not hold is named, no more."""
    try:
        contents = read_ldif(stream)
    except Malformed as wrong:
        raise RefusedWhole("LDIF", Why.MALFORMED, str(wrong)) from wrong
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    changes = [Refused(dn, Why.CHANGE) for dn in contents.changes]
    parts, refused = _each(
        [
            *_named(contents.master_lists, SourceKind.MASTER_LIST),
            *_named(contents.revocations, SourceKind.CRL),
        ],
        now,
    )
    return TrustFile(SourceKind.LDIF, digest, parts, (*refused, *changes), contents.document_signers)


def _named(values: Sequence[Found], kind: SourceKind) -> list[tuple[str, SourceKind, bytes]]:
    return [(found.dn or f"line {found.line}", kind, found.value) for found in values]


def _pem(data: bytes, now: datetime) -> TrustFile:
    """Certificates of one PEM file are one source; lists and CRLs in it stand for themselves."""
    if data.count(b"-----BEGIN ") != len(_PEM.findall(data)):
        raise RefusedWhole("PEM", Why.MALFORMED, "a block does not end")
    blocks = [(_PEM_KINDS.get(label), _unarmoured(body)) for label, body in _PEM.findall(data)]
    certificates = [body for kind, body in blocks if kind is SourceKind.CERTIFICATE]
    others = [
        (f"block {number}", kind, body)
        for number, (kind, body) in enumerate(blocks, 1)
        if kind is not None and kind is not SourceKind.CERTIFICATE
    ]
    if not certificates and not others:
        raise RefusedWhole("PEM", Why.NOT_UNDERSTOOD)
    parts, refused = _each(others, now)
    if certificates:
        parts = (_certificates(certificates, _digest(data), now), *parts)
    kind = SourceKind.CERTIFICATE if certificates else others[0][1]
    return TrustFile(kind, _digest(data), parts, refused)


def _each(
    values: Sequence[tuple[str, SourceKind, bytes]], now: datetime
) -> tuple[tuple[Part, ...], tuple[Refused, ...]]:
    """The parts that these bytes make, and those that make none under the names they have in the file."""
    parts, refused = [], []
    for name, kind, value in values:
        try:
            parts.append(_READERS[kind](value, now))
        except RefusedWhole as whole:
            refused.append(replace(whole.refused, what=name))
    return tuple(parts), tuple(refused)


def _unarmoured(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as wrong:
        raise RefusedWhole("PEM", Why.MALFORMED) from wrong


def _kind_of(data: bytes) -> SourceKind:
    """What a binary file is by its first members; raises RefusedWhole for one that is nothing we know."""
    if data[:1] != bytes([der.SEQUENCE]):
        raise RefusedWhole("file", Why.NOT_UNDERSTOOD)
    try:
        members = der.inside(der.read(der.definite(data), der.SEQUENCE))
        first = members[0] if members else None
        if first is not None and first.tag == der.OID:
            return SourceKind.MASTER_LIST
        if first is not None and first.tag == der.SEQUENCE and len(members) == 3:
            # A CRL says its dates one by one (RFC 5280, 5.1), a certificate in a SEQUENCE of two (4.1).
            dated = any(node.tag in (der.UTC_TIME, der.GENERAL_TIME) for node in der.inside(first))
            return SourceKind.CRL if dated else SourceKind.CERTIFICATE
    except Malformed as wrong:
        raise RefusedWhole("file", Why.MALFORMED, str(wrong)) from wrong
    raise RefusedWhole("file", Why.NOT_UNDERSTOOD)


def _certificate(data: bytes, now: datetime) -> Part:
    return _certificates([data], _digest(data), now)


def _certificates(certificates: Sequence[bytes], digest: str, now: datetime) -> Part:
    """Certificates given by hand; they are what the operator vouches for, so a damaged one is no use."""
    found = gather(certificates, digest[:16], prove_own_signature=True)
    if not found.anchors:
        first = found.refused[0]
        raise RefusedWhole(first.what, first.why, first.detail)
    subjects = [certificate(anchor.der).subject_text for anchor in found.anchors]
    origin = subjects[0] if len(subjects) == 1 else f"{subjects[0]} (+{len(subjects) - 1})"
    source = Source(
        digest[:16], SourceKind.CERTIFICATE, origin, None, now, digest, len(found.anchors)
    )  # fmt: skip
    return Part(source, found.anchors, (), found.refused, found.total, found.duplicates, found.links)


def _crl(data: bytes, now: datetime) -> Part:
    digest = _digest(data)
    try:
        kept, issuer = revocations_of(data, digest[:16]), name_text(revocation_list(data).issuer)
    except Malformed as wrong:
        raise RefusedWhole("CRL", Why.MALFORMED, str(wrong)) from wrong
    source = Source(digest[:16], SourceKind.CRL, issuer, kept.this_update, now, digest, crls=1)
    return Part(source, revocations=(kept,))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_READERS: Final[dict[SourceKind, Callable[[bytes, datetime], Part]]] = {
    SourceKind.MASTER_LIST: read_master_list,
    SourceKind.CERTIFICATE: _certificate,
    SourceKind.CRL: _crl,
}
