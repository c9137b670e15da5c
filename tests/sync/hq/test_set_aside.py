"""What HQ could not settle by itself waits in one queue, and is worked off by people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from click.testing import CliRunner

from app.domain.crossing import Crossing
from app.domain.record import encode
from sync.hq import audit
from sync.hq.cli import cli
from sync.hq.joining import join_arrived
from sync.protocol.kinds import CROSSING
from tests.sync.hq.joined import crossed
from tests.sync.hq.quiet import BOOTH, NAME, PORT, QuietHq

OTHER = "UTAVR-99"
LATER_KIND = 77


def told(hq: QuietHq, *arguments: str, fails: bool = False) -> Any:
    """What a command of the queue prints as JSON; its words when it fails."""
    run = CliRunner().invoke(cli, ["queue", *arguments, "--home", str(hq.home.folder), "--json"])
    assert (run.exit_code != 0) == fails, run.output
    return run.stderr if fails else json.loads(run.stdout)


def waiting(hq: QuietHq) -> dict[str, int]:
    found: dict[str, int] = told(hq, "list")["waiting"]
    return found


def only(hq: QuietHq) -> int:
    """The number of the one item that waits."""
    (item,) = told(hq, "list")["items"]
    return int(item["number"])


def ledger(hq: QuietHq) -> list[bytes]:
    with hq.connection() as connection:
        rows = connection.execute("SELECT payload FROM crossing ORDER BY at, record_id").fetchall()
        assert audit.first_broken(connection) is None
    return [payload for (payload,) in rows]


def records(crossings: Sequence[Crossing], kind: int = CROSSING) -> list[tuple[int, bytes]]:
    return [(kind, encode(one)) for one in crossings]


def test_other_bytes_under_a_known_id_are_shown_side_by_side_and_kept_beside(quiet_hq: QuietHq) -> None:
    (true,) = quiet_hq.crossings(1)
    forged = replace(true, officer="somebody")
    quiet_hq.arrive([true])
    quiet_hq.offer([forged])
    assert waiting(quiet_hq) == {"record REC-04": 1}
    number = only(quiet_hq)
    shown = told(quiet_hq, "show", str(number))
    assert (shown["ours"]["officer"], shown["theirs"]["officer"]) == ("somebody", true.officer)
    assert {name for name in shown["ours"] if shown["ours"][name] != shown["theirs"][name]} == {"officer"}
    assert "the ledger keeps what it has" in shown["effect"].lower()
    assert told(quiet_hq, "take", str(number))["taken"] is False
    assert waiting(quiet_hq) == {"record REC-04": 1}
    assert told(quiet_hq, "take", str(number), "--yes", "--note", "the stick was damaged")["taken"]
    assert ledger(quiet_hq) == [encode(true)]
    assert waiting(quiet_hq) == {}
    with quiet_hq.connection() as connection:
        assert connection.execute("SELECT bytes FROM evidence").fetchall() == [(encode(forged),)]
    (item,) = told(quiet_hq, "list", "--closed")["items"]
    assert (item["outcome"], item["note"]) == ("taken", "the stick was damaged")
    assert "taken" in told(quiet_hq, "take", str(number), "--yes", fails=True)


def test_a_crossing_of_a_restored_station_under_a_used_seq_enters_after_all(quiet_hq: QuietHq) -> None:
    first, second = quiet_hq.crossings(2)
    quiet_hq.arrive([first])
    quiet_hq.offer_records(records([second]), first_seq=1)
    assert waiting(quiet_hq)["record REC-04"] == 1
    (item,) = told(quiet_hq, "list", "--kind", "record")["items"]
    shown = told(quiet_hq, "show", str(item["number"]))
    assert (shown["ours"]["record_id"], shown["theirs"]["record_id"]) == (second.record_id, first.record_id)
    told(quiet_hq, "take", str(item["number"]), "--yes")
    assert ledger(quiet_hq) == [encode(first), encode(second)]
    with quiet_hq.connection() as connection:
        assert join_arrived(connection) == 2  # it is screened and joined like any other


def test_a_record_of_a_station_enrolled_anew_is_taken_and_that_of_a_stranger_is_not(
    quiet_hq: QuietHq,
) -> None:
    one, other = quiet_hq.crossings(2)
    quiet_hq.offer([replace(one, station=OTHER), replace(other, station="ELSEWHERE")])
    with quiet_hq.connection() as connection:
        connection.execute("DELETE FROM station WHERE station_id = %s", (OTHER,))
        connection.execute(
            "INSERT INTO station (station_id, country, port, booth, public_key, token_hash)"
            " VALUES (%s, 'UTO', %s, %s, %s, %s)",
            (OTHER, PORT, BOOTH, bytes(31) + b"1", bytes(31) + b"1"),
        )
    assert waiting(quiet_hq) == {"record REC-03": 2}
    said = told(quiet_hq, "take", "--code", "REC-03", "--yes")
    assert (said["taken"], said["waiting"]) == (1, 1)
    assert ledger(quiet_hq) == [encode(replace(one, station=OTHER))]
    number = only(quiet_hq)
    assert "another station" in told(quiet_hq, "take", str(number), "--yes", fails=True)
    told(quiet_hq, "close", str(number), "--note", "not ours")
    assert waiting(quiet_hq) == {}
    assert len(told(quiet_hq, "list", "--closed")["items"]) == 2


def test_records_of_a_kind_that_a_later_program_knows_are_taken_in_one_go(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(3)
    quiet_hq.arrive(crossings)
    quiet_hq.offer_records([(LATER_KIND, b"nothing that anybody knows")])
    with quiet_hq.connection() as connection:  # as a program that did not know crossings had left it
        for seq, one in enumerate(crossings[:2], start=1):
            connection.execute("DELETE FROM record WHERE record_id = %s", (one.record_id,))
            connection.execute("DELETE FROM crossing WHERE record_id = %s", (one.record_id,))
            connection.execute(
                "INSERT INTO quarantine (station, batch_id, seq, code, bytes)"
                " SELECT station, id, %s, 'REC-05', %s FROM batch WHERE first_seq = 1",
                (seq, encode(one)),
            )
    assert waiting(quiet_hq) == {"record REC-05": 3}
    said = told(quiet_hq, "take", "--code", "REC-05", "--yes")
    assert (said["taken"], said["waiting"]) == (2, 1), said
    assert ledger(quiet_hq) == [encode(one) for one in crossings]


def test_a_batch_that_can_be_opened_again_is_settled_anew(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(3)
    quiet_hq.arrive(crossings)
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE batch SET state = 'quarantined', code = 'SYN-05'")
        connection.execute("TRUNCATE crossing, record")
    assert waiting(quiet_hq) == {"batch SYN-05": 1}
    told(quiet_hq, "take", str(only(quiet_hq)), "--yes")
    assert ledger(quiet_hq) == [encode(one) for one in crossings]
    assert waiting(quiet_hq) == {}


def test_gaps_and_breaks_of_a_chain_wait_until_they_are_explained_or_cured(quiet_hq: QuietHq) -> None:
    one, two, three, four = quiet_hq.crossings(4)
    quiet_hq.arrive([one])
    quiet_hq.offer_records(records([four]), first_seq=4)
    assert waiting(quiet_hq) == {}  # since a day is not over
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE batch SET received_at = received_at - interval '30 hours'")
    (gap,) = told(quiet_hq, "list")["items"]
    assert (gap["kind"], gap["first_seq"], gap["last_seq"]) == ("gap", 2, 3)
    told(quiet_hq, "take", str(gap["number"]), "--yes", fails=True)
    quiet_hq.offer_records(records([two, three]), first_seq=2)
    broken, other = told(quiet_hq, "list", "--kind", "chain")["items"]
    assert {broken["first_seq"], other["first_seq"]} == {2, 4}
    assert [item["outcome"] for item in told(quiet_hq, "list", "--closed")["items"]] == ["settled"]
    assert "restored" in told(quiet_hq, "show", str(broken["number"]))["wrong"]


def test_one_document_under_two_people_is_decided_by_a_person_for_good(quiet_hq: QuietHq) -> None:
    one, other, third = quiet_hq.crossings(3)
    quiet_hq.arrive([crossed(one), crossed(other, surname="TAKAU", given_names="LUPE", born=(1991, 12, 30))])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
    assert waiting(quiet_hq) == {"traveller conflict": 1}
    number = only(quiet_hq)
    shown = told(quiet_hq, "show", str(number))
    assert {shown["ours"]["surname"], shown["theirs"]["surname"]} == {"VAIPULU", "TAKAU"}
    assert "the same document" in shown["wrong"]
    told(quiet_hq, "close", str(number), "--note", "her brother's passport")
    quiet_hq.arrive([crossed(third)])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
        assert connection.execute("SELECT count(DISTINCT traveller) FROM bearer").fetchone() == (2,)
    assert waiting(quiet_hq) == {}


def test_the_queue_says_what_it_does_not_know(quiet_hq: QuietHq) -> None:
    assert "HQ-15" in told(quiet_hq, "show", "4711", fails=True)
    assert "Give NUMBER or --code" in told(quiet_hq, "take", fails=True)
    assert NAME not in json.dumps(told(quiet_hq, "list"))
