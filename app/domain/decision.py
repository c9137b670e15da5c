"""The officer's decision: what, why, and which checks were overruled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.checks import Check, CheckName, Verdict


class DecisionKind(StrEnum):
    """What the officer decided (EU EES: entry, referral to second line, refusal of entry)."""

    ADMIT = "admit"
    REFER = "refer"
    REFUSE = "refuse"


class Reason(StrEnum):
    """Why an officer referred, refused or overruled; the words are in `app.wording`.

    Refusal grounds follow the standard form of Regulation (EU) 2016/399, Annex V Part B, where they
    are not peculiar to the Union.
    """

    NO_VALID_DOCUMENT = "no_valid_document"
    FALSE_DOCUMENT = "false_document"
    NO_VISA = "no_visa"
    FALSE_VISA = "false_visa"
    PURPOSE_NOT_JUSTIFIED = "purpose_not_justified"
    STAY_EXHAUSTED = "stay_exhausted"
    NO_MEANS = "no_means"
    ALERT = "alert"
    THREAT = "threat"
    IDENTITY_DOUBT = "identity_doubt"
    DOCUMENT_DOUBT = "document_doubt"
    INTERVIEW_NEEDED = "interview_needed"
    MINOR_ALONE = "minor_alone"
    MISREAD_BY_MACHINE = "misread_by_machine"
    DOCUMENT_WORN = "document_worn"
    SUPERVISOR_APPROVED = "supervisor_approved"
    HUMANITARIAN = "humanitarian"
    OTHER = "other"


REFER_REASONS = (
    Reason.IDENTITY_DOUBT, Reason.DOCUMENT_DOUBT, Reason.INTERVIEW_NEEDED, Reason.ALERT,
    Reason.MINOR_ALONE, Reason.PURPOSE_NOT_JUSTIFIED, Reason.OTHER,
)  # fmt: skip
REFUSE_REASONS = (
    Reason.NO_VALID_DOCUMENT, Reason.FALSE_DOCUMENT, Reason.NO_VISA, Reason.FALSE_VISA,
    Reason.PURPOSE_NOT_JUSTIFIED, Reason.STAY_EXHAUSTED, Reason.NO_MEANS, Reason.ALERT,
    Reason.THREAT, Reason.OTHER,
)  # fmt: skip
OVERRULE_REASONS = (
    Reason.MISREAD_BY_MACHINE, Reason.DOCUMENT_WORN, Reason.SUPERVISOR_APPROVED,
    Reason.HUMANITARIAN, Reason.OTHER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, for which reasons, and which failed checks the officer overruled."""

    kind: DecisionKind
    reasons: tuple[Reason, ...] = ()
    overruled: tuple[CheckName, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AdmitPolicy:
    """The written rule that says which checks stand in the way of Admit.

    `needed` checks forbid Admit while NOT_RUN; a FAILED check must be overruled with a reason, and
    one in `absolute` cannot be overruled at all. The default lets a booth work with nothing
    attached: a missing device degrades the screen and never blocks it without a rule that says so.
    """

    needed: frozenset[CheckName] = frozenset()
    absolute: frozenset[CheckName] = frozenset({CheckName.STOLEN_DOCUMENT})

    def forbids(self, checks: tuple[Check, ...]) -> tuple[CheckName, ...]:
        """The checks that forbid Admit whatever the officer says."""
        return tuple(
            check.name
            for check in checks
            if (check.verdict is Verdict.NOT_RUN and check.name in self.needed)
            or (check.verdict is Verdict.FAILED and check.name in self.absolute)
        )

    def to_overrule(self, checks: tuple[Check, ...]) -> tuple[CheckName, ...]:
        """The failed checks that an officer must overrule with a reason to admit."""
        return tuple(
            check.name
            for check in checks
            if check.verdict is Verdict.FAILED and check.name not in self.absolute
        )
