"""Train the wire's zstd dictionaries from invented crossings: `python -m bench.wire_dictionary FOLDER`.

`resources/wire` holds what was trained once; batches name their codec, and with it a dictionary, for
ever. A new training therefore makes files with new names and codecs with new numbers; it never
replaces a file that a station may have used.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import zstandard

from app.domain.crossing import Crossing
from app.domain.record import encode
from bench.wire_people import TRAINING, Booth
from sync.protocol.columns import write_sheet
from sync.protocol.kinds import CROSSING

STATIONS = 150
CROSSINGS_EACH = 80
MOST_SHEETS = 12_000
_LEVEL = 19


def train(size: int, lengths: Sequence[int], *, chips: bool = False) -> bytes:
    """A dictionary of `size` bytes for batches of these many records, of travellers with or without chips."""
    dice = random.Random(1)
    sheets: list[bytes | bytearray | memoryview] = []
    for crossings in trainers(chips=chips):
        records = [(CROSSING, encode(crossing)) for crossing in crossings]
        start = 0
        while start < len(records):
            end = start + dice.choice(lengths)
            sheets.append(write_sheet(records[start:end]).sheet)
            start = end
    return zstandard.train_dictionary(size, sheets[:MOST_SHEETS], level=_LEVEL).as_bytes()


@cache
def trainers(*, chips: bool = False) -> tuple[tuple[Crossing, ...], ...]:
    """The crossings that train, station by station."""
    booths = (Booth(TRAINING, station, chips=chips) for station in range(STATIONS))
    return tuple(tuple(booth.take(CROSSINGS_EACH)) for booth in booths)


def trained_names() -> frozenset[str]:
    """Every word of a name that trains."""
    people = (crossing.document for crossings in trainers() for crossing in crossings)
    return frozenset(word for one in people for word in f"{one.surname} {one.given_names}".split())


def main(folder: Path) -> None:
    """Write all dictionaries into a folder."""
    few = (2, 3, 4, 5, 6, 8, 10, 20, 30)
    (folder / "crossings-one-1.zdict").write_bytes(train(4 << 10, (1,)))
    (folder / "crossings-few-1.zdict").write_bytes(train(32 << 10, few))
    (folder / "chips-one-1.zdict").write_bytes(train(8 << 10, (1,), chips=True))
    (folder / "chips-few-1.zdict").write_bytes(train(32 << 10, few, chips=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
