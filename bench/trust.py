"""What proving costs: a passport's checks with a thousand anchors on board, and a master list's import."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import core, x509

from app.domain.checks import Verdict
from app.domain.document import Capture, TravelDocument
from app.domain.mrz import parse_mrz, travel_document
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import anchor_of
from app.trust.chip import Prover, overall
from app.trust.imports import read_trust_file, vouched
from bench.table import Row
from devices.api import ChipWish
from devices.chip.chip_read import ChipRead
from devices.chip.strategy import RememberedHere
from devices.emrtd.reading import ChipReading
from devices.emrtd.tlv import encode
from devices.simulated.chip.certificates import (
    Request,
    Span,
    authority_extensions,
    certificate,
    key_id,
    list_signer_extensions,
    name,
)
from devices.simulated.chip.cms import Hand, signed_data
from devices.simulated.chip.pki import MASTER_LIST_CONTENT, Pki
from devices.simulated.chip.profiles import PROFILES, holder, passport_of, traveller
from devices.simulated.chip.signing import P256, trial_key
from devices.simulated.chip.slot import SimulatedSlot

ANCHORS = 1_000
LISTED = 600
"""Certificates of the list: Germany's of May 2026 has 588."""
_ROUNDS = 30
_YEAR = timedelta(days=365)


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """The rows of proving and of importing."""
    now = datetime.now(UTC)
    pki = Pki("bench", now.date())
    say(f"trust: making {ANCHORS:,} authorities")
    others = _authorities(max(20, int(ANCHORS * scale)), now)
    return [*_proofs(pki, others, now), *_import(pki, others[:LISTED], now)]


def _proofs(pki: Pki, others: list[bytes], now: datetime) -> list[Row]:
    root = read_trust_file(pki.root, now)
    listed = vouched(read_trust_file(pki.master_list, now), [root]).parts[0]
    crls = [read_trust_file(der, now).parts[0] for der in pki.revocation_lists.values()]
    strangers = [anchor_of(der, listed.source.source_id) for der in others]
    anchors = MemoryAnchors(
        [listed.source, *(part.source for part in crls)],
        [*listed.anchors, *strangers],
        [crl for part in crls for crl in part.revocations],
    )
    reading, page = _read("pace-gm-p256", pki)
    first, again = [], []
    for _ in range(_ROUNDS):
        prover = Prover(anchors)
        first.append(_timed(lambda: _proved(prover, reading, page, now)))  # noqa: B023 - called at once
        again.append(_timed(lambda: _proved(prover, reading, page, now)))  # noqa: B023
    return [
        Row(
            f"all proofs of one passport, {anchors.count:,} anchors, median",
            statistics.median(first), "ms", aim=100,
            beside=f"worst {max(first):.1f}; again, as the next file comes, {statistics.median(again):.2f}",
        )
    ]  # fmt: skip


def _read(profile: str, pki: Pki) -> tuple[ChipReading, TravelDocument]:
    """A whole reading of a virtual passport, and its page."""
    slot = SimulatedSlot()
    slot.lay(passport_of(PROFILES[profile], pki))
    wish = ChipWish("bench", holder(PROFILES[profile], pki).mrz_key)
    reading = ChipRead(wish, "bench", RememberedHere(), lambda event: None).go(slot.connect())
    lines = traveller(PROFILES[profile], pki).lines
    return reading, travel_document(parse_mrz(lines, pki.day), Capture.READER)


def _proved(prover: Prover, reading: ChipReading, page: TravelDocument, now: datetime) -> None:
    verdict = overall(prover.prove(reading, page, now, picture_opened=True))
    if verdict is not Verdict.PASSED:
        raise AssertionError(f"a good passport is {verdict}")


def _import(pki: Pki, certificates: list[bytes], now: datetime) -> list[Row]:
    data = _list_of(pki, certificates, now)
    took = [_timed(lambda: read_trust_file(data, now)) for _ in range(5)]
    usable = read_trust_file(data, now).parts[0]
    return [
        Row(
            f"master list of {len(usable.anchors):,} read and proved", statistics.median(took), "ms",
            beside=f"{len(data) / 1000:,.0f} kB, {usable.total} certificates, {len(usable.refused)} refused",
        )
    ]  # fmt: skip


def _authorities(count: int, now: datetime) -> list[bytes]:
    """Self-signed authorities of one key and many names: what is measured is finding, not making."""
    key = trial_key("bench authority", P256)
    own, valid = key_id(key), Span(now - _YEAR, now + 15 * _YEAR)
    extensions = authority_extensions(own, own, valid)
    made = []
    for number in range(count):
        subject = name("XQ", f"Bench CSCA {number}")
        made.append(certificate(Request(subject, key, number + 1, valid, extensions), subject, key))
    return made


def _list_of(pki: Pki, certificates: list[bytes], now: datetime) -> bytes:
    listed = core.SetOf(spec=x509.Certificate, value=[x509.Certificate.load(der) for der in certificates])
    authority, key = pki.authority("UT"), trial_key("bench list signer", P256)
    request = Request(
        name("UT", "Bench List Signer"), key, 77, Span(now - _YEAR, now + _YEAR),
        list_signer_extensions(key_id(key), key_id(authority.key)),
    )  # fmt: skip
    hand = Hand(key, certificate(request, authority.name, authority.key))
    content = encode(0x30, core.Integer(0).dump() + listed.dump())
    return signed_data(MASTER_LIST_CONTENT, content, hand, now - timedelta(days=2), (authority.certificate,))


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds that the work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
