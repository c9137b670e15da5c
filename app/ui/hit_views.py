"""A hit on an alert list as an officer compares it: field by field, both spellings, never a percentage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.alert_entry import AlertEntry, Band, EntryBirth, EntryDocument, EntryName
from app.domain.alerts import Agreement, AlertHit, FieldFinding, HitField, Settlement
from app.domain.checks import Verdict
from app.domain.dates import UNKNOWN_DATE
from app.domain.person import Sex
from app.flow.alert_ports import ListStatus
from app.flow.alerts import STOLEN, DeskHit
from app.screening.lists import ListHeader
from app.ui import wording
from app.ui.wording import tr
from app.wording.choices import AGREEMENTS, BANDS, HIT_FIELDS, SETTLE_GROUNDS, SETTLED_AS, SEXES
from app.wording.hits import HIT_REASONS

SIGNS = {Agreement.SAME: "=", Agreement.NEAR: "≈", Agreement.DIFFERENT: "≠", Agreement.UNKNOWN: "?"}
"""The symbol of each agreement: neutral, since how alike two fields are is no verdict on a person."""

_VERDICTS = {Band.STOP: Verdict.FAILED, Band.CHECK: Verdict.UNDETERMINED, Band.BACKGROUND: Verdict.NOT_RUN}
_ONLY_SAME = 2
"""Words of a reason that says no more than that a field is the same."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class FindingView:
    """One field of both sides: `sign` and `word` how it agrees, `why` in what way, where more is known."""

    field: str
    traveller: str
    entry: str
    sign: str
    word: str
    why: str

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return f"{self.field}: {self.traveller} / {self.entry}: {self.word} {self.why}".strip()


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit to settle. `restricted` is a lookout: what to do and whom to call, and nothing else.

    `lines` are label and text of what the entry says, what to do first; `said` is the word on it so far.
    """

    case_id: str
    title: str
    verdict: Verdict
    about: str
    findings: tuple[FindingView, ...]
    lines: tuple[tuple[str, str], ...]
    restricted: bool
    stop: bool
    place: str
    said: str = ""


def hit_view(
    one: DeskHit, place: int, among: int, lists: Sequence[ListStatus], now: datetime
) -> HitView:  # fmt: skip
    """The hit as the first line may see it."""
    header = header_of(lists, one.hit.list_id)
    where = tr("{number} of {all}").format(number=place, all=among) if among > 1 else ""
    if one.restricted:
        return HitView(
            one.case_id, tr("Lookout: do what it says"), Verdict.UNDETERMINED, "", (),
            _instruction(one.entry), restricted=True, stop=False, place=where,
        )  # fmt: skip
    said = "" if one.settlement is None else word_line(one.settlement)
    return HitView(
        one.case_id, hit_title(one.hit, header), _VERDICTS[one.hit.band], age_words(header, now),
        finding_views(one.hit.findings), entry_lines(one.entry), restricted=False,
        stop=one.hit.band is Band.STOP, place=where, said=said,
    )  # fmt: skip


def verdict_of_band(band: Band) -> Verdict:
    """The lamp of a band."""
    return _VERDICTS[band]


def header_of(lists: Sequence[ListStatus], list_id: str) -> ListHeader | None:
    """What is said about a list, or None when it is not on board any more."""
    return next((one.asked.header for one in lists if one.asked.header.list_id == list_id), None)


def hit_title(hit: AlertHit, header: ListHeader | None) -> str:
    """`STOP: may stand on UN Security Council list`."""
    name = hit.list_id if header is None else header.title or header.list_id
    if hit.entry_id == STOLEN:
        return tr("{band}: document on {list}").format(band=tr(BANDS[hit.band]), list=name)
    return tr("{band}: may stand on {list}").format(band=tr(BANDS[hit.band]), list=name)


def age_words(header: ListHeader | None, now: datetime) -> str:
    """How old the list is that said so; every answer carries its age."""
    if header is None:
        return tr("Of the list nothing more is known here.")
    age = wording.span_words(now - header.issued_at)
    words = tr("List of {day}, {age} old, version {number}").format(
        day=wording.day_words(header.issued_at.astimezone().date()), age=age, number=header.version
    )
    return f"{words}. {tr('Too old: newer alerts are missing.')}" if header.stale(now) else f"{words}."


def finding_views(findings: Iterable[FieldFinding]) -> tuple[FindingView, ...]:
    """Both sides of every field, in the order of `HitField`, as the screening found them."""
    order = list(HitField)
    return tuple(_finding(one) for one in sorted(findings, key=lambda one: order.index(one.field)))


def _finding(one: FieldFinding) -> FindingView:
    word = tr(AGREEMENTS[one.agreement])
    why = HIT_REASONS.get(one.reason, "")
    return FindingView(
        tr(HIT_FIELDS[one.field]), _side(one.field, one.traveller), _side(one.field, one.entry),
        SIGNS[one.agreement], word, "" if _says_no_more(one.agreement, why) else tr(why),
    )  # fmt: skip


def _says_no_more(agreement: Agreement, why: str) -> bool:
    """Whether the reason only says the word again: `same name`, or that a side does not say."""
    same = agreement is Agreement.SAME and len(why.split()) <= _ONLY_SAME
    return not why or why == AGREEMENTS[agreement] or same or agreement is Agreement.UNKNOWN


def _side(field: HitField, text: str) -> str:
    """One side of a field in an officer's words: months by name, states by name, `F` as Female."""
    if not text:
        return tr("Not known")
    if field is HitField.BIRTH_DATE:
        return _DAY.sub(lambda day: wording.evidence_words(day[0]), text)
    if field is HitField.NATIONALITY:
        return ", ".join(wording.state_words(code.strip()) for code in text.split(","))
    if field is HitField.SEX:
        return next((tr(SEXES[sex]) for sex in Sex if sex.value == text), text)
    return text


