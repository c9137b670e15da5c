"""Let the chip answer what only the original can, and tell whether it can still be spoken with after."""

from __future__ import annotations

from typing import Final

from devices.chip.agreement import Random
from devices.chip.apdu import SHORT_ANSWER, Channel
from devices.chip.authenticate import SEAL_ROOM, authenticate_actively, authenticate_chip
from devices.chip.messaging import MessagingLost
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.dg15 import signature_size
from devices.emrtd.reading import ActiveAuthentication, ChipAuthentication
from devices.emrtd.security_infos import parse_dg14
from devices.errors import DeviceCode, DeviceError

_CHALLENGE: Final = 8


def let_it_agree(channel: Channel, dg14: bytes, random: Random) -> tuple[ChipAuthentication | None, bool]:
    """Chip Authentication by a key of DG14, and whether the session lives; None where DG14 has none.

    Raises DeviceError when contact is lost, MessagingLost for an answer altered on the line.
    """
    try:
        infos = parse_dg14(dg14)
        if not infos.chip_keys or not channel.secured:
            return None, True
        proof = authenticate_chip(channel, infos, random)
    except Malformed:
        return None, True
    except DeviceError as error:
        if error.code not in {DeviceCode.PROTOCOL_UNKNOWN, DeviceCode.CHIP_MALFORMED}:
            raise
        return None, error.code is DeviceCode.PROTOCOL_UNKNOWN
    return proof, proof.confirmed


def needs_length(dg15: bytes) -> bool:
    """Whether a signature by the key of DG15 fills more than a short answer; raises Malformed."""
    return signature_size(dg15) + SEAL_ROOM > SHORT_ANSWER


def let_it_sign(
    channel: Channel, dg15: bytes, random: Random, *, extended: bool
) -> tuple[ActiveAuthentication | None, bool]:
    """Active Authentication by the key of DG15, and whether the session lives.

    A refusal outside the session and an answer without end are answers: an empty one. None where
    DG15 holds no key. Raises as `let_it_agree`.
    """
    try:
        size = signature_size(dg15)
    except Malformed:
        return None, True
    challenge = random(_CHALLENGE)
    try:
        return authenticate_actively(channel, challenge, size=size, extended=extended), True
    except MessagingLost as lost:
        if lost.status is None:
            raise
        return ActiveAuthentication(challenge, b"", lost.status), False
    except DeviceError as error:
        if error.code is not DeviceCode.CHIP_MALFORMED:
            raise
        return ActiveAuthentication(challenge, b"", 0), False
