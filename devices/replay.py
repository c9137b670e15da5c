"""Play a maker's exchange of bytes to a driver, and record one with all personal data replaced.

A replay is a TOML file with the pairs of the manual, so that the two can be laid side by side:

    profile = "elyctis-idbox"
    source = "Scanner Command Set v1.7"
    lines = ["P<UTO...", "L898..."]         # the document that must come of it

    [[exchange]]
    sent = "C\\u0000\\u0001\\u0001"             # empty: the reader speaks unasked
    answered = "I\\u0000\\u005AP<UTO...\\r"

`python -m devices.replay --record PORT --profile KEY` writes one from a real exchange.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
import tomllib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devices.document.framing import Framer
from devices.document.link import POLL, Link, open_serial
from devices.document.profiles import AUTO, ReaderProfile, profile_of
from devices.document.serial_reader import SerialDocumentReader
from devices.scrub import scrub


class ReplayMismatch(Exception):
    """The driver sent what the exchange does not have, or left pairs over."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One pair: what the station sends, then what the reader answers."""

    sent: bytes
    answered: bytes


@dataclass(frozen=True, slots=True)
class Replay:
    """An exchange as in a manual, and the document that must come of it."""

    profile: ReaderProfile
    source: str
    lines: tuple[str, ...]
    exchanges: tuple[Exchange, ...]


def load_replay(path: Path) -> Replay:
    """Read a replay; raises ValueError for an unknown profile, KeyError for a missing part."""
    page = tomllib.loads(path.read_text(encoding="utf-8"))
    profile = profile_of(page["profile"])
    if profile is None:
        raise ValueError(f"{path.name}: no profile {page['profile']}")
    pairs = (
        Exchange(*(pair[key].encode("latin-1") for key in ("sent", "answered"))) for pair in page["exchange"]
    )
    return Replay(profile, page["source"], tuple(page["lines"]), tuple(pairs))


def replay_text(profile: ReaderProfile, lines: Sequence[str], exchanges: Sequence[Exchange]) -> str:
    """A replay as TOML, in the form that `load_replay` reads."""
    head = [
        f'profile = "{profile.key}"',
        f"source = {json.dumps(profile.source)}",
        f"lines = {json.dumps(list(lines))}",
    ]
    for pair in exchanges:
        sent, answered = (_toml(part) for part in (pair.sent, pair.answered))
        head += ["", "[[exchange]]", f"sent = {sent}", f"answered = {answered}"]
    return "\n".join(head) + "\n"


class ReplayLink:
    """A `devices.document.link.Link` that answers as the exchange has it, one byte at a read.

    `clock` is the time of this exchange: a millisecond a byte, a second of silence after each
    pair. A wrong byte raises ReplayMismatch in the driver; `finish` raises it for pairs left over.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._left = deque(exchanges)
        self._awaited = b""
        self._coming = b""
        self._answer: deque[int | None] = deque()  # None: a second of silence
        self._pause = threading.Event()
        self._now = 0.0

    def clock(self) -> float:
        """Seconds since the exchange began."""
        return self._now

    def write(self, data: bytes) -> None:
        """Take what the driver sends; it must be what comes next, and may come during an answer."""
        while not self._awaited and self._left:
            self._next_pair()
        if not data or not self._awaited.startswith(data):
            raise ReplayMismatch(f"sent {data!r}, the manual has {self._awaited!r}")
        self._awaited = self._awaited.removeprefix(data)
        if not self._awaited:
            self._answer.extend((*self._coming, None))

    def read(self) -> bytes:
        """The next byte of the answer, or nothing after it and while a command is awaited."""
        if not self._answer and not self._awaited and self._left:
            self._next_pair()
        if not self._answer:
            self._pause.wait(POLL)
            self._now += 1.0 if self._awaited else 0.0  # when all is played, time stands still
            return b""
        byte = self._answer.popleft()
        self._now += 1.0 if byte is None else 0.001
        return b"" if byte is None else bytes((byte,))

    def close(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        """Raise ReplayMismatch unless the whole exchange took place."""
        if self._awaited or self._left or any(byte is not None for byte in self._answer):
            raise ReplayMismatch(f"left over: {self._awaited!r} and {len(self._left)} pairs")

    def _next_pair(self) -> None:
        pair = self._left.popleft()
        self._awaited, self._coming = pair.sent, pair.answered
        if not pair.sent:
            self._answer.extend((*pair.answered, None))


class RecordingLink:
    """A link that notes what passes over another one."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.exchanges: list[Exchange] = []

    def write(self, data: bytes) -> None:
        """Send and note."""
        self._link.write(data)
        last = self.exchanges[-1] if self.exchanges else None
        if last is not None and not last.answered:
            self.exchanges[-1] = Exchange(last.sent + data, b"")
        else:
            self.exchanges.append(Exchange(data, b""))

    def read(self) -> bytes:
        """Read and note."""
        data = self._link.read()
        if data:
            last = self.exchanges.pop() if self.exchanges else Exchange(b"", b"")
            self.exchanges.append(Exchange(last.sent, last.answered + data))
        return data

    def close(self) -> None:
        """Close the link under it."""
        self._link.close()


def record(port: str, profile: ReaderProfile, seconds: float) -> str:
    """Run the driver on a port for so long; the exchange as a replay, personal data replaced."""
    links: list[RecordingLink] = []

    def open_recording(name: str, settings: object) -> Link:
        link = RecordingLink(open_serial(name, profile.line))
        links.append(link)
        return link

    reader = SerialDocumentReader(port, profile, open_link=open_recording)
    reader.start(lambda event: None)
    threading.Event().wait(seconds)
    reader.stop()
    pairs = [Exchange(pair.sent, scrub(pair.answered, profile)) for link in links for pair in link.exchanges]
    framer = Framer(profile.framing, bcc=profile.bcc, idle_gap=profile.idle_gap)
    now = time.monotonic()
    scans = [scan for pair in pairs for scan in (*framer.feed(pair.answered, now), *framer.tick(now + 60))]
    lines = next((scan.mrz_lines for scan in scans if hasattr(scan, "mrz_lines")), ())
    return replay_text(profile, lines, pairs)


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and record; the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m devices.replay", description=__doc__)
    parser.add_argument("--record", metavar="PORT", required=True, help="port of the reader")
    parser.add_argument("--profile", default=AUTO.key)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to listen")
    chosen = parser.parse_args(arguments)
    profile = profile_of(chosen.profile)
    if profile is None:
        parser.error(f"no profile {chosen.profile}")
    sys.stdout.write(record(chosen.record, profile, chosen.seconds))
    return 0


def _toml(data: bytes) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped.
    return json.dumps(data.decode("latin-1")).replace("\x7f", "\\u007f")


if __name__ == "__main__":
    sys.exit(main())
