"""What the page of readers says: who read about a traveller, when, why and how."""

from __future__ import annotations

from collections.abc import Sequence

from app.flow.trail import Reading, Readings
from app.ui.audit_words import act, purpose, who
from app.ui.plain_table import Line
from app.ui.wording import counted, moment_words, tr
from app.wording.trail import READING_WAYS


def titles() -> Sequence[str]:
    """The columns."""
    return tr("When"), tr("Who"), tr("What was done"), tr("Why"), tr("How it has to do with this person")


def line(one: Reading) -> Line:
    """One reading."""
    ways = ", ".join(_way(way, one.shown) for way in one.ways)
    said, how = one.line, ways[:1].upper() + ways[1:]
    return Line((moment_words(said.at), who(said.actor), act(said.act), purpose(said.purpose), how))


def _way(way: str, shown: int) -> str:
    if way == "shown" and shown > 1:
        return counted(shown, "was shown {number} crossing", "was shown {number} crossings")
    return tr(READING_WAYS[way])


def found(readings: Readings, listed: int) -> str:
    """How much there is of it."""
    crossings = counted(
        readings.crossings, "{number} version of a crossing here", "{number} versions of crossings here"
    )
    lines = counted(readings.found, "{number} line in the audit chain", "{number} lines in the audit chain")
    if readings.older is None:
        return tr("{crossings}, {lines}.").format(crossings=crossings, lines=lines)
    return tr("{crossings}, {lines}; {listed} shown, O shows older ones.").format(
        crossings=crossings, lines=lines, listed=listed
    )


def nothing(readings: Readings) -> str:
    """That nobody did, in words that are true also where nothing is kept."""
    if readings.crossings:
        return tr("Nobody on this station has read about this person.")
    return tr("No crossing of this person is kept here, and nobody on this station asked for them. HQ and "
              "other stations have their own audit.")  # fmt: skip
