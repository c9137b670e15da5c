"""What a port's relay may do at HQ for the other stations of its port, and what it may not."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from cryptography import x509

from app.domain.failure import FailureCode, WorldError
from sync.enrol import enrol
from sync.http import HqClient
from sync.identity import certificate_request, make_tls_key, station_name
from sync.protocol import receipt
from sync.protocol.index import read_index
from sync.protocol.standing import read_standing
from tests.helpers.hq import RunningHq
from tests.helpers.logs import ExpectLog
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import PORT, Station


@pytest.fixture
def road(station: Station) -> Iterator[HqClient]:
    """The relay's own road: it is the test's `station`."""
    client = HqClient(station.identity, threading.Event())
    yield client
    client.close()


def refused(road: HqClient, of: int) -> FailureCode:
    with pytest.raises(WorldError) as told:
        road.on_behalf(of).index({})
    return told.value.failure.code


def test_a_relay_brings_batches_and_fetches_for_a_station_of_its_port(
    road: HqClient, new_station: NewStation
) -> None:
    booth = new_station()
    batch = booth.batch(booth.crossings(3))
    behalf = road.on_behalf(booth.number)
    said = receipt.read(behalf.deliver(batch, fresh=True), booth.identity.hq_receipt_key)
    receipt.require_about(said, booth.number, batch.batch_id)
    assert said.up_to_seq == 3
    again = receipt.read(behalf.deliver(batch, fresh=False), booth.identity.hq_receipt_key)
    assert again == said
    standing = read_standing(behalf.standing(), booth.identity.hq_receipt_key, booth.number)
    assert standing.gaps[0][0] == 4
    streams = {row.stream for row in read_index(behalf.index({}))}
    assert f"keys/{booth.number}" in streams
    assert behalf.fetch(f"keys/{booth.number}", 1, 0, 100)
    with pytest.raises(WorldError):
        road.fetch(f"keys/{booth.number}", 1, 0, 100)


def test_a_relay_speaks_for_nobody_else(
    road: HqClient, hq: RunningHq, station: Station, new_station: NewStation
) -> None:
    abroad = enrol(hq.url, hq.enrol_code("UTBAY", "1"), ("UTO", "UTBAY", "1", "UTBAY-01"))
    gone = new_station()
    hq.revoke(gone.number)
    for number in (abroad.station_number, gone.number, 999_999):
        assert refused(road, number) is FailureCode.HQ_REFUSED_STATION
    for of in ("0", "-1", "x", "1" * 12, f"{station.number}&of={station.number}"):
        assert station.http.get(f"/v1/published?of={of}", headers=station.authorization()).status_code == 403
    assert station.http.get(f"/v1/published?of={station.number}").status_code == 401


def test_a_relay_brings_nothing_of_a_station_whose_certificate_is_over_until_it_has_enrolled_again(
    road: HqClient, hq: RunningHq, new_station: NewStation
) -> None:
    booth = new_station()
    batch = booth.batch(booth.crossings(1))
    hq.let_certificates_end(booth.number)
    assert refused(road, booth.number) is FailureCode.CERTIFICATE_EXPIRED
    with pytest.raises(WorldError) as told:
        road.on_behalf(booth.number).deliver(batch, fresh=True)
    assert told.value.failure.code is FailureCode.CERTIFICATE_EXPIRED
    booth.enrol_again()
    said = receipt.read(
        road.on_behalf(booth.number).deliver(batch, fresh=True), booth.identity.hq_receipt_key
    )
    assert said.up_to_seq == 1


def test_what_another_station_did_not_sign_is_not_taken_from_a_relay(
    road: HqClient, station: Station, new_station: NewStation, expect_log: ExpectLog
) -> None:
    booth = new_station()
    own = station.batch(station.crossings(1))
    with pytest.raises(WorldError) as told:
        road.on_behalf(booth.number).deliver(own, fresh=True)
    assert told.value.failure.code is FailureCode.BATCH_DAMAGED


def test_a_relay_gets_no_certificate_for_another_station(
    road: HqClient, station: Station, new_station: NewStation
) -> None:
    booth = new_station()
    request = certificate_request(make_tls_key())
    answer = station.http.post(
        f"/v1/certificate?of={booth.number}", content=request, headers=station.authorization()
    )
    made = x509.load_pem_x509_certificate(answer.content)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = names.get_values_for_type(x509.UniformResourceIdentifier)
    assert named == [station_name(station.number, PORT)]


def test_a_station_tells_of_itself_where_that_is_new_and_a_relay_of_nobody_else(
    station: Station, new_station: NewStation, hq: RunningHq
) -> None:
    said = iter(["0.1.0;5;document=ready", "0.1.0;5;document=ready", "0.1.0;7;document=gone", "nonsense"])
    client, other = HqClient(station.identity, threading.Event(), lambda: next(said)), new_station()

    def told() -> list[tuple[object, ...]]:
        with hq.connection() as connection:
            return connection.execute(
                "SELECT version, made, readers, at FROM station_told WHERE station = ANY(%s)",
                ([station.number, other.number],),
            ).fetchall()

    client.on_behalf(other.number).index({})
    assert told() == []
    client.index({})
    ((version, made, readers, first),) = told()
    assert (version, made, readers) == ("0.1.0", 5, [["document", "ready"]])
    client.standing()
    assert told()[0][3] == first  # nothing new, nothing said
    client.standing()
    assert told()[0][1:3] == (7, [["document", "gone"]])
    client.index({})
    assert told()[0][1] == 7
    client.close()
