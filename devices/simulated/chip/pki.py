"""The trial PKI: invented signing authorities of real and invented states, with their lists (Doc 9303-12).

All of it follows from a word and a day: two processes that agree on these have the same keys, and the same
certificates but for the salt of RSA-PSS. It therefore protects nothing, and says so in every name.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final

from asn1crypto import core, x509

from devices.emrtd.tlv import encode
from devices.simulated.chip.certificates import (
    Request,
    Span,
    authority_extensions,
    certificate,
    key_id,
    list_signer_extensions,
    name,
    revocation_list,
    server_extensions,
    signer_extensions,
)
from devices.simulated.chip.cms import Hand, Manner, signed_data
from devices.simulated.chip.signing import (
    BP256_EXPLICIT,
    BP384,
    P256,
    P384,
    P521_EXPLICIT,
    PSS,
    RSA,
    Scheme,
    TrialKey,
    trial_key,
)

MASTER_LIST_CONTENT: Final = "2.23.136.1.1.2"
LIST_COUNTRY: Final = "UT"
"""Utopia signs the master list of the trial PKI."""

SCHEMES: Final[Mapping[str, Scheme]] = MappingProxyType(
    {
        "AU": RSA,
        "FJ": PSS,
        "FR": BP384,
        "ID": P256,
        "NZ": RSA,
        "TO": P256,
        "UT": P384,
        "VU": BP256_EXPLICIT,
        "WS": P521_EXPLICIT,
    }
)
"""The authorities in the trial master list, and how each signs."""

ABSENT: Final = "XQ"
"""A state that issues documents and stands in no list."""

_PASSPORTS: Final = ("P", "PP", "PD", "PS")
_CARDS: Final = ("I", "ID", "AC")
_YEAR: Final = timedelta(days=365)
_DAY: Final = timedelta(days=1)


class SignerKind(StrEnum):
    """Document signers: one that is as it should be, the others each with one thing about them."""

    GOOD = "good"
    EXPIRED = "expired"  # long after it signed: no fault at all
    LATE = "late"  # valid only since after the document was issued
    REVOKED = "revoked"
    SERVER = "server"  # a web server's certificate under the right authority
    CARDS_ONLY = "cards_only"  # may sign identity cards, not passports
    FORGED = "forged"  # says that the true authority signed it, which it did not
    UNLISTED = "unlisted"  # under an authority of the right name and a key that is in no list


@dataclass(frozen=True, slots=True)
class Authority:
    """A country signing authority (CSCA) with its self-signed certificate (DER)."""

    country: str
    name: x509.Name
    key: TrialKey
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A document signer; `serial` is its certificate's number."""

    key: TrialKey
    certificate: bytes
    serial: int
    manner: Manner

    @property
    def hand(self) -> Hand:
        """As CMS wants it."""
        return Hand(self.key, self.certificate, self.manner)


