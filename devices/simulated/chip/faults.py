"""What can be wrong with a chip: with its files and keys before it is powered, or with how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from devices.emrtd import tlv
from devices.emrtd.reading import ChipFile
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import Chip
from devices.simulated.chip.data_groups import dg2_of_another
from devices.simulated.chip.secrets import AgreementKey, CurveSignatureKey, RsaSignatureKey
from devices.simulated.chip.signing import rsa_key

FileFault: TypeAlias = Callable[[Body], Body]
"""Makes another chip of one, before it is powered."""

AnswerFault: TypeAlias = Callable[[Chip], Chip]
"""Stands between a chip and its reader."""

_READ_BINARY: Final = frozenset({0xB0, 0xB1})
_GENERAL_AUTHENTICATE: Final = 0x86
_PROTECTED: Final = 0x0C
_ENDLESS_SIZE: Final = 0x7FFFFF
_SECOND_LINE: Final = 5 + 44
"""Where it begins in the DG1 of a TD3: after five bytes of tags and lengths, and a line."""


class Pulled(Exception):
    """The chip was taken out of the field in the middle of a command."""


class Mute(Exception):
    """The chip does not answer."""


def cloned_without_keys(body: Body) -> Body:
    """All files copied; the private keys could not be, and the copy says that it knows no such command."""
    return replace(body, secrets=replace(body.secrets, signature_key=None, agreement_keys=()))


def cloned_with_own_keys(body: Body) -> Body:
    """All files copied; the copy answers with keys of its own, as if nobody compared."""
    secrets = body.secrets
    mapping = None if secrets.mapping_key is None else _other_agreement(secrets.mapping_key)
    return replace(
        body,
        secrets=replace(
            secrets,
            signature_key=_other_signature(secrets.signature_key),
            agreement_keys=tuple(_other_agreement(key) for key in secrets.agreement_keys),
            mapping_key=mapping,
        ),
    )


def other_birth_date(body: Body) -> Body:
    """DG1 with the first digit of the birth date changed after signing; check digits left as they were."""
    data = bytearray(body.files[ChipFile.DG1])
    place = _SECOND_LINE + 13
    data[place] = ord("0") + (data[place] - ord("0") + 1) % 10
    return body.with_file(ChipFile.DG1, bytes(data))


def other_photo(body: Body) -> Body:
    """DG2 with the portrait of somebody else of the same sex, put there after signing."""
    sex = chr(body.files[ChipFile.DG1][_SECOND_LINE + 20])
    return body.with_file(ChipFile.DG2, dg2_of_another(sex))


def hides_group_15(body: Body) -> Body:
    """DG15 is no longer in EF.COM nor on the chip, so that nobody asks for active authentication."""
    tags = tlv.find(tlv.one(body.files[ChipFile.COM], 0x60), 0x5C) or b""
    items = tlv.parse(tlv.one(body.files[ChipFile.COM], 0x60))
    kept = bytes(tag for tag in tags if tag != 0x6F)
    content = b"".join(tlv.encode(item.tag, kept if item.tag == 0x5C else item.value) for item in items)
    return cloned_without_keys(body).without(ChipFile.DG15).with_file(ChipFile.COM, tlv.encode(0x60, content))


def says_weaker_pace(body: Body) -> Body:
    """EF.CardAccess with only the last, weakest offer left; DG14 still says them all."""
    infos = tlv.split(tlv.one(body.files[ChipFile.CARD_ACCESS], 0x31))
    return body.with_file(ChipFile.CARD_ACCESS, tlv.encode(0x31, infos[0]))


def other_key(body: Body) -> Body:
    """The chip of another document: the printed lines do not open it."""
    mrz = body.secrets.mrz
    other = None if mrz is None else replace(mrz, document_number="X" + mrz.document_number[1:])
    return replace(body, secrets=replace(body.secrets, mrz=other))


def boundless_length(body: Body) -> Body:
    """DG1 says that it is four thousand million bytes long."""
    return body.with_file(ChipFile.DG1, b"\x61\x84\xff\xff\xff\xff" + body.files[ChipFile.DG1][2:])


def indefinite_length(body: Body) -> Body:
    """DG1 has a length that only its end would tell."""
    return body.with_file(ChipFile.DG1, b"\x61\x80" + body.files[ChipFile.DG1][2:] + b"\x00\x00")


def endless_file(body: Body) -> Body:
    """DG2 says eight million bytes, and would give them all."""
    start = b"\x75\x83" + _ENDLESS_SIZE.to_bytes(3)
    return body.with_file(ChipFile.DG2, start + bytes(_ENDLESS_SIZE))


@dataclass(frozen=True, slots=True)
class PulledAt:
    """Taken away once this many bytes of files have been answered."""

    after: int

    def __call__(self, chip: Chip) -> Chip:
        return _Pulled(chip, self.after)


@dataclass(frozen=True, slots=True)
class WrongMacAt:
    """One bit of the MAC changed in the n-th protected answer to READ BINARY since power came."""

    answer: int

    def __call__(self, chip: Chip) -> Chip:
        return _WrongMac(chip, self.answer)


@dataclass(frozen=True, slots=True)
class PaceAnswer:
    """One object of PACE replaced: `tag` names it, `change` makes another of its value."""

    tag: int
    change: Callable[[bytes], bytes]

    def __call__(self, chip: Chip) -> Chip:
        return _PaceAnswer(chip, self)


def mute(chip: Chip) -> Chip:
    """Lies there and says nothing."""
    return _Mute(chip)


def endless_parts(chip: Chip) -> Chip:
    """Each answer to READ BINARY says that more is to come, without end."""
    return _EndlessParts(chip)


WRONG_TOKEN: Final = PaceAnswer(0x86, lambda value: bytes([value[0] ^ 1]) + value[1:])
"""PACE that fails in its last step: the chip does not know the password after all."""

INFINITY: Final = PaceAnswer(0x82, lambda value: b"\x00")
"""The point at infinity as mapping key: whoever adds it has no secret."""

OFF_CURVE: Final = PaceAnswer(0x84, lambda value: value[:-1] + bytes([value[-1] ^ 1]))
"""An ephemeral key off the curve, which would draw the reader's secret out."""


