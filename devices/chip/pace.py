"""Open a chip by Password Authenticated Connection Establishment, as the terminal (Doc 9303-11, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from devices.chip.agreement import RANDOM, Domain, Random, domain_of, new_key
from devices.chip.apdu import OK, SHORT_DATA, Channel, Command
from devices.chip.messaging import SecureMessaging
from devices.chip.suites import Suite, pad, suite_of, unpad
from devices.emrtd import keys, tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import AccessKey, ChipMapping, MrzKey
from devices.emrtd.security_infos import Mapping, PaceOffer
from devices.errors import DeviceCode, DeviceError

# Dynamic authentication data (4.4.4.2).
_DYNAMIC: Final = 0x7C
_NONCE: Final = 0x80
_MAP_OURS: Final = 0x81
_MAP_THEIRS: Final = 0x82
_KEY_OURS: Final = 0x83
_KEY_THEIRS: Final = 0x84
_TOKEN_OURS: Final = 0x85
_TOKEN_THEIRS: Final = 0x86
_CHIP_DATA: Final = 0x8A

_LONGEST_NONCE: Final = 32

_PASSWORD_MRZ: Final = 1
_PASSWORD_CAN: Final = 2

_REFERENCE_UNKNOWN: Final = 0x6A88
_BLOCKED: Final = frozenset({0x6983, 0x63C0})
# What chips in the field say to a wrong token; the standard has 6300 only.
_WRONG_KEY: Final = frozenset({0x6300, 0x6982, 0x6985, 0x6988, 0x6A80, 0x6A88})


@dataclass(frozen=True, slots=True)
class PaceOpened:
    """PACE succeeded; `mapping` is what a chip with chip authentication mapping proves itself by."""

    protocol: str
    mapping: ChipMapping | None = None


def open_by_pace(
    channel: Channel,
    offer: PaceOffer,
    key: AccessKey,
    random: Random = RANDOM,
    *,
    several_parameters: bool = False,
) -> PaceOpened:
    """Open the chip by one of the ways that it offers; the channel is secured when this returns.

    With `several_parameters` the domain parameters are named to the chip, which the standard wants
    where it offers more than one set of them. Raises DeviceError with the status word as detail:
    KEY_WRONG when the chip does not know this key, CHIP_REFUSED when it is blocked, PROTOCOL_UNKNOWN
    for parameters unknown to us, PACE_FAILED for all else that is no fault of the key: what the chip
    refused, sent malformed, or could not prove. The channel stays plain then.
    """
    parameters = offer.parameters
    if parameters is None:
        raise channel.failure(DeviceCode.PROTOCOL_UNKNOWN, offer.protocol)
    try:
        password = keys.derive(keys.password_seed(key), keys.PACE, offer.cipher)
    except Malformed as error:
        raise channel.failure(DeviceCode.KEY_WRONG, str(error)) from error
    try:
        _choose(channel, offer, key, named=several_parameters)
        return _Run(channel, offer, domain_of(parameters), random).open(password)
    except Malformed as error:
        raise channel.failure(DeviceCode.PACE_FAILED, str(error)) from error


def _choose(channel: Channel, offer: PaceOffer, key: AccessKey, *, named: bool) -> None:
    """MSE:Set AT (4.4.4.1). No Le: German documents answer it by 6700."""
    password = _PASSWORD_MRZ if isinstance(key, MrzKey) else _PASSWORD_CAN
    data = tlv.encode(0x80, write_oid(offer.oid)) + tlv.encode(0x83, bytes((password,)))
    if named:
        data += tlv.encode(0x84, bytes((offer.parameter_id or 0,)))
    status = channel.transmit(Command(0x00, 0x22, 0xC1, 0xA4, data)).status
    if status in _BLOCKED:
        raise channel.failure(DeviceCode.CHIP_REFUSED, f"{status:04X}")
    if status == _REFERENCE_UNKNOWN and password == _PASSWORD_CAN:
        raise channel.failure(DeviceCode.KEY_WRONG, f"{status:04X}")
    if status != OK and status >> 4 != 0x63C:  # a warning that earlier tries have failed
        raise channel.failure(DeviceCode.PACE_FAILED, f"{status:04X}")


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the protocol: what stays the same through its four steps."""

    channel: Channel
    offer: PaceOffer
    domain: Domain
    random: Random

    def open(self, password: bytes) -> PaceOpened:
        nonce = self._nonce(password)
        mapped, chip_map = self._map(nonce)
        ours = new_key(mapped, self.random)
        theirs = self._ask(3, _KEY_OURS, ours.public, _KEY_THEIRS)
        secret = ours.agree(theirs)
        cipher = self.offer.cipher
        encryption, seal = (keys.derive(secret, number, cipher) for number in (keys.ENC, keys.MAC))
        suite = suite_of(cipher, encryption, seal)
        answers = self._prove(suite, ours.public, theirs)
        proof = self._chip_proof(suite, chip_map, answers) if self.offer.mapping is Mapping.CAM else None
        self.channel.messaging = SecureMessaging(cipher, encryption, seal, device=self.channel.device)
        return PaceOpened(self.offer.protocol, proof)

    def _nonce(self, password: bytes) -> bytes:
        """Step 1: the chip's nonce, which only the right password decrypts rightly.

        Its length is settled by the standard, but for generic mapping any whole blocks will do.
        """
        sealed = self._ask(1, None, b"", _NONCE)
        suite = suite_of(self.offer.cipher, password, password)
        if len(sealed) > _LONGEST_NONCE or len(sealed) % suite.block:
            raise Malformed("PACE", "a nonce of the wrong length")
        return suite.decrypt(bytes(suite.block), sealed)

    def _map(self, nonce: bytes) -> tuple[Domain, bytes]:
        """Step 2: the domain with a generator of this run's own, and the chip's mapping data."""
        if self.offer.mapping is Mapping.IM:
            return self._map_integrated(nonce)
        ours = new_key(self.domain, self.random)
        theirs = self._ask(2, _MAP_OURS, ours.public, _MAP_THEIRS)
        return self.domain.generic(nonce, ours.meet(theirs)), theirs

    def _map_integrated(self, nonce: bytes) -> tuple[Domain, bytes]:
        """Our nonce goes in clear; what the chip answers means nothing (4.4.3.3.2)."""
        cipher = self.offer.cipher
        ours = self.random(cipher.key_size)
        self._authenticate(2, tlv.encode(_MAP_OURS, ours))
        return self.domain.integrated(cipher, nonce, ours), b""

    def _prove(self, suite: Suite, ours: bytes, theirs: bytes) -> bytes:
        """Step 4: each side shows that it has come to the same keys; the chip's whole answer."""
        answers = self._authenticate(4, tlv.encode(_TOKEN_OURS, self._token(suite, theirs)))
        token = tlv.find(answers, _TOKEN_THEIRS)
        if token is None or not compare_digest(token, self._token(suite, ours)):
            raise Malformed("PACE", "the chip's token is wrong")
        return answers

    def _token(self, suite: Suite, public: bytes) -> bytes:
        """The checksum over the other side's public key data object (4.4.3.4)."""
        data = tlv.encode(
            0x7F49, tlv.encode(0x06, write_oid(self.offer.oid)) + self.domain.key_object(public)
        )
        return suite.mac(pad(data, suite.block) if self.offer.cipher is Cipher.DES3 else data)

    def _chip_proof(self, suite: Suite, chip_map: bytes, answers: bytes) -> ChipMapping:
        """CA_IC decrypted (4.4.3.5); empty where the chip sent none that can be: it proves nothing then."""
        sealed = tlv.find(answers, _CHIP_DATA) or b""
        chip_data = b""
        if sealed and len(sealed) % suite.block == 0:
            try:
                chip_data = unpad(suite.decrypt(suite.start(b"\xff" * suite.block), sealed), suite.block)
            except Malformed:
                pass  # The judge sees an empty proof.
        return ChipMapping(self.offer.protocol, self.offer.parameter_id or 0, chip_map, chip_data)

    def _ask(self, step: int, tag: int | None, value: bytes, answer: int) -> bytes:
        """One step that is answered by one object."""
        data = b"" if tag is None else tlv.encode(tag, value)
        found = tlv.find(self._authenticate(step, data), answer)
        if not found:
            raise Malformed("PACE", f"no object {answer:X} in step {step}")
        return found

    def _authenticate(self, step: int, data: bytes) -> bytes:
        """GENERAL AUTHENTICATE (4.4.4.2), chained up to the last step; the objects of the answer."""
        cla = 0x00 if step == 4 else 0x10
        body = tlv.encode(_DYNAMIC, data)
        extended = len(body) > SHORT_DATA
        expected = 0x10000 if extended else 0x100
        response = self.channel.transmit(Command(cla, 0x86, 0, 0, body, expected, extended))
        if not response.ok:
            raise self._refused(step, response.status)
        return tlv.one(response.data, _DYNAMIC)

    def _refused(self, step: int, status: int) -> DeviceError:
        code = DeviceCode.PACE_FAILED
        if status in _BLOCKED:
            code = DeviceCode.CHIP_REFUSED
        elif step == 4 and (status in _WRONG_KEY or status >> 4 == 0x63C):
            code = DeviceCode.KEY_WRONG
        return self.channel.failure(code, f"{status:04X} in step {step}")
