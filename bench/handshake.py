"""Bytes of a TLS handshake between a station and HQ, both sides proven: what each reconnect costs."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from bench.table import Row
from sync.hq.authority import found_authority, issue_client, load_root, server_context
from sync.hq.certificates import wanted_key
from sync.hq.home import HqHome
from sync.identity import certificate_request, make_tls_key, proved, show

_HOSTS = ("hq.example.org", "192.0.2.10", "localhost", "127.0.0.1", "::1")
_NAME, _NUMBER, _PORT = "Border HQ", 7, "VUVLI"


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Rows of bytes up and down, in full and resumed; the scale does not matter."""
    with tempfile.TemporaryDirectory() as folder:
        server, client, size = _both(HqHome(Path(folder)))
    up, down, session = _shake(server, client, None)
    up_again, down_again, _ = _shake(server, client, session)
    return [
        Row("a station's certificate", size, "bytes"),
        Row("handshake in full, up", up, "bytes"),
        Row("handshake in full, down", down, "bytes", beside="with the session's ticket"),
        Row("handshake resumed, up", up_again, "bytes"),
        Row("handshake resumed, down", down_again, "bytes", beside="with the next ticket"),
    ]


def _both(home: HqHome) -> tuple[ssl.SSLContext, ssl.SSLContext, int]:
    """HQ's context, a station's, and the bytes of its certificate."""
    now, key = datetime.now(UTC), make_tls_key()
    home.keys.mkdir(parents=True)
    found_authority(home, _NAME, _HOSTS, now)
    root = load_root(home)
    made = issue_client(root, _NUMBER, _PORT, wanted_key(certificate_request(key)), now)
    der = made.public_bytes(Encoding.DER)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.minimum_version = ssl.TLSVersion.TLSv1_3
    client.load_verify_locations(cadata=root.pem().decode("ascii"))
    show(client, proved(der, key, root.pem(), _NUMBER, _PORT), key)
    return server_context(home, _NAME, _HOSTS, now), client, len(der)


def _shake(
    server: ssl.SSLContext, client: ssl.SSLContext, session: ssl.SSLSession | None
) -> tuple[int, int, ssl.SSLSession | None]:
    """Bytes up and down until the first answer can be read, and the session for the next time."""
    to_client, from_client, to_server, from_server = (ssl.MemoryBIO() for _ in range(4))
    ours = client.wrap_bio(to_client, from_client, server_hostname="localhost", session=session)
    theirs = server.wrap_bio(to_server, from_server, server_side=True)
    up = down = 0
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            pass
        sent, answered = from_client.read(), from_server.read()
        to_server.write(sent)
        to_client.write(answered)
        up, down = up + len(sent), down + len(answered)
    theirs.write(b"1")
    to_client.write(from_server.read())
    if ours.read(1) != b"1" or (session is not None and not ours.session_reused):
        raise RuntimeError("the handshake did not come to its end")
    return up, down, ours.session
