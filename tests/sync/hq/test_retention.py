"""What retention erases: what two people agreed on, to the record; nothing under a hold, and for good."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uuid_utils
from click.testing import CliRunner, Result

from app.domain.crossing import Crossing
from sync.hq import audit, holds, retention_plan, retention_rules, retention_run
from sync.hq.cli import cli
from sync.hq.failure import HqCode, HqError
from sync.hq.joining import join_arrived
from sync.hq.partitions import Months
from sync.hq.retention_rules import Rule
from tests.sync.hq.alerts import entry_of, hit_event
from tests.sync.hq.quiet import QuietHq

LONG_AGO = datetime(2023, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_rules(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection:
        connection.execute(
            "TRUNCATE retention_rule, legal_hold, retention_plan, retention_step, erased_event"
        )
        connection.execute("TRUNCATE quarantine, upload CASCADE")


def at(crossing: Crossing, moment: datetime) -> Crossing:
    """The same crossing at another moment."""
    return replace(crossing, at=moment, opened_at=moment - timedelta(minutes=1))


def again(crossing: Crossing) -> Crossing:
    """The same traveller's crossing of another day."""
    fresh = str(uuid_utils.uuid7())
    return replace(crossing, record_id=fresh, crossing_id=fresh)


def old(hq: QuietHq, number: int, moment: datetime = LONG_AGO) -> list[Crossing]:
    """Crossings of long ago that have arrived."""
    made = [at(one, moment + timedelta(hours=turn)) for turn, one in enumerate(hq.crossings(number))]
    hq.arrive(made)
    return made


def keep(hq: QuietHq, name: str, days: int, country: str = "", port: str = "") -> None:
    """Set a rule."""
    with hq.connection() as connection:
        retention_rules.set_rule(connection, Rule(name, country, port, days, "Archives Act 12", "mvira"))


def plan(hq: QuietHq) -> int:
    """A plan that mvira made and ttari approved."""
    with hq.connection() as connection:
        made, _ = retention_plan.preview(connection, "mvira")
        retention_plan.approve(connection, made.number, "ttari")
    return made.number


def run(hq: QuietHq, number: int) -> dict[str, int]:
    """Carry a plan out; what went by class."""
    with hq.connection() as connection:
        return retention_run.run(connection, hq.home, number, "mvira").by_class


def purge(hq: QuietHq) -> dict[str, int]:
    """Preview, approve, run."""
    return run(hq, plan(hq))


def kept(hq: QuietHq) -> set[str]:
    """The record ids of the ledger's crossings."""
    with hq.connection() as connection:
        return {str(row[0]) for row in connection.execute("SELECT record_id FROM crossing").fetchall()}


def ids(crossings: Sequence[Crossing]) -> set[str]:
    """Their record ids."""
    return {one.record_id for one in crossings}


def asked(hq: QuietHq, sql: str) -> Any:
    """The first value of a query."""
    with hq.connection() as connection:
        row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_month_of_which_all_is_due_goes_whole_and_younger_months_stay(quiet_hq: QuietHq) -> None:
    old(quiet_hq, 5)
    young = quiet_hq.crossings(3)
    quiet_hq.arrive(young)
    keep(quiet_hq, "crossings", 365)
    with quiet_hq.connection() as connection:
        made, steps = retention_plan.preview(connection, "mvira")
        assert [(s.place, s.whole, s.erase, s.kept) for s in steps] == [("crossing_2023_03", True, 5, 0)]
        assert steps[0].by_rule == {"all others: 365 days": 5}
        retention_plan.approve(connection, made.number, "ttari")
        erased = retention_run.run(connection, quiet_hq.home, made.number, "mvira")
        assert (erased.by_class, erased.partitions) == ({"crossings": 5}, ("crossing_2023_03",))
        assert audit.first_broken(connection) is None
    assert kept(quiet_hq) == ids(young)
    assert asked(quiet_hq, "SELECT to_regclass('crossing_2023_03') IS NULL")


def test_of_a_mixed_month_the_rows_that_are_due_go_by_the_most_specific_rule(quiet_hq: QuietHq) -> None:
    made = quiet_hq.crossings(12)
    of_one, of_others = made[0].document.issuing_state, {made[0].document.issuing_state}
    made = [at(one, LONG_AGO + timedelta(hours=turn)) for turn, one in enumerate(made)]
    quiet_hq.arrive(made)
    keep(quiet_hq, "crossings", 36_000)
    keep(quiet_hq, "crossings", 30, country=of_one)
    keep(quiet_hq, "crossings", 60, port="UTAVR")
    keep(quiet_hq, "crossings", 36_000, port="NZAKL")
    with quiet_hq.connection() as connection:
        _, steps = retention_plan.preview(connection, "mvira")
    theirs = [one for one in made if {one.document.issuing_state, one.traveller.nationality} & of_others]
    assert steps[0].by_rule[f"{of_one}: 30 days"] == len(theirs)
    assert steps[0].by_rule["at UTAVR: 60 days"] == 12 - len(theirs)
    keep(quiet_hq, "crossings", 36_000, port="UTAVR")
    assert purge(quiet_hq) == {"crossings": len(theirs)}
    assert kept(quiet_hq) == ids(made) - ids(theirs)


