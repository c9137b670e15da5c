"""A supervisor counts from the command line and writes the file for the statistics office."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from app.domain.failure import FailureCode
from app.main.kit import StationKit
from app.store.door import StationDoor
from tests.app.store.booth import CHEAP, PASSWORDS, StationInTest
from tests.helpers.border import border


class QuickKit(StationKit):
    """A kit whose passwords cost no time."""

    def _door(self) -> StationDoor:
        return StationDoor(self.home, self.clock, CHEAP)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with a few days behind it."""
    station = StationInTest(tmp_path_factory.mktemp("figures")).found()
    records = list(border(60, seed=11, minutes=40))
    station.clock.now = records[-1].at + timedelta(hours=1)
    with station.signed_in("officer") as session:
        for record in records:
            session.crossings.record(replace(record, station=session.station.station_id))
    return station.home


def matapa(home: Path, *words: str, who: str = "supervisor") -> Result:
    command = build(lambda path: QuickKit(path, lambda *_: {}), "0")
    account = ["--as", who, "--password-stdin"]
    return CliRunner().invoke(
        command, ["--home", str(home), "statistics", *words, *account], input=PASSWORDS[who] + "\n"
    )


SPAN = ("--from", "2028-02-26", "--to", "2028-03-02")


def test_json_workbook_and_rows_say_the_same_figures(home: Path, tmp_path: Path) -> None:
    book, rows = tmp_path / "a.xlsx", tmp_path / "a.csv"
    done = matapa(home, *SPAN, "--by", "age,sex", "--json", "--xlsx", str(book), "--csv", str(rows))
    told = json.loads(done.stdout)
    assert [one["size"] for one in told["files"]] == [book.stat().st_size, rows.stat().st_size]
    assert told["training"] is True
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames[0] == "About"
    assert sheets.sheetnames[-1] == "Definitions"
    flat = list(csv.DictReader(StringIO(rows.read_bytes().decode("utf-8-sig"))))
    for (name, table), sheet in zip(told["tables"].items(), sheets.worksheets[1:-1], strict=True):
        wide = len(table["dimensions"])
        measured = [row[wide:] for row in table["rows"]]
        width = wide + len(table["measures"])
        shown = [list(row)[wide:width] for row in sheet.iter_rows(min_row=5, values_only=True)]
        assert shown[: len(measured)] == measured, name
        counted = [int(one["value"]) for one in flat if one["table"] == name]
        assert counted == [count for row in measured for count in row], name
        if measured:
            assert len(sheet._charts) == (wide <= 2 or "period" in table["dimensions"][:wide])


def test_the_same_figures_are_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        matapa(home, *SPAN, "--xlsx", str(tmp_path / f"{name}.xlsx"), "--csv", str(tmp_path / f"{name}.csv"))
    for end in ("xlsx", "csv"):
        assert (tmp_path / f"a.{end}").read_bytes() == (tmp_path / f"b.{end}").read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "a.xlsx", "b.csv", "b.xlsx"]


def test_the_workbook_names_its_sources_and_what_is_missing(home: Path, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    matapa(home, *SPAN, "--suppress", "--xlsx", str(book))
    sheets = openpyxl.load_workbook(book)
    defined = " ".join(str(cell) for row in sheets["Definitions"].values for cell in row)
    for source in (
        "IRTS 2008",
        "UN Tourism",
        "RSIM 1998",
        "ST/ESA/STAT/SER.M/83/Rev.1",
        "ST/ESA/STAT/SER.M/58",
    ):
        assert source in defined
    about = {row[0]: row[1] for row in sheets["About"].values}
    assert "TRAINING: invented travellers, no statistics of any border." in about
    assert about["First day"] == "2028-02-26"
    assert about["Small cells"] == "under 3 hidden"
    assert "records up to number 60" in str(about["Counted over"])
    assert "Foreigners departed, arrival not found here" in about
    cells = {cell for sheet in sheets.worksheets[1:-1] for row in sheet.values for cell in row}
    assert "c" in cells
    assert not any(isinstance(cell, str) and cell.startswith("=") for cell in cells)


def test_tables_are_printed_in_words(home: Path) -> None:
    said = matapa(home, *SPAN, "--by", "age", "--table", "outcomes").stdout
    assert "65 and over" in said
    assert "What became of referrals" in said
    assert "TRAINING" in said
    assert "Nobody in this span." in matapa(home, "--from", "2020-02-01", "--table", "sex").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2028-02-26", "--to", "2028-02-25"),
        ("--from", "2028-02-26", "--by", "name"),
        ("--from", "2028-02-26", "--by", "age,age"),
        ("--from", "2028-02-26", "--by", "age,sex,mode,port"),
        ("--from", "2028-02-26", "--xlsx", "figures.csv"),
        ("--from", "2028-02-31"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anybody_signs_in(home: Path, words: tuple[str, ...]) -> None:
    refused = matapa(home, *words)
    assert refused.exit_code == 2
    assert "Usage" in refused.stderr


def test_others_may_not_and_a_folder_that_is_missing_is_told(home: Path, tmp_path: Path) -> None:
    for who in ("officer", "technician", "harbourmaster"):
        denied = matapa(home, *SPAN, who=who)
        assert denied.exit_code == 1
        assert FailureCode.NOT_ALLOWED in denied.stderr
    missing = matapa(home, *SPAN, "--xlsx", str(tmp_path / "nowhere" / "a.xlsx"))
    assert FailureCode.DRIVE_MISSING in missing.stderr


def test_a_link_on_a_strangers_stick_leads_nowhere(home: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("a.csv", ".a.csv.part"):
        (stick / name).symlink_to(precious)
    assert matapa(home, *SPAN, "--csv", str(stick / "a.csv")).exit_code == 0
    assert precious.read_bytes() == b"mine"
    assert [(one.name, one.is_symlink()) for one in stick.iterdir()] == [("a.csv", False)]


def test_what_cannot_be_written_leaves_the_file_before(home: Path, tmp_path: Path) -> None:
    before = tmp_path / "a.csv"
    before.write_bytes(b"october")
    (tmp_path / ".a.csv.part").mkdir()
    failed = matapa(home, *SPAN, "--csv", str(before))
    assert failed.exit_code == 1
    assert "DRV-" in failed.stderr
    assert before.read_bytes() == b"october"
