"""How many bytes to ask of a chip at once: the most that chip and reader can, found out where unsaid."""

from __future__ import annotations

from typing import Final, Protocol

from devices.chip.apdu import SHORT_ANSWER
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.atr_info import card_capabilities, parse_atr_info

# Over the real pcscd 4,096 bytes at once are the fastest (bench/chip.py); larger answers win nothing.
LARGEST: Final = 4_096
STEPS: Final = (LARGEST, 1_024, SHORT_ANSWER, 223, 192, 128)
"""What is tried one after another; 223 is the most that a protected short answer carries in any cipher."""
# Around 37 bytes of a protected answer are not the file's: tags, padding, status and seal.
_WRAPPING: Final = 40


class Remembered(Protocol):
    """What earlier passports taught about a reader; may be called on the reader's thread."""

    def most(self, reader: str) -> int | None:
        """The most bytes that this reader carries at once; None while nothing stood in its way."""

    def keep(self, reader: str, most: int) -> None:
        """Remember it for the next passport."""


class RememberedHere:
    """Remembers as long as the program runs; `known` is what was known before."""

    def __init__(self, known: dict[str, int] | None = None) -> None:
        self._known = dict(known or {})

    def most(self, reader: str) -> int | None:
        """See `Remembered`."""
        return self._known.get(reader)

    def keep(self, reader: str, most: int) -> None:
        """See `Remembered`."""
        self._known[reader] = most


def says_extended(atr: bytes) -> bool | None:
    """Whether the historical bytes promise extended length; None where they are silent."""
    said = card_capabilities(atr)
    return None if said is None else said.extended_length


def ability(atr: bytes, atr_info: bytes | None) -> int:
    """The most bytes of a file that one answer of this chip may carry, as the chip says itself."""
    extended = says_extended(atr)
    longest = None
    try:
        lengths = parse_atr_info(atr_info or b"")
    except Malformed:
        lengths = None  # a chip that cannot say what it can is asked for little
    if lengths is not None:
        longest = lengths.max_response
        if lengths.capabilities is not None and extended is None:
            extended = lengths.capabilities.extended_length
    if not extended and longest is None:
        return SHORT_ANSWER
    return max(SHORT_ANSWER, min(LARGEST, (longest or LARGEST) - _WRAPPING))


class Blocks:
    """The size now asked for, for one chip in one reader. Starts as large as both are known to carry.

    `careful` says that this chip does not bear being asked for more than a file holds, `by_short` that
    it knows its files by their short identifiers, `by_name` that it does not.
    """

    def __init__(self, reader: str, remembered: Remembered) -> None:
        self._reader = reader
        self._remembered = remembered
        self._limit = remembered.most(reader) or LARGEST
        self._to_keep: int | None = None
        self.size = min(SHORT_ANSWER, self._limit)
        self.careful = False
        self.by_short = False
        self.by_name = False

    @property
    def extended(self) -> bool:
        """Whether the commands must have the long form."""
        return self.size > SHORT_ANSWER

    @property
    def may_extend(self) -> bool:
        """Whether nothing stood in the way of long commands yet, whatever the chip says of itself."""
        return self._limit > SHORT_ANSWER

    def begin(self, able: int) -> None:
        """This is what the chip says it can; what was learnt since stands."""
        self.size = min(able, self._limit)

    def smaller(self, *, reader_at_fault: bool = False) -> bool:
        """Go down a step; False at the lowest.

        Only what the reader could not carry is remembered of it: a status word comes from the chip.
        """
        below = [step for step in STEPS if step < self.size]
        if not below:
            return False
        self.size = self._limit = below[0]
        if reader_at_fault:
            self._to_keep = self.size
        return True

    def fit(self, most: int) -> None:
        """The chip corrected us: it gives no more than so much at once (6CXX), and each time that costs."""
        self.size = self._limit = min(self.size, most)

    def worked(self) -> None:
        """A file longer than a block came whole at this size."""
        if self._to_keep is not None:
            self._remembered.keep(self._reader, self.size)
            self._to_keep = None