def test_what_was_erased_does_not_come_back_when_a_station_sends_it_again(quiet_hq: QuietHq) -> None:
    made = old(quiet_hq, 4)
    event = hit_event(made[0], entry_of(made[0].traveller))
    quiet_hq.arrive([], replace(event, at=LONG_AGO))
    for name in ("crossings", "alerts", "batches"):
        keep(quiet_hq, name, 30)
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE batch SET received_at = %s", (LONG_AGO,))
    assert purge(quiet_hq) == {"crossings": 4, "alerts": 1, "batches": 2}
    assert asked(quiet_hq, "SELECT max(octet_length(bytes)) FROM batch") == 38
    quiet_hq.arrive(made, replace(event, at=LONG_AGO))
    assert kept(quiet_hq) == set()
    assert asked(quiet_hq, "SELECT count(*) FROM alert_event") == 0
    assert asked(quiet_hq, "SELECT count(*) FROM quarantine") == 0
    assert asked(quiet_hq, "SELECT known_records FROM batch WHERE erased_at IS NULL") == 5


def test_the_same_seqs_in_another_batch_bring_nothing_back(quiet_hq: QuietHq) -> None:
    made = old(quiet_hq, 3)
    keep(quiet_hq, "crossings", 30)
    keep(quiet_hq, "batches", 30)
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE batch SET received_at = %s", (LONG_AGO,))
    purge(quiet_hq)
    quiet_hq._next_seq = 1
    quiet_hq.arrive(
        [replace(made[0], record_id=(fresh := str(uuid_utils.uuid7())), crossing_id=fresh), *made[1:]]
    )
    assert kept(quiet_hq) == set()


def test_a_straggler_of_a_month_that_went_whole_is_taken_and_goes_with_the_next_plan(
    quiet_hq: QuietHq,
) -> None:
    old(quiet_hq, 2)
    keep(quiet_hq, "crossings", 365)
    purge(quiet_hq)
    late = old(quiet_hq, 1)
    assert kept(quiet_hq) == ids(late)
    with quiet_hq.connection() as connection:
        Months().ensure(connection, [int(LONG_AGO.timestamp() * 1000)])
    old(quiet_hq, 1)
    assert purge(quiet_hq) == {"crossings": 2}
    assert kept(quiet_hq) == set()


def test_a_traveller_goes_with_the_last_crossing_or_by_a_rule_of_its_own(quiet_hq: QuietHq) -> None:
    gone, stays = quiet_hq.crossings(2)
    quiet_hq.arrive([at(gone, LONG_AGO), at(stays, LONG_AGO + timedelta(hours=1)), again(stays)])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
    assert asked(quiet_hq, "SELECT count(*) FROM bearer") == 2
    keep(quiet_hq, "crossings", 30)
    assert purge(quiet_hq) == {"crossings": 2}
    assert asked(quiet_hq, "SELECT string_agg(document_number, '') FROM bearer") == stays.document.number
    assert asked(quiet_hq, "SELECT count(*) FROM bearer_crossing") == 1
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE bearer_crossing SET at = %s", (LONG_AGO,))
    keep(quiet_hq, "travellers", 60)
    assert purge(quiet_hq)["travellers"] == 1
    assert asked(quiet_hq, "SELECT (SELECT count(*) FROM bearer) + (SELECT count(*) FROM bearer_key)") == 0


def test_nobody_approves_their_own_plan_and_an_unapproved_one_erases_nothing(quiet_hq: QuietHq) -> None:
    made = old(quiet_hq, 2)
    keep(quiet_hq, "crossings", 30)
    with quiet_hq.connection() as connection:
        number = retention_plan.preview(connection, "mvira")[0].number
        for attempt in (
            lambda: retention_run.run(connection, quiet_hq.home, number, "mvira"),
            lambda: retention_plan.approve(connection, number, " MVira"),
            lambda: retention_plan.approve(connection, number + 1, "ttari"),
        ):
            with pytest.raises(HqError) as caught:
                attempt()
            assert caught.value.code is HqCode.RETENTION_REFUSED
    assert kept(quiet_hq) == ids(made)


def _another_rule(hq: QuietHq) -> None:
    keep(hq, "uploads", 30)


