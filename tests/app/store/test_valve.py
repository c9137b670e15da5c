"""The load valve opens for a time and a reason, shuts by itself, and is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.failure import FailureCode, WorldError
from app.domain.load_valve import CaptureLevel, LoadValve, ValveReason
from app.flow.ports import SignedIn
from tests.app.store.booth import StationInTest

HOUR = timedelta(hours=1)


def opened(session: SignedIn, station: StationInTest, span: timedelta = HOUR) -> LoadValve:
    until = station.clock.now + span
    return session.valve.open(CaptureLevel.PAGE, until, ValveReason.QUEUE, " two flights at once ")


def acts(station: StationInTest) -> list[str]:
    with station.raw() as connection:
        rows = connection.execute("SELECT act FROM audit WHERE act LIKE 'valve%' ORDER BY seq")
        return [row[0] for row in rows]


def test_it_is_open_for_everybody_until_its_moment_and_no_longer(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        valve = opened(session, station)
        assert valve.note == "two flights at once"
        with station.signed_in("officer") as officer:
            assert officer.valve.now() == valve
        station.clock.move(HOUR - timedelta(milliseconds=1))
        assert session.valve.now() == valve
        station.clock.move(timedelta(milliseconds=1))
        assert session.valve.now() is None
        assert acts(station) == ["valve_opened"]


def test_a_clock_that_is_set_back_leaves_it_shut_until_somebody_opens_it_anew(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        opened(session, station)
        station.clock.move(HOUR * 5 / 6)
        with station.signed_in("officer"):
            station.clock.move(-HOUR * 2 / 3)
            assert session.valve.now() is None
        assert session.valve.now() is None
        assert session.valve.now() != opened(session, station) == session.valve.now()


def test_it_is_shut_early_and_what_it_lasted_stays_known(station: StationInTest) -> None:
    began = station.clock.now
    with station.signed_in("supervisor") as session:
        opened(session, station)
        station.clock.move(timedelta(minutes=20))
        session.valve.shut()
        session.valve.shut()
        assert session.valve.now() is None
        (past,) = session.valve.past(began)
        assert past.until - past.opened_at == timedelta(minutes=20)
        assert session.valve.past(station.clock.now) == []
        assert acts(station) == ["valve_opened", "valve_shut"]


def test_a_new_opening_takes_the_place_of_the_one_before(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        opened(session, station)
        station.clock.move(timedelta(minutes=5))
        second = opened(session, station, 2 * HOUR)
        assert session.valve.now() == second
        assert [one.until for one in session.valve.past(second.opened_at - HOUR)] == [
            second.until, second.opened_at,
        ]  # fmt: skip


@pytest.mark.parametrize(
    "level, hours, reason, note, field",
    [
        (CaptureLevel.FULL, 1, ValveReason.QUEUE, "", "level"),
        (CaptureLevel.PAGE, 0, ValveReason.QUEUE, "", "until"),
        (CaptureLevel.PAGE, 13, ValveReason.QUEUE, "", "until"),
        (CaptureLevel.PAGE, 1, ValveReason.OTHER, "  ", "note"),
        (CaptureLevel.PAGE, 1, ValveReason.QUEUE, "x" * 201, "note"),
    ],
)
def test_what_it_may_not_say_is_refused(
    station: StationInTest, level: CaptureLevel, hours: int, reason: ValveReason, note: str, field: str
) -> None:
    with station.signed_in("supervisor") as session:
        with pytest.raises(WorldError) as refused:
            session.valve.open(level, station.clock.now + hours * HOUR, reason, note)
        assert refused.value.failure.code is FailureCode.FIELD_INVALID
        assert dict(refused.value.failure.details)["field"] == field
        assert session.valve.now() is None
