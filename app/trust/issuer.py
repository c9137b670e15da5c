"""What the trust on board says of a signer: who issued it, and how old the list is that says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.trust.anchors import Anchor, Anchors, Source, Vouched
from app.trust.certificates import Certificate
from app.trust.chain import Path, Standing
from app.trust.names import country_of, name_text

LIST_DAYS: Final = 180
"""From this age on a list is called old: states publish theirs two to six times a year."""

KEY_REACHES_LISTS: Final = timedelta(days=365)
"""A list made so long after a signer was certified knows the key that certified it, if there is one."""

_CLOCKS: Final = timedelta(days=1)
"""How far a list may be ahead of us; by more, one of two clocks is wrong and no age can be told."""

_PROVED: Final = frozenset({Vouched.OPERATOR, Vouched.ROOT})


def judge_issuer(path: Path, anchors: Anchors) -> Check:
    """Whether an authority on board issued the signer's certificate.

    FAILED where the key that it names (or, where it names none, an authority of that name) is here
    and did not sign it, and where a list that knows the authority was made long after the signer and
    yet lacks the key. An authority that is not here, or only with older keys, is UNDETERMINED: it may
    be newer than the list.
    """
    if path.anchor is not None and path.issuer is not None:
        source = _source(anchors, path.anchor)
        return _issuer(
            Verdict.PASSED, "known",
            issuer=path.issuer.subject_text, serial=path.issuer.serial_text, country=path.issuer.country,
            list=source.origin if source else "", list_date=_day(source.made_at if source else None),
        )  # fmt: skip
    if path.standing is Standing.NO_ANCHORS:
        return _issuer(Verdict.UNDETERMINED, "no_list")
    if path.standing is Standing.UNUSABLE:
        return _issuer(Verdict.UNDETERMINED, path.word, algorithm=path.chain[0].algorithm.oid)
    named = path.chain[0].issuer
    country = country_of(named)
    facts = {"issuer": name_text(named), "country": country}
    if path.standing is Standing.WRONG:
        return _issuer(Verdict.FAILED, "signature_wrong", **facts, tried=str(path.tried))
    if path.standing is Standing.KEY_UNKNOWN and _overdue(path.chain[0], anchors):
        return _issuer(
            Verdict.FAILED, "key_overdue", **facts,
            signer_since=_day(path.chain[0].not_before), newest=_day(_newest_date(anchors)),
        )  # fmt: skip
    return _issuer(
        Verdict.UNDETERMINED, path.standing.value, **facts,
        certificates=str(len(anchors.of_country(country))), newest=_day(_newest_date(anchors)),
    )  # fmt: skip


def _overdue(signer: Certificate, anchors: Anchors) -> bool:
    """Whether the newest list that knows the signer's authority should have had the key by now."""
    sources = [_source(anchors, anchor) for anchor in anchors.named(signer.issuer_key)]
    made = [one.made_at for one in sources if one is not None and one.made_at is not None]
    return bool(made) and max(made) - signer.not_before >= KEY_REACHES_LISTS


def judge_lists(anchors: Anchors, anchor: Anchor | None, now: datetime) -> Check:
    """Whether the list behind this anchor (the newest one, without an anchor) is vouched for and fresh."""
    if anchors.count == 0:
        return _lists(Verdict.UNDETERMINED, "none")
    source = _source(anchors, anchor) or max(
        (one for one in anchors.sources if one.made_at), key=lambda one: one.made_at or now, default=None
    )
    facts = {"list": source.origin if source else "", "certificates": str(anchors.count)}
    if source is not None and source.vouched not in _PROVED:
        return _lists(Verdict.UNDETERMINED, "unvouched", **facts)
    if source is None or source.made_at is None:
        return _lists(Verdict.UNDETERMINED, "undated", **facts)
    days = (now - source.made_at).days
    facts |= {"list_date": _day(source.made_at), "days": str(max(days, 0))}
    if source.made_at - now > _CLOCKS:
        return _lists(Verdict.UNDETERMINED, "ahead", **facts)
    if days >= LIST_DAYS:
        return _lists(Verdict.UNDETERMINED, "old", **facts)
    return _lists(Verdict.PASSED, "fresh", **facts)


def _source(anchors: Anchors, anchor: Anchor | None) -> Source | None:
    if anchor is None:
        return None
    return next((one for one in anchors.sources if one.source_id == anchor.source_id), None)


def _newest_date(anchors: Anchors) -> datetime | None:
    return max((one.made_at for one in anchors.sources if one.made_at), default=None)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment is not None else ""


def _issuer(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_ISSUER, verdict, f"chip_issuer.{word}", **evidence)


def _lists(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_TRUST_LIST, verdict, f"chip_trust_list.{word}", **evidence)
