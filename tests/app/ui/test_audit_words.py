"""Whatever stands in a line of the chain, it is shown: somebody may have spoilt it, and that must be seen."""

from __future__ import annotations

from datetime import UTC, datetime

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from app.commands import audit_words as printed
from app.flow.trail import AT_THE_DOOR, CorrectionLine, SecondLine, TrailLine, sign_ins
from app.store.trail_lines import detail_of
from app.ui import audit_words as words
from app.wording.trail import AUDIT_ACTS, DETAILS
from tests.helpers.fuzzing import fuzzed, spoilt

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOUND = [
    cbor2.dumps({"what": "release_alert", "fit": 1}, canonical=True),
    cbor2.dumps({"shown": [1, 2, 3], "fields": "number surname", "until": 1 << 62}, canonical=True),
    cbor2.dumps(dict.fromkeys(DETAILS, "x"), canonical=True),
]
TEXTS = st.text(max_size=12)


@fuzzed(share=0.01)
@given(
    act=st.one_of(st.sampled_from(sorted(AUDIT_ACTS)), TEXTS), actor=TEXTS, subject=st.binary(max_size=40),
    purpose=TEXTS, detail=st.one_of(spoilt(*SOUND), st.sampled_from(SOUND)),
)  # fmt: skip
def test_a_spoilt_line_is_shown(act: str, actor: str, subject: bytes, purpose: str, detail: bytes) -> None:
    line = TrailLine(7, NOON, actor, act, subject, purpose, detail_of(detail), bytes(32))
    done = SecondLine(line, subject.decode(errors="replace"), purpose, True, line)
    corrected = CorrectionLine(line, purpose, 2, actor, purpose)
    shown = (words.line(line), words.sign_in(line, None), words.second(done), words.correction(corrected))
    assert all(isinstance(cell, str) for one in shown for cell in one.cells)
    assert words.detail(line).startswith("Line 7, SHA-256 ")
    for sentence in (
        printed.sentence(line), printed.second_words(done), printed.correction_words(corrected),
    ):  # fmt: skip
        assert "\n" not in sentence
    assert printed.plain(line)["line"] == 7


@fuzzed(share=0.01)
@given(st.lists(st.tuples(st.sampled_from(["signed_in", "signed_out"]), st.sampled_from("ab")), max_size=12))
def test_a_sign_out_ends_one_sign_in_at_most(events: list[tuple[str, str]]) -> None:
    lines = [
        TrailLine(seq, NOON.replace(minute=seq), actor, act, b"", "", (), bytes(32))
        for seq, (act, actor) in enumerate(events, 1)
    ]
    found = sign_ins(lines[::-1])
    assert {*found} == {line.seq for line in lines if line.act == "signed_in"}
    ended = [one for one in found.values() if one.until is not None]
    assert len(ended) <= sum(act == "signed_out" for act, _ in events)
    assert all(one.until > one.since for one in ended if one.until is not None)
    assert {"signed_in", "signed_out"} < AT_THE_DOOR
