"""Replace everything personal in bytes that a reader sent by the specimens of Doc 9303."""

from __future__ import annotations

import re
from functools import reduce
from operator import xor
from typing import Final

from devices.api import DocumentScan, Framing
from devices.document.framing import Framer
from devices.document.profiles import ReaderProfile

# Doc 9303-4 to 6, appendices B.
_SPECIMENS: Final = {
    30: (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    36: ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    44: ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
}
_WORDS: Final = re.compile(rb"[A-Za-z0-9]")
# Talk of a reader about its own work, without a word from a document.
_HARMLESS: Final = re.compile(rb'\{"PCSign": ?"[A-Za-z]{1,16}"\}')
_CHECKED: Final = frozenset({Framing.STX_ETX, Framing.SOH_LENGTH_BCC})


def scrub(answered: bytes, profile: ReaderProfile) -> bytes:
    """The bytes with specimens in the place of whole documents and `X` for all other words.

    Lengths stay as they are; a check byte after ETX is made right again.
    """
    framer = Framer(profile.framing, bcc=profile.bcc, idle_gap=profile.idle_gap)
    events = (*framer.feed(answered, 0.0), *framer.close())
    kept, at = b"", 0
    for scan in events:
        if not isinstance(scan, DocumentScan):
            continue
        start = answered.find(scan.raw, at)
        if start < 0:
            continue
        kept += _blank(answered[at:start]) + _replaced(scan)
        at = start + len(scan.raw)
    return kept + _blank(answered[at:])


def _blank(data: bytes) -> bytes:
    pieces = _HARMLESS.split(data)
    talk = [*_HARMLESS.findall(data), b""]
    return b"".join(_WORDS.sub(b"X", piece) + said for piece, said in zip(pieces, talk, strict=True))


def _replaced(scan: DocumentScan) -> bytes:
    specimen = _SPECIMENS.get(len(scan.mrz_lines[0]), ())
    raw = scan.raw
    if scan.partial or len(specimen) != len(scan.mrz_lines):
        return _WORDS.sub(b"X", raw)
    for line, other in zip(scan.mrz_lines, specimen, strict=True):
        # The reader may have sent `_` or a space where the line has a filler.
        found = re.search(b"".join(b"[<_ ]" if c == "<" else re.escape(c.encode()) for c in line), raw)
        if found is None:
            return _WORDS.sub(b"X", scan.raw)
        raw = raw[: found.start()] + other.encode() + raw[found.end() :]
    if scan.framing in _CHECKED and raw[-2:-1] == b"\x03":
        raw = raw[:-1] + bytes((raw[-1] ^ reduce(xor, scan.raw[:-1]) ^ reduce(xor, raw[:-1]),))
    return raw
