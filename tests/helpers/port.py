"""A port for tests: an authority that vouches for booths, and booths whose store is memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import HqEnrolment, SignedIn
from app.store.door import session_inbox
from sync.ports import KeyRing, Publication, StationIdentity
from sync.protocol.notes import Note
from sync.protocol.thing import chunks_of
from sync.relay.ports import PortStation
from tests.helpers.publications import RING

PORT = "VUVLI"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class LittleAuthority:
    """An authority in the shape of HQ's: P-256, SAN URI with number and port."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    receipt_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seal_key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "HQ of the tests")])
        self._name, now = name, datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder(name, name, self.key.public_key(), 1, now - DAY, now + 900 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def identity(self, number: int, port: str = PORT, life: timedelta = 400 * DAY) -> StationIdentity:
        """A station with its certificate, good for `life` from yesterday."""
        key, begin = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC) - DAY
        uri = x509.UniformResourceIdentifier(f"urn:matapa:station:{number}:{port}")
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"station {number}")])
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
        certificate = (
            x509.CertificateBuilder(self._name, subject, key.public_key(), number + 1000, begin, begin + life)
            .add_extension(x509.SubjectAlternativeName([uri]), critical=False)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return StationIdentity(
            hq_url="https://127.0.0.1:1",
            station_number=number,
            token=f"token-{number}",
            signing_key=Ed25519PrivateKey.generate().private_bytes_raw(),
            hq_receipt_key=self.receipt_key.public_key().public_bytes_raw(),
            hq_seal_key=self.seal_key.public_key().public_bytes_raw(),
            ca_pem=self.certificate.public_bytes(Encoding.PEM),
            certificate=certificate.public_bytes(Encoding.PEM),
            tls_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            port=port,
        )


def listed(*identities: StationIdentity, revoked: Sequence[int] = ()) -> dict[int, PortStation]:
    """HQ's word about the stations of a port."""
    return {
        one.station_number: PortStation(
            one.station_number,
            f"A{one.station_number}",
            Ed25519PrivateKey.from_private_bytes(one.signing_key).public_key().public_bytes_raw(),
            b"",
            one.station_number in revoked,
        )
        for one in identities
    }


class LittleBooth:
    """A booth's store in memory: `sync.relay.side.Store`."""

    def __init__(self, who: StationIdentity, folder: Path, port: Mapping[int, PortStation] | None) -> None:
        self.who: StationIdentity | None = who
        self.port = port
        self.ring: KeyRing | None = RING
        self.set_to = RelayRole()
        self.records: list[Note] = []
        self.kept: dict[tuple[int, bytes], Note] = {}
        self.cursors = {"told": (b"", 0), "heard": (b"", 0)}
        self.changed = threading.Condition()
        self._folder = folder

    def record(self, crossing: int, refused: bool, version: int = 1) -> Note:
        """Add a crossing by its number."""
        assert self.who is not None
        digest = crossing.to_bytes(8)
        with self.changed:
            note = Note(
                self.who.station_number, len(self.records) + 1, PORT, crossing.to_bytes(16), version,
                "2026-11-24", refused, ((digest, "document"),),
            )  # fmt: skip
            self.records.append(note)
        return note

    def wait_for(self, condition: Callable[[LittleBooth], bool], seconds: float = 20.0) -> None:
        """Wait until the condition holds."""
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), seconds), "did not happen in time"

    def use(self, kind: RoleKind, address: str = "") -> None:
        """Settle the role."""
        self.set_to = RelayRole(kind, address)

    def role(self) -> RelayRole:
        return self.set_to

    def identity(self) -> StationIdentity | None:
        return self.who

    def stations(self) -> Mapping[int, PortStation] | None:
        return self.port

    def keyring(self) -> KeyRing | None:
        return self.ring

    def told(self) -> tuple[bytes, int]:
        return self.cursors["told"]

    def to_tell(self, after: int, limit: int) -> tuple[Sequence[Note], int]:
        found = self.records[after : after + limit]
        return found, found[-1].seq if found else after

    def note_told(self, epoch: bytes, seq: int) -> None:
        with self.changed:
            self.cursors["told"] = (epoch, seq)
            self.changed.notify_all()

    def heard(self) -> tuple[bytes, int]:
        return self.cursors["heard"]

    def keep(self, notes: Sequence[Note], epoch: bytes, place: int) -> int:
        new = 0
        with self.changed:
            for note in notes:
                name = (note.station_number, note.crossing)
                if name not in self.kept or self.kept[name].version < note.version:
                    self.kept[name] = note
                    new += 1
            self.cursors["heard"] = (epoch, place)
            self.changed.notify_all()
        return new

    def folder(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        return self._folder

    def close(self) -> None:
        pass


def make_known(
    session: SignedIn, identity: StationIdentity, port: Mapping[int, PortStation], sequence: int = 1
) -> None:
    """Enrol an administrator's station as this one, with the national keys and HQ's word about its port."""
    session.enrolment.save(
        HqEnrolment(
            identity.hq_url, identity.station_number, identity.token, identity.signing_key,
            identity.hq_receipt_key, identity.hq_seal_key, identity.ca_pem, identity.certificate,
            identity.tls_key,
        )
    )  # fmt: skip
    rows = [
        [one.number, one.booth, one.public_key, one.certificate_serial, one.revoked] for one in port.values()
    ]
    content = cbor2.dumps([1, rows], canonical=True)
    inbox = session_inbox(session)
    inbox.keep_keyring(_publication(f"keys/{identity.station_number}", sequence), RING)
    about = _publication(f"stations/{identity.port}", sequence)
    inbox.take(about, chunks_of(content))
    inbox.close()


def _publication(stream: str, sequence: int) -> Publication:
    return Publication(stream, sequence, 0, bytes(32), NOW, bytes(32), 0, 1)
