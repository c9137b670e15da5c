"""FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them (`entities.ftm.json`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.person import Sex
from app.screening.formats.countries import states_in
from app.screening.formats.free_text import birth_in, script_of
from app.screening.formats.json_text import parsed
from app.screening.formats.read_list import (
    Gathering,
    ReadList,
    born,
    bounded,
    number_of,
    on_day,
    tidy,
    too_large,
)
from app.screening.formats.tables import decoded

PLACE = "list.ftm"
Properties: TypeAlias = "dict[str, list[str]]"

_KINDS = {
    "Person": EntryKind.PERSON, "Organization": EntryKind.ENTITY, "Company": EntryKind.ENTITY,
    "LegalEntity": EntryKind.ENTITY, "PublicBody": EntryKind.ENTITY, "Vessel": EntryKind.VESSEL,
    "Airplane": EntryKind.ENTITY,
}  # fmt: skip
_DOCUMENTS = {"Passport": "Passport", "Identification": "Identification"}
_SANCTION = "Sanction"
_POINTS = {"Passport": "holder", "Identification": "holder", _SANCTION: "entity"}
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_ALIASES = (("alias", False), ("previousName", False), ("weakAlias", True))
_NUMBERS = (
    ("passportNumber", "Passport"),
    ("idNumber", "Identification"),
    ("socialSecurityNumber", "Social security number"),
    ("taxNumber", "Tax number"),
    ("registrationNumber", "Registration number"),
    ("imoNumber", "IMO number"),
    ("mmsi", "MMSI"),
    ("callSign", "Call sign"),
)
_DAYS = (("issued", "startDate"), ("expires", "endDate"))
_REMARKS = ("title", "position", "topics", "status", "address", "notes", "summary")
_MOST_LINES = 20_000_000


def read_ftm(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).

    Passports and identifications go to their holder, sanctions to whom they name; entities of other
    schemas (addresses, ownerships) are counted in a warning.
    """
    gathering = Gathering(PLACE)
    read = _Linked()
    for entity_id, schema, properties in _entities(data, gathering):
        if schema in _KINDS and entity_id in read.targets:
            raise gathering.bad("the same id twice", entity_id)
        read.take(entity_id, schema, properties)
    for entity_id, (schema, properties) in read.targets.items():
        target = _Target(entity_id, properties, gathering)
        documents = read.documents.pop(entity_id, [])
        gathering.add(target.entry(_KINDS[schema], documents, read.sanctions.get(entity_id, [])))
    for schema, count in sorted(read.left.items()):
        gathering.warn(f"{count} entities of {schema} were left out")
    if read.documents:
        gathering.warn(f"documents of {len(read.documents)} holders who are not in the file were left out")
    if not len(gathering):
        raise gathering.unreadable("there is no person or organisation in it")
    return gathering.done()


