"""HQ's database: migrated step by step, never touched when it is newer, its audit trail only ever longer."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509

from sync.hq import audit, database
from sync.hq.audit import Reader
from sync.hq.authority import load_root, server_context
from sync.hq.database import claim_ledger, connect, migrate, migrations, schema_version
from sync.hq.embedded import embedded_postgres
from sync.hq.failure import HqCode, HqError
from sync.hq.founding import found_hq
from sync.hq.health import look
from sync.hq.home import HqHome, HqSettings
from sync.hq.keys import load_keys
from tests.helpers.hq import Postgres

_NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def founded(folder: Path, url: str, training: bool = False) -> HqHome:
    """A new HQ in a folder."""
    home = HqHome(folder)
    found_hq(home, HqSettings("Test HQ", training, url, ("127.0.0.1", "hq.example")), _NOW)
    return home


def test_migrating_again_changes_nothing(postgres: Postgres) -> None:
    url = postgres.new_database()
    assert migrate(url) == migrate(url) == len(migrations())
    with connect(url) as connection:
        names = connection.execute("SELECT name FROM schema_version ORDER BY version").fetchall()
    assert [row[0] for row in names] == [name for name, _ in migrations()]


def test_a_newer_database_is_left_as_it_is(postgres: Postgres) -> None:
    url = postgres.new_database()
    migrate(url)
    with connect(url) as connection:
        connection.execute("INSERT INTO schema_version (version, name) VALUES (999, 'from_the_future')")
    with pytest.raises(HqError) as caught:
        migrate(url)
    assert caught.value.code is HqCode.DATABASE_NEWER
    assert "999" in caught.value.what


def test_a_migration_that_fails_leaves_nothing_of_itself(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new_database()
    steps = [*migrations(), ("9999_broken", "CREATE TABLE half (); SELECT 1 / 0;")]
    monkeypatch.setattr(database, "migrations", lambda: steps)
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(url)
    with connect(url) as connection:
        assert schema_version(connection) == len(steps) - 1
        assert connection.execute("SELECT to_regclass('half')").fetchone() == (None,)


def test_a_live_hq_does_not_share_a_database_with_a_training_one(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_database()
    founded(tmp_path / "live", url)
    with pytest.raises(HqError) as caught:
        founded(tmp_path / "training", url, training=True)
    assert caught.value.code is HqCode.LEDGER_FOREIGN
    claim_ledger(url, training=False)


def test_an_hq_is_not_founded_over_another(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_database()
    before = load_keys(founded(tmp_path / "hq", url))
    with pytest.raises(HqError) as caught:
        founded(tmp_path / "hq", url)
    assert caught.value.code is HqCode.HOME_TAKEN
    assert load_keys(HqHome(tmp_path / "hq")) == before


def test_keys_can_be_read_by_their_owner_alone(postgres: Postgres, tmp_path: Path) -> None:
    home = founded(tmp_path / "hq", postgres.new_database())
    files = [*home.keys.iterdir(), home.folder / "hq.json"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert home.keys.stat().st_mode & 0o777 == 0o700


def test_missing_keys_are_named(postgres: Postgres, tmp_path: Path) -> None:
    home = founded(tmp_path / "hq", postgres.new_database())
    (home.keys / "receipt.key").unlink()
    with pytest.raises(HqError, match=r"receipt\.key"):
        load_keys(home)


def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(HqError) as caught:
        connect(f"postgresql:///nothing?host={tmp_path}")
    assert caught.value.code is HqCode.DATABASE_UNREACHABLE


def test_the_servers_certificate_is_renewed_in_its_last_third_and_for_other_hosts(
    postgres: Postgres, tmp_path: Path
) -> None:
    home = founded(tmp_path / "hq", postgres.new_database())
    hosts = home.settings().hosts

    def serial(now: datetime, hosts: tuple[str, ...]) -> int:
        server_context(home, "Test HQ", hosts, now)
        return x509.load_pem_x509_certificate((home.keys / "server.pem").read_bytes()).serial_number

    first = serial(_NOW, hosts)
    assert serial(_NOW + timedelta(days=200), hosts) == first
    renewed = serial(_NOW + timedelta(days=300), hosts)
    assert renewed != first
    assert serial(_NOW + timedelta(days=300), (*hosts, "10.0.0.7")) != renewed
    assert load_root(home).fingerprint() == load_root(home).fingerprint()


def test_the_embedded_server_stops_with_its_last_user_and_keeps_what_it_has() -> None:
    with tempfile.TemporaryDirectory(prefix="matapa-pg-") as folder:
        files = Path(folder) / "database"
        with embedded_postgres(files) as url, connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        assert not (files / "postmaster.pid").exists()
        with pytest.raises(HqError), embedded_postgres(files):
            raise HqError(HqCode.STATION_UNKNOWN, number="7")  # as a command may end
        assert not (files / "postmaster.pid").exists()
        with embedded_postgres(files) as url, connect(url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


@pytest.mark.parametrize("name", ["Application Support", "long" * 30])
def test_the_embedded_server_runs_in_any_folder(name: str) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="matapa-pg-") as folder,
        embedded_postgres(Path(folder) / name / "database") as url,
        connect(url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_embedded_server_writes_no_persons_data_in_its_log() -> None:
    with tempfile.TemporaryDirectory(prefix="matapa-pg-") as folder:
        files = Path(folder) / "database"
        with embedded_postgres(files) as url, connect(url) as connection:
            connection.execute("CREATE TABLE once (name text PRIMARY KEY)")
            connection.execute("INSERT INTO once VALUES ('ERIKSSON')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO once VALUES ('ERIKSSON')")
        assert "ERIKSSON" not in (files / "log").read_text()


def audited(postgres: Postgres) -> str:
    """A database whose audit trail has three lines."""
    url = postgres.new_database()
    migrate(url)
    for number in range(3):
        with connect(url) as connection:
            audit.note(connection, Reader("mvira", "inquiry"), "crossings", {"shown": [number], "a": "Ä"})
    return url


def test_an_untouched_audit_trail_is_intact(postgres: Postgres) -> None:
    with connect(audited(postgres)) as connection:
        assert audit.first_broken(connection) is None


@pytest.mark.parametrize(
    "sql", ["UPDATE hq_audit SET who = 'x'", "DELETE FROM hq_audit", "TRUNCATE hq_audit"]
)
def test_the_database_refuses_to_rewrite_the_audit_trail(postgres: Postgres, sql: str) -> None:
    with connect(audited(postgres)) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute(sql.encode())


@pytest.mark.parametrize(
    "sql, line",
    [
        ("UPDATE hq_audit SET who = 'x' WHERE line = 2", 2),
        ("UPDATE hq_audit SET details = '{}' WHERE line = 3", 3),
        ("UPDATE hq_audit SET at = at - interval '1 day' WHERE line = 1", 1),
        ("DELETE FROM hq_audit WHERE line = 2", 2),
    ],
)
def test_whoever_rewrites_it_all_the_same_is_found_out(postgres: Postgres, sql: str, line: int) -> None:
    with connect(audited(postgres)) as connection:
        connection.execute("ALTER TABLE hq_audit DISABLE TRIGGER ALL")
        connection.execute(sql.encode())
        assert audit.first_broken(connection) == line


def test_settings_that_cannot_be_read_are_said_to_be_damaged(tmp_path: Path) -> None:
    home = HqHome(tmp_path)
    with pytest.raises(HqError) as empty:
        home.settings()
    (tmp_path / "hq.json").write_text(json.dumps({"name": "half"}))
    with pytest.raises(HqError) as damaged:
        home.settings()
    assert (empty.value.code, damaged.value.code) == (HqCode.HOME_EMPTY, HqCode.KEYS_MISSING)


def test_an_hq_whose_database_is_gone_is_given_no_empty_one(tmp_path: Path) -> None:
    home = HqHome(tmp_path / "hq")
    settings = HqSettings("Test HQ", False, None, ("127.0.0.1",))
    home.found(settings)
    home.save(settings)
    home.database.mkdir()  # as a disk leaves it that was not mounted
    with pytest.raises(HqError) as caught, database.database(home, home.settings()):
        pass
    assert caught.value.code is HqCode.DATABASE_LOST
    assert not list(home.database.iterdir())
    with pytest.raises(HqError) as told:
        look(home)
    assert told.value.code is HqCode.DATABASE_LOST
