"""Sealing keys by period: stations seal to the newest, and a destroyed one kills every copy under it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.store.keys import DatabaseKey, seal_recovery
from sync.hq import erasure, seals
from sync.hq.cli import cli
from sync.hq.failure import HqError
from sync.hq.keyring import load_ring
from sync.hq.keys import load_keys, seal_file
from sync.hq.recovery import open_slot
from sync.protocol.batch import open_batch, seal_key_number
from tests.helpers.hq import Postgres, RunningHq
from tests.sync.hq.listening import Listener
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.station import Station

LONG_AGO = datetime(2023, 3, 14, tzinfo=UTC)


@pytest.fixture
def hq(postgres: Postgres, tmp_path: Path) -> Iterator[QuietHq]:
    """An HQ of this test alone: its keys die."""
    made = QuietHq(tmp_path / "hq", postgres.new_database())
    yield made
    made.close()


@pytest.fixture
def hq_serving(postgres: Postgres, tmp_path: Path) -> Iterator[RunningHq]:
    """An HQ that serves."""
    with RunningHq(tmp_path / "serving", postgres.new_database()) as running:
        yield running


def test_a_batch_under_a_destroyed_key_is_dead_wherever_it_is(hq: QuietHq) -> None:
    with hq.connection() as connection:
        connection.execute("UPDATE station SET enrolled_at = now() + interval '1 second'")
        hq.arrive(hq.crossings(3))
        ((stick, key),) = connection.execute(
            "SELECT bytes, public_key FROM batch JOIN station ON number = station"
        ).fetchall()
        copied = list(map(X25519PrivateKey.from_private_bytes, load_keys(hq.home).seals))
        assert len(open_batch(stick, key, copied).payloads) == 3
        copy = erasure.note_copy(connection, ["seal 1"], "mvira")
        connection.execute("UPDATE station SET enrolled_at = now() - interval '1 hour'")

        assert seals.make_seal(connection, hq.home, "mvira") == 2
        assert load_ring(hq.home).seal_key == load_keys(hq.home).seal_public
        for reason in ("are kept", "may hold unsent", "enrol them again"):
            with pytest.raises(HqError, match=reason):
                seals.destroy_seal(connection, hq.home, 1, "mvira")
        with pytest.raises(HqError, match="newest"):
            seals.destroy_seal(connection, hq.home, 2, "mvira")
        connection.execute("UPDATE batch SET erased_at = now(), bytes = substring(bytes FROM 1 FOR 38)")
        hq._keys = load_keys(hq.home)
        hq.arrive(hq.crossings(1))
        connection.execute("UPDATE station SET enrolled_at = now() + interval '1 hour'")
        assert seals.destroy_seal(connection, hq.home, 1, "mvira") == (copy,)
        left = [X25519PrivateKey.from_private_bytes(raw) for raw in load_keys(hq.home).seals]
        with pytest.raises(WorldError) as caught:
            open_batch(stick, key, left)
        assert caught.value.failure.place == "batch.seal"
        assert not seal_file(hq.home, 1).exists()
        found = seals.seals(connection, hq.home)
        assert [(one.number, one.destroyed_at is not None, one.newest) for one in found] == [
            (1, True, False), (2, False, True),
        ]  # fmt: skip
        erasure.copy_gone(connection, copy, "mvira")
        assert erasure.alive_in(connection, "seal", "1") == ()


def test_hq_learns_a_new_key_while_it_serves_and_turns_away_what_no_key_opens(hq: QuietHq) -> None:
    with hq.connection() as connection:
        connection.execute("UPDATE station SET enrolled_at = now() + interval '1 hour'")
        first = load_keys(hq.home)
        seals.make_seal(connection, hq.home, "mvira")
        hq._keys = load_keys(hq.home)  # the station's; the ledger was made before
        hq.arrive(hq.crossings(2))
        assert connection.execute("SELECT count(*) FROM crossing").fetchone() == (2,)
        seals.destroy_seal(connection, hq.home, 1, "mvira")
        hq._keys = first
        said = hq.offer(hq.crossings(2))
        assert {code for _, code in said.rejected} == {str(FailureCode.BATCH_DAMAGED)}


def test_no_two_keys_have_one_number_and_a_key_half_destroyed_is_destroyed(hq: QuietHq) -> None:
    with hq.connection() as connection:
        connection.execute("UPDATE station SET enrolled_at = now() + interval '1 hour'")
        for _ in range(20):
            seals.make_seal(connection, hq.home, "mvira")
        keys = [X25519PrivateKey.from_private_bytes(raw).public_key() for raw in load_keys(hq.home).seals]
        assert len({seal_key_number(key.public_bytes_raw()) for key in keys}) == 21
        raw = seal_file(hq.home, 5).read_bytes()
        seals.destroy_seal(connection, hq.home, 5, "mvira")
        seal_file(hq.home, 5).write_bytes(raw)  # as when power failed before the file went
        seals.destroy_leftovers(connection, hq.home)
        assert not seal_file(hq.home, 5).exists()
        assert seals.make_seal(connection, hq.home, "mvira") == 22


def test_hq_makes_the_months_key_by_itself_where_that_is_wanted(hq: QuietHq) -> None:
    with hq.connection() as connection:
        assert seals.seal_if_due(connection, hq.home) is None
        seals.make_monthly(hq.home, on=True)
        assert seals.seal_if_due(connection, hq.home) is None
        connection.execute("UPDATE period_key SET made_at = now() - interval '40 days'")
        assert seals.seal_if_due(connection, hq.home) == 2
        assert seals.seal_if_due(connection, hq.home) is None
        seals.make_monthly(hq.home, on=False)


def test_keys_are_made_listed_and_destroyed_by_commands(hq: QuietHq) -> None:
    def typed(*said: str, exits: int = 0) -> Result:
        name, *rest = said
        result = CliRunner().invoke(cli, ["seal", name, "--home", str(hq.home.folder), *rest])
        assert result.exit_code == exits, result.output
        return result

    with hq.connection() as connection:
        connection.execute("UPDATE station SET enrolled_at = %s", (datetime.now(UTC) + timedelta(hours=1),))
    assert json.loads(typed("new", "--json").stdout) == {"seal": 2}
    assert "newest" in typed("list").stdout
    assert "HQ-16" in typed("destroy", "2", exits=1).stderr
    assert "destroyed" in typed("destroy", "1").stdout
    assert "no sealing key 1" in typed("destroy", "1", exits=1).stderr
    assert "each month" in typed("monthly").stdout


def test_a_stations_recovery_slot_outlives_the_key_that_its_batches_were_sealed_to(hq: QuietHq) -> None:
    keys, database_key = load_keys(hq.home), DatabaseKey.random()
    slot = seal_recovery(database_key, "UTAVR-01", keys.recovery_public)
    file = json.dumps({"body": {"station": "UTAVR-01", "recovery": slot.hex()}}).encode()
    with hq.connection() as connection:
        connection.execute("UPDATE station SET enrolled_at = now() + interval '1 hour'")
        seals.make_seal(connection, hq.home, "mvira")
        seals.destroy_seal(connection, hq.home, 1, "mvira")
    assert open_slot(file, load_keys(hq.home).slots).key == database_key.raw


def test_a_station_learns_the_newest_key_and_hq_opens_what_is_sealed_to_it_while_it_serves(
    hq_serving: RunningHq, tmp_path: Path
) -> None:
    station = Station(hq_serving)
    listener = Listener(station, tmp_path / "inbox")
    listener.look()
    before = listener.inbox.keyring()
    assert before is not None
    assert before.seal_key == station.identity.hq_seal_key
    with hq_serving.connection(autocommit=True) as connection:
        seals.make_seal(connection, hq_serving.home, "mvira")
    listener.look()
    learned = listener.inbox.keyring()
    assert learned is not None
    assert learned.seal_key == load_keys(hq_serving.home).seal_public != before.seal_key
    station.identity = replace(station.identity, hq_seal_key=learned.seal_key)
    assert station.receipt(station.put(station.batch(station.crossings(3)))).rejected == ()
    another = Station(hq_serving)
    assert another.identity.hq_seal_key == learned.seal_key
    assert another.identity.hq_recovery_key == load_keys(hq_serving.home).recovery_public
    for one in (listener, station, another):
        one.close()
