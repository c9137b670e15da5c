"""`matapa retention`: what is over, and erasing it by two people at one keyboard."""

from __future__ import annotations

import json
from typing import Any

from click.testing import Result

from app.store.door import StationDoor
from tests.app.store.booth import PASSWORDS
from tests.app.store.old_station import OldStation
from tests.app.store.old_station import desk as desk
from tests.app.store.old_station import lived as lived
from tests.app.store.old_station import old as old
from tests.app.store.old_station import zone as zone
from tests.app.store.test_commands import KitInTest, matapa


class OldKit(KitInTest):
    """The parts of `Kit` that the command uses, at a station of a year ago."""

    def __init__(self, old: OldStation) -> None:
        super().__init__(old.station.home)
        self.old = old

    def door(self) -> StationDoor:
        return self.old.station.door()


def run(old: OldStation, *arguments: str, who: str = "supervisor", second: str = "") -> Result:
    typed = "".join(f"{PASSWORDS.get(one, one)}\n" for one in (who, second) if one)
    words = ["retention", *arguments, "--as", who, "--password-stdin"]
    return matapa(OldKit(old), words, typed)


def said(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_two_people_erase_what_is_over(old: OldStation) -> None:
    counts = said(run(old, "preview", "--json"))
    assert (counts["crossings"], counts["events"], counts["held"]) == (10, 4, {})
    assert "2026-11" in run(old, "preview").stdout
    assert "Nothing was erased yet." in run(old, "show").stdout
    done = run(old, "purge", "--second", "harbourmaster", second="harbourmaster")
    assert done.exit_code == 0, done.output
    assert "Purge 1: erased 14 records for good." in done.stdout
    assert "cannot be brought back" in done.stderr
    shown = said(run(old, "show", "--json"))
    assert shown["policy"] == {"crossing_days": 365, "event_days": 365}
    assert (shown["plan"], shown["made"][0]["erased"], shown["made"][0]["approved_by"]) == (
        None, 14, "harbourmaster",
    )  # fmt: skip
    assert "planned by supervisor, approved by harbourmaster" in run(old, "show").stdout
    again = run(old, "purge", "--second", "harbourmaster", second="harbourmaster")
    assert (again.exit_code, "Nothing that is old enough" in again.stderr) == (1, True)


REFUSED = (
    ("supervisor", "supervisor", "KEY-05"),
    ("officer", "officer", "KEY-05"),
    ("harbourmaster", "wrong password", "KEY-01"),
    ("", "", "who approves it"),
)


def test_nobody_erases_alone(old: OldStation) -> None:
    for second, password, why in REFUSED:
        refused = run(old, "purge", *(["--second", second] if second else []), second=password)
        assert refused.exit_code != 0
        assert why in refused.stderr
    with old.as_planner() as session:
        assert session.retention.stands().made == []


def test_a_purge_that_was_cut_short_is_continued_without_a_second_word(old: OldStation) -> None:
    with old.as_planner() as session:
        old.approved(session)
    assert "is approved and not ended" in run(old, "show").stdout
    assert said(run(old, "purge", "--json"))["erased"] == 14