def _a_hold(hq: QuietHq) -> None:
    with hq.connection() as connection:
        holds.place(connection, holds.Hold("document", "appeal", "High Court", number="X999"), "mvira")


def _a_straggler(hq: QuietHq) -> None:
    old(hq, 1)


def _another_record_instead(hq: QuietHq) -> None:
    with hq.connection() as connection:
        connection.execute("UPDATE crossing SET record_id = gen_random_uuid() WHERE seq = 1")


@pytest.mark.parametrize("change", [_another_rule, _a_hold, _a_straggler, _another_record_instead])
def test_a_plan_is_refused_once_anything_has_changed(
    quiet_hq: QuietHq, change: Callable[[QuietHq], None]
) -> None:
    old(quiet_hq, 3)
    keep(quiet_hq, "crossings", 30)
    number = plan(quiet_hq)
    change(quiet_hq)
    before = kept(quiet_hq)
    with pytest.raises(HqError, match="changed"):
        run(quiet_hq, number)
    assert kept(quiet_hq) == before


def test_a_run_that_was_cut_short_goes_on_where_it_stood(quiet_hq: QuietHq) -> None:
    old(quiet_hq, 2)
    old(quiet_hq, 2, LONG_AGO + timedelta(days=60))
    keep(quiet_hq, "crossings", 30)
    number = plan(quiet_hq)

    def cut(_step: object, place: int, _of: int) -> None:
        if place == 2:
            raise KeyboardInterrupt

    with quiet_hq.connection() as connection, pytest.raises(KeyboardInterrupt):
        retention_run.run(connection, quiet_hq.home, number, "mvira", cut)
    assert len(kept(quiet_hq)) == 2
    assert run(quiet_hq, number) == {"crossings": 4}
    assert run(quiet_hq, number) == {"crossings": 4}


def test_what_is_held_is_skipped_listed_and_due_again_once_released(quiet_hq: QuietHq) -> None:
    made = old(quiet_hq, 6)
    one, two, three = made[:3]
    event = hit_event(one, entry_of(one.traveller))
    quiet_hq.arrive([], replace(event, at=LONG_AGO))
    born = str(two.traveller.birth_date)
    wanted = [
        holds.Hold("document", "appeal", "High Court", number=one.document.number),
        holds.Hold("person", "inquiry", "Minister", surname=two.traveller.surname, birth_date=born),
        holds.Hold("crossing", "inquiry", "Minister", crossing=UUID(three.crossing_id)),
    ]
    for name in ("crossings", "alerts", "batches"):
        keep(quiet_hq, name, 30)
    with quiet_hq.connection() as connection:
        connection.execute("UPDATE batch SET received_at = %s", (LONG_AGO,))
        numbers = [holds.place(connection, hold, "mvira") for hold in wanted]
        _, steps = retention_plan.preview(connection, "mvira")
    assert [(s.class_name, s.whole, s.erase, s.held) for s in steps] == [
        ("crossings", False, 3, 3), ("alerts", False, 0, 1), ("batches", False, 0, 2),
    ]  # fmt: skip
    assert purge(quiet_hq)["crossings"] == 3
    assert kept(quiet_hq) == ids(made[:3])
    with quiet_hq.connection() as connection:
        for number in numbers:
            holds.release(connection, number, "appeal withdrawn", "mvira")
        assert holds.holds(connection) == []
        everything = holds.Hold(
            "port", "inquiry", "Minister", port="utavr",
            since=datetime(2023, 3, 1, tzinfo=UTC), until=datetime(2023, 4, 1, tzinfo=UTC),
        )  # fmt: skip
        port = holds.place(connection, everything, "mvira")
    assert purge(quiet_hq) == {"crossings": 0, "alerts": 0, "batches": 0}
    with quiet_hq.connection() as connection:
        holds.release(connection, port, "inquiry ended", "mvira")
    assert purge(quiet_hq) == {"crossings": 3, "alerts": 1, "batches": 2}


def test_ports_are_told_of_old_late_hits_no_more_and_of_younger_ones_still(quiet_hq: QuietHq) -> None:
    first, second = quiet_hq.crossings(2)
    quiet_hq.take([entry_of(first.traveller)])
    quiet_hq.arrive([first])
    quiet_hq.round()
    quiet_hq.take([entry_of(first.traveller), entry_of(second.traveller, "N-2")])
    quiet_hq.arrive([second])
    quiet_hq.round()
    told = quiet_hq.late()
    with quiet_hq.connection() as connection:
        connection.execute(
            "UPDATE publication SET issued_at = %s WHERE stream = 'late/UTAVR' AND sequence = 1", (LONG_AGO,)
        )
        connection.execute("UPDATE late_hit SET found_at = %s WHERE published = 1", (LONG_AGO,))
    keep(quiet_hq, "publications", 30)
    keep(quiet_hq, "late-hits", 31)
    assert purge(quiet_hq) == {"late-hits": 1, "publications": 1}
    assert [event.event_id for event in quiet_hq.late()] == [told[1].event_id]
    (delta, _), (base, chunks) = quiet_hq.published("late/UTAVR")
    assert (delta, base, [len(chunk) for chunk in chunks]) == (1, 0, [1])
    files = sorted(path.name for path in (quiet_hq.home.published / "late" / "UTAVR").iterdir())
    assert files == ["2.mpub", "3.mpub"]


