"""`matapa list inspect`: what stands in a file, counted, on a machine that is no station."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.commands.lists import lists
from tests.helpers.list_files import ADD, ALT, FILES, SDN, UN

COUNTED = {
    "un": {"people": 4, "aliases": 4, "documents": 3, "entities": 1},
    "ofac": {"people": 1, "aliases": 3, "documents": 3, "entities": 1},
    "csv": {"people": 1, "aliases": 3, "documents": 3, "entities": 0},
    "ftm": {"people": 1, "aliases": 3, "documents": 2, "entities": 1},
    "national": {"people": 1, "aliases": 1, "documents": 1, "entities": 0},
    "stolen": {"people": 0, "aliases": 0, "documents": 3, "entities": 0},
}


def inspect(*arguments: str | Path) -> Result:
    return CliRunner().invoke(lists, ["inspect", *map(str, arguments)])


def told(*arguments: str | Path) -> dict[str, Any]:
    """What `--json` prints."""
    result = inspect(*arguments, "--json")
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_every_format_is_counted_by_name_and_found_by_itself(name: str, files: Path) -> None:
    read = told(name, files / name)
    assert list(read)[:5] == ["people", "aliases", "documents", "entities", "warnings"]
    assert {key: read[key] for key in COUNTED[name]} == COUNTED[name]
    assert isinstance(read["warnings"], list)
    assert told("auto", files / name) == read


def test_people_read_the_counts_and_what_could_not_be_kept(files: Path) -> None:
    lines = inspect("un", files / "un").stdout.splitlines()
    assert lines[0] == "UN Security Council Consolidated List, issued 2026-11-21"
    assert "          4 people" in lines
    assert "  note: UTi.003: nationality not understood: Atlantis (until 9600 BC)" in lines


def test_sdn_csv_is_read_with_the_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "SDN.CSV").write_text(SDN)
    assert told("ofac", tmp_path / "SDN.CSV")["aliases"] == 1
    (tmp_path / "ALT.CSV").write_text(ALT)
    (tmp_path / "add.csv").write_text(ADD)
    read = told("ofac", tmp_path / "SDN.CSV")
    assert (read["aliases"], len(read["warnings"])) == (3, 1)


def test_a_file_of_another_format_is_refused_in_words(files: Path) -> None:
    for format_, name in (("un", "csv"), ("csv", "un"), ("ftm", "national"), ("national", "ftm")):
        refused = inspect(format_, files / name)
        assert refused.exit_code == 1
        assert refused.exception is not None


def test_a_list_of_two_columns_is_known_as_one_of_documents(tmp_path: Path) -> None:
    (tmp_path / "lost.csv").write_text("country,number\nVUT,RV0012345\n", encoding="utf-8")
    read = told("auto", tmp_path / "lost.csv")
    assert (read["format"], read["documents"]) == ("stolen", 1)


def test_a_letter_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleagues, please find enclosed")
    assert inspect("auto", tmp_path / "letter.txt").exit_code == 1


def test_a_file_that_is_not_there_is_a_slip_of_the_keyboard(tmp_path: Path) -> None:
    assert inspect("un", tmp_path / "nothing.xml").exit_code == 2
    (tmp_path / "un.xml").write_text(UN)
    assert inspect("interpol", tmp_path / "un.xml").exit_code == 2
