"""What the tests of travellers share: bearers by a word or two, and which crossings are one traveller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.person import Sex, Traveller
from sync.hq.database import Connection

PASSPORT = TravelDocument(
    kind=DocumentKind.PASSPORT,
    document_code="P",
    issuing_state="UTO",
    number="K1234567",
    surname="VAIPULU",
    given_names="SOSAIA",
    nationality="UTO",
    birth_date=PartialDate(1980, 3, 4),
    sex=Sex.MALE,
    expiry_date=PartialDate(2030, 1, 1),
)


def crossed(crossing: Crossing, **says: Any) -> Crossing:
    """The crossing by the bearer of PASSPORT, but for what is said; `born` is (year, month, day)."""
    if "born" in says:
        says["birth_date"] = PartialDate(*says.pop("born"))
    document = replace(PASSPORT, **says)
    traveller = Traveller(
        document.surname, document.given_names, document.birth_date, document.sex, document.nationality
    )
    return replace(crossing, document=document, traveller=traveller)


def partition(connection: Connection, names: Mapping[str, str]) -> list[str]:
    """The travellers as words: the names of crossings (by crossing id) that each has, in order."""
    found: dict[int, list[str]] = {}
    for crossing, traveller in connection.execute(
        "SELECT c.crossing_id, b.traveller FROM bearer_crossing c JOIN bearer b ON b.number = c.bearer"
    ).fetchall():
        found.setdefault(traveller, []).append(names[str(crossing)])
    return sorted(" ".join(sorted(group)) for group in found.values())


def named(crossings: Sequence[Crossing], names: str) -> dict[str, str]:
    """Crossing id to name, the names in one text."""
    return dict(zip((one.crossing_id for one in crossings), names.split(), strict=True))
