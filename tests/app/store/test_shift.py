"""The shift's figures equal what is counted by hand from the crossings themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import median_low

from app.domain.checks import CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.load_valve import LIGHT
from app.store.shift import spread
from tests.app.store.booth import StationInTest, travellers

HOUR = timedelta(hours=1)


def light(crossing: Crossing) -> Crossing:
    """The crossing as it is recorded while the valve is open."""
    skipped = check(CheckName.CHIP, Verdict.NOT_RUN, LIGHT, until="14:30")
    kept = tuple(one for one in crossing.checks if one.name is not CheckName.CHIP)
    return replace(crossing, checks=(*kept, skipped))


def test_a_shift_is_counted_as_its_crossings_say(station: StationInTest) -> None:
    people = travellers(40, seed=5)
    people[3] = light(people[3])
    people[7] = replace(people[7], decision=Decision(DecisionKind.REFER, (Reason.IDENTITY_DOUBT,)))
    again = travellers(41, seed=5)[40]
    people.append(replace(again, document=people[7].document, traveller=people[7].traveller))
    people[9] = replace(people[9], decision=Decision(DecisionKind.REFER, (Reason.IDENTITY_DOUBT,)))
    since, until = people[0].crossed_at, people[-1].crossed_at + HOUR
    with station.signed_in("officer") as session:
        for one in people:
            session.crossings.record(one)
        corrected = replace(
            people[0], record_id=travellers(42, seed=5)[41].record_id, version=2, correction="misread",
            at=people[-1].at + HOUR, opened_at=people[0].at,
        )  # fmt: skip
        session.crossings.record(corrected)
    with station.signed_in("supervisor") as session:
        found = session.shift.figures(since, until)
        (followed,) = session.shift.follow_up(since, until)
        none = session.shift.figures(since - 2 * HOUR, since - HOUR)
    kinds = [one.decision.kind for one in people]
    assert (found.crossings, found.corrected) == (41, 1)
    assert found.arrivals == sum(one.direction is Direction.ARRIVAL for one in people)
    assert found.refused == kinds.count(DecisionKind.REFUSE)
    assert found.referred == kinds.count(DecisionKind.REFER)
    assert people[9].crossing_id in found.referrals_open
    assert people[7].crossing_id not in found.referrals_open
    assert found.light == (people[3].crossing_id,)
    assert followed.crossing_id == people[3].crossing_id
    seconds = [round((one.at - one.opened_at).total_seconds()) for one in people[1:]]
    assert found.processing.median == median_low(seconds)
    assert found.processing.longest == max(seconds)
    assert sum(count for _, count in found.per_hour) == 41
    assert found.unsent == 42
    (officer,) = found.officers
    assert (officer.username, officer.crossings) == ("officer", 41)
    assert (none.crossings, none.officers, none.processing.count) == (0, (), 0)


def test_a_second_referral_decides_nothing_and_damage_hides_one_crossing_alone(
    station: StationInTest,
) -> None:
    people = travellers(6, seed=9)
    doubt = Decision(DecisionKind.REFER, (Reason.IDENTITY_DOUBT,))
    twice = [replace(one, document=people[0].document, decision=doubt) for one in people[:2]]
    stranger = replace(people[2].document, number=people[3].document.number, issuing_state="VUT")
    other = replace(people[2], document=stranger, decision=Decision(DecisionKind.ADMIT))
    asked = replace(people[3], decision=doubt, at=people[1].at, opened_at=people[1].opened_at)
    since, until = people[0].crossed_at, people[5].crossed_at + HOUR
    with station.signed_in("officer") as session:
        for one in (*twice, asked, other, people[4]):
            session.crossings.record(one)
    with station.signed_in("supervisor") as session:
        found = session.shift.figures(since, until)
        assert found.crossings == 5
        assert set(found.referrals_open) == {twice[0].crossing_id, twice[1].crossing_id, asked.crossing_id}
        with station.raw() as connection:
            connection.execute("DROP TRIGGER records_do_not_change")
            connection.execute("UPDATE records SET record = x'00' WHERE seq = 1")
        assert session.shift.figures(since, until).crossings == 4


def test_waiting_counts_from_the_first_of_the_same_conveyance(station: StationInTest) -> None:
    people = travellers(5, seed=6)
    began = people[0].opened_at
    flight, other = Conveyance(Mode.AIR, "NF011", "VUVLI"), Conveyance(Mode.SEA, "", "")
    said = [(flight, 0), (flight, 90), (other, 95), (flight, 200), (flight, 9000)]  # the last is another call
    for place, (conveyance, late) in enumerate(said):
        opened = began + timedelta(seconds=late)
        people[place] = replace(
            people[place], conveyance=conveyance, opened_at=opened, at=opened + timedelta(seconds=20),
            direction=Direction.ARRIVAL,
        )  # fmt: skip
    with station.signed_in("officer") as session:
        for one in people:
            session.crossings.record(one)
    with station.signed_in("supervisor") as session:
        waiting = session.shift.figures(began, began + 3 * HOUR).waiting
    assert (waiting.count, waiting.median, waiting.longest) == (4, 0, 200)


def test_a_spread_is_by_nearest_rank() -> None:
    assert spread(range(1, 11)) == spread([10, *range(1, 10)])
    assert (spread(range(1, 11)).median, spread(range(1, 11)).ninth_decile) == (5, 9)
    assert spread([]).count == 0
