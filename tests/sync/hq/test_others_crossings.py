"""Who recorded a crossing corrects it: no other station changes what HQ and the ports know of it."""

from __future__ import annotations

from dataclasses import replace

import uuid_utils

from app.domain.crossing import Crossing
from sync.hq.joining import join_arrived
from sync.hq.rescreening import _ARRIVED
from tests.helpers.hq import RunningHq
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.station import Station


def correction(of: Crossing, by: Station) -> Crossing:
    """What another station says of a crossing: somebody else crossed."""
    (own,) = by.crossings(1)
    fresh = str(uuid_utils.uuid7())
    return replace(own, record_id=fresh, crossing_id=of.crossing_id, version=2, correction="a slip")


def counted(hq: RunningHq, crossing: Crossing) -> tuple[set[str], str]:
    """The surnames that count for a crossing: where travellers are screened, and where they are joined."""
    with hq.connection(autocommit=True) as connection:
        join_arrived(connection)
        rows = connection.execute(
            "SELECT record_id, at FROM crossing WHERE crossing_id = %s", (crossing.crossing_id,)
        ).fetchall()
        arrived = connection.execute(_ARRIVED.encode(), ([row[0] for row in rows], [row[1] for row in rows]))
        screened = {row[1] for row in arrived.fetchall()}
        names = {
            row[0]
            for record in screened
            for row in connection.execute(
                "SELECT surname FROM crossing WHERE record_id = %s", (record,)
            ).fetchall()
        }
        joined = connection.execute(
            "SELECT surname FROM bearer JOIN bearer_crossing ON bearer = number WHERE crossing_id = %s",
            (crossing.crossing_id,),
        ).fetchone()
    assert joined is not None
    return names, joined[0]


def test_a_station_corrects_its_own_crossings_and_nobody_elses(
    hq: RunningHq, new_station: NewStation
) -> None:
    ours, rogue = new_station(), new_station()
    (true,) = ours.crossings(1)
    ours.receipt(ours.put(ours.batch([true])))
    said = rogue.receipt(rogue.put(rogue.batch([correction(true, rogue)])))
    assert [code for _, code in said.rejected] == ["REC-04"]
    name = true.document.surname
    assert counted(hq, true) == ({name}, name)
    fresh = str(uuid_utils.uuid7())
    right = replace(true, record_id=fresh, version=2, correction="mistyped")
    assert ours.receipt(ours.put(ours.batch([right]))).rejected == ()


def test_what_another_station_said_before_the_crossing_came_counts_no_more(
    hq: RunningHq, new_station: NewStation
) -> None:
    ours, rogue = new_station(), new_station()
    for join_between in (True, False):
        (true,) = ours.crossings(1)
        forged = correction(true, rogue)
        assert rogue.receipt(rogue.put(rogue.batch([forged]))).rejected == ()
        if join_between:
            assert counted(hq, true)[1] == forged.document.surname
        ours.receipt(ours.put(ours.batch([true])))
        screened, joined = counted(hq, true)
        assert true.document.surname in screened
        assert joined == true.document.surname
