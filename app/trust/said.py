"""What the chip says of its holder, for the screen; every word of it unproved until the checks say so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChipSaid:
    """What the chip says of its holder (DG1, DG11, DG12); empty where it is silent.

    `issued_on` is an ISO date as far as DG12 gives one.
    """

    mrz_lines: tuple[str, ...] = ()
    full_name: str = ""
    other_names: tuple[str, ...] = ()
    place_of_birth: str = ""
    issued_on: str = ""
    issued_by: str = ""
