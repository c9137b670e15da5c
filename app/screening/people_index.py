"""The immutable part of a people list's index: built from its entries, saved as bytes, read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.domain.alert_entry import AlertEntry
from app.screening.column_file import pack, unpack
from app.screening.people_build import build
from app.screening.people_columns import TYPES, PeopleColumns, prove
from app.screening.rarity import probes
from app.screening.scoring import prepare

LAYOUT = 1


@dataclass(frozen=True, slots=True, eq=False)
class PeopleSegment:
    """Persons of one list in about 130 bytes each; entities and vessels are left out.

    Threads may ask one segment at the same time.
    """

    columns: PeopleColumns

    @classmethod
    def build(cls, entries: Iterable[AlertEntry]) -> PeopleSegment:
        """Index every name, alias, birth date and document of each person; about 20 µs a name."""
        return cls(build(entries))

    def to_bytes(self) -> bytes:
        """The segment as a file; whoever keeps it seals it."""
        return pack(stamp(), TYPES, {name: getattr(self.columns, name) for name in TYPES})

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> PeopleSegment:
        """Read a file back without copying it: `data` must stay as it is.

        Raises ValueError for anything that is not such a file, whole and consistent, and for one made
        by a program that took names apart in another way: then build it again from the entries.
        """
        read: dict[str, Any] = unpack(stamp(), TYPES, data)
        columns = PeopleColumns(**read)
        prove(columns)
        return cls(columns)

    @property
    def count(self) -> int:
        """How many persons it holds."""
        return len(self.columns.entry_birth)

    @property
    def nbytes(self) -> int:
        """Bytes of its columns in memory."""
        return sum(getattr(self.columns, name).nbytes for name in TYPES)


@cache
def stamp() -> bytes:
    """Sixteen bytes that change with the layout and with the way in which names are taken apart."""
    digest = hashlib.blake2b(f"people {LAYOUT} {sorted(TYPES.items())}".encode(), digest_size=16)
    for text in (*probes(), "ABDUL-RAHMAN SALAH EDDINE", "JUAN DE LA CRUZ", "NGUYEN VAN AN", "TAUFAAHAU"):
        name = prepare(text)
        digest.update(repr((name.text, name.tokens, name.skeletons, name.equivalents)).encode())
    return digest.digest()
