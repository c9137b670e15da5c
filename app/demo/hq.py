"""The demo's HQ: a process of its own, a training ledger, an embedded PostgreSQL, loopback TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class DemoHq:
    """`matapa-hq` in a folder, serving from `with` until its end. The station is handed its `url`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._ask("init", "--training", "--name", "Demo HQ")
        log = (self._home / "hq.log").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [*self._command("serve"), "--port", "0", "--print-url"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        stdout = self._process.stdout
        try:
            self.url = "" if stdout is None else stdout.readline().strip()
        except BaseException:  # asked to end while waiting: nobody else would end HQ
            self.__exit__(None, None, None)
            raise
        if not self.url.startswith("https://"):
            self.__exit__(None, None, None)
            raise RuntimeError((self._home / "hq.log").read_text(encoding="utf-8")[-2000:])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            status = self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._tell_trouble(status)

    def _tell_trouble(self, status: int) -> None:
        """What HQ's log says of an end that was not clean: the log goes with the demo's home."""
        lines = (self._home / "hq.log").read_text(encoding="utf-8").splitlines()
        said = [line for line in lines if " WARNING " in line or " ERROR " in line]
        if status or said:
            sys.stderr.write("\n".join([f"HQ ended with {status}", *said[-20:], *lines[-20:], ""]))

    def enrolment_code(self, port: str, booth: str) -> str:
        """A one-time code for one booth."""
        answer = self._ask("enrol", "--port", port, "--booth", booth, "--json")
        return str(json.loads(answer)["code"])

    def import_list(self, kind: str, path: Path, title: str) -> None:
        """Take a list in under its format's name and publish it."""
        self._ask("list", "import", kind, str(path), "--id", kind, "--title", title, "--publish")

    def read_stick(self, stick: Path) -> str:
        """Read what a stick brings and write HQ's answers to it; what came of it in a few words."""
        said = json.loads(self._ask("courier", "read", str(stick), "--json"))
        return f"{said['batches']} batches taken in, {said['receipts']} receipts on the way back."

    def stats(self) -> dict[str, Any]:
        """What HQ counts in its ledger."""
        figures: dict[str, Any] = json.loads(self._ask("stats", "--json"))
        return figures

    def _ask(self, command: str, *options: str) -> str:
        line = [sys.executable, "-m", "sync.hq", command, *options, "--home", str(self._home)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"matapa-hq {command}: {done.stderr.strip()}")
        return done.stdout

    def _command(self, command: str) -> list[str]:
        return [sys.executable, "-m", "sync.hq", command, "--home", str(self._home)]
