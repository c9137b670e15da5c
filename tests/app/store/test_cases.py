"""Hits become cases that are kept, queued, settled by those who may, and travel like any record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import cbor2
import pytest

from app.domain.alert_entry import Band, Disclosure
from app.domain.alert_record import decode_event, encode_event
from app.domain.alerts import AlertEvent, AlertEventKind, AlertHit, CaseOrigin, SettledAs
from app.domain.alerts_policy import AlertPolicy
from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Role
from app.flow.ports import ReadPurpose, SignedIn
from app.store.alert_events import add_foreign_event
from app.store.audit import record_hash
from app.store.door import session_outbox
from app.store.driver import Connection
from app.store.keeper import walk_chain
from sync.ports import ChainState, OutboxRow, Settlement
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.case_events import AT, WANTED, about, hit, met, new_id, proposed, said, told_by_hq
from tests.app.store.test_audit import disarm

ADMIT, REFER = Decision(DecisionKind.ADMIT), Decision(DecisionKind.REFER, (Reason.OTHER,), note="look")


def people(count: int, officer: str = "officer", decision: Decision = ADMIT) -> list[Crossing]:
    return [replace(crossing, decision=decision) for crossing in travellers(count, officer)]


def refusal(act: Callable[[], object]) -> FailureCode:
    with pytest.raises(WorldError) as refused:
        act()
    return refused.value.failure.code


def audited(connection: Connection, act: str) -> list[tuple[str, bytes, str, dict[str, object]]]:
    rows = connection.execute(
        "SELECT actor, subject, purpose, detail FROM audit WHERE act = ? ORDER BY seq", (act,)
    )
    return [(actor, subject, purpose, cbor2.loads(detail)) for actor, subject, purpose, detail in rows]


def queue(station: StationInTest) -> Sequence[str]:
    with station.signed_in("supervisor") as session:
        return [case.case_id for case in session.cases.open_cases()]


# Keeping


def test_a_hit_is_kept_with_its_crossing_and_waits_for_the_supervisor(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
        assert session.outbox.view().waiting == 2
    with station.signed_in("supervisor") as session:
        (case,) = session.cases.open_cases()
        assert case.opened == event
        assert session.cases.case(event.case_id) == case
        assert session.cases.open_count() == 1
        assert session.cases.recent_cases() == []


def test_the_event_travels_in_the_outbox_as_its_very_bytes(officer: SignedIn) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    officer.crossings.record(crossing, (event,))
    rows: list[OutboxRow] = []
    outbox = session_outbox(officer)

    def build(some: Sequence[OutboxRow], _: ChainState) -> bytes:
        rows.extend(some)
        return b"batch"

    batch = outbox.freeze(10, build)
    assert [(row.seq, row.kind) for row in rows] == [(1, CROSSING), (2, ALERT_EVENT)]
    assert rows[1].payload == encode_event(event)
    assert batch is not None
    outbox.settle(Settlement(batch.batch_id, b"receipt", ()))
    outbox.close()
    assert (officer.outbox.view().waiting, officer.outbox.view().accepted) == (0, 2)


def test_its_audit_line_holds_the_hash_of_its_bytes_and_nobodys_name(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
    with station.raw() as connection:
        ((actor, subject, _, detail),) = audited(connection, "alert_event")
    assert actor == "officer"
    assert subject.hex() == event.event_id.replace("-", "")
    assert detail == {"record": record_hash(encode_event(event))}


def test_trying_again_after_a_failure_keeps_everything_once(officer: SignedIn) -> None:
    (crossing,) = people(1)
    opened = met(crossing)
    events = (opened, said(opened))
    for _ in range(3):
        officer.crossings.record(crossing, events)
        officer.cases.add(events)
    assert officer.outbox.view().waiting == 3


def test_crossing_and_events_are_kept_both_or_neither(officer: SignedIn) -> None:
    (crossing,) = people(1)
    opened = met(crossing, hit(Band.STOP))
    events = (opened, said(opened))  # released by nobody
    assert refusal(lambda: officer.crossings.record(crossing, events)) is FailureCode.NOT_ALLOWED
    assert officer.outbox.view().waiting == 0
    assert officer.crossings.history(crossing.document.number, "", "") == []


def test_an_event_id_stands_for_one_event(officer: SignedIn) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    officer.cases.add((event,))
    assert refusal(lambda: officer.cases.add((replace(event, note="x"),))) is FailureCode.RECORD_CONFLICT


@pytest.mark.parametrize(
    "change, code",
    [
        ({"event_id": "none"}, FailureCode.RECORD_MALFORMED),
        ({"case_id": ""}, FailureCode.RECORD_MALFORMED),
        ({"crossing": "x"}, FailureCode.RECORD_MALFORMED),
        ({"hit": None}, FailureCode.RECORD_MALFORMED),
        ({"traveller": None}, FailureCode.RECORD_MALFORMED),
        ({"document": None}, FailureCode.RECORD_MALFORMED),
        ({"hit": replace(hit(), entry_digest=b"short")}, FailureCode.RECORD_MALFORMED),
        ({"hit": replace(hit(), list_version=2**63)}, FailureCode.RECORD_MALFORMED),
        ({"training": False}, FailureCode.FIELD_INVALID),
        ({"origin": CaseOrigin.LATE}, FailureCode.FIELD_INVALID),
        ({"crossing": new_id()}, FailureCode.FIELD_INVALID),
        ({"note": "x" * 200_000}, FailureCode.FIELD_INVALID),
        ({"officer": "supervisor"}, FailureCode.NOT_ALLOWED),
    ],
)  # fmt: skip
def test_what_no_desk_makes_is_refused_whole(
    officer: SignedIn, change: dict[str, object], code: FailureCode
) -> None:
    (crossing,) = people(1)
    event = replace(met(crossing), **change)  # type: ignore[arg-type]  # as the case says
    assert refusal(lambda: officer.crossings.record(crossing, (event,))) is code
    assert officer.outbox.view().waiting == 0


def test_events_leave_the_draft_of_the_traveller_on_the_desk_alone(officer: SignedIn) -> None:
    first, second = people(2)
    officer.crossings.record(first)
    officer.drafts.keep(b"the next one")
    officer.cases.add((met(first),))
    assert officer.drafts.take() == b"the next one"
    corrected = replace(second, crossing_id=first.record_id, version=2, correction="misread")
    officer.crossings.record(corrected)
    assert officer.drafts.take() == b"the next one"
    officer.cases.add((met(first),))
    assert officer.drafts.take() == b"the next one"
    officer.crossings.record(people(3)[2], ())
    assert officer.drafts.take() is None


def test_crossings_are_found_and_counted_among_events(station: StationInTest) -> None:
    kept = people(230)
    with station.signed_in("officer") as session:
        for crossing in kept:
            session.crossings.record(crossing, (met(crossing),))
        with station.raw() as connection:
            (filed,) = connection.execute("SELECT count(*) FROM cards").fetchone()
        assert filed > 150, "events do not keep crossings from being filed"
        for crossing in kept[::17]:
            found = session.crossings.history(crossing.document.number, "", "")
            assert crossing.record_id in [line.record_id for line in found]
            assert {line.sent for line in found} == {"waiting"}
            assert session.crossings.versions(crossing.record_id, ReadPurpose.INQUIRY) == [crossing]
        assert session.outbox.view().waiting == 460
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
        assert report.intact
        assert report.crossings == 230
        assert session.cases.open_count() == 230
        assert len(session.cases.open_cases()) == 200, "nobody reads on"


# The queue


def test_the_queue_has_stops_first_and_among_equals_the_newest(station: StationInTest) -> None:
    bands = [Band.BACKGROUND, Band.STOP, Band.CHECK, Band.BACKGROUND, Band.STOP, Band.CHECK]
    opened = [met(crossing, hit(band)) for crossing, band in zip(people(6), bands, strict=True)]
    with station.signed_in("officer") as session:
        session.cases.add(opened)
    assert queue(station) == [opened[place].case_id for place in (4, 1, 5, 2, 3, 0)]


def test_looking_at_cases_is_written_down_as_supervision(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing)
    with station.signed_in("officer") as session:
        session.cases.add((event,))
    with station.signed_in("supervisor") as session:
        session.cases.open_cases()
        session.cases.case(event.case_id)
        session.cases.recent_cases()
        session.cases.proposals()
    with station.raw() as connection:
        (line,) = connection.execute("SELECT seq FROM audit WHERE act = 'alert_event'").fetchone()
        reads = audited(connection, "read_cases")
    assert [(actor, purpose) for actor, _, purpose, _ in reads] == [("supervisor", "supervision")] * 4
    assert [detail["shown"] for _, _, _, detail in reads] == [[line], [], [], []]
    assert reads[1][1].hex() == event.case_id.replace("-", "")


def test_what_an_earlier_word_lets_pass_waits_for_nobody(station: StationInTest) -> None:
    (crossing,) = people(1)
    event = met(crossing, replace(hit(Band.BACKGROUND), cleared=True))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (event,))
    assert queue(station) == []
    with station.signed_in("supervisor") as session:
        assert [case.case_id for case in session.cases.recent_cases()] == [event.case_id]


@pytest.mark.parametrize("role", ["officer", "technician", "harbourmaster"])
def test_whoever_may_not_settle_learns_of_no_case_by_any_call(station: StationInTest, role: str) -> None:
    (crossing,) = people(1)
    silent = met(crossing, hit(Band.STOP, Disclosure.SILENT))
    hidden = proposed("supervisor", replace(WANTED, disclosure=Disclosure.SILENT))
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (silent,))
    with station.signed_in("supervisor") as session:
        session.cases.add((hidden,))
        assert session.cases.proposals() == [hidden]
    with station.signed_in(role) as session:
        assert session.cases.open_count() == 0
        for look in (
            session.cases.open_cases,
            session.cases.recent_cases,
            lambda: session.cases.case(silent.case_id),
        ):
            assert refusal(look) is FailureCode.NOT_ALLOWED
        if role != "technician":
            assert session.cases.proposals() == []
        assert session.cases.rescreen(30, lambda: False) == 0


def test_an_unknown_case_is_said_to_be_unknown(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        proposal = proposed("supervisor")
        session.cases.add((proposal,))
        for wanted in (new_id(), "not an id", "", proposal.case_id):
            assert refusal(partial(session.cases.case, wanted)) is FailureCode.RECORD_UNKNOWN


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
    "what", [hit(Band.STOP, Disclosure.SILENT), hit(Band.BACKGROUND), hit(Band.CHECK, Disclosure.SILENT)]
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
    again = replace(met(second), case_id=opened.case_id)
    officer.cases.add((opened,))
    assert refusal(lambda: officer.cases.add((again,))) is FailureCode.FIELD_INVALID


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


# What HQ tells


def foreign(connection: Connection, *events: AlertEvent) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for event in events:
        add_foreign_event(connection, encode_event(event), AT)
    connection.execute("COMMIT")


def test_a_hit_that_hq_met_waits_here_and_does_not_go_back(station: StationInTest) -> None:
    (crossing,) = people(1, "colleague")  # of another station of this port
    event = told_by_hq(crossing)
    with station.raw() as connection:
        for _ in range(3):
            foreign(connection, event)
        assert [(actor, detail) for actor, _, _, detail in audited(connection, "alert_event")] == [
            ("station", {"record": record_hash(encode_event(event))})
        ]
        assert walk_chain(connection).first_broken is None
    with station.signed_in("supervisor") as session:
        assert [case.opened for case in session.cases.open_cases()] == [event]
        assert session.outbox.view().waiting == 0
        session.cases.add((said(event, SettledAs.SAME, "supervisor"),))
        assert session.outbox.view().waiting == 1
        assert session.cases.open_cases() == []
        assert session.keeper.check().intact


def test_what_this_station_met_itself_is_not_asked_twice_because_hq_met_it_too(
    station: StationInTest,
) -> None:
    (crossing,) = people(1)
    own = met(crossing)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing, (own,))
        session.crossings.history(crossing.document.number, "", "")
    with station.raw() as connection:
        foreign(connection, told_by_hq(crossing, hit(version=9)))
        changed = told_by_hq(crossing, hit(entry=replace(WANTED, remarks="more")))
        foreign(connection, changed)
        assert walk_chain(connection).first_broken is None
    assert queue(station) == [changed.case_id, own.case_id]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x80", encode_event(proposed("hq")),
        encode_event(met(people(1)[0])),  # HQ's hits say that they are HQ's
        encode_event(replace(told_by_hq(people(1)[0]), hit=None)),
        encode_event(replace(told_by_hq(people(1)[0]), event_id="x")),
        encode_event(replace(told_by_hq(people(1)[0]), hit=replace(hit(), list_version=2**64))),
    ],
)  # fmt: skip
def test_what_hq_cannot_have_met_is_not_taken(station: StationInTest, data: bytes) -> None:
    with station.raw() as connection:
        assert refusal(lambda: add_foreign_event(connection, data, AT)) is FailureCode.RECORD_MALFORMED


# Damage


@pytest.fixture
def settled_station(station: StationInTest) -> StationInTest:
    """Two own cases, one settled, one of HQ and a proposal."""
    first, second, third = people(3)
    one, two = met(first), met(second, hit(Band.STOP))
    with station.signed_in("officer") as session:
        session.crossings.record(first, (one, said(one)))
        session.crossings.record(second, (two, said(two, second="supervisor")))
        session.cases.add((proposed("officer"), met(third)))
        session.crossings.history(first.document.number, "", "")
    with station.raw() as connection:
        foreign(connection, told_by_hq(third, hit(entry=replace(WANTED, entry_id="NAT-0002"))))
    return station


def shown(station: StationInTest) -> tuple[object, ...]:
    with station.signed_in("supervisor") as session:
        cases = session.cases
        return (cases.open_cases(), cases.recent_cases(), cases.proposals(), cases.open_count())


def test_any_event_or_case_changed_hidden_or_taken_away_is_found(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        disarm(connection)
        assert walk_chain(connection).first_broken is None
        places = connection.execute(
            "SELECT audit_seq, seq, number FROM alert_events ORDER BY audit_seq"
        ).fetchall()
        spoilings = [
            ("records", "record = (SELECT record FROM records WHERE kind = 2 AND seq <> {seq})", "seq"),
            ("records", "record_id = randomblob(16)", "seq"),
            ("records", "kind = 1", "seq"),
            ("records", "kind = 7", "seq"),
            ("records", "audit_seq = 999", "seq"),
            ("foreign_events", "record = x'80'", "number"),
            ("foreign_events", "event_id = randomblob(16)", "number"),
            ("alert_events", "kind = 'x'", "seq"),
            ("alert_events", "case_id = randomblob(16)", "seq"),
        ]
        for line, seq, number in places:
            for table, change, column in spoilings:
                at = seq if column == "seq" else number
                if at is not None:
                    connection.execute("BEGIN")
                    connection.execute(f"UPDATE {table} SET {change.format(seq=seq)} WHERE {column} = {at}")
                    assert walk_chain(connection).first_broken == line, (table, change, line)
                    connection.execute("ROLLBACK")
        for line, _, _ in places:
            connection.execute("BEGIN")
            connection.execute("DELETE FROM alert_events WHERE audit_seq = ?", (line,))
            assert walk_chain(connection).first_broken == line
            connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


@pytest.mark.parametrize(
    "change",
    [
        "state = 'settled', settled_as = 'same'", "rank = 2", "band = 'x'", "crossing = randomblob(16)",
        "revoked = 1 - revoked", "traveller = randomblob(32)", "entry_digest = randomblob(32)",
        "opened_at = opened_at + 1", "disclosure = 'silent'", "origin = 'late'", "entry_id = 'X'",
    ],
)  # fmt: skip
def test_a_case_filed_otherwise_than_its_events_say_is_found(
    settled_station: StationInTest, change: str
) -> None:
    with settled_station.raw() as connection:
        for opened, state in connection.execute("SELECT opened, state FROM alert_cases").fetchall():
            if state == "proposed" and change.split()[0] in ("rank", "revoked"):
                continue
            connection.execute("BEGIN")
            connection.execute(f"UPDATE alert_cases SET {change} WHERE opened = {opened}")
            assert walk_chain(connection).first_broken == opened
            connection.execute("DELETE FROM alert_cases WHERE opened = ?", (opened,))
            assert walk_chain(connection).first_broken == opened
            connection.execute("ROLLBACK")
        assert walk_chain(connection).first_broken is None


def test_a_rescued_store_has_every_case_as_before(settled_station: StationInTest) -> None:
    before = shown(settled_station)
    saved = settled_station.door().rescue("supervisor", "seven canoes landing")
    assert (saved.records, saved.records_lost) == (8, 0)
    assert shown(settled_station) == before
    with settled_station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert (report.crossings, report.outbox.waiting) == (2, 8)


def test_an_event_that_cannot_be_read_any_more_hides_no_other(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        disarm(connection)
        (seq,) = connection.execute("SELECT max(seq) FROM records").fetchone()
        connection.execute("UPDATE records SET record = x'80' WHERE seq = ?", (seq,))
    settled_station.door().rescue("supervisor", "seven canoes landing")
    open_cases, recent, _, _ = shown(settled_station)
    assert (len(open_cases), len(recent)) == (1, 2)  # type: ignore[arg-type]
    with settled_station.raw() as connection:
        lines = connection.execute("SELECT audit_seq FROM records WHERE seq = ?", (seq,)).fetchone()
        assert walk_chain(connection).first_broken == lines[0]


def test_kept_bytes_are_those_of_the_event(settled_station: StationInTest) -> None:
    with settled_station.raw() as connection:
        records = [row[0] for row in connection.execute("SELECT record FROM records WHERE kind = 2")]
    assert all(encode_event(decode_event(record)) == record for record in records)
