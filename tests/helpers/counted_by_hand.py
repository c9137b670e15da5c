"""Figures of a border counted a second time, naively and from the raw records: nothing of `app`'s counting.

Slow on purpose: every figure is a look through all records, in the plainest words that say what it means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from app.domain.crossing import Crossing

Rows = dict[tuple[str, ...], tuple[int, ...]]

_IRTS = {
    "holiday": "holidays", "visiting": "visiting", "education": "education", "health": "health",
    "religion": "religion", "transit": "transit", "other": "other", "business": "business",
}  # fmt: skip
_LEISURE = ("holiday", "visiting", "business", "health", "religion", "transit", "crew")


class ByHand:
    """Counts records of one station for a span of local days, cut by months."""

    def __init__(
        self, records: Sequence[Crossing], first: date, last: date, zone: tzinfo, country: str = "UTO"
    ) -> None:
        newest: dict[str, Crossing] = {}
        self.first_version: dict[str, Crossing] = {}
        for record in records:
            if record.version == 1:
                self.first_version[record.crossing_id] = record
            if record.crossing_id not in newest or newest[record.crossing_id].version < record.version:
                newest[record.crossing_id] = record
        self.everything = list(newest.values())
        self.zone, self.country = zone, country
        self.asked = [one for one in self.everything if first <= self.local(one).date() <= last]
        self.arrived = {one.record_id: self._arrival(one) for one in self.asked if departs(one)}

    def local(self, one: Crossing) -> datetime:
        """When it was, by the clock on the wall."""
        return when(one).astimezone(self.zone)

    def month(self, one: Crossing) -> str:
        return f"{self.local(one):%Y-%m}"

    def _arrival(self, departure: Crossing) -> Crossing | None:
        def before(same: Callable[[Crossing], bool]) -> Crossing | None:
            found = [
                one for one in self.everything
                if same(one) and admitted(one) and when(one) < when(departure)
            ]  # fmt: skip
            return max(found, key=when) if found else None

        found = before(lambda one: same_document(one, departure))
        if found is None and departure.traveller.birth_date.complete:
            found = before(lambda one: same_person(one, departure))
        return found if found is not None and not departs(found) else None

    def nights(self, one: Crossing) -> int | None:
        if not departs(one):
            return None if one.stay is None else one.stay.days - 1
        arrival = self.arrived[one.record_id]
        return None if arrival is None else (self.local(one).date() - self.local(arrival).date()).days

    def purpose(self, one: Crossing) -> str:
        arrival = self.arrived.get(one.record_id)
        return str(one.purpose or (arrival.purpose if arrival else None) or "")

    def resident(self, one: Crossing) -> bool | None:
        who = one.traveller
        if who.residence:
            return who.residence == self.country
        if self.purpose(one) == "returning":
            return True
        return who.nationality == self.country if who.nationality else None

    def visitor(self, one: Crossing) -> str:
        nights, purpose = self.nights(one), self.purpose(one)
        if purpose == "crew" or one.document.kind == "crew_certificate":
            return "crew"
        if self.resident(one):
            return "resident"
        if purpose in ("work", "official"):
            return {"work": "worker", "official": "official"}[purpose]
        if nights is not None and nights > 364:
            return "long_stay"
        if self.resident(one) is None:
            return ""
        if nights is None:
            return "visitor"
        return "same_day" if nights == 0 else "tourist"

    def migration(self, one: Crossing) -> str:
        nights = self.nights(one)
        if self.resident(one):
            return "resident"
        if self.resident(one) is None or nights is None:
            return ""
        if nights > 364:
            return "long_term"
        return "short_term" if nights > 91 and self.purpose(one) not in _LEISURE else "none"

    def age(self, one: Crossing) -> str:
        born, day = one.traveller.birth_date, self.local(one).date()
        if not born.year:
            return ""
        reached = (day.month, day.day) >= (born.month or 12, born.day or 31)
        years = day.year - born.year - (0 if reached else 1)
        if years < 0:
            return ""
        return next(
            name
            for name, last in (("0-14", 14), ("15-24", 24), ("25-44", 44), ("45-64", 64), ("65+", 999))
            if years <= last
        )

    def stay(self, one: Crossing) -> str:
        nights = self.nights(one)
        if nights is None:
            return ""
        ends = {"0": 0, "1-3": 3, "4-7": 7, "8-28": 28, "29-91": 91, "92-364": 364, "365+": 99_999}
        return next(name for name, last in ends.items() if nights <= last)

    def by(self, label: Callable[[Crossing], str], among: Callable[[Crossing], bool]) -> Rows:
        """Arrivals and departures of these by month and label."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
        for one in self.asked:
            if among(one):
                found[(self.month(one), label(one))][departs(one)] += 1
        return {labels: tuple(counts) for labels, counts in found.items()}

    def tables(self) -> dict[str, Rows]:
        """Every table of crossings, by the names of `app`."""

        def visits(one: Crossing) -> bool:
            return admitted(one) and self.visitor(one) in ("tourist", "same_day", "visitor")

        def foreign(one: Crossing) -> bool:
            return admitted(one) and self.visitor(one) != "resident"

        def residence(one: Crossing) -> str:
            return state(one.traveller.residence)

        def nationality(one: Crossing) -> str:
            return state(one.traveller.nationality)

        stays = self.by(self.stay, foreign)
        return {
            "periods": {labels[:1]: counts for labels, counts in self.by(lambda _: "", admitted).items()},
            "port": self.by(lambda one: one.port, admitted),
            "nationality": self.by(nationality, admitted),
            "residence": self.by(residence, admitted),
            "purpose": self.by(self.purpose, admitted),
            "mode": self.by(lambda one: one.conveyance.mode, admitted),
            "age": self.by(self.age, admitted),
            "sex": self.by(lambda one: one.traveller.sex, admitted),
            "visitor": self.by(self.visitor, admitted),
            "migration": self.by(self.migration, admitted),
            "visitors_by_residence": self.by(residence, visits),
            "visitors_by_purpose": self.by(lambda one: _IRTS.get(self.purpose(one), ""), visits),
            "stay_granted": {labels: (came,) for labels, (came, _) in stays.items() if came},
            "stayed": {labels: (went,) for labels, (_, went) in stays.items() if went},
            "refusals_by_nationality": self.by(nationality, lambda one: one.decision.kind == "refuse"),
            "movements": self._numbers(lambda one: [one.decision.kind], lambda _: True),
            "refusals": self._numbers(reasons, lambda one: one.decision.kind == "refuse"),
            "referrals": self._numbers(reasons, lambda one: one.decision.kind == "refer"),
            "outcomes": self._numbers(self._outcome, lambda one: one.decision.kind == "refer"),
        }

    def _numbers(
        self, labels: Callable[[Crossing], Sequence[str]], among: Callable[[Crossing], bool]
    ) -> Rows:
        found: dict[tuple[str, ...], int] = defaultdict(int)
        for one in self.asked:
            for label in labels(one) if among(one) else ():
                found[(self.month(one), one.direction, label)] += 1
        return {key: (number,) for key, number in found.items()}

    def _outcome(self, referral: Crossing) -> list[str]:
        later = [
            one for one in self.everything
            if same_document(one, referral) and when(one) > when(referral) and one.decision.kind != "refer"
        ]  # fmt: skip
        return [min(later, key=when).decision.kind if later else "refer"]

    def processing(self, group: Callable[[Crossing], str]) -> Rows:
        """Seconds from the document's coming in to the decision, by month or hour."""
        return self._times(group, {one.crossing_id: self._seconds(one) for one in self.asked})

    def waiting(self, group: Callable[[Crossing], str]) -> Rows:
        """Seconds after the first traveller of the same conveyance's call."""
        waited: dict[str, int] = {}
        for one in self.asked:
            number = one.conveyance.number.upper()
            same = sorted(
                self.first_version[other.crossing_id].opened_at
                for other in self.asked
                if number and other.conveyance.number.upper() == number
                and (other.conveyance.mode, other.direction) == (one.conveyance.mode, one.direction)
            )  # fmt: skip
            mine = self.first_version[one.crossing_id].opened_at
            started = mine
            for opened in reversed([opened for opened in same if opened <= mine]):
                if started - opened >= timedelta(hours=2):
                    break
                started = opened
            if number:
                waited[one.crossing_id] = round((mine - started).total_seconds())
        return self._times(group, waited)

    def _seconds(self, one: Crossing) -> int:
        first = self.first_version[one.crossing_id]
        return round((first.at - first.opened_at).total_seconds())

    def _times(self, group: Callable[[Crossing], str], seconds: dict[str, int]) -> Rows:
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for one in self.asked:
            if one.crossing_id in seconds:
                found[(group(one),)].append(seconds[one.crossing_id])
        return {label: spread(times) for label, times in found.items()}


