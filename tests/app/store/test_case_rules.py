"""Who may say what of a case or a proposal is settled in the store, whatever a screen offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import AlertEvent, AlertEventKind, AlertHit, SettledAs
from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode
from app.domain.officer import Role
from app.flow.alerts import STOLEN
from app.flow.ports import SignedIn
from tests.app.store.booth import StationInTest
from tests.app.store.case_events import (
    AT,
    REFER,
    about,
    audited,
    foreign,
    hit,
    met,
    new_id,
    people,
    proposed,
    queue,
    refusal,
    said,
)

# Words on a case


def test_the_first_line_settles_what_it_met_itself_and_nothing_later(station: StationInTest) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (opened, said(opened, SettledAs.CANNOT_TELL)))
        assert refusal(lambda: session.cases.add((said(opened),))) is FailureCode.NOT_ALLOWED
    assert queue(station) == [opened.case_id]
    with station.signed_in("supervisor") as session:
        session.cases.add((said(opened, SettledAs.SAME, "supervisor"),))
        (case,) = session.cases.recent_cases()
    assert [word.settled_as for word in case.settlements] == [SettledAs.CANNOT_TELL, SettledAs.SAME]
    assert queue(station) == []


def test_an_inspection_set_aside_tells_the_second_line_all_the_same(station: StationInTest) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    with station.signed_in("officer") as session:
        session.cases.add((opened, said(opened)))
        assert session.outbox.view().waiting == 2
    with station.signed_in("supervisor") as session:
        assert [case.opened.crossing for case in session.cases.recent_cases()] == [crossing.record_id]


@pytest.mark.parametrize(
    "what",
    [
        hit(Band.STOP, Disclosure.SILENT),
        hit(Band.BACKGROUND),
        hit(Band.CHECK, Disclosure.SILENT),
        hit(Band.CHECK, Disclosure.RESTRICTED),
    ],
)
def test_the_first_line_has_no_word_on_what_it_was_not_shown(officer: SignedIn, what: AlertHit) -> None:
    (crossing,) = people(1)
    opened = replace(met(crossing), hit=what)
    events = (opened, said(opened, SettledAs.SAME, second="supervisor"))
    assert refusal(lambda: officer.crossings.record(crossing, events)) is FailureCode.NOT_ALLOWED


@pytest.mark.parametrize("as_", SettledAs)
@pytest.mark.parametrize("second", ["", "officer", "technician", "harbourmaster", "nobody", "gone"])
def test_nobody_is_admitted_past_a_stop_by_one_person(
    station: StationInTest, as_: SettledAs, second: str
) -> None:
    with station.signed_in("harbourmaster") as session:
        session.officers.add("gone", "Gone Away", Role.SUPERVISOR, "quite a long password")
        session.officers.deactivate("gone")
    (crossing,) = people(1)
    opened = met(crossing, hit(Band.STOP))
    with station.signed_in("officer") as session:
        events = (opened, said(opened, as_, second=second))
        assert refusal(lambda: session.crossings.record(crossing, events)) is FailureCode.NOT_ALLOWED
        assert session.outbox.view().waiting == 0
        session.crossings.record(crossing, (opened, said(opened, as_, second="supervisor")))


def test_a_supervisor_at_the_booth_needs_another_one_too(station: StationInTest) -> None:
    (crossing,) = people(1, "supervisor")
    opened = met(crossing, hit(Band.STOP))
    with station.signed_in("supervisor") as session:
        events = (opened, said(opened, second="supervisor"))
        assert refusal(lambda: session.crossings.record(crossing, events)) is FailureCode.NOT_ALLOWED


def test_who_is_referred_with_one_persons_word_waits_for_the_other(station: StationInTest) -> None:
    (crossing,) = people(1, decision=REFER)
    opened = met(crossing, hit(Band.STOP))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (opened, said(opened)))
    assert queue(station) == [opened.case_id]
    with station.signed_in("supervisor") as session:
        session.cases.add((said(opened, officer="supervisor"),))
        (case,) = session.cases.recent_cases()
    assert case.released
    assert queue(station) == []


def test_a_stop_that_nobody_else_looked_at_is_not_released_in_the_second_line(station: StationInTest) -> None:
    (crossing,) = people(1)
    opened = met(crossing, hit(Band.STOP))
    with station.signed_in("officer") as session:
        session.cases.add((opened,))
    with station.signed_in("supervisor") as session:
        alone = said(opened, officer="supervisor")
        assert refusal(lambda: session.cases.add((alone,))) is FailureCode.NOT_ALLOWED
        session.cases.add((said(opened, SettledAs.SAME, "supervisor"),))
    assert queue(station) == []


def test_nobody_speaks_for_another_in_the_second_line(station: StationInTest) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    word = said(opened, officer="supervisor")
    assert word.settlement is not None
    forged = replace(word, settlement=replace(word.settlement, officer="officer"))
    with station.signed_in("officer") as session:
        session.cases.add((opened,))
    with station.signed_in("supervisor") as session:
        assert refusal(lambda: session.cases.add((forged,))) is FailureCode.NOT_ALLOWED


def test_what_was_told_of_an_inspection_that_goes_on_with_another_swipe_is_no_bar(
    station: StationInTest,
) -> None:
    cut, again, later = people(3)  # set aside and cut off at once, then swiped again, and a stranger
    first = met(cut)
    second, third = (
        replace(met(one), case_id=first.case_id, document=cut.document) for one in (again, later)
    )
    with station.signed_in("officer") as session:
        session.cases.add((first,))
        session.crossings.record(again, (second, said(second)))
        assert refusal(lambda: session.crossings.record(later, (third,))) is FailureCode.FIELD_INVALID
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.recent_cases()
    assert (case.opened.crossing, len(case.settlements)) == (again.record_id, 1)


def test_an_inspection_taken_over_after_a_power_cut_keeps_the_colleagues_word(station: StationInTest) -> None:
    (crossing,) = people(1, "supervisor")
    opened = met(crossing, hit(Band.STOP))
    word = said(opened, second="supervisor")
    assert word.settlement is not None
    theirs = replace(word, settlement=replace(word.settlement, officer="officer"))
    with station.signed_in("supervisor") as session:
        session.crossings.record(crossing, (opened, theirs))
        assert [case.released for case in session.cases.recent_cases()] == [True]


@pytest.mark.parametrize("kind", [AlertEventKind.SETTLED, AlertEventKind.CLEARANCE_REVOKED,
                                  AlertEventKind.ACTIVATED, AlertEventKind.DECLINED])  # fmt: skip
def test_a_word_on_what_never_opened_is_refused(station: StationInTest, kind: AlertEventKind) -> None:
    (crossing,) = people(1, "supervisor")
    never = met(crossing)
    settlement = said(never).settlement if kind is AlertEventKind.SETTLED else None
    event = replace(about(never, kind, "supervisor"), settlement=settlement)
    with station.signed_in("supervisor") as session:
        assert refusal(lambda: session.cases.add((event,))) is FailureCode.RECORD_UNKNOWN


def test_a_case_is_opened_once(officer: SignedIn) -> None:
    first, second = people(2)
    opened = met(first)
    officer.cases.add((opened,))
    other_entry = replace(hit(), entry_id="NAT-0002")
    for again in (met(second), met(first, other_entry)):
        event = replace(again, case_id=opened.case_id)
        assert refusal(partial(officer.cases.add, (event,))) is FailureCode.FIELD_INVALID


def test_an_inspection_set_aside_whose_draft_outlived_it_is_decided_all_the_same(
    station: StationInTest,
) -> None:
    (crossing,) = people(1)
    opened, stolen = met(crossing), met(crossing, replace(hit(Band.STOP), entry_id=STOLEN, entry_digest=b""))
    again = replace(met(crossing, hit(Band.STOP)), case_id=opened.case_id)
    with station.signed_in("officer") as session:
        session.cases.add((opened, stolen))
        told = (again, replace(stolen, event_id=new_id(), case_id=new_id()))
        alone = (*told, said(again))
        assert refusal(lambda: session.crossings.record(crossing, alone)) is FailureCode.NOT_ALLOWED
        session.crossings.record(crossing, (*told, said(again, second="supervisor")))
    with station.signed_in("supervisor") as session:
        assert [case.case_id for case in session.cases.open_cases()] == [stolen.case_id]
        (case,) = session.cases.recent_cases()
        assert (case.opened, len(case.settlements)) == (again, 1)
        assert session.keeper.check().intact


# Proposals


def answer(proposal: AlertEvent, kind: AlertEventKind, officer: str) -> AlertEvent:
    return replace(about(proposal, kind, officer), entry=proposal.entry)


def test_a_proposal_waits_for_hq_unless_the_policy_names_a_role(station: StationInTest) -> None:
    first, second = proposed("officer"), replace(proposed("officer"), at=AT + timedelta(hours=1))
    with station.signed_in("officer") as session:
        session.cases.add((first, second))
        assert session.cases.proposals() == [second, first]
        own = answer(first, AlertEventKind.ACTIVATED, "officer")
        assert refusal(lambda: session.cases.add((own,))) is FailureCode.NOT_ALLOWED
    activated = answer(first, AlertEventKind.ACTIVATED, "supervisor")
    with station.signed_in("supervisor") as session:
        assert refusal(lambda: session.cases.add((activated,))) is FailureCode.NOT_ALLOWED
        own_policy = AlertPolicy(Role.SUPERVISOR)
        assert refusal(lambda: session.cases.set_policy(own_policy)) is FailureCode.NOT_ALLOWED
    with station.signed_in("harbourmaster") as session:
        assert session.cases.policy() == AlertPolicy(None, 30)
        session.cases.set_policy(AlertPolicy(Role.SUPERVISOR, 14))
        by_another_role = answer(first, AlertEventKind.ACTIVATED, "harbourmaster")
        assert refusal(lambda: session.cases.add((by_another_role,))) is FailureCode.NOT_ALLOWED
    with station.signed_in("supervisor") as session:
        assert session.cases.policy() == AlertPolicy(Role.SUPERVISOR, 14)
        session.cases.add((activated,))
        session.cases.add((answer(second, AlertEventKind.DECLINED, "supervisor"),))
        assert session.cases.proposals() == []
        twice = answer(first, AlertEventKind.DECLINED, "supervisor")
        assert refusal(lambda: session.cases.add((twice,))) is FailureCode.FIELD_INVALID
    with station.raw() as connection:
        assert [(actor, detail) for actor, _, _, detail in audited(connection, "alert_policy_set")] == [
            ("harbourmaster", {"role": "supervisor", "days": 14})
        ]


def test_hqs_answer_ends_a_proposal(station: StationInTest) -> None:
    proposal = proposed("officer")
    with station.signed_in("officer") as session:
        session.cases.add((proposal,))
        with station.raw() as connection:
            foreign(connection, answer(proposal, AlertEventKind.ACTIVATED, "hq"))
        assert session.cases.proposals() == []


def test_proposals_are_no_cases(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        session.cases.add((proposed("supervisor"),))
        assert session.cases.open_count() == 0
        assert session.cases.open_cases() == session.cases.recent_cases() == []
