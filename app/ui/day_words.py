"""Days, their logs and what closing them says, in words and lines."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.checks import Verdict
from app.domain.day import DayCounts, LogKind, OpenCount, Reconciliation
from app.flow.days import DayLog, DayPreview, DayView
from app.ui.plain_table import Line
from app.ui.wording import counted, day_words, grouped, moment_words, tr
from app.wording.choices import LOG_KINDS, OPEN_ITEMS


def titles() -> Sequence[str]:
    """Columns of the days."""
    return tr("Day"), tr("Travellers"), tr("Log"), tr("Taken to HQ"), tr("How it stands")


def line(view: DayView, today: bool) -> Line:
    """A day in a line; amber while something is to be done about it."""
    stands, verdict = _stands(view, today)
    numbers = ", ".join(str(log.head.number) for log in view.logs)
    return Line((day_words(view.day), grouped(view.crossings), numbers, _exported(view), stands), verdict)


def _stands(view: DayView, today: bool) -> tuple[str, Verdict]:
    if not view.closed:
        return (tr("today"), Verdict.NOT_RUN) if today else (tr("not closed"), Verdict.UNDETERMINED)
    if view.new_rows:
        words = counted(view.new_rows, "closed; {number} record since", "closed; {number} records since")
        return words, Verdict.UNDETERMINED
    return tr("closed"), Verdict.PASSED


def _exported(view: DayView) -> str:
    if not view.closed:
        return ""
    moments = [log.exported_at for log in view.logs]
    if any(moment is None for moment in moments):
        return tr("not yet") if not any(moments) else tr("not all of it")
    return moment_words(max(moment for moment in moments if moment is not None))


def counts_lines(counts: DayCounts) -> tuple[tuple[str, str], ...]:
    """What was counted, name and number."""
    return (
        (tr("Travellers"), grouped(counts.crossings)),
        (tr("Arrivals admitted"), grouped(counts.arrivals_admitted)),
        (tr("Arrivals refused"), grouped(counts.arrivals_refused)),
        (tr("Arrivals referred"), grouped(counts.arrivals_referred)),
        (tr("Departures admitted"), grouped(counts.departures_admitted)),
        (tr("Departures refused"), grouped(counts.departures_refused)),
        (tr("Departures referred"), grouped(counts.departures_referred)),
        (tr("Corrected"), grouped(counts.corrected)),
        (tr("Checks overruled"), grouped(counts.overruled)),
        (tr("Without the chip"), grouped(counts.lightly)),
        (tr("Alerts met"), grouped(counts.hits)),
    )


def proof_words(proof: Reconciliation) -> tuple[str, Verdict]:
    """Whether records, audit chain and outbox count the same."""
    confirmed = tr("HQ has confirmed {confirmed} of {records}.").format(
        confirmed=grouped(proof.confirmed), records=grouped(proof.records)
    )
    if proof.agrees:
        agreed = tr("Counted three ways, the same each time: {number} records.")
        return f"{agreed.format(number=grouped(proof.records))} {confirmed}", Verdict.PASSED
    differs = tr(
        "The counts disagree: {records} records, {audit} in the audit chain, {outbox} for HQ. "
        "Let a technician check the store."
    ).format(
        records=grouped(proof.records), audit=grouped(proof.audit_lines), outbox=grouped(proof.outbox_rows)
    )
    return f"{differs} {confirmed}", Verdict.FAILED


def open_lines(items: Sequence[OpenCount]) -> list[Line]:
    """What is open, a line each."""
    return [
        Line((tr(OPEN_ITEMS[one.item]), grouped(one.count)), Verdict.UNDETERMINED)
        for one in items
        if one.count
    ]


def closing_words(preview: DayPreview) -> str:
    """What closing means for this day."""
    if not preview.over:
        return tr(
            "This day is not over. Whatever is recorded later goes into an addendum. Close it early only if "
            "the port is done for today."
        )
    return tr("Its log is numbered, signed and kept. Corrections made later go into an addendum.")


def closed_words(log: DayLog) -> str:
    """What was made, with the beginning of its hash."""
    kind = tr(LOG_KINDS[log.head.kind])
    digest = log.digest.hex()
    return tr("{kind} {number} of {day} is signed. SHA-256 {digest}…").format(
        kind=kind.capitalize(), number=log.head.number, day=day_words(log.head.day),
        digest=f"{digest[:8]} {digest[8:16]}",
    )  # fmt: skip


def log_words(log: DayLog) -> str:
    """A log in one line."""
    early = tr(", closed early") if log.head.early and log.head.kind is LogKind.DAY else ""
    note = f" · {log.head.note}" if log.head.note else ""
    return tr("{kind} {number}, {moment} by {officer}{early}{note}").format(
        kind=tr(LOG_KINDS[log.head.kind]), number=log.head.number, moment=moment_words(log.head.closed_at),
        officer=log.head.closed_by, early=early, note=note,
    )  # fmt: skip
