"""A shift's figures in words and lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.checks import CheckName, Verdict
from app.domain.decision import DecisionKind
from app.domain.failure import WorldError
from app.domain.load_valve import LoadValve
from app.flow.ports import CrossingSummary
from app.flow.shift import Override, ShiftFigures, Spread
from app.ui import wording
from app.ui.bar_chart import Bar, Chart
from app.ui.plain_table import Line
from app.ui.wording import counted, grouped, tr
from app.wording.choices import CHECKS, DECISIONS, VALVE_REASONS

OFTEN = 20
"""Overrides per hundred above which a check deserves a look: it may be the reader, or a habit."""
_HOURS = 12


def minutes(seconds: int) -> str:
    """`0:35`, `12:05` or `1:02:05`."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def spread_words(spread: Spread) -> str:
    """The half and the nine tenths of travellers, and the longest."""
    if not spread.count:
        return tr("none measured")
    return tr("half within {median}, nine in ten within {tenth}, longest {longest}").format(
        median=minutes(spread.median), tenth=minutes(spread.ninth_decile), longest=minutes(spread.longest)
    )


def tiles(figures: ShiftFigures, now: datetime) -> tuple[tuple[str, str, str, Verdict | None], ...]:
    """Title, number, words below and lamp of each tile, in their order."""
    unsent = tr("all at HQ")
    if figures.oldest_unsent is not None:
        unsent = tr("oldest {span}").format(span=wording.span_words(now - figures.oldest_unsent))
    return (
        (
            tr("Travellers"), grouped(figures.crossings),
            tr("{arrivals} in, {departures} out").format(
                arrivals=grouped(figures.arrivals), departures=grouped(figures.departures)
            ), None,
        ),
        (
            tr("Refused"), grouped(figures.refused),
            counted(figures.referred, "{number} referred", "{number} referred"), None,
        ),
        (
            tr("Open referrals"), grouped(len(figures.referrals_open)),
            tr("not decided since"), _amber(len(figures.referrals_open)),
        ),
        (
            tr("Alerts open"), grouped(figures.alerts_open), tr("for the second line"),
            _amber(figures.alerts_open),
        ),
        (
            tr("Not at HQ"), grouped(figures.unsent),
            counted(figures.parked, "{number} sent back", "{number} sent back") if figures.parked else unsent,
            _amber(figures.parked) if figures.parked else None,
        ),
        (
            tr("Follow-up"), grouped(len(figures.light)), tr("without the chip"),
            _amber(len(figures.light)),
        ),
    )  # fmt: skip


def _amber(number: int) -> Verdict:
    return Verdict.UNDETERMINED if number else Verdict.PASSED


def officer_titles() -> Sequence[str]:
    """Columns of the officers' table."""
    return tr("Officer"), tr("Number"), tr("Half within"), tr("Overruled"), tr("Referred"), tr("Refused")


def officer_lines(figures: ShiftFigures) -> list[Line]:
    """A line for each officer who decided."""
    return [
        Line((
            one.username, grouped(one.crossings), minutes(one.median_seconds),
            _share(one.overruled, one.crossings), grouped(one.referred), grouped(one.refused),
        ))
        for one in figures.officers
    ]  # fmt: skip


def override_titles() -> Sequence[str]:
    """Columns of the checks' table."""
    return tr("Check"), tr("Failed"), tr("Overruled")


def override_lines(figures: ShiftFigures) -> list[Line]:
    """A line for each check that failed."""
    return [
        Line((
            tr(CHECKS[CheckName(one.check)]), grouped(one.failed), _share(one.overruled, one.failed),
        ), Verdict.UNDETERMINED if _is_often(one) else None)
        for one in figures.overrides
    ]  # fmt: skip


def _is_often(one: Override) -> bool:
    return one.failed > 0 and 100 * one.overruled > OFTEN * one.failed


def _share(part: int, whole: int) -> str:
    return f"{grouped(part)} ({round(100 * part / whole)} %)" if part and whole else grouped(part)


def hours(figures: ShiftFigures) -> Chart:
    """Travellers in each hour, from the first in which anybody came; the newest dozen."""
    came = [place for place, (_, count) in enumerate(figures.per_hour) if count]
    shown = figures.per_hour[min(came, default=len(figures.per_hour)) :][-_HOURS:]
    bars = tuple(Bar(wording.clock_words(hour), ((count, grouped(count)),)) for hour, count in shown)
    return Chart(tr("Travellers by hour"), (tr("Travellers"),), bars)


def follow_up_titles() -> Sequence[str]:
    """Columns of those to be looked at again."""
    return tr("Time"), tr("Document"), tr("Name"), tr("Nationality"), tr("Decision"), tr("Officer")


def follow_up_line(one: CrossingSummary) -> Line:
    """A traveller processed without the chip."""
    return Line((
        wording.clock_words(one.crossed_at), one.document_number,
        f"{one.surname}, {one.given_names}".strip(", "), one.nationality,
        tr(DECISIONS[DecisionKind(one.decision)]), one.officer,
    ))  # fmt: skip


def valve_words(valve: LoadValve | None) -> str:
    """What is captured now."""
    if valve is None:
        return tr("Everything is captured.")
    return tr("Chips are not read until {until}. Since {since} by {officer}: {why}. {note}").format(
        until=wording.clock_words(valve.until), since=wording.clock_words(valve.opened_at),
        officer=valve.officer, why=tr(VALVE_REASONS[valve.reason]).lower(), note=valve.note,
    ).strip()  # fmt: skip


def failed(error: WorldError) -> str:
    """A failure in one line."""
    words = wording.failure_words(error.failure.code)
    return f"{words.happened} {words.do_now}"