class _Linked:
    """Entities by what they are, documents and sanctions under the id that they point to."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, Properties]] = {}
        self.documents: dict[str, list[tuple[str, Properties]]] = defaultdict(list)
        self.sanctions: dict[str, list[Properties]] = defaultdict(list)
        self.left: Counter[str] = Counter()

    def take(self, entity_id: str, schema: str, properties: Properties) -> None:
        """Keep one entity, or count it when nothing of it is used."""
        if schema in _KINDS:
            self.targets[entity_id] = (schema, properties)
        elif schema in _DOCUMENTS:
            for holder in properties.get("holder", []):
                self.documents[holder].append((schema, properties))
        elif schema == _SANCTION:
            for named in properties.get("entity", []):
                self.sanctions[named].append(properties)
        else:
            self.left[schema] += 1


class _Target:
    """One person, organisation or vessel being read."""

    def __init__(self, entity_id: str, properties: Properties, gathering: Gathering) -> None:
        self._id, self._properties, self._gathering = entity_id, properties, gathering

    def entry(
        self, kind: EntryKind, documents: list[tuple[str, Properties]], sanctions: list[Properties]
    ) -> AlertEntry:
        """The entry, with the documents and sanctions that name it."""
        programs = _joined(sanctions, "program", "programId") or ", ".join(self._said("topics"))
        return AlertEntry(
            entry_id=self._id,
            kind=kind,
            names=self._names(),
            births=tuple(self._births()),
            birth_places=tuple(self._said("birthPlace")),
            nationalities=self._nationalities(),
            sex=_SEX.get(next(iter(self._said("gender")), "").lower(), Sex.UNSPECIFIED),
            documents=self._documents(documents),
            reason=self._gathering.prose(programs, self._id),
            agency=_joined(sanctions, "authority")[:200],
            legal_basis=self._gathering.prose(_joined(sanctions, "reason"), self._id),
            remarks=self._gathering.prose(
                "; ".join(f"{key}: {said}" for key in _REMARKS for said in self._said(key)), self._id
            ),
        )

    def _names(self) -> tuple[EntryName, ...]:
        first, *others = self._said("name") or [self._composed()]
        names = [EntryName(first, script=_foreign(first))] if first else []
        names += [EntryName(name, True, False, _foreign(name)) for name in others]
        for key, weak in _ALIASES:
            names += [EntryName(name, True, weak, _foreign(name)) for name in self._said(key)]
        return tuple(names)

    def _composed(self) -> str:
        keys = ("firstName", "secondName", "middleName", "fatherName", "lastName")
        return " ".join(said[0] for key in keys if (said := self._said(key)))

    def _births(self) -> Iterator[EntryBirth]:
        for said in self._said("birthDate"):
            date = on_day(said[:10])
            birth = born(date) if date else birth_in(said)
            if birth is None:
                self._gathering.warn(f"{self._id}: date of birth not understood: {said}")
            else:
                yield birth

    def _nationalities(self) -> tuple[str, ...]:
        found: list[str] = []
        for said in (*self._said("nationality"), *self._said("citizenship")):
            codes = states_in(said)
            found += codes
            if not codes:
                self._gathering.warn(f"{self._id}: nationality not understood: {said}")
        return tuple(dict.fromkeys(found))

    def _documents(self, linked: list[tuple[str, Properties]]) -> tuple[EntryDocument, ...]:
        found: dict[tuple[str, str], EntryDocument] = {}
        for schema, properties in linked:
            kind = next(iter(properties.get("type", [])), _DOCUMENTS[schema])
            country = next(iter(properties.get("country", [])), "")
            codes = states_in(country)
            days = [(word, day) for word, key in _DAYS for day in properties.get(key, [])]
            note = ", ".join(f"{word} {day}" for word, day in days)
            for said in (*properties.get("number", []), *properties.get("passportNumber", [])):
                number = number_of(said)
                document = EntryDocument(kind, number, codes[0] if codes else country, note)
                found.setdefault((_DOCUMENTS[schema], number), document)
        for key, kind in _NUMBERS:
            for said in self._said(key):
                number = number_of(said)
                found.setdefault((kind, number), EntryDocument(kind, number))
        return tuple(found.values())

    def _said(self, key: str) -> list[str]:
        return self._properties.get(key, [])


def _entities(data: bytes, gathering: Gathering) -> Iterator[tuple[str, str, Properties]]:
    """Id, schema and properties of every line."""
    data = bounded(data, PLACE)
    at = line = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        line += 1
        if line > _MOST_LINES:
            raise too_large(PLACE, _MOST_LINES)
        if text := decoded(data[at:end], PLACE).strip():
            read = parsed(text, PLACE, f"line {line}: ")
            whole = _entity(read)
            if whole is None:
                raise gathering.unreadable(f"line {line}: id, schema and properties expected")
            yield whole
            yield from _nested(whole[0], read["properties"])
        at = end


def _nested(parent: str, properties: dict[str, Any]) -> Iterator[tuple[str, str, Properties]]:
    """Documents and sanctions that stand inside the entity to which they point (`targets.nested.json`)."""
    for said in properties.values():
        for one in said if isinstance(said, list) else ():
            inside = _entity(one) if isinstance(one, dict) else None
            if inside is not None and (points := _POINTS.get(inside[1])):
                yield inside[0], inside[1], {**inside[2], points: [parent]}


def _entity(read: dict[str, Any]) -> tuple[str, str, Properties] | None:
    """Id, schema and properties of an object, or None when it is no entity."""
    entity_id, schema, properties = read.get("id"), read.get("schema"), read.get("properties")
    if not (isinstance(entity_id, str) and isinstance(schema, str) and isinstance(properties, dict)):
        return None
    return tidy(entity_id, 200), tidy(schema, 60), {key: _values(said) for key, said in properties.items()}


def _values(said: Any) -> list[str]:
    many = said if isinstance(said, list) else [said]
    return [text for one in many if isinstance(one, str) and (text := tidy(one, len(one)))]


def _joined(many: list[Properties], *keys: str) -> str:
    said = (value for key in keys for properties in many for value in properties.get(key, []))
    return ", ".join(dict.fromkeys(said))


def _foreign(name: str) -> str:
    script = script_of(name)
    return "" if script == "Latn" else script
