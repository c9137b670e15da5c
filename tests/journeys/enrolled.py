"""A station with the real store, enrolled with a real HQ."""

from __future__ import annotations

from pathlib import Path

from app.flow.ports import HqEnrolment
from sync.enrol import enrol
from tests.app.store.booth import StationInTest
from tests.helpers.hq import RunningHq


def enrolled_station(home: Path, hq: RunningHq, hq_url: str = "") -> StationInTest:
    """Found a station and enrol it by a one-time code; it will call HQ by `hq_url` if given."""
    station = StationInTest(home).found()
    with station.signed_in("harbourmaster") as session:
        who = session.station
        code = hq.enrol_code(who.port, who.booth)
        found = enrol(hq.url, code, (who.country, who.port, who.booth, who.station_id))
        session.enrolment.save(
            HqEnrolment(
                hq_url=hq_url or found.hq_url,
                station_number=found.station_number,
                token=found.token,
                signing_key=found.signing_key,
                hq_receipt_key=found.hq_receipt_key,
                hq_seal_key=found.hq_seal_key,
                ca_pem=found.ca_pem,
                certificate=found.certificate,
                tls_key=found.tls_key,
            )
        )
    return station
