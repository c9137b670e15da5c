"""A port is told who crossed at another, and who was refused, without a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.screening.documents import digest, person_digest
from sync.hq.earlier import DOCUMENT, PERSON, publish_recent
from tests.sync.hq.quiet import QuietHq


def earlier_rows(hq: QuietHq) -> set[tuple[Any, ...]]:
    """What a station holds of the digest after every publication."""
    held: dict[tuple[bytes, str], tuple[Any, ...]] = {}
    for base, (_, *chunks) in hq.published("earlier/recent"):
        held = held if base else {}
        for kind, value in (change for chunk in chunks for change in chunk):
            held.pop((value[0], value[1]), None)
            if kind == 0:
                held[value[0], value[1]] = tuple(value)
    return set(held.values())


def expected(hq: QuietHq, crossing: Crossing, refused: bool) -> set[tuple[Any, ...]]:
    key, document, traveller = hq.document_key, crossing.document, crossing.traveller
    by_document = digest(key, document.issuing_state, document.document_code[:1], document.number)
    by_person = person_digest(key, f"{traveller.surname} {traveller.given_names}", traveller.birth_date)
    said = (crossing.at.date().isoformat(), crossing.port, refused)
    rows = {(by_document, *said, DOCUMENT, str(hq.station))}
    if traveller.birth_date.complete:
        rows.add((by_person, *said, PERSON, str(hq.station)))
    return rows


def refused(crossing: Crossing) -> Crossing:
    return replace(crossing, decision=replace(crossing.decision, kind=DecisionKind.REFUSE))


def test_ports_are_told_who_crossed_and_who_was_refused_elsewhere(quiet_hq: QuietHq) -> None:
    one, two = quiet_hq.crossings(2)
    one = replace(one, decision=replace(one.decision, kind=DecisionKind.ADMIT))
    two = refused(two)
    quiet_hq.arrive([one])
    quiet_hq.round()
    assert earlier_rows(quiet_hq) == expected(quiet_hq, one, refused=False)
    quiet_hq.arrive([two])
    quiet_hq.round()
    both = expected(quiet_hq, one, refused=False) | expected(quiet_hq, two, refused=True)
    assert earlier_rows(quiet_hq) == both
    again = replace(quiet_hq.crossings(1)[0], document=one.document, traveller=one.traveller)
    assert again.at.date() == one.at.date()
    quiet_hq.arrive([refused(again)])
    quiet_hq.round()
    assert earlier_rows(quiet_hq) == expected(quiet_hq, one, refused=True) | expected(
        quiet_hq, two, refused=True
    )


def test_a_refusal_that_is_corrected_is_taken_back_at_every_port(quiet_hq: QuietHq) -> None:
    crossing = refused(quiet_hq.crossings(1)[0])
    quiet_hq.arrive([crossing])
    quiet_hq.round()
    admitted = replace(
        crossing, record_id=quiet_hq.crossings(1)[0].record_id, version=2, correction="wrong key",
        decision=replace(crossing.decision, kind=DecisionKind.ADMIT), at=crossing.at + timedelta(days=1),
    )  # fmt: skip
    quiet_hq.arrive([admitted])
    quiet_hq.round()
    assert earlier_rows(quiet_hq) == expected(quiet_hq, crossing, refused=False)


def test_old_crossings_are_forgotten_at_every_port(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.arrive([crossing])
    quiet_hq.round()
    days = (datetime.now(UTC).date() - crossing.at.date()).days
    with quiet_hq.connection() as connection:
        assert publish_recent(connection, quiet_hq.home, days + 1) == []
        assert publish_recent(connection, quiet_hq.home, days - 1)
    assert earlier_rows(quiet_hq) == set()


def test_the_first_digest_has_what_the_ledger_had_before(quiet_hq: QuietHq) -> None:
    crossing = quiet_hq.crossings(1)[0]
    quiet_hq.arrive([crossing])
    with quiet_hq.connection() as connection:
        connection.execute("DELETE FROM screening_due")  # as an HQ that is older than lists has it
        publish_recent(connection, quiet_hq.home, (datetime.now(UTC).date() - date(2026, 1, 1)).days)
    refused_there = crossing.decision.kind is DecisionKind.REFUSE
    assert earlier_rows(quiet_hq) == expected(quiet_hq, crossing, refused_there)
