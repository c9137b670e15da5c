"""Evidence against a record may name somebody whom a court wants kept: it outlives the record then."""

from __future__ import annotations

from sync.hq import holds
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.test_retention import _no_rules as _no_rules
from tests.sync.hq.test_retention import asked, keep, old, purge


def test_evidence_stays_while_anybody_is_held_and_goes_with_its_record_else(quiet_hq: QuietHq) -> None:
    for name in ("crossings", "evidence"):
        keep(quiet_hq, name, 365)
    hold = holds.Hold("document", "appeal", "High Court", number="K7654321")
    with quiet_hq.connection() as connection:
        number = holds.place(connection, hold, "mvira")
    for left in (1, 0):
        (one,) = old(quiet_hq, 1)
        with quiet_hq.connection() as connection:
            connection.execute("TRUNCATE evidence")
            connection.execute(
                "INSERT INTO evidence (record_id, station, batch_id, seq, bytes, who, note)"
                " SELECT %s, min(number), 'other', 1, 'another traveller', 'mvira', 'why' FROM station",
                (one.record_id,),
            )
        assert purge(quiet_hq)["crossings"] == 1
        assert asked(quiet_hq, "SELECT count(*) FROM evidence") == left
        if left:
            with quiet_hq.connection() as connection:
                holds.release(connection, number, "appeal withdrawn", "mvira")
