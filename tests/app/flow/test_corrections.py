"""Corrections: a new version with its reason, the old one kept, only by those who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.checks import CheckName
from app.domain.crossing import Crossing, Direction, Purpose
from app.domain.decision import DecisionKind, Reason
from app.domain.failure import FailureCode, WorldError
from app.flow.corrections import Correction, correct
from app.flow.decide import Wish, grant
from app.flow.ports import ReadPurpose
from tests.app.flow.at_the_desk import ANNA, MERE, DeskInTest


@pytest.fixture
def recorded(at_desk: DeskInTest) -> Crossing:
    at_desk.swipe(MERE)
    return at_desk.desk.decide(Wish(DecisionKind.ADMIT))


def put_right(at_desk: DeskInTest, latest: Crossing, why: str = "Wrong button") -> Crossing:
    wanted = Correction(why, direction=Direction.DEPARTURE)
    return correct(latest, wanted, at_desk.session, lambda: at_desk.now, at_desk.new_id)


def test_both_versions_are_kept_and_both_go_to_hq(at_desk: DeskInTest, recorded: Crossing) -> None:
    corrected = put_right(at_desk, recorded)
    kept = at_desk.session.crossings.versions(recorded.crossing_id, ReadPurpose.CORRECTION)
    assert list(kept) == [recorded, corrected]
    assert (corrected.version, corrected.correction) == (2, "Wrong button")
    assert corrected.crossed_at == recorded.crossed_at, "no correction moves anybody to another moment"
    again = put_right(at_desk, corrected)
    assert again.crossed_at == recorded.crossed_at
    assert at_desk.session.outbox.view().waiting == 3


def test_history_shows_a_corrected_crossing_once(at_desk: DeskInTest, recorded: Crossing) -> None:
    put_right(at_desk, recorded)
    rows = at_desk.session.crossings.history("RV0123456", "KALTAK", "1985-06-07")
    assert [(row.version, row.direction) for row in rows] == [(2, "departure")]


def test_a_correction_without_a_reason_is_refused(at_desk: DeskInTest, recorded: Crossing) -> None:
    with pytest.raises(WorldError) as refused:
        put_right(at_desk, recorded, "  ")
    assert refused.value.failure.code is FailureCode.FIELD_INVALID


def test_an_officer_cannot_correct_a_colleagues_crossing(at_desk: DeskInTest, recorded: Crossing) -> None:
    at_desk.as_officer("ruth", "quiet blue lagoon")
    with pytest.raises(WorldError) as refused:
        put_right(at_desk, recorded)
    assert refused.value.failure.code is FailureCode.NOT_ALLOWED


@pytest.fixture
def visitor(at_desk: DeskInTest) -> Crossing:
    at_desk.swipe(ANNA)
    at_desk.desk.set_purpose(Purpose.HOLIDAY)
    return at_desk.desk.decide(Wish(DecisionKind.ADMIT))


def test_an_arrival_corrected_to_a_departure_grants_no_stay(at_desk: DeskInTest, visitor: Crossing) -> None:
    corrected = put_right(at_desk, visitor)
    assert (corrected.direction, corrected.purpose, corrected.stay) == (Direction.DEPARTURE, None, None)
    assert corrected.decision == visitor.decision


def test_a_visitor_corrected_to_a_citizen_has_no_stay(at_desk: DeskInTest, visitor: Crossing) -> None:
    wanted = Correction("Misread", traveller=replace(visitor.traveller, nationality="VUT"))
    corrected = correct(visitor, wanted, at_desk.session, lambda: at_desk.now, at_desk.new_id)
    assert (corrected.purpose, corrected.stay) == (None, None)


def test_a_departure_corrected_to_a_visitors_arrival_asks_for_the_stay(
    at_desk: DeskInTest, visitor: Crossing
) -> None:
    departure = put_right(at_desk, visitor)
    wanted = Correction("It was right", direction=Direction.ARRIVAL)
    with pytest.raises(WorldError) as refused:
        correct(departure, wanted, at_desk.session, lambda: at_desk.now, at_desk.new_id)
    assert refused.value.failure.code is FailureCode.FIELD_INVALID
    granted = grant(30, departure.crossed_at)
    whole = replace(wanted, purpose=Purpose.HOLIDAY, stay=granted)
    corrected = correct(departure, whole, at_desk.session, lambda: at_desk.now, at_desk.new_id)
    assert (corrected.purpose, corrected.stay) == (Purpose.HOLIDAY, granted)


def test_who_was_refused_cannot_be_granted_a_stay_by_a_correction(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    refused = at_desk.desk.decide(Wish(DecisionKind.REFUSE, (Reason.NO_MEANS,)))
    wanted = Correction("Slip", stay=grant(30, refused.at))
    assert correct(refused, wanted, at_desk.session, lambda: at_desk.now, at_desk.new_id).stay is None


def test_a_late_correction_does_not_move_the_day_of_the_crossing(
    at_desk: DeskInTest, visitor: Crossing
) -> None:
    at_desk.later(days=5)
    at_desk.desk.set_shift(Direction.DEPARTURE, visitor.conveyance)
    at_desk.swipe(ANNA)
    at_desk.desk.decide(Wish(DecisionKind.ADMIT))
    at_desk.later(days=1)
    wanted = Correction("Misspelt", traveller=replace(visitor.traveller, given_names="ANNE MARIA"))
    corrected = correct(visitor, wanted, at_desk.session, lambda: at_desk.now, at_desk.new_id)
    assert corrected.crossed_at - visitor.crossed_at < timedelta(minutes=1)
    at_desk.desk.set_shift(Direction.ARRIVAL, visitor.conveyance)
    at_desk.swipe(ANNA)
    inspection = at_desk.desk.inspection
    assert inspection is not None
    assert [row.direction for row in inspection.earlier] == ["departure", "arrival"]
    (judged,) = [one for one in inspection.checks if one.name is CheckName.EARLIER_CROSSINGS]
    assert judged.reason == "earlier_crossings.consistent"


def test_a_correction_leaves_the_traveller_on_the_desk_safe_from_a_power_cut(
    at_desk: DeskInTest, recorded: Crossing
) -> None:
    at_desk.swipe(ANNA)
    put_right(at_desk, recorded)
    at_desk.desk = at_desk.new_desk()
    assert at_desk.desk.resume()
    assert at_desk.desk.inspection is not None
    assert at_desk.desk.inspection.traveller.surname == "ERIKSSON"
    at_desk.desk.set_purpose(Purpose.HOLIDAY)
    at_desk.desk.decide(Wish(DecisionKind.ADMIT))
    assert not at_desk.new_desk().resume()
