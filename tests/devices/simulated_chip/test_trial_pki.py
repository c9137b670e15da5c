"""The trial PKI is what other programs take for one, and says in every name that it is none."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID, NameOID

from devices.simulated.chip.certificates import DOCUMENT_TYPES
from devices.simulated.chip.pki import SCHEMES, Pki, SignerKind, shared_pki

DAY = date(2026, 11, 24)
PKI = shared_pki("tests", DAY)
# The library reads explicit curves only where they are its own, seeds and all.
READABLE = sorted(country for country, scheme in SCHEMES.items() if not scheme.explicit)


@pytest.mark.parametrize("country", READABLE)
def test_signers_and_lists_verify_under_their_authority(country: str) -> None:
    authority = x509.load_der_x509_certificate(PKI.authority(country).certificate)
    authority.verify_directly_issued_by(authority)
    for kind in (SignerKind.GOOD, SignerKind.EXPIRED, SignerKind.REVOKED, SignerKind.SERVER):
        x509.load_der_x509_certificate(PKI.signer(country, kind).certificate).verify_directly_issued_by(
            authority
        )
    revocations = x509.load_der_x509_crl(PKI.revocation_lists[country])
    assert revocations.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    stolen = PKI.signer(country, SignerKind.REVOKED).serial
    assert revocations.get_revoked_certificate_by_serial_number(stolen) is not None
    assert revocations.get_revoked_certificate_by_serial_number(PKI.signer(country).serial) is None


def test_certificates_say_what_the_standard_wants() -> None:
    authority = x509.load_der_x509_certificate(PKI.authority("TO").certificate)
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    signer = x509.load_der_x509_certificate(PKI.signer("TO").certificate)
    usage = signer.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    found = {extension.oid.dotted_string for extension in signer.extensions}
    assert {DOCUMENT_TYPES, ExtensionOID.AUTHORITY_KEY_IDENTIFIER.dotted_string, "2.5.29.16"} <= found


def test_a_forger_names_the_true_authority_which_did_not_sign() -> None:
    authority = x509.load_der_x509_certificate(PKI.authority("TO").certificate)
    forged = x509.load_der_x509_certificate(PKI.signer("TO", SignerKind.FORGED).certificate)
    assert forged.issuer == authority.subject
    with pytest.raises(InvalidSignature):
        forged.verify_directly_issued_by(authority)


def test_a_link_certificate_leads_from_the_old_key_to_the_new() -> None:
    old = x509.load_der_x509_certificate(PKI.authority("TO", "former").certificate)
    new = x509.load_der_x509_certificate(PKI.authority("TO").certificate)
    link = x509.load_der_x509_certificate(PKI.link("TO"))
    link.verify_directly_issued_by(old)
    assert link.public_key() == new.public_key()


def test_every_name_says_that_it_is_not_for_use() -> None:
    for country in READABLE:
        named = x509.load_der_x509_certificate(PKI.authority(country).certificate).subject
        assert "not for use" in str(named.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to ask for a second opinion")
def test_openssl_takes_the_master_list(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(PKI.master_list)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "list", "-noverify", "-out", "content"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    content = (tmp_path / "content").read_bytes()
    assert all(der in content for der in PKI.trusted)


def test_seed_and_day_make_all_of_it() -> None:
    made, again = dict(PKI.files()), dict(Pki("tests", DAY).files())
    assert list(made) == list(again)
    # Fiji signs by RSA-PSS, whose salt is never the same; its authority is in the lists too.
    same = {name for name, data in made.items() if data == again[name]}
    assert made.keys() - same == {"master_list.ml", "pkd_lists.ldif", "pkd_signers.ldif", "FJ.cer", "FJ.crl"}
    assert Pki("others", DAY).root != PKI.root
