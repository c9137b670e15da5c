"""The chip is laid beside the printed page: every character, every name, the state that signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.checks import Check, CheckName, Verdict
from app.domain.dates import PartialDate
from app.domain.document import Capture, TravelDocument
from app.domain.states import StateKind, all_states
from app.trust.countries import issuer, issues_nothing, signers_of
from devices.emrtd import tlv
from devices.emrtd.reading import ChipFile, ChipReading
from tests.helpers import chips

PAGE, DETAILS = CheckName.CHIP_PAGE, CheckName.CHIP_DETAILS


def printed(line: int, column: int, sign: str, **more: Any) -> TravelDocument:
    """The page of the good passport with one character otherwise; counted from 1."""
    page = chips.page("bac")
    lines = list(page.mrz_lines)
    lines[line - 1] = lines[line - 1][: column - 1] + sign + lines[line - 1][column:]
    return replace(page, mrz_lines=tuple(lines), **more)


def against(page: TravelDocument) -> Check:
    return chips.checks(chips.read("bac"), page)[PAGE]


def test_the_printed_lines_are_the_chips() -> None:
    assert against(chips.page("bac")).verdict is Verdict.PASSED
    lower = tuple(line.lower() for line in chips.page("bac").mrz_lines)
    assert against(replace(chips.page("bac"), mrz_lines=lower)).verdict is Verdict.PASSED


def test_a_retouched_name_is_shown_with_its_places() -> None:
    page = printed(1, 6, "X")
    made = against(page)
    told = dict(made.evidence)
    assert (made.verdict, made.reason) == (Verdict.FAILED, "chip_page.differs")
    assert (told["places"], told["fields"]) == ("line 1, character 6", "names")
    assert told["page"].split("\n") == list(page.mrz_lines)
    assert told["chip"].split("\n") == list(chips.page("bac").mrz_lines)


def test_neighbouring_characters_are_told_as_one_run() -> None:
    page = printed(1, 6, "X")
    upper, lower = page.mrz_lines
    page = replace(page, mrz_lines=(upper[:6] + "YZ" + upper[8:43] + "Q", lower))
    assert dict(against(page).evidence)["places"] == "line 1, characters 6-8, 44"


def test_a_page_that_was_misread_is_read_again_before_the_chip_is_blamed() -> None:
    wrong_digit = printed(2, 10, "7" if chips.page("bac").mrz_lines[1][9] != "7" else "8")
    assert against(wrong_digit).reason == "chip_page.misread"
    assert against(wrong_digit).verdict is Verdict.UNDETERMINED
    zero_for_letter = printed(1, 6, "0")
    assert against(zero_for_letter).reason == "chip_page.misread"


def test_a_page_of_another_kind_fails() -> None:
    made = chips.checks(chips.read("bac"), chips.page("card"))[PAGE]
    assert (made.verdict, made.reason) == (Verdict.FAILED, "chip_page.other_format")


def test_fields_typed_by_hand_are_compared_as_they_would_be_printed() -> None:
    page = replace(chips.page("bac"), mrz_lines=(), capture=Capture.TYPED_FIELDS)
    assert against(page).verdict is Verdict.PASSED
    assert against(replace(page, surname="OTHER")).reason == "chip_page.typed_differs"
    assert against(replace(page, surname="Ünprintable")).reason == "chip_page.not_comparable"


def with_details(**fields: bytes) -> ChipReading:
    """The passport of all files with another DG11, its fields by tag in hex."""
    objects = b"".join(tlv.encode(int(tag.removeprefix("t"), 16), value) for tag, value in fields.items())
    return chips.with_file(chips.read("all-files"), ChipFile.DG11, tlv.encode(0x6B, objects))


@pytest.mark.parametrize(
    "name,verdict",
    [
        (b"ERIKSSON<<ANNA<MARIA", "PASSED"),
        (b"ANNA<MARIA<ERIKSSON", "PASSED"),
        (b"ERIKSSON<<ANNA<MARIA<CHRISTINA", "PASSED"),
        (b"ERIKSSON<<BRITTA", "UNDETERMINED"),
    ],
)
def test_names_of_dg11_agree_or_are_shown(name: bytes, verdict: str) -> None:
    reading = with_details(t5F0E=name)
    page = replace(chips.page("all-files"), surname="ERIKSSON", given_names="ANNA MARIA")
    made = chips.checks(reading, page)[DETAILS]
    assert made.verdict.value == verdict
    if verdict == "UNDETERMINED":
        assert dict(made.evidence)["chip"] == "ERIKSSON BRITTA"


def test_a_name_in_another_script_is_for_the_eye() -> None:
    reading = with_details(t5F0E="Ερικσσον<<Αννα".encode(), t5F2B=b"19740812")
    page = replace(chips.page("all-files"), birth_date=PartialDate(1974, 8, 12))
    made = chips.checks(reading, page)[DETAILS]
    assert (made.verdict, "name" in dict(made.evidence)["fields"]) == (Verdict.PASSED, False)


def test_another_birth_date_is_shown_and_another_century_is_not() -> None:
    page = replace(chips.page("all-files"), birth_date=PartialDate(1974, 8, 12))
    assert chips.told(with_details(t5F2B=b"19740813"), DETAILS, page) == ("UNDETERMINED", "differ")
    assert chips.told(with_details(t5F2B=b"18740812"), DETAILS, page) == ("PASSED", "same")


def test_nothing_to_compare_is_said() -> None:
    assert chips.told(chips.without(chips.read("bac"), ChipFile.DG2), DETAILS, None)[0] == "NOT_RUN"
    assert chips.told(chips.read("all-files"), DETAILS, chips.page("all-files"))[0] == "PASSED"


@pytest.mark.parametrize(
    "code,signer",
    [
        ("D", "DE"), ("NZL", "NZ"), ("GBD", "GB"), ("GBN", "GB"), ("GBS", "GB"), ("BMU", "BM"), ("BMU", "GB"),
        ("UNO", "UN"), ("UNA", "UN"), ("UNK", "UN"), ("EUE", "EU"), ("XOM", "XO"), ("XPO", "XP"),
        ("ROM", "RO"), ("ROU", "RO"), ("RKS", "KS"), ("RKS", "XK"), ("CHN", "CN"), ("UTO", "UT"),
    ],
)  # fmt: skip
def test_the_exceptions_of_signing_states(code: str, signer: str) -> None:
    assert issuer(code, signer, signer).verdict is Verdict.PASSED
    assert issuer(code, signer, None).reason == "chip_country.unproved"
    assert issuer(code, "FJ", "FJ").reason == "chip_country.other"
    assert issuer(code, signer, "FJ").reason == "chip_country.other_authority"


def test_every_state_has_a_signer_and_persons_without_one_have_none() -> None:
    for row in all_states():
        if row.kind is StateKind.STATE:
            assert signers_of(row.code), row
    for code in ("XXA", "XXB", "XXC", "XXX"):
        assert issues_nothing(code)
        assert issuer(code, "FR", "FR").verdict is Verdict.FAILED
    assert issuer("XCC", "XC", None).verdict is Verdict.UNDETERMINED
    assert issuer("QQQ", "FR", "FR").verdict is Verdict.UNDETERMINED
