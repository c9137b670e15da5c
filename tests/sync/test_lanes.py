"""Which lane a record takes, and where waiting rows are cut for an urgent one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.link_policy import Lane, LinkPolicy
from app.domain.record import encode
from bench.people import crossings
from sync.lanes import first_run, lane_of, lane_of_all, likely_bytes, room
from sync.ports import OutboxRow
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from tests.helpers.fuzzing import fuzzed

ADMITTED = replace(next(iter(crossings(1, seed=3))), decision=Decision(DecisionKind.ADMIT))
REFUSED = replace(ADMITTED, decision=Decision(DecisionKind.REFUSE, (Reason.ALERT,)))
REFERRED = replace(ADMITTED, decision=Decision(DecisionKind.REFER, (Reason.IDENTITY_DOUBT,)))
PLAIN, URGENT = encode(ADMITTED), encode(REFUSED)


def rows(marks: str) -> list[OutboxRow]:
    """Rows by letters: `.` for a crossing, `!` for a refused one, `a` for an alert's event."""
    made = {".": (CROSSING, PLAIN), "!": (CROSSING, URGENT), "a": (ALERT_EVENT, b"event")}
    return [OutboxRow(seq, *made[mark]) for seq, mark in enumerate(marks, 1)]


def runs(marks: str, share: int) -> list[str]:
    """How these rows are cut."""
    found = []
    while marks:
        count = first_run(rows(marks), share)
        found.append(marks[:count])
        marks = marks[count:]
    return found


def test_alerts_and_refusals_are_urgent_and_nothing_else() -> None:
    assert lane_of(OutboxRow(1, ALERT_EVENT, b"")) is Lane.URGENT
    assert lane_of(OutboxRow(1, CROSSING, URGENT)) is Lane.URGENT
    for other in (PLAIN, encode(REFERRED), b"no record of ours"):
        assert lane_of(OutboxRow(1, CROSSING, other)) is Lane.CROSSINGS
    assert lane_of(OutboxRow(1, 99, URGENT)) is Lane.CROSSINGS
    assert lane_of_all(rows("..!.")) is Lane.URGENT


def test_rows_are_cut_only_where_more_waits_than_may_share_a_batch() -> None:
    three = 3 * likely_bytes(rows(".")[0])
    assert runs("..........", three) == [".........."]
    assert runs("..!", three) == ["..!"], "a few go along with it"
    assert runs("...!....", three) == ["...!", "...."]
    assert runs(".....!....", three) == [".....", "!", "...."]
    assert runs("....!..a..!.....", three) == ["....", "!..a", "..!", "....."]


def test_a_fast_link_is_not_worth_cutting_for() -> None:
    assert runs("." * 500 + "!" + "." * 499, room(LinkPolicy())) == ["." * 500 + "!" + "." * 499]
    slow = room(LinkPolicy(bits_per_second=2400))
    assert len(runs("." * 500 + "!" + "." * 499, slow)) == 3


@fuzzed(share=0.02)
@given(marks=st.text(".!a", min_size=1, max_size=60), share=st.integers(0, 3000))
def test_cutting_loses_no_row_and_nothing_urgent_shares_a_batch_with_too_much(marks: str, share: int) -> None:
    cut = runs(marks, share)
    assert "".join(cut) == marks
    for run in cut:
        beside = sum(likely_bytes(row) for row in rows(run) if lane_of(row) is Lane.CROSSINGS)
        assert beside <= share or lane_of_all(rows(run)) is Lane.CROSSINGS
