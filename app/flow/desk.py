"""The desk of one signed-in officer: the one face that the screens (and the demo) speak to.

Everything here runs on the desk's thread, is quick, and keeps the draft on disk before it shows
anything, so that a power cut costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.alerts import AlertEvent, SettledAs, SettleGround, Settlement
from app.domain.checks import CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Purpose
from app.domain.decision import AdmitPolicy, DecisionKind
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import Mrz, parse_mrz, travel_document
from app.domain.person import Traveller
from app.flow.alerts import DeskHit, carried, events_of, for_first_line
from app.flow.chip import ChipDeskEvent, ChipPort, ChipState, ChipView
from app.flow.decide import (
    Missing,
    NotReady,
    Obstacle,
    Wish,
    crossing_of,
    grant,
    needs_stay,
    obstacles,
    scene_of,
)
from app.flow.drafts import pack, unpack
from app.flow.inspection import Inspection, Shift, Step
from app.flow.ports import Clock, SignedIn
from app.flow.steps import ChipTools, Tools, advance, asked_for, valve_now, why_no_chip, with_chip, with_hits
from app.flow.today import local_day

_LEFT = "chip.left"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that came in.

    `opened` is False when another traveller is still on the desk: the document then waits and is
    taken up as soon as that traveller is decided. `own_visa` says that it was the visa of the traveller
    on the desk, who is nobody's next: it does not wait.
    """

    opened: bool
    own_visa: bool = False


