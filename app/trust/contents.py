"""What the files of a reading say, each parsed once, with what is wrong with a file kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.com import Com, parse_com
from devices.emrtd.lds.dg1 import parse_dg1
from devices.emrtd.lds.dg2 import FaceImage, parse_dg2
from devices.emrtd.lds.dg11 import PersonalDetails, parse_dg11
from devices.emrtd.lds.dg12 import DocumentDetails, parse_dg12
from devices.emrtd.lds.dg15 import parse_dg15
from devices.emrtd.reading import ChipFile, ChipReading, FileState
from devices.emrtd.security_infos import SecurityInfos, parse_dg14, parse_security_infos

T = TypeVar("T")

LOCKED: Final = frozenset({3, 4})
"""Fingerprints and irises: for terminals with a certificate of the issuer, never read here."""


class Memo:
    """Keeps what was worked out from bytes, as long as the next round of proofs asks for it again.

    A growing reading is proved after every file: signatures and hashes are reckoned once. What a round
    did not ask for is forgotten, so that one traveller's data does not outlive the next one's.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, object] = {}
        self._asked: dict[Hashable, object] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for this key, now or in this or the last round."""
        if key not in self._asked:
            self._asked[key] = self._kept[key] if key in self._kept else make()
        return self._asked[key]  # type: ignore[return-value]

    def turn(self) -> None:
        """A new round begins."""
        self._kept, self._asked = self._asked, {}

    def forget(self) -> None:
        """Keep nothing."""
        self._kept, self._asked = {}, {}


@dataclass(frozen=True, slots=True)
class Contents:
    """A reading and what its files say; a file that is absent or makes no sense says None."""

    reading: ChipReading
    memo: Memo
    faults: dict[ChipFile, Malformed] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will come of this reading by itself."""
        return self.reading.whole or bool(self.reading.failure)

    @property
    def alive(self) -> bool:
        """Whether a chip gives the files; a folder of files is whole, and no chip was ever opened for it."""
        access = self.reading.access
        tried = access.method is not None or access.pace_failed or access.bac_failed
        return bool(tried or self.reading.failure or self.reading.apdus or not self.reading.whole)

    def state(self, file: ChipFile) -> FileState | None:
        """What became of a file; None while nobody has asked the chip for it."""
        read = self.reading.files.get(file)
        return None if read is None else read.state

    def groups_read(self) -> dict[int, bytes]:
        """Every data group that was read, by number."""
        files = sorted(self.reading.files.items(), key=lambda item: item[0].data_group or 0)
        return {
            file.data_group: read.data
            for file, read in files
            if file.data_group and read.state is FileState.READ
        }

    @property
    def com(self) -> Com | None:
        """EF.COM."""
        return self._parsed(ChipFile.COM, parse_com)

    @property
    def mrz(self) -> tuple[str, ...] | None:
        """The lines of DG1."""
        return self._parsed(ChipFile.DG1, parse_dg1)

    @property
    def faces(self) -> tuple[FaceImage, ...] | None:
        """The portraits of DG2."""
        return self._parsed(ChipFile.DG2, parse_dg2)

    @property
    def person(self) -> PersonalDetails | None:
        """DG11."""
        return self._parsed(ChipFile.DG11, parse_dg11)

    @property
    def document(self) -> DocumentDetails | None:
        """DG12."""
        return self._parsed(ChipFile.DG12, parse_dg12)

    @property
    def card_access(self) -> SecurityInfos | None:
        """EF.CardAccess, which nobody signed."""
        return self._parsed(ChipFile.CARD_ACCESS, parse_security_infos)

    @property
    def security(self) -> SecurityInfos | None:
        """DG14."""
        return self._parsed(ChipFile.DG14, parse_dg14)

    @property
    def signing_key(self) -> bytes | None:
        """The SubjectPublicKeyInfo of DG15."""
        return self._parsed(ChipFile.DG15, parse_dg15)

    def look_through(self) -> None:
        """Open every file, so that `faults` names all that make no sense."""
        for name in _SAYINGS:
            getattr(self, name)

    def _parsed(self, file: ChipFile, parse: Callable[[bytes], T]) -> T | None:
        data = self.reading.data(file)
        if data is None:
            return None
        found = self.memo.of((file, data), lambda: _tried(parse, data))
        if isinstance(found, Malformed):
            self.faults[file] = found
            return None
        return found


_SAYINGS: Final = ("com", "mrz", "faces", "person", "document", "card_access", "security", "signing_key")


def _tried(parse: Callable[[bytes], T], data: bytes) -> T | Malformed:
    try:
        return parse(data)
    except Malformed as fault:
        return fault
