"""What was said to a chip and what it answered, as a text that tests replay.

Exchanges are kept as they are under the seal: a protected one could neither be scrubbed nor replayed,
since the keys of its session are gone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from devices.chip.apdu import Response
from devices.emrtd.errors import Malformed

_WHERE: Final = "transcript"
_OF_ACCESS: Final = frozenset({0x22, 0x82, 0x84, 0x86, 0x88})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A command and its answer, status word included, both without messaging.

    An empty answer says that the session, or the card, was lost over this command.
    """

    command: bytes
    answer: bytes
    secured: bool = False

    @property
    def of_access(self) -> bool:
        """Whether keys were agreed on or proofs given: what is in it is made up, and only its length true."""
        return self.command[1] in _OF_ACCESS


def to_text(exchanges: Iterable[Exchange], remark: str = "") -> str:
    """The transcript as TOML; `remark` stands above it as comments."""
    lines = [f"# {line}" for line in remark.splitlines()]
    for exchange in exchanges:
        lines += [
            "",
            "[[exchange]]",
            f"secured = {str(exchange.secured).lower()}",
            f'command = "{exchange.command.hex()}"',
            f'answer = "{exchange.answer.hex()}"',
        ]
    return "\n".join(lines) + "\n"


def parse_transcript(text: str) -> tuple[Exchange, ...]:
    """Read a transcript; raises Malformed."""
    try:
        entries = tomllib.loads(text).get("exchange", [])
        return tuple(_exchange(entry) for entry in entries)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed(_WHERE, type(error).__name__) from error


def _exchange(entry: dict[str, Any]) -> Exchange:
    command, answer = bytes.fromhex(entry["command"]), bytes.fromhex(entry["answer"])
    if len(command) < 4 or len(answer) == 1:
        raise Malformed(_WHERE, "an exchange that is none")
    return Exchange(command, answer, bool(entry["secured"]))


class Unexpected(Exception):
    """Another command came than the transcript has: the reading does not go as it went then."""


class ReplayTransmit:
    """A `transmit` that answers what the transcript has, in its order and nothing else.

    Exchanges of access control are passed over: their bytes are not the chip's.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._left = [exchange for exchange in exchanges if not exchange.of_access]

    @property
    def over(self) -> bool:
        """Whether all of it was played."""
        return not self._left

    def __call__(self, command: bytes) -> bytes:
        """The answer of then; raises Unexpected."""
        if not self._left or self._left[0].command != command:
            raise Unexpected(command.hex())
        return self._left.pop(0).answer


def exchanged(command: bytes, response: Response, *, secured: bool) -> Exchange:
    """An exchange as it was on the plain side of the channel."""
    return Exchange(command, response.encoded(), secured)
