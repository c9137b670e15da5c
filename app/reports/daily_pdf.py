"""A daily log as PDF, as a border service prints and files it: A4 landscape, readable in black and white."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain.crossing import Crossing
from app.domain.day import DayContent, DayEntry, DayHead
from app.domain.decision import DecisionKind
from app.reports.daily_paper import (
    BOLD,
    LEFT,
    REGULAR,
    RIGHT,
    Box,
    Frame,
    Section,
    Strip,
    Text,
    printed,
    width_of,
    wrapped,
)
from app.reports.daily_words import (
    MARKS,
    NO_CROSSINGS,
    NOBODY_STOPPED,
    NOTHING_OPEN,
    TRAINING,
    conveyance_of,
    day_in_words,
    facts_of,
    local,
    marks_of,
    name_of,
    open_item,
    proof_of,
    reasons_of,
    remarks_of,
    scope_of,
    signature_of,
    title_of,
)
from app.wording.choices import DECISIONS, DIRECTIONS, PURPOSES

SIZE: Final = 7.2
LEADING: Final = 9.0
GAP: Final = 5.0

COLUMNS: Final = (
    ("No.", 25.0), ("Time", 25.0), ("Way", 41.0), ("Document", 82.0), ("Name", 130.0), ("Nat.", 24.0),
    ("Born", 45.0), ("Sex", 18.0), ("Purpose", 57.0), ("Stay", 72.0), ("By", 52.0), ("Port", 33.0),
    ("Decision", 99.0), ("Officer", 44.0), ("Marks", 26.0),
)  # fmt: skip
"""Title and width in points; together as wide as the paper's text."""

_EDGES: Final = tuple(LEFT + sum(width for _, width in COLUMNS[:place]) for place in range(len(COLUMNS)))
_DECISION: Final = 12
_NAME: Final = 4
_A_FEW: Final = 12
"""Of those stopped: the crossings begin on their page."""


def pdf_log(content: DayContent) -> bytes:
    """The document's bytes."""
    head = content.head
    numbered = list(enumerate(content.entries, 1))
    stopped = [(n, one) for n, one in numbered if one.crossing.decision.kind is not DecisionKind.ADMIT]
    places = {one.crossing.record_id: n for n, one in numbered}
    sections = [Section(list(_front(content, places)), outline="Summary")]
    if numbered:
        sections += [
            _table("Refused and referred", stopped, head, fresh=True),
            _table("Crossings", numbered, head, fresh=len(stopped) > _A_FEW),
        ]
    return printed(sections, _frame(head))


def _frame(head: DayHead) -> Frame:
    title = title_of(head)
    day = head.day.isoformat()
    named = " · ".join(
        (title, head.station) if day_in_words(head.day) in title else (title, day, head.station)
    )
    return Frame(
        title=f"{title}, {head.station}, {day}",
        author=head.station,
        subject=scope_of(head),
        above_left=named,
        above_right=TRAINING if head.training else "",
        below=MARKS,
    )


def _front(content: DayContent, places: dict[str, int]) -> Iterator[Strip]:
    head = content.head
    yield Strip(30, (Text(LEFT, 20, title_of(head), 20, BOLD),))
    yield Strip(20, (Text(LEFT, 11, scope_of(head), 11),))
    if head.training:
        yield _boxed(TRAINING)
    yield from _facts(head)
    if head.note:
        yield Strip(4)
        yield from _paragraph(f"Supervisor's note: {head.note}")
    yield from _counts(content)
    yield _heading("Do the counts agree?")
    verdict, said = proof_of(content.reconciliation)
    yield from _paragraph(verdict, BOLD)
    yield from _paragraph(said)
    yield _heading("Open items")
    yield from _open(content, places)
    yield _heading("Signature")
    for said in signature_of(content):
        yield from _paragraph(said)
    yield _signed_by_hand()


def _boxed(said: str) -> Strip:
    return Strip(
        26,
        (Text(LEFT + 8, 13.5, said, 10, BOLD),),
        (Box(LEFT, 0, RIGHT - LEFT, 20, stroke=0.0, fill=0.92),),
    )


def _heading(said: str) -> Strip:
    return Strip(24, (Text(LEFT, 17, said, 11, BOLD),), with_next=True)


def _facts(head: DayHead) -> Iterator[Strip]:
    facts = facts_of(head)
    columns, wide = 3, (RIGHT - LEFT) / 3
    for first in range(0, len(facts), columns):
        texts: list[Text] = []
        most = 1
        for place, (label, said) in enumerate(facts[first : first + columns]):
            x = LEFT + place * wide
            lines = wrapped(said, wide - 98, 8.5)
            most = max(most, len(lines))
            texts.append(Text(x, 10, label, 8.5, BOLD))
            texts += [Text(x + 90, 10 + 11 * n, line, 8.5) for n, line in enumerate(lines)]
        yield Strip(3 + 11 * most, tuple(texts))


def _paragraph(said: str, font: str = REGULAR, size: float = 8.5, indent: float = 0.0) -> Iterator[Strip]:
    for line in wrapped(said, RIGHT - LEFT - indent, size, font):
        yield Strip(size + 3, (Text(LEFT + indent, size + 1, line, size, font),))


