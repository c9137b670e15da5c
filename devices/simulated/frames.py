"""Wrap MRZ lines in the bytes of each framing, as the makers' manuals have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Final, TypeAlias

from devices.api import Framing

Lines: TypeAlias = Sequence[str]


def stx_etx(lines: Lines) -> bytes:
    """`STX line CR line CR [line CR] ETX`: DESKO, CUTE profile."""
    return b"\x02" + b"".join(line.encode() + b"\r" for line in lines) + b"\x03"


def stx_etx_bcc(lines: Lines) -> bytes:
    """The same with a check byte: exclusive or of everything after the STX."""
    frame = stx_etx(lines)
    return frame + bytes((reduce(xor, frame[1:], 0),))


def stx_json(lines: Lines) -> bytes:
    """EST-100: its progress message, then the data page, both JSON between STX and ETX CR LF."""
    talk = ({"PCSign": "readStart"}, {"CameraData": {"data": "\n".join(lines), "type": "PassPort"}})
    return b"".join(b"\x02" + json.dumps(message).encode() + b"\x03\r\n" for message in talk)


def soh_length_bcc(lines: Lines) -> bytes:
    """3M RTE Native: bottom line always third, `_` padding to 30 or 44, length, check byte."""
    width = 30 if len(lines) == 3 else 44
    padded = ["", "", *(line.ljust(width, "_") for line in lines)][-3:]
    text = b"0" + b"".join(line.encode() + b"\r" for line in padded)
    body = b"OU\x02" + text + b"\x03"
    length = len(body) + 1
    covered = bytes((length & 0x7F, length >> 7)) + body
    return b"\x01" + covered + bytes((reduce(xor, covered, 0),))


def tlv_inquire(lines: Lines) -> bytes:
    """Elyctis: `I`, length, the lines ended by CR."""
    data = "".join(line + "\r" for line in lines).encode()
    return b"I" + len(data).to_bytes(2, "big") + data


def text_lines(lines: Lines) -> bytes:
    """Each line with CR LF after it."""
    return "".join(line + "\r\n" for line in lines).encode()


def bare_run(lines: Lines) -> bytes:
    """All lines in one run, nothing between or after them."""
    return "".join(lines).encode()


ENCODERS: Final[Mapping[Framing, Callable[[Lines], bytes]]] = MappingProxyType(
    {
        Framing.STX_ETX: stx_etx,
        Framing.STX_JSON: stx_json,
        Framing.SOH_LENGTH_BCC: soh_length_bcc,
        Framing.TLV_INQUIRE: tlv_inquire,
        Framing.LINES: text_lines,
        Framing.BARE_RUN: bare_run,
    }
)
