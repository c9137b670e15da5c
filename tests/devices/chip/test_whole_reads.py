"""Every virtual passport is read as far as it allows, and what it hides or refuses is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices.api import ChipFileCame, ChipOpened, ChipProgress, ChipProved
from devices.chip.strategy import RememberedHere
from devices.emrtd import tlv
from devices.emrtd.reading import AccessMethod, CanKey, ChipFile, FileState, MrzKey
from devices.errors import DeviceCode
from devices.simulated.chip.card import Chip, VirtualPassport
from devices.simulated.chip.faults import PulledAt
from devices.simulated.chip.profiles import PROFILES, body_of, wrapped
from tests.devices.chip.reading import READER, Desk, TestCard, chip_of, key_of, pki, read

NOT_WHOLE = {
    "pace-fails": DeviceCode.KEY_WRONG,
    "pace-infinity": DeviceCode.PACE_FAILED,
    "pace-off-curve": DeviceCode.PACE_FAILED,
    "wrong-mrz": DeviceCode.KEY_WRONG,
    "pulled": DeviceCode.CHIP_LIFTED,
    "swapped": DeviceCode.CHIP_LIFTED,
    "mute": DeviceCode.CHIP_MUTE,
    "wrong-mac": DeviceCode.MESSAGING_BROKEN,
}
WITH_ODD_FILES = {"boundless-length", "indefinite-length", "endless-file", "endless-parts"}


@pytest.mark.parametrize("name", sorted(PROFILES.keys() - NOT_WHOLE.keys() - WITH_ODD_FILES))
def test_it_is_read_whole(name: str) -> None:
    reading = read(name)
    assert (reading.whole, reading.failure) == (True, "")
    for file in (ChipFile.DG1, ChipFile.SOD, ChipFile.COM, ChipFile.DG2):
        assert reading.data(file), file
    states = {read.state for file, read in reading.files.items() if file.data_group not in {3, 4}}
    assert states <= {FileState.READ, FileState.ABSENT}


@pytest.mark.parametrize("name, code", sorted(NOT_WHOLE.items()))
def test_it_ends_early_and_says_why(name: str, code: DeviceCode) -> None:
    if name == "pace-fails":
        code = DeviceCode(read(name).failure)  # the chip may as well have called the key wrong
        assert code in {DeviceCode.PACE_FAILED, DeviceCode.KEY_WRONG}
    reading = read(name)
    assert (reading.whole, reading.failure) == (False, code)


@pytest.mark.parametrize("name", ["boundless-length", "indefinite-length"])
def test_a_length_that_lies_spoils_its_file_only(name: str) -> None:
    reading = read(name)
    assert reading.files[ChipFile.DG1].state is FileState.MALFORMED
    assert reading.data(ChipFile.DG2)
    assert reading.whole


def test_a_file_without_end_is_not_read() -> None:
    reading = read("endless-file")
    assert reading.files[ChipFile.DG2].state is FileState.MALFORMED
    assert len(reading.files[ChipFile.DG2].data) < 300


def test_answers_without_end_are_told_as_malformed_and_do_not_hang() -> None:
    reading = read("endless-parts")
    assert reading.files[ChipFile.DG1].state is FileState.MALFORMED
    assert reading.apdus < 10_000


def test_dg1_is_there_first_and_within_ten_commands_and_all_within_twenty_two() -> None:
    card = TestCard(chip_of("extended"))
    desk = Desk(key_of("extended"), sent=lambda: len(card.sent))
    reading = desk.read(card)
    assert reading.access.method is AccessMethod.PACE
    order = desk.files_in_order()
    assert order.index(ChipFile.DG1) < order.index(ChipFile.SOD)
    assert desk.after[ChipFile.DG1] <= 10
    proofs = 2 + 3  # DG14 in two pieces, chip authentication
    assert desk.after[ChipFile.DG2] - proofs <= 22


def test_what_is_told_on_the_way_is_the_reading() -> None:
    desk = Desk(key_of("all-files"))
    reading = desk.read(TestCard(chip_of("all-files")))
    assert [event.access for event in desk.events if isinstance(event, ChipOpened)] == [reading.access]
    assert {event.read.file: event.read for event in desk.events if isinstance(event, ChipFileCame)} == (
        reading.files
    )
    assert [event.proof for event in desk.events if isinstance(event, ChipProved)] == [reading.chip]
    steps = [event for event in desk.events if isinstance(event, ChipProgress) and event.file is ChipFile.DG2]
    assert steps[-1].done == steps[-1].total == len(reading.data(ChipFile.DG2) or b"")


def test_fingerprints_are_reported_as_protected_and_spoil_nothing() -> None:
    reading = read("all-files")
    assert reading.whole
    assert reading.files[ChipFile.DG3].state is FileState.PROTECTED
    assert reading.files[ChipFile.DG3].data == b""


def test_a_group_dropped_from_com_is_still_asked_for() -> None:
    reading = read("hidden-dg15")
    assert reading.files[ChipFile.DG15].state is FileState.ABSENT
    kept = body_of(PROFILES["aa-rsa"], pki())
    com = kept.files[ChipFile.COM]
    hidden = kept.with_file(ChipFile.COM, _without_tag(com, 0x6F))
    found = Desk(key_of("aa-rsa")).read(TestCard(VirtualPassport(hidden)))
    assert found.data(ChipFile.DG15)
    assert found.active is not None
    assert found.active.status == 0x9000


def _without_tag(com: bytes, tag: int) -> bytes:
    items = tlv.parse(tlv.one(com, 0x60))
    kept = (
        tlv.encode(
            item.tag, bytes(one for one in item.value if one != tag) if item.tag == 0x5C else item.value
        )
        for item in items
    )
    return tlv.encode(0x60, b"".join(kept))


@pytest.mark.parametrize("name", ["pace-infinity", "pace-off-curve", "pace-fails"])
def test_a_failed_pace_is_never_followed_by_bac_unasked(name: str) -> None:
    card = TestCard(chip_of(name))
    reading = Desk(key_of(name)).read(card)
    assert reading.access.method is None
    assert reading.access.pace_offered
    assert reading.access.pace_failed == reading.failure
    assert not [command for command in card.sent if command[1] in {0x84, 0x82}], "BAC was tried"


def test_bac_after_a_failed_pace_is_taken_when_allowed_and_then_said() -> None:
    reading = read("pace-infinity", downgrade=True)
    assert reading.access.method is AccessMethod.BAC
    assert reading.access.downgraded
    assert reading.access.pace_failed == DeviceCode.PACE_FAILED
    assert reading.whole


def test_a_spoilt_card_access_does_not_open_the_way_to_bac() -> None:
    body = body_of(PROFILES["pace-gm-p256"], pki())
    for data in (b"\x31\x80\x00\x00", b"\x31\x03\x02\x01\x00", b"\x00" * 20):
        card = TestCard(VirtualPassport(body.with_file(ChipFile.CARD_ACCESS, data)))
        reading = Desk(key_of("pace-gm-p256")).read(card)
        assert reading.access.method is None
        assert reading.failure == DeviceCode.CHIP_MALFORMED


def test_the_card_access_number_opens_by_pace_and_a_wrong_one_does_not() -> None:
    can = body_of(PROFILES["pace-gm-p256"], pki()).secrets.can
    assert read("pace-gm-p256", key=CanKey(can)).whole
    wrong = read("pace-gm-p256", key=CanKey("000000"))
    assert (wrong.access.method, wrong.failure) == (None, DeviceCode.KEY_WRONG)
    assert read("bac", key=CanKey(can)).failure == DeviceCode.PROTOCOL_UNKNOWN


def test_one_digit_wrong_in_the_lines_is_a_wrong_key_for_both_ways() -> None:
    for name in ("bac", "pace-gm-p256"):
        key = key_of(name)
        assert isinstance(key, MrzKey)
        reading = read(name, key=replace(key, birth_date="700101"))
        assert (reading.failure, reading.files.get(ChipFile.DG1)) == (DeviceCode.KEY_WRONG, None)


class AlteredOnce:
    """One bit of one answer is changed between chip and reader."""

    def __init__(self, chip: Chip, answer: int) -> None:
        self._chip = chip
        self._left = answer

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, apdu: bytes) -> bytes:
        answer = self._chip.transmit(apdu)
        self._left -= 1
        return answer if self._left else bytes((answer[0], answer[1] ^ 1)) + answer[2:]

    def reset(self) -> None:
        self._chip.reset()


def test_an_answer_altered_once_on_the_line_is_forgiven() -> None:
    card = TestCard(AlteredOnce(chip_of("pace-gm-p256"), 20))
    assert Desk(key_of("pace-gm-p256")).read(card).whole
    assert card.resets == 1


@pytest.mark.parametrize("after", [0, 90, 150, 1_000, 1_500, 6_000, 18_000])
def test_lifted_at_any_byte_and_laid_back_it_reads_on_from_there(after: int) -> None:
    desk, chip = Desk(key_of("bac")), wrapped(chip_of("bac"), [PulledAt(after)])
    card = TestCard(chip)
    first = desk.read(card)
    assert (first.failure, first.whole) == (DeviceCode.CHIP_LIFTED, False)
    second = desk.read(card)
    assert (second.whole, second.failure) == (True, "")
    assert second.resumed is (first.data(ChipFile.DG1) is not None)
    whole = read("bac")
    assert {file: item.data for file, item in second.files.items()} == (
        {file: item.data for file, item in whole.files.items()}
    )
    # Opening again and proving by the SOD that it is the same chip is all that it costs.
    assert len(card.sent) <= whole.apdus + 20


def test_another_chip_laid_back_is_told() -> None:
    desk = Desk(key_of("swapped"))
    assert desk.read(TestCard(chip_of("swapped"))).failure == DeviceCode.CHIP_LIFTED
    other = desk.read(TestCard(chip_of(PROFILES["swapped"].relaid)))
    assert (other.failure, other.whole) == (DeviceCode.DIFFERENT_CHIP, False)


def test_a_strangers_chip_laid_back_is_told() -> None:
    desk = Desk(key_of("pulled"))
    assert desk.read(TestCard(chip_of("pulled"))).failure == DeviceCode.CHIP_LIFTED
    assert desk.read(TestCard(chip_of("aa-ecdsa"))).failure == DeviceCode.DIFFERENT_CHIP


def test_a_reader_that_cannot_carry_long_commands_is_remembered_as_such() -> None:
    def refuse(command: bytes) -> DeviceCode | None:
        return DeviceCode.CHIP_MUTE if len(command) > 6 and command[4] == 0 else None

    memory = RememberedHere()
    first, second = (TestCard(chip_of("extended"), refuse) for _ in range(2))
    assert Desk(key_of("extended"), remembered=memory).read(first).whole
    assert memory.most(READER) == 256
    assert Desk(key_of("extended"), remembered=memory).read(second).whole
    assert (first.resets > 0, second.resets) == (True, 0)


def test_a_passport_that_lost_power_once_is_no_fault_of_the_reader_either() -> None:
    left = [1]

    def refuse(command: bytes) -> DeviceCode | None:
        long = len(command) > 6 and command[4] == 0
        return DeviceCode.CHIP_MUTE if long and left and left.pop() else None

    memory = RememberedHere()
    card = TestCard(chip_of("extended"), refuse)
    assert Desk(key_of("extended"), remembered=memory).read(card).whole
    assert (card.resets, memory.most(READER)) == (1, None)


def test_a_chip_that_refuses_is_no_fault_of_the_reader() -> None:
    memory = RememberedHere()
    card = TestCard(chip_of("refuses-long"))
    assert Desk(key_of("refuses-long"), remembered=memory).read(card).whole
    assert card.resets > 0
    assert memory.most(READER) is None
