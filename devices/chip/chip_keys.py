"""How long a signature of a chip may be, from its public key in DG15 (RFC 3279)."""

from __future__ import annotations

from typing import Final

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.oid import read_oid

_SEQUENCE: Final = 0x30
_INTEGER: Final = 0x02
_BITS: Final = 0x03
_OID: Final = 0x06
_RSA: Final = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})


def signature_size(spki_der: bytes) -> int:
    """The most bytes of a signature by the key of a SubjectPublicKeyInfo; raises Malformed."""
    parts = tlv.parse(tlv.one(spki_der, _SEQUENCE))
    if [part.tag for part in parts] != [_SEQUENCE, _BITS]:
        raise Malformed("DG15", "not an algorithm and a key")
    oid, key = tlv.find(parts[0].value, _OID), parts[1].value[1:]
    if oid is None or read_oid(oid) not in _RSA:
        return len(key) + 8  # r and s, plain or in DER
    modulus = tlv.find(tlv.one(key, _SEQUENCE), _INTEGER)
    if modulus is None:
        raise Malformed("DG15", "an RSA key without its modulus")
    return (int.from_bytes(modulus, "big").bit_length() + 7) // 8
