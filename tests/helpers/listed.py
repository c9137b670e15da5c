"""Short ways to write down invented people on a list, and travellers who meet them."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.person import Sex
from app.screening.lists import ListPolicy
from app.screening.people import Candidate, PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.subject import Subject

EVERY_NAME_MATTERS = ListPolicy(rarity_gate=False)


def person(
    name: str,
    births: str = "",
    *,
    also: Sequence[str] = (),
    weak: Sequence[str] = (),
    states: str = "",
    sex: Sex = Sex.UNSPECIFIED,
    passport: str = "",
    issuer: str = "",
    entry_id: str = "E1",
) -> AlertEntry:
    """A listed person; `births` are dates apart by blanks, each `1970-01-02`, `1970` or `1970/1973`."""
    names = [EntryName(name), *(EntryName(text, alias=True) for text in also)]
    names += [EntryName(text, alias=True, weak=True) for text in weak]
    documents = (EntryDocument("Passport", passport, issuer),) if passport else ()
    return AlertEntry(
        entry_id,
        EntryKind.PERSON,
        tuple(names),
        tuple(map(_birth, births.split())),
        nationalities=tuple(states.split()),
        sex=sex,
        documents=documents,
    )


def traveller(name: str, born: str = "", state: str = "", **more: str) -> Subject:
    """A traveller by the name as the document has it; `more`: `number`, `issuer`, `sex`."""
    return Subject(
        (name,),
        PartialDate.parse(born) if born else UNKNOWN_DATE,
        state,
        Sex(more.get("sex", "")),
        more.get("number", ""),
        more.get("issuer", ""),
    )


def meet(subject: Subject, *entries: AlertEntry, policy: ListPolicy | None = None) -> list[Candidate]:
    """Who of these entries the traveller may be."""
    return list(PeopleIndex(PeopleSegment.build(entries)).candidates(subject, policy or ListPolicy()))


def _birth(text: str) -> EntryBirth:
    first, _, last = text.partition("/")
    return EntryBirth(PartialDate.parse(first), PartialDate.parse(last or first))
