"""The way to the port's relay: the calls of HQ over the LAN, and notes told and heard. Used on one thread."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Final

import httpcore2

from app.domain.failure import FailureCode, WorldError
from sync.http import Answer, Caller, HqBusy, failure_of
from sync.line import Line
from sync.ports import FrozenBatch, StationIdentity
from sync.protocol import http as words
from sync.protocol.bounds import LARGEST_INDEX
from sync.protocol.notes import NOTES, BadNote, Told, hear_path, read_told, write_told
from sync.relay.answering import LANE
from sync.relay.ports import PortBook
from sync.relay.tls import Peer, accepted, client_context, peer_of
from sync.road import Carried

_CODES: Final = frozenset(code.value for code in FailureCode)
_NOT_THERE: Final = {FailureCode.HQ_UNREACHABLE: FailureCode.RELAY_UNREACHABLE}


class RelayClient:
    """Calls one relay; a `sync.road.Road` but for what HQ alone can do, and a `sync.relay.ports.Board`.

    Each call raises WorldError(RELAY_UNREACHABLE, RELAY_REFUSED) beside what it says, or Stopped.
    """

    def __init__(
        self, address: str, identity: StationIdentity, book: PortBook, stop: threading.Event
    ) -> None:
        """Raises WorldError(RELAY_REFUSED) for a station without a certificate."""
        line = _ProvenLine(stop, self._require_station_of_port)
        self._caller = Caller(f"https://{address}", client_context(identity), line)
        self._identity = identity
        self._book = book
        self._peer: Peer | None = None

    def deliver(self, batch: FrozenBatch, fresh: bool) -> bytes:
        """Bring a batch to the relay; HQ's receipt, once the relay has it, unread.

        Raises Carried while the relay has the batch and HQ's receipt has not come; HqBusy when it has no
        room; WorldError(BATCH_DAMAGED) when HQ refused the batch.
        """
        path = words.batch_path(batch.batch_id)
        if not fresh:
            held = self._call("HEAD", path)
            if held.headers.get(words.BATCH_SETTLED.lower()) == "1":
                return self._receipt(batch)
            if held.status == 200:
                raise Carried(_trouble(held))
            if held.status != 404:
                raise failure_of(held)
        answer = self._call("PUT", path, [(LANE, batch.lane.value)], batch.data)
        if answer.status == 202:
            raise Carried(_trouble(answer))
        raise failure_of(answer)

    def check(self) -> None:
        """Ask whether the relay is there."""
        self.hq_trouble()

    def hq_trouble(self) -> FailureCode | None:
        """What the relay's own road to HQ failed with last, None while it works."""
        answer = self._call("GET", words.HEALTH)
        if answer.status != 200:
            raise failure_of(answer)
        return _trouble(answer)

    def standing(self) -> bytes:
        """HQ's word on how far it has this station's rows; HqBusy when the relay could not ask HQ."""
        return self._get(words.STANDING)

    def index(self, held: Mapping[str, int]) -> bytes:
        """The index of what the relay has after these sequences, unread."""
        return self._get(words.index_path(held), LARGEST_INDEX)

    def fetch(self, stream: str, sequence: int, first: int, count: int) -> bytes:
        """At most `count` bytes of a publication's file from byte `first` on; unproved."""
        headers = [(words.RANGE, words.byte_range(first, count))]
        answer = self._call("GET", words.publication_path(stream, sequence), headers, most=count)
        if answer.status != 206:
            raise failure_of(answer)
        return answer.body

    def tell(self, told: Told) -> bytes:
        """See `Board.tell`."""
        answer = self._call("POST", NOTES, body=write_told(told))
        if answer.status not in (200, 409):
            raise failure_of(answer)
        return _read(answer).epoch

    def hear(self, epoch: bytes, place: int, news: int, seconds: int) -> Told:
        """See `Board.hear`."""
        answer = self._call("GET", hear_path(epoch, place, news, seconds))
        if answer.status != 200:
            raise failure_of(answer)
        return _read(answer)

    def close(self) -> None:
        """Close the connection."""
        self._caller.close()

    def _receipt(self, batch: FrozenBatch) -> bytes:
        return self._get(words.receipt_path(batch.batch_id))

    def _get(self, path: str, most: int | None = None) -> bytes:
        answer = self._call("GET", path) if most is None else self._call("GET", path, most=most)
        if answer.status != 200:
            raise failure_of(answer)
        return answer.body

    def _call(
        self,
        method: str,
        path: str,
        headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
        most: int = LARGEST_INDEX,
    ) -> Answer:
        if self._peer is not None:  # HQ may have revoked it since the connection was opened
            self._require_accepted(self._peer)
        try:
            answer = self._caller.call(method, path, headers or [], body, most)
        except WorldError as error:
            code = _NOT_THERE.get(error.failure.code, FailureCode.RELAY_REFUSED)
            raise WorldError(code, "relay", **dict(error.failure.details)) from error
        if answer.status in (401, 403):
            raise WorldError(FailureCode.RELAY_REFUSED, "relay", status=str(answer.status))
        return answer

    def _require_station_of_port(self, found: ssl.SSLSocket) -> None:
        self._peer = peer_of(found.getpeercert())
        self._require_accepted(self._peer)

    def _require_accepted(self, peer: Peer | None) -> None:
        if not accepted(peer, self._identity.port, self._book.stations()):
            raise WorldError(FailureCode.RELAY_REFUSED, "relay.certificate", reason="not_of_this_port")


class _ProvenLine(Line):
    """A line on which nothing is sent before the other end is proved to be a station of this port."""

    def __init__(self, stop: threading.Event, prove: Callable[[ssl.SSLSocket], None]) -> None:
        super().__init__(stop)
        self._prove = prove

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: object = None,
    ) -> httpcore2.NetworkStream:
        """Connect; the stream proves the other end when it is secured."""
        return _Proven(super().connect_tcp(host, port, timeout, local_address), self._prove)


class _Proven(httpcore2.NetworkStream):
    """A stream not yet secured."""

    def __init__(self, stream: httpcore2.NetworkStream, prove: Callable[[ssl.SSLSocket], None]) -> None:
        self._stream = stream
        self._prove = prove

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Shake hands and prove; raises WorldError(RELAY_REFUSED)."""
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout)
        try:
            self._prove(secured.get_extra_info("ssl_object"))
        except BaseException:
            secured.close()
            raise
        return secured

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Nothing is read in the clear."""
        raise httpcore2.ReadError("not secured")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Nothing is written in the clear."""
        raise httpcore2.WriteError("not secured")

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()


def _trouble(answer: Answer) -> FailureCode | None:
    said = answer.headers.get(words.FAILURE.lower(), "")
    return FailureCode(said) if said in _CODES else None


def _read(answer: Answer) -> Told:
    try:
        return read_told(answer.body)
    except BadNote as error:
        raise HqBusy(answer.status, 0.0) from error
