"""What the page of exports says: sticks and logs in lines, to whom logs are sealed, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from app.domain.checks import Verdict
from app.domain.export_policy import ExportPolicy
from app.flow.courier import DriveSeen
from app.flow.days import DayLog, DayReceipt, DayView
from app.ui.plain_table import Line
from app.ui.stick_words import size
from app.ui.wording import counted, day_words, grouped, moment_words, tr
from app.wording.choices import LOG_KINDS

_MOST_LINES = 12


def steps() -> Sequence[str]:
    """The four steps, by name."""
    return tr("Stick"), tr("Days"), tr("Who may open it"), tr("Slip")


def step_line(place: int) -> str:
    """Where the officer is."""
    return tr("Step {step} of 4: {name}").format(step=place + 1, name=steps()[place])


def drive_titles() -> Sequence[str]:
    """Columns of the sticks."""
    return tr("Stick"), tr("At"), tr("Free"), tr("How it stands")


def drive_line(drive: DriveSeen) -> Line:
    """A stick in a line."""
    free = tr("{free} of {size}").format(free=size(drive.free), size=size(drive.size))
    stands = tr("can only be read: logs cannot go on it") if drive.read_only else tr("ready to be written")
    verdict = Verdict.UNDETERMINED if drive.read_only else Verdict.PASSED
    return Line((drive.label or tr("(no name)"), str(drive.path), free, stands), verdict)


def log_titles() -> Sequence[str]:
    """Columns of the logs."""
    return tr("Take"), tr("Day"), tr("Log"), tr("Travellers"), tr("Closed by"), tr("Taken to HQ")


def logs_of(views: Iterable[DayView]) -> tuple[DayLog, ...]:
    """Every log of these days, the newest first."""
    found = [log for view in views for log in view.logs]
    return tuple(sorted(found, key=lambda log: log.head.number, reverse=True))


def log_line(log: DayLog, marked: bool) -> Line:
    """A log in a line."""
    head = log.head
    kind = str(head.number) if head.kind.value == "day" else f"{head.number}, {tr(LOG_KINDS[head.kind])}"
    taken = tr("not yet") if log.exported_at is None else moment_words(log.exported_at)
    travellers = grouped(log.counts.crossings)
    mark = tr("[x]  yes") if marked else tr("[  ]  no")
    return Line((mark, day_words(head.day), kind, travellers, head.closed_by, taken))


def chosen_lines(logs: Sequence[DayLog], marked: Collection[int]) -> str:
    """The logs that were chosen, the oldest first, one a line; not more than fit."""
    chosen = sorted((log for log in logs if log.head.number in marked), key=lambda log: log.head.number)
    lines = [
        tr("Log {number}: {day}, {travellers}").format(
            number=log.head.number, day=day_words(log.head.day),
            travellers=counted(log.counts.crossings, "{number} traveller", "{number} travellers"),
        )
        for log in chosen[:_MOST_LINES]
    ]  # fmt: skip
    if len(chosen) > _MOST_LINES:
        lines.append(counted(len(chosen) - _MOST_LINES, "and {number} more", "and {number} more"))
    return "\n".join(lines)


def marked_line(logs: Sequence[DayLog], marked: Collection[int]) -> str:
    """How much was chosen."""
    chosen = [log for log in logs if log.head.number in marked]
    if not chosen:
        return tr("No log is chosen.")
    travellers = sum(log.counts.crossings for log in chosen)
    return tr("{logs}, {travellers}.").format(
        logs=counted(len(chosen), "{number} log", "{number} logs"),
        travellers=counted(travellers, "{number} traveller", "{number} travellers"),
    )


def sealed_line(policy: ExportPolicy, plain: bool) -> tuple[str, Verdict]:
    """Who will be able to open what is written."""
    if plain:
        open_to_all = tr("WITHOUT ENCRYPTION. Whoever finds the stick can read who crossed.")
        return f"{open_to_all} {tr('Say why: it is kept for good.')}", Verdict.FAILED
    if not policy.recipients:
        nobody = tr("HQ has not said yet to whom logs are encrypted.")
        return f"{nobody} {tr('Let this station hear from HQ once, by link or stick.')}", Verdict.UNDETERMINED
    names = ", ".join(name for name, _ in policy.recipients)
    return tr("Encrypted. Only these can open it: {names}.").format(names=names), Verdict.PASSED


def plain_line(policy: ExportPolicy) -> str:
    """Whether it may leave without encryption."""
    if policy.plain_allowed:
        return tr("HQ allows logs without encryption, for a reason that is kept: P.")
    return tr("HQ allows no logs without encryption.")


def done_line(receipt: DayReceipt) -> str:
    """What was written."""
    text = tr("{logs} written, read back and compared: {size}. Let go of the stick before you pull it out.")
    logs = counted(len(receipt.numbers), "{number} log", "{number} logs")
    return text.format(logs=logs, size=size(receipt.size))
