"""Which of the supervisor's pages an officer is offered, by what the role permits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.officer import Act
from app.flow.booth import Booth
from app.flow.ports import SignedIn
from app.ui.day_page import DayPage
from app.ui.link_said import Said
from app.ui.shift_page import ShiftPage
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
    return tuple(offer for acts, offer in pages if any(session.officer.may(act) for act in acts))
