"""The questions that the desk asks, put into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.checks import CheckName
from app.domain.decision import OVERRULE_REASONS, REFER_REASONS, REFUSE_REASONS, DecisionKind
from app.flow.decide import Missing, Obstacle
from app.flow.inspection import Inspection
from app.ui.check_views import names_words
from app.ui.question_panel import Question
from app.ui.reason_panel import ReasonQuestion
from app.ui.shortcuts import Action, key_of
from app.ui.wording import name_words, tr
from app.wording.choices import MISSING


def wish_question(inspection: Inspection, kind: DecisionKind) -> ReasonQuestion:
    """Why is this traveller referred or refused?"""
    name = name_words(inspection.traveller) or tr("this traveller")
    if kind is DecisionKind.REFER:
        return ReasonQuestion(
            kind, Action.REFER, tr("Refer {name}").format(name=name),
            tr("To the second line. Choose the reasons by their digits."), REFER_REASONS, tr("Refer"),
            tr("Refer {name} to the second line? Press {key} again to record it, Esc to go back.").format(
                name=name, key=key_of(Action.REFER)
            ),
        )  # fmt: skip
    return ReasonQuestion(
        kind, Action.REFUSE, tr("Refuse {name}").format(name=name),
        tr("Choose the grounds by their digits."), REFUSE_REASONS, tr("Refuse"),
        tr("Refuse {name}? Press {key} again to record it, Esc to go back.").format(
            name=name, key=key_of(Action.REFUSE)
        ),
    )  # fmt: skip


def overrule_question(inspection: Inspection, overruled: tuple[CheckName, ...]) -> ReasonQuestion:
    """Why is the traveller admitted although checks failed?"""
    failed = names_words(overruled)
    return ReasonQuestion(
        DecisionKind.ADMIT, Action.ADMIT,
        tr("Admit {name} although a check failed").format(name=name_words(inspection.traveller)),
        tr("Failed: {checks}. The reason is kept with the record.").format(checks=failed),
        OVERRULE_REASONS, tr("Admit"),
    )  # fmt: skip


def overruled_checks(in_the_way: Sequence[Obstacle]) -> tuple[CheckName, ...]:
    """The failed checks among what is in the way, which a reason overrules."""
    return tuple(o.check for o in in_the_way if o.missing is Missing.OVERRULE_REASON and o.check)


def set_aside_question(
    name: str, aside: Callable[[], None], back: Callable[[], None], *, hits: bool
) -> Question:  # fmt: skip
    """Was the wrong document swiped? `hits`: the officer saw an alert, and the second line hears of it."""
    about = tr("{name} leaves the desk without a decision. Nothing is recorded.")
    if hits:
        about = tr("{name} leaves the desk without a decision. The second line is told of the alert.")
    return Question(
        tr("Put this document aside?"), about.format(name=name), tr("Put aside"), tr("Back"), aside, back
    )


def put_aside_words(*, hits: bool) -> str:
    """What became of a document that was put aside; the same where the officer saw no alert."""
    if hits:
        return tr("The document was put aside. The second line is told of the alert.")
    return tr("The document was put aside. Nothing was recorded.")


def resume_question(name: str, go_on: Callable[[], None], aside: Callable[[], None]) -> Question:
    """What becomes of the inspection that was cut off?"""
    return Question(
        tr("An inspection was interrupted"),
        tr("{name} was on the desk when this station stopped. Nothing was lost, nothing was decided.").format(
            name=name
        ),
        tr("Go on with this traveller"), tr("Put aside"), go_on, aside, esc=False,
    )  # fmt: skip


def older_way_question(
    secure: Callable[[], None], older: Callable[[], None], back: Callable[[], None]
) -> Question:
    """The secure way into the chip failed: is it tried again, or the older one taken?"""
    return Question(
        tr("Read the chip the older way?"),
        tr(
            "The secure way into this chip failed. A forger may make it fail on purpose, so that the weaker "
            "older way is taken. You may take it: the check stays amber, and the record says that you did. "
            "Esc leaves the chip unread."
        ),
        tr("Try the secure way again"), tr("Take the older way"), secure, older, on_escape=back,
    )  # fmt: skip


def missing_words(obstacles: tuple[Obstacle, ...]) -> str:
    """Everything in the way of a decision, in the order in which to settle it."""
    whats = dict.fromkeys(tr(MISSING[o.missing]) for o in obstacles)
    return tr("Not yet: {what}.").format(what="; ".join(whats))
