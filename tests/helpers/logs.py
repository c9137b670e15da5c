"""Fail a test that logs a warning or worse which it did not announce."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Protocol

import pytest


class ExpectLog(Protocol):
    """Announces that a line at WARNING or above containing `text` will come (`maybe`: may come)."""

    def __call__(self, text: str, *, maybe: bool = False) -> None: ...


class LogWatch(logging.Handler):
    """Keeps every record at WARNING or above until it is settled against what was announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._announced: dict[str, bool] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line as an operator would read it."""
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def announce(self, text: str, *, maybe: bool = False) -> None:
        """A line with this text is expected, or with `maybe` merely allowed."""
        self._announced[text] = maybe

    def complaints(self) -> list[str]:
        """Lines that nobody announced, then announced ones that never came."""
        stray = [line for line in self.lines if not any(text in line for text in self._announced)]
        missing = [
            text
            for text, maybe in self._announced.items()
            if not maybe and not any(text in line for line in self.lines)
        ]
        return [f"stray log line: {line}" for line in stray] + [f"never logged: {text}" for text in missing]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Watch the root logger during the test; a complaint at its end is a failure."""
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    complaints = watch.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(log_watch: LogWatch) -> ExpectLog:
    """Say which warning this test provokes: `expect_log("SYN-01")`."""
    return log_watch.announce
