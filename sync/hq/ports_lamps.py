"""Judge how stations stand: in order, to be looked at or to be acted on, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.hq.ports_glance import Reader, StationGlance

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
CERTIFICATE_SOON: Final = timedelta(days=30)
"""Stations renew their certificates long before; one that has not is not on the link."""


class Lamp(StrEnum):
    """How somebody stands, the worst last."""

    GOOD = "good"
    LOOK = "look"
    ACT = "act"


_KINDS: Final = {"document": "Passport reader", "chip": "Chip reader"}
_STATES: Final = {
    "ready": "ready", "connecting": "being looked for", "gone": "does not answer", "none": "none here",
}  # fmt: skip
LAMP_WORDS: Final = {Lamp.GOOD: "In order", Lamp.LOOK: "Look", Lamp.ACT: "Act"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is not in order, as a sentence for people."""

    lamp: Lamp
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A station and what is not in order with it, the worst first."""

    glance: StationGlance
    troubles: tuple[Trouble, ...]

    @property
    def lamp(self) -> Lamp:
        """The worst of its troubles."""
        return worst(one.lamp for one in self.troubles)

    @property
    def behind(self) -> int:
        """Streams of which it lacks the newest."""
        return sum(one.lacks_since is not None for one in self.glance.lists)


def judge(glance: StationGlance, now: datetime) -> Judged:
    """Judge one station by what HQ has of it."""
    found = sorted(_troubles(glance, now), key=lambda one: -_RANK[one.lamp])
    return Judged(glance, tuple(found))


def worst(lamps: Iterable[Lamp]) -> Lamp:
    """The worst of these; good for none."""
    return max(lamps, key=_RANK.__getitem__, default=Lamp.GOOD)


_RANK: Final = {lamp: place for place, lamp in enumerate(Lamp)}


def reader_words(reader: Reader) -> str:
    """A reader and how it is, for people; words of a later program stand as they are."""
    return f"{_KINDS.get(reader.kind, reader.kind)}: {_STATES.get(reader.state, reader.state)}"


def _troubles(glance: StationGlance, now: datetime) -> Iterator[Trouble]:
    if glance.heard_at is None:
        yield Trouble(Lamp.LOOK, "It was enrolled and has never called.")
    elif now - glance.heard_at > WEEK:
        yield Trouble(Lamp.ACT, "Nothing was heard of it for over a week: call the port, or bring a stick.")
    elif now - glance.heard_at > DAY:
        yield Trouble(Lamp.LOOK, "Nothing was heard of it for over a day.")
    if glance.missing:
        rows = "1 record is" if glance.missing == 1 else f"{glance.missing} records are"
        yield Trouble(Lamp.LOOK, f"{rows} missing between those that HQ has.")
    yield from _of_lists(glance, now)
    until = glance.certificate_until
    if until is None or until <= now:
        yield Trouble(Lamp.ACT, "Its certificate is over: it needs a new one-time code.")
    elif until - now < CERTIFICATE_SOON:
        yield Trouble(Lamp.LOOK, "Its certificate ends within a month.")
    if glance.days is not None and glance.days.lacking:
        logs = "1 daily log has" if glance.days.lacking == 1 else f"{glance.days.lacking} daily logs have"
        yield Trouble(Lamp.LOOK, f"{logs} not been brought, though a later one was.")
    bad = [reader_words(one) for one in glance.readers or () if one.state not in ("ready", "none")]
    if bad:
        yield Trouble(Lamp.LOOK, f"{'; '.join(bad)}.")


def _of_lists(glance: StationGlance, now: datetime) -> Iterator[Trouble]:
    lacking = [(one.lacks_since, one.stream) for one in glance.lists if one.lacks_since is not None]
    if not lacking:
        return
    since = now - min(moment for moment, _ in lacking)
    names = ", ".join(stream for _, stream in lacking[:3]) + (" and others" if len(lacking) > 3 else "")
    if since > WEEK:
        yield Trouble(Lamp.ACT, f"It lacks news of HQ that is over a week old: {names}.")
    elif since > DAY:
        yield Trouble(Lamp.LOOK, f"It lacks news of HQ that is over a day old: {names}.")
