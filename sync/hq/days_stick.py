"""Daily logs that lie on a stick beside the batches: taken in the same turn, refused file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.failure import WorldError
from sync.courier import layout
from sync.courier.day_reading import DaySource
from sync.courier.layout import Place
from sync.hq.courier_report import StickReport
from sync.hq.days_import import DayIntake, TakenPackage
from sync.hq.failure import HqError


def take_days(
    intake: DayIntake, sources: Iterable[DaySource], report: StickReport, note: Callable[[str], None]
) -> list[TakenPackage]:
    """Take in every package; what is refused stands in the report. Raises WorldError(DRIVE_GONE)."""
    taken: list[TakenPackage] = []
    for source in sources:
        note(source.name)
        try:
            one = intake.take(source)
        except HqError as error:
            report.refuse((source.name,), f"{error.what} {error.remedy}")
            continue
        except WorldError as error:
            report.refuse_for((source.name,), error)
            continue
        taken.append(one)
        report.batches += one.batches
        report.known += one.known
        report.rejected += one.rejected
        report.logs += len(one.logs)
        report.new_logs += sum(log.new for log in one.logs)
        report.stations.update(log.station for log in one.logs)
    return taken


def receipts_of(taken: Iterable[TakenPackage]) -> dict[Place, bytes]:
    """HQ's receipts of the batches in these packages, by their place on a stick."""
    return {
        layout.receipt_place(name.station, name.batch_id): signed
        for one in taken
        for name, signed in one.receipts.items()
    }
