"""The nation of a chaos run: an HQ on a PostgreSQL of its own, three booths, links, sticks and disks."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from click.testing import CliRunner

from sync.hq.cli import cli
from sync.hq.database import connect
from sync.hq.embedded import embedded_postgres, programs
from sync.simulated.cable import Cable
from tests.helpers.hq import RunningHq
from tests.helpers.slow_link import SlowLink
from tests.helpers.stick import MEMORY
from tests.journeys.chaos.station import DONE, FAILED, KEPT, READY, found, spawn

FAST = 50e6
"""Bytes a second of a link that is not what is tried."""
PATIENCE = 60.0
"""Seconds that one word to a station may take before it counts as hung."""
STATION_DISK, HQ_DISK = 96 << 20, 256 << 20
Said: TypeAlias = tuple[str, Any]


class Breach(Exception):
    """Something that must never happen happened."""


@dataclass
class Disk:
    """A small file system that can be filled to its last byte; None in `unusable` where there is one."""

    folder: Path
    unusable: str | None = None

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leave no byte free."""
        for size in (1 << 20, 4096, 512):
            with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
                while file.write(bytes(size)) == size:
                    pass

    def empty(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Disk]:
    """A tmpfs in a new folder where this process may mount one, else the folder and why not."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "matapa-chaos", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        yield Disk(folder, f"no small disk can be mounted here: {done.stderr.strip()}")
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@dataclass
class Allowance:
    """How many bytes each new connection of a link may carry up and down before it is cut; None for all."""

    draw: Callable[[], int] | None = None

    def __call__(self) -> int | None:
        return None if self.draw is None else self.draw()


class Station:
    """A booth as the player has it in hand: its process, its link to HQ and what it said that it keeps."""

    def __init__(self, name: str, port: str, disk: Disk, stack: ExitStack, hq: RunningHq) -> None:
        self.name, self.port, self.disk = name, port, disk
        self.home = disk.folder / name
        self.number = 0
        self.enrolled = 0
        self.kept: list[str] = []
        self.cut = Allowance()
        target = ("127.0.0.1", urlsplit(hq.url).port or 0)
        slow = stack.enter_context(SlowLink(target, FAST, self.cut, self.cut))
        self.cable = stack.enter_context(Cable("127.0.0.1", slow.port))
        self.listens = f"127.0.0.1:{_free_port()}"
        self.lan = stack.enter_context(Cable("127.0.0.1", int(self.listens.rpartition(":")[2])))
        self._process: Any = None
        self._pipe: Any = None
        found(self.home, port, name, hq.url)

    @property
    def up(self) -> bool:
        """Whether its process runs."""
        return self._process is not None

    def start(self) -> str:
        """Start it; READY, or the code by which the store does not open now."""
        self._process, self._pipe = spawn(self.home)
        word, code = self._hear()
        if word == FAILED:
            self.kill()
            return str(code)
        return READY

    def kill(self) -> None:
        """End it as a power cut would, and hear out what it had said in full."""
        if self._process is None:
            return
        self._process.kill()
        self._process.join()
        try:
            while self._pipe.poll(0):
                self._note(self._pipe.recv())
        except (EOFError, ConnectionResetError):
            pass
        self._pipe.close()
        self._process = self._pipe = None

    def end(self) -> None:
        """End it cleanly."""
        if self._process is not None:
            self.ask("end")
            self._process.join(PATIENCE)
            self.kill()

    def tell(self, word: str, *rest: object) -> None:
        """Say what is to be done and do not wait for it."""
        self._pipe.send((word, *rest))

    def hear_kept(self, count: int) -> Said | None:
        """Hear `count` records kept; what it answered if it was done before."""
        for _ in range(count):
            said = self._hear()
            if said[0] != KEPT:
                return said
        return None

    def answer(self) -> Said:
        """Its answer to what it was told, DONE or FAILED with a code."""
        while (said := self._hear())[0] == KEPT:
            pass
        return said

    def ask(self, word: str, *rest: object) -> Said:
        """Tell it and hear its answer."""
        self.tell(word, *rest)
        return self.answer()

    def get(self, word: str, *rest: object) -> Any:
        """Tell it what cannot fail, and hear what came of it."""
        said = self.ask(word, *rest)
        if said[0] != DONE:
            raise Breach(f"{self.name}: {word} failed with {said[1]}")
        return said[1]

    def _hear(self) -> Said:
        if not self._pipe.poll(PATIENCE):
            raise Breach(f"{self.name} says nothing any more")
        try:
            return self._note(self._pipe.recv())
        except (EOFError, ConnectionResetError) as error:
            log = self.home.with_name(f"{self.home.name}.log").read_text(encoding="utf-8")
            raise Breach(f"{self.name} died:\n{log[-4000:]}") from error

    def _note(self, said: Said) -> Said:
        if said[0] == KEPT:
            self.kept.append(said[1])
        return said


@dataclass
class Nation:
    """HQ, its PostgreSQL, and stations `a` and `b` of one port and `c` of another."""

    folder: Path
    url: str
    hq: RunningHq
    disk: Disk
    stations: list[Station]
    drive: Path
    serving: bool = True
    database_up: bool = True
    backups: list[tuple[Path, dict[str, int]]] = field(default_factory=list)
    published: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    @property
    def postgres(self) -> Path:
        """The folder of PostgreSQL's files."""
        return self.folder / "postgres" / "database"

    def type(self, *words: str) -> tuple[int, str]:
        """Type a command of `matapa-hq`: its exit status and what it said. A traceback is a breach."""
        done = CliRunner().invoke(cli, [*words, "--home", str(self.hq.home.folder)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise Breach(f"matapa-hq {' '.join(words)}: {done.exception!r}") from done.exception
        return done.exit_code, done.output

    def publish(self, *words: str) -> tuple[int, str]:
        """Type a command that publishes a file, to be typed again after HQ has gone back to a backup."""
        self.published[words[:3]] = words
        return self.type(*words)

    def kill_database(self) -> None:
        """Stop PostgreSQL at once, as `pg_ctl stop -m immediate` does: it recovers at its next start."""
        pid = int((self.postgres / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        pause = threading.Event()
        for _ in range(400):
            if not (self.postgres / "postmaster.pid").exists():
                break
            pause.wait(0.02)
        self.database_up = False

    def start_database(self, stack: ExitStack) -> None:
        """Start it again, as its supervisor would; HQ is left as it is."""
        stack.enter_context(embedded_postgres(self.postgres))
        self.database_up = True

    def back_up(self) -> None:
        """Copy HQ's database while it serves."""
        path = self.folder / f"backup-{len(self.backups)}.dump"
        self._run("pg_dump", "-Fc", "-Z0", "-f", str(path), "-d", self.hq.database_url)
        self.backups.append((path, {one.name: one.enrolled for one in self.stations}))

    def restore(self) -> dict[str, int]:
        """Put the last copy back in the place of the database; how often each station was enrolled then."""
        path, enrolled = self.backups[-1]
        make_database(self.url, self.disk)
        self._run("pg_restore", "-d", self.hq.database_url, str(path))
        return enrolled

    def logs(self) -> dict[str, str]:
        """What HQ and the stations have logged."""
        found = {station.name: station.home.with_name(f"{station.name}.log") for station in self.stations}
        return {name: path.read_text(encoding="utf-8") for name, path in found.items()} | {"hq": self.hq.log}

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [programs(self.postgres) / program, *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Breach(f"{program}: {done.stderr}")


def make_database(url: str, disk: Disk) -> str:
    """A new empty database for HQ in the place of any other, on the small disk if there is one; its URL."""
    with connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS hq WITH (FORCE)")
        room = b"" if disk.unusable else b" TABLESPACE small"
        connection.execute(b"CREATE DATABASE hq TEMPLATE template0" + room)
    return url.replace("/postgres?", "/hq?")


def _make_tablespace(url: str, disk: Disk, postgres: Path) -> None:
    if disk.unusable:
        return
    place = disk.folder / "data"
    place.mkdir(mode=0o700)
    owner = postgres.stat()
    os.chown(place, owner.st_uid, owner.st_gid)
    with connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())


@contextmanager
def a_nation(stack: ExitStack) -> Iterator[Nation]:
    """A new nation, everything running and every booth enrolled; gone at the end. `stack` keeps what the
    player starts besides."""
    with ExitStack() as within:
        folder = Path(within.enter_context(tempfile.TemporaryDirectory(prefix="matapa-chaos-")))
        folder.chmod(0o755)
        fast = Path(
            within.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None))
        )
        disk = within.enter_context(small_disk(folder / "hq-disk", HQ_DISK))
        (folder / "postgres").mkdir()
        url = within.enter_context(embedded_postgres(folder / "postgres" / "database"))
        _make_tablespace(url, disk, folder / "postgres" / "database")
        hq = within.enter_context(RunningHq(folder / "hq", make_database(url, disk), training=True))
        within.enter_context(stack)
        drive = fast / "drive"
        drive.mkdir()
        nation = Nation(folder, url, hq, disk, [], drive)
        for name, port in (("A1", "VUVLI"), ("A2", "VUVLI"), ("B1", "VUSAN")):
            disk_of = within.enter_context(small_disk(folder / f"disk-{name}", STATION_DISK))
            station = Station(name, port, disk_of, within, hq)
            nation.stations.append(station)
            within.callback(station.kill)
            station.start()
            enrol(nation, station)
        yield nation


def enrol(nation: Nation, station: Station) -> Said:
    """Enrol a running station by a new code, with its old number if it has one."""
    code = nation.hq.enrol_code(station.port, station.name, station=station.number or None)
    said = station.ask("enrol", code, nation.hq.url, station.cable.url)
    if said[0] == DONE:
        station.number, station.enrolled = said[1], station.enrolled + 1
    return said


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def draw_bytes(dice: random.Random, most: int) -> Callable[[], int]:
    """Allowances up to `most` bytes, mostly small, drawn anew for each connection."""
    own = random.Random(dice.random())
    return lambda: int(own.triangular(0, most, 0))
