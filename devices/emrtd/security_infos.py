"""What a chip can do: the SecurityInfos of EF.CardAccess, EF.CardSecurity and DG14 (Doc 9303-11, 9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import PACE_PARAMETERS, Curve, DhGroup
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import read_oid

_WHERE = "SecurityInfos"
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_INTEGER: Final = 0x02
_OID: Final = 0x06
_DG14: Final = 0x6E
_MAX_INTEGER_BYTES = 8
_MOST_ENTRIES = 64
_MOST_KEYS = 8
"""Of the fullest document seen some ten entries and three keys; each key costs a validation."""
_SECP224R1 = 10

# Doc 9303-11, 9.2.
_BSI = "0.4.0.127.0.7.2.2."
ID_PACE: Final = _BSI + "4"
ID_CA: Final = _BSI + "3"
ID_PK_DH: Final = _BSI + "1.1"
ID_PK_ECDH: Final = _BSI + "1.2"
ID_AA: Final = "2.23.136.1.1.5"

_CIPHERS: Final = {1: Cipher.DES3, 2: Cipher.AES128, 3: Cipher.AES192, 4: Cipher.AES256}


class Agreement(StrEnum):
    """How two sides agree on a secret."""

    DH = "DH"
    ECDH = "ECDH"


class Mapping(StrEnum):
    """How PACE makes a generator of its own from the nonce (Doc 9303-11, 4.4.3.3)."""

    GM = "GM"
    IM = "IM"
    CAM = "CAM"


@dataclass(frozen=True, slots=True)
class PaceOffer:
    """One way in which the chip will do PACE (9.2.1); `parameter_id` is None where it names none."""

    oid: str
    agreement: Agreement
    mapping: Mapping
    cipher: Cipher
    version: int
    parameter_id: int | None

    @property
    def parameters(self) -> Curve | DhGroup | None:
        """The standardised domain parameters; None where the id is not one of this agreement's, or is
        the one that must not be used with integrated mapping (9.5.1).
        """
        if self.mapping is Mapping.IM and self.parameter_id == _SECP224R1:
            return None
        found = PACE_PARAMETERS.get(-1 if self.parameter_id is None else self.parameter_id)
        return found if isinstance(found, _DOMAIN[self.agreement]) else None

    @property
    def protocol(self) -> str:
        """The protocol in words: `ECDH-GM-AES-128 brainpoolP256r1`."""
        parameters = self.parameters
        where = f"parameters {self.parameter_id}" if parameters is None else parameters.name
        return f"{self.agreement}-{self.mapping}-{self.cipher} {where}"


@dataclass(frozen=True, slots=True)
class ChipKey:
    """A public key of the chip for Chip Authentication or PACE-CAM (9.2.6); `spki_der` as it came."""

    oid: str
    agreement: Agreement
    spki_der: bytes
    key_id: int | None


@dataclass(frozen=True, slots=True)
class ChipAuthOffer:
    """One way in which the chip will do Chip Authentication (9.2.5), and with which of its keys."""

    oid: str
    agreement: Agreement
    cipher: Cipher
    version: int
    key_id: int | None

    @property
    def protocol(self) -> str:
        """The protocol in words: `CA-ECDH-AES-128`."""
        return f"CA-{self.agreement}-{self.cipher}"


@dataclass(frozen=True, slots=True)
class ActiveAuthOffer:
    """The algorithm by which a chip with an elliptic curve key signs (9.2.4)."""

    signature_oid: str
    version: int


@dataclass(frozen=True, slots=True)
class OtherOffer:
    """A SecurityInfo for which we have no use: terminal authentication, a state's own, a future one."""

    oid: str
    der: bytes


_Entry: TypeAlias = PaceOffer | ChipKey | ChipAuthOffer | ActiveAuthOffer | OtherOffer


@dataclass(frozen=True, slots=True)
class SecurityInfos:
    """All that one file says; `raw` holds each SecurityInfo as it came, for comparing two files."""

    raw: frozenset[bytes]
    pace: tuple[PaceOffer, ...] = ()
    chip_keys: tuple[ChipKey, ...] = ()
    chip_authentication: tuple[ChipAuthOffer, ...] = ()
    active_authentication: ActiveAuthOffer | None = None
    others: tuple[OtherOffer, ...] = ()

    @property
    def active_authentication_oid(self) -> str | None:
        """The signature algorithm of active authentication, None where the file names none."""
        return None if self.active_authentication is None else self.active_authentication.signature_oid

    @property
    def offers_pace(self) -> bool:
        """Whether the file names any kind of PACE, also one that we do not know."""
        return bool(self.pace) or any(_below(ID_PACE, info.oid) for info in self.others)


