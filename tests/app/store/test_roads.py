"""The link's rules in the store: settled by few, counted by day, and what a person lets go is bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import Lane, LinkKind, LinkPolicy
from app.domain.record import encode
from app.store import audit
from app.store.door import session_link_book, session_link_rules, session_outbox
from sync.budget import CALL, HANDSHAKE
from sync.line import Traffic
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.test_outbox import Builder

DEAR = LinkPolicy(LinkKind.DEAR, 2400, 1500, 10_000, 600, 120, "USD")


def settle(station: StationInTest, policy: LinkPolicy) -> None:
    """Settle the policy as a technician does."""
    with station.signed_in("technician") as session:
        session_link_rules(session).change_policy(policy)


def test_a_policy_stays_and_leaves_a_line_and_not_everybody_may_settle_it(station: StationInTest) -> None:
    settle(station, DEAR)
    with station.signed_in("officer") as session:
        rules = session_link_rules(session)
        assert rules.policy() == DEAR
        with pytest.raises(WorldError) as refused:
            rules.change_policy(LinkPolicy())
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED
    with station.raw() as connection:
        assert "link_policy_set" in {line.act for line in audit.lines(connection)}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DEAR, bits_per_second=0), replace(DEAR, round_trip_ms=-1), replace(DEAR, daily_bytes=1 << 60),
        replace(DEAR, currency="dollars"), replace(DEAR, price_per_minute=-5),
    ],
)  # fmt: skip
def test_a_policy_out_of_bounds_is_refused(station: StationInTest, wrong: LinkPolicy) -> None:
    with pytest.raises(WorldError) as refused:
        settle(station, wrong)
    assert refused.value.failure.code is FailureCode.FIELD_INVALID


def test_bytes_are_counted_by_day_and_a_clock_set_back_gives_no_second_budget(
    station: StationInTest,
) -> None:
    with station.signed_in("officer") as session:
        book = session_link_book(session)
        book.add(LinkKind.DEAR, Traffic(700, 300))
        book.add(LinkKind.METERED, Traffic(5, 5))
        assert (book.used(LinkKind.DEAR), book.used(LinkKind.METERED)) == (1000, 10)
        book.close()
    with station.signed_in("officer") as session:
        book = session_link_book(session)
        assert book.used(LinkKind.DEAR) == 1000, "a restart forgets nothing"
        station.clock.move(timedelta(days=-365))
        assert book.used(LinkKind.DEAR) == 1000
        station.clock.move(timedelta(days=366))
        assert book.used(LinkKind.DEAR) == 0
        book.close()
        (use, _) = session_link_rules(session).usage(7)
        assert (use.up, use.down) == (700, 300)


def test_a_clock_that_was_a_year_ahead_is_mended_by_settling_the_policy_anew(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        station.clock.move(timedelta(days=365))
        book = session_link_book(session)
        book.add(LinkKind.DEAR, Traffic(0, 9000))
        station.clock.move(timedelta(days=-365))
        settle(station, DEAR)
        assert book.used(LinkKind.DEAR) == 9000, "what was used is used"
        station.clock.move(timedelta(days=1))
        assert book.used(LinkKind.DEAR) == 0
        book.close()


def test_a_plan_says_bytes_by_lane_and_a_yes_to_it_lets_go_no_more(station: StationInTest) -> None:
    settle(station, DEAR)
    with station.signed_in("officer") as session:
        first, *others = travellers(4)
        session.crossings.record(replace(first, decision=Decision(DecisionKind.REFUSE, (Reason.ALERT,))))
        outbox, book, rules = session_outbox(session), session_link_book(session), session_link_rules(session)
        frozen = outbox.freeze(1, Builder())
        assert frozen is not None
        assert frozen.lane is Lane.URGENT
        assert outbox.unsettled() == [frozen]
        for crossing in others:
            session.crossings.record(crossing)
        assert [row.payload for row in outbox.waiting(2, 9)] == [encode(one) for one in others[1:]]
        book.note_ahead(5_000)
        plan = rules.plan()
        lanes = dict(plan.lanes)
        assert list(lanes) == [Lane.URGENT, Lane.CROSSINGS, Lane.PUBLISHED]
        assert lanes[Lane.URGENT] >= len(frozen.data) + HANDSHAKE + 2 * CALL
        assert (plan.up_to_seq, plan.left_today, plan.currency) == (4, 10_000, "USD")
        assert plan.seconds > sum(lanes.values()) * 8 / 2400
        assert plan.cost >= plan.seconds * 120 // 60
        rules.consent(plan)
        consent = book.consent()
        assert consent is not None
        assert (consent.up_to_seq, consent.left) == (4, sum(lanes.values()))
        assert not consent.past_budget, "only a supervisor's word passes the day's bytes"
        book.add(LinkKind.DEAR, Traffic(100, 20), consent.number)
        assert book.consent() == replace(consent, left=consent.left - 120)
        station.clock.move(timedelta(hours=-13))
        assert book.consent() is None, "half a day later, or earlier, nobody remembers what they said"
        outbox.close()
        book.close()
    with station.raw() as connection:
        assert "link_consented" in {line.act for line in audit.lines(connection)}


def test_a_supervisor_passes_the_days_bytes_and_takes_a_word_back(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        session.crossings.record(travellers(1, "supervisor")[0])
        rules, book = session_link_rules(session), session_link_book(session)
        rules.consent(rules.plan())
        consent = book.consent()
        assert consent is not None
        assert consent.past_budget
        rules.consent(rules.plan(), urgent_only=True)
        assert book.consent() is None
        book.close()
    with station.signed_in("technician") as session, pytest.raises(WorldError):
        session_link_rules(session).consent(session_link_rules(session).plan())
