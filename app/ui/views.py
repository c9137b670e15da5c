"""What each part of the desk shows, as plain values made from the flow: widgets get these and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.checks import Check, CheckName, Verdict
from app.domain.crossing import Direction, Purpose
from app.domain.decision import DecisionKind
from app.domain.document import TravelDocument
from app.domain.person import Traveller
from app.flow.decide import Wish
from app.flow.desk import Desk, traveller_of
from app.flow.inspection import Inspection
from app.flow.ports import CrossingSummary
from app.flow.today import local_day
from app.ui import wording
from app.ui.wording import counted, tr
from app.wording.choices import CAPTURES, DECISIONS, DIRECTIONS, DOCUMENT_KINDS, MISSING, SEXES

ORDER = (Verdict.FAILED, Verdict.UNDETERMINED, Verdict.NOT_RUN, Verdict.PASSED)
"""Exceptions first; within a verdict the checks keep their own order, so each is found by place."""


@dataclass(frozen=True, slots=True)
class Value:
    """One labelled value; `differs` says that the officer settled it otherwise than the document."""

    label: str
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class IdentityView:
    """The strip that says who stands at the booth."""

    name: Value
    given_names: Value
    values: tuple[Value, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document as read: its lines, and what they say."""

    kind: str
    captured: str
    lines: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as a row and, opened, with its evidence."""

    name: CheckName
    verdict: Verdict
    title: str
    word: str
    sentence: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StateView:
    """The overall state; `verdict` None is a desk without a traveller."""

    verdict: Verdict | None
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class AnswersView:
    """What the officer settles; `needed` False says in `why` that nothing has to be."""

    needed: bool
    why: str
    purpose: Purpose | None
    days: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class EarlierView:
    """An earlier crossing of the traveller in one line."""

    when: str
    what: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DeskView:
    """The whole desk. `identity` None: nobody is there."""

    identity: IdentityView | None
    document: DocumentView | None
    checks: tuple[CheckView, ...]
    state: StateView
    answers: AnswersView | None
    earlier: tuple[EarlierView, ...]
    conveyance: str
    following: str
    ready: bool


def desk_view(desk: Desk) -> DeskView:
    """The desk as it stands now."""
    now = desk.clock()
    inspection = desk.inspection
    conveyance = wording.conveyance_words(desk.shift.direction, desk.shift.conveyance)
    if inspection is None:
        nobody = StateView(None, tr("Ready"), tr("for the next traveller"))
        return DeskView(None, None, (), nobody, None, (), conveyance, tr("next: swipe a document"), False)
    following = next_words(desk)
    return DeskView(
        identity=identity_view(inspection, local_day(now)),
        document=document_view(inspection.document, local_day(now)),
        checks=check_views(inspection.checks),
        state=state_view(inspection.checks),
        answers=answers_view(desk, inspection),
        earlier=tuple(earlier_view(summary) for summary in inspection.earlier),
        conveyance=conveyance,
        following=following or tr("next: decide"),
        ready=not following,
    )


def identity_view(inspection: Inspection, today: date) -> IdentityView:
    """Who the officer says this is, and where that differs from the document."""
    traveller, document = inspection.traveller, inspection.document
    said = traveller_of(document)
    remarks = [tr("Taken up again after an interruption")] if inspection.resumed else []
    if traveller != _residence_apart(said, traveller):
        remarks.append(tr("Amended, the document says {name}").format(name=wording.name_words(said)))
    return IdentityView(
        name=Value(tr("Surname"), wording.known(traveller.surname), traveller.surname != said.surname),
        given_names=Value(
            tr("Given names"), traveller.given_names or tr("none in the document"),
            traveller.given_names != said.given_names,
        ),
        values=(
            Value(
                tr("Born"), wording.born_words(traveller.birth_date, today),
                traveller.birth_date != said.birth_date,
            ),
            Value(tr("Sex"), tr(SEXES[traveller.sex]), traveller.sex != said.sex),
            Value(
                tr("Nationality"), wording.state_words(traveller.nationality),
                traveller.nationality != said.nationality,
            ),
            Value(tr(DOCUMENT_KINDS[document.kind]), wording.known(document.number)),
            Value(tr("Valid to"), wording.partial_words(document.expiry_date)),
        ),
        remarks=tuple(remarks),
    )  # fmt: skip


def _residence_apart(said: Traveller, traveller: Traveller) -> Traveller:
    """What the document says, with the residence that no document carries."""
    return Traveller(
        said.surname, said.given_names, said.birth_date, said.sex, said.nationality, traveller.residence
    )


def document_view(document: TravelDocument, today: date) -> DocumentView:
    """Each field of the document beside the lines it came from."""
    optional = (
        tr("optional data {text}").format(text=document.optional_data) if document.optional_data else ""
    )
    return DocumentView(
        tr(DOCUMENT_KINDS[document.kind]),
        ", ".join(filter(None, (tr(CAPTURES[document.capture]), optional))),
        document.mrz_lines,
        (
            Value(tr("Number"), wording.known(document.number)),
            Value(tr("Issued by"), wording.state_words(document.issuing_state)),
            Value(tr("Surname"), wording.known(document.surname)),
            Value(tr("Given names"), document.given_names or tr("none in the document")),
            Value(tr("Nationality"), wording.state_words(document.nationality)),
            Value(tr("Born"), wording.born_words(document.birth_date, today)),
            Value(tr("Sex"), tr(SEXES[document.sex])),
            Value(tr("Valid to"), wording.partial_words(document.expiry_date)),
        ),
    )


def check_views(checks: tuple[Check, ...]) -> tuple[CheckView, ...]:
    """The checks in the order in which an officer must see them."""
    ordered = sorted(checks, key=lambda c: ORDER.index(c.verdict))
    return tuple(
        CheckView(
            c.name, c.verdict, wording.check_title(c), wording.verdict_word(c), wording.check_sentence(c),
            tuple((key.replace("_", " "), wording.evidence_words(value)) for key, value in c.evidence),
        )
        for c in ordered
    )  # fmt: skip


def state_view(checks: tuple[Check, ...]) -> StateView:
    """The worst verdict in large words, and the count of the others in small ones."""
    count = {verdict: sum(c.verdict is verdict for c in checks) for verdict in Verdict}
    not_run = counted(count[Verdict.NOT_RUN], "{number} not run", "{number} not run")
    passed = counted(count[Verdict.PASSED], "{number} passed", "{number} passed")
    unclear = counted(count[Verdict.UNDETERMINED], "{number} unclear", "{number} unclear")
    if count[Verdict.FAILED]:
        word = counted(count[Verdict.FAILED], "{number} check failed", "{number} checks failed")
        parts = (unclear if count[Verdict.UNDETERMINED] else "", passed, not_run)
        return StateView(Verdict.FAILED, word, ", ".join(filter(None, parts)))
    if count[Verdict.UNDETERMINED]:
        word = counted(count[Verdict.UNDETERMINED], "Look: {number} unclear", "Look: {number} unclear")
        return StateView(Verdict.UNDETERMINED, word, f"{passed}, {not_run}")
    return StateView(Verdict.PASSED, tr("No objection"), f"{passed}, {not_run}")


def answers_view(desk: Desk, inspection: Inspection) -> AnswersView:
    """Purpose and stay, or why neither is asked."""
    stay = inspection.stay
    sentence = tr("No stay settled") if stay is None else wording.stay_sentence(stay)
    days = None if stay is None else stay.days
    leaving = inspection.shift.direction is Direction.DEPARTURE
    why = (
        tr("Departure: no purpose or stay is asked.")
        if leaving
        else tr("Own national: no stay to be granted.")
    )
    return AnswersView(desk.needs_stay, why, inspection.purpose, days, sentence)


_EARLIER = {
    DecisionKind.ADMIT: Verdict.PASSED,
    DecisionKind.REFER: Verdict.UNDETERMINED,
    DecisionKind.REFUSE: Verdict.FAILED,
}


def earlier_view(summary: CrossingSummary) -> EarlierView:
    """One line of this traveller's history."""
    decision = DecisionKind(summary.decision)
    what = f"{tr(DIRECTIONS[Direction(summary.direction)])} {summary.port}: {tr(DECISIONS[decision]).lower()}"
    return EarlierView(wording.moment_words(summary.crossed_at), what, _EARLIER[decision])


def next_words(desk: Desk) -> str:
    """What the officer must settle before Admit; empty when nothing is missing."""
    in_the_way = desk.in_the_way(Wish(DecisionKind.ADMIT))
    if not in_the_way:
        return ""
    return tr("next: {what}").format(what=tr(MISSING[in_the_way[0].missing]))


@dataclass(frozen=True, slots=True)
class Said:
    """A short text in the link bar and how urgent it is; PASSED is well, NOT_RUN neutral."""

    text: str
    verdict: Verdict
    hint: str = ""


@dataclass(frozen=True, slots=True)
class LinkBarView:
    """Everything in the bar at the top."""

    officer: str
    training: bool
    reader: Said
    link: Said
    waiting: Said
    lists: Said
