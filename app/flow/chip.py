"""The chip in the desk's words: what the screens see of it, and the port by which the desk asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from app.domain.checks import Check
from app.domain.document import TravelDocument
from app.pictures.picture import Picture
from app.trust.anchors import Anchors
from app.trust.said import ChipSaid


class ChipState(StrEnum):
    """What the chip reader is doing, as the desk shows it."""

    NONE = "none"  # no chip reader is known to this station
    GONE = "gone"  # there is one and it cannot be used: see `code`
    EMPTY = "empty"  # nothing lies on it
    LAID = "laid"  # a chip lies on it and nobody has asked for it
    OPENING = "opening"
    READING = "reading"
    PROVING = "proving"
    READ = "read"
    LIFTED = "lifted"  # taken away in the middle: lay it back
    FAILED = "failed"  # could not be read: see `code`


@dataclass(frozen=True, slots=True)
class ChipView:
    """State of the chip reader and of the reading under way.

    `ticket` is the record id of the inspection that asked (empty when none did), `file` and `done` of
    `total` bytes the progress, `code` the failure's.
    """

    state: ChipState
    ticket: str = ""
    device: str = ""
    code: str = ""
    file: str = ""
    done: int = 0
    total: int = 0

    @property
    def busy(self) -> bool:
        """Whether a reading is under way that an officer should wait for."""
        return self.state in (ChipState.OPENING, ChipState.READING, ChipState.PROVING)


@dataclass(frozen=True, slots=True)
class ChipFindings:
    """What is known of a traveller's chip so far; each event brings the whole again.

    `done` False says that more is coming.
    """

    ticket: str
    checks: tuple[Check, ...]
    said: ChipSaid = field(default_factory=ChipSaid)
    picture: Picture | None = None
    done: bool = False


ChipDeskEvent: TypeAlias = ChipView | ChipFindings


class ChipPort(Protocol):
    """The booth's chip reader. `listener` is called on the reader's own thread."""

    def start(self, anchors: Anchors, listener: Callable[[ChipDeskEvent], None]) -> None:
        """Begin reporting; proofs rest on these anchors until `trust` brings others."""

    def trust(self, anchors: Anchors) -> None:
        """From the next reading on, proofs rest on these anchors."""

    def read(self, ticket: str, document: TravelDocument, *, allow_downgrade: bool = False) -> None:
        """Read the chip of this document as soon as it lies on the reader; its key is the MRZ."""

    def leave(self) -> None:
        """The traveller was decided or set aside: forget the reading and everything personal in it."""

    def stop(self) -> None: ...