class Desk:
    """One officer's inspections, one after the other.

    `not_taken` says why a document that waited could not be taken up after the last traveller: it is
    to be swiped again.
    `new_id` gives time-ordered record ids (UUIDv7); `recorded` is called after each durable record,
    so that the road to HQ can be woken.
    """

    def __init__(
        self,
        session: SignedIn,
        clock: Clock,
        new_id: Callable[[], str],
        recorded: Callable[[], None],
        policy: AdmitPolicy | None = None,
        chip: ChipPort | None = None,
    ) -> None:
        self.session = session
        self.clock = clock
        self.shift = Shift()
        self.inspection: Inspection | None = None
        self.waiting: TravelDocument | None = None
        self._waiting_damaged = False
        self.not_taken: FailureCode | None = None
        self.last: Crossing | None = None
        self._told: Inspection | None = None
        self._policy = policy or AdmitPolicy()
        self._new_id = new_id
        self._recorded = recorded
        self._chip = chip
        self.chip = ChipView(ChipState.NONE if chip is None else ChipState.EMPTY)

    # Taking documents in

    def take_lines(self, lines: Sequence[str], capture: Capture, *, damaged: bool = False) -> Taken:
        """A document's MRZ came in by reader, wedge or typing; raises WorldError(MRZ_UNREADABLE).

        `damaged` says that the reader itself doubts what it sent: the officer is told to compare.
        """
        mrz = parse_mrz(lines, local_day(self.clock()))
        return self._take(travel_document(mrz, capture), mrz, damaged)

    def take_fields(self, document: TravelDocument) -> Taken:
        """A document that no machine can read was typed by hand."""
        return self._take(replace(document, capture=Capture.TYPED_FIELDS, mrz_lines=()), None, damaged=False)

    def _take(self, document: TravelDocument, mrz: Mrz | None, damaged: bool) -> Taken:
        current = self.inspection
        if current is not None and _is_visa_of(current.document, document):
            return Taken(opened=False, own_visa=True)
        if current is not None and not _may_give_way(current.document, document):
            self.waiting, self._waiting_damaged = document, damaged
            return Taken(opened=False)
        self._open(document, mrz, damaged)
        return Taken(opened=True)

    def _open(self, document: TravelDocument, mrz: Mrz | None, damaged: bool) -> None:
        now = self.clock()
        if self.inspection is not None:  # gives way to this one, and so does what its chip said
            self._forget_chip()
        opened = Inspection(
            record_id=self._new_id(),
            opened_at=now,
            shift=self.shift,
            document=document,
            traveller=traveller_of(document),
            mrz=mrz,
            damaged=damaged,
            hits=self._carried(document),
        )
        self._settle(self._with_defaults(opened, now))

    def _carried(self, coming: TravelDocument) -> tuple[DeskHit, ...]:
        """What the lists met of the document that gives way: the second line hears of it all the same."""
        if self.inspection is None:
            return ()
        hits, number = self.inspection.hits, self.inspection.document.number
        stolen = self.inspection.screening.documents if number != coming.number else ()
        return carried(hits, stolen, number, self._new_id)

    def _with_defaults(self, inspection: Inspection, now: datetime) -> Inspection:
        if inspection.stay is not None or not needs_stay(inspection, self.session.station.country):
            return inspection
        return replace(inspection, stay=grant(inspection.shift.stay_days, now))

    def _settle(self, inspection: Inspection) -> None:
        """Run the steps, keep the draft, and only then show."""
        self._keep(advance(inspection, self._tools()))

    def _tools(self) -> Tools:
        sick = self.chip.code if self.chip.state is ChipState.GONE else ""
        port = None if self.chip.state is ChipState.NONE else self._chip
        chip = None if port is None else ChipTools(port, sick)
        session = self.session
        training = session.station.training
        valve = valve_now(session.valve)
        return Tools(self.clock, session.crossings, training, session.lists, self._new_id, chip, valve)

    # The chip, which comes while the officer reads the screen

    def chip_event(self, event: ChipDeskEvent) -> None:
        """The chip reader reports; findings of a traveller who is gone are dropped."""
        current = self.inspection
        ours = current is not None and event.ticket == current.record_id
        late = ours and current is not None and _is_left(current)  # told before the reader heard of it
        if isinstance(event, ChipView):
            self.chip = _let_go(event) if late else event
        elif ours and current is not None and not late:
            # Seen before it is kept: a full disk hides no forgery, and the chip can be read again.
            self.inspection = with_chip(current, event)
            if event.done:  # a draft for each of some twenty files would only wear the disk
                self._keep(self.inspection)

    @property
    def chip_busy(self) -> bool:
        """Whether the chip of the traveller on the desk is being read this moment."""
        current = self.inspection
        return current is not None and self.chip.busy and self.chip.ticket == current.record_id

    def leave_chip(self) -> None:
        """Go on without the rest of the chip; what was found stays, and that it was left is said."""
        current = self._current()
        lifted = self.chip.state is ChipState.LIFTED
        if self._chip is None or current.chip is None or (current.chip.done and not lifted):
            return
        self._forget_chip()
        left = check(CheckName.CHIP, Verdict.NOT_RUN, _LEFT)
        found = (left, *(one for one in current.chip.checks if one.name is not CheckName.CHIP))
        self._keep(with_chip(current, replace(current.chip, checks=found, done=True)))

    def read_chip_again(self, *, allow_downgrade: bool = False) -> None:
        """Read the chip from the beginning; `allow_downgrade` takes BAC where PACE failed."""
        current = self._current()
        if self._chip is None or why_no_chip(replace(current, chip=None), self._tools().chip):
            return
        self._keep(with_chip(current, asked_for(current)))
        self._chip.read(current.record_id, current.document, allow_downgrade=allow_downgrade)

    def _forget_chip(self) -> None:
        if self._chip is not None:
            self._chip.leave()
            self.chip = _let_go(self.chip)

    # Settling what the officer must settle

    def set_purpose(self, purpose: Purpose | None) -> None:
        """The main purpose of the visit."""
        self._change(purpose=purpose)

    def set_stay(self, days: int | None) -> None:
        """The stay granted, in days from today; None takes it away. The shift remembers the number."""
        if days is None:
            self._change(stay=None)
            return
        self.shift = replace(self.shift, stay_days=days)
        self._change(shift=self.shift, stay=grant(days, self.clock()))

    def amend_traveller(self, traveller: Traveller) -> None:
        """The officer settles who the traveller is where the document was misread; steps run again."""
        self._judge_again(replace(self._current(), traveller=traveller))

    def set_shift(self, direction: Direction, conveyance: Conveyance) -> None:
        """Which way travellers go and by what, for this one and those after."""
        self.shift = replace(self.shift, direction=direction, conveyance=conveyance)
        if self.inspection is not None:
            self._judge_again(replace(self.inspection, shift=self.shift))

    def look_again(self) -> None:
        """A list came in while a traveller stands at the desk: ask everything once more."""
        if self.inspection is not None:
            self._judge_again(self.inspection)

    def _judge_again(self, changed: Inspection) -> None:
        # Who has become a foreigner who arrives is offered the usual stay like any other.
        self._settle(self._with_defaults(replace(changed, step=Step.READ_PAGE), self.clock()))

    def _change(self, **changes: object) -> None:
        self._keep(replace(self._current(), **changes))  # type: ignore[arg-type]

    def _keep(self, changed: Inspection) -> None:
        self.session.drafts.keep(pack(changed, self.session))
        self.inspection = changed

    def _current(self) -> Inspection:
        if self.inspection is None:
            raise LookupError("no traveller is on the desk")
        return self.inspection

    # Deciding

    @property
    def needs_stay(self) -> bool:
        """Whether purpose and stay must be settled for the traveller on the desk."""
        return self.inspection is not None and needs_stay(self.inspection, self.session.station.country)

    def in_the_way(self, wish: Wish) -> tuple[Obstacle, ...]:
        """What the officer must settle before this wish can be granted."""
        found = obstacles(self._current(), wish, self._policy, self.session.station.country)
        return (*self._chip_obstacle(wish), *found)

    def _chip_obstacle(self, wish: Wish) -> tuple[Obstacle, ...]:
        """Nobody is admitted in the seconds in which their chip is being read; see `leave_chip`."""
        waits = wish.kind is DecisionKind.ADMIT and self.chip_busy
        return (Obstacle(Missing.CHIP, CheckName.CHIP),) if waits else ()

    def decide(self, wish: Wish) -> Crossing:
        """Record the decision for good, then clear the desk and take up a waiting document.

        Raises NotReady, or WorldError(STORE_*): then the inspection stays on the desk, nothing lost.
        A waiting document that cannot be taken up is no failure of this decision: see `not_taken`.
        """
        waiting = self._chip_obstacle(wish)
        if waiting:
            raise NotReady(waiting)
        crossing = crossing_of(self._current(), wish, self._policy, self.session, self.clock())
        self.session.crossings.record(crossing, self._events(crossing.at))
        self._forget_chip()
        self.last = crossing
        self.inspection = None
        self._recorded()
        self._take_waiting()
        return crossing

    def set_aside(self) -> None:
        """Give the inspection up without a decision (wrong document swiped); no crossing is recorded.

        What the lists met all the same is told to the second line: nobody escapes it by a swipe.
        """
        events = self._events(self.clock()) if self.inspection is not None else ()
        if events and self._told is not self.inspection:  # else only the draft could not be cleared
            self.session.cases.add(events)
            self._told = self.inspection
            self._recorded()
        self.session.drafts.clear()
        self._forget_chip()
        self.inspection = None
        self._take_waiting()

    def _take_waiting(self) -> None:
        document, self.waiting, self.not_taken = self.waiting, None, None
        if document is None:
            return
        lines = document.mrz_lines
        try:
            mrz = parse_mrz(lines, local_day(self.clock())) if lines else None
            self._open(document, mrz, self._waiting_damaged)
        except WorldError as error:
            self.not_taken = error.failure.code

    # Hits on alert lists

    @property
    def hits(self) -> tuple[DeskHit, ...]:
        """The hits that this officer may see and must look at; nothing of silent ones."""
        return () if self.inspection is None else for_first_line(self.inspection.hits)

    def settle_hit(
        self,
        case_id: str,
        settled_as: SettledAs,
        grounds: tuple[SettleGround, ...],
        note: str = "",
        second: str = "",
    ) -> None:
        """The officer's word on a hit; `second` is who released a STOP, proved by `SignInPort.vouch`.

        It is kept with the decision, and can be taken back until then (`unsettle_hit`)."""
        officer = self.session.officer.username
        word = Settlement(settled_as, grounds, note.strip(), officer, self.clock(), second)
        self._say_of_hit(case_id, word)

    def unsettle_hit(self, case_id: str) -> None:
        """Take the word on a hit back."""
        self._say_of_hit(case_id, None)

    def _say_of_hit(self, case_id: str, word: Settlement | None) -> None:
        current = self._current()
        hits = tuple(
            replace(one, settlement=word) if one.case_id == case_id and one.settleable else one
            for one in current.hits
        )
        self._keep(with_hits(current, hits, self.clock()))

    def _events(self, at: datetime) -> tuple[AlertEvent, ...]:
        current = self._current()
        scene = scene_of(current, self.session, at)
        return events_of(current.hits, current.screening.documents, scene, self._new_id)

    # After a power cut

    def resume(self) -> bool:
        """Take up the inspection that was interrupted; False when there was none."""
        draft = self.session.drafts.take()
        if draft is None:
            return False
        inspection = unpack(draft)
        self.shift = inspection.shift
        if inspection.stay is not None:  # days count from the day on which the traveller is admitted
            inspection = replace(inspection, stay=grant(inspection.stay.days, self.clock()))
        self._settle(inspection)
        return True


