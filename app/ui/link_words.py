"""Say how readers and the road to HQ are doing, in words and without alarm: offline is normal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.checks import Verdict
from app.domain.failure import FailureCode
from app.domain.load_valve import LoadValve
from app.domain.officer import Act
from app.flow.alert_ports import ListStatus
from app.flow.chip import ChipView
from app.flow.ports import LinkState, LinkStatus, OutboxView, SignedIn
from app.flow.reading import ReaderState, ReaderView
from app.screening.screening import ListUse
from app.ui import case_views, wording
from app.ui.chip_views import chip_reader_said
from app.ui.link_said import Said
from app.ui.shortcuts import Action, key_of
from app.ui.views import LinkBarView
from app.ui.wording import counted, tr
from app.wording.choices import LIST_USES, ROLES, VALVE_REASONS


def link_bar_view(
    session: SignedIn,
    reader: ReaderView | None,
    link: LinkStatus,
    outbox: OutboxView,
    now: datetime,
    chip: ChipView | None = None,
    lists: Sequence[ListStatus] = (),
    alerts: int = 0,
    valve: LoadValve | None = None,
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
        lists=lists_said(lists, now),
        chip=chip_reader_said(chip) if valve is None else valve_said(valve),
        alerts=alerts_said(alerts) if officer.may(Act.SETTLE_ALERTS) else None,
    )  # fmt: skip


def valve_said(valve: LoadValve) -> Said:
    """That less is captured, until when and why: in the place of the chip reader, which is not asked."""
    text = tr("Chips not read until {time}").format(time=wording.clock_words(valve.until))
    hint = tr("{name} lowered what is captured: {why}").format(
        name=valve.officer, why=tr(VALVE_REASONS[valve.reason]).lower()
    )
    return Said(text, Verdict.UNDETERMINED, f"{hint}. {valve.note}".strip())


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


_HELD = frozenset({FailureCode.BUDGET_SPENT, FailureCode.CONSENT_NEEDED})
"""What waits on purpose, whether or not HQ was called at all."""


def link_said(link: LinkStatus, enrolled: bool, now: datetime) -> Said:
    """The link and when HQ was last heard; being offline is normal and stays neutral."""
    if not enrolled:
        return Said(tr("HQ: not enrolled yet"), Verdict.NOT_RUN, wording.failure_words("SYN-09").do_now)
    heard = _heard(link, now)
    if link.state is LinkState.CONNECTED or link.failure in _HELD:
        return _connected_said(link, tr("HQ heard {heard}").format(heard=heard))
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


def _connected_said(link: LinkStatus, heard: str) -> Said:
    """The link is up; what is held back on purpose, or wrong beside it, is said with its remedy."""
    if link.failure is None:
        return Said(heard, Verdict.PASSED, tr("The link to HQ is up."))
    words = wording.failure_words(link.failure)
    hint = f"{words.happened} {words.still_works} {words.do_now}"
    if link.failure is FailureCode.CONSENT_NEEDED:
        return Said(tr("Dear link: {key} sends").format(key=key_of(Action.LINK)), Verdict.UNDETERMINED, hint)
    if link.failure is FailureCode.BUDGET_SPENT:
        return Said(tr("Today's bytes are used up"), Verdict.NOT_RUN, hint)
    return Said(f"{heard} ({link.failure})", Verdict.NOT_RUN, hint)


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


def alerts_said(number: int) -> Said:
    """How many alerts wait for the second line; only those who may settle them are told."""
    hint = tr("{key} opens them.").format(key=key_of(Action.QUEUE))
    return Said(case_views.count_words(number), Verdict.UNDETERMINED if number else Verdict.PASSED, hint)


_SHORT_TITLE = 24
"""Letters of a list's title for which there is room in the bar; longer ones are said by their id."""


def lists_said(lists: Sequence[ListStatus], now: datetime) -> Said:
    """The lists and their age: quiet while every one is young enough, else the first that is not."""
    if not lists:
        nothing = tr("No alert or stolen-document list is on this station.")
        return Said(tr("Lists: none here yet"), Verdict.NOT_RUN, nothing)
    hint = "\n".join((*(list_words(one, now) for one in lists), _more()))
    for use, words in (
        (ListUse.BROKEN, tr("{list}: cannot be opened")), (ListUse.SILENT, tr("{list}: too old, not asked")),
        (ListUse.STALE, tr("{list} is {age} old")),
    ):  # fmt: skip
        sick = [one for one in lists if one.asked.use is use]
        if sick:
            text = words.format(list=_title(sick[0]), age=_age(sick[0], now))
            return Said(text, Verdict.UNDETERMINED, hint)
    if any(one.asked.use is ListUse.LOADING for one in lists):
        return Said(tr("Lists: being loaded"), Verdict.NOT_RUN, hint)
    oldest = min(lists, key=lambda one: one.asked.header.issued_at)
    text = tr("Lists: {number}, oldest {age}").format(number=len(lists), age=_age(oldest, now))
    return Said(text, Verdict.PASSED, hint)


def list_words(one: ListStatus, now: datetime) -> str:
    """`UN Security Council list: 684 entries, 2 days old, asked`."""
    header = one.asked.header
    entries = counted(header.count, "{number} entry", "{number} entries")
    return tr("{list}: {entries}, {age} old, {use}").format(
        list=header.title or header.list_id, entries=entries, age=_age(one, now),
        use=tr(LIST_USES[one.asked.use]),
    )  # fmt: skip


def _more() -> str:
    return tr("{key} shows more.").format(key=key_of(Action.LISTS))


def _title(one: ListStatus) -> str:
    title = one.asked.header.title
    return title if 0 < len(title) <= _SHORT_TITLE else one.asked.header.list_id


def _age(one: ListStatus, now: datetime) -> str:
    return wording.span_words(now - one.asked.header.issued_at)
