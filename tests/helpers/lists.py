"""Master lists and CRLs of invented countries, right ones and each kind of wrong one."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from asn1crypto import core

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
    signer_extensions,
)
from devices.simulated.chip.cms import Hand, Manner, signed_data
from devices.simulated.chip.signing import P256, trial_key

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
LIST_TYPE = "2.23.136.1.1.2"
LDS_TYPE = "2.23.136.1.1.1"
ALWAYS = Span(NOW - 5 * YEAR, NOW + 10 * YEAR)


@dataclass(frozen=True)
class Country:
    """A country's signing authority; `generation` tells its keys apart, which all have one name."""

    code: str
    generation: str = ""

    @property
    def key_words(self) -> str:
        return f"authority {self.code} {self.generation}"

    @property
    def own(self) -> bytes:
        """Its self-signed certificate."""
        return issue(self, self)

    def linked_by(self, older: Country) -> bytes:
        """The certificate by which an older key of the country vouches for this one."""
        return issue(self, older)

    def revokes(self, serials: Sequence[int], at: datetime = NOW - DAY) -> bytes:
        """Its revocation list."""
        key = trial_key(self.key_words, P256)
        return revocation_list(
            name(self.code, "CSCA"), key, Span(at, at + 90 * DAY), 1, [(serial, at) for serial in serials]
        )


@lru_cache(maxsize=512)
def issue(subject: Country, issuer: Country) -> bytes:
    """An authority's certificate under its own or another key."""
    key, above = trial_key(subject.key_words, P256), trial_key(issuer.key_words, P256)
    extensions = authority_extensions(key_id(key), key_id(above), ALWAYS)
    request = Request(name(subject.code, "CSCA"), key, 1, ALWAYS, extensions)
    return certificate(request, name(issuer.code, "CSCA"), above)


UTOPIA = Country("UT")
VANUATU = Country("VU")
SAMOA = Country("WS")
SIGNER_SERIAL = 4711


def list_signer(
    authority: Country = UTOPIA, *, code: str = "", for_lists: bool = True, valid: Span = ALWAYS,
    manner: Manner | None = None,
) -> Hand:  # fmt: skip
    """A certificate and key to sign lists with, or (not `for_lists`) documents."""
    key, above = trial_key(f"list signer {authority.code}", P256), trial_key(authority.key_words, P256)
    ids = key_id(key), key_id(above)
    extensions = list_signer_extensions(*ids) if for_lists else signer_extensions(*ids, ALWAYS, ("P",))
    request = Request(name(code or authority.code, "List Signer"), key, SIGNER_SERIAL, valid, extensions)
    return Hand(key, certificate(request, name(authority.code, "CSCA"), above), manner or Manner())


def document_signer(authority: Country = UTOPIA) -> bytes:
    """A document signer's certificate."""
    return list_signer(authority, for_lists=False).certificate


def master_list(
    certificates: Iterable[bytes] = (UTOPIA.own, VANUATU.own), hand: Hand | None = None, *,
    at: datetime = NOW - 10 * DAY, content_type: str = LIST_TYPE, others: tuple[bytes, ...] = (),
) -> bytes:  # fmt: skip
    """A master list, by Utopia's list signer ten days ago unless said otherwise."""
    content = encode(0x30, core.Integer(0).dump() + encode(0x31, b"".join(sorted(certificates))))
    return signed_data(content_type, content, hand or list_signer(), at, others)


def ldif(*entries: tuple[str, str, bytes], end: str = "\n") -> bytes:
    """An LDIF file of entries (name, attribute, value), values folded as the PKD folds them."""
    lines = ["version: 1", ""]
    for dn, attribute, value in entries:
        lines += [f"dn: {dn}", "objectClass: pkdDownload", "objectClass: top"]
        long = f"{attribute}:: {base64.b64encode(value).decode()}"
        lines += [long[:76], *(f" {long[at : at + 75]}" for at in range(76, len(long), 75)), ""]
    return end.join(lines).encode()
