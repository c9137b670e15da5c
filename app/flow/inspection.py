"""The inspection of one traveller as a table: which step follows which outcome.

Every step of today and of later stands here. A step whose device or list is not there yields a
NOT_RUN check and goes on: it degrades what the officer sees and never stops the booth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.checks import Check
from app.domain.crossing import Conveyance, Direction, Mode, Purpose, Stay
from app.domain.document import TravelDocument
from app.domain.mrz import Mrz
from app.domain.person import Traveller
from app.flow.alerts import DeskHit
from app.flow.chip import ChipFindings
from app.flow.ports import CrossingSummary
from app.screening.screening import NOTHING_ASKED, Screening


class Step(StrEnum):
    """Where an inspection stands."""

    IDLE = "idle"
    READ_PAGE = "read_page"
    READ_CHIP = "read_chip"
    PROVE_CHIP = "prove_chip"
    LOOK_UP = "look_up"
    COMPARE_FACE = "compare_face"
    COMPARE_FINGERS = "compare_fingers"
    DECIDE = "decide"
    RECORD = "record"


class Outcome(StrEnum):
    """How a step ended. `WAIT` hands over to the officer."""

    CONTINUE = "continue"
    RETRY = "retry"
    SKIP = "skip"
    ABORT = "abort"
    WAIT = "wait"


TABLE: dict[Step, dict[Outcome, Step]] = {
    Step.IDLE:            {Outcome.CONTINUE: Step.READ_PAGE, Outcome.WAIT: Step.IDLE},
    Step.READ_PAGE:       {Outcome.CONTINUE: Step.READ_CHIP, Outcome.ABORT: Step.IDLE},
    Step.READ_CHIP:       {Outcome.CONTINUE: Step.PROVE_CHIP, Outcome.SKIP: Step.LOOK_UP,
                           Outcome.RETRY: Step.READ_CHIP, Outcome.ABORT: Step.IDLE},
    Step.PROVE_CHIP:      {Outcome.CONTINUE: Step.LOOK_UP},
    Step.LOOK_UP:         {Outcome.CONTINUE: Step.COMPARE_FACE},
    Step.COMPARE_FACE:    {Outcome.CONTINUE: Step.COMPARE_FINGERS, Outcome.SKIP: Step.COMPARE_FINGERS},
    Step.COMPARE_FINGERS: {Outcome.CONTINUE: Step.DECIDE, Outcome.SKIP: Step.DECIDE,
                           Outcome.RETRY: Step.COMPARE_FINGERS},
    Step.DECIDE:          {Outcome.CONTINUE: Step.RECORD, Outcome.WAIT: Step.DECIDE,
                           Outcome.ABORT: Step.IDLE},
    Step.RECORD:          {Outcome.CONTINUE: Step.IDLE, Outcome.RETRY: Step.DECIDE},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shift:
    """What stays the same from traveller to traveller: which way they go, and by what."""

    direction: Direction = Direction.ARRIVAL
    conveyance: Conveyance = field(default_factory=lambda: Conveyance(Mode.AIR))
    stay_days: int = 30


@dataclass(frozen=True, slots=True)
class Inspection:
    """One traveller under inspection. Steps receive it and return a new one.

    `record_id` is made when the inspection opens, so that a power cut between Admit and the screen's
    answer cannot make two records of one traveller. `damaged` says that the reader's frame did not pass
    its own check. `chip` is what is known of the chip so far, None until it is asked for. `hits` are
    those of the alert lists, silent ones among them: screens take `for_first_line` of them.
    """

    record_id: str
    opened_at: datetime
    shift: Shift
    document: TravelDocument
    traveller: Traveller
    step: Step = Step.READ_PAGE
    mrz: Mrz | None = None
    purpose: Purpose | None = None
    stay: Stay | None = None
    checks: tuple[Check, ...] = ()
    earlier: tuple[CrossingSummary, ...] = ()
    resumed: bool = False
    damaged: bool = False
    chip: ChipFindings | None = None
    hits: tuple[DeskHit, ...] = ()
    screening: Screening = NOTHING_ASKED


def follow(step: Step, outcome: Outcome) -> Step:
    """The step after this outcome; an outcome that the table does not name is a bug (KeyError)."""
    return TABLE[step][outcome]