class Pki:
    """The whole of the trial PKI as of `day`; what is asked for is made once."""

    def __init__(self, seed: str, day: date) -> None:
        self.seed = seed
        self.day = day
        self._now = datetime.combine(day, time(), UTC)
        self._signers: dict[tuple[str, SignerKind], Signer] = {}
        self._authorities: dict[tuple[str, str], Authority] = {}

    def authority(self, country: str, generation: str = "") -> Authority:
        """A country's authority; `generation` tells others of the same name apart (`former`, `forged`)."""
        known = self._authorities.get((country, generation))
        if known is None:
            known = self._authorities[country, generation] = self._found(country, generation)
        return known

    def link(self, country: str) -> bytes:
        """The certificate by which the former authority vouches for the key of the present one."""
        new, old = self.authority(country), self.authority(country, "former")
        used = self._span(-7 * _YEAR, 5 * _YEAR)
        extensions = authority_extensions(key_id(new.key), key_id(old.key), used)
        request = Request(
            new.name, new.key, self._serial(country, "link"), self._span(-7 * _YEAR, 16 * _YEAR), extensions
        )
        return certificate(request, old.name, old.key)

    def signer(self, country: str, kind: SignerKind = SignerKind.GOOD) -> Signer:
        """A country's document signer."""
        known = self._signers.get((country, kind))
        if known is None:
            known = self._signers[country, kind] = self._appoint(country, kind)
        return known

    @cached_property
    def trusted(self) -> tuple[bytes, ...]:
        """Every certificate in the master list: authorities, one former authority, one link (DER)."""
        present = [self.authority(country).certificate for country in SCHEMES]
        return (*present, self.authority("TO", "former").certificate, self.link("TO"))

    @property
    def root(self) -> bytes:
        """The certificate against which the master list's signer is verified."""
        return self.authority(LIST_COUNTRY).certificate

    @cached_property
    def master_list(self) -> bytes:
        """The CSCA master list (Doc 9303-12, 9), signed by Utopia's list signer."""
        certificates = core.SetOf(
            spec=x509.Certificate, value=[x509.Certificate.load(der) for der in self.trusted]
        )
        content = encode(0x30, core.Integer(0).dump() + certificates.dump())
        authority = self.authority(LIST_COUNTRY)
        key = trial_key(f"{self.seed} list signer", P384)
        extensions = list_signer_extensions(key_id(key), key_id(authority.key))
        request = Request(
            name(LIST_COUNTRY, "Trial Master List Signer"),
            key,
            self._serial(LIST_COUNTRY, "list"),
            self._span(-_YEAR, 4 * _YEAR),
            extensions,
        )
        hand = Hand(key, certificate(request, authority.name, authority.key))
        return signed_data(
            MASTER_LIST_CONTENT, content, hand, self._now - 10 * _DAY, (authority.certificate,)
        )

    @cached_property
    def revocation_lists(self) -> Mapping[str, bytes]:
        """Each listed country's revocation list (DER), ten days old; those of its stolen signer are in it."""
        period = self._span(-10 * _DAY, 80 * _DAY)
        lists = {}
        for country in SCHEMES:
            authority = self.authority(country)
            stolen = [(self._serial(country, SignerKind.REVOKED), self._now - 200 * _DAY)]
            lists[country] = revocation_list(authority.name, authority.key, period, 7, stolen)
        return lists

    @cached_property
    def ldif(self) -> bytes:
        """Document signers and revocation lists in the form of the ICAO PKD's download."""
        entries = [_certificate_entry(self.signer(country).certificate) for country in SCHEMES]
        entries += [_revocation_entry(country, der) for country, der in self.revocation_lists.items()]
        return ("version: 1\n\n" + "\n".join(entries)).encode()

    @cached_property
    def ldif_of_lists(self) -> bytes:
        """The master list in the form of the ICAO PKD's other download."""
        return ("version: 1\n\n" + _list_entry(LIST_COUNTRY, self.master_list)).encode()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Everything that an importer may be given, by file name."""
        yield "master_list.ml", self.master_list
        yield "master_list_root.cer", self.root
        yield "pkd_signers.ldif", self.ldif
        yield "pkd_lists.ldif", self.ldif_of_lists
        yield "TO_former.cer", self.authority("TO", "former").certificate
        yield "TO_link.cer", self.link("TO")
        for country in SCHEMES:
            yield f"{country}.cer", self.authority(country).certificate
            yield f"{country}.crl", self.revocation_lists[country]

    def moment(self, offset: timedelta) -> datetime:
        """Midnight (UTC) of the day so far from this PKI's."""
        return self._now + offset

    def _found(self, country: str, generation: str) -> Authority:
        scheme = SCHEMES.get(country, P256)
        key = trial_key(f"{self.seed} {country} {generation} authority", scheme)
        own, subject = key_id(key), name(country, f"Trial CSCA {country}")
        valid = self._span(-15 * _YEAR, 16 * _YEAR)
        used = self._span(-15 * _YEAR, 5 * _YEAR)
        request = Request(
            subject, key, self._serial(country, f"{generation}root"), valid,
            authority_extensions(own, own, used),
        )  # fmt: skip
        return Authority(country, subject, key, certificate(request, subject, key))

    def _appoint(self, country: str, kind: SignerKind) -> Signer:
        invented = kind in {SignerKind.FORGED, SignerKind.UNLISTED}
        authority = self.authority(country, str(kind) if invented else "")
        named = self.authority(country) if kind is SignerKind.FORGED else authority
        scheme = SCHEMES.get(country, P256)
        key = trial_key(f"{self.seed} {country} {kind} signer", scheme)
        own, issuer = key_id(key), key_id(named.key)
        valid, used = self._spans(kind)
        if kind is SignerKind.SERVER:
            extensions = server_extensions(own, issuer)
        else:
            types = _CARDS if kind is SignerKind.CARDS_ONLY else _PASSPORTS + _CARDS
            extensions = signer_extensions(own, issuer, used, types)
        serial = self._serial(country, kind)
        request = Request(name(country, f"Trial Document Signer {country}"), key, serial, valid, extensions)
        manner = Manner(by_key_id=country == "VU", bare_rsa=country == "NZ", with_time=country != "FR")
        return Signer(key, certificate(request, authority.name, authority.key), serial, manner)

    def _spans(self, kind: SignerKind) -> tuple[Span, Span]:
        """When its certificate is valid and when its key may sign.

        Real signers sign for three months; the trial's for ten years and more, so that one of them
        serves travellers of any age of passport.
        """
        if kind is SignerKind.EXPIRED:
            return self._span(-12 * _YEAR, -30 * _DAY), self._span(-12 * _YEAR, -60 * _DAY)
        if kind is SignerKind.LATE:
            return self._span(-10 * _DAY, 11 * _YEAR), self._span(-10 * _DAY, 80 * _DAY)
        return self._span(-12 * _YEAR, 12 * _YEAR), self._span(-12 * _YEAR, _YEAR)

    def _span(self, start: timedelta, end: timedelta) -> Span:
        return Span(self._now + start, self._now + end)

    def _serial(self, country: str, what: str) -> int:
        digest = hashlib.sha256(f"{self.seed} {country} {what}".encode()).digest()
        return int.from_bytes(digest[:8]) >> 1


