"""Weigh a serving HQ: memory of its processes and its PostgreSQL's, connections, processor time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Weight:
    """At a moment of the steady clock: bytes of memory of HQ's processes and of its PostgreSQL (what
    several share counted once), open connections of stations, seconds of processor time so far."""

    moment: float
    hq: int
    postgres: int
    connections: int
    processor: float


class Weights:
    """Weighs the HQ of this process id, whose embedded database lies in `database`; `taken` are in order."""

    def __init__(self, process: int, database: Path) -> None:
        self._hq = psutil.Process(process)
        first = (database / "postmaster.pid").read_text().splitlines()[0]
        self._postgres = psutil.Process(int(first))
        self._used: dict[int, float] = {}
        self.taken: list[Weight] = []

    def take(self) -> None:
        """Weigh it now; where it has ended meanwhile, what is left."""
        hq, postgres = _all(self._hq), _all(self._postgres)
        self._used |= {one.pid: _seconds(one) for one in (*hq, *postgres)}
        self.taken.append(
            Weight(
                time.monotonic(),
                sum(map(_bytes, hq)),
                sum(map(_bytes, postgres)),
                _connections(self._hq),
                sum(self._used.values()),
            )
        )


def _all(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _bytes(process: psutil.Process) -> int:
    """Proportional set size (Linux: proc_pid_smaps), so that shared pages count once; resident size where
    that is not told."""
    try:
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _connections(process: psutil.Process) -> int:
    try:
        found = process.net_connections("tcp")
    except psutil.Error:
        return 0
    return sum(one.status == psutil.CONN_ESTABLISHED for one in found)
