"""FollowTheMoney: persons with the passports and sanctions that point to them, one entity a line."""

from __future__ import annotations

import json

import pytest

from app.domain.alert_entry import EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.person import Sex
from app.screening.formats import counts
from app.screening.formats.ftm import read_ftm
from tests.helpers.list_files import FTM_ENTITIES, ftm, ftm_entity

DAY = PartialDate(1971, 3, 12)


def test_a_person_has_every_name_birth_and_document_whatever_the_order_of_the_lines() -> None:
    for entities in (FTM_ENTITIES, FTM_ENTITIES[::-1]):
        person = next(one for one in read_ftm(ftm(*entities)).entries if one.kind is EntryKind.PERSON)
        assert person.names == (
            EntryName("Malakai Tevake"),
            EntryName("Malaki Tevaque", alias=True),
            EntryName("مالاكاي", alias=True, script="Arab"),
            EntryName("The Navigator", alias=True, weak=True),
        )
        assert person.births == (EntryBirth(DAY, DAY), EntryBirth(PartialDate(1970), PartialDate(1970)))
        assert person.documents == (
            EntryDocument("Passport", "RV0012345", "VUT", "issued 2015-05-05"),
            EntryDocument("Identification", "123-45"),
        )
        assert (person.nationalities, person.sex) == (("VUT",), Sex.MALE)
        assert (person.reason, person.agency, person.legal_basis) == ("UT-1", "Utopia", "For a test")


def test_documents_and_sanctions_may_stand_inside_the_person() -> None:
    passport = ftm_entity("Passport", "p1", number=["RV0012345"], country=["vu"])
    sanction = ftm_entity("Sanction", "s1", authority=["Utopia"], program=["UT-1"])
    inside: dict[str, object] = {"name": ["Solo"], "passportEntity": [passport, 7], "sanctions": [sanction]}
    nested: dict[str, object] = {"id": "NK-1", "schema": "Person", "properties": inside}
    (read,) = read_ftm(ftm(nested)).entries
    assert read.documents == (EntryDocument("Passport", "RV0012345", "VUT"),)
    assert (read.reason, read.agency) == ("UT-1", "Utopia")


def test_organisations_and_ships_come_too_and_the_rest_is_counted() -> None:
    told = counts(read_ftm(ftm()))
    assert (told["people"], told["entities"], told["vessels"]) == (1, 1, 1)
    assert told["warnings"] == ["1 entities of Address were left out"]


def test_a_name_in_parts_is_put_together() -> None:
    (person,) = read_ftm(ftm(ftm_entity("Person", "1", firstName=["Malakai"], lastName=["Tevake"]))).entries
    assert person.primary_name == "Malakai Tevake"


def test_what_is_not_understood_is_said() -> None:
    stray = ftm_entity("Passport", "p", holder=["nobody"], number=["1"])
    person = ftm_entity("Person", "1", name=["Solo"], birthDate=["long ago"], nationality=["atl"])
    assert read_ftm(ftm(stray, person)).warnings == (
        "1: date of birth not understood: long ago",
        "1: nationality not understood: atl",
        "documents of 1 holders who are not in the file were left out",
    )


def test_an_id_that_comes_twice_refuses_the_list() -> None:
    with pytest.raises(WorldError) as refused:
        read_ftm(ftm(*FTM_ENTITIES, FTM_ENTITIES[1]))
    assert refused.value.failure.code is FailureCode.LIST_BAD_ENTRY


WRONG = {
    "cut off": ftm()[:-9],
    "no properties": json.dumps({"id": "1", "schema": "Person"}).encode(),
    "an array": b"[1, 2]\n",
    "nobody": ftm(FTM_ENTITIES[-1]),
    "nothing": b"",
}


@pytest.mark.parametrize("how", WRONG)
def test_a_file_that_is_not_whole_is_refused(how: str) -> None:
    with pytest.raises(WorldError) as refused:
        read_ftm(WRONG[how])
    assert refused.value.failure.code is FailureCode.LIST_UNREADABLE
