"""Every figure of Doc 9303-11's worked examples comes out of the functions that open real chips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devices.chip.apdu import Channel, Command, Response
from devices.chip.bac import open_by_bac
from devices.chip.messaging import SecureMessaging
from devices.chip.pace import PaceOpened, open_by_pace
from devices.emrtd import tlv
from devices.emrtd.groups import PACE_PARAMETERS, DhGroup
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import AccessKey, CanKey, MrzKey
from devices.emrtd.security_infos import Mapping, PaceOffer, parse_security_infos
from tests.devices.chip.scripted import ScriptedChip, known_random

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("icao_worked_examples.json").read_text())
READ = Command(0x00, 0xB0, 0x00, 0x00, expected=4)


def figure(example: str, name: str) -> bytes:
    return bytes.fromhex(EXAMPLES[example][name])


def key_of(example: str) -> AccessKey:
    fields = EXAMPLES[example]
    return CanKey(fields["can"]) if "can" in fields else MrzKey(*fields["mrz"])


def info_of(example: str) -> PaceOffer:
    """The offer of an example, by way of the EF.CardAccess that would name it."""
    fields = EXAMPLES[example]
    numbers = tlv.encode(0x02, b"\x02") + tlv.encode(0x02, bytes((fields["parameter"],)))
    entry = tlv.encode(0x30, tlv.encode(0x06, write_oid(fields["oid"])) + numbers)
    (info,) = parse_security_infos(tlv.encode(0x31, entry)).pace
    return info


def ok(data: bytes) -> bytes:
    return data + b"\x90\x00"


def dynamic(tag: int, value: bytes) -> bytes:
    return tlv.encode(0x7C, tlv.encode(tag, value))


def general_authenticate(data: bytes, *, last: bool = False) -> bytes:
    return bytes((0x00 if last else 0x10, 0x86, 0, 0, len(data))) + data + b"\x00"


def script_of(example: str, info: PaceOffer) -> list[tuple[bytes, bytes]]:
    """The whole dialogue of an example, built of its figures alone."""
    password = 2 if "can" in EXAMPLES[example] else 1
    setting = tlv.encode(0x80, write_oid(info.oid)) + bytes((0x83, 1, password))
    if info.mapping is Mapping.IM:
        mapping = (dynamic(0x81, figure(example, "t")), tlv.encode(0x7C, b"\x82\x00"))
    else:
        mapping = (
            dynamic(0x81, figure(example, "pk_map_ifd")),
            dynamic(0x82, figure(example, "pk_map_ic")),
        )
    proof = tlv.encode(0x86, figure(example, "T_ic"))
    if info.mapping is Mapping.CAM:
        proof += tlv.encode(0x8A, figure(example, "encrypted_CA_data"))
    return [
        (bytes((0x00, 0x22, 0xC1, 0xA4, len(setting))) + setting, ok(b"")),
        (general_authenticate(b"\x7c\x00"), ok(dynamic(0x80, figure(example, "z")))),
        (general_authenticate(mapping[0]), ok(mapping[1])),
        (
            general_authenticate(dynamic(0x83, figure(example, "pk_eph_ifd"))),
            ok(dynamic(0x84, figure(example, "pk_eph_ic"))),
        ),
        (
            general_authenticate(dynamic(0x85, figure(example, "T_ifd")), last=True),
            ok(tlv.encode(0x7C, proof)),
        ),
    ]


def secrets_of(example: str, info: PaceOffer) -> tuple[bytes, bytes]:
    """What the terminal draws in an example; its last key, and before it the mapping's part."""
    last = figure(example, "sk_eph_ifd")
    parameters = info.parameters
    if isinstance(parameters, DhGroup):
        # H.2 draws as many bytes as the prime has; only the remainder by the order counts.
        last = (int.from_bytes(last, "big") % parameters.q).to_bytes(20, "big")
    return figure(example, "t" if info.mapping is Mapping.IM else "sk_map_ifd"), last


def open_example(example: str) -> tuple[Channel, PaceOpened]:
    info = info_of(example)
    chip = ScriptedChip(script_of(example, info))
    channel = Channel(chip.transmit)
    opened = open_by_pace(channel, info, key_of(example), known_random(*secrets_of(example, info)))
    assert chip.over
    return channel, opened


@pytest.mark.parametrize("example", ["G1", "G2", "H1", "H2", "I1"])
def test_pace_makes_every_command_token_and_key_of_the_example(example: str) -> None:
    channel, _ = open_example(example)
    keys = SecureMessaging(Cipher.AES128, figure(example, "KSenc"), figure(example, "KSmac"))
    assert channel.messaging is not None
    assert channel.messaging.protect(READ) == keys.protect(READ)
    assert channel.apdus == 5


def test_pace_with_chip_authentication_mapping_brings_the_chips_proof() -> None:
    _, opened = open_example("I1")
    assert opened.mapping is not None
    assert opened.mapping.chip_data == figure("I1", "CA_data")
    assert opened.mapping.mapping_key == figure("I1", "pk_map_ic")
    assert opened.mapping.parameter == 13
    assert opened.protocol == opened.mapping.protocol == "ECDH-CAM-AES-128 brainpoolP256r1"


def test_chips_with_several_parameters_are_told_which() -> None:
    info = info_of("G1")
    asked: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return ok(b"") if len(asked) == 1 else b"\x6a\x80"

    with pytest.raises(Exception, match="6A80"):
        open_by_pace(Channel(transmit), info, key_of("G1"), several_parameters=True)
    assert asked[0].endswith(bytes.fromhex("83010184010D"))
    assert PACE_PARAMETERS[13] == info.parameters


def test_bac_makes_the_keys_of_appendix_d() -> None:
    chip = ScriptedChip(
        [
            (bytes.fromhex("0084000008"), ok(figure("BAC_D", "RND_IC"))),
            (
                bytes.fromhex("0082000028") + figure("BAC_D", "EIFD_MIFD") + b"\x28",
                ok(figure("BAC_D", "EIC_MIC")),
            ),
        ]
    )
    channel = Channel(chip.transmit)
    key = key_of("BAC_D")
    assert isinstance(key, MrzKey)
    open_by_bac(channel, key, known_random(figure("BAC_D", "RND_IFD"), figure("BAC_D", "K_IFD")))
    assert chip.over
    assert channel.messaging is not None
    assert channel.messaging.protect(READ) == messaging_of_d4().protect(READ)


def messaging_of_d4() -> SecureMessaging:
    encryption, seal, counter = (figure("BAC_D", name) for name in ("KSenc", "KSmac", "SSC"))
    return SecureMessaging(Cipher.DES3, encryption, seal, counter)


def test_secure_messaging_speaks_the_dialogue_of_d4() -> None:
    dialogue = [{name: bytes.fromhex(text) for name, text in line.items()} for line in EXAMPLES["SM_D4"]]
    chip = ScriptedChip([(line["protected"], line["rsp"]) for line in dialogue])
    channel = Channel(chip.transmit)
    channel.messaging = messaging_of_d4()
    for line in dialogue:
        assert channel.transmit(Command.decode(line["plain"])) == Response(line["data"], 0x9000)
    assert chip.over
