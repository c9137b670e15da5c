"""Files of lists as a clerk at HQ takes them in: what belongs together, what holds, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sync.hq.cli import cli
from tests.helpers.hq import RunningHq
from tests.helpers.list_files import ADD, ALT, SDN, STOLEN, UN, national

Typed = Callable[..., Result]


@pytest.fixture
def typed(hq: RunningHq) -> Typed:
    """Type a command of `matapa-hq list` for the module's HQ."""

    def run(command: str, *arguments: str | Path, exits: int = 0) -> Result:
        words = ["list", command, "--home", str(hq.home.folder), *map(str, arguments)]
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == exits, result.output
        return result

    return run


def written(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_three_files_of_ofac_are_read_together(typed: Typed, tmp_path: Path) -> None:
    written(tmp_path, "ALT.CSV", ALT)
    written(tmp_path, "add.csv", ADD)
    read = json.loads(
        typed("import", "ofac", written(tmp_path, "sdn.csv", SDN), "--id", "ofac", "--json").stdout
    )["read"]
    assert read["aliases"] > 0
    assert not [one for one in read["warnings"] if "beside" in one]


def test_on_the_short_list_of_the_un_a_common_name_counts_and_on_others_not(
    typed: Typed, tmp_path: Path
) -> None:
    typed("import", "un", written(tmp_path, "un.xml", UN), "--id", "un")
    typed("import", "national", written(tmp_path, "n.json", national()), "--id", "national")
    gates = [_of(typed, list_id)[0]["rarity_gate"] for list_id in ("un", "national")]
    assert gates == [False, True]


def test_an_empty_list_of_documents_stays_one_of_documents(typed: Typed, tmp_path: Path) -> None:
    typed("import", "stolen", written(tmp_path, "s.csv", STOLEN), "--id", "stolen-empty")
    empty = written(tmp_path, "empty.csv", STOLEN.splitlines()[0] + "\n")
    typed("import", "stolen", empty, "--id", "stolen-empty", "--publish")
    typed("import", "stolen", written(tmp_path, "s.csv", STOLEN), "--id", "stolen-empty", "--publish")
    typed("import", "stolen", empty, "--id", "stolen-empty", "--publish")
    (listed,) = _of(typed, "stolen-empty")
    assert (listed["kind"], listed["count"]) == ("documents", 0)


def test_a_file_that_ended_early_does_not_empty_the_list_of_a_country(typed: Typed, tmp_path: Path) -> None:
    rows = ["issuing_state,number", *(f"VUT,RV{number:07}" for number in range(300))]
    typed("import", "stolen", written(tmp_path, "s.csv", "\n".join(rows)), "--id", "lost", "--publish")
    short = written(tmp_path, "short.csv", "\n".join(rows[:100]))
    refused = typed("import", "stolen", short, "--id", "lost", "--publish", exits=1)
    assert "Say --shrink" in refused.stderr
    assert _of(typed, "lost")[0]["count"] == 300
    typed("import", "stolen", short, "--id", "lost", "--shrink")
    assert _of(typed, "lost")[0]["count"] == 99


def test_a_list_from_the_future_would_never_grow_old_and_is_refused(typed: Typed, tmp_path: Path) -> None:
    future = national().replace(b"2026-", b"2126-")
    refused = typed("import", "national", written(tmp_path, "n.json", future), "--id", "late", exits=1)
    assert "issued in the future" in refused.stderr
    assert not _of(typed, "late")


def test_a_stick_of_a_stream_that_nobody_published_is_no_success(typed: Typed, tmp_path: Path) -> None:
    refused = typed("export", "people/nobody", "--to", tmp_path, exits=1)
    assert "people/nobody" in refused.stderr
    assert not list(tmp_path.iterdir())


def _of(typed: Typed, list_id: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(typed("status", "--json").stdout) if one["list_id"] == list_id]
