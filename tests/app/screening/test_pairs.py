"""Pairs of names of anybody or anything are judged as a careful reader would, and as a stream."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from app.commands.screen_pairs import pairs
from app.screening.pairs import judge
from tests.helpers.fuzzing import fuzzed

LABELLED = Path(__file__).parents[4] / "shared" / "data" / "watchlist" / "name_pairs_for_tuning.csv"


@pytest.mark.parametrize(
    "one,other",
    [
        ("Olena Vdovina", "Olena Vdovyna"),
        ("Vdovina, Olena", "Olena Vdovina"),
        ("OlenaVdovina", "Olena Vdovina"),
        ("Olena Petrivna Vdovina", "Olena Vdovina"),
        ("Олена Вдовина", "Olena Vdovina"),
        ("محمد علي", "Mohammed Ali"),
        ("O. Vdovina", "Olena Vdovina"),
        ("JP Hartmann", "Jean-Paul Hartmann"),
        ("0lena Vd0vina", "Olena Vdovina"),
        ("Dr. Tevita Fifita", "David Fifita"),
        ("Hans Müller", "Hans Mueller"),
        ("محمد كريم", "Mohammed Karim"),
        ("שמעון ברק", "Shimon Barak"),
        ("Wang Hsiao-ping", "Wang Xiaoping"),
    ],
)
def test_one_person_is_recognised_under_another_writing(one: str, other: str) -> None:
    assert judge(one, other).band == "match"


@pytest.mark.parametrize(
    "one,other",
    [
        ("Olena Vdovina", "Olena Kravets"),
        ("Olena Petrivna Vdovina", "Olena Ivanivna Vdovina"),
        ("B. Vdovina", "Olena Vdovina"),
        ("Kim Song Min", "Kim Song Chol"),
        ("Nguyen Van An", "Nguyen Thi An"),
        ("Halim Al-Rawani", "Halim Al-Dulaibi"),
        ("Tomasi", "Tomasi Semisi Fifita Kaufusi Taufa"),
        ("김하준", "김하윤"),
        ("B.B.", "Boris Bogdanov"),
    ],
)
def test_two_persons_stay_two(one: str, other: str) -> None:
    assert judge(one, other).band != "match"


@pytest.mark.parametrize(
    "one,other",
    [
        ("Reefline Shipping Ltd.", "REEFLINE SHIPPING LIMITED"),
        ("Reefline Shipping Aktiengeselschaft", "Reefline Shipping AG"),
        ("OOO Reefline", "Общество с ограниченной ответственностью «Рифлайн»"),
        ("Reefline Spółka z ograniczoną odpowiedzialnością", "Reefline Sp. z o.o."),
        ("Reefline S.A. de C.V.", "Reefline"),
        ("The Reef & Line Company", "Reef and Line Co."),
        ("Reefline Intl", "Reefline International"),
        ("Bank of Greater Reefs", "BOGR"),
        ("United Reef Lines", "URL Corp."),
        ("Reefline Organisation", "Reefline Organization"),
        ("1st Reef Bank", "First Reef Bank"),
        ("Brigade Twenty-One", "Brigade 21"),
        ("M/V Reef Star", "Reef Star"),
        ("Van der Reef Corp", "Vanderreef Corp"),
    ],
)
def test_companies_and_ships_are_recognised_without_their_trimmings(one: str, other: str) -> None:
    assert judge(one, other).band == "match"


@pytest.mark.parametrize(
    "one,other",
    [
        ("Reefline Shipping Ltd.", "Atoll Shipping Ltd."),
        ("Reefline GmbH", "Reefline AG"),
        ("Reefline S.A.", "Reefline Chile S.A."),
        ("Reefline Systems Inc.", "Reefline Industries Inc."),
        ("Management Company", "Management Company 23"),
        ("OOO Бай", "OOO Байкал"),
        ("Reef Star", "Reef Queen"),
    ],
)
def test_another_company_is_another(one: str, other: str) -> None:
    assert judge(one, other).band != "match"


def test_what_has_no_letter_is_different_from_everything() -> None:
    assert judge("", "").band == judge("?!", "?!").band == "different"


def test_the_same_name_is_certain() -> None:
    assert judge("Olena Vdovina", "OLENA VDOVINA").score == 1.0


@fuzzed(share=0.2)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_two_texts_break_a_judgement(one: str, other: str) -> None:
    judged = judge(one, other)
    assert 0.0 <= judged.score <= 1.0
    assert judge(other, one) == judged


_PARTS = st.lists(
    st.sampled_from(
        ["AL", "A", "J.C.", "Bank", "of", "ООО", "Ltd", "LLC", "III", "44", "Forty", "王", "محمد", "Ana"]
    ),
    max_size=8,
)


@fuzzed(share=0.2)
@given(_PARTS, _PARTS)
def test_no_parts_of_names_break_a_judgement(one: list[str], other: list[str]) -> None:
    judged = judge(" ".join(one), " ".join(other))
    assert 0.0 <= judged.score <= 1.0
    assert judge(" ".join(other), " ".join(one)) == judged


def test_the_labelled_pairs_are_judged_better_than_by_any_tool_measured() -> None:
    if not LABELLED.exists():
        pytest.skip("the labelled pairs are public names and stay outside the repository")
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = [
            (judge(row["name1"], row["name2"]).band == "match", row["is_match"] == "true")
            for row in csv.DictReader(file)
        ]
    both = sum(said and so for said, so in rows)
    assert 2 * both / sum(said + so for said, so in rows) >= 0.92


def asked(text: str | bytes) -> Result:
    return CliRunner().invoke(pairs, input=text)


def test_pairs_stream_with_a_header_without_one_and_with_more_columns() -> None:
    expected = {"score": 1.0, "band": "match"}
    for text in (
        "Ana Moana,ANA MOANA\n",
        "name1,name2\nAna Moana,ANA MOANA\n",
        '"name1", "name2"\nAna Moana, "ANA MOANA"\n',
        '\ufeffid,Name2,note,Name1\r\n7,Ana Moana,"a, b",ANA MOANA\r\n\r\n',
    ):
        result = asked(text)
        assert result.exit_code == 0
        assert [json.loads(line) for line in result.stdout.splitlines()] == [expected]


def test_a_bad_row_is_said_in_its_place_and_the_others_are_judged() -> None:
    result = asked(b'Ana Moana,Ana Moana\nalone\n,Ana\n\xff\xfe,Ana\n"Moana, Ana",Ana Moana\n')
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert ["error" in one for one in said] == [False, True, True, False, False]


def test_an_endless_quote_is_an_error_and_no_crash() -> None:
    result = asked('"' + "x" * 200_000 + "\nAna,Ana\n")
    assert result.exit_code == 1
    assert "error" in json.loads(result.stdout.splitlines()[0])
