"""Signed content is believed in every variant that states send, and in none that a forger would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import algos, cms, x509

from app.trust import der
from app.trust.certificates import certificate
from app.trust.cms import NotSigned, Signed, open_signed, verified
from app.trust.keys import Unusable
from devices.emrtd.errors import Malformed
from tests.helpers import signing_state as state
from tests.helpers.signing_state import LDS_TYPE, Making, signed_data

_CONTENT = state.security_object()
_STATE = state.make_authority()
_SIGNER = state.make_signer(_STATE)
_RSA_SIGNER = state.make_signer(_STATE, key=state.rsa_key())


def proved(data: bytes, content_type: str = LDS_TYPE) -> Signed:
    signed = open_signed(data)
    assert signed.content == _CONTENT
    return verified(signed, content_types={content_type})


def why_not(data: bytes) -> str:
    with pytest.raises((NotSigned, Unusable)) as refused:
        verified(open_signed(data), content_types={LDS_TYPE})
    assert isinstance(refused.value, (NotSigned, Unusable))
    return refused.value.word


@pytest.mark.parametrize("digest", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("attributes", [True, False], ids=["attributes", "bare"])
@pytest.mark.parametrize("by_key_id", [True, False], ids=["key-id", "serial"])
@pytest.mark.parametrize("kind", ["rsa", "pss", "ec"])
def test_every_variant_of_a_signature_holds(
    kind: str, by_key_id: bool, attributes: bool, digest: str
) -> None:
    signer = _SIGNER if kind == "ec" else _RSA_SIGNER
    made = Making(digest, pss=kind == "pss", by_key_id=by_key_id, attributes=attributes)
    found = proved(signed_data(_CONTENT, signer, made))
    assert found.certificate.raw == signer.certificate
    expected = [*(["sha1"] if digest == "sha1" else []), *([] if attributes else ["no_signed_attributes"])]
    assert list(found.remarks) == expected


@pytest.mark.parametrize("oid", ["rsassa_pkcs1v15", "rsassa_pss"])
def test_a_bare_rsa_algorithm_takes_the_signers_hash(oid: str) -> None:
    made = Making(pss=oid == "rsassa_pss", algorithm=algos.SignedDigestAlgorithm({"algorithm": oid}))
    assert proved(signed_data(_CONTENT, _RSA_SIGNER, made)).certificate.raw == _RSA_SIGNER.certificate


def test_the_time_of_signing_is_what_the_signer_said() -> None:
    when = datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert proved(signed_data(_CONTENT, _SIGNER, Making(signing_time=when))).signing_time == when


def test_content_other_than_what_was_signed_is_refused() -> None:
    assert why_not(signed_data(_CONTENT, _SIGNER, Making(signed_content=b"other"))) == "digest_wrong"
    bare = signed_data(_CONTENT, _SIGNER, Making(attributes=False))
    assert why_not(bare.replace(_CONTENT, _CONTENT[:-1] + b"\0")) == "wrong"


def test_an_altered_signature_is_refused() -> None:
    def spoil(info: Any) -> Any:
        octets = bytearray(info["signature"].native)
        octets[-1] ^= 1
        info["signature"] = bytes(octets)
        return info

    assert why_not(signed_data(_CONTENT, _SIGNER, Making(after_signing=spoil))) == "wrong"


def test_altered_attributes_are_refused() -> None:
    def forge(info: Any) -> Any:
        time = cms.Time({"utc_time": datetime(2024, 1, 1, tzinfo=UTC)})
        added = cms.CMSAttribute({"type": "signing_time", "values": [time]})
        info["signed_attrs"] = cms.CMSAttributes([*info["signed_attrs"], added])
        return info

    assert why_not(signed_data(_CONTENT, _SIGNER, Making(after_signing=forge))) == "wrong"


@pytest.mark.parametrize(
    "before",
    [
        lambda attributes: attributes[1:],  # no content type
        lambda attributes: attributes[:1],  # no digest
        lambda attributes: [*attributes, attributes[1]],  # two digests
    ],
    ids=["no type", "no digest", "two digests"],
)
def test_attributes_must_tie_the_signature_to_the_content_once(before: Any) -> None:
    assert why_not(signed_data(_CONTENT, _SIGNER, Making(before_signing=before))) == "attributes_wrong"


def test_content_signed_as_another_type_is_refused() -> None:
    made = Making(signed_type="1.2.840.113549.1.7.1")
    assert why_not(signed_data(_CONTENT, _SIGNER, made)) == "attributes_wrong"
    assert why_not(signed_data(_CONTENT, _SIGNER, Making(content_type="2.23.136.1.1.2"))) == "content_type"


def test_signed_attributes_cannot_be_passed_off_as_content() -> None:
    """The signature of a true SOD is over its attributes: as content without attributes, those verify."""
    true = open_signed(signed_data(_CONTENT, _SIGNER)).signers[0]
    assert true.attributes is not None
    as_content = b"\x31" + true.attributes[1:]
    forged = signed_data(as_content, _SIGNER, Making(
        attributes=False, after_signing=lambda info: _with(info, "signature", true.signature)))  # fmt: skip
    assert why_not(forged) == "attributes_wrong"


def _with(info: Any, field: str, value: Any) -> Any:
    info[field] = value
    return info


def test_only_the_certificate_that_the_signer_names_counts() -> None:
    other = state.make_signer(_STATE, key=state.ec_key(2), serial=99)
    assert (
        why_not(signed_data(_CONTENT, _SIGNER, Making(certificates=(other.certificate,))))
        == "certificate_missing"
    )
    both = Making(certificates=(other.certificate, _SIGNER.certificate))
    assert proved(signed_data(_CONTENT, _SIGNER, both)).certificate.raw == _SIGNER.certificate
    assert why_not(signed_data(_CONTENT, _SIGNER, Making(certificates=()))) == "no_certificate"


def test_a_certificate_swapped_for_one_of_the_same_name_and_serial_does_not_verify() -> None:
    swapped = state.make_signer(_STATE, key=state.ec_key(2))
    assert why_not(signed_data(_CONTENT, _SIGNER, Making(certificates=(swapped.certificate,)))) == "wrong"
    doubled = Making(certificates=(swapped.certificate, _SIGNER.certificate))
    assert why_not(signed_data(_CONTENT, _SIGNER, doubled)) == "certificate_missing"


def test_a_certificate_kept_elsewhere_serves_too() -> None:
    signed = open_signed(signed_data(_CONTENT, _SIGNER, Making(certificates=())))
    kept = certificate(_SIGNER.certificate)
    assert verified(signed, content_types={LDS_TYPE}, others=[kept]).certificate == kept


def test_the_signers_name_may_stand_in_another_order() -> None:
    """Malaysia writes its issuer's name in one order in certificates and in another in signatures."""

    def turn(info: Any) -> Any:
        named = info["sid"].chosen["issuer"].chosen
        parts = list(named)[::-1]
        info["sid"].chosen["issuer"] = x509.Name(name="", value=x509.RDNSequence(parts))
        return info

    assert (
        proved(signed_data(_CONTENT, _SIGNER, Making(after_signing=turn))).certificate.raw
        == _SIGNER.certificate
    )


