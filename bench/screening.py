"""Measure the index of people: how fast, how large, whom it finds and how many innocents it stops.

A list of a million invented people (`bench.watchlist`). It is built in a process of its own, so that
what is said of memory is what a station holds after loading the file. Times of a traveller are of the
processor, for other work on the machine is none of ours; by the clock they stand beside.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from statistics import quantiles

from app.domain.alert_entry import Band
from app.screening.lists import ListPolicy
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.subject import Subject
from bench.screening_slips import SLIPS, Listed, Slip, travellers
from bench.table import Row
from bench.watchlist import entries, entry_of, people

PEOPLE = 1_000_000
INNOCENTS = 6_000
SHIPLOADS = ("TON", "VNM", "RUS")
EACH = 500
"""Travellers of each kind of slip."""
SOUGHT_AMONG = 60_000
"""Entries, the first of the list, whose people travel."""
CHANGES = 1_000
SEED, INNOCENT_SEED, CHANGED_SEED = 1, 4_242, 55
"""The thresholds of `app.screening.bands` were set on innocents of other seeds."""
_POLICY = ListPolicy()


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Build the list, load it and ask it."""
    count = max(2_000, int(PEOPLE * scale))
    with tempfile.TemporaryDirectory(prefix="bench-screening-") as folder:
        path = Path(folder) / "people"
        say(f"screening: building an index of {count:,} people in a process of its own")
        built, by_clock, written = _build(path, count)
        before = _resident()
        data = path.read_bytes()
    began = time.perf_counter()
    segment = PeopleSegment.from_bytes(data)
    loaded = time.perf_counter() - began
    rows = [
        Row(
            "People: building the index", built, "s", None, f"{count:,} people; by the clock {by_clock:.0f} s"
        ),
        Row("People: writing it as bytes", written, "s", None),
        Row("People: start-up, from bytes to asked", loaded, "s", 2.0, "checksum and every reference proved"),
        Row(
            "People: index in memory",
            segment.nbytes / 1e6,
            "MB",
            150,
            f"{segment.nbytes / count:.1f} bytes a person",
        ),
    ]
    index = PeopleIndex(segment)
    _ask(index, [person.subject() for person in people(300, 7)])
    grown = (_resident() - before) / 1e6
    rows.append(Row("People: memory that the process grows by", grown, "MB", 150, "loaded, asked 300 times"))
    rows += _innocents(index, say)
    rows += _changes(segment, count)
    return rows + _recall(index, count, say)


def _build(path: Path, count: int) -> tuple[float, float, float]:
    """Build and write the file in a process that then ends; seconds of the processor and of the clock
    for building, of the clock for writing."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_build_there, args=(str(path), count, theirs))
    process.start()
    theirs.close()
    times: tuple[float, float, float] = mine.recv()
    process.join()
    return times


def _build_there(path: str, count: int, said: multiprocessing.connection.Connection) -> None:
    listed = list(entries(count, SEED))
    began, busy = time.perf_counter(), time.process_time()
    segment = PeopleSegment.build(listed)
    busy = time.process_time() - busy
    built = time.perf_counter()
    data = segment.to_bytes()
    written = time.perf_counter()
    Path(path).write_bytes(data)
    said.send((busy, built - began, written - built))


def _innocents(index: PeopleIndex, say: Callable[[str], None]) -> list[Row]:
    say(f"screening: {INNOCENTS:,} innocent travellers, then shiploads of one nation")
    asked = _ask(index, [person.subject() for person in people(INNOCENTS, INNOCENT_SEED)])
    cpu, wall = quantiles(asked.cpu, n=100), quantiles(asked.wall, n=100)
    rows = [
        Row("People: one traveller, p50", cpu[49] * 1e3, "ms", None, f"by the clock {wall[49] * 1e3:.3g} ms"),
        Row("People: one traveller, p99", cpu[98] * 1e3, "ms", 5.0, f"by the clock {wall[98] * 1e3:.3g} ms"),
        _flagged("People: innocents stopped or checked", asked, 2.0),
        _flagged("People: innocents in the background", asked, None, Band.BACKGROUND),
    ]
    for nation in SHIPLOADS:
        ship = _ask(index, [person.subject() for person in people(INNOCENTS // 3, INNOCENT_SEED, nation)])
        rows.append(_flagged(f"People: a shipload from {nation}, stopped or checked", ship, None))
    return rows


def _flagged(name: str, asked: _Asked, aim: float | None, *bands: Band) -> Row:
    counts = asked.firmest
    total = len(asked.cpu)
    flagged = sum(counts[band] for band in bands or (Band.STOP, Band.CHECK))
    beside = ", ".join(f"{band} {counts[band] / total * 1e3:.3g}" for band in Band)
    return Row(name, flagged / total * 1e3, "/1000", aim, f"{beside} per 1,000; n={total:,}")


def _changes(segment: PeopleSegment, count: int) -> list[Row]:
    """A delta of a thousand: half of it new entries, half of it changed ones, and as many taken away."""
    random = Random(CHANGED_SEED)
    changed = [
        entry_of(person, count + number if number % 2 else number, random)
        for number, person in enumerate(people(CHANGES, CHANGED_SEED))
    ]
    removed = frozenset(f"E{number:07}" for number in range(CHANGES, 2 * CHANGES))
    began = time.perf_counter()
    index = PeopleIndex(segment, PeopleSegment.build(changed), removed)
    taken = time.perf_counter() - began
    asked = _ask(index, [person.subject() for person in people(1_000, INNOCENT_SEED)])
    cpu = quantiles(asked.cpu, n=100)
    return [
        Row("People: a delta of 1,000 entries", taken * 1e3, "ms", None, "built and in force"),
        Row("People: one traveller under it, p99", cpu[98] * 1e3, "ms", 5.0, f"p50 {cpu[49] * 1e3:.3g} ms"),
    ]


def _recall(index: PeopleIndex, count: int, say: Callable[[str], None]) -> list[Row]:
    say("screening: people of the list under slips")
    among = min(count, SOUGHT_AMONG)
    listed: list[Listed] = list(zip(people(among, SEED), islice(entries(among, SEED), among), strict=True))
    return [row for slip in SLIPS if (row := _found(index, slip, listed))]


def _found(index: PeopleIndex, slip: Slip, listed: Sequence[Listed]) -> Row | None:
    bands: Counter[Band] = Counter()
    total = 0
    for subject, entry_id in travellers(slip, listed, EACH, 3):
        total += 1
        found = index.candidates(subject, _POLICY)
        bands.update(candidate.band for candidate in found if candidate.entry_id == entry_id)
    if not total:
        return None
    share = ", ".join(f"{band} {bands[band] / total:.3f}" for band in Band)
    return Row(
        f"Found: {slip.name}",
        bands.total() / total,
        "share",
        slip.aim,
        f"{share}; n={total}",
        more_is_better=True,
    )


class _Asked:
    """Times of the processor and of the clock in seconds, and how many had which firmest band."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []
        self.firmest: Counter[Band] = Counter()


def _ask(index: PeopleIndex, subjects: Iterable[Subject]) -> _Asked:
    asked = _Asked()
    for subject in subjects:
        wall, cpu = time.perf_counter(), time.thread_time()
        found = index.candidates(subject, _POLICY)
        asked.cpu.append(time.thread_time() - cpu)
        asked.wall.append(time.perf_counter() - wall)
        if found:
            asked.firmest[found[0].band] += 1
    return asked


def _resident() -> int:
    """Bytes of this process in memory now; where the system does not say, the most it ever had."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
