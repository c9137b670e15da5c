"""Run HQ: database, settlers, TLS and the web server, from a port to a clean end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import uvicorn

from sync.hq.authority import load_root, server_context
from sync.hq.console.listening import ConsolePlace, console_listening
from sync.hq.database import claim_ledger, connect, database, migrate
from sync.hq.days_policy import ensure_policy
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.keys import load_keys
from sync.hq.metrics import Metrics
from sync.hq.peers import PeerProtocol
from sync.hq.restored_stations import revoke_again
from sync.hq.screening_rounds import screening
from sync.hq.settling import Settler
from sync.hq.web import Parts, make_app

_MOST_CONNECTIONS = 2048
"""Beyond these callers are told to come again; each booth keeps one."""
_MOST_FILES = 16_384
"""Open files of this process: its connections, the console's, metrics', the database's."""
_KEEP_ALIVE = 255
"""Seconds that a station's quiet connection stays open: a handshake costs more than a batch."""
_LOOP = "asyncio:SelectorEventLoop" if sys.platform == "win32" else "auto"
"""psycopg cannot wait for PostgreSQL on Windows' usual event loop."""
_GRACE = 2
"""Seconds that calls under way have to end in; a station sends again what was not acknowledged."""
_PROBE_AFTER = 60
"""Seconds of silence after which the system asks whether a station's machine is still there."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where HQ listens; port 0 takes a free one. `settlers` processes open batches. `screen` says whether
    this worker also screens, joins and publishes what that found: of several on one ledger one or two do.
    `metrics` is where figures are told, a host and a port, or None; `console` where people look on."""

    host: str
    port: int
    settlers: int
    screen: bool = True
    metrics: tuple[str, int] | None = None
    console: ConsolePlace | None = None


def serve(home: HqHome, listening: Listening, ready: Callable[[str, str | None], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` gets HQ's URL and the console's once HQ takes batches.

    Raises HqError.
    """
    _make_room()
    settings = home.settings()
    keys = load_keys(home)
    context = server_context(home, settings.name, settings.hosts, datetime.now(UTC))
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(_listen(listening.host, listening.port))
        url = stack.enter_context(database(home, settings))
        migrate(url)
        claim_ledger(url, settings.training)
        revoke_again(url, home)
        with connect(url) as connection:
            ensure_policy(connection, home)
        if listening.screen:
            stack.enter_context(screening(url, home))
        metrics = None if listening.metrics is None else Metrics(home, url)
        if metrics is not None and listening.metrics is not None:
            stack.enter_context(metrics.listening(*listening.metrics))
        console = None
        if listening.console is not None:
            console = stack.enter_context(console_listening(home, url, listening.console))
        host, port = listener.getsockname()[:2]
        shown = settings.hosts[0] if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
        parts = Parts(
            url=url,
            home=home,
            keys=keys,
            root=load_root(home),
            settlers=[Settler(url, keys, settings.training) for _ in range(listening.settlers)],
            ready=lambda: ready(f"https://{shown}:{port}", console),
            metrics=metrics,
        )
        config = uvicorn.Config(
            make_app(parts),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            http=PeerProtocol,
            loop=_LOOP,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
            ssl_certfile=home.keys / "server.pem",
            ssl_context_factory=lambda _config, _default: context,
        )
        # uvicorn ends by raising the signal that ended it once more: let it not skip what follows.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def usual_settlers() -> int:
    """As many settling processes as there are cores, and at most eight."""
    return max(1, min(8, os.cpu_count() or 1))


def _make_room() -> None:
    """Let this process have as many open files as it may: each connection is one, and many systems begin
    with 1,024."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(_MOST_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two HQs share one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _PROBE_AFTER)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        reason = error.strerror or type(error).__name__
        raise HqError(HqCode.PORT_TAKEN, host=host, port=str(port), reason=reason) from error
    return listener
