"""What one booth tells is known at the others, whoever keeps the relay and whatever becomes of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.failure import FailureCode
from app.domain.relay_role import RelayRole, RoleKind
from sync.ports import KeyRing
from sync.protocol.notes import BadNote, Told, write_note
from sync.relay.telling import proved_note
from tests.helpers.logs import ExpectLog
from tests.helpers.port import LittleBooth, listed
from tests.helpers.publications import RING
from tests.sync.relay.conftest import LittlePort

KEY = (2, RING.content_keys[1][1])


def has(crossing: int, refused: bool) -> Callable[[LittleBooth], bool]:
    def asked(booth: LittleBooth) -> bool:
        found = [note for (_, name), note in booth.kept.items() if name == crossing.to_bytes(16)]
        return bool(found) and found[0].refused is refused

    return asked


def test_a_refusal_is_known_at_every_other_booth_and_a_correction_takes_it_back(port: LittlePort) -> None:
    first, second, third = (port.booth(number) for number in (1, 2, 3))
    keeper, _, address = port.keep(first)
    sides = [keeper, *(port.start(booth, RoleKind.USE, address) for booth in (second, third))]
    second.record(77, refused=True)
    sides[1].poke()
    for booth in (first, third):
        booth.wait_for(has(77, refused=True))
    second.record(77, refused=False, version=2)
    first.record(78, refused=True)
    for side in sides:
        side.poke()
    for booth in (first, third):
        booth.wait_for(has(77, refused=False))
    for booth in (second, third):
        booth.wait_for(has(78, refused=True))
    assert (2, (77).to_bytes(16)) not in second.kept
    assert [side.trouble() for side in sides] == [None, None, None]


def test_a_booth_that_was_off_hears_what_was_told_and_another_relay_is_told_again(port: LittlePort) -> None:
    first, second, third = (port.booth(number) for number in (1, 2, 3))
    keeper, _, address = port.keep(first)
    told = port.start(second, RoleKind.USE, address)
    second.record(1, refused=True)
    told.poke()
    first.wait_for(has(1, refused=True))
    # The keeper is switched off and its folder lost before booth 3 comes on; booth 3 becomes the relay.
    assert keeper.stop()
    port.sides.remove(keeper)
    shutil.rmtree(port.folder / "1")
    _, _, elsewhere = port.keep(third)
    second.use(RoleKind.USE, elsewhere)
    third.wait_for(has(1, refused=True))
    first.use(RoleKind.USE, elsewhere)
    back = port.start_as_set(first)
    first.record(2, refused=True)
    back.poke()
    for booth in (second, third):
        booth.wait_for(has(2, refused=True))
    assert len(third.kept) == 2


def test_what_came_before_the_key_that_opens_it_is_heard_once_the_key_is_there(
    port: LittlePort, expect_log: ExpectLog
) -> None:
    expect_log("note not taken reason=key")
    first, second = port.booth(1), port.booth(2)
    first.ring = KeyRing(RING.content_keys[:1], RING.document_key)
    _, _, address = port.keep(first)
    told = port.start(second, RoleKind.USE, address)
    second.record(1, refused=True)
    told.poke()
    second.wait_for(lambda booth: booth.cursors["told"][1] == 1)
    first.wait_for(lambda booth: booth.cursors["heard"][0] != b"")
    assert not first.kept
    assert first.cursors["heard"][1] == 0, "it is not behind it"
    first.ring = RING
    first.wait_for(has(1, refused=True))
    first.wait_for(lambda booth: booth.cursors["heard"][1] == 1)


def test_a_relay_that_was_restarted_still_has_its_board(port: LittlePort) -> None:
    first, second, third = (port.booth(number) for number in (1, 2, 3))
    keeper, relay, address = port.keep(first)
    told = port.start(second, RoleKind.USE, address)
    second.record(1, refused=True)
    told.poke()
    first.wait_for(has(1, refused=True))
    epoch = relay.board.epoch
    for side in (told, keeper):
        assert side.stop()
        port.sides.remove(side)
    _, relay, address = port.keep(first)
    assert relay.board.epoch == epoch
    port.start(third, RoleKind.USE, address)
    third.wait_for(has(1, refused=True))


def test_an_address_that_is_taken_is_told_and_the_desk_goes_on(
    port: LittlePort, expect_log: ExpectLog
) -> None:
    expect_log("RLY-03")
    _, _, address = port.keep(port.booth(1))
    side = port.start(port.booth(2), RoleKind.HERE, address)
    assert side.keeper() is None
    assert side.trouble() is FailureCode.RELAY_ADDRESS_TAKEN


def test_a_role_may_change_while_the_desk_is_open(port: LittlePort) -> None:
    first, second = port.booth(1), port.booth(2)
    side = port.start(first, RoleKind.OFF, "")
    _, _, address = port.keep(second)
    first.record(5, refused=True)
    first.use(RoleKind.USE, address)
    second.wait_for(has(5, refused=True))
    assert side.role() == RelayRole(RoleKind.USE, address)


def test_what_is_not_another_booths_word_is_not_taken(port: LittlePort) -> None:
    first, second = port.booth(1), port.booth(2)
    one, two, three = port.identities
    note = second.record(9, refused=True)
    good = write_note(note, KEY, two.signing_key)
    assert proved_note(good, one, RING, first) == note
    forged = write_note(note, KEY, three.signing_key)
    own = write_note(replace(note, station_number=1), KEY, one.signing_key)
    abroad = write_note(replace(note, port="VUSAN"), KEY, two.signing_key)
    stranger = write_note(replace(note, station_number=4), KEY, two.signing_key)
    for data in (forged, own, abroad, stranger, good[:-1], good + b"\0"):
        with pytest.raises(BadNote):
            proved_note(data, one, RING, first)
    first.port = listed(*port.identities, revoked=[2])
    with pytest.raises(BadNote):
        proved_note(good, one, RING, first)


def test_a_relay_that_drops_repeats_and_reorders_changes_nothing_that_was_heard(port: LittlePort) -> None:
    first, second = port.booth(1), port.booth(2)
    _, relay, address = port.keep(first)
    two = port.identities[1]
    old, new = second.record(3, refused=True), second.record(3, refused=False, version=2)
    data = tuple(write_note(note, KEY, two.signing_key) for note in (new, old, new))
    heard = [proved_note(one, port.identities[0], RING, first) for one in data]
    first.keep(heard, relay.board.epoch, 1)
    assert has(3, refused=False)(first)
    # A place beyond the last or of another epoch: everything is heard again, nothing is new.
    third = port.booth(3)
    third.cursors["heard"] = (relay.board.epoch, 1 << 40)
    relay.board.pin(2, data[:1])
    port.start(third, RoleKind.USE, address)
    third.wait_for(has(3, refused=False))
    assert relay.board.pin(2, data[:1]) == 0
    assert relay.board.hear(bytes(16), 5, 0, 0.0) == Told(relay.board.epoch, 1, data[:1])
