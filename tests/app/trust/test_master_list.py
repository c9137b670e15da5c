"""Master lists come in whole when someone trusted vouches for them, and not at all otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.trust.anchors import SourceKind, Vouched
from app.trust.certificates import certificate
from app.trust.imports import load_anchors, read_trust_file, vouched
from app.trust.planning import plan_import
from app.trust.trust_file import Board, ImportPlan, TrustFile, Why
from devices.simulated.chip.certificates import Span
from devices.simulated.chip.cms import Manner
from tests.helpers.fuzzing import fuzzed
from tests.helpers.lists import (
    ALWAYS,
    DAY,
    LDS_TYPE,
    NOW,
    SAMOA,
    SIGNER_SERIAL,
    UTOPIA,
    VANUATU,
    YEAR,
    Country,
    document_signer,
    list_signer,
    master_list,
)
from tests.house.tree import ROOT

REAL = ROOT.parent / "shared/data/emrtd"
GERMAN, GERMAN_ROOT = REAL / "gmrtd_DE_ML_2026-05-28-08-28-45.ml", REAL / "gmrtd_DE_ROOT_CA_CSCA07.cer"
DUTCH, DUTCH_ROOT = REAL / "gmrtd_NL_ML_2026-07-22.ml", REAL / "gmrtd_NL_ROOT_CA.cer"
needs_real_lists = pytest.mark.skipif(
    not GERMAN.exists(), reason="the national lists are not on this machine"
)
SMALL = master_list((UTOPIA.own,))


def read(data: bytes) -> TrustFile:
    return read_trust_file(data, NOW)


def plan(data: bytes, *roots: bytes, board: Board | None = None) -> ImportPlan:
    return plan_import(read(data), board or Board(), [read(root) for root in roots], now=NOW)


def refused(do: Callable[[], object]) -> tuple[FailureCode, str]:
    """The code of a refusal and its reason."""
    with pytest.raises(WorldError) as failed:
        do()
    return failed.value.failure.code, dict(failed.value.failure.details)["reason"]


@needs_real_lists
@pytest.mark.parametrize(
    "path, root, country, total, countries, links",
    [(GERMAN, GERMAN_ROOT, "DE", 588, 112, 213), (DUTCH, DUTCH_ROOT, "NL", 411, 129, 0)],
    ids=["German", "Dutch"],
)
def test_a_national_list_comes_in_with_its_root_and_every_key_in_it_is_usable(
    path: Path, root: Path, country: str, total: int, countries: int, links: int
) -> None:
    file, pin = read_trust_file(path, NOW), read_trust_file(root, NOW)
    (part,) = file.parts
    assert (part.total, len(part.anchors), part.duplicates, part.refused) == (total, total, 0, ())
    assert (len(part.countries), part.links) == (countries, links)
    assert all(certificate(anchor.der).key() for anchor in part.anchors)
    whole = plan_import(file, Board(), [pin], now=NOW)
    assert [arrival.part.source.vouched for arrival in whole.arrivals] == [Vouched.OPERATOR, Vouched.ROOT]
    assert (whole.arrivals[1].part.source.origin, whole.arrivals[1].added) == (country, total)
    assert refused(lambda: plan_import(file, Board(), now=NOW)) == (
        FailureCode.TRUST_NOT_VOUCHED, Why.SIGNER_CHAIN,
    )  # fmt: skip


@needs_real_lists
def test_both_national_lists_together_give_627_certificates_and_say_who_vouches_for_them() -> None:
    anchors = load_anchors([GERMAN, DUTCH], [DUTCH_ROOT], now=NOW)
    assert anchors.count == 627
    assert {source.origin: source.vouched for source in anchors.sources if source.certificates > 1} == {
        "DE": Vouched.ITSELF, "NL": Vouched.ROOT,
    }  # fmt: skip


def test_a_list_under_a_pinned_root_comes_in_with_date_and_origin() -> None:
    root, arrival = plan(master_list(), UTOPIA.own).arrivals
    assert (root.part.source.kind, root.part.source.pinned) == (SourceKind.CERTIFICATE, True)
    source = arrival.part.source
    assert (source.origin, source.made_at, source.vouched) == ("UT", NOW - 10 * DAY, Vouched.ROOT)
    assert (source.imported_at, source.certificates, source.pinned) == (NOW, 2, False)


def test_a_root_need_not_be_in_the_list_nor_in_its_signature() -> None:
    assert plan(master_list((VANUATU.own,)), UTOPIA.own).arrivals[1].added == 1


def test_a_pinned_root_on_board_vouches_for_the_next_list() -> None:
    first = plan(master_list(), UTOPIA.own)
    parts = [arrival.part for arrival in first.arrivals]
    board = Board([part.source for part in parts], [anchor for part in parts for anchor in part.anchors])
    newer = plan(master_list((UTOPIA.own, SAMOA.own), at=NOW - DAY), board=board)
    (arrival,) = newer.arrivals
    assert arrival.replaces == parts[1].source
    assert (arrival.added, arrival.gone) == (1, 1)


def test_a_certificate_that_is_merely_trusted_for_passports_vouches_for_no_list() -> None:
    (part,) = read(UTOPIA.own).parts
    assert refused(lambda: plan(master_list(), board=Board([part.source], part.anchors))) == (
        FailureCode.TRUST_NOT_VOUCHED, Why.SIGNER_CHAIN,
    )  # fmt: skip


def test_the_old_root_vouches_for_the_list_under_the_new_key_by_the_link_in_it() -> None:
    new = Country("UT", "new")
    link = new.linked_by(UTOPIA)
    assert plan(master_list((new.own, link), list_signer(new)), UTOPIA.own).arrivals[1].part.links == 1
    without = master_list((new.own,), list_signer(new))
    assert refused(lambda: plan(without, UTOPIA.own))[1] == Why.SIGNER_CHAIN


def test_a_list_signed_anew_by_a_stranger_of_the_same_name_is_refused_whole() -> None:
    forger = Country("UT", "forged")
    forged = master_list((forger.own, VANUATU.own), list_signer(forger), others=(forger.own,))
    assert refused(lambda: plan(forged, UTOPIA.own)) == (FailureCode.TRUST_NOT_VOUCHED, Why.SIGNER_CHAIN)


def test_a_root_vouches_for_lists_of_its_own_country_only() -> None:
    posing = master_list(hand=list_signer(VANUATU, code="UT"))
    assert refused(lambda: plan(posing, VANUATU.own))[1] == Why.SIGNER_CHAIN


def test_a_root_that_was_not_valid_when_the_list_was_signed_vouches_for_nothing() -> None:
    early = NOW - 6 * YEAR
    old = master_list(hand=list_signer(valid=Span(NOW - 9 * YEAR, NOW)), at=early)
    assert early < ALWAYS.start
    assert refused(lambda: plan(old, UTOPIA.own))[1] == Why.SIGNER_CHAIN


@pytest.mark.parametrize(
    "data, code, why",
    [
        (master_list(content_type=LDS_TYPE), FailureCode.TRUST_FILE_UNKNOWN, Why.WRONG_TYPE),
        (master_list(hand=list_signer(for_lists=False)), FailureCode.TRUST_NOT_VOUCHED, Why.SIGNER_USAGE),
        (
            master_list(hand=list_signer(valid=Span(NOW - YEAR, NOW - 30 * DAY))),
            FailureCode.TRUST_NOT_VOUCHED,
            Why.SIGNER_DATES,
        ),
        (
            master_list(hand=list_signer(manner=Manner(with_time=False))),
            FailureCode.TRUST_NOT_VOUCHED,
            Why.UNDATED,
        ),
        (
            master_list(hand=list_signer(manner=Manner(embedded=False))),
            FailureCode.TRUST_NOT_VOUCHED,
            Why.SIGNER_MISSING,
        ),
        (master_list(()), FailureCode.TRUST_FILE_UNKNOWN, Why.EMPTY),
        (master_list((document_signer(),)), FailureCode.TRUST_FILE_UNKNOWN, Why.EMPTY),
        (SMALL.replace(b"CSCA", b"CSCB", 1), FailureCode.TRUST_FILE_DAMAGED, Why.SIGNATURE),
        (SMALL[:-1] + bytes([SMALL[-1] ^ 1]), FailureCode.TRUST_FILE_DAMAGED, Why.SIGNATURE),
        (SMALL + b"\0", FailureCode.TRUST_FILE_DAMAGED, Why.MALFORMED),
    ],
    ids=[
        "another content", "signer of documents", "signer expired", "undated", "signer not in it", "empty",
        "no authority in it", "certificate changed", "signature changed", "bytes added",
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused_whole_and_says_why(data: bytes, code: FailureCode, why: Why) -> None:
    assert refused(lambda: read(data)) == (code, why)


def test_a_list_cut_anywhere_is_refused_whole() -> None:
    for end in range(len(SMALL)):
        code, _ = refused(lambda end=end: read(SMALL[:end]))  # type: ignore[misc]
        assert code is (FailureCode.TRUST_FILE_DAMAGED if end else FailureCode.TRUST_FILE_UNKNOWN)


def test_a_list_whose_signer_was_revoked_is_refused() -> None:
    first = plan(master_list(), UTOPIA.own)
    crl = read(UTOPIA.revokes([SIGNER_SERIAL])).parts[0]
    parts = [*(arrival.part for arrival in first.arrivals), crl]
    board = Board(
        [part.source for part in parts],
        [anchor for part in parts for anchor in part.anchors],
        crl.revocations,
    )
    later = master_list(at=NOW - timedelta(hours=1))
    assert refused(lambda: plan(later, board=board)) == (FailureCode.TRUST_NOT_VOUCHED, Why.SIGNER_REVOKED)


def test_certificates_of_no_use_are_counted_and_named_and_spoil_nothing() -> None:
    altered = Country("WS").own.replace(
        bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d03017f")
    )
    data = master_list((UTOPIA.own, UTOPIA.own, document_signer(VANUATU), altered, b"\x30\x03\x02\x01\x05"))
    (part,) = read(data).parts
    assert (part.total, len(part.anchors), part.duplicates) == (5, 1, 1)
    assert sorted(one.why for one in part.refused) == [
        Why.MALFORMED, Why.NOT_AN_AUTHORITY, Why.UNUSABLE_KEY,
    ]  # fmt: skip
    assert any("C=VU" in one.what for one in part.refused)


def test_a_list_says_who_stands_behind_it_without_a_station() -> None:
    known, stranger = read(master_list()), read(master_list((VANUATU.own,)))
    assert vouched(known).parts[0].source.vouched is Vouched.ITSELF
    assert vouched(stranger).parts[0].source.vouched is Vouched.NOBODY
    assert vouched(stranger, [read(UTOPIA.own)]).parts[0].source.vouched is Vouched.ROOT


@fuzzed()
@given(at=st.integers(0, len(SMALL) - 1), cut=st.integers(0, 4), put=st.binary(max_size=4))
def test_whatever_is_changed_in_a_list_nothing_comes_in_that_was_not_signed(
    at: int, cut: int, put: bytes
) -> None:
    try:
        file = read(SMALL[:at] + put + SMALL[at + cut :])
    except WorldError:
        return
    assert [anchor.der for part in file.parts for anchor in part.anchors] == [UTOPIA.own]


@fuzzed()
@given(st.binary(max_size=64), st.sampled_from([b"", b"\x30\x80", SMALL[:40], UTOPIA.own[:200]]))
def test_no_bytes_whatever_stop_the_reader(data: bytes, before: bytes) -> None:
    with pytest.raises(WorldError):
        read(before + data)
