"""A station becomes one of HQ's by a one-time code, once, and HQ is trusted by what the code carries."""

from __future__ import annotations

import ssl

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.enrol import enrol
from sync.protocol.code import OneTimeCode, read_code
from sync.protocol.enrolment import write_request
from tests.helpers.hq import RunningHq
from tests.sync.hq.station import BOOTH, PORT, Station

_WHO = ("UTO", PORT, BOOTH, "UTAVR-A1")


def refused(hq: RunningHq, code: str, station: tuple[str, str, str, str] = _WHO) -> FailureCode:
    """The code of the failure with which enrolment ends."""
    with pytest.raises(WorldError) as caught:
        enrol(hq.url, code, station)
    return caught.value.failure.code


def test_a_code_makes_one_station(hq: RunningHq) -> None:
    code = hq.enrol_code()
    first = enrol(hq.url, code, _WHO)
    assert first.ca_pem == hq.ca_pem
    assert refused(hq, code, ("UTO", PORT, BOOTH, "UTAVR-A2")) is FailureCode.ENROLMENT_CODE_WRONG


def test_a_code_may_be_used_again_by_itself_until_the_station_has_sent_something(hq: RunningHq) -> None:
    code = hq.enrol_code()
    lost = enrol(hq.url, code, ("UTO", PORT, BOOTH, "UTAVR-B1"))
    again = enrol(hq.url, code, ("UTO", PORT, BOOTH, "UTAVR-B1"))
    assert again.station_number == lost.station_number
    assert again.token != lost.token
    station = Station(hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    assert station.put(station.batch(station.crossings(1)), token=lost.token).status_code == 401
    station.close()


def test_the_code_of_a_station_that_has_sent_is_spent(hq: RunningHq) -> None:
    station = Station(hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    who = ("UTO", PORT, BOOTH, station.name)
    assert refused(hq, station.code, who) is FailureCode.ENROLMENT_CODE_WRONG
    station.receipt(station.put(station.batch(station.crossings(1))))
    station.close()


def test_a_code_that_is_too_old_or_for_another_booth_is_refused(hq: RunningHq) -> None:
    assert refused(hq, hq.enrol_code(hours=-1)) is FailureCode.ENROLMENT_CODE_WRONG
    assert refused(hq, hq.enrol_code(booth="7")) is FailureCode.ENROLMENT_CODE_WRONG


def test_a_code_of_another_hq_does_not_make_anybody_trust_this_one(hq: RunningHq) -> None:
    made = read_code(hq.enrol_code())
    foreign = str(OneTimeCode(made.secret, bytes(10)))
    assert refused(hq, foreign) is FailureCode.HQ_NOT_TRUSTED


def test_hq_keeps_no_code_and_no_token(hq: RunningHq) -> None:
    code = hq.enrol_code()
    token = enrol(hq.url, code, ("UTO", PORT, BOOTH, "UTAVR-C1")).token
    with hq.connection() as connection:
        rows = connection.execute("SELECT row(s.*)::text FROM station s").fetchall()
        rows += connection.execute("SELECT row(c.*)::text FROM enrolment_code c").fetchall()
    said = "\n".join(row[0] for row in rows)
    assert token not in said
    assert read_code(code).secret.hex() not in said


def test_a_key_cannot_be_enrolled_twice(hq: RunningHq) -> None:
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    with httpx2.Client(base_url=hq.url, verify=ssl_of(hq)) as http:
        answers = [
            http.post("/v1/enrol", content=write_request(read_code(hq.enrol_code()).secret, _WHO, key))
            for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [200, 403]


def test_guessing_codes_is_slowed_down(own_hq: RunningHq) -> None:
    with httpx2.Client(base_url=own_hq.url, verify=ssl_of(own_hq)) as http:
        answers = [http.post("/v1/enrol", content=bytes([turn])) for turn in range(21)]
    assert [answer.status_code for answer in answers] == [403] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "60"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=500))
def test_senseless_requests_are_refused(hq: RunningHq, body: bytes) -> None:
    with httpx2.Client(base_url=hq.url, verify=ssl_of(hq)) as http:
        assert http.post("/v1/enrol", content=body).status_code in (403, 429)
        assert http.post("/v1/enrol", content=bytes(70_000)).status_code in (413, 429)


def test_a_caller_that_pins_another_authority_hangs_up(hq: RunningHq) -> None:
    with (
        httpx2.Client(base_url=hq.url, verify=ssl.create_default_context()) as http,
        pytest.raises(httpx2.ConnectError, match="certificate verify failed"),
    ):
        http.get("/v1/health")


def test_hq_speaks_nothing_older_than_tls_1_3(hq: RunningHq) -> None:
    old = ssl_of(hq)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with httpx2.Client(base_url=hq.url, verify=old) as http, pytest.raises(httpx2.ConnectError):
        http.get("/v1/health")


def ssl_of(hq: RunningHq) -> ssl.SSLContext:
    """A context that trusts this HQ alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=hq.ca_pem.decode())
    return context