def entry_lines(entry: AlertEntry | None) -> tuple[tuple[str, str], ...]:
    """What an officer must know of an entry: what to do, whom to call, and why it is there."""
    if entry is None:
        return ((tr("Entry"), tr("It is not on the list any more.")),)
    return (*_instruction(entry), *(((tr("Why"), entry.reason),) if entry.reason else ()))


def _instruction(entry: AlertEntry | None) -> tuple[tuple[str, str], ...]:
    action, contact = ("", "") if entry is None else (entry.action, entry.contact)
    return (
        (tr("Do"), action or tr("Not said: refer to the second line.")),
        (tr("Call"), contact or tr("Nobody is named: your supervisor.")),
    )


def whole_entry(entry: AlertEntry) -> tuple[tuple[str, str], ...]:
    """Everything that the list says, for the second line; empty values are left out."""
    values = (
        (tr("Entry"), entry.entry_id),
        (tr("Names"), "\n".join(map(_name, entry.names))),
        (tr("Born"), "\n".join(map(_birth, entry.births))),
        (tr("Born at"), "; ".join(entry.birth_places)),
        (tr("Nationality"), ", ".join(map(wording.state_words, entry.nationalities))),
        (tr("Sex"), tr(SEXES[entry.sex]) if entry.sex in (Sex.FEMALE, Sex.MALE) else ""),
        (tr("Documents"), "\n".join(map(_document, entry.documents))),
        (tr("Do"), entry.action),
        (tr("Call"), entry.contact),
        (tr("Why"), entry.reason),
        (tr("Agency"), entry.agency),
        (tr("Legal basis"), entry.legal_basis),
        (tr("Priority"), str(entry.priority) if entry.priority else ""),
        (tr("Holds until"), "" if entry.expires == UNKNOWN_DATE else wording.partial_words(entry.expires)),
        (tr("Remarks"), entry.remarks),
    )
    return tuple((title, text) for title, text in values if text)


def _name(name: EntryName) -> str:
    marks = [tr("alias")] if name.alias else []
    marks += [tr("weak")] if name.weak else []
    return f"{name.text} ({', '.join(marks)})" if marks else name.text


def _birth(birth: EntryBirth) -> str:
    first, last = wording.partial_words(birth.first), wording.partial_words(birth.last)
    words = first if birth.first == birth.last else tr("between {first} and {last}").format(
        first=first, last=last
    )  # fmt: skip
    return tr("{day} (about)").format(day=words) if birth.approximate else words


def _document(document: EntryDocument) -> str:
    parts = (document.kind, document.number, document.issuer, document.note)
    return " ".join(filter(None, parts))


def _in_a_line(ground: str) -> str:
    """A ground within a sentence: `birth date`, but `HQ` as it is."""
    return ground if ground.isupper() else ground.lower()


def word_line(word: Settlement) -> str:
    """`Not the same, by birth date and photo (tari, released by leilani, 24-Nov-2026 09:12): note`."""
    grounds = ", ".join(_in_a_line(tr(SETTLE_GROUNDS[ground])) for ground in word.grounds)
    said = tr(SETTLED_AS[word.settled_as])
    by = tr("{said}, by {grounds}").format(said=said, grounds=grounds) if grounds else said
    who = word.officer
    if word.second:
        who = tr("{officer}, released by {second}").format(officer=who, second=word.second)
    line = f"{by} ({who}, {wording.moment_words(word.at)})"
    return f"{line}: {word.note}" if word.note else line
