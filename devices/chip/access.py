"""Open a chip: by PACE where it is offered, else by BAC, and never silently by the second after the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from devices.chip.agreement import RANDOM, Random
from devices.chip.apdu import OK
from devices.chip.bac import open_by_bac
from devices.chip.files import ABSENT, Files, Progress
from devices.chip.line import Line
from devices.chip.pace import open_by_pace
from devices.chip.strategy import Blocks, ability, says_extended
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import (
    Access,
    AccessKey,
    AccessMethod,
    ChipFile,
    ChipMapping,
    FileRead,
    FileState,
    KeyKind,
    MrzKey,
)
from devices.emrtd.security_infos import Agreement, Mapping, PaceOffer, parse_security_infos
from devices.errors import DeviceCode, DeviceError

CONTACT_LOST: Final = frozenset(
    {DeviceCode.CHIP_LIFTED, DeviceCode.CHIP_MUTE, DeviceCode.GONE, DeviceCode.NO_CARD_SERVICE}
)
"""Codes that say nothing of the chip: it is not there, or cannot be heard."""
# Here the key or the chip failed and not the way: another way would only use up tries.
_FINAL: Final = frozenset({DeviceCode.KEY_WRONG, DeviceCode.CHIP_REFUSED})
_MOST_WAYS: Final = 6  # twice what any document offers: each costs a power-up, and a chip may list thousands
_CIPHERS: Final = (Cipher.DES3, Cipher.AES128, Cipher.AES192, Cipher.AES256)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a chip was opened, its application selected; `code` says why it was not.

    `came` are the files read on the way.
    """

    access: Access
    came: tuple[FileRead, ...]
    mapping: ChipMapping | None = None
    code: DeviceCode | None = None


@dataclass(frozen=True, slots=True)
class _Offer:
    """What EF.CardAccess says of PACE: the ways that we know, the strongest first.

    A file that cannot be understood, or is there and cannot be read to its end, counts as an offer
    that failed: else spoiling it on the line would open the way to BAC.
    """

    made: bool = False
    ways: tuple[PaceOffer, ...] = ()
    several: bool = False
    code: DeviceCode = DeviceCode.PROTOCOL_UNKNOWN


