"""What the port's relay needs of the station's store, on both sides of the LAN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.relay_role import RelayRole
from sync.ports import KeyRing, StationIdentity
from sync.protocol.notes import Note, Told


@dataclass(frozen=True, slots=True)
class PortStation:
    """A station of this port as HQ's newest publication of the port says."""

    number: int
    booth: str
    public_key: bytes
    certificate_serial: bytes
    revoked: bool


class PortBook(Protocol):
    """Who is who at this port. From any thread; raises WorldError(STORE_*)."""

    def role(self) -> RelayRole:
        """What this booth is to its port, as it was settled last."""

    def identity(self) -> StationIdentity | None:
        """Who this station is; None while it is not enrolled."""

    def stations(self) -> Mapping[int, PortStation] | None:
        """Every station of this port by number; None before HQ's first word about them."""

    def keyring(self) -> KeyRing | None:
        """The national keys; None before HQ's first."""


class NoteBook(Protocol):
    """The notes of this booth and of the others. From any thread; raises WorldError(STORE_*)."""

    def told(self) -> tuple[bytes, int]:
        """The epoch of the relay told last, and the row up to which it was told."""

    def to_tell(self, after: int, limit: int) -> tuple[Sequence[Note], int]:
        """Notes of at most so many recent crossings after this row, oldest first, and the row reached."""

    def note_told(self, epoch: bytes, seq: int) -> None:
        """Keep how far the relay of this epoch was told."""

    def heard(self) -> tuple[bytes, int]:
        """The epoch of the relay heard last, and the place up to which it was heard."""

    def keep(self, notes: Sequence[Note], epoch: bytes, place: int) -> int:
        """Keep notes of other booths, and how far the relay was heard; how many said something new."""


class Board(Protocol):
    """Where notes are told and heard: the relay itself, or the way to it. Raises WorldError(RELAY_*)."""

    def tell(self, told: Told) -> bytes:
        """Bring notes; the relay's epoch. Where it is not the one in `told`, nothing was taken."""

    def hear(self, epoch: bytes, place: int, news: int, seconds: int) -> Told:
        """Notes of others after a place, waiting up to so many seconds for one or for another count of
        HQ's news; all there are for another epoch or a place that the relay has not reached, none without
        an epoch."""

    def close(self) -> None:
        """Close the connection."""