def test_md5_is_refused() -> None:
    assert why_not(signed_data(_CONTENT, _RSA_SIGNER, Making("md5"))) == "algorithm_weak"


def test_attributes_sorted_in_one_place_only_still_hold() -> None:
    data = signed_data(_CONTENT, _SIGNER)
    attributes = open_signed(data).signers[0].attributes
    assert attributes is not None
    turned = b"".join(node.raw for node in reversed(der.inside(der.read(attributes))))
    moved = data.replace(attributes, attributes[: len(attributes) - len(turned)] + turned)
    assert moved != data
    assert "attributes_not_der" in proved(moved).remarks


def test_ber_shells_around_der_are_read() -> None:
    """Indefinite lengths outside, and the content in two pieces."""
    info = der.inside(der.read(signed_data(_CONTENT, _SIGNER)))
    version, digests, encapsulated, *rest = der.inside(der.inside(info[1])[0])
    kind = der.inside(encapsulated)[0].raw
    half = len(_CONTENT) // 2
    pieces = b"".join(state.wrap(0x04, part) for part in (_CONTENT[:half], _CONTENT[half:]))
    content = _open_ended(0x30, kind + _open_ended(0xA0, _open_ended(0x24, pieces)))
    body = version.raw + digests.raw + content + b"".join(node.raw for node in rest)
    assert proved(_open_ended(0x30, info[0].raw + _open_ended(0xA0, _open_ended(0x30, body)))).remarks == ()


def _open_ended(tag: int, value: bytes) -> bytes:
    return bytes([tag, 0x80]) + value + b"\0\0"


def test_of_several_signers_one_that_holds_is_enough() -> None:
    good, bad = (
        open_signed(signed_data(_CONTENT, _SIGNER, made)) for made in (Making(), Making(signed_content=b"x"))
    )
    both = replace(good, signers=bad.signers + good.signers)
    assert verified(both, content_types={LDS_TYPE}).certificate.raw == _SIGNER.certificate
    with pytest.raises(NotSigned, match="no_signer"):
        verified(replace(good, signers=()), content_types={LDS_TYPE})


def test_a_signers_altered_curve_is_said() -> None:
    party = state.make_signer(_STATE, spki=state.altered_curve())
    assert why_not(signed_data(_CONTENT, party)) == "curve_altered"


def test_every_truncation_is_malformed() -> None:
    data = signed_data(_CONTENT, _SIGNER)
    for cut in range(len(data)):
        with pytest.raises(Malformed):
            open_signed(data[:cut])
    with pytest.raises(Malformed):
        open_signed(data + b"\0")


def test_deep_nesting_is_malformed_and_quick() -> None:
    for bomb in (b"\x30\x80" * 100_000, b"\x24\x80" * 5_000 + b"\0\0" * 5_000):
        with pytest.raises(Malformed):
            open_signed(bomb)
