"""Three machines with etcd, Patroni and PostgreSQL, HAProxy before them, and HQ's workers behind it."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from bench.ha.configurations import database_url, etcd_command, haproxy_settings, patroni_settings
from bench.ha.places import NODES, Places
from bench.ha.processes import Program
from sync.hq.founding import found_hq
from sync.hq.home import HqHome, HqSettings

_PATIENCE = 180.0
"""Seconds that any one thing may take to come up; beyond it the drill gives up."""
_GLANCE = 0.2


class NotReady(Exception):
    """Something did not come up in time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the three machines stand: who writes, who is sure to have everything, who replicates at all."""

    primary: str | None
    synchronous: tuple[str, ...]
    streaming: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """A primary, a synchronous standby, and every machine there."""
        return self.primary is not None and bool(self.synchronous) and len(self.streaming) == len(NODES) - 1


class Cluster:
    """Everything that runs, by its name."""

    def __init__(self, places: Places, direct: bool = False) -> None:
        """`direct`: HQ finds the primary itself, without HAProxy."""
        self.places = places
        self._direct = direct
        self.etcd = {node: self._program(f"etcd-{node}", etcd_command(places, node)) for node in NODES}
        self.patroni = {node: self._program(f"patroni-{node}", self._patroni(node)) for node in NODES}
        proxy = places.write("haproxy.cfg", haproxy_settings(places))
        self.haproxy = self._program("haproxy", ["haproxy", "-db", "-f", str(proxy)])
        self.home = HqHome(places.folder / "hq")
        self.workers = [
            Program(
                f"worker{number}", self._worker(number, port), places.folder / f"worker{number}.log", None
            )
            for number, port in enumerate(places.workers, start=1)
        ]

    def start(self, say: Callable[[str], None]) -> None:
        """Bring everything up, the databases first; raises NotReady."""
        for program in (*self.etcd.values(), *self.patroni.values(), self.haproxy):
            program.start()
        say("waiting for a primary and its synchronous standby")
        self.wait(lambda: self.standing().whole, "three machines that replicate")
        with psycopg.connect(database_url(self.places, "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE matapa TEMPLATE template0")
        url = database_url(self.places, "matapa", self._direct)
        found_hq(self.home, HqSettings("HA drill", False, url, ("127.0.0.1",)), datetime.now(UTC))
        say(f"starting {len(self.workers)} workers of HQ at once")
        for worker in self.workers:
            worker.start()
        self.wait(lambda: all(map(_listens, self.places.workers)), "HQ's workers")

    def stop(self) -> None:
        """End everything, in the order in which each loses nothing by the other's end."""
        for program in (*self.workers, self.haproxy, *self.patroni.values()):
            program.stop()
        for node in NODES:  # what a Patroni that was killed left behind
            postmaster = self._postmaster(node)
            if postmaster is not None:
                self.patroni[node].kill([postmaster])
        for program in self.etcd.values():
            program.stop()

    def kill_machine(self, node: str) -> None:
        """Patroni and PostgreSQL of a machine end as by a power cut; nothing tells the others."""
        postmaster = self._postmaster(node)
        self.patroni[node].kill([] if postmaster is None else [postmaster])

    def standing(self) -> Standing:
        """How the machines stand by what any living Patroni says."""
        for node in NODES:
            said = _ask(self.places.nodes[node].patroni, "/cluster")
            if said is not None:
                break
        else:
            return Standing(None, (), ())
        by_role: dict[str, list[str]] = {}
        for member in said.get("members", []):
            if member.get("state") in ("running", "streaming"):
                by_role.setdefault(str(member.get("role")), []).append(str(member["name"]))
        primary = next(iter(by_role.get("leader", [])), None)
        if primary is not None and not _says(self.places.nodes[primary].patroni, "/primary"):
            primary = None  # the lease of one that is dead
        synchronous = tuple(by_role.get("sync_standby", []))
        return Standing(primary, synchronous, (*synchronous, *by_role.get("replica", [])))

    def wait(self, done: Callable[[], bool], what: str) -> float:
        """Seconds until it is so; raises NotReady."""
        began, pause = time.monotonic(), threading.Event()
        while not done():
            if time.monotonic() - began > _PATIENCE:
                raise NotReady(f"{what} did not come up in {_PATIENCE:.0f} s{self._ended()}")
            pause.wait(_GLANCE)
        return time.monotonic() - began

    def _ended(self) -> str:
        """The last words of programs that have ended by themselves."""
        every = (*self.etcd.values(), *self.patroni.values(), self.haproxy, *self.workers)
        return "".join(f"\n{one.name}: {one.last_words()}" for one in every if one.ended)

    def _program(self, name: str, command: list[str]) -> Program:
        log = self.places.own("logs") / f"{name}.log"
        return Program(name, command, log, self.places.user)

    def _patroni(self, node: str) -> list[str]:
        return ["patroni", str(self.places.write(f"patroni-{node}.yml", patroni_settings(self.places, node)))]

    def _worker(self, number: int, port: int) -> list[str]:
        screens = "--screen" if number == 1 else "--no-screen"
        return [
            sys.executable, "-m", "sync.hq", "serve", "--home", str(self.home.folder), "--port", str(port),
            "--settlers", "1", "--print-url", screens,
        ]  # fmt: skip

    def _postmaster(self, node: str) -> int | None:
        """The number of a machine's PostgreSQL, by its pid file; None where there is none."""
        path = Path(self.places.folder / node / "data" / "postmaster.pid")
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(path.read_text().splitlines()[0])
            if Path(f"/proc/{pid}/comm").read_text().startswith("postgres"):
                return pid
        return None


@contextmanager
def running(places: Places, direct: bool, say: Callable[[str], None]) -> Iterator[Cluster]:
    """A cluster that takes batches, until the block ends, however it ends."""
    cluster = Cluster(places, direct)
    with ExitStack() as stack:
        stack.callback(cluster.stop)
        cluster.start(say)
        yield cluster


def _ask(port: int, path: str) -> dict[str, Any] | None:
    """What Patroni's REST interface says, None while nobody is there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return body if answer.status == 200 and isinstance(body, dict) else None


def _says(port: int, path: str) -> bool:
    return _ask(port, path) is not None


def _listens(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.connect()
    except OSError:
        return False
    connection.close()
    return True
