"""HQ with a nation's ten million crossings: searches, a traveller, a day's statistics, a month that goes.

Asked as `matapa-hq` asks, with the line in the audit trail and its commit. `cold` is after a restart of
PostgreSQL with none of its files in memory; `warm` with as many of them there as there is room for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.nation_load import load
from bench.nation_people import PORTS, Month, People, port_of
from bench.table import Row, in_figures
from sync.hq.audit import Reader
from sync.hq.database import Connection, connect, now
from sync.hq.embedded import embedded_postgres
from sync.hq.enquiries import stats
from sync.hq.enquiries_crossings import Wanted, find_crossings
from sync.hq.founding import found_hq
from sync.hq.home import HqHome, HqSettings
from sync.hq.retention_plan import approve, preview
from sync.hq.retention_rules import Rule, set_rule
from sync.hq.retention_run import run as run_retention
from sync.hq.statistics import count_crossings
from sync.hq.travellers import show_traveller

_CROSSINGS: Final = 10_000_000
_ASKED: Final = 500
_COLD: Final = 100
"""Cold questions of each kind: each first touch warms the next."""
_AIM: Final = 50.0
_NOBODY: Final = 0.3
"""Share of questions that find nothing."""
_BLOCK: Final = 1 << 20
_READER: Final = Reader("bench", "inquiry")
_SIZES: Final = """
SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'crossing'::regclass),
    (SELECT sum(pg_table_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'crossing'::regclass),
    pg_total_relation_size('record'), pg_total_relation_size('bearer_crossing'),
    pg_total_relation_size('bearer'), (SELECT count(*) FROM crossing)
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """How many crossings, how many questions of each kind when PostgreSQL is warm, and when it is cold (after
    a restart for each kind; 0 for no restart), and how often a command is started."""

    crossings: int
    asked: int
    cold: int
    commands: int = 3
    months: int = 36

    @classmethod
    def of(cls, scale: float) -> Terms:
        """At full scale ten million."""
        return cls(max(2_000, round(_CROSSINGS * scale)), _ASKED, _COLD)


@dataclass(frozen=True, slots=True)
class _Nation:
    """Where the loaded HQ is, and what is in it."""

    home: HqHome
    people: People
    months: Sequence[Month]


def run_nation(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures of a nation. At full scale 17 GB on disk and a quarter of an hour."""
    return measure(Terms.of(scale), say)


def measure(terms: Terms, say: Callable[[str], None]) -> list[Row]:
    """The same by other terms."""
    with founded() as home:
        return measure_in(home, terms, say)


@contextmanager
def founded() -> Iterator[HqHome]:
    """A new HQ in a scratch folder, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="matapa-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may run as another user, who has to pass through
        home = HqHome(Path(folder) / "hq")
        settings = HqSettings("Bench", False, None, ("127.0.0.1", "localhost"))
        found_hq(home, settings, datetime.fromtimestamp(time.time(), UTC))
        yield home


def measure_in(home: HqHome, terms: Terms, say: Callable[[str], None]) -> list[Row]:
    """The same in an HQ that has nothing yet and does not run."""
    began = time.perf_counter()
    people, months = load(home.database, terms.crossings, terms.months, say)
    took = time.perf_counter() - began
    nation = _Nation(home, people, months)
    rows = [Row("loading by COPY, with indexes", terms.crossings / took, "records/s")]
    parts: Sequence[Callable[[], list[Row]]] = (
        lambda: _sizes(nation),
        lambda: _searches(nation, terms, say),
        lambda: _figures(nation, terms, say),
        lambda: _retention(nation, say),
    )
    with nullcontext() if terms.cold else _staying(home):
        for part in parts:
            found = part()
            rows += found
            for row in found:  # a quarter of an hour is not lost if a later part breaks
                say(f"nation: {row.name}: {in_figures(row.value)} {row.unit} ({row.beside})")
    return rows


@contextmanager
def _staying(home: HqHome) -> Iterator[None]:
    """Keep PostgreSQL from stopping and starting between the steps of the block."""
    with embedded_postgres(home.database):
        yield


@contextmanager
def _asking(nation: _Nation, cold: bool = False) -> Iterator[Connection]:
    """A connection as a command's; cold after a restart."""
    if cold:
        _forget(nation.home.database)
    with embedded_postgres(nation.home.database) as url, connect(url) as connection:
        yield connection


def _forget(folder: Path) -> None:
    """Let none of these files be in the system's memory."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_all(folder: Path) -> None:
    """Bring the tables and their indexes into the system's memory, as far as there is room."""
    for path in (folder / "base").rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(_BLOCK):
                    pass


def _sizes(nation: _Nation) -> list[Row]:
    with _asking(nation) as connection:
        row = connection.execute(_SIZES).fetchone()
    assert row is not None
    whole, tables, record, borne, bearers, count = map(float, row)
    return [
        Row(
            "on disk for each crossing", (whole + record) / count, "B",
            beside=f"row {tables / count:.0f}, indexes {(whole - tables) / count:.0f}, line of record"
            f" {record / count:.0f}; batches come on top",
        ),
        Row(
            "  and what joins travellers", (borne + bearers) / count, "B",
            beside=f"bearer_crossing {borne / count:.0f}, bearer {bearers / count:.0f}, without their keys",
        ),
    ]  # fmt: skip


def _searches(nation: _Nation, terms: Terms, say: Callable[[str], None]) -> list[Row]:
    cold: dict[str, Sequence[float]] = {}
    for place, kind in enumerate(_KINDS if terms.cold else ()):
        say(f"nation: {kind}, cold")
        with _asking(nation, cold=True) as connection:
            cold[kind] = _times(connection, _questions(nation, kind, terms.cold, place)).times
    _read_all(nation.home.database)
    rows: list[Row] = []
    with _asking(nation) as connection:
        for place, kind in enumerate(_KINDS):
            say(f"nation: {kind}, warm")
            _times(connection, _questions(nation, kind, terms.asked // 5, place + 50))
            warm = _times(connection, _questions(nation, kind, terms.asked, place + 100))
            rows += _search_rows(kind, warm, cold.get(kind, ()))
    return rows


def _search_rows(kind: str, warm: _Times, cold: Sequence[float]) -> Iterator[Row]:
    said = f"p50 {_part(warm.times, 0.5):.1f}, most {warm.times[-1]:.1f}; {warm.empty} found nothing"
    yield Row(f"search {kind}, warm, p99", _part(warm.times, 0.99), "ms", _AIM, said)
    if cold:
        said = f"p50 {_part(cold, 0.5):.0f}, most {cold[-1]:.0f}; {len(cold)} asked"
        yield Row(f"search {kind}, cold, p99", _part(cold, 0.99), "ms", beside=said)


@dataclass(frozen=True, slots=True)
class _Times:
    """Milliseconds in order, and how many questions found nothing."""

    times: Sequence[float]
    empty: int


def _times(connection: Connection, questions: Sequence[Wanted]) -> _Times:
    taken, empty = [], 0
    for wanted in questions:
        began = time.perf_counter()
        found = find_crossings(connection, wanted, _READER)
        connection.commit()
        taken.append((time.perf_counter() - began) * 1000)
        empty += not found
    return _Times(sorted(taken), empty)


def _part(times: Sequence[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]


def _questions(nation: _Nation, kind: str, count: int, seed: int) -> list[Wanted]:
    dice = Random(seed)
    return [_KINDS[kind](nation, dice) for _ in range(count)]


def _by_number(nation: _Nation, dice: Random) -> Wanted:
    if dice.random() < _NOBODY:
        return Wanted(number=f"ZZ{dice.randrange(10**7):07}")
    return Wanted(number=nation.people.person(nation.people.somebody(dice)).number)


def _by_prefix(nation: _Nation, dice: Random) -> Wanted:
    number = _by_number(nation, dice).number
    return Wanted(number=number[: dice.randrange(3, 8)])


def _by_names(nation: _Nation, dice: Random) -> Wanted:
    one = nation.people.person(nation.people.somebody(dice))
    other = nation.people.person(nation.people.somebody(dice)) if dice.random() < _NOBODY else one
    return Wanted(surname=one.surname, given=other.given_names.split()[0])


def _by_birth(nation: _Nation, dice: Random) -> Wanted:
    one = nation.people.person(nation.people.somebody(dice))
    other = nation.people.person(nation.people.somebody(dice)) if dice.random() < _NOBODY else one
    return Wanted(surname=one.surname[: dice.randrange(2, 6)], born=other.born)


def _by_port(nation: _Nation, dice: Random) -> Wanted:
    first, last = nation.months[0].since, nation.months[-1].until
    since = first + (last - first) * dice.random()
    port = "UTXXX" if dice.random() < 0.1 else port_of(1 + dice.randrange(PORTS))
    return Wanted(port=port, since=since, until=since + timedelta(hours=dice.choice((1, 6, 24, 24 * 30))))


_KINDS: Mapping[str, Callable[[_Nation, Random], Wanted]] = {
    "by document number": _by_number,
    "by the beginning of a number": _by_prefix,
    "by surname and given name": _by_names,
    "by the beginning of a surname and birth date": _by_birth,
    "by port and time": _by_port,
}


def _figures(nation: _Nation, terms: Terms, say: Callable[[str], None]) -> list[Row]:
    say("nation: travellers and statistics")
    with _asking(nation) as connection:
        rows = [*_travellers(nation, connection), *_days(nation, connection)]
        seconds, whole = _timed(lambda: stats(connection))
        connection.commit()
        said = f"{whole['crossings']:,} counted"
        rows.append(Row("figures of the whole ledger (stats)", seconds, "s", beside=said))
    if terms.commands:
        rows.append(_command(nation, terms.commands))
    return rows


def _command(nation: _Nation, times: int) -> Row:
    """A search as a person starts it, Python and all."""
    command = [
        sys.executable, "-m", "sync.hq", "crossings", "--home", str(nation.home.folder), "--json",
        "--number", nation.people.person(0).number,
    ]  # fmt: skip
    with _staying(nation.home):
        taken = sorted(_timed(lambda: _silent(command))[0] for _ in range(times))
    return Row("command `matapa-hq crossings --number`, from start to end", taken[times // 2], "s")


def _travellers(nation: _Nation, connection: Connection) -> list[Row]:
    dice = Random(3)
    usual, most = [], 0
    for _ in range(100):
        seconds, shown = _timed(lambda: _history(connection, 1 + nation.people.somebody(dice)))
        usual.append(seconds * 1000)
        most = max(most, shown)
    often, crossings = _timed(lambda: _history(connection, 1))
    usual.sort()
    return [
        Row("a traveller's whole history, p99", _part(usual, 0.99), "ms", _AIM,
            f"p50 {_part(usual, 0.5):.1f}; up to {most:,} crossings"),
        Row("  of who crossed most", often * 1000, "ms", beside=f"{crossings:,} crossings"),
    ]  # fmt: skip


def _history(connection: Connection, number: int) -> int:
    found = len(show_traveller(connection, number, _READER)["crossings"])
    connection.commit()
    return found


def _days(nation: _Nation, connection: Connection) -> list[Row]:
    rows = []
    for name, span in {"a day": timedelta(days=1), "a month": timedelta(days=30)}.items():
        taken = []
        for turn in range(1, 6):
            since = nation.months[-1].since - turn * span
            began = time.perf_counter()
            found = _counted(connection, since, since + span)
            taken.append((time.perf_counter() - began, found))
        seconds, found = sorted(taken)[2]
        said = f"by nationality, purpose, mode, way, decision, port; {found:,} crossings, exact"
        rows.append(Row(f"statistics of {name}", seconds, "s", beside=said))
    return rows


def _counted(connection: Connection, since: datetime, until: datetime) -> int:
    found = count_crossings(connection, since, until).crossings
    connection.commit()
    return found


def _retention(nation: _Nation, say: Callable[[str], None]) -> list[Row]:
    """The oldest month goes as a rule says, approved by another person; then one is dropped bare."""
    oldest, second = nation.months[0], nation.months[1]
    say("nation: a month goes")
    with embedded_postgres(nation.home.database) as url, connect(url, autocommit=True) as connection:
        days = (now(connection) - (second.since - timedelta(days=1))).days
        set_rule(connection, Rule("crossings", "", "", days, "bench", "anna"))
        planning, (plan, steps) = _timed(lambda: preview(connection, "anna"))
        approving, _ = _timed(lambda: approve(connection, plan.number, "ben"))
        running, erased = _timed(lambda: run_retention(connection, nation.home, plan.number, "ben"))
        if list(erased.partitions) != [oldest.table]:
            raise RuntimeError(f"another month went than the oldest: {erased}")
        dropping, _ = _timed(lambda: _drop(connection, second.table))
    whole = f"{steps[0].erase:,} crossings, and what joined their travellers"
    return [
        Row("retention: plan of a month that is over", planning, "s", beside="all months are looked at"),
        Row("retention: approval by another person", approving, "s"),
        Row("retention: carrying it out", running, "s", beside=whole),
        Row("DETACH and DROP of a month alone", dropping * 1000, "ms", beside=f"{second.count:,} crossings"),
    ]


def _drop(connection: Connection, table: str) -> None:
    connection.execute(f"ALTER TABLE crossing DETACH PARTITION {table}".encode())
    connection.execute(f"DROP TABLE {table}".encode())


def _silent(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that it took, and what came of it."""
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found
