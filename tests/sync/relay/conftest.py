"""Booths of one port on loopback, stopped whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.relay_role import RoleKind
from sync.ports import StationIdentity
from sync.relay.client import RelayClient
from sync.relay.keeper import RelayKeeper
from sync.relay.side import PortSide
from tests.helpers.port import LittleAuthority, LittleBooth, listed

HERE = "127.0.0.1:0"


@dataclass
class LittlePort:
    """Three booths that HQ lists; booth 1 keeps the relay once it is started."""

    folder: Path
    authority: LittleAuthority = field(default_factory=LittleAuthority)
    sides: list[PortSide] = field(default_factory=list)
    woken: list[int] = field(default_factory=list)
    clients: list[RelayClient] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.identities = [self.authority.identity(number) for number in (1, 2, 3)]
        self.listed = listed(*self.identities)

    def booth(self, number: int) -> LittleBooth:
        """The store of a booth."""
        identity: StationIdentity = self.identities[number - 1]
        return LittleBooth(identity, self.folder / str(number), self.listed)

    def start(self, booth: LittleBooth, kind: RoleKind, address: str = HERE) -> PortSide:
        """Start a booth in this role."""
        booth.use(kind, address)
        return self.start_as_set(booth)

    def start_as_set(self, booth: LittleBooth) -> PortSide:
        """Start a booth as its store says."""
        side = PortSide(booth, lambda: datetime.now(UTC), lambda: self.woken.append(1))
        self.sides.append(side)
        side.start()
        return side

    def keep(self, booth: LittleBooth) -> tuple[PortSide, RelayKeeper, str]:
        """Start the booth that keeps the relay; its side, the relay, and its address."""
        side = self.start(booth, RoleKind.HERE)
        keeper = side.keeper()
        assert keeper is not None
        return side, keeper, f"127.0.0.1:{keeper.port}"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[LittlePort]:
    """A port whose booths are stopped at the end."""
    found = LittlePort(tmp_path)
    yield found
    for client in found.clients:
        client.close()
    ended = [side.stop() for side in found.sides]
    assert all(ended), "a thread of the relay did not stop"
