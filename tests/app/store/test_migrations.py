"""A store of any earlier version is brought up to this one with everything that is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.failure import FailureCode, WorldError
from app.store.database import open_database
from app.store.driver import Connection
from app.store.files import make_private_file
from app.store.keys import DatabaseKey
from app.store.migrations import STEPS, is_founded, migrate
from tests.app.store.booth import StationInTest, travellers

KEY = DatabaseKey(bytes(range(48)))


def schema(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return dict(rows.fetchall())


def store_of_version(path: Path, step: int) -> Connection:
    """A store as the program of that time made it: steps up to and without `step`."""
    make_private_file(path)
    connection = open_database(path, KEY)
    migrate(connection, stop_before=STEPS[step][0] if step < len(STEPS) else None)
    return connection


def fill(connection: Connection) -> None:
    """Rows in the tables that every version has."""
    connection.execute("INSERT INTO settings (name, value) VALUES ('kept', x'01')")
    connection.execute("INSERT INTO officers VALUES ('harbour', 'Harbour Master', 'administrator', 1)")
    connection.execute(
        "INSERT INTO audit VALUES (1, 0, 'harbour', 'founded', x'', '', x'a0', zeroblob(32), zeroblob(32))"
    )
    connection.execute("INSERT INTO records VALUES (1, 1, 0, zeroblob(16), 1, x'80')")


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_earlier_version_becomes_this_one_and_loses_nothing(tmp_path: Path, step: int) -> None:
    fresh = store_of_version(tmp_path / "fresh.db", len(STEPS))
    earlier = store_of_version(tmp_path / "earlier.db", step)
    fill(earlier)
    tables = [
        name for name, sql in schema(earlier).items() if sql.startswith("CREATE TABLE") and name[0] != "_"
    ]
    before = {name: earlier.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    migrate(earlier)
    assert schema(earlier) == schema(fresh)
    assert {name: earlier.execute(f"SELECT * FROM {name}").fetchall() for name in tables} == before
    assert earlier.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    migrate(earlier)
    for connection in (fresh, earlier):
        connection.close()


def test_a_store_of_a_later_version_is_refused_before_anything_is_changed(tmp_path: Path) -> None:
    connection = store_of_version(tmp_path / "later.db", 1)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('station', '0999_later', '')"
    )
    before = schema(connection)
    with pytest.raises(WorldError) as newer:
        migrate(connection)
    assert newer.value.failure.code is FailureCode.STORE_NEWER
    assert schema(connection) == before
    connection.close()


def test_an_empty_file_is_no_store(tmp_path: Path) -> None:
    make_private_file(tmp_path / "empty.db")
    connection = open_database(tmp_path / "empty.db", KEY)
    assert not is_founded(connection)
    connection.close()


def test_names_folded_by_an_older_program_are_found_by_this_one(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
        assert len(session.crossings.history(crossing.document.number, "", "")) == 1
    with station.raw() as connection:
        connection.execute("UPDATE cards SET surname_key = 'folded otherwise', number_key = 'too'")
        connection.execute("UPDATE settings SET value = x'4100' WHERE name = 'folding'")
    with station.signed_in("officer") as session:
        assert len(session.crossings.history(crossing.document.number, "", "")) == 1
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact
