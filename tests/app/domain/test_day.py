"""What counts as a hit that was shown, and that counts of a day add up."""

from __future__ import annotations

from dataclasses import replace

from app.domain.checks import CheckName, Verdict, check
from app.domain.day import SHOWN_HITS, DayEntry, count_entries, hit_shown
from app.domain.decision import DecisionKind
from app.domain.load_valve import LIGHT
from app.wording.reasons import REASONS
from bench.people import crossings

NOT_MET = {
    "none_on_station",
    "clear",
    "cleared_before",
    "stale",
    "silent",
    "broken",
    "loading",
    "not_on_list",
}


def test_every_word_on_a_list_is_a_hit_or_none() -> None:
    """Whoever adds a reason decides here what it is; silent alerts have none, so none can be counted."""
    words = {reason for reason in REASONS if reason.startswith(("alert_list.", "stolen_document."))}
    assert {reason.partition(".")[2] for reason in words - SHOWN_HITS} == NOT_MET
    assert words > SHOWN_HITS
    made = check(CheckName.ALERT_LIST, Verdict.PASSED, "alert_list.not_same")
    assert hit_shown([made])
    assert not hit_shown([replace(made, reason="alert_list.cleared_before")])


def test_counts_add_up_and_each_crossing_is_in_one_of_them() -> None:
    people = list(crossings(400, seed=4))
    light = check(CheckName.CHIP, Verdict.NOT_RUN, LIGHT)
    entries = [
        DayEntry(
            seq, replace(one, checks=(light,)) if seq % 7 == 0 else one, 1 + (seq % 5 == 0), seq % 9 == 0
        )
        for seq, one in enumerate(people)
    ]
    counts = count_entries(iter(entries))
    refused = sum(one.decision.kind is DecisionKind.REFUSE for one in people)
    assert counts.crossings == len(people)
    assert counts.arrivals_refused + counts.departures_refused == refused > 0
    assert counts.crossings == sum((
        counts.arrivals_admitted, counts.arrivals_referred, counts.arrivals_refused,
        counts.departures_admitted, counts.departures_referred, counts.departures_refused,
    ))  # fmt: skip
    assert (counts.corrected, counts.lightly, counts.hits) == (80, 58, 45)
    assert counts.overruled == sum(bool(one.decision.overruled) for one in people)
