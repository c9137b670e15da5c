"""Points add up as in another library, and no point that a chip could trick us with comes in."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP521R1, derive_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.emrtd import ec
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import CURVES, Curve, by_name
from tests.helpers.fuzzing import fuzzed

every_curve = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
CURVE = next(curve for curve in CURVES if curve.name == "brainpoolP192r1")
scalars = st.integers(min_value=-(2**200), max_value=2**200)


def affine_add(curve: Curve, one: ec.Point, other: ec.Point) -> ec.Point:
    """Addition as the school book has it, to compare with."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2), p = one, other, curve.p
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def affine_multiply(curve: Curve, k: int, point: ec.Point) -> ec.Point:
    result: ec.Point = None
    for bit in f"{k:b}":
        result = affine_add(curve, result, result)
        if bit == "1":
            result = affine_add(curve, result, point)
    return result


@every_curve
def test_small_and_large_multiples_agree_with_the_school_book(curve: Curve) -> None:
    for k in (1, 2, 3, 15, 16, 17, 31, 33, secrets.randbelow(curve.n)):
        assert ec.multiply(curve, k, curve.g) == affine_multiply(curve, k, curve.g)


@every_curve
def test_the_order_ends_the_circle(curve: Curve) -> None:
    assert ec.multiply(curve, 0, curve.g) is None
    assert ec.multiply(curve, curve.n, curve.g) is None
    assert ec.multiply(curve, curve.n + 1, curve.g) == curve.g
    assert ec.multiply(curve, -1, curve.g) == ec.negate(curve, curve.g)
    assert ec.multiply(curve, curve.n - 1, curve.g) == ec.negate(curve, curve.g)
    assert ec.multiply(curve, 5, None) is None


@settings(max_examples=100)
@given(scalars, scalars)
def test_multiples_add_up(k: int, m: int) -> None:
    one, other = ec.multiply(CURVE, k, CURVE.g), ec.multiply(CURVE, m, CURVE.g)
    assert ec.add(CURVE, one, other) == ec.multiply(CURVE, k + m, CURVE.g)
    assert ec.add(CURVE, one, ec.negate(CURVE, one)) is None
    assert ec.add(CURVE, one, one) == ec.multiply(CURVE, 2 * k, CURVE.g)
    assert ec.add(CURVE, one, None) == ec.add(CURVE, None, one) == one


def test_a_secret_is_shared_on_a_generator_of_our_own_making() -> None:
    mapped = ec.with_generator(CURVE, ec.multiply(CURVE, 77, CURVE.g))
    mine, yours = secrets.randbelow(mapped.n), secrets.randbelow(mapped.n)
    theirs = ec.multiply(mapped, yours, mapped.g)
    assert ec.multiply(mapped, mine, theirs) == ec.multiply(CURVE, 77 * mine * yours, CURVE.g)


def test_a_point_of_order_two_doubles_to_infinity() -> None:
    # None of the standard's curves has one; a toy curve does: y2 = x3 - x over GF(7), (1, 0).
    toy = Curve("toy", "1.2.3", 7, 6, 0, (1, 0), 2, 4, 1)
    assert ec.multiply(toy, 2, (1, 0)) is None
    assert ec.multiply(toy, 3, (1, 0)) == (1, 0)


@pytest.mark.parametrize("point", [None, (1, 1), (0, 0)])
def test_what_generates_nothing_is_no_generator(point: ec.Point) -> None:
    with pytest.raises(Malformed):
        ec.with_generator(CURVE, point)


@every_curve
def test_a_y_is_found_for_every_x_of_the_curve(curve: Curve) -> None:
    for k in (1, 2, 3, 4, 5):
        point = ec.multiply(curve, k, curve.g)
        assert point is not None
        x, y = point
        assert ec.compute_y(curve, x) in {y, curve.p - y}


def test_about_every_second_x_has_no_y() -> None:
    found = [ec.compute_y(CURVE, x) for x in range(200)]
    assert 60 < found.count(None) < 140
    assert all(y is None or (y % 2 == 0 and ec.on_curve(CURVE, (x, y))) for x, y in enumerate(found))


@every_curve
def test_a_point_is_the_same_after_a_journey_as_bytes(curve: Curve) -> None:
    data = ec.encode_point(curve, curve.g)
    assert len(data) == 1 + 2 * curve.size
    assert ec.decode_point(curve, data) == curve.g


def test_leading_zeros_of_a_coordinate_are_kept() -> None:
    curve = by_name("secp521r1")
    assert curve is not None
    public = derive_private_key(12345, SECP521R1()).public_key().public_numbers()
    data = ec.encode_point(curve, (public.x, public.y))
    assert data[0] == 4
    assert len(data) == 133
    assert ec.decode_point(curve, data) == (public.x, public.y)


def test_infinity_has_no_bytes() -> None:
    with pytest.raises(Malformed, match="infinity"):
        ec.encode_point(CURVE, None)
    with pytest.raises(Malformed):
        ec.decode_point(CURVE, b"\0")


def test_points_off_the_curve_or_in_other_forms_are_refused() -> None:
    good = ec.encode_point(CURVE, CURVE.g)
    x, y = CURVE.g
    size = CURVE.size
    twist = b"\x04" + x.to_bytes(size) + ((y + 1) % CURVE.p).to_bytes(size)
    beyond = b"\x04" + CURVE.p.to_bytes(size) + bytes(size)
    for data in (b"", good[:-1], good + b"\0", b"\x02" + good[1:25], b"\x06" + good[1:], twist, beyond):
        with pytest.raises(Malformed):
            ec.decode_point(CURVE, data)


def test_a_coordinate_beyond_the_prime_is_no_second_name_of_a_point() -> None:
    small = next((x, y) for x in range(1, 99) if (y := ec.compute_y(CURVE, x)) is not None)
    alias = b"\x04" + (small[0] + CURVE.p).to_bytes(CURVE.size) + small[1].to_bytes(CURVE.size)
    with pytest.raises(Malformed):
        ec.decode_point(CURVE, alias)


@fuzzed()
@given(st.binary(min_size=47, max_size=50), st.booleans())
def test_any_bytes_are_a_point_of_the_curve_or_malformed(data: bytes, uncompressed: bool) -> None:
    data = b"\x04" + data[1:] if uncompressed else data
    try:
        point = ec.decode_point(CURVE, data)
    except Malformed:
        return
    assert ec.on_curve(CURVE, point)
