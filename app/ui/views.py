"""What each part of the desk shows, as plain values made from the flow: widgets get these and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.checks import Verdict
from app.domain.crossing import Direction, Purpose
from app.domain.decision import DecisionKind
from app.domain.document import TravelDocument
from app.domain.person import Traveller
from app.flow.chip import ChipState
from app.flow.decide import Wish
from app.flow.desk import Desk, traveller_of
from app.flow.inspection import Inspection
from app.flow.ports import CrossingSummary
from app.flow.today import local_day
from app.screening.screening import EarlierHit
from app.ui import wording
from app.ui.check_views import CheckView, StateView, check_views, state_view
from app.ui.chip_views import FaceView, chip_phase, face_view, without_reader
from app.ui.link_said import Said
from app.ui.wording import tr
from app.wording.choices import CAPTURES, DECISIONS, DIRECTIONS, DOCUMENT_KINDS, MISSING, SEXES


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
    face: FaceView


def desk_view(desk: Desk) -> DeskView:
    """The desk as it stands now."""
    now = desk.clock()
    inspection = desk.inspection
    conveyance = wording.conveyance_words(desk.shift.direction, desk.shift.conveyance)
    if inspection is None:
        nobody = StateView(None, tr("Ready"), tr("for the next traveller"))
        following = tr("next: swipe a document")
        return DeskView(None, None, (), nobody, None, (), conveyance, following, False, face_view(desk))
    following = next_words(desk)
    phase = chip_phase(desk)
    rows = check_views(inspection.checks, phase, inspection.document.mrz_lines)
    if desk.chip.state is ChipState.GONE:
        rows = tuple(map(without_reader, rows))
    return DeskView(
        identity=identity_view(inspection, local_day(now)),
        document=document_view(inspection.document, local_day(now)),
        checks=rows,
        state=state_view(rows, phase),
        answers=answers_view(desk, inspection),
        earlier=earlier_views(inspection.earlier, inspection.screening.earlier),
        conveyance=conveyance,
        following=following or tr("next: decide"),
        ready=not following,
        face=face_view(desk),
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


def earlier_views(
    here: Sequence[CrossingSummary], elsewhere: Sequence[EarlierHit]
) -> tuple[EarlierView, ...]:  # fmt: skip
    """This station's crossings of the traveller and what HQ knows of other ports, newest first."""
    lines = [(local_day(one.crossed_at).isoformat(), earlier_view(one)) for one in here]
    lines += [(one.day, elsewhere_view(one)) for one in elsewhere]
    return tuple(view for _day, view in sorted(lines, key=lambda line: line[0], reverse=True))


def elsewhere_view(hit: EarlierHit) -> EarlierView:
    """One line of HQ's digest: what another port did."""
    decision = DecisionKind.REFUSE if hit.refused else DecisionKind.ADMIT
    words = tr("{port}, from HQ: {decision}").format(
        port=hit.port, decision=tr(DECISIONS[decision]).lower() if hit.refused else tr("crossed")
    )
    other = "" if hit.by == "document" else f", {tr('other document')}"
    return EarlierView(wording.evidence_words(hit.day), f"{words}{other}", _EARLIER[decision])


def next_words(desk: Desk) -> str:
    """What the officer must settle before Admit; empty when nothing is missing."""
    in_the_way = desk.in_the_way(Wish(DecisionKind.ADMIT))
    if not in_the_way:
        return ""
    return tr("next: {what}").format(what=tr(MISSING[in_the_way[0].missing]))


@dataclass(frozen=True, slots=True)
class LinkBarView:
    """Everything in the bar at the top."""

    officer: str
    training: bool
    reader: Said
    link: Said
    waiting: Said
    lists: Said
    chip: Said | None = None
    alerts: Said | None = None
