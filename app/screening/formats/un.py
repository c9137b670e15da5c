"""The UN Security Council Consolidated List, as its XML gives it."""

from __future__ import annotations

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import PartialDate
from app.domain.person import Sex
from app.screening.formats.countries import states_in
from app.screening.formats.free_text import (
    birth_in,
    document_number,
    month_in,
    original_in,
    script_of,
    spellings,
    transliterations_in,
)
from app.screening.formats.read_list import Gathering, ReadList, born, bounded, moment, on_day, tidy
from app.screening.formats.records import Node, Records

PLACE = "list.un"
TITLE = "UN Security Council Consolidated List"
AGENCY = "United Nations Security Council"
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_NOTHING_SAID = {"na", "n/a", "unknown", "none", "-"}


def read_un(data: bytes) -> ReadList:
    """Read the list; raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE)."""
    records = Records(bounded(data, PLACE), "CONSOLIDATED_LIST", frozenset({"INDIVIDUAL", "ENTITY"}), PLACE)
    gathering = Gathering(PLACE)
    for record in records.each():
        gathering.add(_Reading(record, gathering).entry())
    if not len(gathering):
        raise gathering.unreadable("there is no entry in it")
    return gathering.done(moment(records.attributes.get("dateGenerated", "")), TITLE)


