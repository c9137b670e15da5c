"""Let the chip answer what only the original can, and tell whether it can still be spoken with after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.chip.agreement import Random
from devices.chip.apdu import OK, SHORT_ANSWER, Channel
from devices.chip.authenticate import SEAL_ROOM, authenticate_actively, authenticate_chip
from devices.chip.messaging import MessagingLost
from devices.chip.strategy import Blocks
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.dg15 import signature_size
from devices.emrtd.reading import ActiveAuthentication, ChipAuthentication, ChipFile, Proof
from devices.emrtd.security_infos import parse_dg14
from devices.errors import DeviceCode, DeviceError

_CHALLENGE: Final = 8


class Proofs:
    """What the chip was asked to prove, over all sessions of a reading; `tell` hears each answer that counts.

    `agreed` and `signed` are those answers, None where there is none.
    """

    def __init__(self, blocks: Blocks, random: Random, tell: Callable[[Proof | None], None]) -> None:
        self.agreed: ChipAuthentication | None = None
        self.signed: ActiveAuthentication | None = None
        self._blocks = blocks
        self._random = random
        self._tell = tell
        self._asked: set[ChipFile] = set()
        self._failed_once: set[ChipFile] = set()
        self._at_length = False

    def ask(self, channel: Channel, dg14: bytes | None, dg15: bytes | None) -> bool:
        """Chip Authentication before Active Authentication (Doc 9303-11, 6), each until its answer counts.

        Whether the session lives: where not, the chip is to be opened anew, and `ask` to be called again.
        Raises DeviceError when contact is lost, MessagingLost for an answer altered on the line.
        """
        alive = True
        if dg14 is not None and ChipFile.DG14 not in self._asked:
            alive = self._agree(channel, dg14)
        if alive and dg15 is not None and ChipFile.DG15 not in self._asked:
            alive = self._sign(channel, dg15)
        return alive

    def _agree(self, channel: Channel, dg14: bytes) -> bool:
        agreed, alive = let_it_agree(channel, dg14, self._random)
        if alive or self._counts(ChipFile.DG14):
            self._asked.add(ChipFile.DG14)
            self.agreed = agreed
            self._tell(agreed)
        return alive

    def _sign(self, channel: Channel, dg15: bytes) -> bool:
        extended = self._blocks.extended or self._at_length
        signed, alive = let_it_sign(channel, dg15, self._random, extended=extended)
        refused = signed is not None and signed.status != OK
        if refused and not extended and self._blocks.may_extend and needs_length(dg15):
            # Chips with long keys have extended length (Doc 9303-11, 6.1.2), and not all say so.
            self._at_length = True
            return alive and self._sign(channel, dg15)
        if alive or self._counts(ChipFile.DG15):
            self._asked.add(ChipFile.DG15)
            self.signed = signed
            self._tell(signed)
        return alive

    def _counts(self, file: ChipFile) -> bool:
        """Whether a failure that took the session with it counts: the second one does; a copy fails always.

        Such a word has no seal, and may be noise or anybody's.
        """
        before = file in self._failed_once
        self._failed_once.add(file)
        return before


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
