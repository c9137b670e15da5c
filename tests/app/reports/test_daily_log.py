"""A day's log as files: they hold what the content holds, in the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.domain.checks import CheckName
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.day import DayContent, DayEntry, LogKind, OpenCount, OpenItem, Reconciliation
from app.domain.decision import Decision, DecisionKind, Reason
from app.reports.daily_csv import BOM, GUARD
from app.reports.daily_fields import COLUMNS
from app.reports.daily_log import LOG_FILES
from app.reports.daily_paper import BOLD, REGULAR, setting, width_of, wrapped
from app.reports.daily_words import MISSING, OPEN_ITEMS, name_of, printable
from tests.app.reports.daily_contents import HEAD, content, people, some_open
from tests.helpers.fuzzing import fuzzed
from tests.helpers.travellers import crossings

ROOT = Path(__file__).parents[3]
HOSTILE = (
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "  =A1", "'=A1", "=A1", "\t=1", "a\x00b\x1f\x85",
    "\u202egnp.exe\u2066", "_x0041_", "line\r\nline", 'quote"; comma, tab', "\ud800", "\ufffe",
    "<b>&amp;</b>", "שלום כהן", "山田太郎", "ʻAhoʻeitu Māui", "Łukasz Чехов Αθηνά", "W" * 39, "https://example.test/",
)  # fmt: skip


def pdf(made: DayContent) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(LOG_FILES["day-log.pdf"](made)))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def rows(made: DayContent) -> list[dict[str, str]]:
    data = LOG_FILES["day-log.csv"](made)
    assert data.startswith(BOM)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def book(made: DayContent) -> Any:
    return openpyxl.load_workbook(io.BytesIO(LOG_FILES["day-log.xlsx"](made)))


def sheet(made: DayContent, name: str) -> list[dict[str, Any]]:
    titles, *lines = book(made)[name].iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]


def named(entry: DayEntry, surname: str) -> DayEntry:
    traveller = replace(entry.crossing.traveller, surname=surname)
    return replace(entry, crossing=replace(entry.crossing, traveller=traveller))


def decided(entry: DayEntry, kind: DecisionKind, *reasons: Reason, note: str = "") -> DayEntry:
    return replace(entry, crossing=replace(entry.crossing, decision=Decision(kind, reasons, (), note)))


def test_every_crossing_stands_in_each_file() -> None:
    entries = people(70)
    made = content(entries)
    _, said = pdf(made)
    in_csv, in_sheet = rows(made), sheet(made, "Crossings")
    assert len(in_csv) == len(in_sheet) == 70
    for entry, row, line in zip(entries, in_csv, in_sheet, strict=True):
        crossing = entry.crossing
        here = crossing.crossed_at.replace(tzinfo=None) + timedelta(hours=13)
        assert row["crossed_at"] == here.isoformat(timespec="milliseconds") + "+13:00"
        assert abs(line["Crossed at"] - here) < timedelta(milliseconds=2)
        assert row["document_number"] == line["Document number"] == crossing.document.number
        assert (row["surname"], row["given_names"]) == (line["Surname"], line["Given names"] or "")
        assert row["birth_date"] == line["Born"].date().isoformat() == str(crossing.traveller.birth_date)
        assert row["decision"] == crossing.decision.kind
        assert line["Row"] == int(row["seq"]) == entry.seq
        assert row["record_id"] == line["Record"] == crossing.record_id
        assert crossing.document.number in said
        assert name_of(crossing)[:24] in said


def test_the_document_says_what_it_is_on_every_page() -> None:
    reader, said = pdf(content(people(70)))
    count = len(reader.pages)
    assert reader.metadata is not None
    assert reader.metadata.title == "Daily log 12, TOTBU-01, 2026-11-27"
    assert str(reader.root_object["/Lang"]) == "en"
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [
        "Summary", "Refused and referred", "Crossings",
    ]  # fmt: skip
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"page {number} of {count}" in text
        assert "Daily log 12 · 2026-11-27 · TOTBU-01" in text
    assert "Friday 27 November 2026" in said
    assert HEAD.previous.hex() in said.replace("\n", "")


def test_counts_and_what_is_open_are_said_in_words() -> None:
    entries = [decided(one, DecisionKind.REFER, Reason.INTERVIEW_NEEDED) for one in people(9)]
    entries += people(20)[9:]
    made = content(entries, replace(HEAD, note="Power was out."), some_open(entries))
    _, said = pdf(made)
    assert "THE THREE COUNTS AGREE." in said
    assert "20 records of the day, 20 lines of the audit chain" in said
    assert "no. 1, no. 2" in said
    assert "9 travellers were referred and not decided on since" in said
    assert "Supervisor's note: Power was out." in said
    summary = {line[0]: line[1:] for line in book(made)["Summary"].iter_rows(values_only=True)}
    counts = made.counts
    assert summary["Crossings"][3] == 20
    assert summary["Arrivals"][0] == counts.arrivals_admitted
    assert summary["Departures"][1] == counts.departures_referred
    opened = sheet(made, "Open items")
    assert [line["Which"] for line in opened if line["Which"]][:9] == [
        one.crossing.record_id for one in entries[:9]
    ]
    assert len(sheet(made, "Refused and referred")) >= 9


def test_a_disagreement_is_not_overlooked() -> None:
    made = replace(content(people(3)), reconciliation=Reconciliation(3, 2, 3, 0))
    _, said = pdf(made)
    assert "THE THREE COUNTS DO NOT AGREE." in said
    assert any("DO NOT AGREE" in str(line[0]) for line in book(made)["Summary"].iter_rows(values_only=True))


def test_every_open_item_has_its_words() -> None:
    assert set(OPEN_ITEMS) == set(OpenItem)
    made = content([], open_items=[OpenCount(item, 2, ("x",)) for item in OpenItem])
    _, said = pdf(made)
    assert all(several in said for _, several in OPEN_ITEMS.values())


def test_a_nil_day_says_that_nobody_crossed() -> None:
    reader, said = pdf(content([]))
    assert len(reader.pages) == 1
    assert "No crossings on this day." in said
    assert "Nothing is open." in said
    assert rows(content([])) == []
    assert sheet(content([]), "Crossings")[0]["Row"] == "No crossings on this day."


def test_an_addendum_and_training_are_plain_to_see() -> None:
    head = replace(HEAD, kind=LogKind.ADDENDUM, number=14, after_seq=100, up_to_seq=120, training=True)
    reader, said = pdf(content(people(30), head))
    assert all("ADDENDUM 14 to the daily log of 27 November 2026" in p.extract_text() for p in reader.pages)
    assert all("TRAINING" in page.extract_text() for page in reader.pages)
    assert "101 to 120" in said
    assert {row["log_kind"] for row in rows(content(people(2), head))} == {"addendum"}


def test_those_stopped_are_listed_first_with_reasons_and_note() -> None:
    entries = people(5)
    entries[3] = decided(entries[3], DecisionKind.REFUSE, Reason.NO_VISA, Reason.OTHER, note="One way only.")
    _, said = pdf(content(entries))
    first, _, rest = said.partition("Crossings: 5")
    for words in ("Refused", "No valid visa or permit", "Note: One way only."):
        assert words in first
        assert words in rest
    assert "say it in the note" not in said


def test_numbers_dates_and_moments_are_typed_in_the_sheet() -> None:
    entry = people(1)[0]
    crossing = replace(
        entry.crossing,
        direction=Direction.ARRIVAL,
        purpose=Purpose.VISITING,
        stay=Stay(90, date(2027, 2, 25)),
        conveyance=Conveyance(Mode.SEA, "0123", "FJSUV"),
        traveller=replace(entry.crossing.traveller, birth_date=PartialDate(1899, 4, 5)),
        document=replace(entry.crossing.document, expiry_date=PartialDate(2030, 4, 0), number="007"),
    )
    made = content([replace(entry, crossing=crossing, versions=2, hit=True)])
    line = sheet(made, "Crossings")[0]
    assert isinstance(line["Crossed at"], datetime)
    assert (line["Stay, days"], line["Stay, last day"]) == (90, datetime(2027, 2, 25))  # noqa: DTZ001
    assert (line["Born"], line["Expires"], line["Document number"]) == ("1899-04-05", "2030-04", "007")
    assert (line["Purpose"], line["Conveyance"], line["Alert met"]) == ("Family, friends", "0123", "yes")
    opened = book(made)["Crossings"]
    assert opened.freeze_panes == "A2"
    assert opened.auto_filter.ref is not None
    row = rows(made)[0]
    assert (row["document_expiry"], row["hit"], row["versions"], row["mode"]) == ("2030-04", "1", "2", "sea")


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(GUARD) else text


def test_hostile_texts_are_texts_and_nothing_else() -> None:
    entries = [named(one, said) for one, said in zip(people(len(HOSTILE)), HOSTILE, strict=True)]
    made = content(entries)
    for said, row in zip(HOSTILE, rows(made), strict=True):
        assert row["surname"].strip()[:1] not in set("=+-@\t\r＝＋－＠")
        assert unguarded(row["surname"]) == printable(said)
    for line in book(made)["Crossings"].iter_rows():
        assert {cell.data_type for cell in line} <= {"s", "n", "d"}
        assert all(cell.hyperlink is None for cell in line)
    for said, line in zip(HOSTILE, sheet(made, "Crossings"), strict=True):
        assert line["Surname"] == printable(said)
    _, text = pdf(made)
    for said in (
        "=1+1",
        f"a{MISSING}b{MISSING}{MISSING}",
        MISSING * 4,
        "ʻAhoʻeitu Māui",
        "Łukasz Чехов Αθηνά",
    ):
        assert said in text


def test_nothing_is_lost_by_wrapping_and_nothing_leaves_its_column() -> None:
    for said in (*HOSTILE, "VAN DER MEULEN WESTERHOUT, MARIA ANTONIA ISABELLA", "X" * 900, "a " * 300):
        for font in (REGULAR, BOLD):
            lines = wrapped(said, 125, 7.2, font)
            assert "".join(lines).replace(" ", "") == setting(said, font).replace(" ", "")
            assert all(width_of(line, 7.2, font) <= 125 for line in lines)


def test_a_note_longer_than_a_page_goes_on_to_the_next() -> None:
    note = " ".join(f"w{number}" for number in range(2200))
    reader, said = pdf(content([decided(people(1)[0], DecisionKind.REFUSE, note=note)]))
    assert all(said.split().count(word) == 2 for word in ("w0", "w777", "w2199"))
    assert len(reader.pages[1].extract_text()) > 2000, "the heading is not left alone on its page"


@given(crossings(), st.integers(1, 1 << 40), st.integers(-1440, 1440))
@fuzzed(share=0.004)
def test_any_crossing_can_be_logged(drawn: Crossing, seq: int, offset: int) -> None:
    entry = DayEntry(seq, drawn, drawn.version, hit=True)
    made = content([entry], replace(HEAD, utc_offset=offset))
    assert LOG_FILES["day-log.pdf"](made).endswith(b"%%EOF\n")
    (row,) = rows(made)
    assert set(row) == {column.name for column in COLUMNS}
    assert unguarded(row["given_names"]) == printable(drawn.traveller.given_names)
    line = sheet(made, "Crossings")[0]
    assert (line["Note"] or "") == printable(drawn.decision.note)


PROGRAM = """
import hashlib
from tests.app.reports.daily_contents import content, people, some_open
from app.reports.daily_log import LOG_FILES
made = people(40)
made = content(made, open_items=some_open(made))
print(*(hashlib.sha256(write(made)).hexdigest() for write in LOG_FILES.values()))
"""


def test_the_bytes_are_the_same_in_another_process_zone_and_language(tmp_path: Path) -> None:
    (tmp_path / ".reportlab_settings").write_text("useA85=1\npdfComments=1\npageCompression=0\n")
    elsewhere = {
        **os.environ, "TZ": "Pacific/Tongatapu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": str(tmp_path),
        "RL_useA85": "1", "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "no folder"),
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=elsewhere,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    entries = people(40)
    made = content(entries, open_items=some_open(entries))
    first = [hashlib.sha256(write(made)).hexdigest() for write in LOG_FILES.values()]
    assert said.stdout.split() == first
    assert first == [hashlib.sha256(write(made)).hexdigest() for write in LOG_FILES.values()]


def unpacked(name: str, data: bytes) -> bytes:
    """What a file holds before it is compressed, which zlib's makers may change."""
    if name.endswith("pdf"):
        return b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(data)).pages)  # type: ignore[union-attr]
    if name.endswith("xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return b"".join(packed.read(one) for one in packed.namelist())
    return data


def fixed() -> DayContent:
    """A day that depends on nothing that may change in other tests."""
    entry = people(1)[0]
    at = datetime(2026, 11, 27, 3, 4, 5, 678000, tzinfo=UTC)
    decision = Decision(DecisionKind.REFER, (Reason.IDENTITY_DOUBT,), (CheckName.MRZ,), "Māui")
    crossing = replace(entry.crossing, at=at, opened_at=at, decision=decision, checks=())
    return content([replace(entry, crossing=crossing)], open_items=some_open([entry]))


@pytest.mark.parametrize("name", list(LOG_FILES))
def test_logs_signed_by_earlier_versions_can_still_be_made(name: str) -> None:
    """If this fails, days that are signed cannot be made anew: `make` will say DAY_DIFFERS of each of them.

    Once stations close real days, a change here needs a writer of its own beside the old one.
    """
    made = hashlib.sha256(unpacked(name, LOG_FILES[name](fixed()))).hexdigest()
    assert made == SIGNED[name]


SIGNED = {
    "day-log.pdf": "eeb00a7cb1aa4a21d158f233945a67e7581fa68595e2f0022ea0479e4025e39d",
    "day-log.xlsx": "22c0b3535185b7afd25058a0deb6c20b0cfa7d948d1d4e3ebe20b72c3c48b16b",
    "day-log.csv": "c5e9766ab2457e401e7ab4209dfd6c34d1afa52963ff88f977698421b2291b29",
}
