"""Ask a chip to prove that it is no copy: Chip Authentication and Active Authentication (Doc 9303-11, 6).

Only transcripts come out of here; whether they prove anything is for `app.trust` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from devices.chip.agreement import RANDOM, Domain, OwnKey, Random, domain_of, new_key
from devices.chip.apdu import LONG_ANSWER, OK, SHORT_ANSWER, SHORT_DATA, Channel, Command
from devices.chip.messaging import MessagingLost, SecureMessaging
from devices.emrtd import dh, ec, tlv
from devices.emrtd.chip_keys import EcKey, read_chip_key
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import ActiveAuthentication, ChipAuthentication
from devices.emrtd.security_infos import Agreement, ChipAuthOffer, ChipKey, SecurityInfos
from devices.errors import DeviceCode

_DYNAMIC: Final = 0x7C
_WRONG_LENGTH: Final = 0x6700
_SELECT_COM: Final = Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e")
SEAL_ROOM: Final = 40
"""Bytes that messaging adds to an answer at most: padding, two headers, status, seal."""
_ANCIENT_OIDS: Final = {
    Agreement.DH: "0.4.0.127.0.7.2.2.3.1.1",
    Agreement.ECDH: "0.4.0.127.0.7.2.2.3.2.1",
}
_BY_STRENGTH: Final = (Cipher.AES256, Cipher.AES192, Cipher.AES128, Cipher.DES3)


@dataclass(frozen=True, slots=True)
class _Way:
    """One key of the chip, and how to use it."""

    key: ChipKey
    info: ChipAuthOffer
    domain: Domain
    public: bytes


def authenticate_chip(channel: Channel, infos: SecurityInfos, random: Random = RANDOM) -> ChipAuthentication:
    """Let the chip prove that it holds a private key of DG14 (6.2), and renew the session's keys by it.

    The strongest way that DG14 offers is taken. The channel must be secured. Afterwards EF.COM is
    selected under the new keys, to see them work. When the chip does not know its key, `confirmed` is
    False, and so it is when it refused (`status`); the session may be lost then: the next command
    says so by MessagingLost. Raises DeviceError: PROTOCOL_UNKNOWN where DG14 has no key that we know
    how to use, MESSAGING_BROKEN for a forged answer.
    """
    way = _best(infos)
    if way is None:
        raise channel.failure(DeviceCode.PROTOCOL_UNKNOWN, "no chip authentication that we know")
    ours = new_key(way.domain, random)
    secret = ours.agree(way.public)
    status = _told(channel, way, ours)
    confirmed = False
    if status == OK:
        channel.messaging = SecureMessaging.of_secret(way.info.cipher, secret, device=channel.device)
        confirmed = _confirmed(channel)
    return ChipAuthentication(
        way.info.protocol, way.key.key_id, way.key.spki_der, ours.public, status, confirmed
    )


def authenticate_actively(
    channel: Channel, challenge: bytes, *, size: int = SHORT_ANSWER, extended: bool = False
) -> ActiveAuthentication:
    """INTERNAL AUTHENTICATE (6.1): the chip's signature over our eight bytes, or the word of refusal.

    `size` is the longest signature of DG15's key; one that does not fit
    a short answer is asked for at extended length where chip and reader are known to have it, and in
    parts otherwise. Raises MessagingLost and what the reader raises.
    """
    room = size + (SEAL_ROOM if channel.secured else 0)
    long = extended and room > SHORT_ANSWER
    command = Command(0x00, 0x88, 0, 0, challenge, LONG_ANSWER if long else SHORT_ANSWER, long)
    response = channel.transmit(command)
    if response.status == _WRONG_LENGTH and size < SHORT_ANSWER:
        # Some chips want Le to be their signature's exact length.
        response = channel.transmit(Command(0x00, 0x88, 0, 0, challenge, size, long))
    return ActiveAuthentication(challenge, response.data, response.status)


def _best(infos: SecurityInfos) -> _Way | None:
    """The strongest usable way; elliptic curves first among equals."""
    ways = sorted(
        _ways(infos),
        key=lambda way: (_BY_STRENGTH.index(way.info.cipher), way.info.agreement is Agreement.DH),
    )
    return ways[0] if ways else None


def _ways(infos: SecurityInfos) -> Iterator[_Way]:
    for key in infos.chip_keys:
        try:
            found = _element(key.spki_der)
        except Malformed:
            continue  # another key may be one that we know
        for info in _infos_of(key, infos.chip_authentication):
            yield _Way(key, info, *found)


def _element(spki_der: bytes) -> tuple[Domain, bytes]:
    key = read_chip_key(spki_der)
    if isinstance(key, EcKey):
        return domain_of(key.curve), ec.encode_point(key.curve, key.point)
    return domain_of(key.group), dh.encode_element(key.group, key.element)


def _infos_of(key: ChipKey, infos: tuple[ChipAuthOffer, ...]) -> list[ChipAuthOffer]:
    """How to use a key: by the entries of its number, of its kind, or as the first documents had it."""
    kind = [info for info in infos if info.agreement is key.agreement]
    return [info for info in kind if info.key_id == key.key_id] or kind or [_ancient(key)]


def _ancient(key: ChipKey) -> ChipAuthOffer:
    """What a key without its ChipAuthenticationInfo means: 3DES, as the first documents had it."""
    return ChipAuthOffer(_ANCIENT_OIDS[key.agreement], key.agreement, Cipher.DES3, 1, key.key_id)


def _told(channel: Channel, way: _Way, ours: OwnKey) -> int:
    """Give the chip our key; the status word that it ends with."""
    reference = b"" if way.key.key_id is None else tlv.encode(0x84, _reference(way.key.key_id))
    try:
        if way.info.cipher is Cipher.DES3:
            # MSE:Set KAT (6.2.4.1)
            status = _send(channel, 0x22, 0x41, 0xA6, tlv.encode(0x91, ours.public) + reference)
            if status == OK:
                return status
            # Chips without MSE:Set KAT have been issued (8.5, note 1); they take the other way.
        protocol = tlv.encode(0x80, write_oid(way.info.oid))
        status = _send(channel, 0x22, 0x41, 0xA4, protocol + reference)
        if status != OK:
            return status
        return _send(channel, 0x86, 0, 0, tlv.encode(_DYNAMIC, tlv.encode(0x80, ours.public)), SHORT_ANSWER)
    except MessagingLost as lost:
        if lost.status is None:
            raise
        return lost.status


def _send(channel: Channel, ins: int, p1: int, p2: int, data: bytes, expected: int | None = None) -> int:
    extended = len(data) > SHORT_DATA
    return channel.transmit(Command(0x00, ins, p1, p2, data, expected, extended)).status


def _reference(key_id: int) -> bytes:
    return key_id.to_bytes(max(1, (key_id.bit_length() + 7) // 8), "big")


def _confirmed(channel: Channel) -> bool:
    """Whether the chip answers under the new keys, whatever it answers."""
    try:
        channel.transmit(_SELECT_COM)
    except MessagingLost:
        return False
    return True
