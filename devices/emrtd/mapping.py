"""From the nonce of PACE to a generator that only both sides know (Doc 9303-11, 4.4.3.3 and appendix B).

Generic mapping adds a secret agreed beforehand to the nonce; integrated mapping hashes two nonces into
the group. Chip authentication mapping maps as the generic one does.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from devices.emrtd import dh, ec
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import Curve, DhGroup
from devices.emrtd.keys import Cipher

_WHERE = "integrated mapping"
_MARGIN_BITS = 64

# 4.4.3.3.2: c0 and c1 for nonces of 128 and of 256 bits.
_CONSTANTS: Final = {
    16: (
        bytes.fromhex("A668892A7C41E3CA739F40B057D85904"),
        bytes.fromhex("A4E136AC725F738B01C1F60217C188AD"),
    ),
    32: (
        bytes.fromhex("D463D65234124EF7897054986DCA0A174E28DF758CBAA03F240616414D5A1676"),
        bytes.fromhex("54BD7255F0AAF831BEC3423FCF39D69B6CBF066677D0FAAE5AADD99DF8E53517"),
    ),
}


def nonce_size(cipher: Cipher) -> int:
    """Bytes of the nonce s of the chip: the least number of whole blocks that holds a key."""
    return -(-cipher.key_size // cipher.block) * cipher.block


def generic_curve(curve: Curve, nonce: bytes, shared: ec.Point) -> Curve:
    """The curve with the generator s * G + H, H being the point agreed on; raises Malformed at infinity."""
    return ec.with_generator(curve, ec.add(curve, ec.multiply(curve, int.from_bytes(nonce), curve.g), shared))


def generic_group(group: DhGroup, nonce: bytes, shared: int) -> DhGroup:
    """The group with the generator g^s * h, h being the secret agreed on; raises Malformed if it is 1."""
    return dh.with_generator(group, dh.power(group, group.g, int.from_bytes(nonce)) * shared % group.p)


def integrated_curve(curve: Curve, cipher: Cipher, nonce: bytes, ours: bytes) -> Curve:
    """The curve with the generator that the chip's nonce and our own make; raises Malformed."""
    element = pseudo_random(cipher, nonce, ours, curve.p)
    return ec.with_generator(curve, point_of(curve, element))


def integrated_group(group: DhGroup, cipher: Cipher, nonce: bytes, ours: bytes) -> DhGroup:
    """The group with the generator that the chip's nonce and our own make; raises Malformed."""
    element = pseudo_random(cipher, nonce, ours, group.p)
    return dh.with_generator(group, dh.power(group, element, (group.p - 1) // group.q))


def pseudo_random(cipher: Cipher, nonce: bytes, ours: bytes, p: int) -> int:
    """R_p(s, t): both nonces hashed to an integer below p by the block cipher of the session.

    `nonce` has `nonce_size` bytes, `ours` as many as a key; raises Malformed for other lengths.
    """
    if len(nonce) != nonce_size(cipher) or len(ours) != cipher.key_size:
        raise Malformed(_WHERE, "a nonce of the wrong length")
    next_key, output = _CONSTANTS[len(nonce)]
    key = _encrypt(cipher, ours, nonce)
    random = b""
    while 8 * len(random) < p.bit_length() + _MARGIN_BITS:
        random += _encrypt(cipher, key, output)
        key = _encrypt(cipher, key, next_key)
    return int.from_bytes(random) % p


def point_of(curve: Curve, t: int) -> tuple[int, int]:
    """The point that the field element t encodes (appendix B.2; Brier, Coron and others, 2010).

    For the curves of PACE whose prime is 3 modulo 4: secp224r1 must not be used with integrated
    mapping (9.5.1). Raises Malformed for it, and for the three t that encode nothing.
    """
    p, a, b = curve.p, curve.a, curve.b
    if p % 4 != 3:
        raise Malformed(_WHERE, "a curve that the mapping is not made for")
    alpha = -t * t % p
    divisor = a * (alpha + alpha * alpha) % p
    if divisor == 0:
        raise Malformed(_WHERE, "a value that encodes no point")
    x2 = -b * (1 + alpha + alpha * alpha) * pow(divisor, -1, p) % p
    h2 = (x2 * x2 * x2 + a * x2 + b) % p
    root = pow(h2, p - 1 - (p + 1) // 4, p)  # of 1 / h2, where that is a square
    if root * root * h2 % p == 1:
        return x2, root * h2 % p
    return alpha * x2 % p, root * pow(t, 3, p) * h2 % p


def _encrypt(cipher: Cipher, key: bytes, data: bytes) -> bytes:
    """CBC with an IV of zeros; of a key too long the first bytes are taken."""
    key = key[: cipher.key_size]
    algorithm = TripleDES(key + key[:8]) if cipher is Cipher.DES3 else AES(key)
    encryptor = BlockCipher(algorithm, CBC(bytes(cipher.block))).encryptor()
    return encryptor.update(data) + encryptor.finalize()
