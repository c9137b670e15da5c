"""The traveller on the desk against the alert lists: hits, their settlement, the checks and events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.alert_entry import AlertEntry, Band, Disclosure
from app.domain.alerts import AlertEvent, AlertEventKind, AlertHit, SettledAs, Settlement
from app.domain.document import TravelDocument
from app.domain.person import Traveller
from app.screening.screening import DocumentHit, Screening
from app.screening.stolen import STOLEN as STOLEN
from app.screening.stolen import stolen_hit as stolen_hit
from app.screening.subject import subject_of as subject_of

_BANDS = list(Band)
BEFORE_CORRECTION = "Met before the traveller's data were corrected."


@dataclass(frozen=True, slots=True)
class DeskHit:
    """A hit of the traveller on the desk, with its entry and what the officer said of it so far.

    `gone` says that it was met before the traveller's data were corrected and is not met any more: it
    holds nobody up, but what happened is told to the second line all the same.
    """

    case_id: str
    hit: AlertHit
    entry: AlertEntry | None = None
    settlement: Settlement | None = None
    gone: bool = False

    @property
    def shown(self) -> bool:
        """Whether the first line may know of it and has to look at it."""
        silent = self.hit.disclosure is Disclosure.SILENT
        return not (silent or self.gone or self.hit.cleared or self.hit.band is Band.BACKGROUND)

    @property
    def passed(self) -> bool:
        """Whether an earlier word lets it pass and the first line may be told: of a silent alert or a lookout
        not even that it was there."""
        return self.hit.cleared and not self.gone and self.hit.disclosure is Disclosure.OPEN

    @property
    def restricted(self) -> bool:
        """Whether only the instruction and the contact may be shown, and nothing is to be settled."""
        return self.hit.disclosure is Disclosure.RESTRICTED

    @property
    def settleable(self) -> bool:
        """Whether the first line, which saw it whole, has a word on it."""
        return self.shown and not self.restricted

    @property
    def unsettled(self) -> bool:
        """Whether the officer owes a word on it before Admit."""
        return self.settleable and self.settlement is None

    @property
    def unreleased(self) -> bool:
        """Whether a second person must release it before Admit: every STOP, whatever the word on it."""
        return (
            self.settleable
            and self.hit.band is Band.STOP
            and (self.settlement is None or not self.settlement.second)
        )


def met(
    screening: Screening,
    before: Sequence[DeskHit],
    entry_of: Callable[[str, str], AlertEntry | None],
    new_id: Callable[[], str],
) -> tuple[DeskHit, ...]:
    """The hits of this screening, each under the case that it had before, and after them those gone.

    A word on a hit stays while the hit says the same of the same entry.
    """
    known = {_what(one.hit): one for one in before}
    found = []
    for hit in screening.hits:
        old = known.pop(_what(hit), None)
        entry = entry_of(hit.list_id, hit.entry_id)
        if old is None:
            found.append(DeskHit(new_id(), hit, entry))
        else:
            kept = old.settlement if says_the_same(old.hit, hit) else None
            found.append(DeskHit(old.case_id, hit, entry, kept))
    return (*found, *(replace(one, gone=True, settlement=None) for one in known.values()))


def carried(
    hits: Sequence[DeskHit], documents: Sequence[DocumentHit], number: str, new_id: Callable[[], str]
) -> tuple[DeskHit, ...]:
    """What is still to be told once the document of this number gave way to another one: its hits, and that
    it stands on lists of stolen documents itself."""
    left = (DeskHit(new_id(), stolen_hit(found, number), gone=True) for found in documents)
    return (*hits, *left)


def _what(hit: AlertHit) -> tuple[str, str, str]:
    """Names what was met; of stolen documents, which are no entries, the number tells one from another."""
    number = hit.findings[0].traveller if hit.entry_id == STOLEN and hit.findings else ""
    return (hit.list_id, hit.entry_id, number)


def says_the_same(old: AlertHit, new: AlertHit) -> bool:
    """Whether two hits say the same of the same entry, perhaps by different versions of its list."""
    return replace(old, list_version=new.list_version) == new


def both(settled: Screening, printed: Screening) -> Screening:
    """The answer about a traveller as settled and as the document's proven lines say: of an entry that both
    meet the firmer hit, and of equals the one as settled."""
    found: dict[tuple[str, str], AlertHit] = {}
    for hit in (*settled.hits, *printed.hits):
        known = found.setdefault((hit.list_id, hit.entry_id), hit)
        if _BANDS.index(hit.band) < _BANDS.index(known.band):
            found[hit.list_id, hit.entry_id] = hit
    hits = sorted(found.values(), key=lambda hit: (_BANDS.index(hit.band), -hit.score))
    return replace(settled, hits=tuple(hits))


def for_first_line(hits: Iterable[DeskHit]) -> tuple[DeskHit, ...]:
    """What the officer may see: nothing of silent alerts, and of lookouts what to do and whom to call."""
    return tuple(_stripped(one) if one.restricted else one for one in hits if one.shown)


def _stripped(one: DeskHit) -> DeskHit:
    entry = one.entry
    bare = entry and AlertEntry(entry.entry_id, entry.kind, (), action=entry.action, contact=entry.contact)
    return replace(one, entry=bare, hit=replace(one.hit, findings=(), score=0))


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and by whom a traveller was looked at: what every event of an inspection says."""

    record_id: str
    document: TravelDocument
    traveller: Traveller
    station: str
    port: str
    booth: str
    officer: str
    training: bool
    at: datetime

    def event(self, event_id: str, case_id: str, kind: AlertEventKind) -> AlertEvent:
        """An event of this scene, without what it is about."""
        return AlertEvent(
            event_id, case_id, kind, self.at, self.station, self.port, self.booth, self.officer,
            self.record_id, training=self.training,
        )  # fmt: skip


def events_of(
    hits: Sequence[DeskHit], documents: Sequence[DocumentHit], scene: Scene, new_id: Callable[[], str]
) -> tuple[AlertEvent, ...]:
    """Every hit of an inspection as events: what was met, and the officer's word on it."""
    events = [event for one in hits for event in _events_of(one, scene, new_id)]
    return (*events, *(_stolen(hit, scene, new_id) for hit in documents))


def _events_of(one: DeskHit, scene: Scene, new_id: Callable[[], str]) -> list[AlertEvent]:
    opened = replace(
        scene.event(new_id(), one.case_id, AlertEventKind.HIT),
        hit=one.hit, entry=one.entry, traveller=scene.traveller, document=scene.document,
        note=BEFORE_CORRECTION if one.gone else "",
    )  # fmt: skip
    if one.settlement is None:
        return [opened]
    settled = scene.event(new_id(), one.case_id, AlertEventKind.SETTLED)
    return [opened, replace(settled, settlement=one.settlement, note=one.settlement.note)]


def _stolen(found: DocumentHit, scene: Scene, new_id: Callable[[], str]) -> AlertEvent:
    return replace(
        scene.event(new_id(), new_id(), AlertEventKind.HIT),
        hit=stolen_hit(found, scene.document.number), traveller=scene.traveller, document=scene.document,
    )  # fmt: skip


def word_of(hits: Sequence[DeskHit]) -> SettledAs | None:
    """The gravest word said of the hits that the officer saw; None while nothing was said."""
    said = {one.settlement.settled_as for one in hits if one.shown and one.settlement is not None}
    order = (SettledAs.SAME, SettledAs.CANNOT_TELL, SettledAs.NOT_SAME)
    return next((word for word in order if word in said), None)
