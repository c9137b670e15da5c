"""A chip, or a hand on its line, that cheats over the whole of a reading: it gains nothing and is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.chip.apdu import Command, Response
from devices.emrtd import tlv
from devices.emrtd.reading import ActiveAuthentication, ChipAuthentication, ChipFile, FileState
from devices.errors import DeviceCode
from devices.simulated.chip.card import ATR, Chip, VirtualPassport
from devices.simulated.chip.faults import Pulled, cloned_with_own_keys
from devices.simulated.chip.profiles import PROFILES, body_of
from devices.simulated.chip.secrets import Limits, RsaSignatureKey
from devices.simulated.chip.session import Refused
from tests.devices.chip.reading import Desk, TestCard, chip_of, key_of, pki

BAC = {0x84, 0x82}


class OnTheLine:
    """Stands between a chip and its reader: `change` sees a command and its answer, and gives another."""

    def __init__(self, chip: Chip, change: Callable[[bytes, bytes], bytes], atr: bytes | None = None) -> None:
        self._chip = chip
        self._change = change
        self._atr = atr

    @property
    def atr(self) -> bytes:
        return self._chip.atr if self._atr is None else self._atr

    def transmit(self, apdu: bytes) -> bytes:
        return self._change(apdu, self._chip.transmit(apdu))

    def reset(self) -> None:
        self._chip.reset()


def test_a_card_access_that_breaks_off_does_not_open_the_way_to_bac() -> None:
    body = body_of(PROFILES["pace-gm-p256"], pki())
    long = tlv.encode(0x31, tlv.one(body.files[ChipFile.CARD_ACCESS], 0x31) + tlv.encode(0x30, bytes(500)))

    def break_off(apdu: bytes, answer: bytes) -> bytes:
        later = apdu[1] == 0xB0 and not apdu[0] and not apdu[2] & 0x80
        return b"\x6f\x00" if later else answer

    card = TestCard(OnTheLine(VirtualPassport(body.with_file(ChipFile.CARD_ACCESS, long)), break_off))
    reading = Desk(key_of("pace-gm-p256")).read(card)
    assert (reading.access.method, reading.access.pace_offered) == (None, True)
    assert reading.failure == DeviceCode.CHIP_REFUSED
    assert not BAC.intersection(command[1] for command in card.sent)


def test_a_chip_that_offers_sixty_ways_is_tried_by_a_few() -> None:
    body = body_of(PROFILES["pace-infinity"], pki())
    oid = bytes.fromhex("04007F00070202040202")
    ways = [
        tlv.encode(0x30, tlv.encode(6, oid) + b"\x02\x01" + bytes((version,)) + b"\x02\x01\x0c")
        for version in range(20)
    ]
    offered = body.with_file(ChipFile.CARD_ACCESS, tlv.encode(0x31, b"".join(ways * 3)))
    card = TestCard(
        OnTheLine(VirtualPassport(offered), lambda apdu, answer: b"\x6a\x80" if apdu[1] == 0x22 else answer)
    )
    assert Desk(key_of("pace-infinity")).read(card).failure == DeviceCode.PACE_FAILED
    assert card.resets < 10


def test_what_one_chip_proved_in_pace_is_not_kept_for_another_laid_in_its_place() -> None:
    key, body = key_of("pace-cam"), body_of(PROFILES["pace-cam"], pki())
    left = [1]

    def lifted_before_dg1(apdu: bytes, answer: bytes) -> bytes:
        if apdu[0] & 0x0C and apdu[1] == 0xB0 and apdu[2] == 0x81 and left:
            left.clear()
            raise Pulled
        return answer

    desk = Desk(key)
    first = desk.read(TestCard(OnTheLine(VirtualPassport(body), lifted_before_dg1)))
    assert (first.failure, first.mapping is not None) == (DeviceCode.CHIP_LIFTED, True)
    second = desk.read(TestCard(VirtualPassport(cloned_with_own_keys(body), "copy")))
    assert second.whole
    assert second.mapping != first.mapping, "the copy goes by the proof of the original"
    assert not second.resumed


@pytest.mark.parametrize("forged", [b"\x6a\x82", b"\x90\x00"])
def test_an_unsealed_word_over_fingerprints_is_not_believed(forged: bytes) -> None:
    locked = False

    def forge(apdu: bytes, answer: bytes) -> bytes:
        nonlocal locked
        locked = locked or (len(sent) > 30 and apdu[0] & 0x0C != 0 and apdu[1] == 0xA4)
        return forged if locked else answer

    card = TestCard(OnTheLine(chip_of("all-files"), forge))
    sent = card.sent
    reading = Desk(key_of("all-files")).read(card)
    assert reading.whole
    assert reading.files[ChipFile.DG3].state is FileState.PROTECTED


def test_an_answer_altered_over_fingerprints_is_noticed() -> None:
    def alter(apdu: bytes, answer: bytes) -> bytes:
        late = len(card.sent) > 30 and apdu[0] & 0x0C and apdu[1] == 0xA4
        return answer[:-3] + bytes((answer[-3] ^ 1,)) + answer[-2:] if late else answer

    card = TestCard(OnTheLine(chip_of("all-files"), alter))
    assert Desk(key_of("all-files")).read(card).failure == DeviceCode.MESSAGING_BROKEN


def test_a_chip_that_stalls_in_every_answer_is_given_up() -> None:
    """Each answer in a hundred parts of one byte, as many files as there may be, all of the largest size."""
    calls = 0

    def stall(apdu: bytes) -> bytes:
        nonlocal calls
        calls += 1
        if apdu[1] == 0xC0:
            return bytes(1) + (b"\x61\x01" if calls % 100 else b"\x90\x00")
        if apdu[1] == 0xB0:
            return (b"\x61\x83\x01\xff\x00" if apdu[2] & 0x80 else b"") + b"\x61\x01"
        return b"\x6d\x00" if apdu[1] in BAC else b"\x90\x00"

    class Stalling:
        atr = ATR

        def transmit(self, apdu: bytes) -> bytes:
            return stall(apdu)

        def reset(self) -> None:
            """Nothing changes."""

    reading = Desk(key_of("bac")).read(TestCard(Stalling()))
    assert not reading.whole
    assert calls < 6_000


@pytest.mark.parametrize("name, command", [("aa-rsa", 0x88), ("ca-dh", 0x86), ("ca-ecdh-3des", 0x22)])
def test_an_unsealed_refusal_to_prove_itself_counts_only_the_second_time(name: str, command: int) -> None:
    left = [2]

    def refuse(apdu: bytes, answer: bytes) -> bytes:
        if apdu[0] & 0x0C and apdu[1] == command and left[0]:
            left[0] -= 1
            return b"\x6f\x00"
        return answer

    def proof() -> ActiveAuthentication | ChipAuthentication | None:
        reading = Desk(key_of(name)).read(TestCard(OnTheLine(chip_of(name), refuse)))
        assert reading.whole
        return reading.active or reading.chip

    refused = proof()
    assert refused is not None
    assert refused.status == 0x6F00
    left[0] = 1
    given = proof()
    assert given is not None
    assert given.status == 0x9000


class _LongSignature(VirtualPassport):
    """Gives its long signature in one long answer only; otherwise 6700, and the session is gone."""

    def _internal(self, command: Command) -> Response:
        if not command.extended:
            raise Refused(0x6700)
        return super()._internal(command)


def test_a_long_signature_is_asked_for_at_length_before_a_refusal_is_believed() -> None:
    body = body_of(PROFILES["aa-rsa"], pki())
    private = rsa.generate_private_key(65537, 2048)
    spki = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    secrets = replace(
        body.secrets, signature_key=RsaSignatureKey(private, "sha256"), limits=Limits(extended=True)
    )
    body = replace(body, secrets=secrets).with_file(ChipFile.DG15, tlv.encode(0x6F, spki))
    silent = OnTheLine(_LongSignature(body), lambda apdu, answer: answer, ATR)
    reading = Desk(key_of("aa-rsa")).read(TestCard(silent))
    assert reading.active is not None
    assert (reading.active.status, len(reading.active.response), reading.whole) == (0x9000, 256, True)
