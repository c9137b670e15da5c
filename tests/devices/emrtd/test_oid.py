"""Object identifiers are the same as bytes and with dots."""

from __future__ import annotations

import pytest
from asn1crypto.core import ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from devices.emrtd.errors import Malformed
from devices.emrtd.oid import read_oid, write_oid
from tests.helpers.fuzzing import fuzzed

dotted = st.builds(
    lambda first, second, rest: ".".join(map(str, (first, second, *rest))),
    st.integers(0, 2),
    st.integers(0, 39),
    st.lists(st.integers(0, 2**40), max_size=6),
)


@given(dotted)
def test_an_identifier_is_the_same_after_a_journey(name: str) -> None:
    assert read_oid(write_oid(name)) == name
    assert ObjectIdentifier(name).contents == write_oid(name)


def test_a_second_part_above_39_stands_below_the_joint_root() -> None:
    assert read_oid(bytes.fromhex("8837")) == "2.999"
    assert write_oid("2.999") == bytes.fromhex("8837")


@pytest.mark.parametrize("value", ["", "80", "2A80", "2A8001", "2A86"])
def test_bytes_that_are_no_identifier_are_malformed(value: str) -> None:
    with pytest.raises(Malformed):
        read_oid(bytes.fromhex(value))
    with pytest.raises(Malformed):
        read_oid(b"\x2a" * 65)


@fuzzed()
@given(st.binary(max_size=70))
def test_any_bytes_are_an_identifier_or_malformed(value: bytes) -> None:
    try:
        name = read_oid(value)
    except Malformed:
        return
    assert write_oid(name) == value
