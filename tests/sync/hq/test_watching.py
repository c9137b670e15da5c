"""What HQ says of itself to balancers, to Prometheus and to people, scraped from one that serves."""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from sync.hq import health
from sync.hq.cli import cli
from sync.hq.database import OPTIONS, database
from sync.hq.home import HqHome
from sync.hq.queue import Queue
from sync.hq.ready import ReadyRoute
from tests.helpers.hq import Postgres, RunningHq
from tests.sync.hq.station import Station


@pytest.fixture
def watched(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[RunningHq, int]]:
    """It and the port where it tells them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    hq = RunningHq(tmp_path / "hq", postgres.new_database(), more=("--metrics", str(port)))
    with hq:
        yield hq, port


def scraped(port: int) -> dict[tuple[str, str], float]:
    """Every sample by name and its label's value."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        text = answer.read().decode()
    return {
        (sample.name.removeprefix("matapa_hq_"), "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def typed(home: HqHome, *said: str, exits: int = 0) -> Result:
    """Type `health`."""
    result = CliRunner().invoke(cli, ["health", "--home", str(home.folder), *said])
    assert result.exit_code == exits, result.output
    return result


def test_a_serving_hq_tells_how_it_is_and_nobodys_name(watched: tuple[RunningHq, int]) -> None:
    hq, port = watched
    station = Station(hq)
    crossings = station.crossings(7)
    batch = station.batch(crossings)
    station.receipt(station.put(batch))
    station.put(batch, body=batch.data[:20], token="nobody's")
    ready = station.http.get("/v1/ready")
    assert (ready.status_code, ready.json()) == (
        200, {"ready": True, "database": True, "schema": True, "settlers": True, "disk": True},
    )  # fmt: skip
    assert station.http.get("/v1/health").json() == {"hq": "ready"}
    found = scraped(port)
    assert found["database_up", ""] == 1
    assert found["batches_total", "receipt"] == 1
    assert found["batches_total", "refused"] == 1
    assert found["receipt_seconds_count", ""] == 1
    assert found["records", ""] == 7
    assert found["settlers", ""] == 1
    for name in (
        "queue_depth",
        "uploads_open",
        "settling_backlog",
        "publications_behind",
        "late_hits_untold",
    ):
        assert found[name, ""] == 0
    assert found["disk_free_bytes", ""] > 0
    assert found["certificate_seconds", "server"] > 86_400
    assert found["pool", "open"] >= 1
    assert sum(value for (name, _), value in found.items() if name == "stations") == 1
    said = " ".join(f"{name} {label}" for name, label in found)
    for secret in (station.name, station.identity.token, crossings[0].traveller.surname, "UTAVR"):
        assert secret not in said
    with hq.connection() as connection:
        connection.execute("INSERT INTO schema_version (version, name) VALUES (99, 'of a later HQ')")
    ready, pause = station.http.get("/v1/ready"), Event()
    while ready.status_code == 200:  # an answer serves everybody for a second
        pause.wait(0.1)
        ready = station.http.get("/v1/ready")
    assert (ready.status_code, ready.json()["schema"], ready.json()["database"]) == (503, False, True)
    station.close()


def test_a_crowd_that_asks_whether_hq_is_ready_costs_the_database_one_question(hq: RunningHq) -> None:
    async def crowd(url: str) -> tuple[set[int], int]:
        async with AsyncConnectionPool(url, min_size=1, max_size=2, kwargs=OPTIONS, open=False) as pool:
            route, asking = ReadyRoute(pool, Queue(()), hq.home), Request({"type": "http"})
            answers = await asyncio.gather(*(route.answer(asking) for _ in range(50)))
            return {answer.status_code for answer in answers}, pool.get_stats()["requests_num"]

    with database(hq.home, hq.home.settings()) as url:
        assert asyncio.run(crowd(url)) == ({503}, 1), "nobody settles here"


def test_people_are_told_what_is_wrong_and_what_to_do(hq: RunningHq) -> None:
    found = json.loads(typed(hq.home, "--json", exits=1).stdout)
    assert (found["database"], found["backup_age"]) == (True, None)
    assert found["problems"] == ["There is no backup: matapa-hq backup setup, then run."]
    assert "backup setup" in typed(hq.home, exits=1).stdout
    with hq.connection() as connection:
        connection.execute(
            "INSERT INTO backup_made (label, period, kind, began_at, ended_at, size, figures)"
            " VALUES ('x', '2026-11', 'full', now(), now(), 1, '{}')"
        )
    assert "HQ is well." in typed(hq.home).stdout


def test_what_is_wrong_is_said_in_order_of_urgency() -> None:
    said = {
        "database": True, "schema": 3, "schema_known": 8, "disk_free": 5, "settling_oldest": 1e6,
        "certificate_days": -1.0, "backup_age": 1e9,
    }  # fmt: skip
    assert len(health._problems(said)) == 5
    away = said | {"database": False, "settling_oldest": None, "certificate_days": 3.0, "backup_age": None}
    assert "does not answer" in health._problems(away)[0]
    assert "ends soon" in health._problems(away)[-1]


@pytest.mark.parametrize("wrong", ["9464:x", "here", "1.2.3.4:", "127.0.0.1:70000"])
def test_a_place_for_figures_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    result = CliRunner().invoke(cli, ["serve", "--home", str(tmp_path), "--metrics", wrong])
    assert result.exit_code == 2
    assert "HOST:PORT" in result.output
