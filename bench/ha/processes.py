"""Start the drill's programs, kill them as a power cut would, and leave none behind."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

_TREE = Path(__file__).parents[2]
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PATIENCE = 20.0
"""Seconds that a program has to end in before it is killed."""


class Program:
    """One program with its log; started again as often as need be."""

    def __init__(self, name: str, command: Sequence[str], log: Path, user: str | None) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The running process's number."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it was started and has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else "(nothing)"

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the drill alone."""
        environment = {"PATH": _PATH, "LANG": "C.UTF-8", "HOME": str(self.log.parent)}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=_TREE if self._user is None else self.log.parent,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
            )

    def kill(self, besides: Sequence[int] = ()) -> None:
        """SIGKILL it, all its children, and `besides` with theirs."""
        pids = [pid for pid in (self.pid, *besides) if pid is not None]
        for process in _families(pids):
            _signal(process, signal.SIGKILL)
        self._bury()

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        pid = self.pid
        if pid is None:
            return
        family = _families([pid])
        _signal(psutil.Process(pid), signal.SIGTERM)
        _, alive = psutil.wait_procs(family, timeout=_PATIENCE)
        for process in alive:
            _signal(process, signal.SIGKILL)
        self._bury()

    def _bury(self) -> None:
        if self._process is not None:
            self._process.wait()
            self._process = None


def _families(pids: Sequence[int]) -> list[psutil.Process]:
    found = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            found += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    return found


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
