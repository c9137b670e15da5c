"""Who calls HQ: whoever is not a station in good standing gets nothing, on any call, and learns nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event
from urllib.parse import urlsplit

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.failure import FailureCode, WorldError
from sync.enrol import Pending, begin_by_stick, finish_by_stick
from sync.hq.authority import Root, issue_client, load_root, serial_bytes
from sync.hq.certificates import wanted_key
from sync.hq.enrolment import answer_by_stick
from sync.hq.keys import load_keys
from sync.hq.peers import MOST_OF_ONE, MOST_STRANGERS
from sync.hq.publishing import Press
from sync.http import HqClient, pinned, secured
from sync.identity import certificate_request, make_tls_key, not_after, renewal_due
from sync.ports import FrozenBatch, StationIdentity
from sync.renewing import Renewing
from tests.helpers.certificates import KeptCertificates
from tests.helpers.hq import RunningHq
from tests.helpers.little_hq import make_authority
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import BOOTH, PORT, Station

_CALLS = ("put", "head", "receipt", "index", "publication", "standing", "renew")
_CALLERS = {
    "unknown token": "SYN-03",
    "no certificate": "SYN-10",
    "certificate of another station": "SYN-03",
    "expired certificate": "SYN-10",
    "revoked certificate": "SYN-03",
    "replaced certificate": "SYN-03",
    "revoked station": "SYN-03",
}


@dataclass
class Scene:
    """A station in good standing, what it has at HQ, and ways to be somebody else."""

    hq: RunningHq
    station: Station
    other: Station
    settled: FrozenBatch
    fresh: FrozenBatch

    def calls(self, http: httpx2.Client, token: str, port: str = PORT) -> Iterator[httpx2.Response]:
        """Every call that a station makes, one of each."""
        headers = {"Authorization": f"Bearer {token}"}
        batches, published = "/v1/batches", "/v1/published"
        yield http.put(f"{batches}/{self.fresh.batch_id.hex()}", content=self.fresh.data, headers=headers)
        yield http.head(f"{batches}/{self.settled.batch_id.hex()}", headers=headers)
        yield http.get(f"{batches}/{self.settled.batch_id.hex()}/receipt", headers=headers)
        yield http.get(published, headers=headers)
        yield http.get(f"{published}/keys/{self.station.number}/1", headers=headers)
        yield http.get("/v1/standing", headers=headers)
        yield http.post("/v1/certificate", content=certificate_request(make_tls_key()), headers=headers)

    def certified(self, issued_at: datetime) -> StationIdentity:
        """The station with another certificate of HQ's, made at that moment and known to the ledger."""
        root, key = load_root(self.hq.home), make_tls_key()
        public = wanted_key(certificate_request(key))
        made = issue_client(root, self.station.number, PORT, public, issued_at)
        with self.hq.connection() as connection:
            connection.execute(
                "INSERT INTO certificate (serial, station, token_hash, made_at, not_after, der)"
                " SELECT %s, station, token_hash, %s, %s, der FROM certificate WHERE station = %s LIMIT 1",
                (serial_bytes(made.serial_number), issued_at, made.not_valid_after_utc, self.station.number),
            )
        return replace(self.station.identity, certificate=made.public_bytes(Encoding.PEM), tls_key=key)

    def mark(self, who: StationIdentity, column: str) -> None:
        """Mark a certificate in the ledger, as revoking or replacing does."""
        serial = serial_bytes(x509.load_pem_x509_certificate(who.certificate).serial_number)
        with self.hq.connection() as connection:
            connection.execute(
                f"UPDATE certificate SET {column} = now() WHERE serial = %s".encode(), (serial,)
            )

    def imposter(self, kind: str) -> StationIdentity:
        """Somebody who is not quite the station."""
        ours, now = self.station.identity, datetime.now(UTC)
        if kind == "unknown token":
            return replace(ours, token="guessed")
        if kind == "no certificate":
            return replace(ours, certificate=b"", tls_key=b"")
        if kind == "certificate of another station":
            theirs = self.other.identity
            return replace(ours, certificate=theirs.certificate, tls_key=theirs.tls_key)
        if kind == "expired certificate":
            return self.certified(now - timedelta(days=401))
        if kind == "revoked station":
            self.hq.revoke(self.other.number)
            return self.other.identity
        found = self.certified(now)
        self.mark(found, "revoked_at" if kind == "revoked certificate" else "replaced_at")
        return found