def traveller_of(document: TravelDocument) -> Traveller:
    """The traveller as the document says."""
    return Traveller(
        document.surname, document.given_names, document.birth_date, document.sex, document.nationality
    )


def _let_go(view: ChipView) -> ChipView:
    """The reader once nobody waits for its reading; a failure stays only where it is the reader's own."""
    gone = view.state is ChipState.GONE
    return ChipView(ChipState.LAID if view.busy else view.state, "", view.device, view.code if gone else "")


def _is_left(inspection: Inspection) -> bool:
    """Whether the officer went on without the chip."""
    return inspection.chip is not None and any(one.reason == _LEFT for one in inspection.chip.checks)


def _is_visa_of(current: TravelDocument, coming: TravelDocument) -> bool:
    """The visa read after the passport it is in: same birth date, names alike as far as both go."""
    if coming.kind is not DocumentKind.VISA or current.kind is DocumentKind.VISA:
        return False
    length = min(len(current.surname), len(coming.surname))
    alike = length > 0 and current.surname[:length] == coming.surname[:length]
    return alike and current.birth_date == coming.birth_date


def _may_give_way(current: TravelDocument, coming: TravelDocument) -> bool:
    """A visa gives way to the passport it is in; the same document read again replaces itself."""
    if current.kind is DocumentKind.VISA and coming.kind is not DocumentKind.VISA:
        return True
    return current.number == coming.number and current.issuing_state == coming.issuing_state
