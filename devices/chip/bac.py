"""Open a chip by Basic Access Control, as the terminal (Doc 9303-11, 4.3)."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from devices.chip.agreement import RANDOM, Random
from devices.chip.apdu import Channel, Command, Response
from devices.chip.messaging import SecureMessaging
from devices.chip.suites import MAC_SIZE, Suite, pad, suite_of
from devices.emrtd import keys
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import MrzKey
from devices.errors import DeviceCode, DeviceError

_CHALLENGE: Final = 8
_KEY_PART: Final = 16
_ANSWER: Final = 2 * _CHALLENGE + _KEY_PART + MAC_SIZE
_BLOCKED: Final = frozenset({0x6983, 0x63C0})
_NO_BAC: Final = frozenset({0x6D00, 0x6E00, 0x6A81, 0x6A86})
# What chips in the field say to a wrong key; the standard leaves the word open.
_WRONG_KEY: Final = frozenset({0x6300, 0x6982, 0x6985, 0x6988, 0x6A80, 0x6A88})


def open_by_bac(channel: Channel, key: MrzKey, random: Random = RANDOM) -> None:
    """Open the chip by the MRZ; the eMRTD application must be selected, and the channel is secured then.

    Raises DeviceError with the status word as detail: KEY_WRONG when the chip does not know this key,
    PROTOCOL_UNKNOWN when it has no BAC, CHIP_REFUSED for other refusals, CHIP_MALFORMED for an answer
    that is none. The channel stays plain then.
    """
    try:
        seed = keys.seed(keys.mrz_information(key))
    except Malformed as error:
        raise channel.failure(DeviceCode.KEY_WRONG, str(error)) from error
    encryption, seal = (keys.derive(seed, number, Cipher.DES3) for number in (keys.ENC, keys.MAC))
    suite = suite_of(Cipher.DES3, encryption, seal)
    challenge = _challenge(channel)
    own, part = random(_CHALLENGE), random(_KEY_PART)
    answer = _authenticate(channel, _sealed(suite, own + challenge + part))
    theirs = _opened(channel, suite, answer, challenge + own)
    secret = bytes(one ^ other for one, other in zip(part, theirs, strict=True))
    counter = challenge[4:] + own[4:]
    channel.messaging = SecureMessaging.of_secret(Cipher.DES3, secret, counter, channel.device)


def _challenge(channel: Channel) -> bytes:
    """GET CHALLENGE: the chip's eight random bytes."""
    response = channel.transmit(Command(0x00, 0x84, 0, 0, expected=_CHALLENGE))
    if not response.ok:
        code = DeviceCode.PROTOCOL_UNKNOWN if response.status in _NO_BAC else DeviceCode.CHIP_REFUSED
        raise channel.failure(code, f"{response.status:04X}")
    if len(response.data) != _CHALLENGE:
        raise channel.failure(DeviceCode.CHIP_MALFORMED, "a challenge of the wrong length")
    return response.data


def _authenticate(channel: Channel, data: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE, which here is mutual."""
    response = channel.transmit(Command(0x00, 0x82, 0, 0, data, _ANSWER))
    if not response.ok:
        raise _refused(channel, response)
    return response.data


def _refused(channel: Channel, response: Response) -> DeviceError:
    status = response.status
    code = DeviceCode.CHIP_REFUSED
    if status in _NO_BAC:
        code = DeviceCode.PROTOCOL_UNKNOWN
    elif status not in _BLOCKED and (status in _WRONG_KEY or status >> 4 == 0x63C):
        code = DeviceCode.KEY_WRONG
    return channel.failure(code, f"{status:04X}")


def _sealed(suite: Suite, data: bytes) -> bytes:
    blocks = suite.encrypt(bytes(suite.block), data)
    return blocks + suite.mac(pad(blocks, suite.block))


def _opened(channel: Channel, suite: Suite, answer: bytes, expected: bytes) -> bytes:
    """The chip's part of the key, when it has proven to know the key by naming both challenges."""
    blocks, seal = answer[:-MAC_SIZE], answer[-MAC_SIZE:]
    if len(answer) != _ANSWER or not compare_digest(suite.mac(pad(blocks, suite.block)), seal):
        raise channel.failure(DeviceCode.CHIP_MALFORMED, "the chip's proof is not sealed rightly")
    plain = suite.decrypt(bytes(suite.block), blocks)
    if not compare_digest(plain[:-_KEY_PART], expected):
        raise channel.failure(DeviceCode.CHIP_MALFORMED, "the chip's proof is over other challenges")
    return plain[-_KEY_PART:]
