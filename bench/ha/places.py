"""Where everything of the drill lives: one scratch folder, free ports of loopback, a user who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NODES = ("north", "middle", "south")
"""The three machines that the drill plays."""
_RUNS_DATABASES = "postgres"
_PROGRAMS = {
    "etcd": "etcd-server",
    "patroni": "patroni",
    "haproxy": "haproxy",
    "/usr/lib/postgresql/15/bin/postgres": "postgresql-15",
}
POSTGRES_BIN = Path("/usr/lib/postgresql/15/bin")
"""Debian 12's PostgreSQL: where its programs are."""


@dataclass(frozen=True, slots=True)
class NodePorts:
    """Ports of one machine: etcd's for clients and for its peers, PostgreSQL, Patroni's REST interface."""

    etcd: int
    etcd_peers: int
    postgres: int
    patroni: int


@dataclass(frozen=True, slots=True)
class Places:
    """The drill's folder and ports. `user` runs all but HQ, None for the user who started the drill;
    `workers` are HQ's own ports, `database` and `hq` those of HAProxy in front of both."""

    folder: Path
    user: str | None
    nodes: dict[str, NodePorts]
    workers: tuple[int, ...]
    database: int
    hq: int
    password: str

    def own(self, *parts: str) -> Path:
        """A folder below the scratch folder that belongs to `user` and is closed to others."""
        path = self.folder.joinpath(*parts)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            shutil.chown(path, self.user)
        return path

    def write(self, name: str, text: str) -> Path:
        """A configuration file that `user` alone can read."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        if self.user is not None:
            shutil.chown(path, self.user)
        return path


def missing_programs() -> list[str]:
    """Debian packages that the drill needs and that are not installed."""
    return [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]


@contextmanager
def places(workers: int) -> Iterator[Places]:
    """A scratch folder and free ports; the folder is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="matapa-ha-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as another user and has to pass through
        ports = _free_ports(4 * len(NODES) + workers + 2)
        nodes = {node: NodePorts(*(next(ports) for _ in range(4))) for node in NODES}
        yield Places(
            folder=folder,
            user=_user(),
            nodes=nodes,
            workers=tuple(next(ports) for _ in range(workers)),
            database=next(ports),
            hq=next(ports),
            password=os.urandom(16).hex(),
        )


def _user() -> str | None:
    """PostgreSQL refuses root; whoever else starts the drill runs everything himself."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam(_RUNS_DATABASES).pw_name


def _free_ports(count: int) -> Iterator[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return iter(ports)
