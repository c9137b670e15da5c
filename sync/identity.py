"""The station's client certificate: its key, the request for it, its proof, and showing it in TLS.

The key is P-256 (RFC 5480), the request PKCS 10 (RFC 2986), the certificate HQ's (RFC 5280): its SAN names
`urn:matapa:station:NUMBER:PORT`. Nothing here is ever plain on disk.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.domain.failure import FailureCode, WorldError
from sync.protocol.enrolment import LARGEST_CERTIFICATE

RENEW_IN: Final = 3
"""A certificate is renewed in the last of so many parts of its life: 133 of 400 days."""


def station_name(number: int, port: str) -> str:
    """The URI by which a certificate names a station (RFC 8141 names; the port percent-encoded)."""
    return f"urn:matapa:station:{number}:{quote(port, safe='')}"


def make_tls_key() -> bytes:
    """A new private key for a client certificate (PEM, PKCS 8), to be kept in the encrypted store."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate_request(tls_key: bytes) -> bytes:
    """The request (PKCS 10, DER) for a certificate of this key. It names nobody: HQ knows who asks."""
    builder = x509.CertificateSigningRequestBuilder(subject_name=x509.Name([]))
    return builder.sign(_private(tls_key), hashes.SHA256()).public_bytes(Encoding.DER)


def proved(certificate: bytes, tls_key: bytes, ca_pem: bytes, number: int, port: str) -> bytes:
    """The certificate (PEM or DER) as PEM, if HQ's authority made it for this station and this key.

    Raises WorldError(HQ_NOT_TRUSTED) for any other.
    """
    try:
        found = _read(certificate)
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(ca_pem))
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named = names.get_values_for_type(x509.UniformResourceIdentifier)
        if found.public_key() != _private(tls_key).public_key() or named != [station_name(number, port)]:
            raise ValueError("a certificate of somebody else")
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound) as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "identity.certificate") from error
    return found.public_bytes(Encoding.PEM)


def as_der(certificate: bytes) -> bytes:
    """The certificate (PEM or DER) as DER; raises WorldError(HQ_NOT_TRUSTED) for none."""
    return _known(certificate).public_bytes(Encoding.DER)


def not_after(certificate: bytes) -> datetime:
    """When the certificate (PEM or DER) ends, UTC; raises WorldError(HQ_NOT_TRUSTED) for none."""
    return _known(certificate).not_valid_after_utc


def renewal_due(certificate: bytes, now: datetime) -> bool:
    """Whether the certificate is in the last third of its life, or over.

    Raises WorldError(HQ_NOT_TRUSTED) for what is no certificate.
    """
    found = _known(certificate)
    life = found.not_valid_after_utc - found.not_valid_before_utc
    return now >= found.not_valid_after_utc - life / RENEW_IN


def show(context: ssl.SSLContext, certificate: bytes, tls_key: bytes) -> None:
    """Let the context prove the station in TLS. Python's `ssl` takes keys from files only: it gets one
    encrypted under a password of this moment; in memory on Linux, elsewhere in a folder of this user's
    alone, deleted at once.

    Raises WorldError(HQ_NOT_TRUSTED) when key and certificate do not belong together, HQ_UNREACHABLE when
    there is no room for the file: it is tried again like any failure of the link.
    """
    password = secrets.token_bytes(32).hex()
    sealed = _private(tls_key).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
    )
    try:
        with _in_a_file(sealed + certificate) as path:
            context.load_cert_chain(path, password=password)
    except (ssl.SSLError, ValueError) as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "identity.key") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WorldError(FailureCode.HQ_UNREACHABLE, "identity.file", reason=reason) from error


@contextmanager
def _in_a_file(data: bytes) -> Iterator[Path]:
    """The bytes as a file while the block runs."""
    in_memory: Callable[[str], int] | None = getattr(os, "memfd_create", None)
    if in_memory is not None:
        descriptor = in_memory("identity")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            yield Path(f"/proc/self/fd/{descriptor}")
        return
    with tempfile.TemporaryDirectory(prefix="matapa-") as folder:
        path = Path(folder) / "identity.pem"
        path.write_bytes(data)
        yield path


def _private(tls_key: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(tls_key, None)
    except (ValueError, TypeError) as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "identity.key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "identity.key")
    return key


def _known(certificate: bytes) -> x509.Certificate:
    try:
        return _read(certificate)
    except ValueError as error:
        raise WorldError(FailureCode.HQ_NOT_TRUSTED, "identity.certificate") from error


def _read(certificate: bytes) -> x509.Certificate:
    if len(certificate) > 2 * LARGEST_CERTIFICATE:
        raise ValueError("too large for a station's certificate")
    pem = certificate.lstrip().startswith(b"-----BEGIN")
    return x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
