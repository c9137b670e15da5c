"""Alert lists of invented people, and HQ's publications of them, for the tests of the store."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.alert_record import encode_entry
from app.domain.dates import PartialDate
from app.screening import content
from app.screening.content import PUT, TAKE_AWAY, Change
from app.screening.document_index import joined
from app.screening.documents import digest
from app.screening.lists import ListHeader, ListKind, ListPolicy
from app.screening.subject import Subject
from sync.ports import Held, KeyRing, Publication

Published: TypeAlias = "tuple[Publication, list[bytes]]"

ISSUED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POLICY = ListPolicy(rarity_gate=False)
KEYRING = KeyRing(((1, bytes(range(32))),), bytes(range(32, 64)))
OTHER_RING = KeyRing(KEYRING.content_keys, bytes(range(64, 96)))

_GIVEN = ("MELE", "TEVITA", "SIONE", "LUSI", "VILIAMI", "ANA", "PITA", "SELA", "KALO", "ROSE")
_SYLLABLES = ("KA", "LO", "MA", "TU", "VE", "SI", "NA", "RO", "PE", "FI", "HU", "LA")


def person(entry_id: str, name: str, born: str = "1980-01-02", **more: object) -> AlertEntry:
    """An entry about an invented person."""
    birth = PartialDate.parse(born)
    entry = AlertEntry(
        entry_id, EntryKind.PERSON, (EntryName(name),), (EntryBirth(birth, birth),), nationalities=("UTO",)
    )
    return replace(entry, **more)  # type: ignore[arg-type]


def people(count: int, seed: int = 7) -> list[AlertEntry]:
    """Invented people, each with a passport."""
    dice = random.Random(seed)
    return [
        person(
            f"P.{number}",
            f"{dice.choice(_GIVEN)} {''.join(dice.choices(_SYLLABLES, k=5))}",
            f"{dice.randint(1950, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            documents=(EntryDocument("Passport", f"X{number:07}", "UTO"),),
        )
        for number in range(count)
    ]


def header(
    list_id: str = "national",
    kind: ListKind = ListKind.PEOPLE,
    issued_at: datetime = ISSUED,
    version: int = 0,
) -> ListHeader:
    """The header of a list as it comes in."""
    return ListHeader(list_id, kind, "A list", "Police of Utopia", 0, issued_at, 0, POLICY)


def subject(entry: AlertEntry, number: str = "L898902C") -> Subject:
    """A traveller who is called as the entry says and born on that day."""
    return Subject(
        (entry.primary_name,), entry.births[0].first, "UTO", document_number=number, issuing_state="UTO"
    )


class HqInTest:
    """What HQ would publish of one stream: each call is the next publication, as stations verify it."""

    def __init__(self, stream: str, header: ListHeader | None = None) -> None:
        self.stream = stream
        self.header = header
        self.sent: list[Publication] = []

    def snapshot(self, changes: Iterable[Change], count: int, **more: object) -> Published:
        """All of the list."""
        return self._publish(changes, count, None, more)

    def delta(self, changes: Iterable[Change], count: int, **more: object) -> Published:
        """What changed since the publication before."""
        return self._publish(changes, count, self.sent[-1], more)

    def _publish(
        self, changes: Iterable[Change], count: int, base: Publication | None, more: dict[str, object]
    ) -> Published:
        sequence = len(self.sent) + 1
        assert self.header is not None
        chunks = list(content.write(replace(self.header, version=sequence, count=count), changes))
        publication = Publication(
            self.stream, sequence, 0 if base is None else base.sequence,
            bytes(32) if base is None else base.digest, ISSUED,
            hashlib.sha256(b"".join(chunks)).digest(), sum(map(len, chunks)), count,
        )  # fmt: skip
        publication = replace(publication, **more)  # type: ignore[arg-type]
        self.sent.append(publication)
        return publication, chunks


def put(entries: Sequence[AlertEntry]) -> list[Change]:
    """Changes that put entries."""
    return [(PUT, encode_entry(entry)) for entry in entries]


def away(*ids: str) -> list[Change]:
    """Changes that take entries away."""
    return [(TAKE_AWAY, entry_id) for entry_id in ids]


def digests(numbers: Iterable[str], keyring: KeyRing = KEYRING) -> bytes:
    """Numbers of passports of Utopia as HQ publishes them."""
    return joined(digest(keyring.document_key, "UTO", "P", number) for number in numbers)


def keys(station: int = 7, sequence: int = 1) -> Publication:
    """The publication of the national keys."""
    return Publication(f"keys/{station}", sequence, 0, bytes(32), ISSUED, bytes([sequence]) * 32, 1, 1)


def held(publication: Publication) -> Held:
    """Where a station stands that has taken it."""
    return Held(publication.sequence, publication.digest)
