"""The CSV of docs/lists.md: one entry a row, a column for each field."""

from __future__ import annotations

import re

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.screening.formats.free_text import script_of
from app.screening.formats.own_fields import OwnFields
from app.screening.formats.read_list import Gathering, ReadList
from app.screening.formats.tables import decoded, named_rows

PLACE = "list.csv"
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("entry_id", "reference", "reference_number"),
    "kind": ("type", "schema"),
    "name": ("full_name", "primary_name"),
    "surname": ("last_name", "family_name", "primary_identifier"),
    "given_names": ("given_name", "first_name", "first_names", "secondary_identifier"),
    "original_names": ("original_name", "name_original_script"),
    "aliases": ("alias", "aka"),
    "weak_aliases": ("weak_alias", "weak_aka"),
    "birth_dates": ("birth_date", "date_of_birth", "dates_of_birth", "dob", "birthdate"),
    "birth_places": ("birth_place", "place_of_birth", "pob"),
    "nationalities": ("nationality", "citizenship"),
    "sex": ("gender",),
    "documents": ("document", "passports", "passport", "passport_number"),
    "reason": ("reason_code",),
    "action": ("instruction", "handling_instruction"),
    "contact": (),
    "agency": ("owner", "owner_agency"),
    "legal_basis": (),
    "priority": (),
    "expires": ("expiry", "expiry_date"),
    "disclosure": (),
    "max_band": (),
    "remarks": ("notes", "comments"),
}
"""Every column, and other headings that mean it; `id` is needed, the others may be left out."""
_KNOWN = {heading: column for column, others in COLUMNS.items() for heading in (column, *others)}
_DIVIDED = re.compile(r"\s*[|;]\s*")


def read_csv(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE)."""
    gathering = Gathering(PLACE)
    for line, row in named_rows(decoded(data, PLACE), PLACE, _KNOWN, ("id",)):
        gathering.add(_entry(row, OwnFields(gathering, f"line {line}"), gathering))
    return gathering.done()


def _entry(row: dict[str, str], fields: OwnFields, gathering: Gathering) -> AlertEntry:
    remarks = row.get("remarks", "")
    return AlertEntry(
        entry_id=row["id"],
        kind=fields.choice("kind", row.get("kind", ""), EntryKind.PERSON),
        names=_names(row),
        births=tuple(fields.birth(said) for said in _many(row, "birth_dates")),
        birth_places=tuple(_many(row, "birth_places")),
        nationalities=fields.states(_many(row, "nationalities")),
        sex=fields.sex(row.get("sex", "")),
        documents=tuple(_document(said, fields) for said in _many(row, "documents")),
        reason=gathering.prose(row.get("reason", ""), row["id"]),
        action=gathering.prose(row.get("action", ""), row["id"]),
        contact=gathering.prose(row.get("contact", ""), row["id"]),
        agency=row.get("agency", ""),
        legal_basis=gathering.prose(row.get("legal_basis", ""), row["id"]),
        priority=fields.priority(row.get("priority", "")),
        expires=fields.day("expiry", row.get("expires", "")),
        disclosure=fields.choice("disclosure", row.get("disclosure", ""), Disclosure.OPEN),
        max_band=fields.choice("max_band", row.get("max_band", ""), Band.STOP),
        remarks=gathering.prose(remarks, row["id"]),
    )


def _names(row: dict[str, str]) -> tuple[EntryName, ...]:
    parts = " ".join(part for column in ("surname", "given_names") if (part := row.get(column, "")))
    names = [EntryName(name) for name in (row.get("name", ""), parts) if name]
    names += [EntryName(name, script=script_of(name)) for name in _many(row, "original_names")]
    names += [EntryName(name, True, script=_foreign(name)) for name in _many(row, "aliases")]
    names += [EntryName(name, True, True, _foreign(name)) for name in _many(row, "weak_aliases")]
    return tuple(names)


def _document(said: str, fields: OwnFields) -> EntryDocument:
    """`Passport:VUT:X1234567`, `VUT:X1234567` or `X1234567`."""
    parts = [part.strip() for part in said.split(":", 2)]
    kind, issuer, number = ["", "", *parts][-3:]
    return fields.document(kind, issuer, number)


def _many(row: dict[str, str], column: str) -> list[str]:
    return [said for said in _DIVIDED.split(row.get(column, "")) if said]


def _foreign(name: str) -> str:
    script = script_of(name)
    return "" if script == "Latn" else script
