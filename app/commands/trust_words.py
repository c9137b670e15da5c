"""What the trust commands print of plans, sources, files and certificates: as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from app.trust.anchors import Anchor, Anchors, Source, SourceKind
from app.trust.authorities import is_link
from app.trust.certificates import certificate
from app.trust.issuer import LIST_DAYS
from app.trust.trust_file import Arrival, ImportPlan, Part, Refused, TrustFile
from app.wording.trust import KINDS, VOUCHED, WHY

Json: TypeAlias = dict[str, object]
_MOST_REFUSED = 20
"""Refusals told one by one on a screen; JSON has them all."""


def plan_json(plan: ImportPlan) -> Json:
    """What an import did or would do."""
    return {
        "kind": plan.kind,
        "digest": plan.digest,
        "sources": [_arrival_json(arrival) for arrival in plan.arrivals],
        "already_here": [source.source_id for source in plan.already_here],
        "pinned": [source.source_id for source in plan.pinned],
        "refused": [_refused_json(refused) for refused in plan.refused],
        "document_signers": plan.document_signers,
    }


def plan_lines(plan: ImportPlan, dry_run: bool) -> Iterator[str]:
    """The same for people."""
    for arrival in plan.arrivals:
        yield from _part_lines(arrival.part)
        if arrival.part.source.kind is not SourceKind.CRL:
            yield f"  new on this station: {arrival.added}; no longer on it: {arrival.gone}"
        if arrival.replaces is not None:
            yield f"  takes the place of the one of {_day(arrival.replaces.made_at)}"
        if arrival.part.source.pinned:
            yield "  pinned: it may vouch for signers of master lists"
    for source in plan.pinned:
        yield f"{source.origin}: pinned from now on"
    for source in plan.already_here:
        yield f"{_named(source)}: already here since {_day(source.imported_at)}"
    yield from _refused_lines(plan.refused)
    if plan.document_signers:
        yield f"{plan.document_signers} document signers passed over: each passport carries its own"
    if dry_run:
        yield "Nothing was taken in: this was a dry run."


def source_json(source: Source, now: datetime) -> Json:
    """A source with its age in days: since it was made, or since it came here where it does not say."""
    return {
        "id": source.source_id,
        "kind": source.kind,
        "origin": source.origin,
        "made_at": _moment(source.made_at),
        "imported_at": _moment(source.imported_at),
        "age_days": _age(source, now),
        "certificates": source.certificates,
        "crls": source.crls,
        "vouched": source.vouched,
        "pinned": source.pinned,
        "digest": source.digest,
    }


def source_line(source: Source, now: datetime) -> str:
    """The same on one line."""
    held = "" if source.kind is SourceKind.CRL else f", certificates: {source.certificates}"
    pinned = ", pinned as root" if source.pinned else ""
    age = _age(source, now)
    old = age >= LIST_DAYS and source.kind is SourceKind.MASTER_LIST
    due = ", OLD: bring a newer one" if old else ""
    return f"{source.source_id}  {_named(source)}, {age} days old{held}{pinned}{due}"


def file_json(file: TrustFile) -> Json:
    """What a file is: every count over all of it, and each signed list or CRL by itself."""
    anchors = {anchor.fingerprint: anchor for part in file.parts for anchor in part.anchors}
    signers = [part.signer for part in file.parts if part.signer is not None]
    return {
        "kind": file.kind,
        "digest": file.digest,
        "certificates": sum(part.total for part in file.parts),
        "usable": len(anchors),
        "countries": sorted({anchor.country for anchor in anchors.values()}),
        "crls": sum(len(part.revocations) for part in file.parts),
        "document_signers": file.document_signers,
        "signer": signers[0].subject if len(signers) == 1 else None,
        "verified": not file.refused,
        "sources": [_part_json(part) for part in file.parts],
        "refused": [_refused_json(refused) for refused in file.refused],
    }


def file_lines(file: TrustFile) -> Iterator[str]:
    """The same for people."""
    for part in file.parts:
        yield from _part_lines(part)
    yield from _refused_lines(file.refused)
    if file.document_signers:
        yield f"{file.document_signers} document signers, which are not imported"


def countries_json(anchors: Anchors, countries: Sequence[str]) -> tuple[list[Json], list[Json]]:
    """The certificates of these countries, the newest first, and the CRLs of their names."""
    sources = {source.source_id: source for source in anchors.sources}
    every = [anchor for country in countries for anchor in anchors.of_country(country)]
    found = sorted(every, key=lambda anchor: anchor.not_before, reverse=True)
    names = dict.fromkeys(anchor.subject for anchor in found)
    crls = [crl for name in names for crl in anchors.revocations(name)]
    return [_certificate_json(anchor, sources[anchor.source_id]) for anchor in found], [
        {
            "this_update": _moment(crl.this_update),
            "next_update": _moment(crl.next_update),
            "source": crl.source_id,
        }
        for crl in crls
    ]


def country_lines(certificates: Sequence[Json], crls: Sequence[Json]) -> Iterator[str]:
    """The same for people."""
    for row in certificates:
        link = ", link to a newer key" if row["link"] else ""
        yield f"{row['subject']}"
        yield f"  {row['key']}, serial {row['serial']}{link}"
        yield f"  valid {str(row['not_before'])[:10]} to {str(row['not_after'])[:10]}, from {row['origin']}"
        yield f"  SHA-256 {row['fingerprint']}"
    for row in crls:
        until = f", next by {str(row['next_update'])[:10]}" if row["next_update"] else ""
        yield f"Revocation list of {str(row['this_update'])[:10]}{until}"


def _certificate_json(anchor: Anchor, source: Source) -> Json:
    found = certificate(anchor.der)
    return {
        "subject": found.subject_text,
        "issuer": found.issuer_text,
        "serial": found.serial_text,
        "not_before": _moment(found.not_before),
        "not_after": _moment(found.not_after),
        "key": found.key().words,
        "key_id": anchor.key_id.hex(),
        "link": is_link(found),
        "fingerprint": anchor.fingerprint,
        "source": source.source_id,
        "origin": _named(source),
    }


def _arrival_json(arrival: Arrival) -> Json:
    replaced = arrival.replaces
    return {
        **_part_json(arrival.part),
        "pinned": arrival.part.source.pinned,
        "added": arrival.added,
        "gone": arrival.gone,
        "replaces": None if replaced is None else replaced.source_id,
    }


def _part_json(part: Part) -> Json:
    return {
        "id": part.source.source_id,
        "kind": part.source.kind,
        "origin": part.source.origin,
        "made_at": _moment(part.source.made_at),
        "vouched": part.source.vouched,
        "certificates": part.total,
        "usable": len(part.anchors),
        "duplicates": part.duplicates,
        "links": part.links,
        "countries": len(part.countries),
        "crls": len(part.revocations),
        "signer": part.signer.subject if part.signer else None,
        "fingerprints": _fingerprints(part),
        "refused": [_refused_json(refused) for refused in part.refused],
    }


def _part_lines(part: Part) -> Iterator[str]:
    yield _named(part.source)
    if part.signer is not None:
        yield f"  signed by {part.signer.subject}; {VOUCHED[part.source.vouched]}"
    if part.total:
        counts = f"{len(part.anchors)} usable ({part.links} link to a newer key), {len(part.refused)} refused"
        doubled = f", {part.duplicates} twice" if part.duplicates else ""
        yield f"  certificates: {part.total} of {len(part.countries)} countries: {counts}{doubled}"
    for fingerprint in _fingerprints(part):
        yield f"  SHA-256 {fingerprint}"
    for crl in part.revocations:
        yield f"  next one by {_day(crl.next_update)}"
    yield from (f"  {line}" for line in _refused_lines(part.refused))


def _fingerprints(part: Part) -> list[str]:
    """Of certificates given by hand, which somebody is to compare; those of a list are in it as signed."""
    given = part.anchors if part.source.kind is SourceKind.CERTIFICATE else ()
    return [anchor.fingerprint for anchor in given]


def _refused_lines(refused: Sequence[Refused]) -> Iterator[str]:
    for one in refused[:_MOST_REFUSED]:
        yield f"refused: {one.what}: {WHY[one.why]}{f' ({one.detail})' if one.detail else ''}"
    if len(refused) > _MOST_REFUSED:
        yield f"refused: {len(refused) - _MOST_REFUSED} more (--json names them all)"


def _refused_json(refused: Refused) -> Json:
    return {"what": refused.what, "why": refused.why, "message": WHY[refused.why], "detail": refused.detail}


def _named(source: Source) -> str:
    kind = KINDS[source.kind][:1].upper() + KINDS[source.kind][1:]
    made = f" of {_day(source.made_at)}" if source.made_at else ""
    return f"{kind} {source.origin}{made}"


def _age(source: Source, now: datetime) -> int:
    return max(0, (now - (source.made_at or source.imported_at)).days)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "a day it does not say"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