@lru_cache(maxsize=4)
def shared_pki(seed: str, day: date) -> Pki:
    """One Pki a process for each seed and day, so that tests make each key once."""
    return Pki(seed, day)


def _certificate_entry(der: bytes) -> str:
    known = x509.Certificate.load(der)
    country = known.subject.native["country_name"]
    title = f"{known.issuer.human_friendly}+sn={known.serial_number}"
    return _entry(
        f"cn={_escaped(title)},o=dsc,c={country},dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        ("inetOrgPerson", "pkdDownload", "organizationalPerson", "top", "person"),
        {"pkdVersion": "1150", "sn": str(known.serial_number)},
        "userCertificate;binary",
        der,
    )


def _revocation_entry(country: str, der: bytes) -> str:
    return _entry(
        f"cn={_escaped(f'Trial CSCA {country}')},o=crl,c={country},dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        ("top", "cRLDistributionPoint", "pkdDownload"),
        {"pkdVersion": "1150"},
        "certificateRevocationList;binary",
        der,
    )


def _list_entry(country: str, cms: bytes) -> str:
    return _entry(
        f"cn={_escaped(f'Trial CSCA {country}')},o=ml,c={country},dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        ("top", "person", "pkdMasterList", "pkdDownload"),
        {"pkdVersion": "70", "sn": "1"},
        "pkdMasterListContent",
        cms,
    )


def _entry(dn: str, classes: tuple[str, ...], texts: Mapping[str, str], blob: str, value: bytes) -> str:
    lines = [f"dn: {dn}", *(f"objectClass: {kind}" for kind in classes)]
    lines += [f"{key}: {text}" for key, text in texts.items()]
    lines.append(f"{blob}:: {base64.b64encode(value).decode()}")
    return "".join(_folded(line) for line in lines)


def _folded(line: str) -> str:
    """A line of LDIF, cut at 76 characters; the rest goes on after a space (RFC 2849, note 2)."""
    first, rest = line[:76], line[76:]
    return "".join([f"{first}\n", *(f" {rest[at : at + 75]}\n" for at in range(0, len(rest), 75))])


def _escaped(text: str) -> str:
    """A value inside a distinguished name (RFC 4514, 2.4)."""
    return "".join(f"\\{ord(character):02X}" if character in ',+"\\<>;=' else character for character in text)
