"""`matapa day`: close the day of this station, and see what was closed."""

from __future__ import annotations

import click


@click.group()
def day() -> None:
    """Close the day of this station, and see what was closed.

    A supervisor closes each day after midnight: its crossings are counted in three places that do not know
    each other, what is left open is named, and the log is numbered and signed by the station's key. What is
    recorded or corrected for that day afterwards goes into an addendum.
    """
