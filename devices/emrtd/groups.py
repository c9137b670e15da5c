"""The curves and groups that documents are allowed to use, and how to recognise one by its numbers.

PACE and Chip Authentication name their parameters by a small integer (Doc 9303-11, 9.5.1);
certificates spell them out (Doc 9303-12, 4.1.6.3), and then every number counts: a curve that
differs from a known one only in its generator is a forger's (CVE-2020-0601).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from devices.emrtd.constants import CURVE_ROWS, GROUP_ROWS


@dataclass(frozen=True, slots=True)
class Curve:
    """y² = x³ + ax + b over the integers modulo `p`, with a generator `g` of prime order `n`.

    `h` is the cofactor, `size` how many bytes a coordinate takes.
    """

    name: str
    oid: str
    p: int
    a: int
    b: int
    g: tuple[int, int]
    n: int
    h: int
    size: int


@dataclass(frozen=True, slots=True)
class DhGroup:
    """The integers modulo the prime `p`, with a generator `g` of prime order `q`; `size` bytes an element."""

    name: str
    p: int
    g: int
    q: int
    size: int


def _curve(name: str, oid: str, *numbers: str) -> Curve:
    p, a, b, x, y, n = (int(number, 16) for number in numbers)
    return Curve(name, oid, p, a, b, (x, y), n, 1, (p.bit_length() + 7) // 8)


def _group(name: str, *numbers: str) -> DhGroup:
    p, g, q = (int(number, 16) for number in numbers)
    return DhGroup(name, p, g, q, (p.bit_length() + 7) // 8)


CURVES: Final = tuple(_curve(*row) for row in CURVE_ROWS)
DH_GROUPS: Final = tuple(_group(*row) for row in GROUP_ROWS)

_BY_NAME: Final = {curve.name: curve for curve in CURVES}
_BY_OID: Final = {curve.oid: curve for curve in CURVES}
_BY_VALUES: Final = {(c.p, c.a, c.b, c.g, c.n): c for c in CURVES}

# Doc 9303-11, 9.5.1: the standardised domain parameters.
PACE_PARAMETERS: Final = MappingProxyType(
    dict(enumerate(DH_GROUPS))
    | {
        8: _BY_NAME["secp192r1"],
        9: _BY_NAME["brainpoolP192r1"],
        10: _BY_NAME["secp224r1"],
        11: _BY_NAME["brainpoolP224r1"],
        12: _BY_NAME["secp256r1"],
        13: _BY_NAME["brainpoolP256r1"],
        14: _BY_NAME["brainpoolP320r1"],
        15: _BY_NAME["secp384r1"],
        16: _BY_NAME["brainpoolP384r1"],
        17: _BY_NAME["brainpoolP512r1"],
        18: _BY_NAME["secp521r1"],
    }
)


def by_oid(oid: str) -> Curve | None:
    """The curve of this object identifier in dotted form, None where we know none."""
    return _BY_OID.get(oid)


def by_name(name: str) -> Curve | None:
    """The curve of this name as SEC 2 and RFC 5639 write it, None where we know none."""
    return _BY_NAME.get(name)


def by_values(p: int, a: int, b: int, g: tuple[int, int], n: int, h: int | None = None) -> Curve | None:
    """The known curve that agrees in every number, None otherwise.

    `a` and `b` are taken modulo `p` (some write a as -3); the cofactor, which certificates may leave
    out, is compared where it is given.
    """
    if p <= 0:
        return None
    curve = _BY_VALUES.get((p, a % p, b % p, g, n))
    return curve if curve is not None and h in {None, curve.h} else None
