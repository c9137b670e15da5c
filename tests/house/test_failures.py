"""Every code that anybody can be shown has its sentences and its chapter, and none is left over."""

from __future__ import annotations

import re

import pytest

from app.domain.failure import FailureCode
from app.wording.failures import FAILURES
from devices.errors import DeviceCode
from sync.hq.failure import HqCode
from tests.house.tree import ROOT

CHAPTERS = (ROOT / "docs/failures.md").read_text("utf-8")
DESK_CODES = {*map(str, FailureCode), *map(str, DeviceCode)}
EVERY_CODE = DESK_CODES | set(map(str, HqCode))
ANSWERS = ("**What happened.**", "**What still works.**", "**What to do.**")


def chapter(code: str) -> str:
    """The text under the code's heading."""
    found = re.search(rf"^## {re.escape(code)}$(.*?)(?=^#|\Z)", CHAPTERS, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def test_codes_of_the_station_and_its_devices_have_sentences_and_no_others_do() -> None:
    assert set(FAILURES) == DESK_CODES


@pytest.mark.parametrize("code", sorted(DESK_CODES))
def test_each_of_the_three_sentences_is_a_sentence(code: str) -> None:
    words = FAILURES[code]
    for line in (words.happened, words.still_works, words.do_now):
        assert line[0].isupper(), line
        assert line.endswith("."), line


@pytest.mark.parametrize("code", sorted(EVERY_CODE))
def test_each_code_has_a_chapter_with_three_answers(code: str) -> None:
    text = chapter(code)
    assert [answer for answer in ANSWERS if answer not in text] == []


def test_no_chapter_is_about_a_code_that_nobody_uses() -> None:
    assert set(re.findall(r"^## ([A-Z]+-\d+)$", CHAPTERS, re.MULTILINE)) == EVERY_CODE


def test_no_two_failures_share_a_code() -> None:
    shared = {code.value for code in HqCode} & {code.value for code in FailureCode}
    assert shared == {"HQ-01", "HQ-02"}
    assert not {code.value for code in DeviceCode} & {code.value for code in FailureCode}
