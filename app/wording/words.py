"""What an officer is told of a failure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Three lines for the officer; the code is the fourth."""

    happened: str
    still_works: str
    do_now: str
