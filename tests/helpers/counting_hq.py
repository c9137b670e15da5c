"""HQ as `python -m sync.hq` runs it, which also writes down how many bytes of batches came in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sync.hq import serving
from sync.hq.cli import cli
from sync.hq.web import make_app
from sync.protocol import http as words
from tests.helpers.hq import RunningHq

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FILE = "body_bytes"


class Counting:
    """An application that counts what comes in the bodies of another's calls about batches."""

    def __init__(self, application: ASGIApp, file: Path) -> None:
        self._application = application
        self._file = file
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if not scope.get("path", "").startswith(words.BATCHES):
            await self._application(scope, receive, send)
            return

        async def counted() -> Message:
            message = await receive()
            self._bytes += len(message.get("body", b""))
            return message

        await self._application(scope, counted, send)
        self._file.write_text(str(self._bytes))


class CountingHq(RunningHq):
    """A running HQ that tells what came in."""

    module = __name__

    @property
    def body_bytes(self) -> int:
        """Bytes of all bodies about batches so far."""
        return int((self.home.folder / _FILE).read_text())


def main(home: Path) -> None:
    """Run `matapa-hq` with its application counted."""
    setattr(serving, "make_app", lambda parts: Counting(make_app(parts), home / _FILE))  # noqa: B010 - not exported
    cli(prog_name="matapa-hq")


if __name__ == "__main__":
    main(Path(sys.argv[sys.argv.index("--home") + 1]))
