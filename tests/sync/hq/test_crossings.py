"""Crossings are found by document, person, port and time, page by page, and each look is audited."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.domain.crossing import Crossing, Direction
from app.domain.decision import DecisionKind
from sync.hq.audit import Reader
from sync.hq.cli import cli
from sync.hq.enquiries_crossings import Wanted, find_crossings
from sync.hq.failure import HqError
from sync.hq.joining import join_arrived
from tests.helpers.fuzzing import fuzzed
from tests.sync.hq.joined import crossed
from tests.sync.hq.quiet import PORT, QuietHq


def found(hq: QuietHq, *arguments: str, fails: bool = False) -> Any:
    """The ids of what the command finds, in its order; its words when it fails."""
    run = CliRunner().invoke(cli, ["crossings", "--home", str(hq.home.folder), "--json", *arguments])
    assert (run.exit_code != 0) == fails, run.output
    return run.output if fails else [row["record_id"] for row in json.loads(run.stdout)]


def ids(*crossings: Crossing) -> list[str]:
    return [one.record_id for one in crossings]


def test_each_field_narrows_what_is_found(quiet_hq: QuietHq) -> None:
    one, two, three, four = quiet_hq.crossings(4)
    one = crossed(one)
    two = crossed(two, number="QQ1", surname="MÜLLER", given_names="JÖRG", born=(1991, 12, 30))
    three = crossed(three, number="QQ2", surname="MULLER", given_names="ANNA", nationality="D")
    four = crossed(four, number="QQ3", surname="MUELLER", given_names="JOSEF", born=(1974, 8, 0))
    two = replace(two, direction=Direction.ARRIVAL, decision=replace(two.decision, kind=DecisionKind.REFUSE))
    years = timedelta(days=900)
    four = replace(four, at=four.at - years, opened_at=four.opened_at - years)
    quiet_hq.arrive([one, two, three, four])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
    for asked, right in (
        (("--surname", "Mull"), ids(three, two, four)),
        (("--surname", "muel", "--given", "jo"), ids(two, four)),
        (("--surname", "muel", "--given", "jörg"), ids(two)),
        (("--number", "qq"), ids(three, two, four)),
        (("--number", "qq", "--nationality", "d"), ids(three)),
        (("--born", "1991-12-30"), ids(two)),
        (("--born", "1974-08", "--given", "jos"), ids(four)),
        (("--surname", "muel", "--born", "1991-12-30"), ids(two)),
        (("--decision", "refuse", "--port", PORT.lower()), ids(two)),
        (("--surname", "muel", "--since", "2025-06-01"), ids(three, two)),
        (("--number", "qq", "--until", "2025-06-01"), ids(four)),
        (("--surname", "muel", "--limit", "1"), ids(three)),
        (("--surname", "muel", "--limit", "1", "--behind", three.record_id), ids(two)),
        (("--surname", "muel", "--behind", two.record_id), ids(four)),
        (("--port", PORT, "--limit", "2", "--behind", two.record_id), ids(one, four)),
        (("--surname", "nobody"), []),
    ):
        assert found(quiet_hq, *asked) == right, asked
    assert "HQ-10" in found(quiet_hq, "--given", "jo", fails=True)
    assert "HQ-10" in found(quiet_hq, "--behind", "00000000-0000-7000-8000-000000000000", fails=True)


def test_pages_show_every_crossing_once_while_more_arrive(quiet_hq: QuietHq) -> None:
    crossings = quiet_hq.crossings(20)
    same = [replace(one, at=crossings[0].at, opened_at=crossings[0].at) for one in crossings[:7]]
    quiet_hq.arrive([*same, *crossings[7:15]])
    seen: list[str] = []
    while page := found(quiet_hq, "--limit", "4", *(("--behind", seen[-1]) if seen else ())):
        seen += page
        if len(seen) == 4:
            quiet_hq.arrive(crossings[15:])
    assert sorted(seen) == sorted(ids(*crossings[:15]))


@fuzzed(share=0.004)
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=12), st.text(max_size=9))
def test_whatever_is_asked_is_answered_or_refused_in_words(
    quiet_hq: QuietHq, surname: str, number: str, born: str, given: str
) -> None:
    wanted = Wanted(surname=surname, number=number, born=born, given=given, port=number)
    with quiet_hq.connection() as connection, suppress(HqError):
        assert find_crossings(connection, wanted, Reader("mvira", "inquiry")) == []
