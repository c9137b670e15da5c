"""Decide what of a file comes on board: who vouches for it, what it takes the place of, what changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.failure import WorldError
from app.trust.anchors import Anchor, Revocations, Source, SourceKind, Vouched
from app.trust.certificates import Certificate, certificate
from app.trust.keys import Unusable
from app.trust.master_list import vouched_by
from app.trust.revocation import RevocationList, revocation_list
from app.trust.trust_file import Arrival, Board, ImportPlan, Part, Refused, TrustFile, Why
from devices.emrtd.errors import Malformed

_PLACE = "trust.import"
# Certificates vouch for lists and lists bring those who sign CRLs: each is settled before what rests on it.
_ORDER = {SourceKind.CERTIFICATE: 0, SourceKind.MASTER_LIST: 1, SourceKind.LDIF: 2, SourceKind.CRL: 3}


def plan_import(
    file: TrustFile,
    board: Board,
    roots: Sequence[TrustFile] = (),
    *,
    now: datetime,
    older: bool = False,
    by_hq: bool = False,
) -> ImportPlan:
    """What comes in from a file onto a board; the certificates of `roots` are pinned with it.

    `by_hq` says that HQ stands for the file, under its signature: then the signer of a master list need
    not lead to a certificate that was pinned here.

    Raises WorldError(TRUST_NOT_VOUCHED, TRUST_FILE_DAMAGED, TRUST_FILE_OLDER, TRUST_FILE_UNKNOWN) for
    a file of which nothing comes in and nothing is here already: then nothing is pinned either.
    """
    planner = _Planner(board, now, older, by_hq)
    for root in roots:
        planner.pin(root)
    rooted = len(planner.arrivals)
    newest_first = sorted(file.parts, key=_made_at, reverse=True)
    for part in sorted(newest_first, key=lambda part: _ORDER[part.source.kind]):
        planner.consider(part)
    refused = (*file.refused, *planner.refused)
    if len(planner.arrivals) == rooted and not planner.already_here:
        raise refusal(refused)
    return ImportPlan(
        file.kind, file.digest, tuple(planner.arrivals), tuple(planner.already_here), tuple(planner.pinned),
        refused, file.document_signers,
    )  # fmt: skip


def refusal(refused: Sequence[Refused]) -> WorldError:
    """The failure of a file of which nothing holds: its first reason counts."""
    why = refused[0].why if refused else Why.EMPTY
    return WorldError(why.code, _PLACE, reason=why.value)


class _Planner:
    """A plan in the making: each part is judged by the board and by what was decided before it."""

    def __init__(self, board: Board, now: datetime, older: bool, by_hq: bool) -> None:
        self._board = board
        self._now = now
        self._older = older
        self._by_hq = by_hq
        self._sources = {source.source_id: source for source in board.sources}
        self._scopes = _scopes(board.revocations)
        self._pins = [anchor for anchor in board.anchors if self._sources[anchor.source_id].pinned]
        self.arrivals: list[Arrival] = []
        self.already_here: list[Source] = []
        self.pinned: list[Source] = []
        self.refused: list[Refused] = []

    def pin(self, root: TrustFile) -> None:
        """Let the certificates of a file vouch for lists from now on; raises WorldError if it has none."""
        parts = [part for part in root.parts if part.source.kind is SourceKind.CERTIFICATE]
        if not parts:
            raise refusal(root.refused or (Refused("", Why.NOT_AN_AUTHORITY),))
        for part in parts:
            known = self._sources.get(part.source.source_id)
            if known is None:
                self._arrive(replace(part, source=replace(part.source, pinned=True)))
            elif not known.pinned:
                self.pinned.append(known)
            self._pins.extend(part.anchors)

    def consider(self, part: Part) -> None:
        """Decide on one part of the file."""
        self._scopes |= _scopes(part.revocations)
        known = self._sources.get(part.source.source_id)
        if known is not None:
            self.already_here.append(known)
            return
        if any(part.source.source_id == arrival.part.source.source_id for arrival in self.arrivals):
            return
        why = self._objection(part)
        if why is not None:
            self.refused.append(Refused(part.signer.subject if part.signer else part.source.origin, why))
            return
        if part.source.kind is SourceKind.MASTER_LIST:
            voucher = Vouched.OPERATOR if vouched_by(part, self._pins) is None else Vouched.ROOT
            part = replace(part, source=replace(part.source, vouched=voucher))
        self._arrive(part)

    def _objection(self, part: Part) -> Why | None:
        is_list = part.source.kind is SourceKind.MASTER_LIST
        if is_list and not self._by_hq and vouched_by(part, self._pins) is None:
            return Why.SIGNER_CHAIN
        if self._signer_is_revoked(part):
            return Why.SIGNER_REVOKED
        if not all(self._has_issuer(revocation_list(crl.der), crl.issuer) for crl in part.revocations):
            return Why.ISSUER_UNKNOWN
        return Why.OLDER if self._is_older(part.source) else None

    def _signer_is_revoked(self, part: Part) -> bool:
        """Whether a CRL on board (its signature was proved when it came in) names the list's signer."""
        if part.signer is None:
            return False
        signer = certificate(part.signer.certificate)
        crls = [crl for crl in self._board.revocations if crl.issuer == signer.issuer_key]
        return any(signer.serial in revocation_list(crl.der).lines for crl in crls)

    def _has_issuer(self, crl: RevocationList, issuer: bytes) -> bool:
        """Whether a certificate on board, or one that comes in before it, signed the CRL."""
        arriving = (anchor for arrival in self.arrivals for anchor in arrival.part.anchors)
        ders = {anchor.der for anchor in (*self._board.anchors, *arriving) if anchor.subject == issuer}
        return any(_signed(crl, certificate(der)) for der in ders)

    def _is_older(self, source: Source) -> bool:
        """Whether this file itself has something newer, or the board has and no way back is wanted."""
        if any(self._same_place(arrival.part.source, source) for arrival in self.arrivals):
            return True
        return not self._older and any(
            self._same_place(rival, source) and _newer(rival, source) for rival in self._board.sources
        )

    def _same_place(self, one: Source, other: Source) -> bool:
        """Whether one takes the place of the other: certificates never do, lists do by their origin, CRLs
        by origin and scope."""
        replaceable = one.kind is not SourceKind.CERTIFICATE and one.kind is other.kind
        same = one.origin == other.origin and self._scope(one) == self._scope(other)
        return replaceable and same and one.source_id != other.source_id

    def _scope(self, source: Source) -> tuple[bytes, bool] | None:
        return self._scopes.get(source.source_id)

    def _arrive(self, part: Part) -> None:
        part = replace(part, source=replace(part.source, imported_at=self._now))
        old = [source for source in self._board.sources if self._same_place(source, part.source)]
        replaced = old[0] if old else None
        left = self._fingerprints(self._board.anchors, replaced)
        coming = {anchor.fingerprint for anchor in part.anchors}
        before = {anchor.fingerprint for anchor in self._board.anchors}
        self.arrivals.append(
            Arrival(part, replaced, added=len(coming - before), gone=len(before - left - coming))
        )

    @staticmethod
    def _fingerprints(anchors: Iterable[Anchor], without: Source | None) -> set[str]:
        left_out = "" if without is None else without.source_id
        return {anchor.fingerprint for anchor in anchors if anchor.source_id != left_out}


def _signed(crl: RevocationList, issuer: Certificate) -> bool:
    try:
        usage = issuer.key_usage()
        return (usage is None or "crl_sign" in usage) and crl.signed_by(issuer.key())
    except (Unusable, Malformed):
        return False


def _scopes(crls: Iterable[Revocations]) -> dict[str, tuple[bytes, bool]]:
    """By source, what a CRL speaks for: the key of its issuer, and whether it lists all that it revoked.

    Each key of an authority may have a list of its own, and some lists only name what is new. One in the
    place of another would make the station forget who was revoked.
    """
    return {crl.source_id: (crl.key_id, revocation_list(crl.der).whole) for crl in crls}


def _newer(one: Source, other: Source) -> bool:
    return one.made_at is not None and (other.made_at is None or one.made_at > other.made_at)


def _made_at(part: Part) -> float:
    return part.source.made_at.timestamp() if part.source.made_at is not None else 0.0
