"""The chain tells who did and read what, and any line or crossing changed behind it is found."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose, SearchQuery
from app.store import driver
from app.store.door import session_outbox
from app.store.driver import Connection
from app.store.keeper import outbox_sound, walk_chain
from tests.app.store.booth import StationInTest, travellers

WITHOUT_TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"


def disarm(connection: Connection) -> None:
    """Take every trigger away, as somebody with the key could."""
    for (name,) in connection.execute(WITHOUT_TRIGGERS).fetchall():
        connection.execute(f"DROP TRIGGER {name}")


@pytest.fixture
def busy_station(station: StationInTest) -> StationInTest:
    with station.signed_in("officer") as session:
        for crossing in travellers(12):
            session.crossings.record(crossing)
        session.crossings.history(travellers(1)[0].document.number, "", "")
    return station


def test_reads_are_written_down_with_purpose_and_what_was_shown_but_no_name(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    number, surname = crossing.document.number, crossing.traveller.surname
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
        session.crossings.history(number, surname, str(crossing.traveller.birth_date))
        session.crossings.search(SearchQuery(surname=surname), ReadPurpose.DATA_SUBJECT_REQUEST)
        session.crossings.shift(crossing.at, None, ReadPurpose.SHIFT_REVIEW)
        session.crossings.versions(crossing.crossing_id, ReadPurpose.SUPERVISION)
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT act, actor, purpose, detail, subject FROM audit WHERE act LIKE 'read%' ORDER BY seq"
        ).fetchall()
    assert [(act, actor, purpose) for act, actor, purpose, _, _ in rows] == [
        ("read_history", "officer", "processing"),
        ("read_search", "officer", "data_subject_request"),
        ("read_shift", "officer", "shift_review"),
        ("read_versions", "officer", "supervision"),
    ]
    assert [cbor2.loads(detail).get("shown") for _, _, _, detail, _ in rows] == [[1], [1], [1], None]
    for _, _, _, detail, subject in rows:
        assert surname.encode() not in detail + subject
        assert number.encode() not in detail + subject


def test_an_auditor_can_ask_who_looked_for_this_person(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        for surname in ("ERIKSSON", "eriksson", "SMITH"):
            session.crossings.search(SearchQuery(surname=surname), ReadPurpose.INQUIRY)
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT subject FROM audit WHERE act = 'read_search' ORDER BY seq"
        ).fetchall()
    marks = [mark for (mark,) in rows]
    assert marks[0] == marks[1] != marks[2]


def test_an_untouched_store_is_intact(busy_station: StationInTest) -> None:
    with busy_station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert report.crossings == 12
    assert report.outbox.waiting == 12
    assert report.audit_lines >= 12


@pytest.mark.parametrize("column", ["at", "actor", "act", "subject", "purpose", "detail", "previous", "hash"])
def test_any_column_of_any_audit_line_changed_is_found_at_that_line(
    busy_station: StationInTest, column: str
) -> None:
    value = {
        "at": "at + 1", "actor": "actor || 'x'", "act": "act || 'x'", "purpose": "purpose || 'x'",
        "subject": "CAST(subject || x'00' AS BLOB)", "detail": "CAST(detail || x'00' AS BLOB)",
        "previous": "randomblob(32)", "hash": "randomblob(32)",
    }[column]  # fmt: skip
    with busy_station.raw() as connection:
        disarm(connection)
        (lines,) = connection.execute("SELECT max(seq) FROM audit").fetchone()
        for seq in range(1, lines + 1):
            connection.execute("BEGIN")
            connection.execute(f"UPDATE audit SET {column} = {value} WHERE seq = ?", (seq,))
            assert walk_chain(connection).first_broken == seq
            connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


def test_any_crossing_changed_hidden_or_taken_away_is_found(busy_station: StationInTest) -> None:
    spoilings = [
        "UPDATE records SET record = x'80' WHERE seq = {}",
        "UPDATE records SET record = (SELECT record FROM records WHERE seq = {} % 12 + 1) WHERE seq = {}",
        "UPDATE records SET record_id = randomblob(16) WHERE seq = {}",
        "DELETE FROM records WHERE seq = {}",
        "UPDATE cards SET number_key = 'HIDDEN' WHERE crossing = {}",
        "UPDATE cards SET surname_key = '' WHERE crossing = {}",
        "UPDATE cards SET birth_date = '1900-01-01' WHERE crossing = {}",
        "UPDATE cards SET at = at + 86400000 WHERE crossing = {}",
        "UPDATE cards SET officer = 'somebody' WHERE crossing = {}",
        "UPDATE cards SET superseded_by = 5 WHERE crossing = {}",
        "DELETE FROM cards WHERE crossing = {}",
    ]
    with busy_station.raw() as connection:
        disarm(connection)
        connection.execute("PRAGMA foreign_keys = OFF")
        for spoiling in spoilings:
            for row in (1, 7, 12):
                (expected,) = connection.execute(
                    "SELECT audit_seq FROM crossings WHERE id = ?", (row,)
                ).fetchone()
                connection.execute("BEGIN")
                connection.execute(spoiling.format(row, row))
                assert walk_chain(connection).first_broken == expected, (spoiling, row)
                connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


def test_a_crossing_smuggled_in_without_a_line_is_found(busy_station: StationInTest) -> None:
    with busy_station.raw() as connection:
        connection.execute(
            "INSERT INTO records (kind, made_at, record_id, audit_seq, record)"
            " SELECT kind, made_at, randomblob(16), 999, record FROM records WHERE seq = 3"
        )
        (lines,) = connection.execute("SELECT max(seq) FROM audit").fetchone()
        assert walk_chain(connection).first_broken == lines + 1
        disarm(connection)
        connection.execute("UPDATE records SET seq = 100 WHERE audit_seq = 999")
        assert not outbox_sound(connection)


def test_a_line_taken_away_or_put_in_is_found(busy_station: StationInTest) -> None:
    with busy_station.raw() as connection:
        disarm(connection)
        connection.execute("BEGIN")
        connection.execute("DELETE FROM audit WHERE seq = 5")
        assert walk_chain(connection).first_broken == 5
        connection.execute("ROLLBACK")
        connection.execute(
            "INSERT INTO audit SELECT seq + 1000, at, actor, act, subject, purpose, detail, previous, hash"
            " FROM audit WHERE seq = 5"
        )
        (lines,) = connection.execute("SELECT count(*) FROM audit").fetchone()
        assert walk_chain(connection).first_broken == lines


def test_the_end_of_the_chain_cut_off_after_a_batch_was_frozen_is_found(busy_station: StationInTest) -> None:
    with busy_station.signed_in("officer") as session:
        outbox = session_outbox(session)
        outbox.freeze(5, lambda rows, chain: chain.audit_head + rows[0].payload)
        outbox.close()
    with busy_station.raw() as connection:
        disarm(connection)
        connection.execute("PRAGMA foreign_keys = OFF")
        (frozen,) = connection.execute("SELECT audit_seq FROM batches").fetchone()
        connection.execute("DELETE FROM audit WHERE seq >= ?", (frozen,))
        connection.execute("DELETE FROM records WHERE audit_seq >= ?", (frozen,))
        assert walk_chain(connection).first_broken == frozen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 100, at, actor, act, subject, purpose, detail, previous, hash FROM audit",
        "UPDATE records SET record = x'00' WHERE seq = 1",
        "UPDATE records SET kind = 7 WHERE seq = 1",
        "DELETE FROM records WHERE seq = 1",
        "DELETE FROM records WHERE seq = 12",
        "UPDATE records SET made_at = 1",
        "INSERT INTO records SELECT 99, kind, made_at, record_id, audit_seq, record FROM records",
        "INSERT OR REPLACE INTO records SELECT * FROM records WHERE seq = 1",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_what_is_kept(
    busy_station: StationInTest, statement: str
) -> None:
    with busy_station.raw() as connection:
        with pytest.raises(driver.IntegrityError):
            connection.execute(statement)
        assert walk_chain(connection).first_broken is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.data())
def test_any_flipped_bit_of_the_file_is_found(busy_station: StationInTest, data: st.DataObject) -> None:
    path = busy_station.place.store
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    spoiled = bytearray(whole)
    spoiled[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(bytes(spoiled))
    try:
        assert place < 16 or spoiled_file_is_noticed(busy_station)  # the salt in use comes with the key
    finally:
        path.write_bytes(whole)
        for rest in ("store.db-wal", "store.db-shm"):
            path.with_name(rest).unlink(missing_ok=True)


def spoiled_file_is_noticed(station: StationInTest) -> bool:
    """Whether the store does not open, or its check finds a fault."""
    try:
        with station.raw() as connection:
            return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    except WorldError as error:
        return error.failure.code is FailureCode.STORE_DAMAGED
