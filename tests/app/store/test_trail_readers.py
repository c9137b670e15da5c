"""Whoever asked for a traveller or was shown a crossing of theirs is found, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose, SearchQuery, SignedIn
from app.flow.trail import ReadersQuestion, Reading, ReadingWay
from app.store import audit
from app.store.audit import AuditAct, AuditEntry
from app.store.card_index import id_bytes
from tests.app.store.booth import StationInTest, travellers
from tests.helpers.answering import keep_log

SOUGHT, OTHER, BESIDE = travellers(3)
BY_NUMBER = ReadersQuestion(SOUGHT.document.number)
BY_NAME = ReadersQuestion(surname=SOUGHT.traveller.surname, birth_date=str(SOUGHT.traveller.birth_date))
BY_RECORD = ReadersQuestion(record_id=SOUGHT.record_id)
UNKNOWN = travellers(9)[8].record_id
WAYS_OF_ASKING = {"number": BY_NUMBER, "name": BY_NAME, "record": BY_RECORD}


def silent(done: int, whole: int) -> None:
    """Nobody looks on."""


def asks(session: SignedIn, question: ReadersQuestion) -> list[Reading]:
    """All readings but earlier askings of this very kind, oldest first."""
    found = session.trail.readers(question, ReadPurpose.DATA_SUBJECT_REQUEST, silent)
    assert found.older is None
    return [one for one in reversed(found.readings) if one.line.act != "read_readers"]


def history(session: SignedIn, crossing: Crossing) -> None:
    """What the desk asks when a document is swiped."""
    traveller = crossing.traveller
    session.crossings.history(crossing.document.number, traveller.surname, str(traveller.birth_date))


@pytest.fixture
def read_station(station: StationInTest) -> StationInTest:
    """Two travellers were processed and looked at; only one of them is asked about."""
    with station.signed_in("officer") as session:
        for crossing in (SOUGHT, OTHER, BESIDE):
            history(session, crossing)
            session.crossings.record(crossing)
        session.crossings.search(SearchQuery(surname=OTHER.traveller.surname), ReadPurpose.INQUIRY)
    with station.signed_in("supervisor") as session:
        session.crossings.shift(SOUGHT.at - timedelta(days=3000), None, ReadPurpose.SHIFT_REVIEW)
        session.crossings.versions(SOUGHT.crossing_id, ReadPurpose.CORRECTION)
        session.crossings.versions(OTHER.crossing_id, ReadPurpose.CORRECTION)
    return station


@pytest.mark.parametrize("way", WAYS_OF_ASKING)
def test_every_reading_of_a_traveller_is_found_by_every_way_of_asking(
    read_station: StationInTest, way: str
) -> None:
    with read_station.signed_in("supervisor") as session:
        found = asks(session, WAYS_OF_ASKING[way])
    said = [(one.line.act, one.line.actor, one.ways) for one in found]
    assert said == [
        ("read_history", "officer", (ReadingWay.ASKED,)),
        ("recorded", "officer", (ReadingWay.RECORDED,)),
        ("read_shift", "supervisor", (ReadingWay.SHOWN,)),
        ("read_versions", "supervisor", (ReadingWay.OPENED,)),
    ]
    assert [one.shown for one in found] == [0, 0, 1, 0]
    assert found[-1].line.purpose == "correction"


def test_a_search_that_asked_for_the_person_and_found_nothing_is_found_too(station: StationInTest) -> None:
    traveller = SOUGHT.traveller
    with station.signed_in("officer") as session:
        for query in (
            SearchQuery(SOUGHT.document.number, first_day=SOUGHT.at.date(), last_day=SOUGHT.at.date()),
            SearchQuery(surname=traveller.surname[:3], birth_date=str(traveller.birth_date)),
            SearchQuery(given_names="NOBODY", surname="NOT THIS ONE"),
        ):
            assert not session.crossings.search(query, ReadPurpose.INQUIRY)
    both = replace(BY_NAME, document_number=SOUGHT.document.number)
    with station.signed_in("supervisor") as session:
        found = asks(session, both)
        assert [one.ways for one in found] == [(ReadingWay.ASKED,), (ReadingWay.ASKED,)]
        assert asks(session, ReadersQuestion(OTHER.document.number)) == []


def test_what_is_read_after_the_first_asking_is_found_by_the_next(read_station: StationInTest) -> None:
    with read_station.signed_in("supervisor") as session:
        before = len(asks(session, BY_NUMBER))
        history(session, SOUGHT)
        after = asks(session, BY_NUMBER)
        assert len(after) == before + 1
        assert after[-1].ways == (ReadingWay.ASKED, ReadingWay.SHOWN)


def test_asking_is_itself_a_reading_with_its_purpose(read_station: StationInTest) -> None:
    with read_station.signed_in("harbourmaster") as session:
        session.trail.readers(BY_NUMBER, ReadPurpose.INQUIRY, silent)
    with read_station.signed_in("supervisor") as session:
        newest = session.trail.readers(BY_RECORD, ReadPurpose.SUPERVISION, silent).readings[0]
    assert (newest.line.act, newest.line.actor) == ("read_readers", "harbourmaster")
    assert newest.line.purpose == "inquiry"
    assert ReadingWay.ASKED in newest.ways
    with read_station.raw() as connection:
        said = str(connection.execute("SELECT * FROM audit WHERE act = 'read_readers'").fetchall())
    assert SOUGHT.document.number not in said
    assert SOUGHT.traveller.surname not in said


def test_a_daily_log_that_was_taken_away_tells_of_its_travellers(read_station: StationInTest) -> None:
    with read_station.raw() as connection:
        keep_log(connection, 1, audit.head(connection)[0])
        keep_log(connection, 2, audit.head(connection)[0])
        connection.execute("DROP TRIGGER day_logs_do_not_change")
        row, at = connection.execute(
            "SELECT crossing, at FROM cards WHERE record_id = ?", (id_bytes(SOUGHT.record_id),)
        ).fetchone()
        connection.execute(
            "UPDATE day_logs SET since = ?, until = ?, after_seq = ?, up_to_seq = ? WHERE number = 2",
            (at, at + 1, row - 1, row),
        )
        for number in (1, 2):
            entry = AuditEntry(
                "supervisor", AuditAct.DAY_EXPORTED, bytes(32), detail=(("numbers", [number]),)
            )
            audit.append(connection, SOUGHT.at, entry)
    with read_station.signed_in("supervisor") as session:
        found = asks(session, BY_NUMBER)
        assert [one.line.said("numbers") for one in found if ReadingWay.EXPORTED in one.ways] == [[2]]
        assert not any(ReadingWay.EXPORTED in one.ways for one in asks(session, ReadersQuestion("NOBODY")))


def test_many_readings_come_by_pages(read_station: StationInTest) -> None:
    with read_station.signed_in("officer") as session:
        for _ in range(12):
            history(session, SOUGHT)
    with read_station.signed_in("supervisor") as session:
        seqs: list[int] = []
        before = None
        while True:
            page = session.trail.readers(BY_NAME, ReadPurpose.SUPERVISION, silent, before=before, limit=5)
            assert page.crossings == 1
            seqs += [one.line.seq for one in page.readings]
            if page.older is None:
                break
            before = page.older
    assert seqs == sorted(set(seqs), reverse=True)
    assert len(seqs) >= 16


@pytest.mark.parametrize(
    "question, purpose, code",
    [
        (ReadersQuestion(), ReadPurpose.INQUIRY, FailureCode.FIELD_INVALID),
        (ReadersQuestion(surname="ONLY"), ReadPurpose.INQUIRY, FailureCode.FIELD_INVALID),
        (ReadersQuestion(" -- "), ReadPurpose.INQUIRY, FailureCode.FIELD_INVALID),
        (BY_NUMBER, ReadPurpose.PROCESSING, FailureCode.FIELD_INVALID),
        (ReadersQuestion(record_id="no id"), ReadPurpose.INQUIRY, FailureCode.RECORD_UNKNOWN),
        (ReadersQuestion(record_id=UNKNOWN), ReadPurpose.INQUIRY, FailureCode.RECORD_UNKNOWN),
    ],
)
def test_a_question_that_names_nobody_or_has_no_purpose_is_refused(
    read_station: StationInTest, question: ReadersQuestion, purpose: ReadPurpose, code: FailureCode
) -> None:
    with read_station.signed_in("supervisor") as session, pytest.raises(WorldError) as refused:
        session.trail.readers(question, purpose, silent)
    assert refused.value.failure.code is code


def test_by_what_readings_are_found_can_be_made_anew(read_station: StationInTest) -> None:
    with read_station.signed_in("supervisor") as session:
        before = asks(session, BY_NAME)
        with read_station.raw() as connection:
            for table in (
                "trail_subjects",
                "trail_shown",
                "trail_read_up_to",
                "trail_blocks",
                "trail_entries",
            ):
                connection.execute(f"DELETE FROM {table}")
        assert asks(session, BY_NAME) == before
