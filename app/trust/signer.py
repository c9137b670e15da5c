"""Whether a document signer may sign such a document, and could at the time (Doc 9303-12, 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.trust.certificates import Certificate
from devices.emrtd.errors import Malformed

_ZONES: Final = timedelta(days=1)
_DESK: Final = timedelta(days=31)
"""How far the printed date of issue may lie from the day of signing: states print that of the application."""

_LONGEST_VALIDITY: Final = timedelta(days=366 * 11)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the document was signed, as `basis` (dg12, signing_time, expiry) tells: between two moments."""

    basis: str
    text: str
    earliest: datetime
    latest: datetime


def moments(
    issued_on: date | None, signing_time: datetime | None, expires_on: date | None, now: datetime
) -> tuple[Moment, ...]:
    """What is known of the time of signing; the expiry date serves where nothing better does."""
    found: list[Moment] = []
    if issued_on is not None:
        day = _midnight(issued_on)
        found.append(Moment("dg12", issued_on.isoformat(), day - _ZONES, day + 2 * _ZONES))
    if signing_time is not None:
        text = signing_time.date().isoformat()
        found.append(Moment("signing_time", text, signing_time - _ZONES, signing_time + _ZONES))
    if not found and expires_on is not None:
        end = _midnight(expires_on)
        found.append(
            Moment("expiry", f"<{expires_on.isoformat()}", end - _LONGEST_VALIDITY, min(end, now) + _ZONES)
        )
    return tuple(found)


def _midnight(day: date) -> datetime:
    # A date of year 1 or 9999 leaves no room for a day more.
    year = min(max(day.year, 1900), 2999)
    return datetime(year, day.month, day.day if (day.month, day.day) != (2, 29) else 28, tzinfo=UTC)


def judge_dates(signer: Certificate, issuer: Certificate | None, known: tuple[Moment, ...]) -> Check:
    """Whether the signer was valid when the document was signed, and its issuer when the signer was issued.

    A signer that has expired since is no failure: it signs for months, documents live ten years.
    """
    try:
        findings = [_at(signer, moment) for moment in known]
    except Malformed as wrong:
        return _dates(Verdict.UNDETERMINED, "malformed", why=wrong.why)
    if issuer is not None:
        findings.append(_issuer_then(signer, issuer))
    for verdict in (Verdict.FAILED, Verdict.UNDETERMINED):
        worst = next((found for found in findings if found is not None and found.verdict is verdict), None)
        if worst is not None:
            return worst
    if not known:
        return _dates(Verdict.UNDETERMINED, "issue_unknown")
    facts = {"issued_on": known[0].text, "basis": known[0].basis}
    if issuer is None:
        return _dates(Verdict.UNDETERMINED, "issuer_unknown", **facts)
    return _dates(Verdict.PASSED, "fit", **facts)


def _at(signer: Certificate, moment: Moment) -> Check | None:
    """What is wrong with a signer at the time of signing, None where nothing is."""
    facts = {"issued_on": moment.text, "basis": moment.basis}
    first, last = signer.usage_period()
    begin = max(signer.not_before, first) if first else signer.not_before
    if moment.latest < begin:
        far = moment.latest + _DESK < signer.not_before
        if far:
            return _dates(Verdict.FAILED, "signer_later", **facts, **{"from": _day(signer.not_before)})
        return _dates(Verdict.UNDETERMINED, "near", **facts, **{"from": _day(begin)})
    if moment.earliest > signer.not_after:
        return _dates(Verdict.FAILED, "signer_expired_then", **facts, until=_day(signer.not_after))
    if last is not None and moment.earliest > last + _DESK:
        return _dates(Verdict.UNDETERMINED, "key_period_over", **facts, until=_day(last))
    return None


def _issuer_then(signer: Certificate, issuer: Certificate) -> Check | None:
    if issuer.not_before - _ZONES <= signer.not_before <= issuer.not_after + _ZONES:
        return None
    period = {"from": _day(issuer.not_before), "until": _day(issuer.not_after)}
    return _dates(Verdict.FAILED, "issuer_not_valid_then", signer_from=_day(signer.not_before), **period)


def judge_usage(signer: Certificate, *, issuer_known: bool, document_type: str) -> Check:
    """Whether the certificate is one for signing documents, and documents of this type.

    `document_type` is that of DG1's MRZ (`P`, `P<`, `ID`), empty where it is not known yet. An
    authority's or a web server's certificate signs no documents.
    """
    try:
        found = _not_for_documents(signer) or _type_fits(signer.document_types(), document_type.rstrip("<"))
    except Malformed as wrong:
        return _usage(Verdict.UNDETERMINED, "malformed", why=wrong.why)
    if found.verdict is Verdict.PASSED and not issuer_known:
        return _usage(Verdict.UNDETERMINED, "issuer_unknown")
    return found


def _not_for_documents(signer: Certificate) -> Check | None:
    usage = signer.key_usage()
    if signer.may_issue() is True or "key_cert_sign" in (usage or ()):
        return _usage(Verdict.FAILED, "authority")
    purposes = signer.extended_usage()
    if purposes:  # Doc 9303-12, 7.1.1: a document signer has none; list signers and web servers do
        return _usage(Verdict.FAILED, "other_purpose", purpose=" ".join(purposes))
    if usage is None:
        return _usage(Verdict.UNDETERMINED, "unsaid")
    if "digital_signature" not in usage:
        return _usage(Verdict.FAILED, "not_a_signer", usage=" ".join(sorted(usage)))
    return None


def _type_fits(types: tuple[str, ...] | None, document_type: str) -> Check:
    """Doc 9303-12, 7.1.1.6: the types that a signer may sign; one letter stands for all it begins."""
    named = " ".join(types or ())
    if types is None or not document_type or any(one in (document_type, document_type[0]) for one in types):
        return _usage(Verdict.PASSED, "fit", types=named)
    alike = any(one[:1] == document_type[0] for one in types)
    facts = {"types": named, "type": document_type}
    if alike:
        return _usage(Verdict.UNDETERMINED, "document_type_near", **facts)
    return _usage(Verdict.FAILED, "document_type", **facts)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _dates(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_DATES, verdict, f"chip_dates.{word}", **evidence)


def _usage(verdict: Verdict, word: str, **evidence: str) -> Check:
    return check(CheckName.CHIP_KEY_USAGE, verdict, f"chip_key_usage.{word}", **evidence)
