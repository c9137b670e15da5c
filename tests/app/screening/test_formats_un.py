"""The UN consolidated list comes in whole: what a guard would look up in it is there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.person import Sex
from app.screening.formats import counts
from app.screening.formats.un import read_un
from tests.helpers.list_files import UN

SHARED = Path(__file__).parents[4] / "shared" / "data" / "watchlist"
"""Beside the checkout, never in it: real persons stand in these files."""


def editions() -> list[object]:
    """The invented list, and every real edition that lies beside the checkout."""
    found = sorted(SHARED.glob("un_consolidated*.xml")) if SHARED.is_dir() else []
    real = [pytest.param(path, id=path.stem) for path in found]
    absent = pytest.mark.skip(reason=f"no real edition in {SHARED.relative_to(SHARED.parents[3])}")
    return [pytest.param(None, id="invented"), *(real or [pytest.param(None, id="real", marks=absent)])]


@dataclass
class Counted:
    """What an edition holds, counted by patterns over its text and not by the reader."""

    text: str

    def nodes(self, tag: str, text: str | None = None) -> list[str]:
        """The insides of every element of this name."""
        whole = self.text if text is None else text
        return re.findall(rf"<{tag}(?:\s[^>]*)?>(.*?)</{tag}>", whole, re.DOTALL)

    def said(self, tag: str, text: str) -> str:
        return next((inside.strip() for inside in self.nodes(tag, text)), "")

    @property
    def people(self) -> list[str]:
        return self.nodes("INDIVIDUAL")

    def named(self, tag: str) -> int:
        """Nodes of this name that hold an alias."""
        return sum(bool(self.said("ALIAS_NAME", node)) for node in self.nodes(tag))

    @property
    def documents(self) -> int:
        nodes = self.nodes("INDIVIDUAL_DOCUMENT")
        return sum(bool(re.sub(r"<[^>]*>", "", node).strip()) for node in nodes)

    def dates(self) -> Counter[str]:
        """Births by precision: the nodes of each person, and the dates of aliases that are not among them."""
        found: Counter[str] = Counter()
        for person in self.people:
            whole = [self._date(node) for node in self.nodes("INDIVIDUAL_DATE_OF_BIRTH", person)]
            aliases = self.nodes("INDIVIDUAL_ALIAS", person)
            spoken = {said for node in aliases if (said := self.said("DATE_OF_BIRTH", node))}
            known = {date for _, date in whole}
            found.update(kind for kind, _ in whole if kind)
            found.update("day" if len(said) > 4 else "year" for said in spoken - known)
        return found

    def _date(self, node: str) -> tuple[str, str]:
        """How much a node says, and the date where it says one without doubt."""
        note, approximate = self.said("NOTE", node), "APPROX" in node.upper()
        if self.said("FROM_YEAR", node):
            return "between", ""
        if date := self.said("DATE", node)[:10]:
            return ("approximate", "") if approximate else ("day", date)
        month = re.search(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", note)
        if year := self.said("YEAR", node):
            return ("approximate", "") if approximate else ("month", "") if month else ("year", year)
        if "and" in note:
            return "between", ""
        return ("month", "") if month and re.search(r"\b(?:19|20)\d\d\b", note) else ("", "")


@pytest.mark.parametrize("edition", editions())
def test_every_edition_comes_in_completely(edition: Path | None) -> None:
    data = edition.read_bytes() if edition else UN.encode()
    counted, read = Counted(data.decode()), read_un(data)
    told = counts(read)
    assert told["people"] == len(counted.people)
    assert told["entities"] == len(counted.nodes("ENTITY"))
    assert told["aliases"] == counted.named("INDIVIDUAL_ALIAS")
    assert told["entity_aliases"] == counted.named("ENTITY_ALIAS")
    assert told["empty_alias_nodes"] == len(counted.nodes("INDIVIDUAL_ALIAS")) - told["aliases"]
    assert told["documents"] == counted.documents
    assert told["dates"] == counted.dates()


@pytest.mark.parametrize("edition", editions())
def test_every_alias_name_and_number_can_be_found_in_its_entry(edition: Path | None) -> None:
    data = edition.read_bytes() if edition else UN.encode()
    counted = Counted(data.decode())
    entries = {entry.entry_id: entry for entry in read_un(data).entries}
    for person in counted.people:
        entry = entries[counted.said("REFERENCE_NUMBER", person) or counted.said("DATAID", person)]
        names = {name.text for name in entry.names}
        for alias in counted.nodes("INDIVIDUAL_ALIAS", person):
            said = " ".join(counted.said("ALIAS_NAME", alias).replace("&amp;", "&").split())
            assert not said or said in names or f"Alias as listed: {said}" in entry.remarks, entry.entry_id
        for number in counted.nodes("NUMBER", person):
            plain = " ".join(number.split())
            kept = [f"{document.number} {document.note}" for document in entry.documents]
            assert any(plain.translate({0x2013: "-"}) in one or plain in one for one in kept), entry.entry_id


@pytest.fixture(scope="module")
def people() -> dict[str, AlertEntry]:
    return {entry.entry_id: entry for entry in read_un(UN.encode()).entries}


def test_the_list_says_when_it_was_made() -> None:
    read = read_un(UN.encode())
    assert read.issued_at == datetime(2026, 11, 21, 1, 31, 19, 923000, UTC)
    assert read.title == "UN Security Council Consolidated List"


def test_names_come_with_script_and_the_lists_own_doubt(people: dict[str, AlertEntry]) -> None:
    assert people["UTi.001"].names == (
        EntryName("TEVAKE MALAKAI"),
        EntryName("مالاكاي تيفاكي", script="Arab"),
        EntryName("Malakai Tevaké", alias=True),
        EntryName("The Navigator", alias=True, weak=True),
        EntryName("Abu Lagoon", alias=True, weak=True),
        EntryName("Абу Лагун", alias=True, weak=True, script="Cyrl"),
    )
    assert people["UTi.001"].primary_name == "TEVAKE MALAKAI"


def test_spellings_beside_an_alias_in_another_script_are_names_too() -> None:
    note = "Al Mallah; El Mallah Bahri, born at sea"
    spelled = UN.replace("The Navigator<", "الملاح<").replace("nom de guerre", note)
    read = read_un(spelled.encode())
    assert EntryName("الملاح", alias=True, weak=True, script="Arab") in read.entries[0].names
    assert EntryName("Al Mallah", alias=True, weak=True) in read.entries[0].names
    assert EntryName("El Mallah Bahri", alias=True, weak=True) in read.entries[0].names
    assert counts(read)["aliases"] == counts(read_un(UN.encode()))["aliases"]


def test_births_keep_their_precision_and_those_of_aliases_count_too(people: dict[str, AlertEntry]) -> None:
    exact, between = people["UTi.001"].births
    assert exact == EntryBirth(PartialDate(1971, 3, 12), PartialDate(1971, 3, 12))
    assert between == EntryBirth(PartialDate(1968), PartialDate(1972))
    (about,) = people["UTi.002"].births
    assert about == EntryBirth(PartialDate(1980), PartialDate(1980), approximate=True)
    assert [str(birth.first) for birth in people["UTi.003"].births] == ["1991", "1990-11", "1990-12-31"]


def test_states_in_words_become_codes(people: dict[str, AlertEntry]) -> None:
    assert people["UTi.001"].nationalities == ("VUT", "GBR")
    assert people["UTi.002"].nationalities == ("WSM",)
    assert people["UTi.003"].nationalities == ()
    assert "Nationality: Atlantis (until 9600 BC)" in people["UTi.003"].remarks


def test_documents_keep_number_issuer_and_what_else_is_said(people: dict[str, AlertEntry]) -> None:
    (passport,) = people["UTi.001"].documents
    told = "issued 2015-05-05; Port Vila; expired on 4 May 2025"
    assert passport == EntryDocument("Passport", "RV0012345", "VUT", told)
    samoan, lost = people["UTi.003"].documents
    assert (samoan.number, samoan.issuer) == ("P 998877", "WSM")
    assert (lost.number, lost.note) == ("", "lost in the sea")


def test_the_rest_is_in_the_remarks(people: dict[str, AlertEntry]) -> None:
    entry = people["UTi.001"]
    assert entry.sex is Sex.MALE
    assert entry.birth_places == ("Luganville, Sanma, Vanuatu",)
    assert (entry.reason, entry.agency) == ("UN sanctions: Utopia", "United Nations Security Council")
    for told in ("Captain", "Harbour master", "2020-01-31", "Port Vila, Vanuatu", "Invented for a test."):
        assert told in entry.remarks


def test_an_entry_without_a_reference_has_its_data_id_and_an_organisation_is_one(
    people: dict[str, AlertEntry],
) -> None:
    assert people["4"].primary_name == "NO REFERENCE"
    assert people["UTe.001"].kind is EntryKind.ENTITY
    assert people["UTe.001"].names[1] == EntryName("UTOSHIP", alias=True)


def test_what_could_not_be_kept_is_said_with_its_entry() -> None:
    assert counts(read_un(UN.encode()))["warnings"] == [
        "UTi.003: date of birth not understood: APPROXIMATELY 30-35 years old",
        "UTi.003: a document without a number: National Identification Number lost in the sea",
        "UTi.003: nationality not understood: Atlantis (until 9600 BC)",
    ]


DEEP = "<COMMENTS1>" + "<a>" * 30 + "</a>" * 30 + "</COMMENTS1>"
WRONG = {
    "cut off": (UN[:4000], "not well-formed XML"),
    "crossed": (UN.replace("</INDIVIDUALS>", "</INDIVIDUAL>"), "not well-formed XML"),
    "another list": (UN.replace("CONSOLIDATED_LIST", "SOME_LIST"), "not a file of CONSOLIDATED_LIST"),
    "entities": (
        UN.replace("<CONS", "<!DOCTYPE x [<!ENTITY a 'b'>]><CONS", 1),
        "a document type is declared",
    ),
    "no entry": ("<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>", "there is no entry in it"),
    "deep": (UN.replace("<COMMENTS1/>", DEEP), "a record out of bounds"),
    "endless": (UN.replace("Invented", "x" * 1_000_001), "a record out of bounds"),
    "empty": ("", "not well-formed XML"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_file_that_is_not_whole_or_not_the_list_is_refused(how: str) -> None:
    wrong, reason = WRONG[how]
    with pytest.raises(WorldError) as refused:
        read_un(wrong.encode())
    assert refused.value.failure.code is FailureCode.LIST_UNREADABLE
    assert reason in dict(refused.value.failure.details)["reason"]


def test_an_id_that_comes_twice_refuses_the_list() -> None:
    with pytest.raises(WorldError) as refused:
        read_un(UN.replace("UTi.002", "UTi.003").encode())
    assert refused.value.failure.code is FailureCode.LIST_BAD_ENTRY
    assert "UTi.003" in dict(refused.value.failure.details)["reason"]


def test_a_text_without_end_is_cut_and_that_is_said() -> None:
    read = read_un(UN.replace("Invented", "x" * 9000).encode())
    assert len(read.entries[0].remarks) == 8000
    assert any("was cut to 8000" in warning for warning in read.warnings)
