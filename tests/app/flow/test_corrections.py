"""Corrections: a new version with its reason, the old one kept, only by those who may."""

from __future__ import annotations

import pytest

from app.domain.crossing import Crossing, Direction
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.flow.corrections import Correction, correct
from app.flow.decide import Wish
from app.flow.ports import ReadPurpose
from tests.app.flow.at_the_desk import MERE, DeskInTest


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
    assert at_desk.session.outbox.view().waiting == 2


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
