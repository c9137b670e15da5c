"""HQ says how it stands with each station, and to nobody else."""

from __future__ import annotations

import threading

from sync.hq.keys import load_keys
from sync.hq.standing import standing_word
from sync.http import HqClient
from sync.protocol.standing import BEYOND, read_standing
from tests.helpers.hq import RunningHq
from tests.sync.hq.station import Station


def test_hq_says_what_it_lacks_up_to_the_end_of_all_seqs(hq: RunningHq, station: Station) -> None:
    who, road = station.identity, HqClient(station.identity, threading.Event())

    def gaps() -> tuple[tuple[int, int], ...]:
        return read_standing(road.standing(), who.hq_receipt_key, station.number).gaps

    assert gaps() == ((1, BEYOND),)
    batches = [station.batch(station.crossings(2)) for _ in range(4)]
    for place in (0, 3):
        station.receipt(station.put(batches[place]))
    assert gaps() == ((3, 6), (9, BEYOND))
    station.receipt(station.put(batches[2]))
    assert gaps() == ((3, 4), (9, BEYOND))
    station.receipt(station.put(batches[1]))
    assert gaps() == ((9, BEYOND),)
    with hq.connection() as connection:
        word = standing_word(connection, load_keys(hq.home), station.number)
        heard = connection.execute(
            "SELECT compared_at IS NOT NULL FROM station_heard WHERE station = %s", (station.number,)
        ).fetchone()
    assert read_standing(word, who.hq_receipt_key, station.number).gaps == ((9, BEYOND),)
    assert heard == (True,)
    road.close()


def test_strangers_and_revoked_stations_hear_nothing(hq: RunningHq, station: Station) -> None:
    assert station.http.get("/v1/standing").status_code == 401
    assert station.http.get("/v1/standing", headers=station.authorization("guessed")).status_code == 401
    assert station.http.get("/v1/standing", headers=station.authorization()).status_code == 200
    hq.revoke(station.number)
    assert station.http.get("/v1/standing", headers=station.authorization()).status_code == 401
