"""Verify by its answer that a chip holds its key: active authentication (Doc 9303-11, 6.1)."""

from __future__ import annotations

import hmac
from typing import Final

from app.trust import der
from app.trust.keys import EcKey, RsaKey
from app.trust.signatures import HASHES, SHA1, digest, ecdsa_holds
from devices.emrtd.errors import Malformed

_WHERE = "active authentication"

# ISO/IEC 9796-2 trailer: BC where the hash is agreed on beforehand (SHA-1), else the hash's number in
# ISO/IEC 10118-3 before CC.
_AGREED: Final = 0xBC
_NAMED: Final = 0xCC
_TRAILERS: Final = {
    0x33: SHA1,
    0x34: "2.16.840.1.101.3.4.2.1",
    0x35: "2.16.840.1.101.3.4.2.3",
    0x36: "2.16.840.1.101.3.4.2.2",
    0x38: "2.16.840.1.101.3.4.2.4",
}
_MOST_EXPONENT_BITS = 64
"""A longer public exponent only keeps a station busy; those of passports have 17 bits."""


def signed_with_recovery(key: RsaKey, challenge: bytes, signature: bytes) -> bool:
    """Whether the signature (ISO/IEC 9796-2, scheme 1) covers this challenge of ours."""
    number, size = int.from_bytes(signature), (key.modulus.bit_length() + 7) // 8
    if len(signature) > size or not 0 < number < key.modulus:
        return False
    if key.exponent.bit_length() > _MOST_EXPONENT_BITS:
        return False
    opened = pow(number, key.exponent, key.modulus)
    if opened & 0xF != 0xC:  # the signer may send the smaller of s and n - s
        opened = key.modulus - opened
    return _covers(opened.to_bytes(size), challenge)


def _covers(block: bytes, challenge: bytes) -> bool:
    """Header, padding, message, hash, trailer; M1 is the chip's, M2 our challenge (Doc 9303-11, 6.1.2.2)."""
    trailer = 1 if block[-1] == _AGREED else 2
    algorithm = SHA1 if trailer == 1 else _TRAILERS.get(block[-2]) if block[-1] == _NAMED else None
    start = _after_padding(block)
    if algorithm is None or start is None:
        return False
    end = len(block) - trailer - HASHES[algorithm].digest_size
    if end < start:
        return False
    message, expected = block[start:end], block[end : len(block) - trailer]
    whole = not block[0] & 0x20
    if whole and not message.endswith(challenge):
        return False  # all was recovered, and our challenge is not in it: an old answer
    covered = message if whole else message + challenge
    return hmac.compare_digest(digest(algorithm, covered), expected)


def _after_padding(block: bytes) -> int | None:
    """Where the message begins: after the bits 01, the one for partial recovery, a 0, Bs and an A."""
    first = block[0]
    if first & 0xD0 != 0x40:
        return None
    if first & 0x0F == 0x0A:
        return 1
    end = 1
    while end < len(block) and block[end] == 0xBB:
        end += 1
    return end + 1 if first & 0x0F == 0x0B and end < len(block) and block[end] == 0xBA else None


def signed_with_curve(key: EcKey, hash_oid: str, challenge: bytes, signature: bytes) -> bool:
    """Whether r||s, or its DER form as some chips send it, is an ECDSA signature of this challenge."""
    size = (key.curve.n.bit_length() + 7) // 8
    return any(ecdsa_holds(key, hash_oid, r, s, challenge) for r, s in _pairs(signature, size))


def _pairs(signature: bytes, size: int) -> list[tuple[int, int]]:
    pairs = []
    if len(signature) == 2 * size:
        pairs.append((int.from_bytes(signature[:size]), int.from_bytes(signature[size:])))
    try:
        fields = der.Fields(der.read(signature, der.SEQUENCE, _WHERE), _WHERE)
        pairs.append((der.unsigned(fields.take(der.INTEGER)), der.unsigned(fields.take(der.INTEGER))))
    except Malformed:
        pass  # r||s, which is what the standard asks for
    return pairs