def spread(times: list[int]) -> tuple[int, ...]:
    """How many; the smallest that half, and nine tenths, are not above; the longest."""

    def enough(tenths: int) -> int:
        return min(one for one in times if 10 * sum(other <= one for other in times) >= tenths * len(times))

    return (len(times), enough(5), enough(9), max(times))


def admitted(one: Crossing) -> bool:
    """Whether it was let through."""
    return one.decision.kind == "admit"


def departs(one: Crossing) -> bool:
    """Whether it goes out."""
    return one.direction == "departure"


def when(one: Crossing) -> datetime:
    """When it counts: what a corrected version says of the document's coming in, else of the decision."""
    return one.at if one.version == 1 else one.opened_at


def reasons(one: Crossing) -> list[str]:
    """Its reasons; one unnamed for none."""
    return [str(reason) for reason in one.decision.reasons] or [""]


def state(code: str) -> str:
    """The code that statistics offices use."""
    return {"D": "DEU"}.get(code, code)


def same_document(one: Crossing, other: Crossing) -> bool:
    """Same number and issuer, whatever stands between the characters."""
    first, second = one.document, other.document
    return (plain(first.number), first.issuing_state) == (plain(second.number), second.issuing_state)


def plain(number: str) -> str:
    """Letters and digits alone."""
    return "".join(character for character in number if character.isalnum())


def same_person(one: Crossing, other: Crossing) -> bool:
    """Same names, birth and nationality."""
    first, second = one.traveller, other.traveller
    names = (first.surname, first.given_names) == (second.surname, second.given_names)
    return names and (first.birth_date, first.nationality) == (second.birth_date, second.nationality)
