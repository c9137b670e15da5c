"""What the page of retention says: the rule, the plan, months and classes, why something stays."""

from __future__ import annotations

from app.domain.checks import Verdict
from app.domain.port_retention import PurgeCounts, PurgePlan, RetentionPolicy
from app.ui.plain_table import Line
from app.ui.wording import counted, day_words, grouped, moment_words, month, tr
from app.wording.retention import HELD_BACK, RECORD_CLASSES


def rule_words(policy: RetentionPolicy) -> str:
    """HQ's rule."""
    return tr("HQ's rule: crossings stay {crossings}, events of alerts {events}.").format(
        crossings=_days(policy.crossing_days), events=_days(policy.event_days)
    )


def _days(days: int) -> str:
    return counted(days, "{number} day", "{number} days")


def records(count: int) -> str:
    """`1 234 records`."""
    return counted(count, "{number} record", "{number} records")


def over_titles() -> tuple[str, ...]:
    """Titles of the table of months."""
    return tr("Month"), tr("What"), tr("May be erased"), tr("Stays")


def over_lines(counts: PurgeCounts) -> list[Line]:
    """A line for each month and class."""
    return [
        Line(
            (
                f"{month(int(one.month[5:]))} {one.month[:4]}",
                tr(RECORD_CLASSES[one.record_class]),
                grouped(one.erasable),
                grouped(one.held) if one.held else "",
            )
        )
        for one in counts.months
    ]


def held_titles() -> tuple[str, ...]:
    """Titles of the table of what is held back."""
    return tr("Records"), tr("Why they stay")


def held_lines(counts: PurgeCounts) -> list[Line]:
    """A line for each reason."""
    return [Line((grouped(count), tr(HELD_BACK[reason]))) for reason, count in counts.held]


def sum_words(counts: PurgeCounts) -> str:
    """What may go, and what goes with it."""
    if not counts.records:
        return tr("Nothing is over that may be erased now.")
    batches = counted(counts.batches, "{number} frozen batch", "{number} frozen batches")
    return tr("{records} may be erased, and {batches} that hold them.").format(
        records=records(counts.records), batches=batches
    )


def plan_words(plan: PurgePlan | None) -> tuple[str, Verdict]:
    """Where the plan stands."""
    if plan is None:
        return tr("Nobody has planned to erase anything."), Verdict.NOT_RUN
    many = records(plan.counts.records)
    if plan.approved:
        words = tr("Purge {number}: {records}, approved by {second}. It is not ended: erase what is left.")
        return words.format(number=plan.number, records=many, second=plan.approved_by), Verdict.UNDETERMINED
    words = tr("Plan {number} by {who}: {records}. A second person may approve it until {until}.")
    told = words.format(
        number=plan.number, who=plan.planned_by, records=many, until=moment_words(plan.valid_until)
    )
    return told, Verdict.UNDETERMINED


def about_words(plan: PurgePlan) -> str:
    """What the second person stands behind."""
    words = tr(
        "{records} of this port are to be erased for good: {crossings} of crossings and {events} of alerts, "
        "all confirmed by HQ, of closed days and of no open case. HQ keeps its copy. Planned by {who}."
    )
    counts = plan.counts
    return words.format(
        records=records(counts.records), crossings=grouped(counts.crossings), events=grouped(counts.events),
        who=plan.planned_by,
    )  # fmt: skip


def made_words(plan: PurgePlan) -> str:
    """What became of a purge."""
    erased = tr("{records} erased for good.").format(records=records(plan.erased))
    if not plan.kept:
        return erased
    kept = tr("{records} stayed, since something new came up meanwhile.")
    return f"{erased} {kept.format(records=records(plan.kept))}"


def past_titles() -> tuple[str, ...]:
    """Titles of the table of purges that were made."""
    return tr("Made"), tr("Erased"), tr("Planned by"), tr("Approved by")


def past_lines(made: tuple[PurgePlan, ...]) -> list[Line]:
    """A line for each purge."""
    return [
        Line(
            (
                day_words((one.done_at or one.planned_at).astimezone().date()),
                grouped(one.erased),
                one.planned_by,
                one.approved_by,
            )
        )
        for one in made
    ]
