"""Of a damaged store everything is saved that can still be read, and what is lost is said."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Rescue
from app.store import driver
from app.store.door import session_outbox
from sync.ports import Settlement
from tests.app.store.booth import PASSWORDS, StationInTest, travellers
from tests.app.store.test_failures import PAGE, spoil_page

COUNT = 300


@pytest.fixture
def full_station(station: StationInTest) -> StationInTest:
    with station.signed_in("officer") as session:
        for crossing in travellers(COUNT):
            session.crossings.record(crossing)
        session.crossings.history(travellers(1)[0].document.number, "", "")
        outbox = session_outbox(session)
        frozen = outbox.freeze(20, lambda rows, chain: b"a batch")
        assert frozen is not None
        outbox.settle(Settlement(frozen.batch_id, b"receipt", ()))
        outbox.close()
    return station


def rescue(station: StationInTest) -> Rescue:
    return station.door().rescue("supervisor", PASSWORDS["supervisor"])


def spoil_leaf(station: StationInTest, table: str, number: int) -> None:
    """Spoil the one page that holds a row in the middle of a table, found by trying."""
    whole = station.place.store.read_bytes()
    for page in range(2, len(whole) // PAGE + 1):
        spoil_page(station.place.store, page)
        if readable(station, table, 1) and not readable(station, table, number):
            return
        station.place.store.write_bytes(whole)
    raise AssertionError("no page holds that row")


def readable(station: StationInTest, table: str, number: int) -> bool:
    with suppress(driver.DatabaseError, WorldError), station.raw() as connection:
        return connection.execute(f"SELECT * FROM {table} WHERE seq = ?", (number,)).fetchone() is not None
    return False


def test_a_whole_store_is_rescued_whole(full_station: StationInTest) -> None:
    with full_station.raw() as connection:
        (lines,) = connection.execute("SELECT count(*) FROM audit").fetchone()
    assert rescue(full_station) == Rescue(COUNT, 0, lines, 0)
    with full_station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert (report.outbox.accepted, report.outbox.waiting) == (20, COUNT - 20)


def test_a_damaged_page_of_records_costs_only_the_records_on_it(full_station: StationInTest) -> None:
    spoil_leaf(full_station, "records", 150)
    saved = rescue(full_station)
    assert 1 <= saved.records_lost <= 12
    assert saved.records == COUNT - saved.records_lost
    assert saved.audit_lines_lost == 0
    with full_station.signed_in("supervisor") as session:
        report = session.keeper.check()
        assert report.cipher_ok
        assert report.sqlite_ok
        assert report.first_broken is not None, "what is lost stays visible"
        assert not report.intact
        assert report.outbox.waiting == COUNT - 20 - saved.records_lost
    assert len(list(full_station.place.folder.glob("store.damaged-*"))) == 1


def test_what_was_saved_goes_to_hq_around_the_hole(full_station: StationInTest) -> None:
    spoil_leaf(full_station, "records", 150)
    saved = rescue(full_station)
    sent: list[int] = []
    with full_station.signed_in("officer") as session:
        session.crossings.record(travellers(1, seed=55)[0])
        outbox = session_outbox(session)
        while batch := outbox.freeze(500, lambda rows, chain: b"%d" % rows[0].seq):
            sent += range(batch.first_seq, batch.first_seq + batch.count)
            outbox.settle(Settlement(batch.batch_id, b"receipt", ()))
        assert session.outbox.view().waiting == 0
        outbox.close()
    assert len(sent) == saved.records - 20 + 1
    assert 150 not in sent
    assert sent[-1] == COUNT + 1


def test_a_damaged_page_of_the_chain_costs_only_its_lines(full_station: StationInTest) -> None:
    spoil_leaf(full_station, "audit", 150)
    saved = rescue(full_station)
    assert 1 <= saved.audit_lines_lost <= 40
    assert saved.records == COUNT


def test_a_damaged_card_index_costs_nothing(full_station: StationInTest) -> None:
    with full_station.raw() as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'cards_by_name'"
        ).fetchone()
    spoil_page(full_station.place.store, page)
    assert rescue(full_station).records_lost == 0
    with full_station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_rows_far_apart_are_all_saved_and_so_is_what_days_left(full_station: StationInTest) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {
        "rejections": [(7, "REC-05"), (90_000, "REC-05")],
        "valve_openings": [(1, "page", 1, 2, "queue", "", "supervisor", None)],
        "day_exports": [(1, 1, "supervisor", "a.zip", 1, bytes(32), "HQ", "")],
        "day_exported": [(1, 1), (2, 1)],
        "day_files": [(1, "a.csv", b"a"), (1, "b.csv", b"b")],
    }
    with full_station.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table, some in rows.items():
            places = ", ".join("?" * len(some[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", some)
    rescue(full_station)
    with full_station.raw() as connection:
        for table, some in rows.items():
            assert connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() == some, table


def test_only_those_who_may_check_the_store_may_rescue_it(full_station: StationInTest) -> None:
    before = full_station.place.store.read_bytes()
    with pytest.raises(WorldError) as refused:
        full_station.door().rescue("officer", PASSWORDS["officer"])
    assert refused.value.failure.code is FailureCode.NOT_ALLOWED
    with pytest.raises(WorldError) as wrong:
        full_station.door().rescue("supervisor", "not the password")
    assert wrong.value.failure.code is FailureCode.SIGN_IN_WRONG
    assert full_station.place.store.read_bytes() == before
