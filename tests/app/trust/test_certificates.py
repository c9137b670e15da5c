"""Certificates are read as issuers wrote them, oddities included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asn1crypto import core, x509

from app.trust.certificates import anchor_of, certificate
from app.trust.keys import Unusable, public_key
from app.trust.names import name_key
from devices.emrtd.errors import Malformed
from tests.helpers import signing_state as state

_STATE = state.make_authority("ut")
_SIGNER = state.make_signer(_STATE, serial=0xABC)


def test_a_signers_certificate_says_what_it_is_for() -> None:
    found = certificate(_SIGNER.certificate)
    assert found.serial_text == "ABC"
    assert (found.not_before, found.not_after) == (state.SINCE, state.UNTIL)
    assert found.key_usage() == frozenset({"digital_signature"})
    assert found.document_types() == ("P",)
    assert found.may_issue() is None
    assert found.extended_usage() == ()
    assert found.usage_period() == (None, None)
    assert found.issuer_key == certificate(_STATE.certificate).subject_key
    assert found.issuer_key_id() == certificate(_STATE.certificate).key_id()
    assert found.signed_by(public_key(state.spki_of(_STATE.key)))
    assert not found.signed_by(public_key(state.spki_of(_SIGNER.key)))


def test_an_authority_becomes_an_anchor_with_its_keys_for_finding() -> None:
    anchor = anchor_of(_STATE.certificate, "list")
    parsed = x509.Certificate.load(_STATE.certificate)
    assert anchor.country == "UT"
    assert anchor.key_id == parsed.key_identifier
    assert anchor.subject == anchor.issuer == name_key(parsed.subject.dump())
    assert anchor.fingerprint == parsed.sha256.hex()
    assert (anchor.source_id, anchor.not_after) == ("list", state.UNTIL)


def test_negative_serial_numbers_are_read_as_what_their_bytes_say() -> None:
    found = certificate(state.make_signer(_STATE, serial=-2).certificate)
    assert found.serial == 0xFE
    large = certificate(state.make_signer(_STATE, serial=0xFE).certificate)
    assert large.serial == found.serial


def test_a_usage_period_and_several_types_are_read() -> None:
    first, last = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC)
    marks = [state.usage_period(first, last), state.document_types("P", "ID")]
    found = certificate(state.make_signer(_STATE, marks=marks).certificate)
    assert found.usage_period() == (first, last)
    assert found.document_types() is not None
    assert set(found.document_types() or ()) == {"P", "ID"}
    assert found.key_usage() is None


def test_wrong_extensions_do_not_make_a_key_useless() -> None:
    marks = [
        (oid, False, b"\x05\x00") for oid in ("2.5.29.14", "2.5.29.15", "2.5.29.19", "2.5.29.35", "2.5.29.37")
    ]
    found = certificate(state.make_signer(_STATE, marks=marks).certificate)
    assert found.key() == public_key(state.spki_of(_SIGNER.key))
    assert (found.key_id(), found.issuer_key_id()) == (b"", b"")
    for broken in (found.key_usage, found.may_issue, found.extended_usage):
        with pytest.raises(Malformed):
            broken()


def test_a_path_length_where_none_belongs_is_passed_over() -> None:
    """Several authorities write cA FALSE, or nothing, before a path length."""
    marks = [("2.5.29.19", True, state.wrap(0x30, core.Integer(0).dump()))]
    assert certificate(state.make_signer(_STATE, marks=marks).certificate).may_issue() is False


def test_an_extension_that_stands_twice_is_malformed() -> None:
    marks = [state.usage("digital_signature"), state.usage("key_cert_sign")]
    with pytest.raises(Malformed):
        certificate(state.make_signer(_STATE, marks=marks).certificate)


def test_an_anchor_needs_a_usable_key() -> None:
    spki = state.spki_of(_STATE.key)
    off_curve = spki[:-1] + bytes([spki[-1] ^ 1])
    with pytest.raises(Unusable, match="point_wrong"):
        anchor_of(_STATE.certificate.replace(spki, off_curve), "list")


def test_every_truncation_is_malformed() -> None:
    for cut in range(len(_SIGNER.certificate)):
        with pytest.raises(Malformed):
            certificate(_SIGNER.certificate[:cut])
