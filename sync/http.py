"""The HTTPS road: carry frozen batches to HQ over one kept connection, resuming after every cut.

TLS 1.3, HQ's own certification authority and no other; no header that the contract does not need.
Used on one thread; every failure is a WorldError with its SYN code, or `Stopped`.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpcore2

from app.domain.failure import FailureCode, WorldError
from sync.identity import show
from sync.line import Line, Traffic
from sync.pace import WHOLE, Pace
from sync.ports import FrozenBatch, StationIdentity
from sync.protocol import http as words
from sync.protocol.bounds import LARGEST_INDEX, LARGEST_MESSAGE

_CONNECT_SECONDS: Final = 60.0
"""For TCP's turn, and again for TLS: both sides' certificates are 3.2 kB, 11 s at 2.4 kbit/s, and some turns
of 3 s each."""
_PATIENCE_SECONDS: Final = 30.0
_SLOWEST_LINK: Final = 200
"""Bytes a second below which a link counts as cut where nobody settled how slow it is."""
_KEPT_SECONDS: Final = 240.0
"""Idle time after which a connection is not used again: a little before HQ closes it, and before most of
what translates addresses on the way forgets it. Each reconnect costs 2.5 kB, as much as 40 crossings."""
_MOST_TURNS: Final = 8
"""Times that HQ may correct the offset of one delivery before we call again later."""


class HqBusy(WorldError):
    """HQ asks to be left alone for `wait` seconds."""

    def __init__(self, status: int, wait: float) -> None:
        super().__init__(FailureCode.HQ_BUSY, "hq", status=str(status))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers in small letters, body (bounded)."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Coming:
    """An answer on its way: its status, 0 before that is known, and what has come of the body."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)


def pinned(ca_pem: bytes) -> ssl.SSLContext:
    """TLS 1.3 that trusts this certification authority alone; raises WorldError(HQ_NOT_TRUSTED)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_verify_locations(cadata=ca_pem.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "hq.ca") from error
    return context


def secured(identity: StationIdentity) -> ssl.SSLContext:
    """TLS 1.3 that trusts the station's HQ alone and shows it the station's certificate, if it has one.

    Raises WorldError(HQ_NOT_TRUSTED) for keys that cannot be.
    """
    context = pinned(identity.ca_pem)
    if identity.certificate:
        show(context, identity.certificate, identity.tls_key)
    return context


class Caller:
    """Calls one HQ over one kept connection and tells the world's failures apart."""

    def __init__(self, hq_url: str, context: ssl.SSLContext, line: httpcore2.NetworkBackend) -> None:
        """Raises WorldError(HQ_NOT_TRUSTED) for an address that is not https."""
        parts = urlsplit(hq_url)
        if parts.scheme != "https" or not parts.hostname:
            raise WorldError(FailureCode.HQ_NOT_TRUSTED, "hq.url")
        self._base = hq_url.rstrip("/")
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            network_backend=line,
            keepalive_expiry=_KEPT_SECONDS,
        )
        self.slowest: float = _SLOWEST_LINK

    def call(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
        most: int = LARGEST_MESSAGE,
        coming: Coming | None = None,
    ) -> Answer:
        """One request and its answer of at most `most` bytes; `coming` has what came of it if it breaks off.

        Raises WorldError(HQ_UNREACHABLE, HQ_NOT_TRUSTED) or Stopped.
        """
        coming = Coming() if coming is None else coming
        patience = _PATIENCE_SECONDS + len(body or b"") / self.slowest
        times = {"connect": _CONNECT_SECONDS, "read": patience, "write": _PATIENCE_SECONDS, "pool": 1.0}
        sent = [*headers, *([] if body is None else [("Content-Length", str(len(body)))])]
        try:
            with self._pool.stream(
                method, self._base + path, headers=sent, content=body, extensions={"timeout": times}
            ) as response:
                found = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                coming.status = response.status
                return Answer(response.status, found, _bounded(response, most, coming.body))
        except ssl.SSLCertVerificationError as error:
            raise WorldError(
                FailureCode.HQ_NOT_TRUSTED, "hq.certificate", reason=error.verify_message
            ) from error
        except (
            httpcore2.NetworkError,
            httpcore2.TimeoutException,
            httpcore2.ProtocolError,
            OSError,
        ) as error:
            raise WorldError(FailureCode.HQ_UNREACHABLE, "hq", reason=type(error).__name__) from error

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


def _bounded(response: httpcore2.Response, most: int, body: bytearray) -> bytes:
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > most:
            raise WorldError(FailureCode.HQ_NOT_TRUSTED, "hq.answer", size=str(len(body)))
    return bytes(body)


def failure_of(answer: Answer) -> WorldError:
    """The failure that a status means, whichever call it answered."""
    status = answer.status
    if answer.headers.get(words.FAILURE.lower()) == FailureCode.CERTIFICATE_EXPIRED:
        return WorldError(FailureCode.CERTIFICATE_EXPIRED, "hq", status=str(status))
    if status in (401, 403):
        return WorldError(FailureCode.HQ_REFUSED_STATION, "hq", status=str(status))
    if status in (413, 422):
        return WorldError(FailureCode.BATCH_DAMAGED, "hq", status=str(status))
    return HqBusy(status, _seconds(answer.headers.get(words.RETRY_AFTER.lower(), "")))


def _seconds(text: str) -> float:
    """Retry-After in seconds (RFC 9110, 10.2.3), at most an hour; its date form counts as none."""
    return min(float(text), 3600.0) if text.isascii() and text.isdigit() else 0.0


