"""How soon a refusal at one booth is known at the next, over the port's relay and without HQ.

Three stations with real stores on loopback, one of which keeps the relay. What is measured begins when
the refusal's record is committed at the second and ends when the third one's store has it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.officer import Role
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import SignedIn, StationPlan
from app.store.door import StationDoor, session_port, settle_role
from bench.people import Booth, crossings
from bench.table import Row
from sync.protocol.notes import write_note
from sync.relay.side import PortSide
from tests.helpers.port import LittleAuthority, listed, make_known
from tests.helpers.publications import RING

REFUSALS = 200
PORT = "VUVLI"
OFFICER, PASSWORD = "amoana", "nine frigate birds"
CHIEF, CHIEFS = "harbour", "tall palm by the reef"
REFUSED = Decision(DecisionKind.REFUSE, (Reason.THREAT,))


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Make the port in a temporary folder and measure it."""
    home = Path(tempfile.mkdtemp(prefix="bench-relay-"))
    try:
        with ExitStack() as stack:
            return _measure(home, max(20, int(REFUSALS * scale)), say, stack)
    finally:
        shutil.rmtree(home)


def _measure(home: Path, count: int, say: Callable[[str], None], stack: ExitStack) -> list[Row]:
    authority = LittleAuthority()
    identities = [authority.identity(number, PORT) for number in (1, 2, 3)]
    port = listed(*identities)
    role, sides, sessions, heard = RelayRole(RoleKind.HERE, "127.0.0.1:0"), [], [], threading.Event()
    for identity in identities:
        say(f"relay: founding booth {identity.station_number}")
        door = StationDoor(home / str(identity.station_number), _now)
        door.found(
            StationPlan("VUT", PORT, f"A{identity.station_number}", "", CHIEF, "Chief", CHIEFS, training=True)
        )
        chief = door.sign_in(CHIEF, CHIEFS)
        chief.officers.add(OFFICER, "Ana Moana", Role.OFFICER, PASSWORD)
        make_known(chief, identity, port)
        settle_role(chief, role)
        door.sign_out(chief)
        session = door.sign_in(OFFICER, PASSWORD)
        stack.callback(door.sign_out, session)
        side = PortSide(session_port(session), _now, lambda: None, heard.set)
        side.start()
        stack.callback(side.stop)
        sides.append(side)
        sessions.append(session)
        keeper = sides[0].keeper()
        if keeper is None:
            raise RuntimeError(f"the relay is not there: {sides[0].trouble()}")
        role = RelayRole(RoleKind.USE, f"127.0.0.1:{keeper.port}")
    return _rows(sessions[1:], sides[1], heard, count, say)


def _rows(
    sessions: list[SignedIn], teller: PortSide, heard: threading.Event, count: int, say: Callable[[str], None]
) -> list[Row]:
    at, reader = sessions[0].station, session_port(sessions[1])
    booth = Booth(at.station_id, at.port, at.booth, (OFFICER,), training=True)
    took, place = [], 0
    say(f"relay: refusing {count} travellers")
    for crossing in crossings(count, 7, booth, _now()):
        sessions[0].crossings.record(replace(crossing, decision=REFUSED))
        began = time.perf_counter()
        teller.poke()
        place = _wait_for(reader.heard, place, heard)
        took.append(1000 * (time.perf_counter() - began))
    reader.close()
    cuts = quantiles(took, n=100)
    beside = f"{count} refusals on loopback, HQ away; with the relay's fsync and both stores"
    return [
        Row("Relay: a refusal known at the next booth, p50", cuts[49], "ms", 1000, beside),
        Row(
            "Relay: a refusal known at the next booth, p99", cuts[98], "ms", 1000, "within a second is asked"
        ),
        Row("Relay: bytes of one note", _note_size(sessions[0]), "bytes", None, "sealed and signed"),
    ]


def _wait_for(heard_up_to: Callable[[], tuple[bytes, int]], place: int, heard: threading.Event) -> int:
    """The place up to which the other booth has heard, once it is beyond this one."""
    for _ in range(1000):
        heard.wait(0.02)
        heard.clear()
        reached = heard_up_to()[1]
        if reached > place:
            return reached
    raise RuntimeError("the refusal did not come")


def _note_size(session: SignedIn) -> int:
    port = session_port(session)
    identity, (notes, _) = port.identity(), port.to_tell(0, 1)
    port.close()
    if identity is None:
        raise RuntimeError("not enrolled")
    return len(write_note(notes[0], (1, RING.content_keys[0][1]), identity.signing_key))


def _now() -> datetime:
    return datetime.now(UTC)
