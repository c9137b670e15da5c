"""Measure the file of stolen documents: build, size, questions with every spelling, deltas, opening.

Ten million documents, of which a sample has known numbers and the others are random digests, which is
what digests of numbers look like; and a hundred million by an explicit target.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

from app.domain.mrz.check_digit import check_digit
from app.screening.document_index import DocumentIndex, numbers, write_base
from app.screening.documents import digest, readings
from app.screening.screening import DocumentMatch
from bench.table import Row

DOCUMENTS = 10_000_000
HUNDRED_MILLION = 100_000_000
KNOWN = 20_000
DELTA = 100_000
KEY = bytes(range(32))
Document = tuple[str, str, str]


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Build the file in a temporary folder and measure it."""
    return _measured(say, max(100_000, int(DOCUMENTS * scale)))


def run_hundred_million(say: Callable[[str], None], scale: float) -> list[Row]:
    """The same with a hundred million documents: a minute, 4 GB of memory, 1 GB of disk."""
    return _measured(say, max(100_000, int(HUNDRED_MILLION * scale)))


def _measured(say: Callable[[str], None], count: int) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="bench-documents-"))
    try:
        return _measure(folder, count, say)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, count: int, say: Callable[[str], None]) -> list[Row]:
    random = Random(4)
    known = [_document(random) for _ in range(KNOWN)]
    say(f"documents: {count:,} digests, of which {KNOWN:,} are of known numbers")
    digests = _digests(known, count)
    path, beside = folder / "base", f"{count:,} documents"
    began = time.perf_counter()
    digests.sort()
    sorted_in = time.perf_counter() - began
    write_base(path, digests)
    rows = [
        Row(_named("building the file", count), time.perf_counter() - began, "s", None,
            f"{beside}; {sorted_in:.1f} s of it sorting, the rest to durable"),
        Row(_named("size", count), path.stat().st_size / count, "bytes/document", 4.7,
            f"{beside}; sorted digests take 8"),
    ]  # fmt: skip
    # As at a station: what came by deltas is beside the base.
    new = [_document(random) for _ in range(DELTA)]
    del digests
    gc.collect()
    rows += _opening(path, count, beside)
    say("documents: asking")
    rows += _asking(path, known, new, count)
    say(f"documents: a delta of {DELTA:,}")
    return rows + _delta(path, folder / "rebased", known, new, count)


def _opening(path: Path, count: int, beside: str) -> list[Row]:
    own, mapped = _resident()
    began = time.perf_counter()
    index = DocumentIndex(path, KEY)
    opened = time.perf_counter() - began
    own, mapped = (now - before for now, before in zip(_resident(), (own, mapped), strict=True))
    began = time.perf_counter()
    sound = index.verify()
    read = time.perf_counter() - began
    index.close()
    if not sound:
        raise AssertionError("the file is damaged")
    return [
        Row(_named("opening, offsets proved", count), opened * 1e3, "ms", 200, beside),
        Row(_named("proving the whole file", count), read, "s", None, "on demand; pages in memory"),
        Row(_named("memory of its own", count), own / 1e6, "MB", None,
            f"after opening; besides {mapped / 1e6:.0f} MB of mapped pages that the system takes back"),
    ]  # fmt: skip


def _asking(path: Path, known: list[Document], new: list[Document], count: int) -> list[Row]:
    random = Random(5)
    strangers = [_document(random) for _ in range(KNOWN)]
    with _opened(path, new) as index:
        hits = _asked(index, known, DocumentMatch.EXACT)
        variants = _asked(index, [_misspelt(one) for one in known], DocumentMatch.VARIANT)
        misses = _asked(index, strangers, None)
    asked = sum(1 for one in strangers for _ in readings(*one)) / len(strangers)
    beside = f"{count:,} documents and {DELTA:,} by delta, {KNOWN:,} questions, hashing included"
    rows = []
    for name, (median, worst, right), what in (
        ("a listed number", hits, "found at the first question"),
        ("a misspelt listed number", variants, "one O, I, S, B or Z for its like, or with its check digit"),
        ("an innocent number", misses, f"{asked:.0f} questions in all spellings"),
    ):
        rows += [
            Row(_named(f"{name}, p50", count), median, "µs", None, f"{beside}; {what}"),
            Row(_named(f"{name}, p99", count), worst, "µs", 500, f"p99 {worst:.0f}; {what}"),
            Row(_named(f"{name}, answered rightly", count), right, "%", 100, what, more_is_better=True),
        ]
    return rows


def _asked(
    index: DocumentIndex, documents: list[Document], wanted: DocumentMatch | None
) -> tuple[float, float, float]:
    """p50 and p99 in microseconds, and the share in per cent answered as wanted."""
    times, right = [], 0
    for document in documents:
        began = time.perf_counter()
        found = index.look(*document)
        times.append(time.perf_counter() - began)
        right += (found.match if found else None) is wanted
    cuts = quantiles(times, n=100)
    return cuts[49] * 1e6, cuts[98] * 1e6, 100 * right / len(documents)


def _delta(path: Path, new_path: Path, known: list[Document], new: list[Document], count: int) -> list[Row]:
    arrived = numbers([digest(KEY, *one) for one in new])  # HQ's deltas carry digests
    gone = numbers([digest(KEY, *one) for one in known[:1_000]])
    began = time.perf_counter()
    index = DocumentIndex(path, KEY, arrived, gone)
    taken = time.perf_counter() - began
    began = time.perf_counter()
    index.rebased(new_path)
    rebased = time.perf_counter() - began
    index.close()
    beside = f"{DELTA:,} added and 1,000 removed, {count:,} documents"
    return [
        Row(_named("taking a delta beside the file", count), taken * 1e3, "ms", 1_000, beside),
        Row(_named("settling it into a new file", count), rebased, "s", None, f"{beside}; to durable"),
    ]


@contextmanager
def _opened(path: Path, new: list[Document]) -> Iterator[DocumentIndex]:
    index = DocumentIndex(path, KEY, [digest(KEY, *one) for one in new])
    try:
        yield index
    finally:
        index.close()


def _digests(known: list[Document], count: int) -> NDArray[np.uint64]:
    """Random digests with those of the known documents among them, in no order."""
    digests = np.random.default_rng(4).integers(0, 2**64, count, dtype=np.uint64)
    digests[: len(known)] = np.frombuffer(b"".join(digest(KEY, *one) for one in known), ">u8")
    return digests


def _document(random: Random) -> Document:
    """A passport as states number them: a letter or two, then digits."""
    letters = "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=random.choice((0, 1, 2))))
    digits = "".join(random.choices("0123456789", k=9 - len(letters)))
    return random.choice(("UTO", "NZL", "FJI", "VUT", "D")), "P", letters + digits


def _misspelt(document: Document) -> Document:
    state, letter, number = document
    for right, wrong in ("0O", "1I", "5S", "8B", "2Z"):
        if right in number:
            return state, letter, number.replace(right, wrong, 1)
    return state, letter, number + (check_digit(number) or "")


def _resident() -> tuple[int, int]:
    """Bytes of this process in memory: its own, and pages of files (Linux; else zeros)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0, 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["RssAnon"].split()[0]) * 1024, int(lines["RssFile"].split()[0]) * 1024


def _named(what: str, count: int) -> str:
    return f"Documents{' 100M' if count == HUNDRED_MILLION else ''}: {what}"
