"""What is old, confirmed and closed goes for good when two people say so; nothing else can, by any road."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from app.domain.alert_record import encode_event
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose, SearchQuery, SignedIn
from app.store.alert_events import add_foreign_event
from app.store.door import session_outbox
from app.store.trail_proof import prove
from tests.app.store.booth import PASSWORDS
from tests.app.store.case_events import audited, foreign, met, said, told_by_hq
from tests.app.store.closing import NOON, corrected
from tests.app.store.old_station import YEAR, OldStation, named, unseen
from tests.app.store.old_station import desk as desk
from tests.app.store.old_station import lived as lived
from tests.app.store.old_station import old as old
from tests.app.store.old_station import zone as zone

ALL = 10 + 4
"""Crossings and events of the old day."""


def reason_of(act: Callable[[], object]) -> str:
    with pytest.raises(WorldError) as refused:
        act()
    if refused.value.failure.code is FailureCode.PURGE_CHANGED:
        return "changed"
    assert refused.value.failure.code is FailureCode.PURGE_REFUSED
    return dict(refused.value.failure.details)["reason"]


def left(old: OldStation) -> int:
    with old.station.raw() as connection:
        return int(connection.execute("SELECT count(*) FROM records WHERE length(record) > 0").fetchone()[0])


def test_what_two_people_let_go_is_gone_to_the_last_byte(old: OldStation) -> None:
    old.live(["YOUNGTRAVELLER"], NOON + YEAR)
    old.send()
    before = old.pages()
    assert b"OLDTRAVELLER07" in before
    done = old.purge()
    assert (done.erased, done.kept, done.counts.records) == (ALL, 0, ALL)
    after = old.pages()
    assert b"OLDTRAVELLER" not in after
    assert b"YOUNGTRAVELLER" in after
    number = old.people[3].document.number.encode()
    assert number in before
    assert number not in after


def test_everything_goes_on_in_a_store_that_was_purged(old: OldStation) -> None:
    with old.as_planner() as session:
        view = session.outbox.view()
    old.purge()
    with old.as_planner() as session:
        assert session.keeper.check().intact
        assert session.outbox.view() == view
        assert session.crossings.search(SearchQuery(surname="OLD"), ReadPurpose.INQUIRY) == []
        assert session.cases.recent_cases() == []
        assert session.cases.rescreen(1000, lambda: False) == 0
        assert session.trail.prove(unseen).first_broken is None
    with old.station.raw() as connection:
        proof = prove(connection, unseen)
        assert (proof.records, proof.erased) == (0, ALL)
    (day,) = old.desk.list()
    assert (day.closed, day.crossings, day.new_rows, day.logs[0].counts.crossings) == (True, 0, 0, 10)
    old.live(["NEXTTRAVELLER"], NOON + YEAR)
    with old.as_planner() as session:
        batch = session_outbox(session).freeze(6, lambda rows, chain: rows[0].payload)
        assert batch is not None
        assert batch.first_seq == ALL + 1
        assert [
            one.surname for one in session.crossings.search(SearchQuery(surname="NEXT"), ReadPurpose.INQUIRY)
        ]
        assert session.keeper.check().intact


def test_what_is_erased_is_marked_and_no_batch_holds_it_any_more(old: OldStation) -> None:
    done = old.purge()
    with old.station.raw() as connection:
        assert connection.execute("SELECT count(*), max(seq) FROM records").fetchone() == (ALL, ALL)
        assert connection.execute("SELECT DISTINCT purge FROM purge_rows").fetchall() == [(done.number,)]
        for table in ("batch_files", "cards", "alert_events", "alert_cases"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        planned, approved, purged = (
            audited(connection, act)[0] for act in ("purge_planned", "purge_approved", "purged")
        )
    assert (planned[0], approved[0], approved[3]["second"]) == ("supervisor", "supervisor", "harbourmaster")
    assert purged[3] == {"erased": ALL, "kept": 0, "number": done.number}
    assert planned[1] == approved[1] == purged[1] == done.digest
    with old.as_planner() as session:
        # HQ that went back to an older copy cannot be given these again: it is offered nothing.
        assert session_outbox(session).settled_from(1) == []


def test_a_log_of_an_erased_day_says_that_it_was_erased(old: OldStation) -> None:
    old.desk.make(1)
    old.purge()
    with pytest.raises(WorldError) as refused:
        old.desk.make(1)
    assert refused.value.failure.code is FailureCode.DAY_ERASED


def test_nobody_lets_go_alone(old: OldStation) -> None:
    with old.as_planner() as session:
        port = session.retention
        plan = port.plan(unseen)
        for second in ("supervisor", "officer", "technician", "nobody", "harbourmaster"):
            assert reason_of(partial(port.approve, plan.number, plan.digest, second)) == "second_person"
        old.vouch(session)
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "supervisor")) == "second_person"
        assert reason_of(lambda: port.purge(plan.number, unseen)) == "not_approved"
        old.station.clock.move(timedelta(minutes=16))
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "harbourmaster")) == "second_person"
        old.vouch(session)
        assert reason_of(lambda: port.approve(plan.number, bytes(32), "harbourmaster")) == "changed"
        assert reason_of(lambda: port.approve(77, plan.digest, "harbourmaster")) == "no_plan"
        assert port.approve(plan.number, plan.digest, "harbourmaster").approved
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "harbourmaster")) == "unfinished"
    with old.station.signed_in("harbourmaster") as session:
        # Whoever planned it does not approve it at another's desk either.
        port = session.retention
        assert reason_of(lambda: port.plan(unseen)) == "unfinished"
    with old.station.raw() as connection:
        refused = [detail["reason"] for *_, detail in audited(connection, "purge_refused")]
    assert refused.count("second_person") == 7
    assert left(old) == ALL


def test_the_planner_does_not_approve_at_the_desk_of_another(old: OldStation) -> None:
    with old.as_planner() as session:
        plan = session.retention.plan(unseen)
    with old.station.signed_in("harbourmaster") as session:
        old.vouch(session, "supervisor")
        port = session.retention
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "supervisor")) == "second_person"


def test_a_plan_holds_for_a_day_and_only_for_what_it_named(old: OldStation) -> None:
    with old.as_planner() as session:
        port = session.retention
        plan = port.plan(unseen)
        with old.station.raw() as connection:
            foreign(connection, told_by_hq(old.people[0]))
        old.vouch(session)
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "harbourmaster")) == "changed"
        plan = port.plan(unseen)
        assert plan.counts.crossings == 9
        with old.station.raw() as connection:  # as a power cut in the middle of planning leaves it
            connection.execute("DELETE FROM purge_rows WHERE seq = 14")
        old.vouch(session)
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "harbourmaster")) == "changed"
        old.station.clock.move(timedelta(hours=25))
        old.vouch(session)
        assert reason_of(lambda: port.approve(plan.number, plan.digest, "harbourmaster")) == "expired"
        plan = old.approved(session)
        old.station.clock.move(timedelta(hours=25))
        assert reason_of(lambda: port.purge(plan.number, unseen)) == "expired"
    assert left(old) == ALL


def test_nothing_to_erase_makes_no_plan(old: OldStation) -> None:
    old.purge()
    with old.as_planner() as session:
        assert reason_of(lambda: session.retention.plan(unseen)) == "nothing"
        stands = session.retention.stands()
    assert (stands.plan, [one.erased for one in stands.made]) == (None, [ALL])


def test_what_happens_after_the_approval_keeps_its_traveller(old: OldStation) -> None:
    late = corrected(old.people[8], NOON + YEAR)
    with old.as_planner() as session:
        plan = old.approved(session)
        session.crossings.record(late)
        with old.station.raw() as connection:
            foreign(connection, told_by_hq(old.people[0]))
        done = session.retention.purge(plan.number, unseen)
        assert (done.erased, done.kept) == (ALL - 2, 2)
        assert len(session.crossings.versions(late.crossing_id, ReadPurpose.INQUIRY)) == 2
        assert session.keeper.check().intact


class Stopped(Exception):
    """The desk was signed out in the middle."""


def test_a_purge_that_is_stopped_or_killed_is_continued(
    old: OldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.retention.AT_A_TIME", 2)
    with old.as_planner() as session:
        plan = old.approved(session)

        def stop(done: int, whole: int) -> None:
            if done >= 2:
                raise Stopped

        with pytest.raises(Stopped):
            session.retention.purge(plan.number, stop)
    assert 0 < left(old) < ALL
    for calls in (40, 90, 200, 400):
        kill_at(old, calls, lambda session: session.retention.purge(plan.number, unseen))
        with old.as_planner() as session:
            assert session.keeper.check().intact
    old.station.clock.move(timedelta(days=3))  # it was begun: it may always be ended
    with old.as_planner() as session:
        done = session.retention.purge(plan.number, unseen)
        assert (done.erased, done.kept, left(old)) == (ALL, 0, 0)
        assert session.retention.purge(plan.number, unseen) == done, "doing it twice is harmless"


def kill_at(old: OldStation, calls: int, work: Callable[[SignedIn], object]) -> None:
    """Do it in a process that dies at so many calls into the driver's and purge's functions."""
    import sys

    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        with old.as_planner() as session:
            seen = 0

            def step(frame: object, event: str, _: object) -> None:
                nonlocal seen
                seen += 1
                if seen >= calls:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.setprofile(step)
            work(session)
    finally:
        os._exit(0)


def test_what_hq_told_and_was_erased_does_not_come_back(old: OldStation) -> None:
    event = told_by_hq(old.people[4])
    event = replace(event, at=NOON)
    word = replace(said(event), officer="hq")
    with old.station.raw() as connection:
        connection.execute("BEGIN IMMEDIATE")
        for one in (event, word):
            add_foreign_event(connection, encode_event(one), NOON)
        connection.execute("COMMIT")
    done = old.purge()
    assert done.erased == ALL + 2
    with old.station.raw() as connection:
        foreign(connection, event, word)
        rows = connection.execute("SELECT length(record) FROM foreign_events").fetchall()
        assert rows == [(0,), (0,)]
    with old.as_planner() as session:
        assert session.cases.recent_cases() == []
        assert session.keeper.check().intact


def test_a_store_that_was_purged_can_be_rescued(old: OldStation) -> None:
    old.purge()
    old.station.door().rescue("supervisor", PASSWORDS["supervisor"])
    with old.as_planner() as session:
        assert session.keeper.check().intact
        assert len(session.retention.stands().made) == 1


def test_an_old_draft_and_what_other_booths_told_goes_and_todays_stays(old: OldStation) -> None:
    with old.station.signed_in("officer") as session:
        session.drafts.keep(b"today's traveller")
    with old.station.raw() as connection:
        for number, moment in enumerate((NOON, NOON + YEAR), 1):
            told = (number, bytes([number]) * 16, moment.date().isoformat())
            connection.execute("INSERT INTO port_notes VALUES (?, 2, 1, ?, 1, ?, 'UTAVR', 1)", told)
            connection.execute("INSERT INTO port_note_digests VALUES (?, zeroblob(8), 'person')", (number,))
    old.purge()
    with old.station.raw() as connection:
        assert connection.execute("SELECT number FROM port_notes").fetchall() == [(2,)]
        assert connection.execute("SELECT note FROM port_note_digests").fetchall() == [(2,)]
    with old.station.signed_in("officer") as session:
        assert session.drafts.take() == b"today's traveller"
    assert named("X", NOON).crossed_at == NOON
    assert met(old.people[0]).crossing == old.people[0].record_id


def test_a_clock_set_ahead_makes_nothing_old(old: OldStation) -> None:
    old.live(["YESTERDAY"], NOON + YEAR)
    old.send()
    old.close_day((NOON + YEAR).date())
    old.station.clock.move(YEAR)
    with old.as_planner() as session:
        assert reason_of(lambda: session.retention.plan(unseen)) == "clock"


def test_who_gave_the_other_the_password_is_no_second_person(old: OldStation) -> None:
    with old.station.signed_in("harbourmaster") as session:
        plan = session.retention.plan(unseen)
        session.officers.reset_password("supervisor", PASSWORDS["supervisor"])
        old.vouch(session, "supervisor")
        assert reason_of(lambda: session.retention.approve(plan.number, plan.digest, "supervisor")) == (
            "one_person"
        )
    assert left(old) == ALL
