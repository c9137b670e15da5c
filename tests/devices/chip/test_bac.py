"""BAC opens chips by the printed MRZ, and says which of its failures is the key's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel, Command, Response
from devices.chip.bac import open_by_bac
from devices.emrtd.reading import ChipFile, MrzKey
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import VirtualPassport
from devices.simulated.chip.secrets import ChipSecrets
from tests.helpers.fuzzing import fuzzed

MRZ = MrzKey("L898902C", "740812", "120415")
COM = b"\x60\x02\x5f\x01"
ENTER = Command(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"))


def entered(lie: Callable[[int, bytes], bytes] | None = None) -> Channel:
    """A chip at whose application we stand; `lie` gives another answer to INS than the true one."""
    chip = VirtualPassport(Body({ChipFile.COM: COM}, ChipSecrets(MRZ)))

    def transmit(command: bytes) -> bytes:
        true = chip.transmit(command)
        return true if lie is None else lie(command[1], true)

    channel = Channel(transmit, "reader")
    assert channel.transmit(ENTER).ok
    return channel


def refused(lie: Callable[[int, bytes], bytes] | None = None, key: MrzKey = MRZ) -> DeviceCode:
    channel = entered(lie)
    with pytest.raises(DeviceError) as caught:
        open_by_bac(channel, key)
    assert not channel.secured
    assert caught.value.port == "reader"
    return caught.value.code


def at(ins: int, answer: bytes) -> Callable[[int, bytes], bytes]:
    return lambda asked, true: answer if asked == ins else true


def test_the_mrz_opens_the_chip() -> None:
    channel = entered()
    open_by_bac(channel, MRZ)
    assert channel.secured
    assert channel.apdus == 3
    assert channel.transmit(Command(0x00, 0xB0, 0x9E, 0x00, expected=4)) == Response(COM, 0x9000)


@pytest.mark.parametrize(
    "key",
    [MrzKey("L898902D", "740812", "120415"), MrzKey("L898902C", "74081", "120415"), MrzKey("é", "", "")],
)
def test_a_wrong_key_is_a_wrong_key(key: MrzKey) -> None:
    assert refused(key=key) is DeviceCode.KEY_WRONG


@pytest.mark.parametrize(
    "ins, status, code",
    [
        (0x84, 0x6D00, DeviceCode.PROTOCOL_UNKNOWN),
        (0x84, 0x6E00, DeviceCode.PROTOCOL_UNKNOWN),
        (0x84, 0x6982, DeviceCode.CHIP_REFUSED),
        (0x82, 0x6300, DeviceCode.KEY_WRONG),
        (0x82, 0x63C3, DeviceCode.KEY_WRONG),
        (0x82, 0x6982, DeviceCode.KEY_WRONG),
        (0x82, 0x6985, DeviceCode.KEY_WRONG),
        (0x82, 0x6A88, DeviceCode.KEY_WRONG),
        (0x82, 0x6D00, DeviceCode.PROTOCOL_UNKNOWN),
        (0x82, 0x6983, DeviceCode.CHIP_REFUSED),
        (0x82, 0x6700, DeviceCode.CHIP_REFUSED),
        (0x82, 0x6F00, DeviceCode.CHIP_REFUSED),
    ],
)
def test_what_a_chip_says_is_told_apart(ins: int, status: int, code: DeviceCode) -> None:
    assert refused(at(ins, status.to_bytes(2, "big"))) is code


@pytest.mark.parametrize("challenge", [b"", bytes(7), bytes(9)])
def test_a_challenge_of_the_wrong_length_is_malformed(challenge: bytes) -> None:
    assert refused(at(0x84, challenge + b"\x90\x00")) is DeviceCode.CHIP_MALFORMED


def test_a_proof_of_another_run_is_refused() -> None:
    earlier: list[bytes] = []

    def listen(ins: int, true: bytes) -> bytes:
        if ins == 0x82:
            earlier.append(true)
        return true

    open_by_bac(entered(listen), MRZ)
    # The seed of a virtual chip makes its challenge the same again; ours is another.
    assert refused(at(0x82, earlier[0])) is DeviceCode.CHIP_MALFORMED


@fuzzed(share=0.2)
@given(st.binary(max_size=12), st.one_of(st.binary(max_size=44), st.binary(min_size=40, max_size=40)))
def test_a_chip_that_babbles_is_refused(challenge: bytes, proof: bytes) -> None:
    answers = iter([challenge[:8].ljust(len(challenge) and 8) + b"\x90\x00", proof + b"\x90\x00"])
    channel = Channel(lambda _: next(answers))
    with pytest.raises(DeviceError):
        open_by_bac(channel, MRZ)
    assert not channel.secured
