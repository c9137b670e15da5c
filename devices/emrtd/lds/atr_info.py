"""How long commands and answers may be: EF.ATR/INFO and historical bytes (ISO/IEC 7816-4, 12.1, 12.7)."""

from __future__ import annotations

from dataclasses import dataclass

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.ATR_INFO.value
_LARGEST = 4_096
_EXTENDED_LENGTH, _CAPABILITIES, _INTEGER = 0x7F66, 0x47, 0x02
_COMPACT_CAPABILITIES = 7
_PADDING = b"\x00\xff"
# Of the first historical byte: compact objects follow, in the first case before three bytes of status.
_COMPACT_THEN_STATUS, _COMPACT = 0x00, 0x80
_CHAINING, _EXTENDED, _LENGTHS_IN_FILE = 0x80, 0x40, 0x20


@dataclass(frozen=True, slots=True)
class CardCapabilities:
    """The third byte of the card capabilities (7816-4, Table 119): what the card can beyond short APDUs.

    `lengths_in_file` says that EF.ATR/INFO names the longest command and answer.
    """

    chaining: bool
    extended_length: bool
    lengths_in_file: bool


@dataclass(frozen=True, slots=True)
class ApduLengths:
    """The longest command and answer in bytes, whole APDUs, None where the file does not say."""

    max_command: int | None
    max_response: int | None
    capabilities: CardCapabilities | None = None


def parse_atr_info(data: bytes) -> ApduLengths:
    """What EF.ATR/INFO says of lengths; its other objects are left aside. Raises Malformed.

    The file has no outer tag, so that zeros and FF behind its last object are filling.
    """
    if len(data) > _LARGEST:
        raise Malformed(_WHERE, f"it is larger than {_LARGEST} bytes")
    found: list[tlv.Tlv] = []
    at = 0
    while data[at:].strip(_PADDING):
        head = tlv.header(data, at)
        if at + head.end > len(data):
            raise tlv.Short(_WHERE, "the value is cut")
        found.append(tlv.Tlv(head.tag, data[at + head.size : at + head.end]))
        at += head.end
    command, response = _lengths(tlv.find(found, _EXTENDED_LENGTH))
    return ApduLengths(command, response, _third(tlv.find(found, _CAPABILITIES)))


def card_capabilities(atr: bytes) -> CardCapabilities | None:
    """What the historical bytes of an ATR say, None where they say nothing of it. Never raises.

    PC/SC puts a contactless card's historical bytes (ISO/IEC 14443-4 type A) into the ATR it makes up.
    """
    historical = _historical(atr)
    if not historical or historical[0] not in {_COMPACT_THEN_STATUS, _COMPACT}:
        return None
    end = len(historical) - 3 if historical[0] == _COMPACT_THEN_STATUS else len(historical)
    at = 1
    while at < end:
        tag, length = historical[at] >> 4, historical[at] & 0x0F
        if tag == _COMPACT_CAPABILITIES:
            return _third(historical[at + 1 : min(at + 1 + length, end)])
        at += 1 + length
    return None


def _lengths(template: bytes | None) -> tuple[int | None, int | None]:
    """The two integers of the extended length information, command first (12.7.1)."""
    if template is None:
        return None, None
    parts = objects(template, _WHERE)
    if [part.tag for part in parts] != [_INTEGER, _INTEGER] or any(len(part.value) > 4 for part in parts):
        raise Malformed(_WHERE, "the extended length information is no pair of numbers")
    command, response = (int.from_bytes(part.value) for part in parts)
    return command, response


def _third(capabilities: bytes | None) -> CardCapabilities | None:
    if capabilities is None or len(capabilities) < 3:
        return None
    byte = capabilities[2]
    return CardCapabilities(bool(byte & _CHAINING), bool(byte & _EXTENDED), bool(byte & _LENGTHS_IN_FILE))


def _historical(atr: bytes) -> bytes:
    """The historical bytes of an ATR (ISO/IEC 7816-3, 8.2): behind the interface bytes, before TCK."""
    if len(atr) < 2:
        return b""
    present, count, at = atr[1] >> 4, atr[1] & 0x0F, 2
    while present & 0b1000:  # a TD byte, which says which interface bytes come next
        at += (present & 0b0111).bit_count()
        if at >= len(atr):
            return b""
        present, at = atr[at] >> 4, at + 1
    at += present.bit_count()
    return atr[at : at + count] if at + count <= len(atr) else b""
