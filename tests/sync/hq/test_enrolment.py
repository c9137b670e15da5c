"""A station becomes one of HQ's by a one-time code, once, and HQ is trusted by what the code carries."""

from __future__ import annotations

import ssl
from dataclasses import replace

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from sync.enrol import begin_by_stick, enrol
from sync.hq.enrolment import SKIPPED, skip_numbers
from sync.identity import make_tls_key
from sync.protocol.code import OneTimeCode, read_code
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


def test_a_station_that_enrols_again_keeps_its_number_and_its_chain_goes_on(hq: RunningHq) -> None:
    station = Station(hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    waiting, before = station.batch(station.crossings(1)), station.identity
    station.enrol_again()
    assert station.number == before.station_number
    assert (station.identity.token, station.identity.certificate) != (before.token, before.certificate)
    said = station.receipt(station.put(waiting))
    assert (said.up_to_seq, said.gaps) == (2, ())
    station.identity = before
    station.connect()
    answer = station.put(station.batch(station.crossings(1)))
    assert (answer.status_code, answer.json()) == (401, {"code": "SYN-03"})
    station.close()


def test_a_known_key_at_another_booth_or_of_another_station_is_refused(hq: RunningHq) -> None:
    station = Station(hq)
    for who, booth in ((("UTO", PORT, "2", station.name), "2"), (("UTO", PORT, BOOTH, "UTAVR-X"), BOOTH)):
        with pytest.raises(WorldError) as caught:
            enrol(hq.url, hq.enrol_code(PORT, booth), who, station.identity)
        assert caught.value.failure.code is FailureCode.ENROLMENT_CODE_WRONG
    station.close()


def test_a_revoked_station_comes_back_only_by_a_code_for_it_alone(hq: RunningHq) -> None:
    station = Station(hq)
    station.receipt(station.put(station.batch(station.crossings(1))))
    hq.revoke(station.number)
    who, again = ("UTO", PORT, BOOTH, station.name), station.code
    for code, failure in (
        (again, FailureCode.ENROLMENT_CODE_WRONG),
        (hq.enrol_code(), FailureCode.HQ_REFUSED_STATION),
    ):
        with pytest.raises(WorldError) as caught:
            enrol(hq.url, code, who, station.identity)
        assert caught.value.failure.code is failure
    number = station.number
    ours = hq.enrol_code(station=number)
    assert refused(hq, ours, who) is FailureCode.ENROLMENT_CODE_WRONG  # another key: not the same station
    station.enrol_again(ours)
    assert station.number == number
    station.receipt(station.put(station.batch(station.crossings(1))))
    station.close()


def test_an_hq_that_forgot_a_station_gives_its_number_back_and_no_other_gets_it(hq: RunningHq) -> None:
    station = Station(hq)
    number, waiting = station.number, station.batch(station.crossings(1))
    with hq.connection() as connection:
        for forget in (
            "UPDATE enrolment_code SET used_by = NULL WHERE used_by = %s",
            "DELETE FROM certificate WHERE station = %s",
            "DELETE FROM station WHERE number = %s",
        ):
            connection.execute(forget.encode(), (number,))
        skip_numbers(connection)
    other = Station(hq)
    assert other.number > number + SKIPPED
    assert station.put(waiting).json() == {"code": "SYN-03"}
    stranger = replace(station.identity, tls_key=make_tls_key(), signing_key=bytes(31) + b"7")
    taken = enrol(hq.url, hq.enrol_code(), ("UTO", PORT, BOOTH, "UTAVR-Y"), stranger)
    assert taken.station_number > other.number
    station.enrol_again()
    assert station.number == number
    assert station.receipt(station.put(waiting)).up_to_seq == 1
    station.close()
    other.close()


def test_what_was_made_for_the_stick_is_nothing_on_the_link(hq: RunningHq) -> None:
    _, request = begin_by_stick(hq.enrol_code(), _WHO, hq.url)
    with httpx2.Client(base_url=hq.url, verify=ssl_of(hq)) as http:
        assert http.post("/v1/enrol", content=request).status_code == 403


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
