"""OFAC's SDN.XML (`sdnList`): the same entries as the CSV files, each field in an element of its own."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.person import Sex
from app.screening.formats.countries import states_in
from app.screening.formats.free_text import birth_in
from app.screening.formats.ofac_remarks import issued, read_remarks
from app.screening.formats.read_list import Gathering, ReadList, tidy
from app.screening.formats.records import Node, Records

PLACE = "list.ofac"
TITLE = "OFAC SDN list"
AGENCY = "US Department of the Treasury, OFAC"
_KINDS = {"individual": EntryKind.PERSON, "vessel": EntryKind.VESSEL}
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_TAGS = frozenset({"sdnEntry", "publshInformation"})


def read_sdn_xml(data: bytes) -> ReadList:
    """Read SDN.XML; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE)."""
    gathering = Gathering(PLACE)
    issued_at = None
    for record in Records(data, "sdnList", _TAGS, PLACE).each():
        if record.tag == "publshInformation":
            issued_at = _published(record.said("Publish_Date"))
        else:
            gathering.add(_entry(record, gathering))
    if not len(gathering):
        raise gathering.unreadable("there is no entry in it")
    return gathering.done(issued_at, TITLE)


def _entry(record: Node, gathering: Gathering) -> AlertEntry:
    uid, said = record.said("uid"), record.said("remarks")
    programs = [program for group in record.all("programList") for program in group.each("program")]
    documents = _documents(record)
    found = read_remarks(said)
    for unread in found.unread:
        gathering.warn(f"{uid}: not understood: {unread}")
    return AlertEntry(
        entry_id=uid,
        kind=_KINDS.get(record.said("sdnType").lower(), EntryKind.ENTITY),
        names=(*_names(record, gathering), *(EntryName(weak, True, True) for weak in found.weak_names)),
        births=(*_births(record, uid, gathering), *found.births),
        birth_places=tuple(
            place
            for node in record.under("placeOfBirthList", "placeOfBirthItem")
            if (place := node.said("placeOfBirth"))
        ),
        nationalities=tuple(dict.fromkeys((*_nationalities(record, uid, gathering), *found.nationalities))),
        sex=_sex(record),
        documents=(*documents, *found.documents),
        reason=f"OFAC SDN: {', '.join(programs)}" if programs else "OFAC SDN",
        agency=AGENCY,
        legal_basis=", ".join(programs),
        remarks=gathering.prose("; ".join(_remarks(record, said)), uid),
    )


def _names(record: Node, gathering: Gathering) -> list[EntryName]:
    names = [EntryName(name)] if (name := _name(record)) else []
    for aka in record.under("akaList", "aka"):
        if name := _name(aka):
            names.append(EntryName(name, True, aka.said("category").lower() == "weak"))
        else:
            gathering.empty_aliases += 1
    return names


def _name(node: Node) -> str:
    return ", ".join(part for tag in ("lastName", "firstName") if (part := node.said(tag)))


def _births(record: Node, uid: str, gathering: Gathering) -> list[EntryBirth]:
    births = []
    for node in record.under("dateOfBirthList", "dateOfBirthItem"):
        said = node.said("dateOfBirth")
        if (birth := birth_in(said)) is not None:
            births.append(birth)
        elif said:
            gathering.warn(f"{uid}: not understood: DOB {said}")
    return births


def _nationalities(record: Node, uid: str, gathering: Gathering) -> list[str]:
    nodes = [*record.under("nationalityList", "nationality"), *record.under("citizenshipList", "citizenship")]
    found: list[str] = []
    for country in (node.said("country") for node in nodes):
        codes = states_in(country)
        found += codes
        if country and not codes:
            gathering.warn(f"{uid}: not understood: nationality {country}")
    return found


def _documents(record: Node) -> list[EntryDocument]:
    documents = []
    for node in record.under("idList", "id"):
        kind, number = node.said("idType"), node.said("idNumber")
        if any(character.isdigit() for character in number) and kind != "Gender":
            days = [
                f"{word} {day}"
                for word, tag in (("issued", "issueDate"), ("expires", "expirationDate"))
                if (day := node.said(tag))
            ]
            documents.append(issued(kind, number, node.said("idCountry"), ", ".join(days)))
    return documents


def _sex(record: Node) -> Sex:
    said = [node.said("idNumber") for node in record.under("idList", "id") if node.said("idType") == "Gender"]
    return _SEX.get(said[0].lower(), Sex.UNSPECIFIED) if said else Sex.UNSPECIFIED


def _remarks(record: Node, said: str) -> list[str]:
    remarks = [f"Title: {title}"] if (title := record.said("title")) else []
    remarks += [said] if said else []
    for node in record.under("idList", "id"):
        kind, number = node.said("idType"), node.said("idNumber")
        if kind != "Gender" and not any(character.isdigit() for character in number):
            remarks.append(f"{kind} {number}".strip())
    for node in record.under("addressList", "address"):
        lines = [said for child in node.children if child.tag != "uid" and (said := tidy(child.text))]
        if lines:
            remarks.append(f"Address: {', '.join(lines)}")
    for vessel in record.all("vesselInfo"):
        remarks += [f"{child.tag}: {said}" for child in vessel.children if (said := tidy(child.text))]
    return remarks


def _published(said: str) -> datetime | None:
    try:
        return datetime.strptime(said, "%m/%d/%Y").replace(tzinfo=UTC)
    except ValueError:
        return None