class _Between:
    """A chip with somebody between it and the reader."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, apdu: bytes) -> bytes:
        return self._chip.transmit(apdu)

    def reset(self) -> None:
        self._chip.reset()


class _Pulled(_Between):
    """Gone once; laid back it stays."""

    def __init__(self, chip: Chip, after: int) -> None:
        super().__init__(chip)
        self._left: int | None = after

    def transmit(self, apdu: bytes) -> bytes:
        answer = super().transmit(apdu)
        if self._left is not None and apdu[1] in _READ_BINARY:
            self._left -= len(answer) - 2
            if self._left < 0:
                self._left = None
                raise Pulled
        return answer


class _WrongMac(_Between):
    def __init__(self, chip: Chip, answer: int) -> None:
        super().__init__(chip)
        self._answer = self._left = answer

    def reset(self) -> None:
        super().reset()
        self._left = self._answer

    def transmit(self, apdu: bytes) -> bytes:
        answer = super().transmit(apdu)
        if apdu[0] & _PROTECTED and apdu[1] in _READ_BINARY:
            self._left -= 1
            if self._left == 0:
                return answer[:-3] + bytes([answer[-3] ^ 1]) + answer[-2:]
        return answer


class _PaceAnswer(_Between):
    def __init__(self, chip: Chip, fault: PaceAnswer) -> None:
        super().__init__(chip)
        self._fault = fault

    def transmit(self, apdu: bytes) -> bytes:
        answer = super().transmit(apdu)
        if apdu[1] != _GENERAL_AUTHENTICATE or apdu[0] & _PROTECTED or answer[-2:] != b"\x90\x00":
            return answer
        items = tlv.parse(tlv.one(answer[:-2], 0x7C))
        changed = b"".join(
            tlv.encode(
                item.tag, self._fault.change(item.value) if item.tag == self._fault.tag else item.value
            )
            for item in items
        )
        return tlv.encode(0x7C, changed) + answer[-2:]


class _Mute(_Between):
    @property
    def atr(self) -> bytes:
        return b""

    def transmit(self, apdu: bytes) -> bytes:
        raise Mute


class _EndlessParts(_Between):
    def transmit(self, apdu: bytes) -> bytes:
        if (apdu[1] in _READ_BINARY and apdu[0] & _PROTECTED) or apdu[1] == 0xC0:
            return bytes(16) + b"\x61\x10"
        return super().transmit(apdu)


def _other_agreement(key: AgreementKey) -> AgreementKey:
    return replace(key, private=key.private ^ 1 or 2)


def _other_signature(
    key: CurveSignatureKey | RsaSignatureKey | None,
) -> CurveSignatureKey | RsaSignatureKey | None:
    if isinstance(key, CurveSignatureKey):
        return replace(key, private=key.private ^ 1 or 2)
    if isinstance(key, RsaSignatureKey):
        return replace(key, private=rsa_key("copy", key.private.key_size))
    return None
