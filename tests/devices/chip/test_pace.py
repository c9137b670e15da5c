"""PACE opens every kind of chip, and a chip that cheats at any step gains nothing by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.agreement import domain_of, new_key
from devices.chip.apdu import Channel, Command, Response
from devices.chip.pace import PaceOpened, open_by_pace
from devices.emrtd import ec, tlv
from devices.emrtd.groups import PACE_PARAMETERS, DhGroup
from devices.emrtd.keys import PACE, Cipher, derive, password_seed
from devices.emrtd.reading import AccessKey, CanKey, ChipFile, MrzKey
from devices.emrtd.security_infos import Agreement, Mapping, PaceOffer
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import VirtualPassport
from devices.simulated.chip.passport import PaceWay
from devices.simulated.chip.secrets import AgreementKey, ChipSecrets, Limits
from devices.simulated.chip.session import encrypted
from tests.devices.chip.scripted import known_random
from tests.helpers.fuzzing import fuzzed

MRZ = MrzKey("L898902C", "740812", "120415")
CAN = CanKey("937412")
CURVE = PACE_PARAMETERS[12]
GROUP = PACE_PARAMETERS[0]
COM = b"\x60\x02\x5f\x01"
READ_COM = Command(0x00, 0xB0, 0x9E, 0x00, expected=4)
ENTER = Command(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"))

WAYS = [
    PaceWay(mapping, cipher, parameter).offer
    for number, parameter in enumerate(PACE_PARAMETERS)
    for mapping in Mapping
    for cipher in (list(Cipher)[number % 4], Cipher.AES256)
    if not (mapping is Mapping.IM and parameter == 10)  # 9.5.1 forbids it
    if not (mapping is Mapping.CAM and (parameter < 3 or cipher is Cipher.DES3))
]


def chip_of(info: PaceOffer) -> VirtualPassport:
    """A chip that offers this one way."""
    curve = info.parameters
    assert curve is not None
    key = AgreementKey(curve, 4711, info.cipher, info.oid, 1) if info.mapping is Mapping.CAM else None
    secrets = ChipSecrets(MRZ, CAN.number, pace=(info,), mapping_key=key, limits=Limits(4096, extended=True))
    return VirtualPassport(Body({ChipFile.COM: COM}, secrets))


def info_of(mapping: Mapping = Mapping.GM, cipher: Cipher = Cipher.AES128, parameter: int = 12) -> PaceOffer:
    return PaceWay(mapping, cipher, parameter).offer


def opened(info: PaceOffer, key: AccessKey = MRZ) -> tuple[Channel, PaceOpened]:
    channel = Channel(chip_of(info).transmit, "reader")
    return channel, open_by_pace(channel, info, key)


@pytest.mark.parametrize("info", dict.fromkeys(WAYS), ids=lambda info: info.protocol)
def test_every_way_opens_the_chip(info: PaceOffer) -> None:
    channel, result = opened(info)
    assert result.protocol == info.protocol
    assert (result.mapping is not None) == (info.mapping is Mapping.CAM)
    assert channel.transmit(ENTER).ok
    assert channel.transmit(READ_COM) == Response(COM, 0x9000)
    assert channel.apdus == 7


def test_chip_authentication_mapping_proves_the_chip() -> None:
    info = info_of(Mapping.CAM)
    _, result = opened(info)
    assert result.mapping is not None
    assert not isinstance(CURVE, DhGroup)
    public = ec.multiply(CURVE, 4711, CURVE.g)
    met = ec.multiply(CURVE, int.from_bytes(result.mapping.chip_data, "big"), public)
    assert ec.encode_point(CURVE, met) == result.mapping.mapping_key


def test_the_card_access_number_opens_too() -> None:
    channel, _ = opened(info_of(), CAN)
    assert channel.secured


@pytest.mark.parametrize("key", [CanKey("000000"), MrzKey("L898902D", "740812", "120415")])
@pytest.mark.parametrize("info", [info_of(), info_of(Mapping.IM), info_of(parameter=0)])
def test_a_wrong_key_is_a_wrong_key(info: PaceOffer, key: AccessKey) -> None:
    assert refused(info, key=key) is DeviceCode.KEY_WRONG


def test_a_key_that_nobody_prints_is_wrong_before_the_chip_is_asked() -> None:
    channel = Channel(lambda _: b"\x90\x00")
    with pytest.raises(DeviceError) as caught:
        open_by_pace(channel, info_of(), CanKey("12345a"))
    assert (caught.value.code, channel.apdus) == (DeviceCode.KEY_WRONG, 0)


def test_parameters_unknown_to_us_are_said() -> None:
    info = PaceOffer("0.4.0.127.0.7.2.2.4.2.2", Agreement.ECDH, Mapping.GM, Cipher.AES128, 2, 99)
    assert refused(info, lambda *_: b"\x90\x00") is DeviceCode.PROTOCOL_UNKNOWN


Lie = Callable[[int, bytes, bytes], bytes]
"""From the step (0 is MSE:Set AT), the command and the true answer to the answer given."""


def refused(info: PaceOffer, lie: Lie | None = None, key: AccessKey = MRZ) -> DeviceCode:
    """The code by which a chip that lies is refused; the channel must stay plain."""
    chip = chip_of(info) if info.parameters is not None else None
    step = -1

    def transmit(command: bytes) -> bytes:
        nonlocal step
        step += 1
        true = b"\x90\x00" if chip is None else chip.transmit(command)
        return true if lie is None else lie(step, command, true)

    channel = Channel(transmit, "reader")
    with pytest.raises(DeviceError) as caught:
        open_by_pace(channel, info, key)
    assert not channel.secured
    assert caught.value.port == "reader"
    return caught.value.code


def said(tag: int, value: bytes) -> bytes:
    return tlv.encode(0x7C, tlv.encode(tag, value)) + b"\x90\x00"


def at(number: int, answer: bytes) -> Lie:
    """Another answer at one step."""
    return lambda step, _, true: answer if step == number else true


def echo(number: int, tag: int) -> Lie:
    """Our own key sent back to us."""

    def lie(step: int, command: bytes, true: bytes) -> bytes:
        if step != number:
            return true
        (item,) = tlv.parse(tlv.one(Command.decode(command).data, 0x7C))
        return said(tag, item.value)

    return lie


POINTS = {
    "off the curve": b"\x04" + bytes(31) + b"\x01" + bytes(31) + b"\x01",
    "infinity": b"\x00",
    "zeros": b"\x04" + bytes(64),
    "compressed": b"\x02" + bytes.fromhex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
    "beyond the prime": b"\x04" + b"\xff" * 64,
    "short": b"\x04" + bytes(32),
    "nothing": b"",
}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
@pytest.mark.parametrize("step, tag", [(2, 0x82), (3, 0x84)])
def test_a_point_that_is_none_is_refused(step: int, tag: int, point: bytes) -> None:
    assert refused(info_of(), at(step, said(tag, point))) is DeviceCode.PACE_FAILED


@pytest.mark.parametrize("parameter", [0, 12])
@pytest.mark.parametrize("step, tag", [(2, 0x82), (3, 0x84)])
def test_our_own_key_come_back_is_refused(step: int, tag: int, parameter: int) -> None:
    assert refused(info_of(parameter=parameter), echo(step, tag)) is DeviceCode.PACE_FAILED


def test_elements_outside_the_group_are_refused() -> None:
    assert isinstance(GROUP, DhGroup)
    for number in (0, 1, 2, GROUP.p - 1, GROUP.p, GROUP.p + 1):
        for step, tag in ((2, 0x82), (3, 0x84)):
            key = number.to_bytes(GROUP.size, "big")
            assert refused(info_of(parameter=0), at(step, said(tag, key))) is DeviceCode.PACE_FAILED


def test_a_generator_mapped_to_infinity_is_refused() -> None:
    # The chip knows the nonce s; were it to guess our mapping key a, its own key -s/a would do it.
    assert not isinstance(CURVE, DhGroup)
    ours = new_key(domain_of(CURVE))
    password = derive(password_seed(MRZ), PACE, Cipher.AES128)
    nonce = b"\x05" * 16

    def lie(step: int, _: bytes, true: bytes) -> bytes:
        if step == 1:
            return said(0x80, encrypted(Cipher.AES128, password, nonce))
        if step == 2:
            scalar = -int.from_bytes(nonce, "big") * pow(ours.secret, -1, CURVE.n)
            return said(0x82, ec.encode_point(CURVE, ec.multiply(CURVE, scalar, CURVE.g)))
        return true

    chip = chip_of(info_of())
    step = -1

    def transmit(command: bytes) -> bytes:
        nonlocal step
        step += 1
        return lie(step, command, chip.transmit(command))

    channel = Channel(transmit)
    with pytest.raises(DeviceError, match="infinity") as caught:
        open_by_pace(channel, info_of(), MRZ, known_random(ours.secret.to_bytes(32, "big")))
    assert caught.value.code is DeviceCode.PACE_FAILED


def test_a_chip_that_cannot_prove_the_keys_is_refused() -> None:
    for token in (bytes(8), b"", bytes(16)):
        assert refused(info_of(), at(4, said(0x86, token))) is DeviceCode.PACE_FAILED


@pytest.mark.parametrize("proof", [b"", bytes(15), bytes(32)], ids=["none", "broken", "nonsense"])
def test_a_chip_without_its_mapping_proof_opens_but_proves_nothing(proof: bytes) -> None:
    info = info_of(Mapping.CAM)
    chip = chip_of(info)

    def transmit(command: bytes) -> bytes:
        true = chip.transmit(command)
        if command[:2] != b"\x00\x86":
            return true
        token = tlv.find(tlv.one(true[:-2], 0x7C), 0x86) or b""
        more = tlv.encode(0x8A, proof) if proof else b""
        return tlv.encode(0x7C, tlv.encode(0x86, token) + more) + b"\x90\x00"

    channel = Channel(transmit)
    result = open_by_pace(channel, info, MRZ)
    assert channel.secured
    assert result.mapping is not None
    assert result.mapping.chip_data == b""


@pytest.mark.parametrize(
    "step, status, key, code",
    [
        (0, 0x6A80, MRZ, DeviceCode.PACE_FAILED),
        (0, 0x6A88, MRZ, DeviceCode.PACE_FAILED),
        (0, 0x6A88, CAN, DeviceCode.KEY_WRONG),
        (0, 0x6700, MRZ, DeviceCode.PACE_FAILED),
        (0, 0x6983, CAN, DeviceCode.CHIP_REFUSED),
        (0, 0x63C0, CAN, DeviceCode.CHIP_REFUSED),
        (1, 0x6982, MRZ, DeviceCode.PACE_FAILED),
        (2, 0x6A80, MRZ, DeviceCode.PACE_FAILED),
        (3, 0x6300, MRZ, DeviceCode.PACE_FAILED),
        (4, 0x6300, MRZ, DeviceCode.KEY_WRONG),
        (4, 0x63C2, CAN, DeviceCode.KEY_WRONG),
        (4, 0x63C0, CAN, DeviceCode.CHIP_REFUSED),
        (4, 0x6982, MRZ, DeviceCode.KEY_WRONG),
        (4, 0x6985, MRZ, DeviceCode.KEY_WRONG),
        (4, 0x6A88, MRZ, DeviceCode.KEY_WRONG),
        (4, 0x6F00, MRZ, DeviceCode.PACE_FAILED),
        (4, 0x6700, MRZ, DeviceCode.PACE_FAILED),
    ],
)
def test_what_a_chip_says_is_told_apart(step: int, status: int, key: AccessKey, code: DeviceCode) -> None:
    assert refused(info_of(), at(step, status.to_bytes(2, "big")), key) is code


def test_a_warning_of_earlier_tries_is_no_refusal() -> None:
    chip = chip_of(info_of())

    def transmit(command: bytes) -> bytes:
        true = chip.transmit(command)
        return b"\x63\xc2" if command[1] == 0x22 else true

    channel = Channel(transmit)
    open_by_pace(channel, info_of(), MRZ)
    assert channel.secured


tags = st.sampled_from([0x80, 0x82, 0x84, 0x86, 0x8A, 0x7C])
objects = st.tuples(tags, st.binary(max_size=70)).map(lambda pair: tlv.encode(*pair))
answers = st.one_of(
    objects.map(lambda data: tlv.encode(0x7C, data) + b"\x90\x00"),
    objects.map(lambda data: data + b"\x90\x00"),
    st.binary(max_size=40),
)


@fuzzed(share=0.4)
@given(st.lists(answers, max_size=3), st.sampled_from([Mapping.GM, Mapping.IM]))
def test_a_chip_that_babbles_is_refused(script: list[bytes], mapping: Mapping) -> None:
    left = iter([b"\x90\x00", *script])
    channel = Channel(lambda _: next(left, b"\x6f\x00"))
    with pytest.raises(DeviceError):
        open_by_pace(channel, info_of(mapping, parameter=8), MRZ)
    assert not channel.secured


@fuzzed(share=0.06)
@given(st.integers(1, 4), answers, st.sampled_from([Mapping.GM, Mapping.IM]))
def test_a_chip_that_begins_to_babble_is_refused(step: int, answer: bytes, mapping: Mapping) -> None:
    if mapping is Mapping.IM and step == 2:
        return  # what comes there means nothing
    refused(info_of(mapping, parameter=8), at(step, answer))
