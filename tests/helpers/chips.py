"""Virtual passports as readings, the trust that proves them, and what an officer is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from string import Formatter
from typing import Any

from app.domain.checks import Check, CheckName
from app.domain.document import Capture, TravelDocument
from app.domain.mrz import access_fields, parse_mrz
from app.domain.mrz.presented import travel_document
from app.trust.anchors import Anchors, Source, SourceKind, Vouched
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import anchor_of
from app.trust.chip import prove
from app.trust.revocation import revocations_of
from app.wording.reasons import REASONS
from devices.api import ChipWish
from devices.chip.chip_read import ChipRead
from devices.chip.strategy import RememberedHere
from devices.emrtd.reading import Access, AccessMethod, ChipFile, ChipReading, FileRead, FileState, MrzKey
from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES, body_of, passport_of, traveller
from devices.simulated.chip.slot import SimulatedSlot

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BAC = Access(AccessMethod.BAC)


def pki() -> Pki:
    """The trial PKI of these tests."""
    return shared_pki("tests", DAY)


@cache
def trust(made: datetime = NOW, crls: bool = True) -> MemoryAnchors:
    """Everything in the trial master list, with the CRLs; `made` is the list's date."""
    source = Source("list", SourceKind.MASTER_LIST, "UT", made, NOW, "", vouched=Vouched.ROOT)
    return MemoryAnchors(
        [source],
        [anchor_of(der, "list") for der in pki().trusted],
        [revocations_of(der, "crl") for der in pki().revocation_lists.values()] if crls else (),
    )


def page(profile: str) -> TravelDocument:
    """The printed page of a virtual passport, as a reader took it in."""
    lines = traveller(PROFILES[profile], pki()).lines
    return travel_document(parse_mrz(lines, DAY), Capture.READER)


@cache
def read(profile: str) -> ChipReading:
    """A whole reading over APDUs, the passport laid back once where it was pulled away."""
    made = PROFILES[profile]
    slot = SimulatedSlot(profile)
    slot.lay(passport_of(made, pki()))
    key = access_fields(page(profile))
    assert key is not None
    reading = ChipRead(ChipWish("test", MrzKey(*key)), profile, RememberedHere(), lambda event: None)
    return reading.go(slot.connect())


def files(profile: str, access: Access = BAC) -> ChipReading:
    """All files of a virtual passport as if read, nothing proved on request."""
    body = body_of(PROFILES[profile], pki())
    return ChipReading(access, {file: came(file, data) for file, data in body.files.items()}, whole=True)


def came(file: ChipFile, data: bytes) -> FileRead:
    """A file that was read."""
    return FileRead(file, FileState.READ, data, size=len(data))


def with_file(reading: ChipReading, file: ChipFile, data: bytes) -> ChipReading:
    """The reading with other contents in one file."""
    return replace(reading, files={**reading.files, file: came(file, data)})


def without(reading: ChipReading, *absent: ChipFile, state: FileState | None = None) -> ChipReading:
    """The reading without files: never asked for, or in another state than read."""
    left = {file: one for file, one in reading.files.items() if file not in absent}
    told = {} if state is None else {file: FileRead(file, state, status=0x6A82) for file in absent}
    return replace(reading, files={**left, **told})


def checks(
    reading: ChipReading, printed: TravelDocument | None = None, anchors: Anchors | None = None, **more: Any
) -> dict[CheckName, Check]:
    """Every check of the reading by its name."""
    made: Sequence[Check] = prove(reading, anchors or trust(), printed, NOW, **more)
    return {one.name: one for one in made}


def told(reading: ChipReading, name: CheckName, *given: Any, **more: Any) -> tuple[str, str]:
    """Verdict and reason of one check."""
    made = checks(reading, *given, **more)[name]
    return made.verdict.value, made.reason.removeprefix(f"{name}.")


def says_all(made: Check) -> bool:
    """Whether there is a sentence for the check, and every fact that it names."""
    wanted = {name for _, name, _, _ in Formatter().parse(REASONS.get(made.reason, "{}")) if name is not None}
    return wanted <= {key for key, value in made.evidence if value}
