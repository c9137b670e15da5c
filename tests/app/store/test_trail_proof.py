"""The chain holds what was done; whatever is changed behind it is named, also where it was all made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import cbor2
import pytest

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import HqEnrolment
from app.flow.trail import Breach, LogCopy, TrailProof
from app.store import audit
from app.store.audit import AuditAct, AuditEntry
from app.store.driver import Connection
from app.store.trail_proof import prove
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.test_audit import disarm
from tests.helpers.answering import LOG_AT, LOG_KEY, keep_log, log_of

ENROLMENT = HqEnrolment(
    "https://hq.example", 7, "token", LOG_KEY.private_bytes_raw(), bytes(32), b"\x09" + bytes(31), b"PEM"
)


def silent(done: int, whole: int) -> None:
    """Nobody looks on."""


def walk(connection: Connection) -> TrailProof:
    return prove(connection, silent)


def make_anew(connection: Connection, first: int) -> None:
    """Compute every hash again from a line on, as somebody with the key and patience could."""
    (previous,) = connection.execute("SELECT hash FROM audit WHERE seq = ?", (first - 1,)).fetchone()
    for line in list(audit.lines(connection, first - 1)):
        anew = replace(line, previous=previous)
        previous = anew.digest()
        connection.execute(
            "UPDATE audit SET previous = ?, hash = ? WHERE seq = ?", (anew.previous, previous, line.seq)
        )


@pytest.fixture
def kept(station: StationInTest) -> StationInTest:
    """Eight crossings, a daily log of them, and some lines after it."""
    with station.signed_in("officer") as session:
        for crossing in travellers(8):
            session.crossings.record(crossing)
    with station.raw() as connection:
        keep_log(connection, 1, audit.head(connection)[0])
    with station.signed_in("supervisor"):
        pass
    return station


def line_of(connection: Connection, row: int) -> int:
    (line,) = connection.execute("SELECT audit_seq FROM records WHERE seq = ?", (row,)).fetchone()
    return int(line)


def test_an_intact_chain_says_how_far_it_goes_its_head_and_what_holds_it(kept: StationInTest) -> None:
    told: list[tuple[int, int]] = []
    with kept.signed_in("supervisor") as session:
        proof = session.trail.prove(lambda done, whole: told.append((done, whole)))
    with kept.raw() as connection:
        (digest,) = connection.execute("SELECT hash FROM audit WHERE seq = ?", (proof.lines,)).fetchone()
    assert proof.intact
    assert proof.head == digest
    assert (proof.records, proof.erased) == (8, 0)
    assert proof.log is not None
    assert (proof.log.number, proof.log.at) == (1, LOG_AT)
    assert told[-1] == (proof.lines, proof.lines)


def changed_line(connection: Connection, line: int) -> None:
    connection.execute("UPDATE audit SET actor = 'nobody' WHERE seq = ?", (line,))


def changed_and_hashed(connection: Connection, line: int) -> None:
    changed_line(connection, line)
    one = next(audit.lines(connection, line - 1))
    connection.execute("UPDATE audit SET hash = ? WHERE seq = ?", (one.digest(), line))


def taken_away(connection: Connection, line: int) -> None:
    connection.execute("DELETE FROM audit WHERE seq = ?", (line,))


def other_record(connection: Connection, line: int) -> None:
    connection.execute("UPDATE records SET record = x'80' WHERE audit_seq = ?", (line,))


def record_taken_away(connection: Connection, line: int) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM records WHERE audit_seq = ?", (line,))


def record_smuggled_in(connection: Connection, line: int) -> None:
    connection.execute(
        "INSERT INTO records (kind, made_at, record_id, audit_seq, record)"
        " SELECT 1, 0, randomblob(16), ?, record FROM records WHERE seq = 1", (line,)
    )  # fmt: skip


def hash_of_another(connection: Connection, line: int) -> None:
    """The line is made to speak of another record, and the whole chain anew, but not the log."""
    detail = cbor2.dumps({"record": hashlib.sha256(b"forged").digest()}, canonical=True)
    connection.execute("UPDATE audit SET detail = ? WHERE seq = ?", (detail, line))
    connection.execute("UPDATE records SET record = ? WHERE audit_seq = ?", (b"forged", line))
    make_anew(connection, line)


@pytest.mark.parametrize(
    "spoil, later, breach",
    [
        (changed_line, 0, Breach.CHANGED),
        (changed_and_hashed, 1, Breach.CHAIN),
        (taken_away, 0, Breach.MISSING),
        (other_record, 0, Breach.RECORD),
        (record_taken_away, 0, Breach.RECORD_GONE),
        (record_smuggled_in, None, Breach.UNSPOKEN),
        (hash_of_another, None, Breach.LOG),
    ],
)
def test_what_was_changed_is_named(
    kept: StationInTest, spoil: Callable[[Connection, int], None], later: int | None, breach: Breach
) -> None:
    with kept.raw() as connection:
        disarm(connection)
        line = line_of(connection, 4)
        (log,) = connection.execute("SELECT line FROM day_logs").fetchone()
        spoil(connection, line)
        proof = walk(connection)
    assert proof.breach is breach
    assert proof.first_broken == (log if later is None else line + later)
    assert proof.lines + 1 == proof.first_broken
    assert proof.log is None


def test_lines_cut_off_at_the_end_show_by_the_log_that_holds_them(kept: StationInTest) -> None:
    with kept.raw() as connection:
        disarm(connection)
        connection.execute("PRAGMA foreign_keys = OFF")
        (log,) = connection.execute("SELECT line FROM day_logs").fetchone()
        connection.execute("DELETE FROM audit WHERE seq > ?", (log,))
        assert walk(connection).intact, "nothing outside holds what came after the last log"
        connection.execute("DELETE FROM audit WHERE seq >= ?", (log,))
        proof = walk(connection)
    assert (proof.first_broken, proof.breach) == (log, Breach.MISSING)


def test_a_chain_made_anew_with_its_logs_shows_by_the_copy_that_hq_has(kept: StationInTest) -> None:
    with kept.signed_in("harbourmaster") as session:
        session.enrolment.save(ENROLMENT)
    with kept.raw() as connection:
        disarm(connection)
        (log,) = connection.execute("SELECT line FROM day_logs").fetchone()
        copy = LogCopy(*log_of(connection, 1, log))
        assert prove(connection, silent, [copy]).log is not None
        changed_line(connection, line_of(connection, 4))
        make_anew(connection, line_of(connection, 4))
        connection.execute("DELETE FROM day_logs")
        keep_log(connection, 1, log)
        assert walk(connection).intact, "all that is here was made anew"
        proof = prove(connection, silent, [copy])
        assert (proof.first_broken, proof.breach) == (log, Breach.LOG)
        for spoilt in (replace(copy, signature=bytes(64)), replace(copy, manifest=copy.manifest + b" ")):
            with pytest.raises(WorldError) as refused:
                prove(connection, silent, [spoilt])
            assert refused.value.failure.code is FailureCode.DAY_NOT_SIGNED


def test_a_log_that_is_not_what_was_signed_holds_nothing(kept: StationInTest) -> None:
    with kept.raw() as connection:
        disarm(connection)
        (manifest,) = connection.execute("SELECT manifest FROM day_logs").fetchone()
        connection.execute("UPDATE day_logs SET manifest = ?", (manifest.replace(b"UTO", b"UTA"),))
        proof = walk(connection)
    assert proof.breach is Breach.LOG


def purge(connection: Connection, row: int, *, approved: bool) -> None:
    """Empty a record as a purge does, or as somebody does who only writes that one was approved."""
    line = line_of(connection, row)
    wanted = audit.record_hash(
        connection.execute("SELECT record FROM records WHERE seq = ?", (row,)).fetchone()[0]
    )
    act = AuditAct.PURGE_APPROVED if approved else AuditAct.PURGED
    approval = audit.append(connection, LOG_AT, AuditEntry("leilani", act, bytes(32)))
    connection.execute(
        "INSERT INTO purges (number, planned_at, planned_by, valid_until, crossings_before, events_before,"
        " digest, counts, plan_line, approved_at, approved_by, approve_line, done_at, erased)"
        " VALUES (1, 0, 'leilani', 1, 1, 1, zeroblob(32), x'80', 1, 1, 'sina', ?, 1, 1)",
        (approval,),
    )
    connection.execute("INSERT INTO purge_rows VALUES (?, 1, zeroblob(16), ?, ?)", (row, line, wanted))
    connection.execute("UPDATE records SET record = x'' WHERE seq = ?", (row,))


@pytest.mark.parametrize("approved", [True, False])
def test_an_erased_record_is_sound_only_where_the_chain_has_the_approval(
    kept: StationInTest, approved: bool
) -> None:
    with kept.raw() as connection:
        disarm(connection)
        purge(connection, 3, approved=approved)
        proof, line = walk(connection), line_of(connection, 3)
    assert proof.breach is (None if approved else Breach.RECORD_GONE)
    assert proof.first_broken == (None if approved else line)
    assert (proof.records, proof.erased) == ((7, 1) if approved else (2, 0))
