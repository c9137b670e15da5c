"""Who may call the relay, and what nobody can do to it."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane
from app.domain.relay_role import RelayRole, RoleKind
from sync.ports import FrozenBatch, OutboxRow, StationIdentity
from sync.protocol import http as words
from sync.protocol.batch import Header, Maker, build
from sync.protocol.index import write_index
from sync.protocol.notes import NOTES, Told, write_note, write_told
from sync.relay import hold
from sync.relay.answering import MOST_ASKED
from sync.relay.call import Call, Reply
from sync.relay.client import RelayClient
from sync.relay.keeper import RelayKeeper
from sync.relay.server import Bounds, RelayServer, parse_address
from sync.relay.tls import Peer, client_context, server_context
from sync.road import Carried
from tests.helpers.fuzzing import fuzzed
from tests.helpers.port import DAY, LittleAuthority, LittleBooth, listed
from tests.helpers.publications import RING
from tests.sync.relay.conftest import LittlePort

KEY = (2, RING.content_keys[1][1])


def client(
    port: LittlePort, address: str, identity: StationIdentity, book: LittleBooth | None = None
) -> RelayClient:
    found = RelayClient(address, identity, book or port.booth(1), threading.Event())
    port.clients.append(found)
    return found


def batch_of(identity: StationIdentity, first_seq: int = 1, record: bytes = b"any record") -> FrozenBatch:
    maker = Maker(identity.station_number, identity.signing_key, identity.hq_seal_key)
    data = build([OutboxRow(first_seq, 9, record)], bytes(32), bytes(32), maker)
    return FrozenBatch(sha256(data).digest(), first_seq, 1, data)


def code_of(deed: Callable[[], object]) -> FailureCode:
    with pytest.raises(WorldError) as caught:
        deed()
    return caught.value.failure.code


def test_the_relay_carries_a_batch_until_hqs_receipt(port: LittlePort) -> None:
    _, relay, address = port.keep(port.booth(1))
    two, three = port.identities[1:]
    batch, road = batch_of(two), client(port, address, two)
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    with pytest.raises(Carried):
        road.deliver(batch, fresh=False)
    ((station, path),) = relay.hold.waiting()
    carrying = hold.read_carried(station, path)
    assert carrying is not None
    assert carrying.batch == batch
    assert port.woken
    # Nobody else sees that it is there.
    other = client(port, address, three)
    assert code_of(lambda: other.deliver(batch, fresh=False)) is FailureCode.BATCH_DAMAGED
    relay.hold.settle(2, batch.batch_id, b"the receipt")
    assert road.deliver(batch, fresh=False) == b"the receipt"
    assert relay.hold.waiting() == []
    # Brought again on purpose, it goes to HQ again: HQ may have lost it.
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    assert len(relay.hold.waiting()) == 1


def test_a_batch_that_hq_refuses_is_set_aside_at_its_booth(port: LittlePort) -> None:
    _, relay, address = port.keep(port.booth(1))
    two = port.identities[1]
    batch, road = batch_of(two), client(port, address, two)
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    relay.hold.refuse(2, batch.batch_id)
    assert code_of(lambda: road.deliver(batch, fresh=False)) is FailureCode.BATCH_DAMAGED
    forged = batch_of(replace(two, signing_key=port.identities[2].signing_key), 2)
    assert code_of(lambda: road.deliver(forged, fresh=True)) is FailureCode.BATCH_DAMAGED
    foreign = batch_of(port.identities[2])
    assert code_of(lambda: road.deliver(foreign, fresh=True)) is FailureCode.BATCH_DAMAGED


def test_a_booth_that_hq_refuses_is_sent_to_hq_itself_and_its_batch_is_not_at_fault(
    port: LittlePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, relay, address = port.keep(port.booth(1))
    two = port.identities[1]
    batch, road = batch_of(two), client(port, address, two)
    with pytest.raises(Carried):
        road.deliver(batch, fresh=True)
    monkeypatch.setattr(hold, "TURNED_AWAY", 0.0)
    relay.hold.turn_away(2, batch.batch_id)
    assert relay.hold.waiting() == []
    with pytest.raises(Carried):  # enrolled again, it is carried for as before
        road.deliver(batch, fresh=False)
    monkeypatch.undo()
    relay.hold.turn_away(2, batch.batch_id)
    assert code_of(lambda: road.deliver(batch, fresh=False)) is FailureCode.RELAY_REFUSED


def test_a_booth_whose_keys_the_relay_has_not_asked_for_is_behind_at_first(port: LittlePort) -> None:
    _, relay, _ = port.keep(port.booth(1))
    relay.shelf.note_index({"keys/1": 5}, write_index([]))
    assert relay.shelf.behind() == []
    relay.shelf.index(2, {"keys/2": 3})
    assert relay.shelf.behind() == [(2, {"keys/2": 3})]
    relay.shelf.note_mirrored(2)
    relay.shelf.index(2, {"keys/2": 3})
    assert relay.shelf.behind() == []


def test_a_booth_that_calls_everything_urgent_spends_no_dear_links_money(port: LittlePort) -> None:
    _, relay, address = port.keep(port.booth(1))
    two = port.identities[1]
    road = client(port, address, two)
    large = 100_000
    for seq in (1, 2, 3, 4):
        batch = replace(batch_of(two, seq, secrets.token_bytes(large)), lane=Lane.URGENT)
        with pytest.raises(Carried):
            road.deliver(batch, fresh=True)
    carried = [hold.read_carried(station, path) for station, path in relay.hold.waiting()]
    lanes = [one.batch.lane for one in carried if one is not None]
    assert lanes == [Lane.URGENT, Lane.URGENT, Lane.CROSSINGS, Lane.CROSSINGS]
    relay.standings.wait, asking = 0.0, Call("GET", words.STANDING, {}, {}, b"")
    said = [relay.answers.answer(Peer(2, "VUVLI", b""), asking).status for _ in range(MOST_ASKED + 1)]
    assert said == [404] * MOST_ASKED + [429], "nor by asking HQ again and again"


def test_a_relay_without_room_says_so_and_keeps_what_it_has(port: LittlePort) -> None:
    batch = batch_of(port.identities[1])
    full = hold.BatchHold(port.folder / "hold", lambda: None, most_bytes=len(batch.data))
    header = Header(0, 2, 0, 1, 1, bytes(12), 20)
    assert full.keep(header, batch.batch_id, batch.data)
    assert full.keep(header, batch.batch_id, batch.data)
    assert not full.keep(replace(header, first_seq=2), bytes(32), b"more")
    (port.folder / "hold" / "000002" / "0000000009-1-urgent-00.mbat.part").write_bytes(b"torn")
    again = hold.BatchHold(port.folder / "hold", lambda: None)
    assert [station for station, _ in again.waiting()] == [2]


def test_strangers_are_refused_on_both_sides(port: LittlePort) -> None:
    first = port.booth(1)
    _, _, address = port.keep(first)
    two, three = port.identities[1:]
    abroad = port.authority.identity(8, "VUSAN")
    first.port = port.listed = listed(*port.identities, revoked=[3])
    expired = port.authority.identity(2, life=DAY / 2)
    other_hq = replace(LittleAuthority().identity(2), ca_pem=two.ca_pem)
    port.sides[0]._look()
    codes = [
        code_of(client(port, address, one).check)
        for one in (three, replace(abroad, port="VUVLI"), expired, other_hq)
    ]
    assert codes[:2] == [FailureCode.RELAY_REFUSED] * 2
    assert set(codes[2:]) <= {FailureCode.RELAY_REFUSED, FailureCode.RELAY_UNREACHABLE}
    # A booth does not take a revoked station, one of another port or of another HQ for its relay either.
    for keeper in (three, abroad):
        first.port = listed(*port.identities, revoked=[3])
        server = RelayServer("127.0.0.1:0", server_context(keeper), _Echo())
        caller = client(port, f"127.0.0.1:{server.port}", two, first)
        assert code_of(caller.check) is FailureCode.RELAY_REFUSED
        assert server.stop()
    # Nor one that HQ revoked while their connection was open.
    first.port = listed(*port.identities)
    server = RelayServer("127.0.0.1:0", server_context(three), _Echo())
    caller = client(port, f"127.0.0.1:{server.port}", two, first)
    caller.check()
    first.port = listed(*port.identities, revoked=[3])
    assert code_of(caller.check) is FailureCode.RELAY_REFUSED
    assert server.stop()
    server = RelayServer("127.0.0.1:0", server_context(LittleAuthority().identity(1)), _Echo())
    assert code_of(client(port, f"127.0.0.1:{server.port}", two).check) is FailureCode.RELAY_REFUSED
    assert server.stop()
    bare = replace(two, certificate=b"", tls_key=b"")
    assert code_of(lambda: client(port, address, bare)) is FailureCode.RELAY_REFUSED


def test_notes_of_others_and_floods_of_notes_are_not_pinned(port: LittlePort) -> None:
    first = port.booth(1)
    _, relay, address = port.keep(first)
    two, three = port.identities[1:]
    road, epoch = client(port, address, two), relay.board.epoch
    note = port.booth(2).record(4, refused=True)
    good = write_note(note, KEY, two.signing_key)
    assert road.tell(Told(bytes(16), 0, (good,))) == epoch
    assert road.hear(epoch, 0, 0, 0).notes == ()
    for bad in (
        write_note(note, KEY, three.signing_key),
        write_note(replace(note, station_number=3), KEY, three.signing_key),
        write_note(replace(note, port="VUSAN"), KEY, two.signing_key),
        good[:-1],
    ):
        assert code_of(lambda data=bad: road.tell(Told(epoch, 0, (data,)))) is FailureCode.BATCH_DAMAGED  # type: ignore[misc]
    flood = Call("POST", NOTES, {}, {}, write_told(Told(epoch, 0, (good,) * 50)))
    relay.answers.most_notes = 150
    said = [relay.answers.answer(Peer(2, "VUVLI", b""), flood).status for _ in range(8)]
    assert said[0] == 200
    assert 429 in said
    assert len(relay.board.hear(epoch, 0, 0, 0).notes) == 1


class _Echo:
    """Answers everybody."""

    def accepts(self, peer: Peer | None) -> bool:
        return True

    def answer(self, peer: Peer, call: Call) -> Reply:
        return Reply(200, body=call.body)


def test_slow_and_silent_callers_hold_up_nobody(port: LittlePort) -> None:
    one, two = port.identities[:2]
    bounds = Bounds(connections=6, of_one_address=6, handshake=0.3, request=0.3, silence=0.3)
    server = RelayServer("127.0.0.1:0", server_context(one), _Echo(), bounds)
    where = ("127.0.0.1", server.port)
    silent = [socket.create_connection(where) for _ in range(6)]
    drip = socket.create_connection(where)  # one more than there is room for
    assert drip.recv(1) == b""
    for stranger in silent:
        stranger.settimeout(10)
        assert stranger.recv(1) == b""
        stranger.close()
    secured = client_context(two).wrap_socket(socket.create_connection(where))
    secured.settimeout(10)
    secured.sendall(b"PUT /v1/batches HTTP/1.1\r\nHost: r\r\nContent-Length: 900\r\n\r\nhalf")
    assert secured.recv(100) == b""
    for endless in (drip, secured):
        endless.close()
    caller = client(port, f"127.0.0.1:{server.port}", two)
    caller.check()
    assert server.stop()
    # A connection does not outlive its bound: the next one shows the certificate anew.
    server = RelayServer("127.0.0.1:0", server_context(one), _Echo(), Bounds(whole=0.1))
    with client_context(two).wrap_socket(socket.create_connection(("127.0.0.1", server.port))) as secured:
        secured.settimeout(10)
        call = b"PUT / HTTP/1.1\r\nHost: r\r\nContent-Length: 1\r\n\r\nx"
        answered = bytearray()
        while not answered or b"close" not in answered:
            secured.sendall(call)
            answered += secured.recv(1000)
        assert secured.recv(1000) == b""
    assert answered.startswith(b"HTTP/1.1 200")
    assert answered.endswith(b"x")
    assert server.stop()


@pytest.mark.parametrize(
    "sent, status",
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"PUT / HTTP/1.1\r\nHost: r\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"PUT / HTTP/1.1\r\nHost: r\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /" + b"x" * 200_000, 400),
        (b"GET / HTTP/1.1\r\nHost: r\r\n" + b"a: b\r\n" * 50_000, 400),
        (b"PUT / HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n" + b"x" * 0xFFFFF
         + b"\r\nfffff\r\n" + b"x" * 0xFFFFF + b"\r\n", 413),
    ],
)  # fmt: skip
def test_what_is_no_call_ends_its_own_connection_only(port: LittlePort, sent: bytes, status: int) -> None:
    _, _, address = port.keep(port.booth(1))
    where = parse_address(address)
    with client_context(port.identities[1]).wrap_socket(socket.create_connection(where)) as secured:
        secured.settimeout(10)
        try:
            secured.sendall(sent)
            answered = secured.recv(100)
        except OSError:
            answered = b""  # it was cut before it had sent all
        assert not answered or answered.startswith(f"HTTP/1.1 {status}".encode())
    road = client(port, address, port.identities[1])
    road.check()


def test_it_stops_in_the_middle_of_anything(port: LittlePort) -> None:
    side, relay, address = port.keep(port.booth(1))

    def hear() -> None:
        try:
            client(port, address, port.identities[1]).hear(bytes(16), 0, 0, 25)
        except WorldError:
            pass  # cut before it was answered

    waiting = threading.Thread(target=hear)
    waiting.start()
    with socket.create_connection(parse_address(address)), client_context(port.identities[2]).wrap_socket(
        socket.create_connection(parse_address(address))
    ):  # fmt: skip
        assert side.stop()
    waiting.join()
    port.sides.clear()
    assert relay.stop()


def test_addresses() -> None:
    assert parse_address("192.0.2.7:8743") == ("192.0.2.7", 8743)
    assert parse_address("[2001:db8::7]:1") == ("2001:db8::7", 1)
    for text in ("", ":", "a", "a:", ":1", "a:65536", "a:-1", "a:٣"):
        assert code_of(lambda said=text: parse_address(said)) is FailureCode.FIELD_INVALID  # type: ignore[misc]
        assert not RelayRole(RoleKind.USE, text).holds
    assert RelayRole(RoleKind.HERE, "[::]:8743").holds
    assert not RelayRole(RoleKind.USE, "10.0.0.1:0").holds
    assert not RelayRole(RoleKind.OFF, "10.0.0.1:1").holds


PATHS = st.sampled_from(
    [words.HEALTH, words.STANDING, words.PUBLISHED, NOTES, f"{words.BATCHES}/{'ab' * 32}",
     f"{words.BATCHES}/{'ab' * 32}/receipt", f"{words.PUBLISHED}/people/un/3", f"{words.PUBLISHED}/a/../3"]
)  # fmt: skip
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
BODIES = st.binary(max_size=60) | st.builds(
    lambda notes: write_told(Told(bytes(16), 0, tuple(notes))), st.lists(st.binary(max_size=40), max_size=3)
)


@fuzzed(share=0.03)
@given(
    st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"]),
    PATHS | TEXTS,
    st.dictionaries(st.sampled_from(["held", "after", "of"]), TEXTS, max_size=3),
    st.dictionaries(st.sampled_from(["upload-offset", "range", "lane"]), TEXTS, max_size=3),
    BODIES,
)
def test_no_call_breaks_the_relay(
    relay: RelayKeeper, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    reply = relay.answers.answer(Peer(2, "VUVLI", b""), Call(method, path, query, headers, body))
    assert reply.status in (200, 202, 206, 400, 403, 404, 405, 409, 416, 422, 429)


@pytest.fixture
def relay(port: LittlePort) -> RelayKeeper:
    _, found, _ = port.keep(port.booth(1))
    found.standings.wait = 0.0
    return found
