"""Whatever bytes come, the readers of trust answer or say Malformed: nothing else, and soon."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from hypothesis import given

from app.domain.checks import Verdict
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import anchor_of, certificate
from app.trust.cms import NotSigned, open_signed, verified
from app.trust.keys import Unusable, public_key
from app.trust.passive import prove_security_object
from app.trust.revocation import revocation_list
from devices.emrtd.errors import Malformed
from tests.helpers import signing_state as state
from tests.helpers.fuzzing import fuzzed, spoilt

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
_STATE = state.make_authority()
_MARKS = [
    state.authority(), state.usage("key_cert_sign"), state.document_types("P", "ID"),
    state.usage_period(state.SINCE, state.UNTIL), state.key_id(b"12345678"), state.issuer_key_id(b"12345678"),
]  # fmt: skip
_SIGNER = state.make_signer(_STATE)
_CERTIFICATE = state.make_signer(_STATE, marks=_MARKS).certificate
_EXPLICIT = state.make_signer(_STATE, spki=state.altered_curve()).certificate
_SOD = state.sod(_SIGNER, state.Making(signing_time=NOW))
_CMS = state.signed_data(state.security_object(), _SIGNER)
_PSS = state.signed_data(
    state.security_object(), state.make_signer(_STATE, key=state.rsa_key()), state.Making(pss=True)
)
_CRL = state.revocations(_STATE, [7, 8, 9])
_BOARD = MemoryAnchors((), [anchor_of(_STATE.certificate, "list")])


@fuzzed()
@given(spoilt(_CERTIFICATE, _EXPLICIT))
def test_any_bytes_are_a_certificate_or_malformed(data: bytes) -> None:
    try:
        found = certificate(data)
    except Malformed:
        return
    assert found.subject_text.isprintable()
    assert found.issuer_text.isprintable()
    assert (found.key_id(), found.issuer_key_id(), found.country, found.serial_text) is not None
    for asked in (
        found.key_usage,
        found.may_issue,
        found.extended_usage,
        found.usage_period,
        found.document_types,
    ):
        try:
            asked()
        except Malformed:
            pass
    try:
        found.signed_by(found.key())
    except (Malformed, Unusable):
        pass


@fuzzed(share=0.3)
@given(spoilt(state.altered_curve(), state.spki_of(state.ec_key()), state.spki_of(state.rsa_key())))
def test_any_bytes_are_a_key_or_unusable(data: bytes) -> None:
    try:
        assert public_key(data).words
    except Unusable:
        pass


@fuzzed()
@given(spoilt(_CMS, _PSS))
def test_any_bytes_are_signed_content_or_refused(data: bytes) -> None:
    try:
        signed = open_signed(data)
        verified(signed, content_types={state.LDS_TYPE})
    except (Malformed, NotSigned, Unusable):
        return
    assert signed.content == state.security_object()


@fuzzed()
@given(spoilt(_SOD))
def test_no_security_object_stops_the_proof_and_no_altered_content_passes(data: bytes) -> None:
    found = prove_security_object(data, _BOARD, NOW, document_type="P")
    if found.signature.verdict is Verdict.PASSED:
        assert found.content == state.security_object()
    else:
        assert (found.content, found.security_object) == (b"", None)
    if found.genuine:
        assert found.signer is not None
        assert found.signer.signed == certificate(_SIGNER.certificate).signed


@fuzzed()
@given(spoilt(_CRL))
def test_any_bytes_are_a_revocation_list_or_malformed(data: bytes) -> None:
    try:
        found = revocation_list(data)
    except Malformed:
        return
    assert found.lines is not None
    try:
        holds = found.signed_by(certificate(_STATE.certificate).key())
    except (Malformed, Unusable):
        return
    if holds:
        assert set(found.lines) == {7, 8, 9}
