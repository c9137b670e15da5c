"""The chip's side of proving that it is no copy: active and chip authentication (Doc 9303-11, 6)."""

from __future__ import annotations

import hashlib
import random

from devices.emrtd import ec
from devices.emrtd.errors import Malformed
from devices.simulated.chip.pace import shared_secret
from devices.simulated.chip.secrets import AgreementKey, CurveSignatureKey, RsaSignatureKey
from devices.simulated.chip.session import ChipSession, Refused

CHALLENGE_SIZE = 8
_TRAILERS = {
    "sha1": b"\xbc",
    "sha224": b"\x38\xcc",
    "sha256": b"\x34\xcc",
    "sha384": b"\x36\xcc",
    "sha512": b"\x35\xcc",
}


def signed_challenge(
    key: CurveSignatureKey | RsaSignatureKey, challenge: bytes, dice: random.Random
) -> bytes:
    """The answer to INTERNAL AUTHENTICATE (6.1)."""
    if isinstance(key, RsaSignatureKey):
        return _recoverable(key, challenge, dice)
    return _plain_ecdsa(key, challenge, dice)


def agreed_session(key: AgreementKey, theirs: bytes) -> ChipSession:
    """The session after chip authentication (6.2); raises Refused for data that is no key."""
    try:
        return ChipSession(key.cipher, shared_secret(key.group, key.private, theirs))
    except Malformed as error:
        raise Refused(0x6A80) from error


def _recoverable(key: RsaSignatureKey, challenge: bytes, dice: random.Random) -> bytes:
    """ISO/IEC 9796-2, scheme 1 with partial recovery: 6A, our own bytes, the hash over both, a trailer."""
    numbers = key.private.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    trailer = _TRAILERS[key.digest]
    own = dice.randbytes(size - 1 - hashlib.new(key.digest).digest_size - len(trailer))
    message = b"\x6a" + own + hashlib.new(key.digest, own + challenge).digest() + trailer
    return pow(int.from_bytes(message), numbers.d, modulus).to_bytes(size)


def _plain_ecdsa(key: CurveSignatureKey, challenge: bytes, dice: random.Random) -> bytes:
    """The numbers r and s side by side (BSI TR-03111, 5.2.1); the hash is cut to the length of the order."""
    curve = key.curve
    digest = hashlib.new(key.digest, challenge).digest()
    value = int.from_bytes(digest) >> max(0, 8 * len(digest) - curve.n.bit_length())
    size = (curve.n.bit_length() + 7) // 8
    while True:
        secret = dice.randrange(1, curve.n)
        point = ec.multiply(curve, secret, curve.g)
        r = point[0] % curve.n if point else 0
        s = pow(secret, -1, curve.n) * (value + r * key.private) % curve.n
        if r and s:
            return r.to_bytes(size) + s.to_bytes(size)
