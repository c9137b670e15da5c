"""Points of elliptic curves: addition, multiplication, and validation of what a chip sends.

PACE needs a generator of its own making and curves that no library at hand has, so the arithmetic is
here in plain integers (Jacobian coordinates). It does not run in constant time: only for keys that live
for one session, never for a long-term one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from devices.emrtd.errors import Malformed
from devices.emrtd.groups import Curve

Point: TypeAlias = tuple[int, int] | None
"""A point of a curve; None is the point at infinity."""

_Jacobian: TypeAlias = tuple[int, int, int]
"""(X, Y, Z) stands for (X/Z², Y/Z³); Z = 0 is infinity."""

_INFINITY: _Jacobian = (1, 1, 0)
_WINDOW = 5
_WHERE = "elliptic curve point"


def on_curve(curve: Curve, point: tuple[int, int]) -> bool:
    """Whether both coordinates are below p and satisfy the equation."""
    x, y = point
    return 0 <= x < curve.p and 0 <= y < curve.p and (y * y - (x * x + curve.a) * x - curve.b) % curve.p == 0


def negate(curve: Curve, point: Point) -> Point:
    """The point that added to this one gives infinity."""
    return None if point is None else (point[0], -point[1] % curve.p)


def add(curve: Curve, one: Point, other: Point) -> Point:
    """The sum of two points of the curve, whatever they are."""
    if one is None or other is None:
        return one or other
    return _affine(curve, _add(curve, (*one, 1), other))


def multiply(curve: Curve, k: int, point: Point) -> Point:
    """A point added k times to itself; k may be any integer, zero and negative ones included."""
    if k < 0:
        k, point = -k, negate(curve, point)
    if point is None or k == 0:
        return None
    odd = _odd_multiples(curve, point)
    result = _INFINITY
    for digit in _signed_digits(k):
        result = _double(curve, result)
        if digit > 0:
            result = _add(curve, result, odd[digit >> 1])
        elif digit < 0:
            result = _add(curve, result, negate(curve, odd[-digit >> 1]))
    return _affine(curve, result)


def compute_y(curve: Curve, x: int) -> int | None:
    """The even one of the two y with (x, y) on the curve, None where there is none.

    Every prime of the tables but that of secp224r1 is 3 modulo 4, so its root is one power.
    """
    square = ((x * x + curve.a) * x + curve.b) % curve.p
    y = _root(square, curve.p)
    if y is None:
        return None
    return y if y % 2 == 0 else curve.p - y


def with_generator(curve: Curve, point: Point) -> Curve:
    """The same curve with another generator, as the mapping of PACE makes it (Doc 9303-11, 4.4.3.3).

    Raises Malformed for infinity and for a point off the curve. All orders are prime and all
    cofactors 1, so that every other point generates the whole group.
    """
    if point is None or not on_curve(curve, point):
        raise Malformed(_WHERE, "no generator: infinity, or off the curve")
    return replace(curve, g=point)


def encode_point(curve: Curve, point: Point) -> bytes:
    """The uncompressed form 04 X Y (Doc 9303-11, 9.4.2); raises Malformed for infinity."""
    if point is None:
        raise Malformed(_WHERE, "infinity has no coordinates")
    x, y = point
    return b"\x04" + x.to_bytes(curve.size) + y.to_bytes(curve.size)


def decode_point(curve: Curve, data: bytes) -> tuple[int, int]:
    """The point of an uncompressed form, checked to lie on the curve and not to be infinity.

    Raises Malformed otherwise: a point elsewhere would draw our secret key out bit by bit.
    """
    if len(data) != 1 + 2 * curve.size or data[0] != 4:
        raise Malformed(_WHERE, "not the uncompressed form of this curve")
    point = int.from_bytes(data[1 : 1 + curve.size]), int.from_bytes(data[1 + curve.size :])
    if not on_curve(curve, point):
        raise Malformed(_WHERE, "off the curve")
    return point


def _signed_digits(k: int) -> list[int]:
    """The non-adjacent form of k > 0 in windows of five bits, highest first: digits 0 or odd, below 16."""
    digits: list[int] = []
    full, half = 1 << _WINDOW, 1 << (_WINDOW - 1)
    while k:
        digit = 0
        if k & 1:
            digit = k & (full - 1)
            if digit >= half:
                digit -= full
            k -= digit
        digits.append(digit)
        k >>= 1
    return digits[::-1]


def _odd_multiples(curve: Curve, point: tuple[int, int]) -> list[Point]:
    """1, 3, 5 … 15 times a point."""
    twice = _affine(curve, _double(curve, (*point, 1)))
    multiples: list[Point] = [point]
    for _ in range((1 << (_WINDOW - 2)) - 1):
        multiples.append(add(curve, multiples[-1], twice))
    return multiples


def _affine(curve: Curve, point: _Jacobian) -> Point:
    x, y, z = point
    if z == 0:
        return None
    p = curve.p
    inverse = pow(z, -1, p)
    square = inverse * inverse % p
    return x * square % p, y * square * inverse % p


def _double(curve: Curve, point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if z == 0 or y == 0:
        return _INFINITY
    p = curve.p
    yy = y * y % p
    s = 4 * x * yy % p
    zz = z * z % p
    # With a = -3 (NIST) the slope is one product of two sums.
    m = 3 * (x - zz) * (x + zz) % p if curve.a == p - 3 else (3 * x * x + curve.a * zz * zz) % p
    x3 = (m * m - 2 * s) % p
    return x3, (m * (s - x3) - 8 * yy * yy) % p, 2 * y * z % p


def _add(curve: Curve, one: _Jacobian, other: Point) -> _Jacobian:
    """The sum of a Jacobian and an affine point, doubling and infinity included."""
    if other is None:
        return one
    x1, y1, z1 = one
    x2, y2 = other
    if z1 == 0:
        return x2, y2, 1
    p = curve.p
    zz = z1 * z1 % p
    h = (x2 * zz - x1) % p
    r = (y2 * zz * z1 - y1) % p
    if h == 0:
        return _double(curve, one) if r == 0 else _INFINITY
    hh = h * h % p
    hhh = hh * h % p
    v = x1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - y1 * hhh) % p, z1 * h % p


def _root(square: int, p: int) -> int | None:
    """A square root modulo p, None where there is none (Tonelli and Shanks where p is 1 modulo 4)."""
    if square == 0:
        return 0
    if pow(square, (p - 1) // 2, p) != 1:
        return None
    if p % 4 == 3:
        return pow(square, (p + 1) // 4, p)
    odd, twos = p - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    outsider = next(z for z in range(2, p) if pow(z, (p - 1) // 2, p) == p - 1)
    step, root, rest = pow(outsider, odd, p), pow(square, (odd + 1) // 2, p), pow(square, odd, p)
    while rest != 1:
        order, power = 0, rest
        while power != 1:
            order, power = order + 1, power * power % p
        step = pow(step, 1 << (twos - order - 1), p)
        root = root * step % p
        step = step * step % p
        rest, twos = rest * step % p, order
    return root