def _counts(content: DayContent) -> Iterator[Strip]:
    counts = content.counts
    arrivals = (counts.arrivals_admitted, counts.arrivals_referred, counts.arrivals_refused)
    departures = (counts.departures_admitted, counts.departures_referred, counts.departures_refused)
    both = tuple(a + d for a, d in zip(arrivals, departures, strict=True))
    yield _heading("Counts")
    more = (
        ("Corrected", counts.corrected),
        ("A failed check overruled", counts.overruled),
        ("Processed lightly", counts.lightly),
        ("Met an alert at the desk", counts.hits),
    )
    rows: tuple[tuple[str, tuple[str | int, ...]], ...] = (
        ("", ("Admitted", "Referred", "Refused", "Together")),
        ("Arrivals", (*arrivals, sum(arrivals))),
        ("Departures", (*departures, sum(departures))),
        ("Crossings", (*both, counts.crossings)),
    )
    for place, ((label, cells), (name, count)) in enumerate(zip(rows, more, strict=True)):
        strong = BOLD if place in {0, 3} else REGULAR
        texts = [Text(LEFT, 10, label, 9, BOLD)]
        texts += [_ending(LEFT + 150 + 70 * n, str(cell), strong) for n, cell in enumerate(cells)]
        texts += [Text(LEFT + 450, 10, name, 9), _ending(LEFT + 640, str(count), REGULAR)]
        lines = (Box(LEFT, 0, 360, stroke=0.6 if place == 2 else 0.0),) if place else ()
        yield Strip(14, tuple(texts), (*lines, Box(LEFT + 450, 14, 190, stroke=0.6)))
    if not content.entries:
        yield Strip(6)
        yield from _paragraph(NO_CROSSINGS, BOLD, 11)


def _ending(x: float, said: str, font: str) -> Text:
    """A text that ends at x."""
    return Text(x - width_of(said, 9, font), 10, said, 9, font)


def _open(content: DayContent, places: dict[str, int]) -> Iterator[Strip]:
    if not content.open_items:
        yield from _paragraph(NOTHING_OPEN)
    for one in content.open_items:
        yield from _paragraph(f"•  {open_item(one)}.")
        names = [f"no. {places[name]}" if name in places else name for name in one.names]
        more = one.count - len(names)
        if names:
            rest = f" and {more} more" if more > 0 else ""
            yield from _paragraph(f"{', '.join(names)}{rest}", size=7.5, indent=10)


def _signed_by_hand() -> Strip:
    labels = ("Supervisor: name, signature, date", "Received by: name, signature, date")
    texts = tuple(Text(LEFT + 400 * n, 44, said, 7.5) for n, said in enumerate(labels))
    return Strip(50, texts, tuple(Box(LEFT + 400 * n, 34, 340) for n in range(2)))


def _table(title: str, rows: Sequence[tuple[int, DayEntry]], head: DayHead, *, fresh: bool) -> Section:
    if not rows:
        return Section([_heading(title), *_paragraph(NOBODY_STOPPED)], outline=title, fresh=fresh)
    top = _columns()
    return Section(
        [_heading(f"{title}: {len(rows)}"), top, *_rows(rows, head)],
        repeated=(top,),
        outline=title,
        least=120,
        fresh=fresh,
    )


def _columns() -> Strip:
    texts = (Text(x, 10, title, SIZE, BOLD) for x, (title, _) in zip(_EDGES, COLUMNS, strict=True))
    return Strip(15, tuple(texts), (Box(LEFT, 14, RIGHT - LEFT),), with_next=True)


def _rows(rows: Iterable[tuple[int, DayEntry]], head: DayHead) -> Iterator[Strip]:
    for number, entry in rows:
        texts: list[Text] = []
        most = 1
        for place, said in enumerate(_cells(number, entry, head)):
            lines = wrapped(said, COLUMNS[place][1] - GAP, SIZE) if said else []
            if len(lines) > most:
                most = len(lines)
            texts += [Text(_EDGES[place], 9 + LEADING * n, line, SIZE) for n, line in enumerate(lines)]
        decided, why = _decision(entry.crossing)
        x = _EDGES[_DECISION]
        texts.append(Text(x, 9, decided, SIZE, REGULAR if decided == _ADMITTED else BOLD))
        texts += [Text(x, 9 + LEADING * n, line, SIZE) for n, line in enumerate(why, 1)]
        for line in wrapped(remarks_of(entry.crossing), _EDGES[_DECISION] - _EDGES[_NAME] - GAP, SIZE):
            texts.append(Text(_EDGES[_NAME], 9 + LEADING * most, line, SIZE))
            most += 1
        height = LEADING * max(most, 1 + len(why)) + 4
        yield Strip(height, tuple(texts), (Box(LEFT, height, RIGHT - LEFT, stroke=0.7),))


_ADMITTED: Final = DECISIONS[DecisionKind.ADMIT]


def _cells(number: int, entry: DayEntry, head: DayHead) -> tuple[str, ...]:
    crossing = entry.crossing
    at = local(crossing.crossed_at, head)
    document, person, stay = crossing.document, crossing.traveller, crossing.stay
    return (
        str(number),
        f"{at.hour:02}:{at.minute:02}",
        DIRECTIONS[crossing.direction],
        " ".join(part for part in (document.issuing_state, document.document_code, document.number) if part),
        name_of(crossing),
        person.nationality,
        str(person.birth_date),
        person.sex.value,
        PURPOSES[crossing.purpose] if crossing.purpose else "",
        f"{stay.days} d to {stay.last_day.isoformat()}" if stay else "",
        conveyance_of(crossing),
        crossing.conveyance.other_port,
        "",
        crossing.officer,
        marks_of(entry),
    )


def _decision(crossing: Crossing) -> tuple[str, list[str]]:
    lines: list[str] = []
    for reason in reasons_of(crossing):
        lines += wrapped(reason, COLUMNS[_DECISION][1] - GAP, SIZE)
    return DECISIONS[crossing.decision.kind], lines
