"""A booth's side of its port as the store keeps it: its role, what it tells the others, what they told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import cbor2

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.record import decode
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import Station
from app.screening.subject import subject_of
from app.store.audit import AuditAct
from app.store.card_index import id_bytes
from app.store.crossings import CROSSING_KIND
from app.store.database import Connections
from app.store.driver import Connection
from app.store.files import make_private_folder
from app.store.identity import station_identity
from app.store.list_asking import digests
from app.store.list_rows import load_keyring
from app.store.moments import to_ms
from app.store.port_notes import HEARD, TOLD, keep_notes, load_cursor, save_cursor
from app.store.published import stations_of_port
from app.store.session import Session
from sync.ports import KeyRing, StationIdentity
from sync.protocol.notes import MOST_DIGESTS, Note
from sync.relay.ports import PortStation

RECENT = timedelta(hours=48)
"""How far back a relay is told that was not told before."""
MOST_RECENT = 5_000
"""Records among which those crossings are looked for."""

_PLACE = "store.port"
_NOTED = b"matapa crossing in a port note 1\0"
# Not the id itself: whoever knew it before HQ does could send a record of their own under it.
_ROLE = "relay"


class SqlPort:
    """Implements `sync.relay.side.Store` on connections of its own, from any thread."""

    def __init__(
        self, connections: Connections, station: Station, folder: Path, clock: Callable[[], datetime]
    ) -> None:
        self._connections = connections
        self._station = station
        self._folder = folder
        self._clock = clock

    def role(self) -> RelayRole:
        """What this booth is to its port."""
        with self._connections.reading(_PLACE) as connection:
            return load_role(connection)

    def identity(self) -> StationIdentity | None:
        """Who this station is; None while it is not enrolled, or enrolled without a certificate."""
        with self._connections.reading(_PLACE) as connection:
            found = station_identity(connection)
        return found if found is not None and found.certificate else None

    def stations(self) -> Mapping[int, PortStation] | None:
        """Every station of this port, None before HQ's first word about them."""
        with self._connections.reading(_PLACE) as connection:
            return load_stations(connection, self._station.port)

    def keyring(self) -> KeyRing | None:
        """The national keys."""
        with self._connections.reading(_PLACE) as connection:
            return load_keyring(connection)

    def told(self) -> tuple[bytes, int]:
        """The epoch of the relay told last, and the row up to which it was told."""
        with self._connections.reading(_PLACE) as connection:
            return load_cursor(connection, TOLD)

    def to_tell(self, after: int, limit: int) -> tuple[Sequence[Note], int]:
        """Notes of recent crossings after this row; see `NoteBook.to_tell`."""
        since = to_ms(self._clock() - RECENT)
        with self._connections.reading(_PLACE) as connection:
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
            rows = connection.execute(
                "SELECT seq, record FROM records WHERE seq > ? AND seq <= ? AND kind = ? AND made_at >= ?"
                " ORDER BY seq LIMIT ?",
                (max(after, last - MOST_RECENT), last, CROSSING_KIND, since, limit),
            ).fetchall()
            keyring, identity = load_keyring(connection), self.identity()
        if keyring is None or identity is None:
            return (), after
        crossings = ((seq, decode(record)) for seq, record in rows)
        # What was recorded while this station stood at another port is not this port's business.
        ours = ((seq, crossing) for seq, crossing in crossings if crossing.port == identity.port)
        notes = [_note(seq, crossing, identity, keyring) for seq, crossing in ours]
        return notes, rows[-1][0] if len(rows) == limit else last

    def note_told(self, epoch: bytes, seq: int) -> None:
        """Keep how far the relay of this epoch was told."""
        with self._connections.writing(_PLACE, durable=False) as connection:
            save_cursor(connection, TOLD, epoch, seq)

    def heard(self) -> tuple[bytes, int]:
        """The epoch of the relay heard last, and the place up to which it was heard."""
        with self._connections.reading(_PLACE) as connection:
            return load_cursor(connection, HEARD)

    def keep(self, notes: Sequence[Note], epoch: bytes, place: int) -> int:
        """Keep notes of other booths and how far the relay was heard, in one transaction.

        It does not wait for the disk: what a power cut takes is heard again.
        """
        with self._connections.writing(_PLACE, durable=False) as connection:
            new = keep_notes(connection, notes)
            save_cursor(connection, HEARD, epoch, place)
        return new

    def folder(self) -> Path:
        """Where the relay keeps what it carries."""
        make_private_folder(self._folder)
        return self._folder

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()


def role_of(session: Session) -> RelayRole:
    """What this booth is to its port, for a signed-in officer; raises WorldError(NOT_ALLOWED)."""
    with session.connections.reading(_PLACE) as connection:
        session.require(connection, Act.SEE_OUTBOX)
        return load_role(connection)


def set_role(session: Session, role: RelayRole) -> None:
    """Settle it, audited; the desk follows within a second.

    For whoever may manage devices or check the store. Raises WorldError(NOT_ALLOWED, FIELD_INVALID).
    """
    if not role.holds:
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="address")
    with session.connections.writing(_PLACE) as connection:
        session.require(connection, Act.MANAGE_DEVICES, Act.CHECK_STORE)
        connection.execute(
            "REPLACE INTO settings (name, value) VALUES (?, ?)",
            (_ROLE, cbor2.dumps([role.kind.value, role.address], canonical=True)),
        )
        session.note(connection, AuditAct.RELAY_SET, address=role.address, kind=role.kind.value)


def load_role(connection: Connection) -> RelayRole:
    """The role in the store: by itself until another was settled."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_ROLE,)).fetchone()
    if row is None:
        return RelayRole()
    kind, address = cbor2.loads(row[0])
    return RelayRole(RoleKind(kind), address)


def load_stations(connection: Connection, port: str) -> Mapping[int, PortStation] | None:
    """The stations of a port by HQ's newest word, None before the first."""
    told = stations_of_port(connection, port)
    if told is None:
        return None
    return {
        one.number: PortStation(one.number, one.booth, one.public_key, one.certificate_serial, one.revoked)
        for one in told
    }


def _note(seq: int, crossing: Crossing, identity: StationIdentity, keyring: KeyRing) -> Note:
    subject = subject_of(crossing.document, crossing.traveller)
    said = [(digest, way) for way, digest in digests(keyring.document_key, subject)]
    return Note(
        identity.station_number,
        seq,
        crossing.port,
        sha256(_NOTED + id_bytes(crossing.crossing_id)).digest()[:16],
        crossing.version,
        crossing.crossed_at.astimezone(UTC).date().isoformat(),
        crossing.decision.kind is DecisionKind.REFUSE,
        tuple(said[:MOST_DIGESTS]),
    )
