"""The drill of `make ha`: what its programs are told, and that its proof sees what it is there to see."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.record import encode
from bench.ha.configurations import database_url, etcd_command, haproxy_settings, patroni_settings
from bench.ha.places import NODES, NodePorts, Places
from bench.ha.proof import prove
from bench.ha.stations import Sent, Station, booths
from sync.hq.database import Connection, connect, migrate
from sync.hq.keys import HqKeys
from sync.hq.ledger import BatchName, Ledger
from sync.ports import FrozenBatch, OutboxRow, StationIdentity
from sync.protocol.batch import Maker, batch_id, build, read_header
from sync.protocol.kinds import CROSSING
from tests.helpers.hq import Postgres


def played(folder: Path) -> Places:
    """Three machines on ports that nobody opens."""
    nodes = {node: NodePorts(*range(10 * turn, 10 * turn + 4)) for turn, node in enumerate(NODES, start=1)}
    return Places(folder, None, nodes, (51, 52), 60, 61, "secret")


def test_nobody_writes_without_a_synchronous_standby(tmp_path: Path) -> None:
    told = json.loads(patroni_settings(played(tmp_path), "middle"))
    agreed = told["bootstrap"]["dcs"]
    assert agreed["synchronous_mode"]
    assert agreed["synchronous_mode_strict"]
    assert agreed["postgresql"]["use_pg_rewind"]
    assert agreed["loop_wait"] + 2 * agreed["retry_timeout"] <= agreed["ttl"]
    assert told["etcd3"]["hosts"] == ["127.0.0.1:10", "127.0.0.1:20", "127.0.0.1:30"]
    assert told["postgresql"]["listen"] == "127.0.0.1:22"


def test_the_balancer_asks_patroni_who_the_primary_is_and_leaves_tls_to_hq(tmp_path: Path) -> None:
    told = haproxy_settings(played(tmp_path))
    assert "server south 127.0.0.1:32 check port 33" in told
    assert "option httpchk OPTIONS /primary" in told
    assert "on-marked-down shutdown-sessions" in told
    assert "server worker2 127.0.0.1:52 check" in told
    assert "mode http" not in told
    assert "ssl" not in told


def test_hq_calls_the_machine_that_takes_writes(tmp_path: Path) -> None:
    writing = "matapa?target_session_attrs=read-write"
    through, direct = (database_url(played(tmp_path), "matapa", direct) for direct in (False, True))
    assert through == f"postgresql://postgres:secret@127.0.0.1:60/{writing}"
    assert direct == f"postgresql://postgres:secret@127.0.0.1:12,127.0.0.1:22,127.0.0.1:32/{writing}"


def test_each_node_of_etcd_knows_all_three(tmp_path: Path) -> None:
    command = etcd_command(played(tmp_path), "north")
    peers = command[command.index("--initial-cluster") + 1]
    assert peers == "north=http://127.0.0.1:11,middle=http://127.0.0.1:21,south=http://127.0.0.1:31"


def test_the_proof_holds_for_what_was_settled_and_sees_each_kind_of_loss(postgres: Postgres) -> None:
    url = postgres.new_database()
    migrate(url)
    with connect(url, autocommit=True) as connection:
        station = _settled(connection)
        assert prove(connection, [station]).holds
        harm = {
            "missing": "UPDATE crossing SET payload = '' WHERE seq = 2",
            "nobody_sent": "DELETE FROM record WHERE seq = 3",
            "altered": "UPDATE batch SET receipt = '' WHERE first_seq = 1",
            "broken": "UPDATE batch SET previous = substr(id, 1, 12) WHERE first_seq > 1",
        }
        for what, statement in harm.items():
            with connection.transaction(force_rollback=True):
                connection.execute(statement.encode())
                found = prove(connection, [station])
                assert getattr(found, what) == 1, what
                assert not found.holds
        unknown = replace(station.sent[0].batch, batch_id=bytes(32))
        station.sent[0] = replace(station.sent[0], batch=unknown)
        assert prove(connection, [station]).lost == 1


def _settled(connection: Connection) -> Station:
    """A station of which HQ has two batches of two crossings."""
    signing, seal = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    keys = HqKeys(bytes(range(32)), (seal.private_bytes_raw(),))
    people, first = booths(1)[0]
    row = connection.execute(
        "INSERT INTO station (station_id, country, port, booth, public_key, token_hash)"
        " VALUES (%s, 'UTO', %s, %s, %s, %s) RETURNING number",
        (first.station, first.port, first.booth, signing.public_key().public_bytes_raw(), bytes(32)),
    ).fetchone()
    assert row is not None
    identity = StationIdentity(
        "", row[0], "", signing.private_bytes_raw(), keys.receipt_public, keys.seal_public, b"", b"", b"", ""
    )
    station, ledger = Station(identity, people, 2, 0), Ledger(connection, keys, training=False)
    for seq in (1, 3):
        station.sent.append(_sent(connection, ledger, station, seq))
    return station


def _sent(connection: Connection, ledger: Ledger, station: Station, seq: int) -> Sent:
    identity = station.identity
    payloads = tuple(encode(one) for one in station.people.take(2))
    rows = [OutboxRow(number, CROSSING, payload) for number, payload in enumerate(payloads, start=seq)]
    before = station.sent[-1].batch.batch_id if station.sent else bytes(32)
    maker = Maker(identity.station_number, identity.signing_key, identity.hq_seal_key)
    data = build(rows, before, bytes(32), maker)
    header = read_header(data)
    connection.execute(
        "INSERT INTO batch (station, id, first_seq, count, previous, bytes) VALUES (%s, %s, %s, %s, %s, %s)",
        (identity.station_number, batch_id(data), header.first_seq, header.count, header.previous, data),
    )
    settled = ledger.settle([BatchName(identity.station_number, batch_id(data))])
    assert settled[0].receipt is not None
    return Sent(FrozenBatch(batch_id(data), seq, 2, data), payloads, settled[0].receipt, 0.0, 0.0, 1)
