"""What the wire's figures are measured on is unknown to its dictionaries, and the aims hold there."""

from __future__ import annotations

import os

import pytest

from app.domain.record import decode, encode
from bench.wire import strangers
from bench.wire_dictionary import trained_names
from bench.wire_people import HELD_OUT, TRAINING
from sync.ports import OutboxRow
from sync.protocol.batch import Maker, build
from sync.protocol.kinds import CROSSING


def test_the_two_worlds_share_no_country_and_no_name() -> None:
    assert not {state for state, _ in HELD_OUT.names.values()} & {
        state for state, _ in TRAINING.names.values()
    }
    assert not set(HELD_OUT.ports) & set(TRAINING.ports)
    people = strangers(1, 200)
    words = {
        word for one in people for word in f"{one.traveller.surname} {one.traveller.given_names}".split()
    }
    assert len(words) > 200
    assert not words & trained_names()
    assert all(decode(encode(one)) == one for one in people)


@pytest.mark.parametrize("count, most", [(1, 260), (10, 180), (40, 115)])
def test_a_stranger_is_small_on_the_wire(count: int, most: int) -> None:
    """The aims of docs/protocol.md, on people whose names, ports and flights trained nothing."""
    rows = [OutboxRow(9_000 + place, CROSSING, encode(one)) for place, one in enumerate(strangers(20, 40))]
    maker = Maker(300, bytes(range(32)), b"\x09" + bytes(31))
    starts = range(0, len(rows), max(count, 5))
    sizes = [len(build(rows[at : at + count], os.urandom(32), os.urandom(32), maker)) for at in starts]
    assert sum(sizes) / len(sizes) / count <= most
