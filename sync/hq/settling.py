"""Run the ledger in processes of its own, so that every core opens batches while HQ goes on listening.

Each process ends when its pipe does: HQ killed with SIGKILL leaves none behind.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection as Pipe

import psycopg

from sync.hq.database import connect
from sync.hq.failure import HqError
from sync.hq.keys import HqKeys
from sync.hq.ledger import BatchName, Ledger, Settled

_RARELY = (200_000, 50, 100)
"""Thresholds of the collector: rows of a batch are tens of thousands of lists, and none is in a cycle."""


class NotSettled(Exception):
    """A group could not be settled now; its batches are kept and nothing of them was entered."""


class DatabaseAway(NotSettled):
    """The database could not be reached, or went away meanwhile: what else waits would fare no better."""


class Settler:
    """One process that settles groups of batches; used by one thread at a time."""

    def __init__(self, url: str, keys: HqKeys, training: bool) -> None:
        self._arguments = (url, keys, training)
        self._process: multiprocessing.context.SpawnProcess | None = None
        self._pipe: Pipe | None = None

    def open(self) -> None:
        """Start the process and let it reach the database, so that the first group is quick."""
        with contextlib.suppress(NotSettled):
            self.settle([])

    def settle(self, names: Sequence[BatchName]) -> list[Settled]:
        """Settle the group in the process, started if need be; raises NotSettled."""
        try:
            pipe = self._pipe or self._start()
            pipe.send(list(names))
            answer = pipe.recv()
        except (EOFError, OSError) as error:  # it was killed, or died of a bug that it has printed
            self.close()
            raise NotSettled("the settling process ended") from error
        if isinstance(answer, NotSettled):
            raise answer
        return list(answer)

    def close(self) -> None:
        """End the process; what it was settling is either committed or not."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(5)
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None

    def _start(self) -> Pipe:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_settle_groups, args=(theirs, *self._arguments), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        return ours


def _settle_groups(pipe: Pipe, url: str, keys: HqKeys, training: bool) -> None:
    """Settle what comes down the pipe until it ends; answers with the receipts, or a word of why not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for HQ, which then closes the pipe
    gc.set_threshold(*_RARELY)
    ledger: _Open | None = None
    while True:
        try:
            names = pipe.recv()
        except EOFError:
            return
        answer: list[Settled] | NotSettled
        try:
            ledger = ledger or _Open(url, keys, training)
            answer = ledger.settle(names)
        except HqError as error:
            answer = DatabaseAway(type(error).__name__)
        except psycopg.Error as error:
            away = ledger is None or ledger.lost
            answer = (DatabaseAway if away else NotSettled)(type(error).__name__)
        if isinstance(answer, NotSettled) and ledger is not None:
            ledger.close()
            ledger = None
        try:
            pipe.send(answer)
        except OSError:
            return


class _Open:
    """The ledger and the connection that it is over."""

    def __init__(self, url: str, keys: HqKeys, training: bool) -> None:
        """Raises HqError(DATABASE_UNREACHABLE)."""
        self._connection = connect(url, autocommit=True)
        self._ledger = Ledger(self._connection, keys, training)

    @property
    def lost(self) -> bool:
        """Whether the connection has ended, as when the primary was killed."""
        return self._connection.closed

    def settle(self, names: Sequence[BatchName]) -> list[Settled]:
        """Raises psycopg.Error."""
        return self._ledger.settle(names)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
