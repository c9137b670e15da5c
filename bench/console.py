"""HQ's console in front of a nation's ten million crossings: every page as a signed-in person asks for it.

By HTTPS, one question after the other, from the request to the last byte of the page: session, rights,
rendering and the line in the audit trail are in it; the browser's own drawing and the line to it are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from bench.nation import founded
from bench.nation_load import load
from bench.nation_people import Month, People, port_of
from bench.table import Row
from sync.hq import lists, rollup
from sync.hq.audit import Reader
from sync.hq.console.roles import HqRole
from sync.hq.database import Connection, connect
from sync.hq.embedded import embedded_postgres
from sync.hq.home import HqHome
from sync.hq.own_list import OWN_LIST
from sync.hq.proposals import facts_of
from tests.helpers.console import ConsoleClient, RunningConsole
from tests.sync.hq.alerts import nobody

_CROSSINGS: Final = 10_000_000
_ENTRIES: Final = 5_000
_ASKED: Final = 100
_AIM: Final = 300.0
_READER: Final = Reader("bench", "lists")
Ask = Callable[[ConsoleClient, Random], object]


@dataclass(frozen=True, slots=True)
class _Nation:
    """Who crossed, and when."""

    people: People
    months: Sequence[Month]


def run_console(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures at full scale: 17 GB on disk, and most of half an hour to load and count."""
    count = max(2_000, round(_CROSSINGS * scale))
    with founded() as home:
        began = time.perf_counter()
        people, months = load(home.database, count, 36, say)
        rows = [Row("console: loading by COPY", count / (time.perf_counter() - began), "records/s")]
        return rows + measure_in(home, _Nation(people, months), count, say)


def measure_in(home: HqHome, nation: _Nation, count: int, say: Callable[[str], None]) -> list[Row]:
    """The same in an HQ that has its crossings and does not run."""
    with embedded_postgres(home.database) as url:
        with connect(url, autocommit=True) as connection:
            rows = [_counting(connection, count, say)]
            _fill(connection)
            connection.execute("ANALYZE")
        with RunningConsole(home, url) as console:
            clients = {role: console.signed_in(role) for role in HqRole}
            for name, (role, ask) in _questions(nation).items():
                rows.append(_timed(name, clients[role], ask))
                say(f"console: {name}: p99 {rows[-1].value:.0f} ms ({rows[-1].beside})")
    slowest = max(rows[1:], key=lambda row: row.value)
    return [*rows, Row("console: slowest page, p99", slowest.value, "ms", _AIM, slowest.name)]


def _counting(connection: Connection, count: int, say: Callable[[str], None]) -> Row:
    """What the ledger had before is counted, as a serving HQ does after an update."""
    connection.execute("UPDATE statistics_pass SET next_at = '-infinity', finished_at = NULL")
    began, days = time.perf_counter(), 0
    while not rollup.progress(connection).up_to_date:
        steps = iter(range(100))
        days += rollup.count_arrived(connection, lambda steps=steps: next(steps, None) is None, patience=-1)  # type: ignore[misc]
        left = rollup.progress(connection)
        say(f"console: {days:,} days at ports counted, {left.days:,} wait")
    took = time.perf_counter() - began
    beside = f"{days:,} days at ports, {took:.0f} s, {_size(connection)}"
    return Row("console: counting what the ledger had", count / took, "records/s", beside=beside)


def _size(connection: Connection) -> str:
    row = connection.execute(
        "SELECT (pg_total_relation_size('statistics_day') + pg_total_relation_size('statistics_month')) >> 20"
    ).fetchone()
    return f"{0 if row is None else row[0]} MB of figures"


def _fill(connection: Connection) -> None:
    """A list of our own, so that its pages have something to show."""
    entries = [nobody(number) for number in range(_ENTRIES)]
    lists.take_people(connection, facts_of(OWN_LIST, None), entries, lists.Source(_READER))


def _questions(nation: _Nation) -> Mapping[str, tuple[HqRole, Ask]]:
    boss, chief = HqRole.SUPERVISOR, HqRole.ADMINISTRATOR
    first, last = nation.months[0].since.date(), nation.months[-1].since.date()
    middle = nation.months[len(nation.months) // 2].since
    whole = f"/statistics?over=span&from={first}&to={last}"
    broken = f"/statistics?over=span&from={first.replace(day=2)}&to={last.replace(day=20)}"
    port = port_of(1)
    person = nation.people.person

    def found(**fields: Callable[[Random], str]) -> Ask:
        def ask(client: ConsoleClient, dice: Random) -> object:
            said = {name: make(dice) for name, make in fields.items()}
            answer = client.form("/travellers", purpose="inquiry", matter="bench 1", **said)
            return client.get(answer.headers["location"])

        return ask

    def somebody(dice: Random) -> int:
        return nation.people.somebody(dice)

    def history(client: ConsoleClient, dice: Random) -> object:
        path = f"/travellers/{1 + somebody(dice)}"
        return client.get(client.form(path, purpose="inquiry", matter="bench 1").headers["location"])

    return {
        "ports at a glance": (boss, _get("/")),
        "stations": (boss, _get("/stations")),
        "a station": (boss, _get("/stations/1")),
        "search for a document": (boss, found(document=lambda dice: person(somebody(dice)).number)),
        "search for names": (
            boss, found(surname=lambda dice: person(somebody(dice)).surname, given=lambda _: ""),
        ),
        "a traveller's history": (boss, history),
        "alerts": (boss, _get("/alerts")),
        "entries of HQ's own list": (boss, _get("/alerts/entries")),
        "find in the entries": (boss, lambda client, _: client.form("/alerts/entries", find="Qzxvw4999")),
        "an entry": (boss, _get("/alerts/entry?id=X-1")),
        "late hits": (boss, _get("/late-hits")),
        "queue": (boss, _get("/queue")),
        "statistics of a month": (boss, _get(f"/statistics?over={middle:%Y-%m}")),
        "statistics of a year": (boss, _get(f"/statistics?over={middle:%Y}")),
        "statistics of a year at one port": (boss, _get(f"/statistics?over={middle:%Y}&port={port}")),
        "statistics of three years": (boss, _get(whole)),
        "statistics of days that make no whole months": (boss, _get(broken)),
        "audit": (boss, _get("/audit")),
        "users": (chief, _get("/users")),
        "account": (boss, _get("/account")),
    }  # fmt: skip


def _get(path: str) -> Ask:
    return lambda client, _: client.get(path)


def _timed(name: str, client: ConsoleClient, ask: Ask) -> Row:
    """p99 of a page; raises RuntimeError for one that is refused."""
    dice, taken, size = Random(name), [], 0
    for _ in range(_ASKED):
        began = time.perf_counter()
        answer = ask(client, dice)
        taken.append((time.perf_counter() - began) * 1000)
        status, size = answer.status_code, len(answer.content)  # type: ignore[attr-defined]
        if status != 200:
            raise RuntimeError(f"{name}: {status}")
    taken.sort()
    beside = f"p50 {taken[len(taken) // 2]:.0f}, most {taken[-1]:.0f}; {size / 1000:.0f} kB"
    return Row(f"console: {name}, p99", taken[int(len(taken) * 0.99) - 1], "ms", _AIM, beside)
