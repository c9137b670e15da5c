"""A picture as pixels, whatever it was before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgb` has `height` rows of `width` pixels, three bytes each, without padding."""

    width: int
    height: int
    rgb: bytes
