"""What the lists say of a traveller as checks: verdict, reason and the age of every list asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.domain.alert_entry import Band
from app.domain.alerts import SettledAs
from app.domain.checks import Check, CheckName, Verdict, check
from app.flow.alerts import DeskHit, word_of
from app.screening.lists import ListKind
from app.screening.screening import DocumentMatch, ListAsked, ListUse, Screening

_SICK: dict[CheckName, dict[ListUse, str]] = {
    CheckName.ALERT_LIST: {
        ListUse.BROKEN: "alert_list.broken",
        ListUse.LOADING: "alert_list.loading",
        ListUse.SILENT: "alert_list.silent",
        ListUse.STALE: "alert_list.stale",
    },
    CheckName.STOLEN_DOCUMENT: {
        ListUse.BROKEN: "stolen_document.broken",
        ListUse.LOADING: "stolen_document.loading",
        ListUse.SILENT: "stolen_document.silent",
        ListUse.STALE: "stolen_document.stale",
    },
}
"""What is said of a list whose use leaves a check undetermined, the gravest first."""


def alert_list(screening: Screening, hits: Sequence[DeskHit], now: datetime) -> Check:
    """The check of people lists. Silent alerts are as if they were not there."""
    name = CheckName.ALERT_LIST
    lists = _of(screening, ListKind.PEOPLE)
    if not lists:
        return check(name, Verdict.NOT_RUN, "alert_list.none_on_station")
    told = {"lists": ages(lists)}
    shown = [one for one in hits if one.shown]
    open_ = [one for one in shown if one.unsettled or one.unreleased]
    for band, verdict in ((Band.STOP, Verdict.FAILED), (Band.CHECK, Verdict.UNDETERMINED)):
        found = next((one for one in open_ if one.hit.band is band), None)
        if found is not None:
            title = _title(lists, found.hit.list_id)
            return check(name, verdict, f"alert_list.{band}", list=title, **told)
    word = word_of(shown)
    if word in (SettledAs.SAME, SettledAs.CANNOT_TELL):
        verdict = Verdict.FAILED if word is SettledAs.SAME else Verdict.UNDETERMINED
        return check(name, verdict, f"alert_list.{word}", **told)
    lookout = next((one for one in shown if one.restricted), None)
    if lookout is not None:
        action, contact = (lookout.entry.action, lookout.entry.contact) if lookout.entry else ("", "")
        return check(name, Verdict.UNDETERMINED, "alert_list.lookout", action=action, contact=contact, **told)
    sick = _sick(name, lists, now)
    if sick is not None:
        return sick
    reason = "alert_list.not_same" if word is SettledAs.NOT_SAME else "alert_list.clear"
    if word is None and any(one.passed for one in hits):
        reason = "alert_list.cleared_before"
    return check(name, Verdict.PASSED, reason, count=str(len(lists)), **told)


def stolen_document(screening: Screening, now: datetime) -> Check:
    """The check of stolen and lost documents: only the issuing country can confirm a hit."""
    name = CheckName.STOLEN_DOCUMENT
    lists = _of(screening, ListKind.DOCUMENTS)
    if not lists:
        return check(name, Verdict.NOT_RUN, "stolen_document.none_on_station")
    told = {"lists": ages(lists)}
    for hit in screening.documents:
        title = _title(lists, hit.list_id)
        if hit.match is DocumentMatch.EXACT:
            return check(name, Verdict.FAILED, "stolen_document.on_list", list=title, **told)
        return check(name, Verdict.UNDETERMINED, "stolen_document.variant", list=title, said=hit.said, **told)
    sick = _sick(name, lists, now)
    if sick is not None:
        return sick
    return check(name, Verdict.PASSED, "stolen_document.not_on_list", count=str(len(lists)), **told)


def ages(lists: Sequence[ListAsked]) -> str:
    """Version and moment of issue of every list, as kept with the crossing: `un 12 2026-11-20T00:00Z asked`.

    With the crossing's own moment this says how old each list was.
    """
    return "; ".join(map(_age, lists))


def _age(one: ListAsked) -> str:
    header = one.header
    issued = header.issued_at.astimezone(UTC)
    return f"{header.list_id} {header.version} {issued:%Y-%m-%dT%H:%MZ} {one.use}"


def _sick(name: CheckName, lists: Sequence[ListAsked], now: datetime) -> Check | None:
    """What is said when nothing was met but a list was old, too old or not there."""
    for use, reason in _SICK[name].items():
        found = [one for one in lists if one.use is use]
        if found:
            days = max((now - one.header.issued_at).days for one in found)
            titles = ", ".join(one.header.title or one.header.list_id for one in found)
            return check(name, Verdict.UNDETERMINED, reason, list=titles, days=str(days), lists=ages(lists))
    return None


def _of(screening: Screening, kind: ListKind) -> list[ListAsked]:
    return [one for one in screening.lists if one.header.kind is kind]


def _title(lists: Sequence[ListAsked], list_id: str) -> str:
    return next((one.header.title for one in lists if one.header.list_id == list_id), "") or list_id
