"""No element outside the subgroup comes in, and keys go out as the standard writes them."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emrtd import dh
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import DH_GROUPS, DhGroup
from tests.helpers.fuzzing import fuzzed

every_group = pytest.mark.parametrize("group", DH_GROUPS, ids=lambda group: group.name)
GROUP = DH_GROUPS[0]


@every_group
def test_two_sides_share_a_secret(group: DhGroup) -> None:
    mine, yours = secrets.randbelow(group.q), secrets.randbelow(group.q)
    theirs = dh.decode_element(group, dh.encode_key(dh.power(group, group.g, yours)))
    assert dh.power(group, theirs, mine) == dh.power(group, group.g, mine * yours)


@every_group
def test_elements_outside_the_subgroup_are_refused(group: DhGroup) -> None:
    p = group.p
    outside = next(y for y in range(2, 99) if pow(y, group.q, p) != 1)
    for element in (0, 1, p - 1, p, p + group.g, outside):
        with pytest.raises(Malformed):
            dh.validate(group, element)
        with pytest.raises(Malformed):
            dh.with_generator(group, element)


def test_a_key_goes_out_without_leading_zeros_and_a_secret_with_them() -> None:
    element = next(y for k in range(1, 9999) if (y := dh.power(GROUP, GROUP.g, k)) >> 1016 == 0)
    assert len(dh.encode_key(element)) == 127
    assert dh.encode_element(GROUP, element) == b"\0" + dh.encode_key(element)
    assert dh.decode_element(GROUP, dh.encode_key(element)) == element
    assert dh.decode_element(GROUP, dh.encode_element(GROUP, element)) == element


@pytest.mark.parametrize("data", [b"", bytes(128), b"\1", bytes(1) + b"\2" * 128])
def test_keys_of_the_wrong_length_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        dh.decode_element(GROUP, data)


@fuzzed(share=0.02)
@given(st.binary(max_size=130))
def test_any_bytes_are_an_element_or_malformed(data: bytes) -> None:
    try:
        element = dh.decode_element(GROUP, data)
    except Malformed:
        return
    assert pow(element, GROUP.q, GROUP.p) == 1
