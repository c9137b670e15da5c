"""The line under the HTTPS road: what it saves on a slow link and how it ends."""

from __future__ import annotations

import socket
import threading

import pytest

from app.domain.failure import FailureCode, WorldError
from sync.http import Caller, pinned
from sync.line import Line, Stopped
from sync.protocol import http as words
from tests.helpers.little_hq import LittleHq
from tests.helpers.slow_link import SlowLink


def test_calling_again_costs_less_than_half_of_the_first_call(little_hq: LittleHq) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=1e6) as link:
        identity = little_hq.identity(port=link.port)
        line, context = Line(threading.Event()), pinned(identity.ca_pem)
        costs = []
        for _ in range(2):
            before = link.carried_down
            caller = Caller(identity.hq_url, context, line)
            assert caller.call("GET", words.HEALTH).status == 200
            caller.close()
            costs.append(link.carried_down - before)
    first, again = costs
    assert again < first / 2, "the certificate did not travel twice"


def test_one_connection_serves_call_after_call(little_hq: LittleHq) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=1e6) as link:
        identity = little_hq.identity(port=link.port)
        caller = Caller(identity.hq_url, pinned(identity.ca_pem), Line(threading.Event()))
        for _ in range(5):
            caller.call("GET", words.HEALTH)
        caller.close()
    assert link.connections == 1


def test_every_byte_on_the_wire_is_counted_with_tls(little_hq: LittleHq) -> None:
    with SlowLink(("127.0.0.1", little_hq.port), rate=1e6) as link:
        identity, line = little_hq.identity(port=link.port), Line(threading.Event())
        context = pinned(identity.ca_pem)
        for _ in range(2):
            caller = Caller(identity.hq_url, context, line)
            caller.call("PUT", f"{words.BATCHES}/{'0' * 64}", body=bytes(50_000))
            caller.close()
        assert (line.sent, line.received) == (link.carried_up, link.carried_down)
    assert line.traffic.up > line.sent + 70 * 40, "and headers of IP and TCP as reckoned"


def test_a_stopped_line_calls_nobody(little_hq: LittleHq) -> None:
    stop = threading.Event()
    stop.set()
    caller = Caller(little_hq.identity().hq_url, pinned(little_hq.identity().ca_pem), Line(stop))
    with pytest.raises(Stopped):
        caller.call("GET", words.HEALTH)
    assert not little_hq.ledger.calls


@pytest.mark.parametrize("answer", [b"", b"hello\r\n", b"\x16\x03\x03\xff\xff", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_whoever_answers_without_tls_counts_as_unreachable(answer: bytes, little_hq: LittleHq) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer_once, args=(listener, answer))
        thread.start()
        identity = little_hq.identity(port=listener.getsockname()[1])
        caller = Caller(identity.hq_url, pinned(identity.ca_pem), Line(threading.Event()))
        with pytest.raises(WorldError) as caught:
            caller.call("GET", words.HEALTH)
        thread.join()
    assert caught.value.failure.code is FailureCode.HQ_UNREACHABLE


def test_a_name_that_nobody_knows_counts_as_unreachable(little_hq: LittleHq) -> None:
    caller = Caller("https://hq.invalid", pinned(little_hq.identity().ca_pem), Line(threading.Event()))
    with pytest.raises(WorldError) as caught:
        caller.call("GET", words.HEALTH)
    assert caught.value.failure.code is FailureCode.HQ_UNREACHABLE


@pytest.mark.parametrize("pem", [b"", b"no certificate", bytes(range(256))])
def test_a_damaged_authority_is_trusted_for_nothing(pem: bytes) -> None:
    with pytest.raises(WorldError) as caught:
        pinned(pem)
    assert caught.value.failure.code is FailureCode.HQ_NOT_TRUSTED


def _answer_once(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)
