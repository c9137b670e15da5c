"""Our own formats: every field comes through, and a slip refuses the file instead of opening a gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryBirth,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.person import Sex
from app.screening.formats import ReadList
from app.screening.formats.csv_list import COLUMNS, read_csv
from app.screening.formats.national import read_national
from app.screening.formats.stolen import read_stolen
from tests.helpers.list_files import CSV, STOLEN, national

BOOK = Path(__file__).parents[3] / "docs" / "lists.md"
DAY = PartialDate(1971, 3, 12)
HEAD = CSV.splitlines()[0]


def refused(read: Callable[[bytes], ReadList], data: bytes | str) -> tuple[FailureCode, str]:
    """The code and the reason by which a reader refuses a file."""
    with pytest.raises(WorldError) as error:
        read(data.encode() if isinstance(data, str) else data)
    return error.value.failure.code, dict(error.value.failure.details).get("reason", "")


def test_a_row_of_the_csv_says_everything_that_an_entry_can_say() -> None:
    person, ship = read_csv(CSV.encode()).entries
    assert person == AlertEntry(
        entry_id="C1",
        kind=EntryKind.PERSON,
        names=(
            EntryName("Malakai Tevake"),
            EntryName("Malaki Tevaque", alias=True),
            EntryName("M. Tevake", alias=True),
            EntryName("The Navigator", alias=True, weak=True),
        ),
        births=(
            EntryBirth(DAY, DAY),
            EntryBirth(PartialDate(1970), PartialDate(1970), approximate=True),
            EntryBirth(PartialDate(1968), PartialDate(1972)),
        ),
        nationalities=("VUT", "WSM"),
        sex=Sex.MALE,
        documents=(
            EntryDocument("Passport", "RV0012345", "VUT"),
            EntryDocument("Passport", "P998877", "WSM"),
            EntryDocument("Passport", "X1"),
        ),
        reason="smuggling",
        action="search baggage",
        contact="duty officer",
        priority=2,
        expires=PartialDate(2030, 1, 31),
        disclosure=Disclosure.RESTRICTED,
        max_band=Band.CHECK,
        remarks="tall",
    )
    assert (ship.kind, ship.primary_name) == (EntryKind.VESSEL, "Lagoon Star")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_the_csv_of_any_spreadsheet_is_read(divider: str, mark: str) -> None:
    rows = [
        ["Entry ID", "Last Name", "First Name", "DOB", "Nationality"],
        ["7", "TEVAKE", "MALAKAI", "1971", "Tonga"],
    ]
    text = mark + "\r\n".join(divider.join(row) for row in rows)
    for encoding in ("utf-8", "utf-16") if not mark else ("utf-8",):
        (entry,) = read_csv(text.encode(encoding)).entries
        assert (entry.primary_name, entry.nationalities) == ("TEVAKE MALAKAI", ("TON",))
        assert entry.births == (EntryBirth(PartialDate(1971), PartialDate(1971)),)


def test_every_column_and_every_other_heading_is_told_in_the_book() -> None:
    book = BOOK.read_text("utf-8")
    for column, others in COLUMNS.items():
        for heading in (column, *others):
            assert f"`{heading}`" in book, heading


def test_an_empty_csv_withdraws_every_alert_and_a_nationality_that_nobody_knows_is_said() -> None:
    assert read_csv(b"id,name\n").entries == ()
    read = read_csv(b"id,name,nationality\n1,Solo,Atlantis\n")
    assert read.warnings == ("line 2: nationality not understood: Atlantis",)


CSV_WRONG: dict[str, tuple[str | bytes, str]] = {
    "a column nobody knows": (HEAD.replace("disclosure", "disclosrue"), "column disclosrue is not known"),
    "no id column": ("name\nSolo", "column id is missing"),
    "a column twice": ("id,name,name\n1,a,b", "a column comes twice"),
    "more cells": ("id,name\n1,a,b", "line 2: more cells than columns"),
    "an open quotation": ('id,name\n1,"Solo', "line 2: no CSV"),
    "not UTF-8": (b"id,name\n1,M\xfcller", "not UTF-8: save it as UTF-8"),
    "empty": ("", "column id is missing"),
}
CSV_BAD = {
    "no id": ("id,name\n,Solo", "an entry without an id"),
    "an id twice": ("id,name\n1,Solo\n1,Duo", "the same id twice (1)"),
    "no name": ("id,name\n1,", "no name and no document (1)"),
    "disclosure": ("id,name,disclosure\n1,Solo,secret", "disclosure is not understood (line 2)"),
    "band": ("id,name,max_band\n1,Solo,halt", "max_band is not understood (line 2)"),
    "kind": ("id,name,kind\n1,Solo,ghost", "kind is not understood (line 2)"),
    "sex": ("id,name,sex\n1,Solo,yes", "sex is not understood (line 2)"),
    "birth": ("id,name,dob\n1,Solo,12/03/1971x", "birth date is not understood (line 2)"),
    "expiry": ("id,name,expires\n1,Solo,soon", "expiry is not understood (line 2)"),
    "priority": ("id,name,priority\n1,Solo,high", "priority is not understood (line 2)"),
    "long name": (f"id,name\n1,{'x' * 401}", "a name is too long (1)"),
    "document": (
        "id,name,documents\n1,Solo,Passport:VUT:",
        "a document's number is not understood (line 2)",
    ),
}


@pytest.mark.parametrize("how", CSV_WRONG)
def test_a_csv_that_is_not_as_the_book_says_is_refused(how: str) -> None:
    data, reason = CSV_WRONG[how]
    assert refused(read_csv, data) == (FailureCode.LIST_UNREADABLE, reason)


@pytest.mark.parametrize("how", CSV_BAD)
def test_a_field_that_is_not_understood_refuses_the_csv_and_says_the_line(how: str) -> None:
    data, reason = CSV_BAD[how]
    assert refused(read_csv, data) == (FailureCode.LIST_BAD_ENTRY, reason)


def test_the_national_list_says_everything_that_an_entry_can_say() -> None:
    read = read_national(national())
    assert (read.title, read.issued_at) == ("National alerts", datetime(2026, 11, 20, 8, tzinfo=UTC))
    (entry,) = read.entries
    assert entry == AlertEntry(
        entry_id="N-2026-0001",
        kind=EntryKind.PERSON,
        names=(
            EntryName("Malakai Tevake"),
            EntryName("Malaki", alias=True, weak=True),
            EntryName("مالاكاي تيفاكي", script="Arab"),
        ),
        births=(EntryBirth(DAY, DAY), EntryBirth(PartialDate(1968), PartialDate(1972), approximate=True)),
        birth_places=("Luganville",),
        nationalities=("VUT",),
        sex=Sex.MALE,
        documents=(EntryDocument("Passport", "RV0012345", "VUT", "old"),),
        reason="customs lookout",
        action="Search the baggage.",
        contact="Customs, extension 12",
        agency="Customs",
        legal_basis="Customs Act, section 1",
        priority=1,
        expires=PartialDate(2030, 1, 31),
        disclosure=Disclosure.SILENT,
        max_band=Band.CHECK,
        remarks="tall",
    )


def test_an_entry_without_an_agency_belongs_to_that_of_the_list() -> None:
    (entry,) = read_national(national({"id": "1", "names": ["Solo"]})).entries
    assert (entry.agency, entry.disclosure, entry.max_band) == ("Immigration", Disclosure.OPEN, Band.STOP)


NATIONAL_WRONG = {
    "another format": national(format="matapa-national-9"),
    "a head nobody knows": national(policy={}),
    "no moment": national(issued_at="yesterday"),
    "no list": national(entries={}),
    "cut off": national()[:-20],
    "a key twice": b'{"format": "matapa-national-1", "format": "matapa-national-1"}',
    "not a number": national().replace(b'"priority": 1', b'"priority": NaN'),
    "deep": b'{"format":' + b"[" * 100_000,
    "an array": b"[]",
}
NATIONAL_BAD: dict[str, dict[str, object]] = {
    "a misspelled field": {"disclosrue": "silent"},
    "disclosure": {"disclosure": "secret"},
    "disclosure as a number": {"disclosure": 2},
    "an empty name": {"names": [""]},
    "a name as a number": {"names": [7]},
    "a flag in words": {"names": [{"text": "Solo", "weak": "no"}]},
    "a birth": {"births": ["1971-13-01"]},
    "half a range": {"births": [{"first": "1970"}]},
    "a document without number": {"documents": [{"kind": "Passport"}]},
    "priority": {"priority": 10**30},
    "states as a text": {"nationalities": "VUT"},
    "no name": {"names": []},
    "no id": {"id": ""},
}


@pytest.mark.parametrize("how", NATIONAL_WRONG)
def test_a_national_list_that_is_not_whole_is_refused(how: str) -> None:
    assert refused(read_national, NATIONAL_WRONG[how])[0] is FailureCode.LIST_UNREADABLE


@pytest.mark.parametrize("how", NATIONAL_BAD)
def test_a_field_that_is_not_understood_refuses_the_national_list(how: str) -> None:
    row = {"id": "1", "names": ["Solo"]} | NATIONAL_BAD[how]
    assert refused(read_national, national(row))[0] is FailureCode.LIST_BAD_ENTRY


def test_a_field_that_nobody_knows_is_named() -> None:
    slip = national().replace(b'"disclosure"', b'"disclozure"', 1)
    with pytest.raises(WorldError) as refused:
        read_national(slip)
    assert "field disclozure is not understood" in dict(refused.value.failure.details)["reason"]


def test_half_a_character_never_comes_in() -> None:
    told = json.dumps({"id": "1", "names": ["Solo \ud800"]})
    (entry,) = read_national(national(json.loads(told))).entries
    assert entry.names[0].text == "Solo \ufffd"


def test_stolen_numbers_come_as_an_mrz_has_them() -> None:
    read = read_stolen(STOLEN.encode())
    assert tuple(read.documents) == (
        ("VUT", "P", "RV0012345"),
        ("WSM", "", "P998877"),
        ("D", "I", "L01X00T47"),
    )


def test_a_number_that_comes_twice_counts_once_and_that_is_said() -> None:
    read = read_stolen((STOLEN + "VUT,P,rv 0012345\n").encode())
    assert len(read.documents) == 3
    assert read.warnings == ("1 numbers come more than once",)


@pytest.mark.parametrize("row", ["Vanuatu 2,P,1", "VUT,77,123", "VUT,P,", "VUT,P,Ω123", f"VUT,P,{'1' * 31}"])
def test_a_stolen_document_that_is_not_understood_refuses_the_list(row: str) -> None:
    told = refused(read_stolen, f"issuing_state,document_class,number\n{row}\n")
    assert told == (FailureCode.LIST_BAD_ENTRY, "a state, class or number is not understood (line 2)")
