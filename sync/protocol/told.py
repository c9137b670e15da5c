"""What a station says of itself when it calls: one header's words, nobody's data, at most 250 bytes.

Words: the program's version, the highest seq that the station has made, then each reader as `kind=state`,
with `;` between: `0.1.0;48211;document=ready;chip=gone`. HQ passes over what it cannot read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 250
MOST_READERS: Final = 8

_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,24}")
_MADE: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_READER: Final = re.compile(r"([a-z]{1,12})=([a-z]{1,12})")


@dataclass(frozen=True, slots=True)
class Told:
    """Version of the program, highest seq made there, and readers as (kind, state): `document` or `chip`;
    `ready`, `connecting`, `gone`, or `none` where the station was set up without one."""

    version: str
    made: int
    readers: tuple[tuple[str, str], ...]


def write_told(told: Told) -> str:
    """The words; raises ValueError for what no station may say."""
    said = ";".join([told.version, str(told.made), *(f"{kind}={state}" for kind, state in told.readers)])
    if read_told(said) != told:
        raise ValueError("not what a station says of itself")
    return said


def read_told(said: str) -> Told | None:
    """What the words say; None for any others."""
    if len(said) > LONGEST:
        return None
    version, *rest = said.split(";")
    if not rest or not _VERSION.fullmatch(version) or not _MADE.fullmatch(rest[0]):
        return None
    readers = [_READER.fullmatch(one) for one in rest[1:]]
    if len(readers) > MOST_READERS or not all(readers):
        return None
    return Told(version, int(rest[0]), tuple((one[1], one[2]) for one in readers if one))
