"""HQ's desk for lists and a station that listens, for tests: commands typed in, lists as they stand there."""

from __future__ import annotations

import json
import threading
from itertools import count
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from app.domain.alert_record import decode_entry
from app.screening import content
from sync.hq.cli import cli
from sync.hq.publishing import Printed, printed
from sync.http import HqClient
from sync.protocol.publication import STATIONS
from sync.pull import Puller
from tests.helpers.hq import RunningHq
from tests.helpers.little_inbox import LittleInbox
from tests.sync.hq.station import PORT, Station

_NUMBERS = count(1)
_HEADER = b"\x82\x01"
"""How the first chunk of a list's contents begins: an array of the layout and the header."""


def typed(hq: RunningHq, *words: str, exits: int = 0) -> Any:
    """Type a `matapa-hq` command; its JSON, or with `exits` 1 what it says."""
    command, *arguments = words
    result = CliRunner().invoke(cli, [command, "--home", str(hq.home.folder), "--json", *arguments])
    assert result.exit_code == exits, (result.output, result.exception)
    return result.stderr if exits else json.loads(result.stdout)


class Desk:
    """Whoever keeps one list at HQ; `name` is its id, never used by another test."""

    def __init__(self, hq: RunningHq, folder: Path) -> None:
        self.hq = hq
        self.name = f"list-{next(_NUMBERS)}"
        self._file = folder / f"{self.name}.csv"

    @property
    def people(self) -> str:
        """The stream of the list, if it is one of people."""
        return f"people/{self.name}"

    def type(self, command: str, *arguments: str, exits: int = 0) -> Any:
        """Type a `matapa-hq list` command; its JSON, or with `exits` 1 what it says."""
        words = ["list", command, "--home", str(self.hq.home.folder), "--json", *arguments]
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == exits, (result.output, result.exception)
        return result.stderr if exits else json.loads(result.stdout)

    def take(self, people: dict[str, str], *options: str, publish: bool = True) -> Any:
        """Make these people (name by id) the newest version."""
        lines = [f"{entry_id},{name}" for entry_id, name in people.items()]
        return self._take("csv", ["id,name", *lines], options, publish)

    def take_numbers(self, numbers: list[str], *options: str) -> Any:
        """Make these documents of Utopia the newest version."""
        rows = [f"UTO,P,{number}" for number in numbers]
        return self._take("stolen", ["issuing_state,document_class,number", *rows], options, True)

    def printed(self, stream: str = "") -> list[Printed]:
        """What HQ remembers of a stream, the list's if none is named."""
        with self.hq.connection() as connection:
            return printed(connection, stream or self.people)

    def status(self) -> Any:
        """The list's row of `list status`."""
        return next(row for row in self.type("status") if row["list_id"] == self.name)

    def _take(self, kind: str, lines: list[str], options: tuple[str, ...], publish: bool) -> Any:
        self._file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        then = ["--publish"] if publish else []
        return self.type("import", kind, str(self._file), "--id", self.name, *then, *options)


class Listener:
    """A station's side of the road down."""

    def __init__(self, station: Station, folder: Path) -> None:
        self.station = station
        self.inbox = LittleInbox(station.identity, folder, PORT)
        self.stop = threading.Event()
        self.road = HqClient(station.identity, self.stop)
        self._seen = 0

    def look(self) -> list[tuple[str, int, int]]:
        """Fetch what is new: (stream, sequence, base) of each, but for who the port's stations are."""
        failure = Puller(self.inbox, self.stop).pull(self.road, lambda: None)
        assert failure is None
        new, self._seen = self.inbox.taken[self._seen :], len(self.inbox.taken)
        told = [one for one in new if not one.stream.startswith(STATIONS)]
        return [(one.stream, one.sequence, one.base) for one in told]

    def names(self, list_id: str) -> dict[str, str]:
        """The people of a list as this station has them by now, name by id."""
        held: dict[str, str] = {}
        for part in self.contents(f"people/{list_id}"):
            for kind, value in part:
                if kind == content.PUT:
                    entry = decode_entry(value)
                    held[entry.entry_id] = entry.primary_name
                else:
                    del held[value]
        return held

    def digests(self, list_id: str) -> set[bytes]:
        """The digests of a list of documents as this station has them by now."""
        held: set[bytes] = set()
        for part in self.contents(f"documents/{list_id}"):
            for kind, value in part:
                digests = {value[place : place + 8] for place in range(0, len(value), 8)}
                assert value == b"".join(sorted(digests))
                held = held | digests if kind == content.PUT else held - digests
        return held

    def contents(self, stream: str) -> list[list[content.Change]]:
        """The changes of the newest snapshot and of each delta on it."""
        parts: list[list[bytes]] = []
        for chunk in self.inbox.contents[stream]:
            if chunk.startswith(_HEADER):
                parts.append([])
            parts[-1].append(chunk)
        return [list(content.read(part)[1]) for part in parts]

    def close(self) -> None:
        """Hang up."""
        self.road.close()


def many(number: int) -> dict[str, str]:
    """Invented people."""
    return {f"N-{place:05}": f"Person Number{place}" for place in range(number)}
