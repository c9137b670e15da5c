"""OFAC's list comes in by each of its roads, with what its remarks say as fields."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.domain.person import Sex
from app.screening.formats import counts
from app.screening.formats.ofac import MOST_UNPACKED, read_ofac, read_trio
from app.screening.formats.ofac_remarks import read_remarks
from tests.helpers.list_files import ADD, ALT, SDN, SDN_XML, ofac_zip

DAY = PartialDate(1971, 3, 12)


def by_id(data: bytes) -> dict[str, AlertEntry]:
    return {entry.entry_id: entry for entry in read_ofac(data).entries}


def test_the_three_files_and_their_zip_say_the_same() -> None:
    trio = read_trio(SDN.encode(), ALT.encode(), ADD.encode())
    assert read_ofac(ofac_zip()) == trio
    told = counts(trio)
    assert {key: told[key] for key in ("people", "aliases", "documents", "entities", "vessels")} == {
        "people": 1, "aliases": 3, "documents": 3, "entities": 1, "vessels": 1,
    }  # fmt: skip
    assert told["warnings"] == ["10001: not understood: citizen Atlantis"]


def test_the_remarks_become_fields_and_stay_remarks() -> None:
    entry = by_id(ofac_zip())["10001"]
    assert entry.births == (
        EntryBirth(DAY, DAY),
        EntryBirth(PartialDate(1970), PartialDate(1970), approximate=True),
    )
    assert entry.nationalities == ("VUT",)
    assert entry.birth_places == ("Luganville, Vanuatu",)
    assert entry.sex is Sex.MALE
    assert entry.documents[0] == EntryDocument(
        "Passport", "RV0012345", "VUT", "issued 05 May 2015 expires 04 May 2025"
    )
    assert [document.number for document in entry.documents] == ["RV0012345", "77 11 22", "123-45"]
    assert "Linked To: UTOPIA SHIPPING COMPANY" in entry.remarks
    assert "1 Quay, Port Vila, Vanuatu" in entry.remarks
    assert entry.reason == "OFAC SDN: UTOPIA, SDGT"


def test_weak_aliases_stand_in_the_remarks_and_strong_ones_in_their_own_file() -> None:
    assert by_id(ofac_zip())["10001"].names == (
        EntryName("TEVAKE, Malakai"),
        EntryName("TEVAQUE, Malaki", alias=True),
        EntryName("TEVAKE, M.", alias=True),
        EntryName("THE NAVIGATOR", alias=True, weak=True),
    )


def test_a_ship_is_a_vessel_with_its_number() -> None:
    ship = by_id(ofac_zip())["10003"]
    assert ship.kind is EntryKind.VESSEL
    assert ship.documents == (EntryDocument("Vessel Registration Identification IMO", "9999999"),)
    assert "Call sign: 5LAG" in ship.remarks


def test_sdn_csv_alone_says_what_is_missing() -> None:
    warnings = read_ofac(SDN.encode()).warnings
    assert "alt.csv is not beside sdn.csv: what stands there is missing" in warnings
    assert "add.csv is not beside sdn.csv: what stands there is missing" in warnings


@pytest.mark.parametrize("packed", [SDN_XML.encode(), ofac_zip(**{"SDN.XML": SDN_XML})])
def test_the_xml_says_the_same_by_elements(packed: bytes) -> None:
    read = read_ofac(packed)
    entry = {one.entry_id: one for one in read.entries}["10001"]
    assert read.issued_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert entry.names == (
        EntryName("TEVAKE, Malakai"),
        EntryName("TEVAQUE, Malaki", alias=True),
        EntryName("THE NAVIGATOR", alias=True, weak=True),
    )
    assert entry.births == (EntryBirth(DAY, DAY), EntryBirth(PartialDate(1970), PartialDate(1972)))
    assert entry.documents == (
        EntryDocument("Passport", "RV0012345", "VUT", "issued 05 May 2015, expires 04 May 2025"),
    )
    assert (entry.sex, entry.nationalities) == (Sex.MALE, ("VUT",))
    assert "Subject to more" in entry.remarks


@pytest.mark.parametrize(
    "said, kind, number, issuer",
    [
        ("Passport A 1234567 (Iran)", "Passport", "A 1234567", "IRN"),
        ("alt. Passport 1234567 (undetermined) expires 01 Jan 2030", "Passport", "1234567", "undetermined"),
        ("Diplomatic Passport D9004878 (Iran)", "Diplomatic Passport", "D9004878", "IRN"),
        ("Stateless Person ID Card 12-33", "Stateless Person ID Card", "12-33", ""),
        ("Cedula No. 16.677.729 (Colombia)", "Cedula No.", "16.677.729", "COL"),
        ("C.U.R.P. TEMA710312HNENZX09 (Mexico)", "C.U.R.P.", "TEMA710312HNENZX09", "MEX"),
        ("Identification Number 987 (Korea, North)", "Identification Number", "987", "PRK"),
        ("SSN 000-12-3456 (United States)", "SSN", "000-12-3456", "USA"),
        ("Driver's License No. X 99 issued 01 Jan 2000", "Driver's License No.", "X 99", ""),
    ],
)
def test_documents_of_every_kind_are_found(said: str, kind: str, number: str, issuer: str) -> None:
    (document,) = read_remarks(f"DOB 1970; {said}; nationality Iran.").documents
    assert (document.kind, document.number, document.issuer) == (kind, number, issuer)


@pytest.mark.parametrize(
    "said, first, last, approximate",
    [
        ("DOB 12 Mar 1971", "1971-03-12", "1971-03-12", False),
        ("DOB Mar 1971", "1971-03", "1971-03", False),
        ("alt. DOB circa 1971", "1971", "1971", True),
        ("DOB 1970 to 1972", "1970", "1972", False),
        ("DOB 01 Jan 1970 to 31 Dec 1972", "1970-01-01", "1972-12-31", False),
        ("DOB circa 1970-1972", "1970", "1972", True),
    ],
)
def test_births_of_every_kind_are_read(said: str, first: str, last: str, approximate: bool) -> None:
    (birth,) = read_remarks(said).births
    assert (str(birth.first), str(birth.last), birth.approximate) == (first, last, approximate)


@pytest.mark.parametrize("said", ["DOB early 1970s", "DOB 31 Feb 1970", "DOB unknown", "DOB 1350 (solar)"])
def test_a_birth_that_is_not_understood_is_told_and_never_guessed(said: str) -> None:
    found = read_remarks(said)
    assert (found.births, found.unread) == ([], [said])


WRONG = {
    "a row cut short": SDN[: SDN.index("SDGT")].encode(),
    "the last field cut short": SDN[: SDN.index("Linked To")].encode(),
    "no number": b'"TEVAKE","individual"\n',
    "nothing": b"",
    "another XML": SDN_XML.replace("sdnList", "other").encode(),
    "a broken zip": ofac_zip()[:200],
    "a zip of other things": ofac_zip(**{"letter.txt": "Dear colleagues"}),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_not_whole_is_refused(how: str) -> None:
    with pytest.raises(WorldError) as refused:
        read_ofac(WRONG[how])
    assert refused.value.failure.code is FailureCode.LIST_UNREADABLE


def test_aliases_of_another_edition_are_refused() -> None:
    with pytest.raises(WorldError) as refused:
        read_trio(SDN.encode(), ALT.replace("10002", "77777").encode(), ADD.encode())
    assert dict(refused.value.failure.details)["reason"] == "the three files are not of one edition"


def test_a_small_zip_of_something_huge_is_refused_unread() -> None:
    packed = io.BytesIO()
    zipped = zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED)
    with zipped as archive, archive.open("sdn.csv", "w") as member:
        for _ in range((MOST_UNPACKED >> 20) + 1):
            member.write(bytes(1 << 20))
    with pytest.raises(WorldError) as refused:
        read_ofac(packed.getvalue())
    assert refused.value.failure.code is FailureCode.LIST_TOO_LARGE
