"""A small HQ that keeps the wire contract and can be told to misbehave; the tests' opposite of a worker.

It verifies and opens batches with the real protocol code and keeps them in memory. The real HQ has
its own tests; this one exists to answer what a healthy HQ would not.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.domain.failure import WorldError
from sync.hq.authority import Root, issue_client
from sync.ports import StationIdentity
from sync.protocol import batch as batches
from sync.protocol import http as words
from sync.protocol.code import OneTimeCode, fingerprint
from sync.protocol.enrolment import EnrolmentAnswer, code_public, read_request, write_answer
from sync.protocol.index import Listed, write_index
from sync.protocol.receipt import Receipt, sign

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
STATION = 7
TOKEN = "token-of-station-7"
SECRET = b"ten bytes!"


@dataclass(frozen=True)
class Script:
    """What to answer instead of the truth: a status, perhaps with Retry-After."""

    status: int
    retry_after: str = ""


@dataclass
class Ledger:
    """What has arrived."""

    parts: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, bytes] = field(default_factory=dict)
    records: dict[int, bytes] = field(default_factory=dict)
    seen_twice: list[int] = field(default_factory=list)
    body_bytes: int = 0
    calls: list[str] = field(default_factory=list)


class LittleHq:
    """HQ on a loopback port over TLS 1.3 with its own certification authority."""

    def __init__(self, folder: Path) -> None:
        self.receipt_key = Ed25519PrivateKey.generate()
        self.seal_key = X25519PrivateKey.generate()
        self.station_key = Ed25519PrivateKey.generate()
        self.ledger = Ledger()
        self.scripts: deque[Script] = deque()
        self.refused: set[int] = set()
        self.rejected: dict[int, str] = {}
        self.listed: list[Listed] = []
        self.certified_port = "TOTBU"
        self.published: dict[tuple[str, int], bytes] = {}
        self.lock = threading.Lock()
        self.ca, self._ca_key, chain, key = make_authority()
        (folder / "hq.pem").write_bytes(key + chain)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(folder / "hq.pem")
        self._server = _Server(("127.0.0.1", 0), _Answering, context, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="little hq")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port on loopback."""
        return int(self._server.server_address[1])

    @property
    def code(self) -> str:
        """A one-time code."""
        return str(OneTimeCode(SECRET, fingerprint(self.ca.public_bytes(Encoding.DER))))

    def identity(self, port: int | None = None) -> StationIdentity:
        """The enrolled station's identity, reaching HQ by this port or HQ's own."""
        return StationIdentity(
            hq_url=f"https://127.0.0.1:{port or self.port}",
            station_number=STATION,
            token=TOKEN,
            signing_key=self.station_key.private_bytes_raw(),
            hq_receipt_key=self.receipt_key.public_key().public_bytes_raw(),
            hq_seal_key=self.seal_key.public_key().public_bytes_raw(),
            ca_pem=self.ca.public_bytes(Encoding.PEM),
        )

    def certify(self, request: bytes, port: str) -> bytes:
        """A certificate (DER) for a request, as HQ's authority makes it."""
        key = x509.load_der_x509_csr(request).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        made = issue_client(Root(self.ca, self._ca_key), STATION, port, key, datetime.now(UTC))
        return made.public_bytes(Encoding.DER)

    def settle(self, name: str, data: bytes) -> bytes | None:
        """The receipt of a whole batch, or None when it is not one of ours."""
        if name in self.ledger.receipts:
            return self.ledger.receipts[name]
        try:
            public = self.station_key.public_key().public_bytes_raw()
            opened = batches.open_batch(data, public, [self.seal_key])
        except WorldError:
            return None
        if opened.batch_id.hex() != name or opened.header.first_seq in self.refused:
            return None
        seqs = range(opened.header.first_seq, opened.header.last_seq + 1)
        self.ledger.seen_twice += [seq for seq in seqs if seq in self.ledger.records]
        self.ledger.records |= dict(zip(seqs, opened.payloads, strict=True))
        rejected = tuple((seq, self.rejected[seq]) for seq in seqs if seq in self.rejected)
        receipt = Receipt(STATION, opened.batch_id, opened.header.last_seq, (), rejected, NOW)
        self.ledger.receipts[name] = sign(receipt, self.receipt_key.private_bytes_raw())
        return self.ledger.receipts[name]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        context: ssl.SSLContext,
        hq: LittleHq,
    ) -> None:
        super().__init__(address, handler)
        self.context = context
        self.hq = hq

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(20)
        try:
            # Python 3.11 leaves the socket open if it was reset before it is wrapped.
            request.recv(1, socket.MSG_PEEK)
            secured = self.context.wrap_socket(request, server_side=True)
            try:
                super().finish_request(secured, client_address)
            finally:
                secured.close()
        except OSError:
            pass  # cut in the middle, as half the tests do on purpose


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def hq(self) -> LittleHq:
        server = self.server
        assert isinstance(server, _Server)
        return server.hq

    def log_message(self, *_: object, **__: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.hq.ledger.calls.append(f"GET {self.path.split('/')[-1]}")
        name = self.path.split("/")[3] if self.path.startswith(words.BATCHES) else ""
        if self.path == words.HEALTH:
            if not self._scripted():
                self._send(200)
        elif self.path.startswith(words.PUBLISHED):
            if not self._scripted():
                self._publish()
        elif self.path == words.CA:
            self._send(200, self.hq.ca.public_bytes(Encoding.PEM))
        elif name in self.hq.ledger.receipts:
            self._send(200, self.hq.ledger.receipts[name])
        else:
            self._send(404)

    def _publish(self) -> None:
        """The index of all publications, or the range of one."""
        path, _, _ = self.path.partition("?")
        kind, _, rest = path.removeprefix(words.PUBLISHED).lstrip("/").partition("/")
        if not rest:
            return self._send(200, write_index(self.hq.listed))
        name, _, sequence = rest.partition("/")
        data = self.hq.published[f"{kind}/{name}", int(sequence)]
        first, _, last = self.headers[words.RANGE].removeprefix("bytes=").partition("-")
        return self._send(206, data[int(first) : int(last) + 1])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == words.CERTIFICATE:
            return (
                None if self._scripted() else self._send(200, self.hq.certify(body, self.hq.certified_port))
            )
        request = read_request(body)
        if request.code != code_public(SECRET):
            return self._send(403)
        identity, made = self.hq.identity(), self.hq.certify(request.certificate_request, request.port)
        answer = EnrolmentAnswer(STATION, TOKEN, identity.hq_receipt_key, identity.hq_seal_key, made)
        return self._send(200, write_answer(answer))

    def do_HEAD(self) -> None:
        self.hq.ledger.calls.append("HEAD")
        name = self.path.split("/")[3]
        if self._scripted():
            return
        if name in self.hq.ledger.receipts:
            self._send(200, headers={words.BATCH_SETTLED: "1"})
        elif name in self.hq.ledger.parts:
            self._send(200, headers={words.UPLOAD_OFFSET: str(len(self.hq.ledger.parts[name]))})
        else:
            self._send(404)

    def do_PUT(self) -> None:
        self.hq.ledger.calls.append("PUT")
        name, ledger = self.path.split("/")[3], self.hq.ledger
        offset = int(self.headers.get(words.UPLOAD_OFFSET, "0"))
        length = int(self.headers.get(words.UPLOAD_LENGTH, self.headers["Content-Length"]))
        held = len(ledger.parts.get(name, b""))
        if offset and offset != held:
            return self._send(409, headers={words.UPLOAD_OFFSET: str(held)})
        with self.hq.lock:
            ledger.parts[name] = ledger.parts.get(name, b"")[:offset]
            self._take_in(name, int(self.headers["Content-Length"]))
        if self._scripted():
            return None
        if len(ledger.parts[name]) < length:
            return self._send(202, headers={words.UPLOAD_OFFSET: str(len(ledger.parts[name]))})
        receipt = self.hq.settle(name, ledger.parts[name])
        return self._send(422, b'{"code":"SYN-05"}') if receipt is None else self._send(200, receipt)

    def _take_in(self, name: str, left: int) -> None:
        while left:
            piece = self.rfile.read1(left)
            if not piece:
                raise ConnectionError
            left -= len(piece)
            self.hq.ledger.parts[name] += piece
            self.hq.ledger.body_bytes += len(piece)

    def _scripted(self) -> bool:
        if not self.hq.scripts:
            return False
        script = self.hq.scripts.popleft()
        self._send(
            script.status, headers={words.RETRY_AFTER: script.retry_after} if script.retry_after else {}
        )
        return True

    def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def make_certificates(host: str = "127.0.0.1") -> tuple[x509.Certificate, bytes, bytes]:
    """A certification authority, and the chain and key (PEM) of a server it vouches for."""
    ca, _, chain, key = make_authority(host)
    return ca, chain, key


def make_authority(
    host: str = "127.0.0.1",
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, bytes, bytes]:
    """A certification authority with its key, and the chain and key (PEM) of a server it vouches for."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "HQ of the tests")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    blank = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36_500))
    )
    ca = (
        blank.subject_name(name)
        .public_key(ca_key.public_key())
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    server = (
        blank.subject_name(x509.Name([]))
        .public_key(key.public_key())
        .serial_number(2)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=True
        )
        .sign(ca_key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ca, ca_key, server.public_bytes(Encoding.PEM), private
