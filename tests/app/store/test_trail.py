"""Who answers for the chain finds every line in it, by day, person and act, and reads no more than that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.failure import WorldError
from app.domain.officer import Act
from app.flow.ports import SignedIn
from app.flow.trail import AT_THE_DOOR, TrailFilter, TrailLine, sign_ins
from app.store import audit
from app.store.audit import AuditAct, AuditEntry
from app.store.trail_lines import BLOCK
from tests.app.store.booth import PASSWORDS, StationInTest, travellers
from tests.app.store.test_audit import disarm

LONG = 3 * BLOCK + 100
RARE = 1_500
"""The line in a long chain at which something rare happened."""


def every_line(session: SignedIn, wanted: TrailFilter, limit: int) -> list[TrailLine]:
    """All pages, one after the other."""
    page = session.trail.page(wanted, limit=limit)
    found = list(page.lines)
    while page.older is not None:
        page = session.trail.page(wanted, page.older, limit)
        found += page.lines
    return found


@pytest.fixture
def long_chain(station: StationInTest) -> StationInTest:
    """A station with some thousand lines, a second between each, one of them rare."""
    began = datetime(2026, 11, 1, tzinfo=UTC)
    with station.raw() as connection:
        connection.execute("BEGIN")
        for seq in range(audit.head(connection)[0] + 1, LONG + 1):
            act = AuditAct.STICK_READ if seq == RARE else AuditAct.READ_HISTORY
            actor = "technician" if seq == RARE else "officer"
            audit.append(connection, began + timedelta(seconds=seq), AuditEntry(actor, act))
        connection.execute("COMMIT")
    return station


def test_pages_of_the_chain_hold_every_line_once_newest_first(long_chain: StationInTest) -> None:
    with long_chain.signed_in("supervisor") as session:
        seqs = [line.seq for line in every_line(session, TrailFilter(), 450)]
    assert seqs == sorted(seqs, reverse=True)
    assert seqs == list(range(seqs[0], 0, -1))
    assert seqs[0] > LONG


def test_a_rare_line_is_found_by_act_by_person_and_by_time(long_chain: StationInTest) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=RARE)
    wanted = (
        TrailFilter(acts=frozenset({AuditAct.STICK_READ.value})),
        TrailFilter(until=at + timedelta(days=1), person="technician"),
        TrailFilter(since=at, until=at + timedelta(seconds=1)),
    )
    with long_chain.signed_in("supervisor") as session:
        for one in wanted:
            page = session.trail.page(one)
            lines = [line for line in page.lines if line.act != AuditAct.OFFICER_ADDED]
            assert [line.seq for line in lines] == [RARE], one
            assert page.older is None


def test_a_line_hidden_by_what_lines_are_found_by_is_there_again_after_a_proof(
    long_chain: StationInTest,
) -> None:
    wanted = TrailFilter(acts=frozenset({AuditAct.STICK_READ.value}))
    with long_chain.signed_in("supervisor") as session:
        session.trail.page(wanted)
        with long_chain.raw() as connection:
            connection.execute("UPDATE trail_blocks SET acts = ','")
        assert session.trail.page(wanted).lines == ()
        assert session.trail.prove(lambda done, whole: None).intact
        assert [line.seq for line in session.trail.page(wanted).lines] == [RARE]


def test_what_was_done_to_an_account_is_found_by_its_name(station: StationInTest) -> None:
    with pytest.raises(WorldError):
        station.door().sign_in("officer", "not this one at all")
    with station.signed_in("supervisor") as session:
        session.officers.unlock("officer")
        lines = session.trail.page(TrailFilter(person="officer")).lines
    assert [(line.act, line.actor) for line in lines] == [
        ("read_audit", "supervisor"), ("lock_out_lifted", "supervisor"), ("sign_in_failed", "station"),
        ("officer_added", "harbourmaster"),
    ][1:]  # fmt: skip


def test_sign_ins_end_with_the_last_sign_out_and_a_command_lies_within_the_desk(
    station: StationInTest,
) -> None:
    door = station.door()
    desk = door.sign_in("officer", PASSWORDS["officer"])
    station.clock.move(timedelta(hours=1))
    with station.signed_in("officer"):
        station.clock.move(timedelta(minutes=2))
    station.clock.move(timedelta(hours=3))
    door.sign_out(desk)
    torn = station.door().sign_in("officer", PASSWORDS["officer"])
    with station.signed_in("supervisor") as session:
        lines = session.trail.page(TrailFilter(person="officer", acts=AT_THE_DOOR)).lines
        accounts = {one.officer.username: one for one in session.trail.accounts()}
    door.sign_out(torn)
    found = sign_ins(lines)
    spans = [one.until and one.until - one.since for one in found.values()]
    assert spans == [timedelta(hours=4, minutes=2), timedelta(minutes=2), None]
    assert accounts["officer"].entered_at == station.clock.now
    assert accounts["technician"].entered_at is None


def test_an_account_that_is_locked_says_until_when(station: StationInTest) -> None:
    for _ in range(5):
        with pytest.raises(WorldError):
            station.door().sign_in("technician", "never heard of it")
    with station.signed_in("supervisor") as session:
        (locked,) = [one for one in session.trail.accounts() if one.locked_until]
        assert (locked.officer.username, locked.failures) == ("technician", 5)
        assert locked.locked_until == station.clock.now + timedelta(minutes=15)
        session.officers.unlock("technician")
        assert not any(one.locked_until or one.failures for one in session.trail.accounts())


def test_corrections_say_who_corrected_what_of_whom_and_why(station: StationInTest) -> None:
    (first,) = travellers(1)
    corrected = replace(
        first, record_id=travellers(2)[1].record_id, version=2, correction="misread", officer="supervisor"
    )
    with station.signed_in("officer") as session:
        session.crossings.record(first)
    with station.signed_in("supervisor") as session:
        session.crossings.record(corrected)
        (made,) = session.trail.corrections(TrailFilter(person="supervisor")).corrections
        assert session.trail.corrections(TrailFilter(person="officer")).corrections == ()
    assert (made.crossing_id, made.version) == (first.crossing_id, 2)
    assert (made.line.actor, made.before_by, made.reason) == ("supervisor", "officer", "misread")
    with station.signed_in("harbourmaster") as session:
        (made,) = session.trail.corrections(TrailFilter()).corrections
        assert (made.before_by, made.reason) == ("officer", ""), "this role reads no records"


def test_two_people_are_joined_with_what_they_did(station: StationInTest) -> None:
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    door.vouch(session, "supervisor", PASSWORDS["supervisor"], Act.RELEASE_ALERT)
    (crossing,) = travellers(1)
    session.crossings.record(crossing)
    with pytest.raises(WorldError):
        door.vouch(session, "technician", PASSWORDS["technician"], Act.RELEASE_ALERT)
    door.vouch(session, "supervisor", PASSWORDS["supervisor"], Act.RELEASE_ALERT)
    door.sign_out(session)
    with station.signed_in("officer") as later:
        later.crossings.record(travellers(3)[2])
    with station.signed_in("supervisor") as answering:
        given_up, refused, released = answering.trail.seconds(TrailFilter()).seconds
    assert (released.second, released.what, released.fit) == ("supervisor", "release_alert", True)
    assert released.done is not None
    assert released.done.act == AuditAct.RECORDED
    assert (refused.second, refused.fit, refused.done) == ("technician", False, None)
    assert (given_up.fit, given_up.done) == (True, None), "the duty ended before anything was done"


def test_reading_the_chain_leaves_lines_that_say_what_was_read(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        session.trail.page(TrailFilter(person="officer", acts=frozenset({"recorded"})))
        session.trail.corrections(TrailFilter())
        session.trail.seconds(TrailFilter())
        session.trail.prove(lambda done, whole: None)
        lines = session.trail.page(TrailFilter(acts=frozenset({"read_audit"}))).lines
    said = [line.said("what") for line in reversed(lines)]
    assert said == ["lines", "corrections", "seconds", "proof", "lines"]
    assert lines[-1].said("person") == "officer"
    assert {line.purpose for line in lines} == {"supervision"}


def test_hits_are_not_told_to_a_role_that_does_not_settle_them(station: StationInTest) -> None:
    with station.raw() as connection:
        detail = (("hits", "silent-list e1"), ("lists", "silent-list 3 asked"))
        entry = AuditEntry("officer", AuditAct.SCREENED, bytes(16), detail=detail)
        audit.append(connection, station.clock(), entry)
    wanted = TrailFilter(acts=frozenset({"screened"}))
    with station.signed_in("supervisor") as session:
        assert session.trail.page(wanted).lines[0].said("hits") == "silent-list e1"
    with station.signed_in("harbourmaster") as session:
        assert session.trail.page(wanted).lines[0].said("hits") is None


def test_a_line_that_somebody_spoilt_is_shown_and_not_stumbled_over(station: StationInTest) -> None:
    with station.raw() as connection:
        disarm(connection)
        for seq, detail in ((2, b"\xff\x00"), (3, b"\x81\xf6"), (4, b"\xa1\x01\xf6")):
            connection.execute("UPDATE audit SET detail = ? WHERE seq = ?", (detail, seq))
    with station.signed_in("supervisor") as session:
        lines = session.trail.page(TrailFilter()).lines
    assert [line.seq for line in lines if line.said("unreadable")] == [4, 3, 2]
