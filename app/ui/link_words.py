"""Say how readers and the road to HQ are doing, in words and without alarm: offline is normal."""

from __future__ import annotations

from datetime import datetime

from app.domain.checks import Verdict
from app.flow.chip import ChipView
from app.flow.ports import LinkState, LinkStatus, OutboxView, SignedIn
from app.flow.reading import ReaderState, ReaderView
from app.ui import wording
from app.ui.chip_views import chip_reader_said
from app.ui.link_said import Said
from app.ui.views import LinkBarView
from app.ui.wording import counted, tr
from app.wording.choices import ROLES


def link_bar_view(
    session: SignedIn,
    reader: ReaderView | None,
    link: LinkStatus,
    outbox: OutboxView,
    now: datetime,
    chip: ChipView | None = None,
) -> LinkBarView:
    """The bar at the top of the desk."""
    officer, station = session.officer, session.station
    return LinkBarView(
        officer=tr("{name}, {role}, booth {booth} at {port}").format(
            name=officer.full_name or officer.username, role=tr(ROLES[officer.role]),
            booth=station.booth, port=station.port,
        ),
        training=station.training,
        reader=reader_said(reader),
        link=link_said(link, station.enrolled, now),
        waiting=waiting_said(outbox, now),
        lists=Said(
            tr("Lists: none here yet"), Verdict.NOT_RUN,
            tr("No alert or stolen-document list is on this station."),
        ),
        chip=chip_reader_said(chip),
    )  # fmt: skip


def reader_said(reader: ReaderView | None) -> Said:
    """The reader's state; when it is not ready, the hint says what to do."""
    if reader is None or reader.state is ReaderState.NONE:
        return Said(
            tr("Reader: none, type by F5"), Verdict.NOT_RUN, tr("No reader is set up on this station.")
        )
    if reader.state is ReaderState.GONE:
        words = wording.failure_words(reader.code or "DEV-01")
        text = tr("Reader: not there ({code})").format(code=reader.code or "DEV-01")
        return Said(text, Verdict.UNDETERMINED, f"{words.happened} {words.do_now}")
    text = {
        ReaderState.CONNECTING: tr("Reader: connecting"),
        ReaderState.READY: tr("Reader: ready"),
        ReaderState.READING: tr("Reader: reading"),
    }[reader.state]
    verdict = Verdict.NOT_RUN if reader.state is ReaderState.CONNECTING else Verdict.PASSED
    return Said(text, verdict, reader.name)


def link_said(link: LinkStatus, enrolled: bool, now: datetime) -> Said:
    """The link and when HQ was last heard; being offline is normal and stays neutral."""
    if not enrolled:
        return Said(tr("HQ: not enrolled yet"), Verdict.NOT_RUN, wording.failure_words("SYN-09").do_now)
    heard = _heard(link, now)
    if link.state is LinkState.CONNECTED:
        return Said(tr("HQ heard {heard}").format(heard=heard), Verdict.PASSED, tr("The link to HQ is up."))
    if link.state is LinkState.REFUSED:
        words = wording.failure_words(link.failure or "SYN-03")
        return Said(
            tr("HQ: not accepted ({code})").format(code=link.failure or "SYN-03"),
            Verdict.UNDETERMINED, f"{words.happened} {words.do_now}",
        )  # fmt: skip
    if link.state is LinkState.OFF:
        return Said(tr("HQ: no contact yet"), Verdict.NOT_RUN, tr("Records are kept and sent by themselves."))
    words = wording.failure_words(link.failure or "SYN-01")
    return Said(
        tr("Offline, HQ heard {heard}").format(heard=heard),
        Verdict.NOT_RUN,
        f"{words.happened} {words.do_now}",
    )


def _heard(link: LinkStatus, now: datetime) -> str:
    if link.last_contact is None:
        return tr("not yet")
    if link.last_contact.astimezone().date() == now.astimezone().date():
        return wording.clock_words(link.last_contact)
    return tr("{span} ago").format(span=wording.span_words(now - link.last_contact))


def waiting_said(outbox: OutboxView, now: datetime) -> Said:
    """Rows that HQ has not confirmed: kept safely; rows sent back want a supervisor."""
    if outbox.parked:
        parked = counted(outbox.parked, "{number} sent back by HQ", "{number} sent back by HQ")
        return Said(parked, Verdict.UNDETERMINED, wording.failure_words("SYN-07").do_now)
    if not outbox.waiting:
        return Said(
            tr("All at HQ"), Verdict.PASSED, counted(outbox.accepted, "{number} record", "{number} records")
        )
    since = ""
    if outbox.oldest_waiting is not None:
        since = tr("The oldest has waited {span}.").format(
            span=wording.span_words(now - outbox.oldest_waiting)
        )
    kept = tr("Not sent yet, kept safely.")
    return Said(
        counted(outbox.waiting, "{number} waiting, kept safely", "{number} waiting, kept safely"),
        Verdict.NOT_RUN, f"{kept} {since}".strip(),
    )  # fmt: skip