@pytest.fixture
def scene(hq: RunningHq, new_station: NewStation) -> Scene:
    station, other = new_station(), new_station()
    settled = station.batch(station.crossings(1))
    station.receipt(station.put(settled))
    with hq.connection() as connection:
        Press(connection, hq.home).publish_keys(station.number)
    return Scene(hq, station, other, settled, station.batch(station.crossings(1)))


def test_whoever_is_no_station_in_good_standing_gets_nothing_on_any_call(scene: Scene) -> None:
    for kind, code in _CALLERS.items():
        who = scene.imposter(kind)
        with httpx2.Client(base_url=scene.hq.url, verify=secured(who)) as http:
            for call, answer in zip(_CALLS, scene.calls(http, who.token), strict=True):
                told = (kind, call, answer.status_code, answer.headers.get("Failure-Code"), answer.text)
                body = "" if call == "head" else f'{{"code":"{code}"}}'
                assert told == (kind, call, 401, code, body)
    assert scene.station.head(scene.fresh).status_code == 404
    answers = list(scene.calls(scene.station.http, scene.station.identity.token))
    assert [answer.status_code for answer in answers] == [200] * 7


def test_however_many_connections_strangers_or_one_station_hold_another_finds_room(scene: Scene) -> None:
    where, context = urlsplit(scene.hq.url), pinned(scene.hq.ca_pem)
    with ExitStack() as stack:
        for shown, most in ((context, MOST_STRANGERS), (secured(scene.other.identity), MOST_OF_ONE)):
            held = [
                stack.enter_context(
                    shown.wrap_socket(
                        socket.create_connection((where.hostname, where.port or 0), timeout=10),
                        server_hostname=where.hostname,
                    )
                )
                for _ in range(most + 1)
            ]
            assert held[-1].recv(1) == b"", "one more than there is room for"
        scene.station.connect()
        scene.station.receipt(scene.station.put(scene.fresh))
    with httpx2.Client(base_url=scene.hq.url, verify=context) as http:
        assert http.get("/v1/health").status_code == 200


def test_a_certificate_of_another_authority_ends_the_call_before_it_begins(scene: Scene) -> None:
    ca, ca_key, _, _ = make_authority()
    key, ours = make_tls_key(), scene.station.identity
    public = wanted_key(certificate_request(key))
    made = issue_client(Root(ca, ca_key), scene.station.number, PORT, public, datetime.now(UTC))
    foreign = secured(replace(ours, certificate=made.public_bytes(Encoding.PEM), tls_key=key))
    with httpx2.Client(base_url=scene.hq.url, verify=foreign) as http:
        for path in ("/v1/standing", "/v1/health"):
            with pytest.raises(httpx2.TransportError):
                http.get(path, headers=scene.station.authorization())


def test_no_station_reads_what_is_for_another_port_or_another_station(scene: Scene) -> None:
    published, headers = "/v1/published", scene.station.authorization()
    for stream in (f"keys/{scene.other.number}", "late/UTXXX", "stations/UTXXX"):
        assert scene.station.http.get(f"{published}/{stream}/1", headers=headers).status_code == 404
    assert (
        scene.station.http.get(f"{published}/keys/{scene.station.number}/1", headers=headers).status_code
        == 200
    )


