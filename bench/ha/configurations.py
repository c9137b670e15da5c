"""Write what etcd, Patroni and HAProxy are told: as a nation would run them, but on ports of loopback."""

from __future__ import annotations

import json
from typing import Any

from bench.ha.places import POSTGRES_BIN, NodePorts, Places

_SCOPE = "matapa-hq"
_HERE = "127.0.0.1"
TTL = 15
"""Seconds after which a primary that is heard of no more has lost its lease and a standby takes over."""


def etcd_command(places: Places, node: str) -> list[str]:
    """One node of etcd. Two cores carry everything here, so elections wait longer than usual."""
    ports = places.nodes[node]
    peers = ",".join(f"{name}=http://{_HERE}:{other.etcd_peers}" for name, other in places.nodes.items())
    clients, for_peers = f"http://{_HERE}:{ports.etcd}", f"http://{_HERE}:{ports.etcd_peers}"
    return [
        "etcd",
        "--name", node,
        "--data-dir", str(places.own(node, "etcd")),
        "--listen-client-urls", clients, "--advertise-client-urls", clients,
        "--listen-peer-urls", for_peers, "--initial-advertise-peer-urls", for_peers,
        "--initial-cluster", peers, "--initial-cluster-state", "new", "--initial-cluster-token", _SCOPE,
        "--heartbeat-interval", "500", "--election-timeout", "5000",
        "--logger", "zap", "--log-level", "warn",
    ]  # fmt: skip


def patroni_settings(places: Places, node: str) -> str:
    """Patroni's file, as JSON, which is YAML: a synchronous standby always, or nobody writes."""
    ports = places.nodes[node]
    return json.dumps(
        {
            "scope": _SCOPE,
            "name": node,
            "restapi": _listening(ports.patroni),
            "etcd3": {"hosts": [f"{_HERE}:{other.etcd}" for other in places.nodes.values()]},
            "bootstrap": {"dcs": _agreed(), "initdb": [{"encoding": "UTF8"}, {"locale": "C"}]},
            "postgresql": _postgres(places, node, ports),
            "watchdog": {"mode": "off"},
        },
        indent=1,
    )


def _agreed() -> dict[str, Any]:
    """What holds for all machines. Strict: without a synchronous standby a commit waits, and is not lost."""
    return {
        "ttl": TTL,
        "loop_wait": 2,
        "retry_timeout": 5,
        "maximum_lag_on_failover": 16 << 20,
        "synchronous_mode": True,
        "synchronous_mode_strict": True,
        "postgresql": {
            "use_pg_rewind": True,
            "use_slots": True,
            "parameters": {
                "wal_level": "replica",
                "wal_log_hints": "on",  # pg_rewind needs it where there are no checksums
                "wal_keep_size": "512MB",
                "max_wal_senders": 6,
                "max_replication_slots": 6,
                "max_connections": 80,
                "shared_buffers": "64MB",
                "hot_standby": "on",
            },
        },
    }


def _postgres(places: Places, node: str, ports: NodePorts) -> dict[str, Any]:
    sockets = places.own(node, "sockets")
    return _listening(ports.postgres) | {
        "data_dir": str(places.own(node, "data")),
        "bin_dir": str(POSTGRES_BIN),
        "pgpass": str(places.own(node, "secrets") / "pgpass"),
        "authentication": {
            "superuser": {"username": "postgres", "password": places.password},
            "replication": {"username": "replicator", "password": places.password},
            "rewind": {"username": "rewinder", "password": places.password},
        },
        "parameters": {
            "unix_socket_directories": str(sockets),
            "log_min_error_statement": "panic",  # reports may name rows
            "log_min_messages": "fatal",
        },
        "pg_hba": [
            f"local all postgres {'trust' if places.user is None else 'peer'}",
            f"host all all {_HERE}/32 scram-sha-256",
            f"host replication replicator {_HERE}/32 scram-sha-256",
        ],
        "remove_data_directory_on_rewind_failure": True,
        "remove_data_directory_on_diverged_timelines": True,
    }


def _listening(port: int) -> dict[str, Any]:
    return {"listen": f"{_HERE}:{port}", "connect_address": f"{_HERE}:{port}"}


def haproxy_settings(places: Places) -> str:
    """HAProxy's file: TLS passes through to HQ, whose certificate the stations pin; the database's calls go
    to the machine of which Patroni says that it is the primary, and end when it is no more."""
    databases = "\n".join(
        f"    server {node} {_HERE}:{ports.postgres} check port {ports.patroni}"
        for node, ports in places.nodes.items()
    )
    workers = "\n".join(
        f"    server worker{number} {_HERE}:{port} check"
        for number, port in enumerate(places.workers, start=1)
    )
    return f"""\
global
    maxconn 4000
defaults
    mode tcp
    timeout connect 4s
    timeout client 30m
    timeout server 30m
    timeout check 4s
    retries 3
    option redispatch
listen database
    bind {_HERE}:{places.database}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 1s fastinter 500ms fall 3 rise 1 on-marked-down shutdown-sessions
{databases}
listen hq
    bind {_HERE}:{places.hq}
    balance leastconn
    option tcp-check
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{workers}
"""


def database_url(places: Places, name: str, direct: bool = False) -> str:
    """The URL by which HQ reaches the primary, whichever machine that is: through HAProxy, or `direct`, by
    asking each machine itself whether it takes writes."""
    ports = [one.postgres for one in places.nodes.values()] if direct else [places.database]
    hosts = ",".join(f"{_HERE}:{port}" for port in ports)
    return f"postgresql://postgres:{places.password}@{hosts}/{name}?target_session_attrs=read-write"
