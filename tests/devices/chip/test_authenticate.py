"""Originals prove themselves, copies do not, and each leaves a transcript."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.chip.apdu import Channel, Command, Response
from devices.chip.authenticate import authenticate_actively, authenticate_chip
from devices.chip.bac import open_by_bac
from devices.chip.messaging import MessagingLost
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import PACE_PARAMETERS, Curve, DhGroup, by_name
from devices.emrtd.keys import Cipher
from devices.emrtd.lds.dg15 import signature_size
from devices.emrtd.reading import ChipAuthentication, ChipFile, MrzKey
from devices.emrtd.security_infos import SecurityInfos, parse_security_infos
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import VirtualPassport
from devices.simulated.chip.secrets import AgreementKey, ChipSecrets, Limits, RsaSignatureKey
from devices.simulated.chip.security_files import Naming, agreement_infos, card_access

MRZ = MrzKey("L898902C", "740812", "120415")
COM = b"\x60\x02\x5f\x01"
ENTER = Command(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"))
READ = Command(0x00, 0xB0, 0x9E, 0x00, expected=4)
CIPHERS = {Cipher.DES3: 1, Cipher.AES128: 2, Cipher.AES192: 3, Cipher.AES256: 4}
CHALLENGE = bytes(range(8))


def domain(name: str | int) -> Curve | DhGroup:
    if isinstance(name, int):
        return PACE_PARAMETERS[name]
    curve = by_name(name)
    assert curve is not None
    return curve


def key_on(name: str | int, cipher: Cipher, key_id: int | None = None, private: int = 4711) -> AgreementKey:
    way = 1 if isinstance(name, int) else 2
    return AgreementKey(domain(name), private, cipher, f"0.4.0.127.0.7.2.2.3.{way}.{CIPHERS[cipher]}", key_id)


def infos_of(*keys: AgreementKey, naming: Naming = Naming.EXPLICIT) -> SecurityInfos:
    return parse_security_infos(card_access([info for key in keys for info in agreement_infos(key, naming)]))


def opened(*keys: AgreementKey, signature: RsaSignatureKey | None = None, extended: bool = True) -> Channel:
    """A chip with these keys, opened by BAC."""
    limits = Limits(4096 if extended else 256, extended)
    secrets = ChipSecrets(MRZ, agreement_keys=keys, signature_key=signature, limits=limits)
    channel = Channel(VirtualPassport(Body({ChipFile.COM: COM}, secrets)).transmit, "reader")
    assert channel.transmit(ENTER).ok
    open_by_bac(channel, MRZ)
    return channel


@pytest.mark.parametrize("cipher", Cipher)
@pytest.mark.parametrize("name", ["secp192r1", "secp256r1", "brainpoolP320r1", "secp521r1", 0, 2])
def test_an_original_proves_itself_and_renews_the_keys(name: str | int, cipher: Cipher) -> None:
    key = key_on(name, cipher)
    channel = opened(key)
    before = channel.messaging
    proof = authenticate_chip(channel, infos_of(key))
    assert (proof.confirmed, proof.status) == (True, 0x9000)
    assert proof.chip_key == infos_of(key).chip_keys[0].spki_der
    assert channel.messaging is not before
    assert channel.transmit(READ) == Response(COM, 0x9000)


@pytest.mark.parametrize("cipher", Cipher)
def test_a_copy_without_the_key_is_not_confirmed(cipher: Cipher) -> None:
    channel = opened(key_on("secp256r1", cipher, private=815))
    proof = authenticate_chip(channel, infos_of(key_on("secp256r1", cipher)))
    assert (proof.confirmed, proof.status) == (False, 0x9000)
    with pytest.raises(MessagingLost):
        channel.transmit(READ)


@pytest.mark.parametrize("cipher", Cipher)
def test_a_copy_that_refuses_is_not_confirmed_and_can_be_read_on(cipher: Cipher) -> None:
    channel = opened()
    proof = authenticate_chip(channel, infos_of(key_on("secp256r1", cipher)))
    assert (proof.confirmed, proof.status) == (False, 0x6A88)
    assert channel.transmit(READ) == Response(COM, 0x9000)


def test_the_strongest_of_several_keys_is_taken_and_named() -> None:
    keys = (
        key_on("secp256r1", Cipher.DES3, 1),
        key_on(2, Cipher.AES256, 2),
        key_on("brainpoolP256r1", Cipher.AES256, 300),
    )
    proof = authenticate_chip(opened(*keys), infos_of(*keys))
    assert proof.confirmed
    assert (proof.key_id, proof.protocol) == (300, "CA-ECDH-AES-256")


def test_a_key_without_its_info_is_used_as_the_first_documents_had_it() -> None:
    key = key_on("brainpoolP256r1", Cipher.DES3)
    parts = tlv.split(tlv.one(card_access(agreement_infos(key, Naming.EXPLICIT)), 0x31))
    alone = [part for part in parts if parse_security_infos(tlv.encode(0x31, part)).chip_keys]
    infos = parse_security_infos(tlv.encode(0x31, b"".join(alone)))
    assert not infos.chip_authentication
    proof = authenticate_chip(opened(key), infos)
    assert (proof.confirmed, proof.protocol) == (True, "CA-ECDH-3DES")


def test_a_chip_without_set_kat_is_asked_the_other_way() -> None:
    key = key_on("secp256r1", Cipher.DES3)
    chip = VirtualPassport(Body({ChipFile.COM: COM}, ChipSecrets(MRZ, agreement_keys=(key,))))
    known = chip._manage

    def manage(command: Command) -> Response:
        return Response(b"", 0x6A86) if command.p2 == 0xA6 else known(command)

    chip._commands[0x22] = manage
    channel = Channel(chip.transmit)
    assert channel.transmit(ENTER).ok
    open_by_bac(channel, MRZ)
    assert authenticate_chip(channel, infos_of(key)).confirmed
    assert channel.transmit(READ) == Response(COM, 0x9000)


def test_a_bare_refusal_is_a_transcript_and_a_forged_answer_an_alarm() -> None:
    key = key_on("secp256r1", Cipher.AES128)
    assert tampered(key, b"\x6a\x80").status == 0x6A80
    with pytest.raises(MessagingLost) as caught:
        tampered(key, bytes(20) + b"\x90\x00")
    assert caught.value.status is None


def tampered(key: AgreementKey, answer: bytes) -> ChipAuthentication:
    """Chip authentication on a line that answers GENERAL AUTHENTICATE in the chip's place."""
    chip = VirtualPassport(Body({ChipFile.COM: COM}, ChipSecrets(MRZ, agreement_keys=(key,))))

    def transmit(command: bytes) -> bytes:
        true = chip.transmit(command)
        return answer if command[1] == 0x86 else true

    channel = Channel(transmit)
    assert channel.transmit(ENTER).ok
    open_by_bac(channel, MRZ)
    proof = authenticate_chip(channel, infos_of(key))
    assert not proof.confirmed
    return proof