class Door:
    """Opens the chip on a line with one key. `files` reads from it once it is open."""

    def __init__(
        self,
        line: Line,
        key: AccessKey,
        blocks: Blocks,
        progress: Progress,
        *,
        allow_downgrade: bool = False,
        random: Random = RANDOM,
    ) -> None:
        self._line = line
        self._key = key
        self._blocks = blocks
        self._progress = progress
        self._allow_downgrade = allow_downgrade
        self._random = random
        self._came: list[FileRead] = []
        self.files = Files(line.channel, blocks, progress)

    def open(self) -> Opening:
        """Try what the chip offers, and say what came of it.

        Raises DeviceError for CONTACT_LOST and for answers without form or end, MessagingLost where
        the opened session breaks on the way into the application.
        """
        kind = KeyKind.MRZ if isinstance(self._key, MrzKey) else KeyKind.CAN
        offer = _offer_of(self._card_access())
        self._learn_lengths()
        access = Access(None, kind, pace_offered=offer.made)
        if not offer.made:
            return self._by_bac(access)
        opening = self._by_pace(access, offer)
        if opening.code is None or opening.access.method is not None or not self._allow_downgrade:
            return opening
        self._power_anew()
        return self._by_bac(replace(opening.access, downgraded=True))

    def _card_access(self) -> FileRead:
        read = self.files.read(ChipFile.CARD_ACCESS)
        if read.state not in {FileState.READ, FileState.MALFORMED} and self.files.enter_master_file() == OK:
            read = self.files.read(ChipFile.CARD_ACCESS)  # some chips wake up inside their application
        self._came.append(read)
        return read

    def _learn_lengths(self) -> None:
        """What the chip says of long answers, asked for only where its ATR leaves that open."""
        said = says_extended(self._line.card.atr)
        info = None
        if said is not False:
            read = self.files.read_piece(ChipFile.ATR_INFO)
            self._came += [read] if read.state is FileState.READ else []
            info = read.data
        self._blocks.begin(ability(self._line.card.atr, info))

    def _by_pace(self, access: Access, offer: _Offer) -> Opening:
        code = offer.code
        for number, way in enumerate(offer.ways):
            if number:
                self._power_anew()
            access = replace(access, protocol=way.protocol)
            try:
                opened = open_by_pace(
                    self._line.channel, way, self._key, self._random, several_parameters=offer.several
                )
            except DeviceError as error:
                code = _judged(error)
                access = replace(access, pace_failed=code)
                if code in _FINAL:
                    break
            else:
                return self._enter(replace(access, method=AccessMethod.PACE), opened.mapping)
        return Opening(replace(access, pace_failed=code), tuple(self._came), code=code)

    def _enter(self, access: Access, mapping: ChipMapping | None) -> Opening:
        """From the master file, where PACE was done, into the application."""
        if mapping is not None:
            self._came.append(self.files.read(ChipFile.CARD_SECURITY))
        code = _entered(self.files.enter_application())
        return Opening(access, tuple(self._came), mapping, code)

    def _by_bac(self, access: Access) -> Opening:
        code = _entered(self.files.enter_application())
        if code is None:
            code = self._bac()
            if code is None:
                return Opening(replace(access, method=AccessMethod.BAC), tuple(self._came))
            if code is DeviceCode.PROTOCOL_UNKNOWN and self._stands_open():
                return Opening(replace(access, method=AccessMethod.OPEN), tuple(self._came))
        return Opening(replace(access, bac_failed=code), tuple(self._came), code=code)

    def _bac(self) -> DeviceCode | None:
        if not isinstance(self._key, MrzKey):
            return DeviceCode.PROTOCOL_UNKNOWN  # the card access number is for PACE only
        try:
            open_by_bac(self._line.channel, self._key, self._random)
        except DeviceError as error:
            return _judged(error)
        return None

    def _stands_open(self) -> bool:
        """Whether the chip asks for no key at all (Doc 9303-11, 4.1 lets a state choose so)."""
        read = self.files.read(ChipFile.COM)
        self._came += [read] if read.state is FileState.READ else []
        return read.state is FileState.READ

    def _power_anew(self) -> None:
        # Some chips answer nothing but errors after an access that failed, until they lose power.
        self._line.reset()
        self.files = Files(self._line.channel, self._blocks, self._progress)


def _offer_of(card_access: FileRead) -> _Offer:
    if card_access.state is FileState.MALFORMED:
        return _Offer(made=True, code=DeviceCode.CHIP_MALFORMED)
    if card_access.state is not FileState.READ:
        return _Offer(made=bool(card_access.data), code=DeviceCode.CHIP_REFUSED)
    try:
        infos = parse_security_infos(card_access.data)
    except Malformed:
        return _Offer(made=True, code=DeviceCode.CHIP_MALFORMED)
    ways = sorted(filter(_usable, dict.fromkeys(infos.pace)), key=_strength, reverse=True)
    several = len({offer.parameter_id for offer in infos.pace}) > 1
    return _Offer(infos.offers_pace, tuple(ways[:_MOST_WAYS]), several)


def _usable(offer: PaceOffer) -> bool:
    return offer.parameters is not None


def _strength(offer: PaceOffer) -> tuple[bool, int, bool]:
    """Chip authentication mapping first, since it proves the chip too; then the longer cipher."""
    curves = offer.agreement is Agreement.ECDH
    return offer.mapping is Mapping.CAM, _CIPHERS.index(offer.cipher), curves


def _entered(status: int) -> DeviceCode | None:
    if status == OK:
        return None
    return DeviceCode.NOT_A_PASSPORT if status == ABSENT else DeviceCode.CHIP_REFUSED


def _judged(error: DeviceError) -> DeviceCode:
    """The code of a way that failed; an error of the contact goes on up."""
    if error.code in CONTACT_LOST:
        raise error
    return error.code