_DOMAIN: Final[dict[Agreement, type[Curve | DhGroup]]] = {Agreement.DH: DhGroup, Agreement.ECDH: Curve}
_MAPPINGS: Final = {
    1: (Agreement.DH, Mapping.GM),
    2: (Agreement.ECDH, Mapping.GM),
    3: (Agreement.DH, Mapping.IM),
    4: (Agreement.ECDH, Mapping.IM),
    6: (Agreement.ECDH, Mapping.CAM),
}
_PACE: Final = {
    f"{ID_PACE}.{way}.{number}": (agreement, mapping, cipher)
    for way, (agreement, mapping) in _MAPPINGS.items()
    for number, cipher in _CIPHERS.items()
    if not (mapping is Mapping.CAM and cipher is Cipher.DES3)  # CAM is defined for AES only
}
_CHIP_AUTHENTICATION: Final = {
    f"{ID_CA}.{way}.{number}": (agreement, cipher)
    for way, agreement in ((1, Agreement.DH), (2, Agreement.ECDH))
    for number, cipher in _CIPHERS.items()
}
_CHIP_KEYS: Final = {ID_PK_DH: Agreement.DH, ID_PK_ECDH: Agreement.ECDH}


def parse_security_infos(der: bytes) -> SecurityInfos:
    """The SecurityInfos of EF.CardAccess, or of the signed content of EF.CardSecurity; raises Malformed."""
    parts = tlv.split(tlv.one(der, _SET))
    if len(parts) > _MOST_ENTRIES:
        raise Malformed(_WHERE, "there are more entries than any chip has")
    entries = [_entry(part) for part in parts]
    if sum(isinstance(entry, ChipKey) for entry in entries) > _MOST_KEYS:
        raise Malformed(_WHERE, "there are more keys than any chip has")
    return _gather(parts, entries)


def parse_dg14(data: bytes) -> SecurityInfos:
    """The SecurityInfos of DG14, its outer tag included; raises Malformed."""
    return parse_security_infos(tlv.one(data, _DG14))


def _gather(parts: Iterable[bytes], entries: list[_Entry]) -> SecurityInfos:
    return SecurityInfos(
        raw=frozenset(parts),
        pace=tuple(entry for entry in entries if isinstance(entry, PaceOffer)),
        chip_keys=tuple(entry for entry in entries if isinstance(entry, ChipKey)),
        chip_authentication=tuple(entry for entry in entries if isinstance(entry, ChipAuthOffer)),
        active_authentication=next((entry for entry in entries if isinstance(entry, ActiveAuthOffer)), None),
        others=tuple(entry for entry in entries if isinstance(entry, OtherOffer)),
    )


def _entry(der: bytes) -> _Entry:
    """SecurityInfo ::= SEQUENCE {protocol OID, required ANY, optional ANY OPTIONAL}."""
    parts = tlv.split(tlv.one(der, _SEQUENCE))
    if not parts:
        raise Malformed(_WHERE, "an entry without a protocol")
    oid, values = read_oid(tlv.one(parts[0], _OID)), parts[1:]
    if oid in _PACE:
        return PaceOffer(oid, *_PACE[oid], *_version_and_id(values))
    if oid in _CHIP_AUTHENTICATION:
        return ChipAuthOffer(oid, *_CHIP_AUTHENTICATION[oid], *_version_and_id(values))
    if oid in _CHIP_KEYS:
        key, key_id = _pair(values)
        tlv.one(key, _SEQUENCE)
        return ChipKey(oid, _CHIP_KEYS[oid], key, key_id)
    if oid == ID_AA:
        return _active(values)
    return OtherOffer(oid, der)


def _active(values: tuple[bytes, ...]) -> ActiveAuthOffer:
    if len(values) != 2:
        raise Malformed(_WHERE, "active authentication without its algorithm")
    return ActiveAuthOffer(read_oid(tlv.one(values[1], _OID)), _integer(values[0]))


def _version_and_id(values: tuple[bytes, ...]) -> tuple[int, int | None]:
    version, number = _pair(values)
    return _integer(version), number


def _pair(values: tuple[bytes, ...]) -> tuple[bytes, int | None]:
    """What an entry requires, and its optional number."""
    if not 1 <= len(values) <= 2:
        raise Malformed(_WHERE, "an entry of too few or too many parts")
    return values[0], _integer(values[1]) if len(values) == 2 else None


def _integer(der: bytes) -> int:
    """An INTEGER, read without a sign: nothing here is negative, and some chips leave out the leading 00."""
    value = tlv.one(der, _INTEGER)
    if not 1 <= len(value) <= _MAX_INTEGER_BYTES:
        raise Malformed(_WHERE, "a number of no bytes or of too many")
    return int.from_bytes(value)


def _below(root: str, oid: str) -> bool:
    return oid.startswith(root + ".")