class _Reading:
    """One record being read: what has no field of its own goes to the remarks, never away."""

    def __init__(self, record: Node, gathering: Gathering) -> None:
        self._record, self._gathering = record, gathering
        self._id = record.said("REFERENCE_NUMBER") or record.said("DATAID")
        self._kind = record.tag
        self._remarks: list[str] = []

    def entry(self) -> AlertEntry:
        """The record as an entry."""
        record, regime = self._record, self._record.said("UN_LIST_TYPE")
        names = self._names()
        births = self._births()
        documents = tuple(
            document
            for node in record.all("INDIVIDUAL_DOCUMENT")
            if (document := self._document(node)) is not None
        )
        nationalities = self._nationalities()
        places = tuple(place for node in record.all("INDIVIDUAL_PLACE_OF_BIRTH") if (place := _place(node)))
        self._rest()
        return AlertEntry(
            entry_id=self._id,
            kind=EntryKind.PERSON if self._kind == "INDIVIDUAL" else EntryKind.ENTITY,
            names=names,
            births=births,
            birth_places=places,
            nationalities=nationalities,
            sex=_SEX.get(record.said("GENDER").lower(), Sex.UNSPECIFIED),
            documents=documents,
            reason=f"UN sanctions: {regime}" if regime else "UN sanctions",
            agency=AGENCY,
            legal_basis=f"UN Security Council, {regime} list" if regime else "",
            remarks=self._gathering.prose("; ".join(self._remarks), self._id),
        )

    def _names(self) -> tuple[EntryName, ...]:
        record = self._record
        names = []
        if primary := " ".join(said for tag in _NAMES if (said := record.said(tag))):
            names.append(EntryName(primary))
        for original in record.each("NAME_ORIGINAL_SCRIPT"):
            names += [EntryName(name, script=script_of(name)) for name in spellings(original)]
        for alias in record.all(f"{self._kind}_ALIAS"):
            names += self._alias(alias)
        return tuple(names)

    def _alias(self, alias: Node) -> list[EntryName]:
        said, note = alias.said("ALIAS_NAME"), alias.said("NOTE")
        if note or alias.said("CITY_OF_BIRTH") or alias.said("COUNTRY_OF_BIRTH"):
            beside = (
                note,
                alias.said("DATE_OF_BIRTH"),
                alias.said("CITY_OF_BIRTH"),
                alias.said("COUNTRY_OF_BIRTH"),
            )
            self._remarks.append(f"Alias {said}: {', '.join(part for part in beside if part)}")
        if not said:
            self._gathering.empty_aliases += self._kind == "INDIVIDUAL"
            return []
        weak = alias.said("QUALITY").lower() == "low"
        found = spellings(said) if self._kind == "INDIVIDUAL" else [said]
        if found != [said]:
            self._remarks.append(f"Alias as listed: {said}")
        told = (*original_in(note), *transliterations_in(note, said))
        more = [name for name in dict.fromkeys(told) if name not in found]
        self._gathering.spelled_again += (len(found) + len(more) - 1) if self._kind == "INDIVIDUAL" else 0
        scripts = [(name, script_of(name)) for name in (*found, *more)]
        return [EntryName(name, True, weak, "" if script == "Latn" else script) for name, script in scripts]

    def _births(self) -> tuple[EntryBirth, ...]:
        births = []
        for node in self._record.all("INDIVIDUAL_DATE_OF_BIRTH"):
            if (birth := _birth(node)) is not None:
                births.append(birth)
                if note := node.said("NOTE"):
                    self._remarks.append(f"Born {_words(birth)}: {note}")
            elif told := " ".join(tidy(child.text) for child in node.children if child.text.strip()):
                self._warn(f"date of birth not understood: {told}")
        for alias in self._record.all("INDIVIDUAL_ALIAS"):
            if said := alias.said("DATE_OF_BIRTH"):
                found = _date(said)
                if found is None:
                    self._warn(f"date of birth not understood: {said}")
                elif born(found) not in births:
                    births.append(born(found))
        return tuple(births)

    def _document(self, node: Node) -> EntryDocument | None:
        kind, second, said = (
            node.said("TYPE_OF_DOCUMENT"),
            node.said("TYPE_OF_DOCUMENT2"),
            node.said("NUMBER"),
        )
        note = node.said("NOTE")
        if not any(tidy(child.text) for child in node.children):
            return None
        number = document_number(said or second) or document_number(note if not said else "") or said
        country = node.said("ISSUING_COUNTRY") or node.said("COUNTRY_OF_ISSUE")
        issuers = states_in(country) or (states_in(f"{said or note} {second}") if not country else ())
        told = [
            second if second != kind else "",
            said if said != number else "",
            f"issued {node.said('DATE_OF_ISSUE')}" if node.said("DATE_OF_ISSUE") else "",
            node.said("CITY_OF_ISSUE"),
            note,
        ]
        if not number:
            self._warn(f"a document without a number: {kind or second} {note}")
        return EntryDocument(
            kind or second,
            number,
            issuers[0] if issuers else country,
            "; ".join(part for part in told if part),
        )

    def _nationalities(self) -> tuple[str, ...]:
        found: list[str] = []
        for said in (value for node in self._record.all("NATIONALITY") for value in node.each("VALUE")):
            if said.lower() in _NOTHING_SAID:
                continue
            codes = states_in(said)
            if len(codes) != 1 or len(said.split()) > 8:
                self._remarks.append(f"Nationality: {said}")
            if not codes:
                self._warn(f"nationality not understood: {said}")
            found += codes
        return tuple(dict.fromkeys(found))

    def _rest(self) -> None:
        """What remains: titles, designation, days, addresses, comments."""
        record = self._record
        for told, tag in (("Title", "TITLE"), ("Designation", "DESIGNATION")):
            if values := [tidy(node.text) for node in record.under(tag, "VALUE") if node.text.strip()]:
                self._remarks.append(f"{told}: {', '.join(values)}")
        for told, tag in (("Listed on", "LISTED_ON"), ("Submitted by", "SUBMITTED_BY"), ("Sex", "GENDER")):
            if (said := record.said(tag)) and said.lower() not in _SEX:
                self._remarks.append(f"{told}: {said}")
        updated = [tidy(node.text) for node in record.under("LAST_DAY_UPDATED", "VALUE") if node.text.strip()]
        if updated:
            self._remarks.append(f"Last updated: {updated[-1]}")
        for node in record.all(f"{self._kind}_ADDRESS"):
            if address := _place(node):
                self._remarks.append(f"Address: {address}")
        self._remarks += record.each("COMMENTS1")

    def _warn(self, said: str) -> None:
        self._gathering.warn(f"{self._id}: {said}")
        self._remarks.append(said[:1].upper() + said[1:])


def _birth(node: Node) -> EntryBirth | None:
    note = node.said("NOTE")
    approximate = node.said("TYPE_OF_DATE").upper() == "APPROXIMATELY" or note.lower().startswith("approx")
    first, last = on_day(node.said("FROM_YEAR")), on_day(node.said("TO_YEAR"))
    if first or last:
        return born(first or last or _NEVER, last or _NEVER, approximate=approximate)
    date = _date(node.said("DATE")) or on_day(node.said("YEAR"))
    if date is None:
        told = birth_in(note or node.said("DATE"))
        return EntryBirth(told.first, told.last, told.approximate or approximate) if told else None
    if not date.month and (month := month_in(note)):
        date = PartialDate(date.year, month)
    return born(date, approximate=approximate)


def _date(said: str) -> PartialDate | None:
    """A date that may bear a time or a zone; a day that no calendar has leaves its year."""
    return on_day(said[:10]) or on_day(said[:4])


def _words(birth: EntryBirth) -> str:
    return str(birth.first) if birth.first == birth.last else f"{birth.first} to {birth.last}"


def _place(node: Node) -> str:
    tags = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
    return ", ".join(said for tag in tags if (said := node.said(tag)))


_NEVER = PartialDate(0)
