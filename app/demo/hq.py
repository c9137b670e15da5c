"""The demo's HQ: a process of its own, a training ledger, an embedded PostgreSQL, loopback TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CONSOLE_USER, CONSOLE_NAME, CONSOLE_PASSWORD = "mere", "Mere Vatu", "nine mangrove channels"
_SECOND_FACTOR = "demo-second-factor"


class DemoHq:
    """`matapa-hq` in a folder, serving from `with` until its end. The station is handed its `url`; people
    open `console_url` in a browser, as CONSOLE_USER with CONSOLE_PASSWORD and `console_code`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[str] | None = None
        self.url = self.console_url = ""

    def __enter__(self) -> Self:
        self._ask("init", "--training", "--name", "Demo HQ")
        log = (self._home / "hq.log").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [*self._command("serve"), "--port", "0", "--console", "127.0.0.1:0", "--print-url"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        stdout = self._process.stdout
        try:
            if stdout is not None:
                self.url, self.console_url = (stdout.readline().strip() for _ in range(2))
        except BaseException:  # asked to end while waiting: nobody else would end HQ
            self.__exit__(None, None, None)
            raise
        if not self.url.startswith("https://"):
            self.__exit__(None, None, None)
            raise RuntimeError((self._home / "hq.log").read_text(encoding="utf-8")[-2000:])
        self._add_user()
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

    def _add_user(self) -> None:
        self._ask(
            "user", "add", CONSOLE_USER, "--name", CONSOLE_NAME, "--role", "supervisor", "--own-password",
            "--second-factor-file", str(self._home / _SECOND_FACTOR), typed=f"{CONSOLE_PASSWORD}\n",
        )  # fmt: skip

    def console_code(self) -> str:
        """The six digits that the console asks for beside the password, at this moment."""
        line = [sys.executable, "-m", "sync.hq", "user", "code", str(self._home / _SECOND_FACTOR)]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()

    def import_days(self, stick: Path) -> dict[str, Any]:
        """Take in the daily logs on a stick; what was new."""
        found: dict[str, Any] = json.loads(self._ask("day", "import", str(stick), "--json"))
        return found

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

    def _ask(self, command: str, *options: str, typed: str = "") -> str:
        line = [sys.executable, "-m", "sync.hq", command, *options, "--home", str(self._home)]
        done = subprocess.run(line, input=typed, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"matapa-hq {command}: {done.stderr.strip()}")
        return done.stdout

    def _command(self, command: str) -> list[str]:
        return [sys.executable, "-m", "sync.hq", command, "--home", str(self._home)]
