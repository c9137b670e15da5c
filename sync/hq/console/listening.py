"""Serve the console beside ingest: own listener, thread and TLS; what happens to it stops nothing else."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from cryptography import x509

from sync.hq.authority import SERVER_FILE, SERVER_KEY
from sync.hq.console.app import make_console
from sync.hq.console.connections import MOST_OF_ALL, ConsoleProtocol, Listener
from sync.hq.console.kit import Console
from sync.hq.console.rates import Rates
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome

_LARGEST_HEAD: Final = 16 * 1024
"""Bytes of a request's line and headers."""
_KEEP_ALIVE: Final = 30
_GRACE: Final = 2
_AGAIN: Final = 5.0
"""Seconds after which a console that ended is begun anew."""
_log = logging.getLogger("sync.hq.console")


@dataclass(frozen=True, slots=True)
class ConsolePlace:
    """Where the console listens; port 0 takes a free one. `certificate` and `key` are PEM files of its own;
    without them it shows the certificate that stations know."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


@contextmanager
def console_listening(
    home: HqHome, url: str, place: ConsolePlace, bounds: Callable[[], Rates] = Rates
) -> Iterator[str]:
    """Serve the console while the block runs; its URL. A place that is taken is tried again and again.

    Raises HqError(KEYS_MISSING) for a certificate that cannot be read.
    """
    certificate = place.certificate or home.keys / SERVER_FILE
    context = _context(certificate, place.key or place.certificate or home.keys / SERVER_KEY)
    serving = _Serving(lambda: Console(home, url, _names(certificate), bounds()), context, place)
    try:
        yield serving.url()
    finally:
        serving.stop()


class _Serving:
    """The thread that keeps a console going."""

    def __init__(
        self, new_console: Callable[[], Console], context: ssl.SSLContext, place: ConsolePlace
    ) -> None:
        self._new_console, self._context, self._place = new_console, context, place
        self._name = new_console().settings.hosts[0]
        self._ending = threading.Event()
        self._server: uvicorn.Server | None = None
        self._listener = self._listen()
        self._port = place.port if self._listener is None else int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._keep, name="console", daemon=True)
        self._thread.start()

    def url(self) -> str:
        host = self._place.host
        shown = self._name if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
        return f"https://{shown}:{self._port}"

    def stop(self) -> None:
        self._ending.set()
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join()

    def _keep(self) -> None:
        """Serve; begin anew whenever that ends by itself, whatever the reason: threads tell theirs."""
        while not self._ending.is_set():
            listener = self._listener or self._listen()
            self._listener = None
            if listener is not None:
                once = threading.Thread(target=self._once, args=(listener,), name="console server")
                once.start()
                once.join()
                with contextlib.suppress(OSError):
                    listener.close()
                if not self._ending.is_set():
                    _log.error("console ended by itself; begun anew in %d s", _AGAIN)
            self._ending.wait(_AGAIN)

    def _once(self, listener: socket.socket) -> None:
        server = self._server = uvicorn.Server(self._config())
        if not self._ending.is_set():  # `stop` sets it first, and then tells the server that it finds
            server.run([listener])

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            make_console(self._new_console()),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            http=ConsoleProtocol,
            loop="asyncio",  # it takes connections by the listener's own `accept`
            limit_concurrency=MOST_OF_ALL,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            ssl_certfile="made by the context",
            ssl_context_factory=lambda _config, _default: self._context,
        )

    def _listen(self) -> socket.socket | None:
        host, port = self._place.host, self._place.port
        listener = Listener(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(256)
        except OSError as error:
            listener.close()
            told = HqError(HqCode.PORT_TAKEN, host=host, port=str(port), reason=error.strerror or "?")
            _log.error("console waits code=%s %s", told.code, told.what)
            return None
        return listener


def _context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(certificate.parent), file=certificate.name) from error
    return context


def _names(certificate: Path) -> list[str]:
    """Names and addresses for which a certificate is good, without wildcards."""
    try:
        found = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return []
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return [name for name in names.get_values_for_type(x509.DNSName) if "*" not in name] + addresses
