"""What an officer is told of a security object: right, wrong, or not to be told from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import algos, core

from app.domain.checks import Check, Verdict
from app.trust import der
from app.trust.anchors import Source, SourceKind, Vouched
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import anchor_of
from app.trust.passive import PassiveResult, Prover, prove_security_object
from app.trust.revocation import revocations_of
from devices.emrtd.errors import Malformed
from tests.helpers import signing_state as state
from tests.helpers.signing_state import Making, Party

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ISSUED = date(2024, 5, 1)
_STATE = state.make_authority()
_SIGNER = state.make_signer(_STATE)
_GOOD = state.sod(_SIGNER)


def list_of(made: datetime | None = NOW - timedelta(days=3), vouched: Vouched = Vouched.ROOT) -> Source:
    return Source("list", SourceKind.MASTER_LIST, "UT", made, NOW, "", vouched=vouched)


def board(
    *authorities: Party, crls: Sequence[bytes] | None = None, source: Source | None = None
) -> MemoryAnchors:
    authorities = authorities or (_STATE,)
    lists = [state.revocations(_STATE)] if crls is None else crls
    return MemoryAnchors(
        [source or list_of()],
        [anchor_of(one.certificate, "list") for one in authorities],
        [revocations_of(one, "crl") for one in lists],
    )


def prove(sod: bytes = _GOOD, anchors: MemoryAnchors | None = None, **known: Any) -> PassiveResult:
    asked: dict[str, Any] = {"issued_on": ISSUED, "document_type": "P"} | known
    return prove_security_object(sod, anchors or board(), NOW, **asked)


def told(found: Check) -> tuple[str, str]:
    return found.verdict.value, found.reason


def test_a_good_document_passes_every_check() -> None:
    found = prove()
    assert {one.verdict for one in found.checks} == {Verdict.PASSED}
    assert found.genuine
    assert found.security_object is not None
    assert found.security_object.groups == {1, 2}
    assert found.content == state.security_object()
    assert found.remarks == ()
    assert dict(found.issuer.evidence)["list"] == "UT"


def test_a_document_asked_about_again_is_judged_by_what_is_known_then() -> None:
    prover = Prover(board())
    assert told(prover.prove(_GOOD, NOW).dates) == ("UNDETERMINED", "chip_dates.issue_unknown")
    assert told(prover.prove(_GOOD, NOW, issued_on=ISSUED).dates) == ("PASSED", "chip_dates.fit")
    prover.forget()
    assert prover.prove(_GOOD, NOW, issued_on=ISSUED).genuine


@pytest.mark.parametrize(
    "making,verdict,word",
    [
        (Making(signed_content=b"other"), "FAILED", "digest_wrong"),
        (Making(content_type="2.23.136.1.1.2"), "FAILED", "content_type"),
        (Making(signed_type="1.2.3"), "FAILED", "attributes_wrong"),
        (Making(certificates=()), "UNDETERMINED", "no_certificate"),
        (Making(certificates=(_STATE.certificate,)), "FAILED", "certificate_missing"),
    ],
)
def test_a_signature_that_is_not_right_is_said_to_be_so(making: Making, verdict: str, word: str) -> None:
    found = prove(state.sod(_SIGNER, making))
    assert told(found.signature) == (verdict, f"chip_signature.{word}")
    assert (found.content, found.security_object, found.genuine) == (b"", None, False)


def test_nothing_follows_from_a_signature_without_its_certificate() -> None:
    found = prove(state.sod(_SIGNER, Making(certificates=())))
    rest = (found.issuer, found.dates, found.key_usage, found.revocation)
    assert [told(one) for one in rest] == [
        ("NOT_RUN", f"{one}.no_signer")
        for one in ("chip_issuer", "chip_dates", "chip_key_usage", "chip_revocation")
    ]


@pytest.mark.parametrize(
    "sod", [b"", b"\x77\x00", b"\x77\x02\x30\x00", _GOOD[:-1], _GOOD + b"\0", b"\x60\x00"]
)
def test_bytes_that_are_no_security_object_fail(sod: bytes) -> None:
    assert told(prove(sod).signature) == ("FAILED", "chip_signature.malformed")


def test_signed_content_that_is_no_list_of_hashes_fails() -> None:
    found = prove(state.sod(_SIGNER, content=b"\x30\x03\x02\x01\x00"))
    assert told(found.signature) == ("FAILED", "chip_signature.content_malformed")
    assert not found.genuine


def test_old_ways_of_naming_the_content_are_remarked_upon() -> None:
    for oid, remark in (("1.2.840.113549.1.7.1", "id_data_content"), ("1.3.27.1.1.1", "legacy_content_type")):
        found = prove(state.sod(_SIGNER, Making(content_type=oid)))
        assert (found.genuine, found.remarks) == (True, (remark,))


def test_an_altered_curve_is_a_forgery_and_md5_proves_nothing() -> None:
    altered = state.make_signer(_STATE, spki=state.altered_curve())
    assert told(prove(state.sod(altered)).signature) == ("FAILED", "chip_signature.curve_altered")
    old = state.make_signer(_STATE, key=state.rsa_key())
    assert told(prove(state.sod(old, Making("md5"))).signature) == (
        "UNDETERMINED",
        "chip_signature.algorithm_weak",
    )


def test_an_issuer_is_unknown_new_forged_or_beyond_all_lists() -> None:
    other = state.make_authority("XX", number=88, common="CSCA Elsewhere")
    assert told(prove(anchors=board(other)).issuer) == ("UNDETERMINED", "chip_issuer.unknown")
    changed = state.make_authority(number=1)
    newer = state.sod(state.make_signer(changed, since=NOW - timedelta(days=200)))
    assert told(prove(newer).issuer) == ("UNDETERMINED", "chip_issuer.key_unknown")
    # A key that a list made years later still does not know is nobody's key.
    overdue = state.sod(state.make_signer(changed, since=NOW - timedelta(days=800)))
    assert told(prove(overdue).issuer) == ("FAILED", "chip_issuer.key_overdue")
    assert told(prove(anchors=MemoryAnchors()).issuer) == ("UNDETERMINED", "chip_issuer.no_list")
    assert told(prove(anchors=MemoryAnchors()).trust_list) == ("UNDETERMINED", "chip_trust_list.none")
    forger = Party(state.ec_key(55), _STATE.certificate)
    marks = [state.usage("digital_signature"), state.issuer_key_id(_STATE.parsed.key_identifier)]
    forged = prove(state.sod(state.make_signer(forger, marks=marks)))
    assert told(forged.signature) == ("PASSED", "chip_signature.good")
    assert told(forged.issuer) == ("FAILED", "chip_issuer.signature_wrong")
    assert told(forged.revocation) == ("UNDETERMINED", "chip_revocation.issuer_unknown")


@pytest.mark.parametrize(
    "source,word",
    [
        (list_of(NOW - timedelta(days=200)), "old"),
        (list_of(None), "undated"),
        (list_of(NOW + timedelta(days=2)), "ahead"),  # one of two clocks is wrong
        (list_of(vouched=Vouched.ITSELF), "unvouched"),
    ],
)
def test_a_list_that_is_old_undated_ahead_or_vouched_for_by_nobody_is_amber(
    source: Source, word: str
) -> None:
    found = prove(anchors=board(source=source))
    assert told(found.trust_list) == ("UNDETERMINED", f"chip_trust_list.{word}")
    assert found.issuer.verdict is Verdict.PASSED


_YEARS: dict[str, Any] = {
    "since": datetime(2024, 1, 1, tzinfo=UTC),
    "until": datetime(2025, 1, 1, tzinfo=UTC),
}
_PERIOD = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "issued,verdict,word",
    [
        (date(2024, 1, 1), "PASSED", "fit"),
        (date(2024, 12, 31), "PASSED", "fit"),  # expired today: no failure
        (date(2023, 12, 20), "UNDETERMINED", "near"),  # the date of application may be printed
        (date(2023, 6, 1), "FAILED", "signer_later"),
        (date(2025, 6, 1), "FAILED", "signer_expired_then"),
    ],
)
def test_the_signer_must_have_been_valid_when_the_document_was_issued(
    issued: date, verdict: str, word: str
) -> None:
    found = prove(state.sod(state.make_signer(_STATE, **_YEARS)), issued_on=issued)
    assert told(found.dates) == (verdict, f"chip_dates.{word}")


def test_signing_after_the_private_keys_time_is_odd() -> None:
    marks = [state.usage("digital_signature"), state.usage_period(*_PERIOD)]
    sod = state.sod(state.make_signer(_STATE, marks=marks, **_YEARS))
    assert told(prove(sod, issued_on=date(2024, 8, 1)).dates) == (
        "UNDETERMINED",
        "chip_dates.key_period_over",
    )
    assert told(prove(sod, issued_on=date(2024, 2, 1)).dates) == ("PASSED", "chip_dates.fit")


def test_the_time_of_signing_counts_beside_the_printed_date() -> None:
    signer = state.make_signer(_STATE, **_YEARS)
    inside = state.sod(signer, Making(signing_time=datetime(2024, 5, 1, tzinfo=UTC)))
    assert told(prove(inside, issued_on=None).dates) == ("PASSED", "chip_dates.fit")
    assert told(prove(inside, issued_on=date(2021, 1, 1)).dates) == ("FAILED", "chip_dates.signer_later")
    outside = state.sod(signer, Making(signing_time=datetime(2022, 1, 1, tzinfo=UTC)))
    assert told(prove(outside).dates) == ("FAILED", "chip_dates.signer_later")


def test_the_expiry_date_alone_shows_what_is_impossible() -> None:
    sod = state.sod(state.make_signer(_STATE, **_YEARS))
    assert told(prove(sod, issued_on=None, expires_on=date(2030, 1, 1)).dates) == ("PASSED", "chip_dates.fit")
    assert told(prove(sod, issued_on=None, expires_on=date(2022, 1, 1)).dates) == (
        "FAILED",
        "chip_dates.signer_later",
    )
    late = prove(sod, issued_on=None, expires_on=date(2040, 1, 1))
    assert told(late.dates) == ("FAILED", "chip_dates.signer_expired_then")


def test_an_authority_that_was_not_valid_then_issued_nothing() -> None:
    later = state.make_authority(since=datetime(2022, 1, 1, tzinfo=UTC))
    found = prove(anchors=board(later))
    assert told(found.dates) == ("FAILED", "chip_dates.issuer_not_valid_then")


_SIGNS = state.usage("digital_signature")


@pytest.mark.parametrize(
    "marks,verdict,word",
    [
        ([state.usage("key_encipherment")], "FAILED", "not_a_signer"),
        ([state.authority(), state.usage("key_cert_sign")], "FAILED", "authority"),
        (
            [state.usage("digital_signature"),
             ("2.5.29.37", False, state.wrap(0x30, core.ObjectIdentifier("1.3.6.1.5.5.7.3.1").dump()))],
            "FAILED", "other_purpose",
        ),
        ([], "UNDETERMINED", "unsaid"),
        ([("2.5.29.15", True, b"\x05\x00")], "UNDETERMINED", "malformed"),
        ([_SIGNS, state.document_types("ID")], "FAILED", "document_type"),
        ([_SIGNS, state.document_types("PD")], "UNDETERMINED", "document_type_near"),
        ([_SIGNS], "PASSED", "fit"),
    ],
)  # fmt: skip
def test_only_a_certificate_for_documents_of_this_type_may_sign(
    marks: state.Extensions, verdict: str, word: str
) -> None:
    found = prove(state.sod(state.make_signer(_STATE, marks=marks)))
    assert told(found.key_usage) == (verdict, f"chip_key_usage.{word}")


def test_an_authority_cannot_sign_documents_itself() -> None:
    found = prove(state.sod(_STATE))
    assert told(found.key_usage) == ("FAILED", "chip_key_usage.authority")


def test_one_letter_stands_for_every_type_that_it_begins() -> None:
    for document_type in ("P", "P<", "PD", ""):
        assert prove(document_type=document_type).key_usage.verdict is Verdict.PASSED


def test_a_revoked_signer_is_named_with_its_date_and_reason() -> None:
    since = datetime(2025, 3, 1, tzinfo=UTC)
    found = prove(anchors=board(crls=[state.revocations(_STATE, [7], since=since)]))
    assert told(found.revocation) == ("FAILED", "chip_revocation.signer_revoked")
    assert dict(found.revocation.evidence)["revoked_on"] == "2025-03-01"
    assert dict(found.revocation.evidence)["why"] == "key_compromise"


def test_a_revoked_authority_takes_its_signers_with_it() -> None:
    found = prove(anchors=board(crls=[state.revocations(_STATE, [1000])]))
    assert told(found.revocation) == ("FAILED", "chip_revocation.issuer_revoked")


def test_a_revocation_stays_known_after_newer_lists_drop_it() -> None:
    newer = state.revocations(_STATE, since=datetime(2026, 1, 1, tzinfo=UTC))
    older = state.revocations(_STATE, [7], since=datetime(2023, 1, 1, tzinfo=UTC))
    held = state.revocations(_STATE, [7], since=datetime(2023, 1, 1, tzinfo=UTC), reason="certificate_hold")
    assert told(prove(anchors=board(crls=[newer, older])).revocation) == (
        "FAILED",
        "chip_revocation.signer_revoked",
    )
    assert told(prove(anchors=board(crls=[newer, held])).revocation) == ("PASSED", "chip_revocation.clear")
    assert told(prove(anchors=board(crls=[held])).revocation) == ("FAILED", "chip_revocation.signer_revoked")


_PARTIAL = [("2.5.29.28", True, state.wrap(0x30, state.wrap(0x81, b"\xff")))]


@pytest.mark.parametrize(
    "crls,word",
    [
        ([], "no_list"),
        ([state.revocations(_STATE, until=datetime(2026, 1, 1, tzinfo=UTC))], "old"),
        ([state.revocations(_STATE, until=None)], "old"),
        ([state.revocations(_STATE, since=datetime(2027, 1, 1, tzinfo=UTC))], "ahead"),
        ([state.revocations(_STATE, [7], key=state.ec_key(77))], "list_wrong"),  # forged: revokes nobody
        ([state.revocations(_STATE, extensions=_PARTIAL)], "partial"),
        ([state.revocations(state.make_authority("XX"), [7])], "no_list"),
    ],
    ids=["none", "old", "endless", "future", "forged", "partial", "another state's"],
)
def test_without_a_good_revocation_list_nobody_can_say(crls: list[bytes], word: str) -> None:
    assert told(prove(anchors=board(crls=crls)).revocation) == ("UNDETERMINED", f"chip_revocation.{word}")


def test_a_newer_key_of_the_authority_may_revoke_what_the_older_signed() -> None:
    newer = state.make_authority(number=1)
    found = prove(anchors=board(_STATE, newer, crls=[state.revocations(newer, [7])]))
    assert told(found.revocation) == ("FAILED", "chip_revocation.signer_revoked")


def test_card_security_is_proved_in_the_same_way() -> None:
    content = b"\x31\x00"
    data = state.signed_data(content, _SIGNER, Making(content_type="0.4.0.127.0.7.3.2.1"))
    found = Prover(board()).prove_card_security(data, NOW)
    assert (found.genuine, found.content, found.security_object) == (True, content, None)
    wrong = Prover(board()).prove_card_security(state.signed_data(content, _SIGNER), NOW)
    assert told(wrong.signature) == ("FAILED", "chip_signature.content_type")


def test_a_certificate_of_several_lists_counts_once_as_the_newest_ones() -> None:
    old = Source(
        "old", SourceKind.MASTER_LIST, "XX", NOW - timedelta(days=900), NOW, "", vouched=Vouched.ROOT
    )
    twice = [anchor_of(_STATE.certificate, one) for one in ("old", "list", "old")]
    anchors = MemoryAnchors([old, list_of()], twice)
    assert anchors.count == 1
    assert told(prove(anchors=anchors).trust_list) == ("PASSED", "chip_trust_list.fresh")
    assert [one.source_id for one in anchors.of_country("ut")] == ["list"]
    assert anchors.with_key_id(b"") == ()


@pytest.mark.parametrize("salt", [2049, 2**31, 2**200])
def test_a_salt_beyond_all_numbers_is_malformed_and_no_crash(salt: int) -> None:
    parameters = {"hash_algorithm": {"algorithm": "sha256"}, "salt_length": salt}
    endless = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    signer = state.make_signer(_STATE, key=state.rsa_key())
    found = prove(state.sod(signer, Making(algorithm=endless, pss=True)))
    assert told(found.signature) == ("FAILED", "chip_signature.malformed")


def test_one_travellers_chain_says_nothing_of_the_next_ones() -> None:
    newer = state.make_authority(number=1)
    signer = state.make_signer(newer)
    link = state.make_link(_STATE, newer).certificate
    prover = Prover(board())
    assert prover.prove(state.sod(signer), NOW).issuer.verdict is not Verdict.PASSED
    assert prover.prove(state.sod(signer, Making(certificates=(signer.certificate, link))), NOW).genuine


def test_an_end_that_never_comes_is_no_crash() -> None:
    """99991231235959Z is how certificates say that they have no end (RFC 5280, 4.1.2.5)."""
    endless = (datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    marks = [state.usage("digital_signature"), state.usage_period(*endless)]
    assert told(prove(state.sod(state.make_signer(_STATE, marks=marks))).dates) == (
        "PASSED",
        "chip_dates.fit",
    )


@pytest.mark.parametrize("written", [b"00010101000000Z", b"99991231235959Z", b"99991231235959-1200"])
def test_the_ends_of_the_calendar_leave_room_for_days(written: bytes) -> None:
    try:
        found = der.moment(der.Node(der.GENERAL_TIME, written, b""))
    except Malformed:
        return
    assert found - timedelta(days=400) < found < found + timedelta(days=300)
