"""What other booths told is said at the desk beside HQ's word, once, until they take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import uuid_utils

from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import SignedIn
from app.screening.screening import EarlierHit
from app.screening.subject import subject_of
from app.store import port_notes
from app.store.door import session_port, session_role, settle_role
from app.store.relay import SqlPort
from sync.protocol.notes import Note
from tests.app.store.booth import StationInTest, travellers
from tests.helpers.port import LittleAuthority, listed, make_known

PORT = "UTAVR"
EPOCH = bytes(16)
REFUSED = Decision(DecisionKind.REFUSE, (Reason.THREAT,))


@pytest.fixture
def booth(tmp_path: Path) -> StationInTest:
    """Booth 1 of three."""
    station, authority = StationInTest(tmp_path).found(), LittleAuthority()
    identities = [authority.identity(number, PORT) for number in (1, 2, 3)]
    with station.signed_in("harbourmaster") as session:
        make_known(session, identities[0], listed(*identities, revoked=[3]))
    return station


@pytest.fixture
def officer(booth: StationInTest) -> Iterator[SignedIn]:
    """An officer at booth 1."""
    with booth.signed_in("officer") as session:
        yield session


@pytest.fixture
def port(officer: SignedIn) -> Iterator[SqlPort]:
    """Booth 1's side of its port."""
    found = session_port(officer)
    yield found
    found.close()


def told_by_two(port: SqlPort, officer: SignedIn, crossing: Crossing) -> Note:
    """The note of a crossing as booth 2 would tell it, made from a record of this store."""
    officer.crossings.record(crossing)
    notes, _ = port.to_tell(port.told()[1], 50)
    return replace(notes[-1], station_number=2)


def earlier(officer: SignedIn, crossing: Crossing) -> tuple[EarlierHit, ...]:
    return officer.lists.screen(subject_of(crossing.document, crossing.traveller)).earlier


def test_a_refusal_next_door_is_met_and_taken_back(
    booth: StationInTest, officer: SignedIn, port: SqlPort
) -> None:
    crossing = replace(travellers(1)[0], decision=REFUSED, station="UTAVR-A1", port=PORT)
    note = told_by_two(port, officer, crossing)
    day = str(crossing.at.date())
    assert (note.day, note.refused, note.version) == (day, True, 1)
    assert earlier(officer, crossing) == ()
    assert port.keep([note], EPOCH, 1) == 1
    assert port.heard() == (EPOCH, 1)
    assert earlier(officer, crossing) == (EarlierHit(day, PORT, True, "document"),)
    assert port.keep([note], EPOCH, 2) == 0
    # The same from another booth on that day is said once.
    assert port.keep([replace(note, station_number=3)], EPOCH, 3) == 1
    assert len(earlier(officer, crossing)) == 1
    # Both take it back; the older word does not come again.
    for number in (2, 3):
        took_back = replace(note, station_number=number, version=2, seq=note.seq + 1, refused=False)
        assert port.keep([took_back], EPOCH, 4) == 1
    assert port.keep([note], EPOCH, 5) == 0
    assert earlier(officer, crossing) == (EarlierHit(day, PORT, False, "document"),)


def test_no_booth_learns_a_records_id_before_hq_does(officer: SignedIn, port: SqlPort) -> None:
    crossing = replace(travellers(1)[0], station="UTAVR-A1", port=PORT)
    again = replace(crossing, record_id=str(uuid_utils.uuid7()), version=2, correction="a slip")
    officer.crossings.record(crossing)
    officer.crossings.record(again)
    notes, _ = port.to_tell(0, 50)
    assert len({note.crossing for note in notes}) == 1, "both versions stand for one crossing"
    ids = {UUID(one).bytes for one in (crossing.record_id, again.record_id)}
    assert all(secret not in note.crossing for note in notes for secret in ids)


def test_a_heap_of_other_words_hides_no_refusal(officer: SignedIn, port: SqlPort) -> None:
    crossing = replace(travellers(1)[0], decision=REFUSED, station="UTAVR-A1", port=PORT)
    note = told_by_two(port, officer, crossing)
    heap = [
        replace(note, station_number=3, seq=seq, crossing=seq.to_bytes(16), day="2999-01-01", refused=False)
        for seq in range(1, 41)
    ]
    assert port.keep([note, *heap], EPOCH, 1) == 41
    assert EarlierHit(note.day, PORT, True, "document") in earlier(officer, crossing)


def test_each_crossing_is_told_once_and_recent_ones_again_to_another_relay(
    booth: StationInTest, officer: SignedIn, port: SqlPort
) -> None:
    people = [replace(one, station="UTAVR-A1", port=PORT) for one in travellers(6)]
    for crossing in people[:4]:
        officer.crossings.record(crossing)
    officer.crossings.record(replace(people[5], port="UTBAY"))  # where this station stood before
    first, reached = port.to_tell(0, 2)
    rest, last = port.to_tell(reached, 50)
    assert [note.seq for note in (*first, *rest)] == [1, 2, 3, 4]
    assert port.to_tell(last, 50) == ([], last)
    port.note_told(EPOCH, last)
    assert port.told() == (EPOCH, last)
    assert {note.station_number for note in first} == {1}
    booth.clock.move(timedelta(hours=49))
    officer.crossings.record(people[4])
    assert [note.seq for note in port.to_tell(0, 50)[0]] == [6]
    assert all(way in ("document", "person") for note in first for _, way in note.digests)


def test_forgotten_notes_do_not_come_back(
    booth: StationInTest, officer: SignedIn, port: SqlPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_notes, "MOST_KEPT", 3)
    monkeypatch.setattr(port_notes, "_PORTION", 0)
    crossing = replace(travellers(1)[0], decision=REFUSED, station="UTAVR-A1", port=PORT)
    note = told_by_two(port, officer, crossing)
    notes = [replace(note, seq=seq, crossing=seq.to_bytes(16)) for seq in range(1, 7)]
    assert port.keep(notes, EPOCH, 6) == 6
    assert port.keep(notes, EPOCH, 6) == 0
    # Who tells more than all others drives out nothing of theirs.
    assert port.keep([replace(note, station_number=3)], EPOCH, 7) == 1
    with booth.raw() as connection:
        rows = connection.execute("SELECT station, count(*) FROM port_notes GROUP BY station").fetchall()
        assert rows == [(2, 2), (3, 1)]
        assert connection.execute("SELECT count(*) FROM port_notes").fetchone() == (3,)
        assert connection.execute("SELECT count(DISTINCT note) FROM port_note_digests").fetchone() == (3,)


def test_who_settles_the_role_and_that_it_is_written_down(booth: StationInTest, officer: SignedIn) -> None:
    role = RelayRole(RoleKind.USE, "192.0.2.1:8743")
    with pytest.raises(WorldError) as told:
        settle_role(officer, role)
    assert told.value.failure.code is FailureCode.NOT_ALLOWED
    with booth.signed_in("technician") as technician:
        with pytest.raises(WorldError):
            settle_role(technician, RelayRole(RoleKind.USE, "nowhere"))
        settle_role(technician, role)
    assert session_role(officer) == role
    with booth.raw() as connection:
        rows = connection.execute("SELECT actor FROM audit WHERE act = 'relay_set'").fetchall()
    assert rows == [("technician",)]


def test_a_port_knows_its_stations_and_who_it_is(port: SqlPort) -> None:
    stations = port.stations()
    assert stations is not None
    assert {number: one.revoked for number, one in stations.items()} == {1: False, 2: False, 3: True}
    identity = port.identity()
    assert identity is not None
    assert (identity.station_number, identity.port) == (1, PORT)
