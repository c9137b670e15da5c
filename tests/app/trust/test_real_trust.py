"""What real states have signed, where the shared data is at hand; nothing of it is committed or printed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from app.domain.checks import Verdict
from app.trust import der
from app.trust.anchors import Anchor, Source, SourceKind, Vouched
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import anchor_of, certificate
from app.trust.chain import Standing, path
from app.trust.cms import SignedContent, open_signed, verified
from app.trust.passive import Prover, prove_security_object

DATA = Path(__file__).parents[4] / "shared" / "data" / "emrtd"
NOW = datetime(2026, 8, 1, tzinfo=UTC)
GERMAN, DUTCH = "gmrtd_DE_ML_2026-05-28-08-28-45.ml", "gmrtd_NL_ML_2026-07-22.ml"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data of real states is not on this machine"
)


@cache
def master_list(name: str) -> SignedContent:
    return open_signed((DATA / name).read_bytes())


@cache
def listed(name: str) -> tuple[bytes, ...]:
    return tuple(node.raw for node in der.inside(der.inside(der.read(master_list(name).content))[1]))


@cache
def board() -> MemoryAnchors:
    sources: list[Source] = []
    anchors: list[Anchor] = []
    for name in (GERMAN, DUTCH):
        made = verified(master_list(name), content_types={"2.23.136.1.1.2"}).signing_time
        sources.append(Source(name, SourceKind.MASTER_LIST, name, made, NOW, "", vouched=Vouched.ROOT))
        anchors += [anchor_of(raw, name) for raw in listed(name)]
    return MemoryAnchors(sources, anchors)


@pytest.mark.parametrize("name,count", [(GERMAN, 588), (DUTCH, 411)])
def test_every_listed_certificate_has_a_usable_key(name: str, count: int) -> None:
    anchors = [anchor_of(raw, "list") for raw in listed(name)]
    assert len(anchors) == count
    assert all(len(anchor.country) == 2 for anchor in anchors)


def test_every_listed_certificate_is_signed_by_its_own_key_or_by_one_on_board() -> None:
    standings = Counter(path(certificate(raw), board()).standing for raw in {*listed(GERMAN), *listed(DUTCH)})
    # Eleven come from keys that neither list holds any more.
    assert standings == {Standing.PROVEN: 616, Standing.KEY_UNKNOWN: 9, Standing.UNKNOWN: 2}


@pytest.mark.parametrize("country", ["AT", "FI", "FR", "MY", "RU", "US"])
def test_real_security_objects_are_proved_to_their_authority(country: str) -> None:
    found = prove_security_object((DATA / f"gmrtd_sod_{country}.bin").read_bytes(), board(), NOW)
    assert found.genuine
    assert found.security_object is not None
    assert [one.country for one in found.chain] == [country, country]
    assert found.key_usage.verdict is Verdict.PASSED
    assert found.dates.reason in ("chip_dates.fit", "chip_dates.issue_unknown")  # Finland's says no time
    assert found.revocation.reason == "chip_revocation.no_list"
    assert found.remarks == (("sha1",) if country == "RU" else ())


def test_the_reference_document_of_the_bsi_has_an_unknown_issuer() -> None:
    found = prove_security_object((DATA / "pymrtd_BSI_TR03105-5_EF_SOD.bin").read_bytes(), board(), NOW)
    assert found.signature.verdict is Verdict.PASSED
    assert (found.issuer.verdict, found.issuer.reason) == (Verdict.UNDETERMINED, "chip_issuer.unknown")
    assert dict(found.issuer.evidence)["certificates"] == "9"


def test_a_document_retyped_as_plain_data_after_signing_fails() -> None:
    found = prove_security_object((DATA / "pymrtd_SOD_eContentType_id-data.bin").read_bytes(), board(), NOW)
    assert (found.signature.verdict, found.signature.reason) == (Verdict.FAILED, "chip_signature.wrong")


def test_a_real_card_security_is_proved_to_its_authority() -> None:
    found = Prover(board()).prove_card_security((DATA / "gmrtd_cardsecurity_DE.bin").read_bytes(), NOW)
    assert found.genuine
    assert found.content[:1] == b"\x31"


@pytest.mark.parametrize("name", ["pymrtd_dsc_de_0130846f2b3e.cer", "pymrtd_dsc_de_0142fd5cf927.cer"])
def test_signers_of_test_laboratories_have_no_issuer_on_board(name: str) -> None:
    assert path(certificate((DATA / name).read_bytes()), board()).standing is Standing.UNKNOWN
