"""The 34 documents that an MRZ parser must take, each with every field, check digit and flag."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.checks import Verdict
from app.domain.document import Capture
from app.domain.mrz import parse_mrz, rebuild_lines, travel_document

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "mrz_conformance.json").read_text(encoding="utf-8")
)
ON = date(2026, 11, 24)
VERDICTS = {True: Verdict.PASSED, None: Verdict.NOT_RUN}

each_case = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])


def test_all_cases_are_here() -> None:
    assert len(CASES) == 34


@each_case
def test_the_document_is_read_as_the_standard_says(case: dict[str, Any]) -> None:
    mrz, expect = parse_mrz(case["lines"], ON), case["expect"]
    assert {
        "format": mrz.format,
        "document_code": mrz.document_code,
        "issuing_state": mrz.issuing_state,
        "primary_identifier": mrz.surname,
        "secondary_identifier": mrz.given_names,
        "document_number": mrz.document_number,
        "nationality": mrz.nationality,
        "date_of_birth": mrz.birth_date,
        "sex": mrz.sex,
        "date_of_expiry": mrz.expiry_date,
        "optional_data": mrz.optional_data,
        "optional_data_2": mrz.optional_data_2,
        "check_digits": expect["check_digits"],
        "flags": list(mrz.flags),
    } == {"optional_data_2": "", **expect}


@each_case
def test_every_check_digit_is_judged(case: dict[str, Any]) -> None:
    mrz, digits = parse_mrz(case["lines"], ON), case["expect"]["check_digits"]
    assert dict(mrz.checks.items()) == {
        "document_number": VERDICTS[digits["document_number"]],
        "birth_date": VERDICTS[digits["date_of_birth"]],
        "expiry_date": VERDICTS[digits["date_of_expiry"]],
        "optional_data": VERDICTS[digits["optional_data"]],
        "composite": VERDICTS[digits["composite"]],
    }


@each_case
def test_the_fields_give_the_lines_back(case: dict[str, Any]) -> None:
    mrz = parse_mrz(case["lines"], ON)
    document = travel_document(mrz, Capture.READER)
    rebuilt = {rebuild_lines(document, mrz.format, digit) for digit in "<0"}
    # X is the one thing that the fields do not say: it is taken as unspecified.
    assert (mrz.lines in rebuilt) is ("sex_not_icao" not in mrz.flags)
