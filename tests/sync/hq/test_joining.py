"""HQ knows travellers over all ports: who is joined by itself, who is proposed, who is two people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import uuid_utils

from app.domain.dates import PartialDate
from app.domain.document import DocumentKind
from app.domain.person import Sex
from sync.hq.audit import Reader
from sync.hq.joining import join_arrived, waiting
from sync.hq.joining_erased import forget_erased
from sync.hq.travellers import WantedTraveller, find_travellers, show_traveller
from tests.sync.hq.joined import crossed, named, partition
from tests.sync.hq.quiet import QuietHq

RENEWED = {"number": "K9876543", "expiry_date": PartialDate(2036, 5, 5)}
OTHER_COUNTRY = {"number": "ZX55001", "issuing_state": "FJI", "nationality": "FJI"}
WOMAN = {"surname": "TAKAU", "given_names": "LUPE", "sex": Sex.FEMALE, "born": (1991, 12, 30)}
JOHN = {"surname": "SMITH", "given_names": "JOHN"}
NUMBERED = {"given_names": "MARIA", "optional_data": "7704112234", "born": (1977, 4, 11)}


def joined(hq: QuietHq, *says: dict[str, Any]) -> list[str]:
    """Let crossings of these bearers arrive; the travellers by the places in `says`."""
    crossings = [
        crossed(crossing, **one) for crossing, one in zip(hq.crossings(len(says)), says, strict=True)
    ]
    hq.arrive(crossings)
    names = {one.crossing_id: str(place) for place, one in enumerate(crossings)}
    with hq.connection() as connection:
        assert waiting(connection)
        assert join_arrived(connection) == len(says)
        assert not waiting(connection)
        assert join_arrived(connection) == 0
        return partition(connection, names)


def judged(hq: QuietHq) -> list[tuple[str, set[str]]]:
    """What bearers are to one another: verdict and reasons."""
    with hq.connection() as connection:
        rows = connection.execute("SELECT verdict, reasons FROM bearer_pair ORDER BY one, other").fetchall()
    return [(verdict, set(reasons)) for verdict, reasons in rows]


@pytest.mark.parametrize(
    "first, second, why",
    [
        ({}, {"given_names": "SOSAYA"}, {"same_document", "name_spelling", "birth_same"}),
        ({}, {"surname": "FAKATAVA"}, {"same_document", "name_changed", "name_other", "birth_same"}),
        ({}, {"born": (1980, 4, 3)}, {"same_document", "name_same", "birth_day_month_swapped"}),
        ({"number": "O1234567"}, {"number": "01234567"}, {"same_document", "number_misread", "name_same"}),
        ({}, RENEWED, {"next_document", "name_same", "birth_same"}),
        ({}, {"number": "CARD77001", "kind": DocumentKind.IDENTITY_CARD}, {"other_document", "name_same"}),
        (
            {"optional_data": "7704112234"},
            {"optional_data": "7704112234", **RENEWED, "surname": "FAKATAVA"},
            {"same_personal_number", "name_changed", "birth_same"},
        ),
    ],
    ids=["spelling", "marriage", "day and month", "misread", "renewal", "card", "personal number"],
)
def test_one_person_is_one_traveller_and_hq_says_why(
    quiet_hq: QuietHq, first: dict[str, Any], second: dict[str, Any], why: set[str]
) -> None:
    assert joined(quiet_hq, first, second, WOMAN | {"number": "QQ1"}, first) == ["0 1 3", "2"]
    ((verdict, reasons),) = judged(quiet_hq)
    assert verdict == "join"
    assert why <= reasons


@pytest.mark.parametrize(
    "first, second, verdict, why",
    [
        ({}, WOMAN, "conflict", {"same_document", "name_other", "birth_other"}),
        ({}, {"given_names": "TEVITA"}, "conflict", {"same_document", "name_other", "birth_same"}),
        (JOHN, JOHN | RENEWED, "doubt", {"common_name", "name_same"}),
        ({}, OTHER_COUNTRY, "doubt", {"nationality_other", "name_same"}),
        ({}, RENEWED | {"born": (1980, 4, 3)}, "doubt", {"birth_day_month_swapped"}),
        ({}, {"born": (1962, 7, 21)}, "doubt", {"same_document", "birth_other"}),
    ],
    ids=["stolen", "brother", "common name", "two nationalities", "slip", "other birth date"],
)
def test_what_is_doubtful_is_not_joined(
    quiet_hq: QuietHq, first: dict[str, Any], second: dict[str, Any], verdict: str, why: set[str]
) -> None:
    assert joined(quiet_hq, first, second) == ["0", "1"]
    ((found, reasons),) = judged(quiet_hq)
    assert found == verdict
    assert why <= reasons


def test_strangers_and_twins_are_nobodys_proposal(quiet_hq: QuietHq) -> None:
    twin = RENEWED | {"given_names": "TEVITA"}
    sister = {"number": "K5550001", "given_names": "MELE", "sex": Sex.FEMALE}
    said: list[dict[str, Any]] = [
        {},
        twin,
        sister,
        {"number": "", **JOHN},
        {"number": "", **JOHN, "born": (1966, 2, 2)},
        {"number": "N1", **NUMBERED, "surname": "OKAFOR"},
        {**NUMBERED, "surname": "LINDQVIST", **OTHER_COUNTRY},
    ]
    assert joined(quiet_hq, *said) == [str(place) for place in range(len(said))]
    assert judged(quiet_hq) == []


def test_a_bearer_who_fits_two_travellers_that_exclude_each_other_joins_the_surer_one(
    quiet_hq: QuietHq,
) -> None:
    brothers: list[dict[str, Any]] = [{"born": (1980, 3, 4)}, RENEWED | {"born": (1980, 4, 2)}]
    between = {"born": (1980, 4, 3)}  # day and month swapped of the one, a day beside the other
    assert joined(quiet_hq, *brothers, between, between | RENEWED) == ["0 2", "1 3"]


def test_the_newest_version_of_a_crossing_counts(quiet_hq: QuietHq) -> None:
    first, second, third = quiet_hq.crossings(3)
    mistyped = crossed(first, number="X000001", surname="NOBODY", given_names="ELSE")
    right = replace(crossed(second), crossing_id=first.crossing_id, version=2, correction="mistyped")
    later = crossed(third)
    for order in ([mistyped, right, later], [right, later, mistyped]):
        quiet_hq.empty()
        for one in order:
            quiet_hq.arrive([one])
        with quiet_hq.connection() as connection:
            join_arrived(connection)
            assert partition(connection, named([mistyped, later], "first third")) == ["first third"]
            assert connection.execute("SELECT count(*) FROM bearer").fetchone() == (1,)


def test_a_correction_moves_no_crossing_in_a_history_and_makes_nobody_seen_later(quiet_hq: QuietHq) -> None:
    first, second = (crossed(one) for one in quiet_hq.crossings(2))
    mended = replace(
        first, record_id=str(uuid_utils.uuid7()), version=2, correction="mistyped", opened_at=first.at,
        at=second.at + timedelta(days=40),
    )  # fmt: skip
    quiet_hq.arrive([first, second, mended])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
        (found,) = find_travellers(
            connection, WantedTraveller(surname=first.traveller.surname), Reader("mvira", "supervision")
        )
        shown = show_traveller(connection, found["traveller"], Reader("mvira", "supervision"))
    assert found["last_seen"] == second.at
    assert [str(one["crossing_id"]) for one in shown["crossings"]] == [first.crossing_id, second.crossing_id]


def test_travellers_whose_crossings_are_erased_go(quiet_hq: QuietHq) -> None:
    kept, erased, other = (crossed(one) for one in quiet_hq.crossings(3))
    erased = crossed(erased, **RENEWED)
    other = crossed(other, **WOMAN, number="QQ1")
    quiet_hq.arrive([kept, erased, other])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
        assert partition(connection, named([kept, erased, other], "a b c")) == ["a b", "c"]
        connection.execute(
            "INSERT INTO traveller_word (who, kind, one, other, note) SELECT 'mvira', 'refuse',"
            " min(fingerprint), max(fingerprint), 'seen' FROM bearer"
        )
        connection.execute(
            "INSERT INTO queue_item (kind, about, code, one, other) SELECT 'traveller', 'x', 'doubt',"
            " min(fingerprint), max(fingerprint) FROM bearer"
        )
        connection.execute(
            "DELETE FROM crossing WHERE record_id = ANY(%s::uuid[])", ([erased.record_id, other.record_id],)
        )
        assert forget_erased(connection) == 2
        assert forget_erased(connection) == 0
        assert partition(connection, named([kept], "a")) == ["a"]
        for table in ("bearer", "bearer_crossing"):
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (1,)
        for table in ("bearer_pair", "traveller_word", "queue_item WHERE one IS NOT NULL"):
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)


def test_processes_that_join_at_once_take_turns(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(40)
    for start in range(0, 40, 4):
        quiet_hq.arrive([*crossings[start : start + 4]])
    names = {one.crossing_id: str(place) for place, one in enumerate(crossings)}

    def join() -> int:
        with quiet_hq.connection() as connection:
            return join_arrived(connection)

    with ThreadPoolExecutor(3) as threads:
        shares = [share.result() for share in [threads.submit(join) for _ in range(3)]]
    assert sum(shares) == 40
    with quiet_hq.connection() as connection:
        found = partition(connection, names)
        for table in ("bearer", "bearer_key", "bearer_crossing"):
            connection.execute(f"DELETE FROM {table}".encode())
        connection.execute("DELETE FROM traveller_pass")
        connection.execute("INSERT INTO traveller_pass DEFAULT VALUES")
        assert join_arrived(connection) == 40
        assert partition(connection, names) == found


def test_a_ledger_from_before_is_joined_in_one_pass(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(60)
    quiet_hq.arrive(crossings)
    with quiet_hq.connection() as connection:
        join_arrived(connection)
        names = {one.crossing_id: str(place) for place, one in enumerate(crossings)}
        right = partition(connection, names)
        connection.execute("TRUNCATE bearer, bearer_key, bearer_pair, bearer_crossing")
        connection.execute(
            "UPDATE traveller_pass SET finished_at = NULL, next_at = DEFAULT, next_record = DEFAULT"
        )
        assert join_arrived(connection) == 60
        assert partition(connection, names) == right
        assert not waiting(connection)