def test_uploads_quarantine_and_digests_go_by_their_rules(quiet_hq: QuietHq) -> None:
    quiet_hq.arrive(quiet_hq.crossings(1))
    quiet_hq.round()
    with quiet_hq.connection() as connection:
        connection.execute(
            "INSERT INTO upload (station, batch_id, length, begun_at) VALUES (%s, %s, 9, %s)",
            (quiet_hq.station, bytes(32), LONG_AGO),
        )
        connection.execute(
            "INSERT INTO quarantine (station, batch_id, seq, code, bytes, noted_at)"
            " VALUES (%s, %s, 9, 'REC-01', 'x', %s)",
            (quiet_hq.station, bytes(32), LONG_AGO),
        )
        connection.execute("UPDATE earlier_crossing SET day = %s", (LONG_AGO,))
    for name in ("uploads", "quarantine", "earlier"):
        keep(quiet_hq, name, 90)
    erased = purge(quiet_hq)
    assert (erased["uploads"], erased["quarantine"]) == (1, 1)
    assert asked(quiet_hq, "SELECT count(*) FROM earlier_crossing") == 0
    assert asked(quiet_hq, "SELECT bytes IS NULL FROM quarantine") is True


@pytest.mark.parametrize(
    "rule",
    [
        Rule("audit", "", "", 30, "law", "x"),
        Rule("crossings", "", "", 0, "law", "x"),
        Rule("late-hits", "", "", 7, "law", "x"),
        Rule("batches", "VUT", "", 30, "law", "x"),
        Rule("crossings", "vut", "", 30, "law", "x"),
        Rule("crossings", "", "a port", 30, "law", "x"),
        Rule("crossings", "", "", 30, " ", "x"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(quiet_hq: QuietHq, rule: Rule) -> None:
    with quiet_hq.connection() as connection, pytest.raises(HqError) as caught:
        retention_rules.set_rule(connection, rule)
    assert caught.value.code is HqCode.FIELD_WRONG


def test_two_people_type_their_way_through_a_purge(quiet_hq: QuietHq) -> None:
    made = old(quiet_hq, 3)

    def typed(*said: str, exits: int = 0) -> Result:
        name, *rest = said
        home = ["--home", str(quiet_hq.home.folder)]
        result = CliRunner().invoke(cli, ["retention", name, *home, *rest])
        assert result.exit_code == exits, result.output
        return result

    law = ("--authority", "Archives Act 12", "--user", "mvira")
    assert "30 days" in typed("set", "crossings", "--keep-days", "30", *law).stdout
    assert "HQ-10" in typed("set", "crossings", exits=1).stderr
    assert "Archives Act" in typed("rules").stdout
    order = ("--reason", "appeal", "--authority", "High Court")
    assert "Hold" in typed("hold", "--number", made[0].document.number, *order).stdout
    assert "HQ-10" in typed("hold", "--number", "A1", "--surname", "B", *order, exits=1).stderr
    assert "High Court" in typed("holds").stdout
    said = json.loads(typed("preview", "--user", "mvira", "--json").stdout)
    number = str(said["plan"])
    assert (said["steps"][0]["erase"], said["steps"][0]["held"]) == (2, 1)
    assert said["copies"]["sentences"]
    assert "keeps" in typed("preview", "--user", "mvira").stdout
    assert "HQ-16" in typed("approve", number, "--user", "mvira", exits=1).stderr
    assert "run" in typed("approve", number, "--user", "ttari").stdout
    assert "2" in typed("run", number).stdout
    assert json.loads(typed("log", "--json").stdout)[1]["state"] == "done"
    assert made[0].traveller.surname not in typed("log").stdout
    hold = json.loads(typed("holds", "--json").stdout)[0]["number"]
    assert "ended" in typed("release", str(hold), "--reason", "withdrawn").stdout
    assert "HQ-16" in typed("release", str(hold), "--reason", "withdrawn", exits=1).stderr
    assert "for ever" in typed("set", "crossings", "--for-ever").stdout
