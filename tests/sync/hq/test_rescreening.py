"""HQ screens each crossing when it arrives and again when lists are newer, and tells ports once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alert_record import decode_event
from app.domain.alerts import AlertEventKind, CaseOrigin, SettledAs
from app.screening.stolen import STOLEN
from app.screening.subject import Subject
from sync.hq import audit, rollup
from sync.hq.cli import cli
from sync.hq.database import Connection
from sync.hq.joining import waiting
from sync.hq.rescreening import screen_again, screen_new
from sync.hq.screening_lists import ScreeningLists
from sync.hq.screening_rounds import Round, screen_once, screening
from tests.sync.hq.alerts import entry_of, hit_event, nobody, settled_event
from tests.sync.hq.quiet import LONG, NAME, QuietHq


def test_a_crossing_is_screened_when_it_arrives_and_the_port_is_told(quiet_hq: QuietHq) -> None:
    wanted, *others = quiet_hq.crossings(20)
    entry = entry_of(wanted.traveller, action="Call the duty officer")
    quiet_hq.take([entry, *map(nobody, range(30))])
    quiet_hq.arrive([*others, wanted])
    assert quiet_hq.round() == Round(new=1, again=0, told=1, earlier=1)
    (event,) = quiet_hq.late()
    assert (event.kind, event.origin, event.crossing) == (
        AlertEventKind.HIT, CaseOrigin.HQ, wanted.record_id,
    )  # fmt: skip
    assert (event.station, event.port, event.officer) == (NAME, wanted.port, "hq")
    assert event.hit is not None
    assert (event.hit.entry_id, event.hit.band, event.entry) == ("N-1", Band.STOP, entry)
    assert (event.traveller, event.document) == (wanted.traveller, wanted.document)
    ((_, (told,)),) = quiet_hq.published(f"late/{wanted.port}")
    assert list(map(decode_event, told)) == [event]
    assert quiet_hq.round() == Round()


def test_a_newer_list_meets_earlier_crossings_once(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(450)  # more than one step of a pass
    quiet_hq.take([nobody(1)])
    quiet_hq.arrive(crossings)
    assert quiet_hq.round().new == 0
    quiet_hq.take([nobody(1), entry_of(crossings[7].traveller), entry_of(crossings[431].traveller, "N-2")])
    assert quiet_hq.round().again == 2
    assert {event.crossing for event in quiet_hq.late()} == {crossings[7].record_id, crossings[431].record_id}
    assert all(event.hit is not None and event.hit.list_version == 2 for event in quiet_hq.late())
    quiet_hq.take([entry_of(crossings[7].traveller), entry_of(crossings[431].traveller, "N-2"), nobody(2)])
    assert quiet_hq.round() == Round()
    changed = entry_of(crossings[7].traveller, action="Detain")
    quiet_hq.take([changed, entry_of(crossings[431].traveller, "N-2")])
    assert quiet_hq.round().again == 1
    assert quiet_hq.late()[-1].entry == changed


def test_only_the_last_days_are_screened_again(quiet_hq: QuietHq) -> None:
    old, new = quiet_hq.crossings(2)
    today = datetime.now(UTC).replace(microsecond=0)
    old = replace(old, at=today - timedelta(days=40), opened_at=today - timedelta(days=40, seconds=5))
    new = replace(new, at=today - timedelta(days=3), opened_at=today - timedelta(days=3, seconds=5))
    quiet_hq.arrive([old, new])
    assert quiet_hq.round().new == 0
    quiet_hq.take([entry_of(old.traveller), entry_of(new.traveller, "N-2")])
    assert quiet_hq.round(days=30).again == 1
    assert [event.crossing for event in quiet_hq.late()] == [new.record_id]


def test_a_hit_that_the_booth_reported_is_not_told_again(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    entry = entry_of(crossing.traveller)
    quiet_hq.take([entry])
    quiet_hq.arrive([crossing], hit_event(crossing, entry))
    assert quiet_hq.round() == Round(earlier=1)
    quiet_hq.take([entry, nobody(1)])
    assert quiet_hq.round() == Round()


def test_a_traveller_whom_the_station_cleared_is_told_only_after_that_is_revoked(
    quiet_hq: QuietHq,
) -> None:
    first, second, third = quiet_hq.crossings(3)
    second, third = (
        replace(one, document=first.document, traveller=first.traveller) for one in (second, third)
    )
    entry = entry_of(first.traveller)
    opened = hit_event(first, entry)
    cleared = settled_event(opened)
    quiet_hq.take([entry])
    quiet_hq.arrive([first], opened, cleared)
    quiet_hq.arrive([second])
    assert quiet_hq.round().new == 0
    revoked = replace(settled_event(opened), kind=AlertEventKind.CLEARANCE_REVOKED, settlement=None)
    quiet_hq.arrive([], revoked)
    quiet_hq.arrive([third])
    assert quiet_hq.round().new == 1
    assert quiet_hq.late()[0].crossing == third.record_id


def test_what_one_person_settled_as_a_check_keeps_no_stop_from_the_port(quiet_hq: QuietHq) -> None:
    first, second = quiet_hq.crossings(2)
    second = replace(second, document=first.document, traveller=first.traveller)
    entry = entry_of(first.traveller)
    opened = hit_event(first, entry)
    assert opened.hit is not None
    opened = replace(opened, hit=replace(opened.hit, band=Band.CHECK))
    quiet_hq.take([entry])
    quiet_hq.arrive([first], opened, settled_event(opened))
    quiet_hq.arrive([second])
    assert quiet_hq.round().new == 1


def test_a_word_that_clears_nobody_lets_nobody_pass(quiet_hq: QuietHq) -> None:
    first, second = quiet_hq.crossings(2)
    second = replace(second, document=first.document, traveller=first.traveller)
    entry = entry_of(first.traveller)
    opened = hit_event(first, entry)
    quiet_hq.take([entry])
    quiet_hq.arrive([first], opened, settled_event(opened, SettledAs.CANNOT_TELL))
    quiet_hq.arrive([second])
    assert quiet_hq.round().new == 1


def test_a_silent_alert_is_told_as_silent(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.take([entry_of(crossing.traveller, disclosure=Disclosure.SILENT)])
    quiet_hq.arrive([crossing])
    quiet_hq.round()
    (event,) = quiet_hq.late()
    assert event.hit is not None
    assert event.hit.disclosure is Disclosure.SILENT


def test_a_passport_reported_stolen_after_it_was_used_is_a_late_hit(quiet_hq: QuietHq) -> None:
    crossing, other = quiet_hq.crossings(2)
    quiet_hq.arrive([crossing, other])
    assert quiet_hq.round().new == 0
    document = crossing.document
    quiet_hq.take_numbers([(document.issuing_state, document.document_code[:1], document.number)])
    assert quiet_hq.round().again == 1
    (event,) = quiet_hq.late()
    assert event.hit is not None
    assert (event.hit.list_id, event.hit.entry_id, event.hit.band) == ("stolen", STOLEN, Band.STOP)
    assert event.entry is None
    assert quiet_hq.round() == Round()


def test_only_the_newest_version_of_a_corrected_crossing_counts(quiet_hq: QuietHq) -> None:
    wrong, right = quiet_hq.crossings(2)
    corrected = replace(right, crossing_id=wrong.crossing_id, version=2, correction="misread")
    quiet_hq.take([entry_of(wrong.traveller), entry_of(right.traveller, "N-2")])
    quiet_hq.arrive([wrong, corrected])
    assert quiet_hq.round().new == 1
    assert [event.crossing for event in quiet_hq.late()] == [corrected.record_id]


class Cut(Exception):
    """HQ dies here."""


class CutShort:
    """Lists whose process dies at the n-th question."""

    def __init__(self, inner: ScreeningLists, after: int) -> None:
        self._inner, self._left = inner, after

    def screen(self, subject: Subject, now: datetime) -> Any:
        self._left -= 1
        if self._left < 0:
            raise Cut
        return self._inner.screen(subject, now)

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        return self._inner.entry(list_id, entry_id)


@contextmanager
def loaded(hq: QuietHq) -> Iterator[tuple[Connection, ScreeningLists]]:
    with hq.connection() as connection:
        screens = ScreeningLists(connection, hq.home)
        screens.refresh()
        yield connection, screens
        screens.close()


def test_a_crash_in_the_middle_loses_no_hit_and_tells_none_twice(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(24)
    quiet_hq.take([entry_of(one.traveller, f"N-{place}") for place, one in enumerate(crossings)])
    for start in range(0, 24, 8):
        quiet_hq.arrive(crossings[start : start + 8])
    for after in (0, 1, 5, 9, 11):
        with loaded(quiet_hq) as (connection, screens), pytest.raises(Cut):
            screen_new(connection, CutShort(screens, after))
    with loaded(quiet_hq) as (connection, screens):
        screen_new(connection, screens)
        assert screen_new(connection, screens) == 0
    told = [event.crossing for event in quiet_hq.late()]
    assert sorted(told) == sorted(one.record_id for one in crossings)


def test_a_pass_that_is_cut_short_goes_on_where_it_stood(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(420)
    quiet_hq.arrive(crossings)
    quiet_hq.take([nobody(1)])
    with loaded(quiet_hq) as (connection, screens):
        screen_new(connection, screens)
    marked = [crossings[place] for place in (3, 199, 200, 300, 419)]
    quiet_hq.take([entry_of(one.traveller, f"N-{place}") for place, one in enumerate(marked)])
    for after in (0, 150, 390):
        with loaded(quiet_hq) as (connection, screens), pytest.raises(Cut):
            screen_again(connection, CutShort(screens, after), LONG)
    with loaded(quiet_hq) as (connection, screens):
        screen_again(connection, screens, LONG)
        assert screen_again(connection, CutShort(screens, 1), LONG) == 0  # nobody is asked about again
    told = [(event.crossing, event.hit and event.hit.entry_id) for event in quiet_hq.late()]
    assert len(told) == len(set(told))
    people = [one.traveller for one in marked]  # some of them cross more than once
    assert {crossing for crossing, _ in told} == {
        one.record_id for one in crossings if one.traveller in people
    }
    with quiet_hq.connection() as connection:
        rows = connection.execute("SELECT screened, finished_at IS NULL FROM list_pass").fetchall()
        assert rows == [(420, False)]
        assert audit.first_broken(connection) is None


def test_one_round_from_the_command_line_does_it_all(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.take([entry_of(crossing.traveller)])
    quiet_hq.arrive([crossing])
    assert screen_once(quiet_hq.url, quiet_hq.home, 30) == Round(1, 0, 1, 1)


def test_the_command_prints_what_a_round_did(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.take([entry_of(crossing.traveller)])
    quiet_hq.arrive([crossing])
    run = CliRunner().invoke(cli, ["screen", "--home", str(quiet_hq.home.folder), "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout) == {"new": 1, "again": 0, "told": 1, "earlier": 1}


def test_a_serving_hq_screens_by_itself_and_ends_with_it(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.take([entry_of(crossing.traveller)])
    quiet_hq.arrive([crossing])
    with screening(quiet_hq.url, quiet_hq.home, every=0.05):
        deadline = time.monotonic() + 60
        while not quiet_hq.published(f"late/{crossing.port}"):
            assert time.monotonic() < deadline, "nothing was screened"
        with quiet_hq.connection() as connection:
            while waiting(connection):
                assert time.monotonic() < deadline, "nothing was joined to a traveller"
            assert connection.execute("SELECT count(*) FROM bearer_crossing").fetchone() == (1,)
            while not rollup.progress(connection).up_to_date:
                assert time.monotonic() < deadline, "nothing was counted"
            assert connection.execute("SELECT DISTINCT port FROM statistics_month").fetchall()
    assert [event.crossing for event in quiet_hq.late()] == [crossing.record_id]
