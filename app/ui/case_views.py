"""Cases of alerts in the words of the second line: lines of the queue, and everything about one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import AlertCase, AlertEvent, CaseOrigin, SettledAs
from app.flow.alert_ports import ListStatus
from app.flow.today import local_day
from app.ui import wording
from app.ui.hit_views import age_words, header_of, hit_title, verdict_of_band, word_line
from app.ui.plain_table import Line
from app.ui.wording import counted, tr
from app.wording.choices import BANDS, CASE_ORIGINS, DISCLOSURES, DOCUMENT_KINDS, SETTLED_AS, SEXES

_ORDER = (Band.STOP, Band.CHECK, Band.BACKGROUND)


def stop_first(cases: Sequence[AlertCase]) -> list[AlertCase]:
    """STOP, then CHECK, then background; within a band as they came."""
    return sorted(cases, key=lambda case: _ORDER.index(band_of(case)))


def band_of(case: AlertCase) -> Band:
    """The band of the hit that opened it."""
    hit = case.opened.hit
    return Band.BACKGROUND if hit is None else hit.band


def waiting_titles() -> tuple[str, ...]:
    """The columns of the queue."""
    return (
        tr("Band"), tr("When"), tr("Traveller"), tr("Born"), tr("List"), tr("Port"), tr("Came up"),
        tr("Officer"), tr("Told"),
    )  # fmt: skip


def waiting_line(case: AlertCase, lists: Sequence[ListStatus]) -> Line:
    """One case that waits."""
    opened = case.opened
    traveller = opened.traveller
    silent = opened.hit is not None and opened.hit.disclosure is Disclosure.SILENT
    lookout = opened.hit is not None and opened.hit.disclosure is Disclosure.RESTRICTED
    told = tr("SILENT") if silent else tr("lookout") if lookout else ""
    if not told and case.settled is not None:
        told = tr(SETTLED_AS[case.settled.settled_as]).lower()
    return Line(
        (
            tr(BANDS[band_of(case)]), wording.moment_words(opened.at),
            wording.name_words(traveller) if traveller else tr("Not known"),
            wording.partial_words(traveller.birth_date) if traveller else tr("Not known"),
            list_name(case, lists), opened.port, origin_words(opened.origin), opened.officer, told,
        ),
        verdict_of_band(band_of(case)),
    )  # fmt: skip


def settled_titles() -> tuple[str, ...]:
    """The columns of what is settled."""
    return (tr("Band"), tr("Settled"), tr("Traveller"), tr("List"), tr("Word"), tr("By"), tr("Remembered"))


def settled_line(case: AlertCase, lists: Sequence[ListStatus]) -> Line:
    """One case that is settled."""
    word, traveller = case.settled, case.opened.traveller
    by = "" if word is None else " + ".join(filter(None, (word.officer, word.second)))
    return Line(
        (
            tr(BANDS[band_of(case)]), wording.moment_words(word.at if word else case.opened.at),
            wording.name_words(traveller) if traveller else tr("Not known"), list_name(case, lists),
            tr(SETTLED_AS[word.settled_as]) if word else tr("Let pass"), by, remembered_words(case),
        ),
        verdict_of_band(band_of(case)),
    )  # fmt: skip


def remembered_words(case: AlertCase) -> str:
    """Whether the traveller will be let pass next time because of this case."""
    if case.revoked:
        return tr("revoked")
    if let_pass(case):
        return tr("by an earlier case")
    return tr("yes, until revoked") if clears(case) else tr("no")


def let_pass(case: AlertCase) -> bool:
    """Whether the traveller met an entry against which an earlier case is remembered."""
    return case.settled is None and case.opened.hit is not None and case.opened.hit.cleared


def clears(case: AlertCase) -> bool:
    """Whether the case is remembered, so that the same innocent is not stopped each time."""
    word = case.settled
    return word is not None and word.settled_as is SettledAs.NOT_SAME and not case.revoked


def proposal_titles() -> tuple[str, ...]:
    """The columns of the proposals."""
    return (tr("When"), tr("Person"), tr("Born"), tr("Document"), tr("Why"), tr("By"))


def proposal_line(event: AlertEvent) -> Line:
    """One alert that is proposed."""
    entry = event.entry
    if entry is None:
        return Line((wording.moment_words(event.at), tr("Not known"), "", "", "", event.officer))
    born = wording.partial_words(entry.births[0].first) if entry.births else tr("Not known")
    document = entry.documents[0].number if entry.documents else ""
    return Line((
        wording.moment_words(event.at), entry.primary_name, born, document, entry.reason, event.officer,
    ))  # fmt: skip


def list_name(case: AlertCase, lists: Sequence[ListStatus]) -> str:
    """The list's title, or its id when it is not on board."""
    hit = case.opened.hit
    if hit is None:
        return tr("Not known")
    header = header_of(lists, hit.list_id)
    return hit.list_id if header is None else header.title or header.list_id


def origin_words(origin: CaseOrigin) -> str:
    """Where a case came up, in short."""
    return {CaseOrigin.BOOTH: tr("at the booth"), CaseOrigin.LATE: tr("late"), CaseOrigin.HQ: tr("HQ")}[
        origin
    ]


def case_title(case: AlertCase, lists: Sequence[ListStatus]) -> str:
    """The hit in a line."""
    hit = case.opened.hit
    return tr("Alert") if hit is None else hit_title(hit, header_of(lists, hit.list_id))


def case_facts(
    case: AlertCase, lists: Sequence[ListStatus], now: datetime
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Who, where, when, how firmly and how openly: what stands beside the comparison."""
    opened, hit = case.opened, case.opened.hit
    traveller, document = opened.traveller, opened.document
    facts: list[tuple[str, str]] = []
    if traveller is not None:
        day = local_day(opened.at)
        facts += [
            (tr("Traveller"), wording.name_words(traveller)),
            (tr("Born"), wording.born_words(traveller.birth_date, day)),
            (tr("Sex"), tr(SEXES[traveller.sex])),
            (tr("Nationality"), wording.state_words(traveller.nationality)),
        ]
    if document is not None:
        number = f"{wording.known(document.number)}, {wording.state_words(document.issuing_state)}"
        facts.append((tr(DOCUMENT_KINDS[document.kind]), number))
    place = tr("{port}, booth {booth}, {officer}").format(
        port=opened.port, booth=wording.known(opened.booth), officer=opened.officer
    )
    facts += [(tr("Met"), f"{wording.moment_words(opened.at)}, {tr(CASE_ORIGINS[opened.origin])}")]
    facts += [(tr("At"), place)]
    if hit is not None:
        told = tr(DISCLOSURES[hit.disclosure])
        facts += [
            (tr("List"), age_words(header_of(lists, hit.list_id), now)),
            (tr("Score"), tr("{score} of 1000: how alike, no probability").format(score=hit.score)),
            (tr("Shown"), told),
        ]
    if opened.note:
        facts.append((tr("Note"), opened.note))
    return tuple(facts)


def words_so_far(case: AlertCase) -> str:
    """Every word on the case, oldest first, and whether it is still remembered."""
    lines = [word_line(word) for word in case.settlements]
    if case.revoked:
        lines.append(tr("The clearance was revoked: the traveller is met again."))
    if let_pass(case):
        lines.append(tr("Let pass: an earlier word on the same entry is remembered. Revoke it at that case."))
    return "\n".join(lines) or tr("Nobody has said anything of it yet.")


def count_words(number: int) -> str:
    """How many cases wait, as the bar and the queue say it."""
    return counted(number, "{number} alert waits", "{number} alerts wait") if number else tr("No alert waits")