def test_a_renewed_certificate_counts_from_its_first_call_and_the_old_one_no_more(scene: Scene) -> None:
    before, keeping = scene.station.identity, KeptCertificates(scene.station.identity)
    clock = not_after(before.certificate) - timedelta(days=130)
    assert not renewal_due(before.certificate, datetime.now(UTC))
    road = HqClient(before, Event())
    renewing = Renewing(lambda: keeping, lambda: clock)
    assert renewing.due()
    assert renewing.run(road, lambda: None) is None
    assert not renewing.due()
    renewed = keeping.who
    assert renewed.certificate != before.certificate
    assert not_after(renewed.certificate) >= not_after(before.certificate)
    road.standing()  # until the new one is shown the old one counts: the answer might have been lost
    again = HqClient(renewed, Event())
    again.standing()
    with pytest.raises(WorldError) as caught:
        road.standing()
    assert caught.value.failure.code is FailureCode.HQ_REFUSED_STATION
    road.close()
    again.close()


def test_asking_for_a_certificate_again_and_again_is_slowed_down_and_nonsense_refused(scene: Scene) -> None:
    key, http, headers = make_tls_key(), scene.station.http, scene.station.authorization()
    same = {
        http.post("/v1/certificate", content=certificate_request(key), headers=headers).text for _ in range(2)
    }
    assert len(same) == 1
    others = [
        http.post("/v1/certificate", content=certificate_request(make_tls_key()), headers=headers)
        for _ in range(5)
    ]
    assert [answer.status_code for answer in others] == [200] * 4 + [429]
    for body, status in ((b"", 422), (b"nonsense", 422), (bytes(5000), 413)):
        assert http.post("/v1/certificate", content=body, headers=headers).status_code == status


def test_an_hq_that_forgot_a_certificate_knows_it_again_by_its_own_signature(scene: Scene) -> None:
    who = scene.station.identity
    with scene.hq.connection() as connection:
        connection.execute(
            "UPDATE station SET token_hash = c.token_hash FROM certificate c WHERE c.station = number"
        )
        connection.execute("DELETE FROM certificate WHERE station = %s", (who.station_number,))
    scene.station.receipt(scene.station.put(scene.fresh))
    with scene.hq.connection() as connection:
        row = connection.execute(
            "SELECT count(*) FROM certificate WHERE station = %s", (who.station_number,)
        ).fetchone()
    assert row == (1,)


def test_a_resumed_session_still_says_who_calls(scene: Scene) -> None:
    road = HqClient(scene.station.identity, Event())
    first = road.standing()
    road._caller.close()
    assert road.standing()[:4] == first[:4]
    road.close()


def test_a_booth_without_a_link_enrols_by_stick(hq: RunningHq) -> None:
    who = ("UTO", PORT, BOOTH, "UTAVR-S1")
    pending, request = begin_by_stick(hq.enrol_code(), who, hq.url)
    with hq.connection() as connection:
        answer = answer_by_stick(connection, load_keys(hq.home), load_root(hq.home), request)
        again = answer_by_stick(connection, load_keys(hq.home), load_root(hq.home), request)
    assert again == answer
    identity = finish_by_stick(pending, answer)
    road = HqClient(identity, Event())
    road.standing()
    road.close()
    second, other = begin_by_stick(hq.enrol_code(), who, hq.url, identity)
    with hq.connection() as connection:
        answered = answer_by_stick(connection, load_keys(hq.home), load_root(hq.home), other)
    assert finish_by_stick(second, answered).station_number == identity.station_number
    refused_answer(pending, answered, FailureCode.DRIVE_FOREIGN)
    refused_answer(replace(pending, ca_fingerprint=bytes(10)), answer, FailureCode.HQ_NOT_TRUSTED)
    refused_answer(replace(pending, signing_key=bytes(32)), answer, FailureCode.HQ_NOT_TRUSTED)


def refused_answer(pending: Pending, answer: bytes, code: FailureCode) -> None:
    with pytest.raises(WorldError) as caught:
        finish_by_stick(pending, answer)
    assert caught.value.failure.code is code
