"""From how names, birth dates, states and sexes agree to the band of a hit: one table, no blended score.

The weaker the birth date's evidence, the more of the name has to agree and the rarer it has to be. The
thresholds of rarity are set so that of 1,000 innocent travellers whose nationality fits their names not
more than two are stopped or checked, and some twenty wait in the background, against a million people
(`make bench`, "screening"). A different nationality never excludes anybody, for people change it; it
only damps CHECK and BACKGROUND.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.alert_entry import Band
from app.domain.alerts import Agreement
from app.screening.birth_dates import NEAR, BirthMatch

BANDS: Final[Sequence[Band]] = tuple(Band)
"""Firmest first."""
ALWAYS_RARE: Final = 1_000.0
"""The rarity of every name on a list whose owner has switched the gate off."""

WHOLLY_OTHER: Final = 0.5
"""Under this score two names have nothing to do with one another."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was compared: `name` from 0 to 1; `rare` how rare it is on this list (`app.screening.rarity`);
    `words` the words of the traveller's name; `weak` an alias that the list itself trusts little."""

    name: float
    birth: BirthMatch
    rare: float
    words: int
    nationality: Agreement = Agreement.UNKNOWN
    sex: Agreement = Agreement.UNKNOWN
    weak: bool = False


def band_of(evidence: Evidence) -> Band | None:
    """The band that names and birth dates allow, or None for no hit.

    A weak alias reaches CHECK at most. Different sexes take one band off, and BACKGROUND away unless
    the birth date is the same.
    """
    band = _by_birth(evidence)
    if band is Band.STOP and evidence.weak:
        band = Band.CHECK
    if band is not None and evidence.sex is Agreement.DIFFERENT:
        if band is Band.BACKGROUND:
            return band if evidence.birth is BirthMatch.SAME else None
        return BANDS[BANDS.index(band) + 1]
    return band


def band_of_document(name: float, issuer: Agreement) -> Band | None:
    """The band that the same document number allows, by how the issuing states and the names agree.

    The same issuer is STOP, and CHECK under a wholly different name (borrowed, altered or a slip of the
    list). Where one side names no issuer the name decides; where they differ, numbers meet by chance
    and the name has to agree.
    """
    if issuer is Agreement.SAME:
        return Band.STOP if name >= WHOLLY_OTHER else Band.CHECK
    if issuer is Agreement.UNKNOWN:
        return Band.STOP if name >= 0.78 else Band.CHECK if name >= WHOLLY_OTHER else Band.BACKGROUND
    return Band.CHECK if name >= 0.78 else Band.BACKGROUND if name >= 0.62 else None


def firmest(bands: Sequence[Band | None]) -> Band | None:
    """The firmest of several bands."""
    return min((band for band in bands if band is not None), key=BANDS.index, default=None)


def at_most(band: Band, *bounds: Band) -> Band:
    """The band, but no firmer than any of the bounds."""
    return max((band, *bounds), key=BANDS.index)


def _by_birth(e: Evidence) -> Band | None:
    """The table, row by row."""
    conflict = e.nationality is Agreement.DIFFERENT
    if e.birth is BirthMatch.SAME or e.birth in NEAR:
        return _by_day(e, conflict)
    if e.birth is BirthMatch.YEAR_ONLY:
        if e.name >= 0.93 and e.rare > 6 and not conflict:
            return Band.CHECK
        fits = (e.nationality is Agreement.SAME and e.rare > -3) or (e.rare > 4 and not conflict)
        return _background(e.name >= 0.86 and fits)
    if e.birth is BirthMatch.YEAR_BESIDE:
        return _background(e.name >= 0.90 and e.rare > 4 and not conflict)
    if e.birth is BirthMatch.UNKNOWN:
        return _background(
            (e.name >= 0.93 and e.rare > 4 and not conflict) or (e.name >= 0.88 and e.rare > 8)
        )
    if e.birth is BirthMatch.SAME_YEAR:
        return _background(e.name >= 0.93 and e.rare > 5 and not conflict)
    return _background(e.name >= 0.97 and e.rare > 10 and e.words > 2 and not conflict)


def _by_day(e: Evidence, conflict: bool) -> Band | None:
    """The rows of two whole birth dates, the same or a slip apart."""
    if e.birth is BirthMatch.SAME:
        if e.name >= 0.88:
            return Band.STOP
        if e.name >= 0.78 and not conflict:
            return Band.CHECK
        return _background(e.name >= (0.78 if conflict else 0.62))
    # Ten years beside is the slip that strangers meet most easily.
    if e.name >= 0.90 and (e.birth is not BirthMatch.TEN_YEARS or e.rare > 2):
        return Band.CHECK
    return _background(e.name >= 0.90 or (e.name >= 0.82 and not conflict))


def _background(reached: bool) -> Band | None:
    return Band.BACKGROUND if reached else None


@dataclass(frozen=True, slots=True)
class Levels:
    """The least name score with which a name of some rarity reaches any band, by what the birth dates
    say; above 1 where none does."""

    same: float
    near: float
    year_only: float
    year_beside: float
    unknown: float
    same_year: float
    different: float


def levels(rare: float, words: int) -> Levels:
    """The levels for a traveller's name."""
    never = 2.0
    return Levels(
        same=0.62,
        near=0.82,
        year_only=0.86 if rare > -3 else never,
        year_beside=0.90 if rare > 4 else never,
        unknown=0.88 if rare > 8 else 0.93 if rare > 4 else never,
        same_year=0.93 if rare > 5 else never,
        different=0.97 if rare > 10 and words > 2 else never,
    )
