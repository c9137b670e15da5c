"""Which of the supervisor's pages an officer is offered, by what the role permits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.officer import Act
from app.flow.booth import Booth
from app.flow.ports import SignedIn
from app.ui.audit_page import AuditPage
from app.ui.day_page import DayPage
from app.ui.export_page import ExportPage
from app.ui.link_said import Said
from app.ui.officers_page import OfficersPage
from app.ui.readers_page import ReadersPage
from app.ui.retention_page import RetentionPage
from app.ui.shift_page import ShiftPage
from app.ui.statistics_page import StatisticsPage
from app.ui.supervisor_screen import PageOffer
from app.ui.theme import Look
from app.ui.vouching import Vouching
from app.ui.wording import tr


def supervisor_offers(
    booth: Booth, session: SignedIn, look: Look, vouching: Vouching, readers: Callable[[], Sequence[Said]]
) -> tuple[PageOffer, ...]:
    """The pages in their order; the store asks for the same permissions once more."""
    clock, days = booth.clock, booth.days
    pages: list[tuple[tuple[Act, ...], PageOffer]] = [
        ((Act.SEE_SHIFT,), PageOffer("shift", tr("Shift"), lambda: ShiftPage(session, look, clock, readers))),
    ]
    if days is not None:
        pages.append(
            ((Act.CLOSE_DAY,), PageOffer("day", tr("Days"), lambda: DayPage(session, days, look, clock)))
        )
    exports, courier = booth.day_export, booth.courier
    if days is not None and exports is not None and courier is not None:
        pages.append((
            (Act.EXPORT_DAY,),
            PageOffer(
                "export", tr("Days to HQ"), lambda: ExportPage(session, days, exports, courier, look)
            ),
        ))  # fmt: skip
    pages += [
        (
            (Act.SEE_STATISTICS,),
            PageOffer(
                "statistics", tr("Statistics"), lambda: StatisticsPage(session, look, clock, booth.courier)
            ),
        ),
        ((Act.READ_AUDIT,), PageOffer("audit", tr("Audit"), lambda: AuditPage(session, look, clock))),
        (
            (Act.READ_AUDIT,),
            PageOffer("readers", tr("Who has read"), lambda: ReadersPage(session, look, clock)),
        ),
        (
            (Act.PLAN_PURGE,),
            PageOffer("retention", tr("Retention"), lambda: RetentionPage(session, look, vouching)),
        ),
        (
            (Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER),
            PageOffer("officers", tr("Officers"), lambda: OfficersPage(session, look, clock)),
        ),
    ]
    return tuple(offer for acts, offer in pages if any(session.officer.may(act) for act in acts))
