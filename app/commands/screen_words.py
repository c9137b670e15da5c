"""What `matapa screen` prints of an answer: bands, lists, and field by field, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from app.commands.lists_words import asked_json, asked_line
from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alerts import AlertHit
from app.domain.failure import WorldError
from app.screening.screening import DocumentHit, DocumentMatch, ListUse, Screening
from app.wording.failures import words_for
from app.wording.hits import HIT_REASONS

Json: TypeAlias = dict[str, Any]
CLEAR: Final = "clear"
UNDETERMINED: Final = "undetermined"
_BANDS: Final = {
    Band.STOP: "STOP",
    Band.CHECK: "CHECK",
    Band.BACKGROUND: "BACKGROUND (for a supervisor; nobody waits)",
}
_ORDER: Final = tuple(Band)


@dataclass(frozen=True, slots=True)
class Answer:
    """A screening as one person may see it, and the entries of its hits, None where they are gone."""

    screening: Screening
    entries: tuple[AlertEntry | None, ...]

    @property
    def result(self) -> str:
        """The firmest band of all hits; without any, `clear` where lists were there and none was too old."""
        bands = [hit.band for hit in self.screening.hits]
        bands += [_document_band(hit) for hit in self.screening.documents]
        if bands:
            return min(bands, key=_ORDER.index).value
        lists = self.screening.lists
        return CLEAR if lists and all(one.use is ListUse.ASKED for one in lists) else UNDETERMINED


def answer_of(
    screening: Screening, entry_of: Callable[[str, str], AlertEntry | None], second_line: bool
) -> Answer:
    """What may be shown: to the second line everything; to the first no silent alerts and nothing of
    the background, and of restricted ones the instruction and the contact only."""
    hits = screening.hits
    if not second_line:
        hits = tuple(
            hit for hit in hits if hit.disclosure is not Disclosure.SILENT and hit.band is not Band.BACKGROUND
        )
    entries = tuple(
        _shown(entry_of(hit.list_id, hit.entry_id), hit.disclosure is Disclosure.OPEN or second_line)
        for hit in hits
    )
    if not second_line:
        hits = tuple(hit if hit.disclosure is Disclosure.OPEN else _bare(hit) for hit in hits)
    return Answer(replace(screening, hits=hits), entries)


def answer_json(answer: Answer, told: Mapping[str, Any], now: datetime) -> Json:
    """The answer as one object."""
    screening = answer.screening
    pairs = zip(screening.hits, answer.entries, strict=True)
    return {
        **told,
        "result": answer.result,
        "hits": [_hit_json(hit, entry) for hit, entry in pairs],
        "documents": [
            {"list": hit.list_id, "list_version": hit.list_version, "band": _document_band(hit),
             "match": hit.match, "said": hit.said}
            for hit in screening.documents
        ],
        "earlier": [
            {"day": hit.day, "port": hit.port, "refused": hit.refused, "by": hit.by}
            for hit in screening.earlier
        ],
        "lists": [asked_json(asked, now) for asked in screening.lists],
    }  # fmt: skip


def answer_lines(answer: Answer, now: datetime) -> Iterator[str]:
    """The answer for people: firmest first, then every list that was asked."""
    screening = answer.screening
    if answer.result == CLEAR:
        yield "CLEAR: no list knows this traveller."
    if answer.result == UNDETERMINED:
        yield "UNDETERMINED: nothing was found, but a list is missing, too old or cannot be asked."
    for hit, entry in zip(screening.hits, answer.entries, strict=True):
        yield from _hit_lines(hit, entry)
    for document in screening.documents:
        how = "this number" if document.match is DocumentMatch.EXACT else f"a number like it, {document.said}"
        yield f"{_BANDS[_document_band(document)]}: {how} stands on {document.list_id}"
        yield "  do: confirm with the issuing country; the list says that it was lost, stolen or revoked"
    for earlier in screening.earlier:
        what = "was refused" if earlier.refused else "crossed"
        same = "the same document" if earlier.by == "document" else "name and birth date"
        yield f"Seen before: {what} on {earlier.day} at {earlier.port} ({same})"
    yield "Asked:" if screening.lists else "No list was asked."
    for asked in screening.lists:
        yield f"  {asked_line(asked, now)}"


def error_json(error: WorldError, told: Mapping[str, Any]) -> Json:
    """A traveller who could not be asked about."""
    failure = error.failure
    said = {"code": failure.code, "message": words_for(failure.code).happened}
    details = dict(failure.details)
    return {**told, "error": {**said, **{key: details.get(key, "") for key in ("field", "reason")}}}


def _bare(hit: AlertHit) -> AlertHit:
    """A hit on a lookout: neither which entry it is, nor what agreed and how well."""
    return replace(hit, entry_id="", score=0, findings=())


def _shown(entry: AlertEntry | None, whole: bool) -> AlertEntry | None:
    if entry is None or whole:
        return entry
    return AlertEntry("", entry.kind, (), action=entry.action, contact=entry.contact)


def _hit_json(hit: AlertHit, entry: AlertEntry | None) -> Json:
    said = {} if entry is None else {
        "name": entry.primary_name, "kind": entry.kind, "reason": entry.reason, "action": entry.action,
        "contact": entry.contact, "agency": entry.agency, "priority": entry.priority,
    }  # fmt: skip
    return {
        "list": hit.list_id,
        "list_version": hit.list_version,
        "entry_id": hit.entry_id,
        "band": hit.band,
        "score": hit.score / 1000,
        "disclosure": hit.disclosure,
        "cleared": hit.cleared,
        **said,
        "findings": [
            {"field": one.field, "agreement": one.agreement, "reason": one.reason,
             "words": _reason(one.reason), "traveller": one.traveller, "entry": one.entry}
            for one in hit.findings
        ],
    }  # fmt: skip


def _hit_lines(hit: AlertHit, entry: AlertEntry | None) -> Iterator[str]:
    name = f" {entry.primary_name}" if entry and entry.primary_name else ""
    which = f", entry {hit.entry_id}" if hit.entry_id else ""
    cleared = " (cleared before)" if hit.cleared else ""
    yield f"{_BANDS[hit.band]}:{name} on {hit.list_id}{which}{cleared}"
    for one in hit.findings:
        sides = " / ".join(side or "-" for side in (one.traveller, one.entry))
        yield f"  {one.field.replace('_', ' ')}: {_reason(one.reason)} ({sides})"
    if entry is not None:
        told = (("why", entry.reason), ("do", entry.action), ("call", entry.contact), ("whose", entry.agency))
        yield from (f"  {word}: {said}" for word, said in told if said)


def _reason(key: str) -> str:
    return HIT_REASONS.get(key, key)


def _document_band(hit: DocumentHit) -> Band:
    return Band.STOP if hit.match is DocumentMatch.EXACT else Band.CHECK
