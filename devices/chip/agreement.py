"""Agree on a secret with a chip: our keys of one session, and what a chip's keys must be to be believed.

Doc 9303-11, 4.4.3 and 9.5. Elements (points of a curve, numbers modulo a prime) go by the bytes in which
they are sent, so that the protocols speak of both in one way.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from devices.emrtd import dh, ec, mapping, tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import Curve, DhGroup
from devices.emrtd.keys import Cipher

Random: TypeAlias = Callable[[int], bytes]
"""Gives so many random bytes: `RANDOM`, or in tests those of the worked examples."""

RANDOM: Final[Random] = secrets.token_bytes

_DRAWS: Final = 256  # each of them good more often than not: failing in all means no randomness
_WHERE = "key agreement"


class Domain(Protocol):
    """The curve or group in which both sides work, with the generator of the moment."""

    @property
    def order(self) -> int: ...

    @property
    def size(self) -> int:
        """Bytes of a number modulo the prime."""

    @property
    def generator(self) -> bytes: ...

    def believe(self, element: bytes) -> bytes:
        """A chip's key in the form of `times`, proven to belong here; raises Malformed."""

    def times(self, secret: int, element: bytes) -> bytes:
        """A believed element combined so often with itself; raises Malformed where nothing is left."""

    def secret(self, element: bytes) -> bytes:
        """What of an element that both came to is the shared secret."""

    def generic(self, nonce: bytes, met: bytes) -> Domain:
        """The domain mapped by the chip's nonce and what both came to; raises Malformed."""

    def integrated(self, cipher: Cipher, nonce: bytes, ours: bytes) -> Domain:
        """The domain mapped by two nonces; raises Malformed."""

    def key_object(self, public: bytes) -> bytes:
        """The public key within a public key data object (9.4.4)."""


def domain_of(parameters: Curve | DhGroup) -> Domain:
    """The domain over these parameters, with their own generator."""
    return _OnCurve(parameters) if isinstance(parameters, Curve) else _InGroup(parameters)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """Our key pair of one session; the secret is never shown."""

    domain: Domain
    secret: int = field(repr=False)
    public: bytes

    def meet(self, other: bytes) -> bytes:
        """The element that both sides come to when the chip has sent `other`.

        Raises Malformed for a key that is no element of the domain, or is our own come back.
        """
        element = self.domain.believe(other)
        if element == self.public:
            raise Malformed(_WHERE, "our own key came back")
        return self.domain.times(self.secret, element)

    def agree(self, other: bytes) -> bytes:
        """The shared secret K; raises as `meet`."""
        return self.domain.secret(self.meet(other))


def new_key(domain: Domain, random: Random = RANDOM) -> OwnKey:
    """A fresh key pair, its secret evenly drawn below the order.

    A public number that begins with a zero byte is drawn again: chips are not of one mind whether
    that byte belongs into the authentication tokens of PACE.
    """
    size, spare = (domain.order.bit_length() + 7) // 8, -domain.order.bit_length() % 8
    for _ in range(_DRAWS):
        secret = int.from_bytes(random(size), "big") & (1 << 8 * size - spare) - 1
        if 0 < secret < domain.order:
            public = domain.times(secret, domain.generator)
            if public[0]:
                return OwnKey(domain, secret, public)
    raise ValueError("the source of randomness gives none")


@dataclass(frozen=True, slots=True)
class _OnCurve:
    """Elements are uncompressed points, 04 X Y."""

    curve: Curve

    @property
    def order(self) -> int:
        return self.curve.n

    @property
    def size(self) -> int:
        return self.curve.size

    @property
    def generator(self) -> bytes:
        return ec.encode_point(self.curve, self.curve.g)

    def believe(self, element: bytes) -> bytes:
        return ec.encode_point(self.curve, ec.decode_point(self.curve, element))

    def times(self, secret: int, element: bytes) -> bytes:
        point = ec.multiply(self.curve, secret, ec.decode_point(self.curve, element))
        return ec.encode_point(self.curve, point)

    def secret(self, element: bytes) -> bytes:
        return element[1 : 1 + self.curve.size]

    def generic(self, nonce: bytes, met: bytes) -> Domain:
        return _OnCurve(mapping.generic_curve(self.curve, nonce, ec.decode_point(self.curve, met)))

    def integrated(self, cipher: Cipher, nonce: bytes, ours: bytes) -> Domain:
        return _OnCurve(mapping.integrated_curve(self.curve, cipher, nonce, ours))

    def key_object(self, public: bytes) -> bytes:
        return tlv.encode(0x86, public)


@dataclass(frozen=True, slots=True)
class _InGroup:
    """Elements are numbers in as many bytes as the prime has."""

    group: DhGroup

    @property
    def order(self) -> int:
        return self.group.q

    @property
    def size(self) -> int:
        return self.group.size

    @property
    def generator(self) -> bytes:
        return dh.encode_element(self.group, self.group.g)

    def believe(self, element: bytes) -> bytes:
        return dh.encode_element(self.group, dh.decode_element(self.group, element))

    def times(self, secret: int, element: bytes) -> bytes:
        power = dh.power(self.group, int.from_bytes(element, "big"), secret)
        return dh.encode_element(self.group, power)

    def secret(self, element: bytes) -> bytes:
        return element

    def generic(self, nonce: bytes, met: bytes) -> Domain:
        return _InGroup(mapping.generic_group(self.group, nonce, int.from_bytes(met, "big")))

    def integrated(self, cipher: Cipher, nonce: bytes, ours: bytes) -> Domain:
        return _InGroup(mapping.integrated_group(self.group, cipher, nonce, ours))

    def key_object(self, public: bytes) -> bytes:
        return tlv.encode(0x84, dh.encode_key(int.from_bytes(public)))
