"""A day is closed once, whole, with every number true; what comes afterwards is added and nothing is lost."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import cbor2
import pytest

from app.domain.alert_entry import Disclosure
from app.domain.checks import CheckName, Verdict, check
from app.domain.crossing import Direction
from app.domain.day import LogKind, OpenItem
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.domain.load_valve import LIGHT
from app.domain.record import decode, encode
from app.main.days import StationDays
from app.reports.daily_log import LOG_FILES
from sync.protocol.day import digest_of, read_manifest, require_signed
from sync.protocol.day_records import read_records
from tests.app.store.booth import PASSWORDS, StationInTest, travellers
from tests.app.store.case_events import hit, met
from tests.app.store.closing import (
    DAY,
    MIDNIGHT,
    NOON,
    PUBLIC_KEY,
    ClosingStation,
    at,
    code_of,
    corrected,
)
from tests.app.store.closing import desk as desk
from tests.helpers.zones import SetZone
from tests.helpers.zones import zone as zone

ONE_DAY = timedelta(days=1)


def test_a_closed_day_says_what_an_independent_count_says(desk: ClosingStation) -> None:
    people = travellers(60)
    first = people[0].at.replace(hour=0, minute=0, second=0, microsecond=0)
    people = [one for one in people if one.at < first + ONE_DAY]
    desk.record(*people)
    again = corrected(people[3], people[-1].at + timedelta(hours=1))
    desk.record(again, by="supervisor")
    desk.station.clock.now = first + ONE_DAY
    log = desk.close(first.date())
    newest = [again if one is people[3] else one for one in people]
    ways = Counter((one.direction, one.decision.kind) for one in newest)
    counts = log.counts
    assert counts.crossings == len(people)
    assert (counts.arrivals_admitted, counts.departures_admitted) == (
        ways[Direction.ARRIVAL, DecisionKind.ADMIT], ways[Direction.DEPARTURE, DecisionKind.ADMIT],
    )  # fmt: skip
    assert counts.arrivals_referred + counts.departures_referred == sum(
        one.decision.kind is DecisionKind.REFER for one in newest
    )
    assert (counts.corrected, counts.overruled) == (1, sum(bool(one.decision.overruled) for one in newest))
    made = desk.make(log.head.number)
    manifest = read_manifest(made.manifest)
    rows = list(read_records(dict(made.files)["records.cbor"]))
    assert [decode(row.payload) for row in rows] == [*people, again]
    assert (manifest.records, manifest.reconciliation.agrees) == (len(people) + 1, True)
    assert manifest.reconciliation.records == len(rows)
    require_signed(made.manifest, made.signature, PUBLIC_KEY)
    assert log.digest == digest_of(made.manifest) == hashlib.sha256(made.manifest).digest()


def test_the_closing_stands_in_the_audit_chain_and_the_chain_in_the_log(desk: ClosingStation) -> None:
    desk.record(at(NOON))
    desk.station.clock.now = MIDNIGHT
    log = desk.close(note="quiet day")
    with desk.station.raw() as connection:
        (line,) = connection.execute("SELECT hash FROM audit WHERE seq = ?", (log.head.audit_seq,)).fetchone()
        seq, subject, detail = connection.execute(
            "SELECT seq, subject, detail FROM audit WHERE act = 'day_closed'"
        ).fetchone()
    assert (line, subject, seq > log.head.audit_seq) == (log.head.audit_hash, log.digest, True)
    assert cbor2.loads(detail) == {"day": "2026-11-23", "number": 1, "rows": 1}
    assert (log.head.note, log.head.closed_by, log.head.training) == ("quiet day", "supervisor", True)
    with desk.station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_the_very_edges_of_a_day_belong_to_one_day_each(desk: ClosingStation) -> None:
    tick = timedelta(milliseconds=1)
    edges = [MIDNIGHT - ONE_DAY - tick, MIDNIGHT - ONE_DAY, MIDNIGHT - tick, MIDNIGHT]
    desk.record(*(at(moment, seed) for seed, moment in enumerate(edges)))
    desk.station.clock.now = MIDNIGHT + ONE_DAY
    logs = [desk.close(DAY + timedelta(days=days)) for days in (-1, 0, 1)]
    assert [log.counts.crossings for log in logs] == [1, 2, 1]
    assert [log.head.number for log in logs] == [1, 2, 3]
    assert [later.head.previous for later in logs[1:]] == [log.digest for log in logs[:2]]
    assert logs[0].head.previous == bytes(32)


def test_what_comes_later_is_added_and_added_again(desk: ClosingStation) -> None:
    first, second = at(NOON, 1), at(NOON + timedelta(minutes=1), 2)
    desk.record(first, second)
    desk.station.clock.now = MIDNIGHT
    closed = desk.close()
    before = desk.make(1)
    fixed = corrected(first, MIDNIGHT + timedelta(hours=1))
    fixed_again = corrected(fixed, MIDNIGHT + timedelta(hours=2), 3)
    late = at(NOON + timedelta(minutes=2), 3)
    desk.record(fixed, fixed_again, by="supervisor")
    desk.record(late)
    (view,) = desk.list()
    assert (view.day, view.crossings, view.new_rows, view.closed) == (DAY, 3, 3, True)
    added = desk.add(note="a page was misread")
    assert (added.head.kind, added.head.number, added.head.day) == (LogKind.ADDENDUM, 2, DAY)
    assert (added.head.after_seq, added.head.since) == (closed.head.up_to_seq, closed.head.since)
    assert (added.counts.crossings, added.counts.corrected) == (2, 1)
    rows = list(read_records(dict(desk.make(2).files)["records.cbor"]))
    assert [row.payload for row in rows] == [encode(one) for one in (fixed, fixed_again, late)]
    assert desk.make(1) == before
    with pytest.raises(WorldError) as nothing:
        desk.add()
    assert code_of(nothing) is FailureCode.DAY_NOTHING_NEW
    desk.record(corrected(late, MIDNIGHT + timedelta(hours=3)), by="supervisor")
    assert desk.add().head.number == 3
    assert [len(view.logs) for view in desk.list() if view.day == DAY] == [3]


def test_a_correction_close_to_midnight_moves_nobody_to_the_day_before(desk: ClosingStation) -> None:
    """Its document came in before midnight, and what a correction calls the crossing is that moment."""
    first = at(MIDNIGHT + timedelta(seconds=1))
    desk.record(first)
    desk.station.clock.now = MIDNIGHT + ONE_DAY
    fixed = corrected(first, MIDNIGHT + ONE_DAY)
    assert fixed.crossed_at < MIDNIGHT
    desk.record(fixed, by="supervisor")
    assert [desk.close(day).counts.crossings for day in (DAY, DAY + ONE_DAY)] == [0, 1]
    assert list(read_records(dict(desk.make(1).files)["records.cbor"])) == []


def test_a_day_is_closed_after_midnight_or_early_and_once(desk: ClosingStation) -> None:
    desk.record(at(NOON))
    for day in (DAY, DAY + ONE_DAY):
        with pytest.raises(WorldError) as not_over:
            desk.close(day)
        assert code_of(not_over) is FailureCode.DAY_NOT_OVER
    with pytest.raises(WorldError) as tomorrow:
        desk.close(DAY + ONE_DAY, early=True)
    assert code_of(tomorrow) is FailureCode.DAY_NOT_OVER
    assert desk.close(early=True).head.early
    with pytest.raises(WorldError) as again:
        desk.close(early=True)
    assert code_of(again) is FailureCode.DAY_CLOSED
    desk.record(at(NOON + timedelta(hours=8), 2))
    desk.station.clock.now = MIDNIGHT
    assert (desk.add().counts.crossings, desk.close(DAY - ONE_DAY, early=True).head.early) == (1, False)
    with pytest.raises(WorldError) as unknown:
        desk.add(DAY + ONE_DAY)
    assert code_of(unknown) is FailureCode.DAY_UNKNOWN


@pytest.mark.parametrize("day, note", [
    (date.min, ""), (date.max, ""), (DAY, "n" * 501), (DAY, "two\nlines"), (DAY, "\x1b[2J"),
])  # fmt: skip
def test_days_and_notes_that_no_log_takes_are_refused(desk: ClosingStation, day: date, note: str) -> None:
    desk.station.clock.now = MIDNIGHT
    with pytest.raises(WorldError) as refused:
        desk.close(day, note=note)
    assert code_of(refused) is FailureCode.FIELD_INVALID


def test_a_station_that_hq_does_not_know_signs_nothing(station: StationInTest) -> None:
    desk = ClosingStation(station, StationDays({}))
    for call in (desk.close, desk.add):
        with pytest.raises(WorldError) as refused:
            call(date(2026, 11, 1))
        assert code_of(refused) is FailureCode.NOT_ENROLLED
    assert desk.preview(date(2026, 11, 1)).counts.crossings == 0


def test_a_clock_that_was_set_back_loses_nobody(desk: ClosingStation) -> None:
    desk.station.clock.now = NOON + 3 * ONE_DAY
    desk.record(at(NOON + 3 * ONE_DAY, 1))
    desk.station.clock.now = NOON
    desk.record(at(NOON, 2), at(NOON + timedelta(seconds=40), 3))
    assert [(view.day, view.crossings) for view in desk.list()] == [(DAY + 3 * ONE_DAY, 1), (DAY, 2)]
    desk.station.clock.now = MIDNIGHT
    assert desk.close().counts.crossings == 2
    desk.station.clock.now = NOON + 5 * ONE_DAY
    log = desk.close(DAY + 3 * ONE_DAY)
    assert (log.counts.crossings, read_manifest(desk.make(2).manifest).reconciliation.agrees) == (1, True)


def test_days_lie_side_by_side_when_the_zone_changes_between_them(
    desk: ClosingStation, zone: SetZone
) -> None:
    hours = [at(NOON + timedelta(hours=hour), hour) for hour in range(60)]
    desk.record(*hours)
    desk.station.clock.now = NOON + 5 * ONE_DAY
    zone("<+11>-11")
    first = desk.close(DAY)
    zone("<-10>10")
    last = desk.close(DAY + 2 * ONE_DAY)
    zone("UTC")
    middle = desk.close(DAY + ONE_DAY)
    assert first.head.until == middle.head.since == datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert middle.head.until == last.head.since == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert (first.head.utc_offset, last.head.utc_offset) == (660, -600)
    assert first.counts.crossings + middle.counts.crossings + last.counts.crossings == len(hours)
    assert [view.day for view in desk.list()] == [DAY + 2 * ONE_DAY, DAY + ONE_DAY, DAY]


def test_what_is_open_is_named_and_holds_nothing_up(desk: ClosingStation) -> None:
    refer = Decision(DecisionKind.REFER, (Reason.OTHER,), note="look")
    open_, decided = at(NOON, 1, refer), at(NOON + timedelta(minutes=1), 2, refer)
    since = replace(at(NOON + timedelta(minutes=9), 2), decision=Decision(DecisionKind.ADMIT))
    desk.record(at(NOON - ONE_DAY, 4), open_, decided, since)
    with desk.station.signed_in("officer") as session:
        session.drafts.keep(b"under way")
    desk.station.clock.now = MIDNIGHT
    found = {one.item: one for one in desk.preview().open_items}
    assert {item: one.count for item, one in found.items()} == {
        OpenItem.DRAFT: 1, OpenItem.REFERRAL: 1, OpenItem.UNSENT: 3, OpenItem.EARLIER_DAY: 1,
    }  # fmt: skip
    assert found[OpenItem.REFERRAL].names == (open_.record_id,)
    assert found[OpenItem.EARLIER_DAY].names == ("2026-11-22",)
    desk.close()
    assert read_manifest(desk.make(1).manifest).open_items == tuple(found.values())


def test_alerts_are_named_and_nothing_in_a_log_tells_of_a_silent_one(desk: ClosingStation) -> None:
    shown = check(CheckName.ALERT_LIST, Verdict.UNDETERMINED, "alert_list.cannot_tell")
    light = check(CheckName.CHIP, Verdict.NOT_RUN, LIGHT)
    first, second = (replace(at(NOON, seed), checks=(shown, light)[seed - 1 : seed]) for seed in (1, 2))
    open_, silent = met(first), met(second, hit(disclosure=Disclosure.SILENT))
    with desk.station.signed_in("officer") as session:
        session.crossings.record(first, (open_,))
        session.crossings.record(second, (silent,))
    desk.station.clock.now = MIDNIGHT
    assert (desk.close().counts.hits, desk.preview().counts.lightly) == (1, 1)
    made = desk.make(1)
    found = {one.item: one for one in read_manifest(made.manifest).open_items}
    assert (found[OpenItem.ALERT].count, found[OpenItem.ALERT].names) == (1, (open_.case_id,))
    assert found[OpenItem.LIGHTLY].names == (second.record_id,)
    for told in (made.manifest, *(content for _, content in made.files)):
        assert not any(one in told for one in (silent.case_id.encode(), UUID(silent.case_id).bytes))


def test_what_hq_confirmed_and_did_not_take_is_counted(desk: ClosingStation) -> None:
    people = [at(NOON + timedelta(minutes=seed), seed) for seed in (1, 2, 3)]
    desk.record(*people)
    with desk.station.raw() as connection:
        connection.execute(
            "INSERT INTO batches VALUES (1, zeroblob(32), 1, 2, 1, (SELECT hash FROM audit WHERE seq = 1), 0,"
            " 9, 0, '', NULL)"
        )
        connection.execute("INSERT INTO rejections VALUES (2, 'REC-04')")
    desk.station.clock.now = MIDNIGHT
    found = desk.preview()
    items = {one.item: one for one in found.open_items}
    assert (found.reconciliation.agrees, found.reconciliation.confirmed) == (True, 1)
    assert items[OpenItem.PARKED].names == (people[1].record_id,)
    assert items[OpenItem.UNSENT].count == 1


def test_closing_while_travellers_are_processed_loses_none_of_them(desk: ClosingStation) -> None:
    desk.record(at(NOON, 1))

    def one_more_comes(content: object) -> bytes:
        desk.record(at(NOON + timedelta(minutes=1), 2))
        return b"file"

    desk.days = StationDays({"day-log.csv": one_more_comes})
    log = desk.close(early=True)
    assert log.counts.crossings == 1
    desk.days = StationDays({"day-log.csv": lambda content: b"file"})
    assert desk.make(1).files[1] == ("day-log.csv", b"file")
    assert desk.add().counts.crossings == 1


def test_of_two_who_close_the_same_day_at_once_one_does(desk: ClosingStation) -> None:
    desk.record(at(NOON, 1))
    desk.station.clock.now = MIDNIGHT

    def another(day: date) -> StationDays:
        def closes_too(content: object) -> bytes:
            ClosingStation(desk.station, StationDays({})).close(day)
            return b"file"

        return StationDays({"day-log.csv": closes_too})

    desk.days = another(DAY - ONE_DAY)
    with pytest.raises(WorldError) as busy:
        desk.close()
    assert code_of(busy) is FailureCode.STORE_BUSY
    desk.days = another(DAY)
    with pytest.raises(WorldError) as closed:
        desk.close()
    assert code_of(closed) is FailureCode.DAY_CLOSED
    desk.days = StationDays({})
    assert [desk.make(number).manifest for number in (1, 2)]


def test_stopping_at_any_step_leaves_the_day_open_or_closed(desk: ClosingStation) -> None:
    class StoppedError(Exception):
        """Somebody pressed Esc."""

    desk.record(at(NOON, 1))
    desk.station.clock.now = MIDNIGHT
    desk.days = StationDays({"a.csv": lambda content: b"a", "b.csv": lambda content: b"b"})
    for step in range(10):
        left = step

        def progress(done: int, total: int) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise StoppedError

        with desk.station.signed_in("supervisor") as session:
            try:
                desk.days.close(session, DAY, progress)
            except StoppedError:
                assert not desk.list()[0].closed
                continue
        assert step == 4
        break
    assert desk.make(1).files[1] == ("a.csv", b"a")


def test_a_log_that_a_damaged_disk_took_leaves_its_number_and_hash_behind(desk: ClosingStation) -> None:
    desk.record(at(NOON))
    desk.station.clock.now = MIDNIGHT
    first, lost = desk.close(DAY - ONE_DAY), desk.close()
    with desk.station.raw() as connection:
        connection.execute("DROP TRIGGER day_logs_stay")
        connection.execute("DELETE FROM day_logs WHERE number = 2")
    desk.station.door().rescue("supervisor", PASSWORDS["supervisor"])
    assert [view.closed for view in desk.list()] == [False, True]
    assert desk.make(1).manifest
    again = desk.close()
    assert (again.head.number, again.head.previous) == (3, lost.digest)
    assert first.digest == lost.head.previous


def test_a_traveller_whom_a_dead_clock_dated_keeps_no_day_open(desk: ClosingStation, zone: SetZone) -> None:
    zone("<-10>10")
    dead = datetime(1970, 1, 1, 0, 10, tzinfo=UTC)
    desk.record(at(NOON, 1))
    desk.record(at(dead, 2))
    desk.station.clock.now = MIDNIGHT + timedelta(days=1)
    (_, odd) = desk.list()
    assert odd.day == date(1969, 12, 31)
    desk.days = StationDays(LOG_FILES)
    first = desk.close(DAY)
    assert [one.count for one in desk.preview(DAY).open_items if one.item is OpenItem.EARLIER_DAY] == [1]
    assert (first.counts.crossings, desk.close(odd.day).counts.crossings) == (1, 1)
