"""Screen by rounds: what arrived, what newer lists say of the last days, and the ports' publications."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing.connection import Connection as Pipe

import psycopg

from sync.hq import earlier, joining, rollup, seals, set_aside
from sync.hq.database import Connection, connect
from sync.hq.failure import HqError
from sync.hq.home import HqHome
from sync.hq.late_hits import publish_late_hits
from sync.hq.rescreening import Arrived, screen_again, screen_new
from sync.hq.screening_lists import ScreeningLists

_log = logging.getLogger("sync.hq.screening_rounds")

DAYS = 30
"""How far back crossings are screened again when a list is newer."""
EVERY = 10.0
"""Seconds between the rounds of a serving HQ."""
_BEHIND = 10
"""How far screening stands behind receipts for the processor: stations wait for these, nobody for a round."""
EARLIER_EVERY = 90
"""Rounds after which the digest of recent crossings is published: a delta each quarter of an hour."""
JOINS_A_ROUND = 40
"""Steps in which crossings are joined to travellers before what arrived meanwhile is screened."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: hits in what arrived, hits by newer lists, late hits that ports were told of, and
    publications of the digest of recent crossings."""

    new: int = 0
    again: int = 0
    told: int = 0
    earlier: int = 0


class Rounds:
    """Rounds over one connection (in autocommit mode), with lists that stay loaded between them."""

    def __init__(self, connection: Connection, home: HqHome, days: int = DAYS) -> None:
        """Raises HqError(KEYS_MISSING), OSError."""
        self._connection, self._home, self._days = connection, home, days
        self._lists = ScreeningLists(connection, home)

    def run(self, stopped: Callable[[], bool], with_earlier: bool = True) -> Round:
        """One round; raises HqError, OSError, psycopg.Error, after which the next goes on where it stood."""
        self._lists.refresh()
        filing = partial(_file, self._lists.document_key)
        new = screen_new(self._connection, self._lists, filing, stopped)
        again = screen_again(self._connection, self._lists, self._days, stopped)
        told = publish_late_hits(self._connection, self._home)
        printed = earlier.publish_recent(self._connection, self._home) if with_earlier else []
        if with_earlier:
            seals.seal_if_due(self._connection, self._home)
        return Round(new, again, told, len(printed))

    def close(self) -> None:
        """Let go of the lists."""
        self._lists.close()


def screen_once(url: str, home: HqHome, days: int) -> Round:
    """One whole round on a connection of its own; raises HqError, OSError, psycopg.Error."""
    with connect(url, autocommit=True) as connection:
        rounds = Rounds(connection, home, days)
        try:
            return rounds.run(lambda: False)
        finally:
            rounds.close()


@contextmanager
def screening(url: str, home: HqHome, days: int = DAYS, every: float = EVERY) -> Iterator[None]:
    """Screen in a process of its own while the block runs; HQ killed with SIGKILL leaves none behind."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_screen, args=(theirs, url, home, days, every), daemon=True)
    process.start()
    theirs.close()
    try:
        yield
    finally:
        ours.close()
        process.join(5)
        process.kill()  # a step under way is undone, and done again at the next start
        process.join()
        process.close()


def _screen(pipe: Pipe, url: str, home: HqHome, days: int, every: float) -> None:
    """Screen until the pipe ends; what the world stops is tried again in the next round."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for HQ, which then closes the pipe
    if sys.platform != "win32":
        os.nice(_BEHIND)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    while not _ended(pipe, every):
        try:
            with connect(url, autocommit=True) as connection:
                _rounds(connection, home, days, every, pipe)
        except (psycopg.Error, HqError, OSError) as error:
            _log.warning("screening is put off error=%s", type(error).__name__)


def _rounds(connection: Connection, home: HqHome, days: int, every: float, pipe: Pipe) -> None:
    rounds, turn = Rounds(connection, home, days), 0
    try:
        while True:
            rounds.run(partial(_ended, pipe), with_earlier=turn % EARLIER_EVERY == 0)
            joining.join_arrived(connection, partial(_enough, count(), pipe))
            rollup.count_arrived(connection, partial(_enough, count(), pipe))
            set_aside.gather_now_and_then(connection)
            if _ended(pipe, 0.0 if joining.waiting(connection) or rollup.waiting(connection) else every):
                return
            turn += 1
    finally:
        rounds.close()


def _enough(steps: Iterator[int], pipe: Pipe) -> bool:
    return next(steps) >= JOINS_A_ROUND or _ended(pipe)


def _ended(pipe: Pipe, patience: float = 0.0) -> bool:
    """Whether HQ closes the pipe within these seconds; nothing else ever comes down it."""
    with contextlib.suppress(OSError):
        return pipe.poll(patience)
    return True


def _file(key: bytes, connection: Connection, arrived: Sequence[Arrived]) -> None:
    earlier.file_arrived(connection, key, arrived)