class HqClient:
    """Delivers batches of one station to HQ, and fetches what HQ publishes."""

    def __init__(
        self, identity: StationIdentity, stop: threading.Event, tell: Callable[[], str] = lambda: ""
    ) -> None:
        """`tell` gives what the station says of itself with a call (`sync.protocol.told`), or nothing."""
        self._line = Line(stop)
        self._caller = Caller(identity.hq_url, secured(identity), self._line)
        self._token = (words.AUTHORIZATION, words.bearer(identity.token))
        self._of = 0
        self._tell, self._told = tell, ""

    def on_behalf(self, station_number: int) -> HqClient:
        """The same client for another station of this port; see `sync.road.Road.on_behalf`."""
        other = copy(self)
        other._of = station_number  # noqa: SLF001 - a copy of this very object
        return other

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        """Bring a batch to HQ and return HQ's receipt, unread.

        `fresh` says that HQ cannot have seen any of it; otherwise HQ is asked first how much it has.
        Raises WorldError(HQ_UNREACHABLE, HQ_NOT_TRUSTED, HQ_REFUSED_STATION, HQ_BUSY,
        BATCH_DAMAGED) or Stopped; whatever HQ has by then it keeps.
        """
        return self.deliver_paced(batch, fresh, WHOLE)

    def deliver_paced(self, batch: FrozenBatch, fresh: bool, pace: Pace) -> bytes:
        """As `deliver`, in slices as large as `pace` says; its `between` is called after each but the last
        and may use this client."""
        self._caller.slowest = pace.slowest
        offset = 0
        if not fresh:
            held = self._caller.call("HEAD", self._path(words.batch_path(batch.batch_id)), [self._token])
            if held.headers.get(words.BATCH_SETTLED.lower()) == "1":
                return self._fetch_receipt(batch)
            if held.status not in (200, 404):
                raise failure_of(held)
            offset = _offset(held, batch) if held.status == 200 else 0
        corrected = 0
        while corrected < _MOST_TURNS:
            count = min(pace.size, len(batch.data) - offset)
            answer = self._put_paced(batch, offset, count, pace)
            if answer.status == 200:
                return answer.body
            if answer.status not in (202, 409):
                raise failure_of(answer)
            expected, offset = offset + count, _offset(answer, batch)
            if answer.status == 202 and offset == expected:
                pace.between(len(batch.data) - offset)
            else:
                corrected += 1
        raise HqBusy(409, 0.0)

    def traffic(self) -> Traffic:
        """Bytes on the wire so far."""
        return self._line.traffic

    def costs(self) -> bool:
        """Always."""
        return True

    def check(self) -> None:
        """Ask whether HQ is there; raises as `deliver` does."""
        answer = self._caller.call("GET", words.HEALTH)
        if answer.status != 200:
            raise failure_of(answer)

    def standing(self) -> bytes:
        """HQ's signed word on how far it has this station's rows, unread; raises as `deliver` does."""
        return self._call_telling(words.STANDING, LARGEST_MESSAGE)

    def renew(self, request: bytes) -> bytes:
        """A new client certificate (PEM) for this request (PKCS 10, DER); raises as `deliver` does."""
        answer = self._caller.call("POST", words.CERTIFICATE, [self._token], request)
        if answer.status != 200:
            raise failure_of(answer)
        return answer.body

    def index(self, held: Mapping[str, int]) -> bytes:
        """The index of publications after these sequences, unread; raises as `deliver` does."""
        return self._call_telling(words.index_path(held), LARGEST_INDEX)

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """At most `count` bytes of a publication's file from byte `first` on; raises as `deliver` does.

        Fewer come where the link breaks off in the middle: nothing that came has to come again.
        """
        headers = [self._token, (words.RANGE, words.byte_range(first, count))]
        coming = Coming()
        try:
            answer = self._caller.call(
                "GET",
                self._path(words.publication_path(stream, sequence)),
                headers,
                most=count,
                coming=coming,
            )
        except WorldError as error:
            if error.failure.code is FailureCode.HQ_UNREACHABLE and coming.status == 206 and coming.body:
                return bytes(coming.body)
            raise
        if answer.status != 206:
            raise failure_of(answer)
        return answer.body

    def close(self) -> None:
        """Close the connection."""
        if not self._of:
            self._caller.close()

    def _call_telling(self, path: str, most: int) -> bytes:
        """The answer to a GET that brings what the station says of itself, where that is new to HQ."""
        telling = "" if self._of else self._tell()
        headers = [self._token, *([(words.TOLD, telling)] if telling != self._told else [])]
        answer = self._caller.call("GET", self._path(path), headers, most=most)
        if answer.status != 200:
            raise failure_of(answer)
        self._told = telling
        return answer.body

    def _path(self, path: str) -> str:
        return words.on_behalf(path, self._of)

    def _put_paced(self, batch: FrozenBatch, offset: int, count: int, pace: Pace) -> Answer:
        headers = [self._token]
        if offset or count < len(batch.data):
            headers += [(words.UPLOAD_OFFSET, str(offset)), (words.UPLOAD_LENGTH, str(len(batch.data)))]
        path, body = self._path(words.batch_path(batch.batch_id)), batch.data[offset : offset + count]
        began = time.monotonic()
        try:
            answer = self._caller.call("PUT", path, headers, body)
        except WorldError:
            pace.broke()
            raise
        pace.took(count, time.monotonic() - began)
        return answer

    def _fetch_receipt(self, batch: FrozenBatch) -> bytes:
        answer = self._caller.call("GET", self._path(words.receipt_path(batch.batch_id)), [self._token])
        if answer.status != 200:
            raise failure_of(answer)
        return answer.body


def _offset(answer: Answer, batch: FrozenBatch) -> int:
    """How many bytes of the batch HQ says it has; raises HqBusy when it makes no sense."""
    text = answer.headers.get(words.UPLOAD_OFFSET.lower(), "")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= len(batch.data)):
        raise HqBusy(answer.status, 0.0)
    return int(text)