def test_no_key_that_we_know_is_said() -> None:
    with pytest.raises(DeviceError) as caught:
        authenticate_chip(opened(), SecurityInfos(frozenset()))
    assert caught.value.code is DeviceCode.PROTOCOL_UNKNOWN


@pytest.fixture(scope="module")
def rsa_2048() -> RsaSignatureKey:
    return RsaSignatureKey(rsa.generate_private_key(65537, 2048), "sha256")


@pytest.mark.parametrize("extended", [True, False], ids=["extended", "in parts"])
def test_a_long_signature_comes_whole(rsa_2048: RsaSignatureKey, extended: bool) -> None:
    channel = opened(signature=rsa_2048, extended=extended)
    proof = authenticate_actively(channel, CHALLENGE, size=256, extended=extended)
    assert (proof.challenge, proof.status, len(proof.response)) == (CHALLENGE, 0x9000, 256)
    numbers = rsa_2048.private.public_key().public_numbers()
    recovered = pow(int.from_bytes(proof.response, "big"), numbers.e, numbers.n).to_bytes(256, "big")
    assert (recovered[:1], recovered[-2:]) == (b"\x6a", b"\x34\xcc")
    assert channel.transmit(READ) == Response(COM, 0x9000)


def test_a_chip_that_cannot_sign_leaves_its_refusal() -> None:
    proof = authenticate_actively(opened(), CHALLENGE)
    assert (proof.response, proof.status) == (b"", 0x6D00)


def test_a_chip_that_wants_the_exact_length_gets_it() -> None:
    asked: list[int | None] = []

    def transmit(command: bytes) -> bytes:
        asked.append(Command.decode(command).expected)
        return b"\x67\x00" if len(asked) == 1 else bytes(128) + b"\x90\x00"

    proof = authenticate_actively(Channel(transmit), CHALLENGE, size=128)
    assert (len(proof.response), asked) == (128, [256, 128])


def test_the_size_of_a_signature_is_known_from_its_key(rsa_2048: RsaSignatureKey) -> None:
    spki = rsa_2048.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert signature_size(tlv.encode(0x6F, spki)) == 256
    for broken in (b"", spki[:-1], b"\x30\x00", spki[:20]):
        with pytest.raises(Malformed):
            signature_size(tlv.encode(0x6F, broken))
