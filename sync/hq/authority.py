"""Be HQ's own certification authority: one root that stations pin, the server's certificate under it and
those of stations.

Certificates follow RFC 5280; keys are P-256 (RFC 5480), known to every TLS 1.3 implementation.
"""

from __future__ import annotations

import ipaddress
import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private
from sync.identity import station_name

_ROOT_DAYS = 20 * 365
_SERVER_DAYS = 400
CLIENT_DAYS = 400
"""Days for which a station's certificate is good; it is renewed in the last third of them."""
_SERIAL_BITS = 64
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: HQ itself tells a station that its certificate is over, at every call and in
words, where TLS would hang up (and would not look again while a connection or a session lives)."""
_SLACK = timedelta(days=30)
"""How far before their making certificates are valid: stations' clocks run late."""
CA_FILE, CA_KEY, SERVER_FILE, SERVER_KEY = "ca.pem", "ca.key", "server.pem", "server.key"


@dataclass(frozen=True, slots=True)
class Root:
    """The authority's certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """The certificate as stations get it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate: what a one-time code carries."""
        return sha256(self.certificate.public_bytes(serialization.Encoding.DER)).digest()


def found_authority(home: HqHome, name: str, hosts: Sequence[str], now: datetime) -> None:
    """Make root and server certificate of a new HQ."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"{name} authority"[:64])
    certificate = (
        _builder(subject, subject, key.public_key(), now, _ROOT_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(home.keys / CA_KEY, _key_pem(key))
    write_private(home.keys / CA_FILE, certificate.public_bytes(serialization.Encoding.PEM))
    issue_server(home, Root(certificate, key), name, hosts, now)


def load_root(home: HqHome) -> Root:
    """The authority of this HQ; raises HqError(KEYS_MISSING)."""
    try:
        certificate = x509.load_pem_x509_certificate((home.keys / CA_FILE).read_bytes())
        key = serialization.load_pem_private_key((home.keys / CA_KEY).read_bytes(), None)
    except (OSError, ValueError) as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.keys), file=CA_KEY) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.keys), file=CA_KEY)
    return Root(certificate, key)


def issue_server(home: HqHome, root: Root, name: str, hosts: Sequence[str], now: datetime) -> None:
    """Make a new key and certificate for the server, valid for `hosts`."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(name[:64]), root.certificate.subject, key.public_key(), now, _SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_alternative(host) for host in hosts]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
        )
        .sign(root.key, hashes.SHA256())
    )
    # Without the root, which every station has pinned: it would travel at each handshake.
    write_private(home.keys / SERVER_KEY, _key_pem(key))
    write_private(home.keys / SERVER_FILE, certificate.public_bytes(serialization.Encoding.PEM))


def issue_client(
    root: Root, number: int, port: str, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.Certificate:
    """A certificate for a station's key; it may serve too, since the station may be its port's relay.

    Kept small: on a satellite link every byte of a handshake is waited for.
    """
    usages = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    named = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(station_name(number, port))])
    return (
        _builder(_name(f"station {number}"), root.certificate.subject, key, now, CLIENT_DAYS)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(named, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
        )
        .sign(root.key, hashes.SHA256())
    )


def serial_bytes(number: int) -> bytes:
    """A certificate's serial number as the ledger keeps it: big-endian, as short as it is."""
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def named(certificate: x509.Certificate) -> list[str]:
    """The URIs by which a certificate names whom it is for."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    return names.get_values_for_type(x509.UniformResourceIdentifier)


def server_context(home: HqHome, name: str, hosts: Sequence[str], now: datetime) -> ssl.SSLContext:
    """The server's TLS 1.3 context; its certificate is made anew in its last third, or for other hosts.

    It asks callers for a certificate of the same authority and lets in who has none: health, the
    authority and enrolment are open. `sync.hq.callers` asks for it everywhere else.
    """
    root = load_root(home)
    if _stale(home, hosts, now):
        issue_server(home, root, name, hosts, now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= _NO_CHECK_TIME
    context.load_verify_locations(cadata=root.pem().decode("ascii"))
    # A ticket holds the caller's certificate (0.7 kB): one is enough for a station's one connection. Kept
    # at HQ instead, OpenSSL would forget the session whenever a link is cut, just when it is needed.
    context.num_tickets = 1
    try:
        context.load_cert_chain(home.keys / SERVER_FILE, home.keys / SERVER_KEY)
    except (OSError, ssl.SSLError) as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.keys), file=SERVER_FILE) from error
    return context


def _stale(home: HqHome, hosts: Sequence[str], now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate((home.keys / SERVER_FILE).read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return True
    left = certificate.not_valid_after_utc - now
    return left < timedelta(days=_SERVER_DAYS // 3) or list(names) != [_alternative(host) for host in hosts]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=secrets.randbits(_SERIAL_BITS) | 1,
        not_valid_before=now - _SLACK,
        not_valid_after=now + timedelta(days=days),
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
