"""A real HQ for tests and journeys: `python -m sync.hq serve` as a process, on a PostgreSQL that stays.

Killing and restarting the HQ leaves PostgreSQL running, so a restart takes about a second.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import urlsplit

import pytest

from sync.hq.authority import load_root
from sync.hq.database import Connection, connect, database
from sync.hq.embedded import embedded_postgres
from sync.hq.enquiries import stats
from sync.hq.founding import found_hq
from sync.hq.home import HqHome, HqSettings
from sync.hq.stations import make_code, revoke

_TREE = Path(__file__).parents[2]


@dataclass
class Postgres:
    """A running PostgreSQL in which every test gets databases of its own."""

    url: str
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{next(self._numbers)}"
        with connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One embedded PostgreSQL for the whole session.

    Not under pytest's own folder: run as root, PostgreSQL is another user, and a pytest that starts
    meanwhile closes that folder to others.
    """
    with (
        tempfile.TemporaryDirectory(prefix="matapa-pg-") as folder,
        embedded_postgres(Path(folder) / "database") as url,
    ):
        yield Postgres(url)


class RunningHq:
    """An HQ of its own, serving on loopback. It keeps its port over restarts.

    `url` and `ca_pem` are what a station needs; `count` and `stats` look into the ledger. `module` is
    what runs as the server. With `--console` among its options `console_url` is where browsers look.
    """

    module = "sync.hq"

    def __init__(
        self,
        home: Path,
        database_url: str | None,
        training: bool = False,
        settlers: int = 1,
        more: tuple[str, ...] = (),
    ) -> None:
        """Found it, to be served with `more` options.

        Without a URL it runs its own PostgreSQL (not under pytest's folder: see `postgres`).
        """
        self.home = HqHome(home)
        self.database_url = database_url or ""
        self.url = ""
        self.console_url = ""
        self._settlers = settlers
        self._more = more
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None
        settings = HqSettings("Test HQ", training, database_url, ("127.0.0.1", "localhost"))
        found_hq(self.home, settings, datetime.now(UTC))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def ca_pem(self) -> bytes:
        """The certification authority that stations pin."""
        return load_root(self.home).pem()

    @property
    def log(self) -> str:
        """What HQ has logged so far."""
        return self._log_file.read_text(encoding="utf-8") if self._log_file.exists() else ""

    def start(self) -> None:
        """Start serving; returns once batches are taken."""
        port = urlsplit(self.url).port or 0
        self._log = self._log_file.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", self.module, "serve", "--home", str(self.home.folder),
                "--port", str(port), "--settlers", str(self._settlers), "--print-url",
                "--ready-file", str(self.home.folder / "ready"), *self._more,
            ],
            cwd=_TREE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if not said.startswith("https://"):
            self.stop()
            raise AssertionError(f"HQ did not start:\n{self.log}")
        self.url = said
        if "--console" in self._more:
            self.console_url = self._process.stdout.readline().strip()

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._end()

    def stop(self) -> None:
        """End it cleanly."""
        if self._process is not None:
            self._process.terminate()
            self._end()

    def restart(self) -> None:
        """Kill it if it runs, and start it again on the same port."""
        self.kill()
        self.start()

    @contextmanager
    def connection(self, autocommit: bool = False) -> Iterator[Connection]:
        """A connection to HQ's database."""
        with database(self.home, self.home.settings()) as url, connect(url, autocommit) as connection:
            yield connection

    def enrol_code(
        self, port: str = "UTAVR", booth: str = "1", hours: float = 1, station: int | None = None
    ) -> str:
        """A one-time code, as `matapa-hq enrol` prints it."""
        with self.connection() as connection:
            root = load_root(self.home)
            return str(make_code(connection, root.fingerprint(), port, booth, hours, station))

    def revoke(self, number: int) -> None:
        """Revoke a station, as `matapa-hq revoke` does."""
        with self.connection() as connection:
            revoke(connection, number)

    def let_certificates_end(self, number: int) -> None:
        """Let all certificates of a station be over by now."""
        with self.connection() as connection:
            connection.execute("UPDATE certificate SET not_after = now() WHERE station = %s", (number,))

    def count(self) -> int:
        """Crossings in the ledger."""
        return int(self.stats()["crossings"])

    def stats(self) -> dict[str, Any]:
        """What `matapa-hq stats --json` prints."""
        with self.connection() as connection:
            return stats(connection)

    @property
    def _log_file(self) -> Path:
        return self.home.folder / "hq.log"

    def _end(self) -> None:
        assert self._process is not None
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._log is not None:
            self._log.close()
        self._process = self._log = None


@contextmanager
def running_hq(home: Path, postgres: Postgres, training: bool = False) -> Iterator[RunningHq]:
    """A new HQ on a new database, serving until the block ends."""
    with RunningHq(home, postgres.new_database(), training) as hq:
        yield hq
