"""Diffie-Hellman modulo a prime, and the validation of what a chip sends (Doc 9303-11, 9.6).

Like `ec`, it does not run in constant time: only for keys that live for one session.
"""

from __future__ import annotations

from dataclasses import replace

from devices.emrtd.errors import Malformed
from devices.emrtd.groups import DhGroup

_WHERE = "Diffie-Hellman key"


def power(group: DhGroup, base: int, k: int) -> int:
    """The base to the k-th power modulo p."""
    return pow(base, k, group.p)


def with_generator(group: DhGroup, element: int) -> DhGroup:
    """The same group with another generator, as the mapping of PACE makes it (Doc 9303-11, 4.4.3.3).

    Raises Malformed for an element that does not generate the subgroup of order q.
    """
    return replace(group, g=validate(group, element))


def validate(group: DhGroup, element: int) -> int:
    """The element itself, when it lies in the subgroup of order q and is not 1.

    Raises Malformed otherwise: outside the subgroup it would draw our secret key out (RFC 2631, 2.1.5).
    """
    if not 1 < element < group.p - 1:
        raise Malformed(_WHERE, "trivial, or beyond the group")
    if pow(element, group.q, group.p) != 1:
        raise Malformed(_WHERE, "outside the subgroup")
    return element


def decode_element(group: DhGroup, data: bytes) -> int:
    """The public key of the other side, with or without leading zeros, validated; raises Malformed."""
    if not 1 <= len(data) <= group.size:
        raise Malformed(_WHERE, "of no bytes, or longer than the group's prime")
    return validate(group, int.from_bytes(data))


def encode_key(element: int) -> bytes:
    """A public key as it is sent and authenticated: an unsigned integer without leading zeros (9.4.3)."""
    return element.to_bytes((element.bit_length() + 7) // 8)


def encode_element(group: DhGroup, element: int) -> bytes:
    """An element in as many bytes as the prime takes: how a shared secret is hashed (PKCS #3, 8.3)."""
    return element.to_bytes(group.size)
