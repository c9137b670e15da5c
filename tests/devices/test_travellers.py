"""The invented travellers are what their files promise, judged by the station's own parser."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.failure import WorldError
from app.domain.mrz import parse_mrz
from devices.api import DeviceState, Framing
from devices.registry import make_reader
from devices.simulated.__main__ import main, run
from devices.simulated.document import SimulatedReader
from devices.simulated.people import TRAVELLERS, Traveller, load_people, load_traveller, mrz_date
from devices.simulated.printing import PrintedFields, print_mrz
from tests.devices.desk import Desk

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
PEOPLE = load_people(TRAVELLERS, TODAY)
SPECIMEN = PrintedFields("P", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", "740812", "F", "120415")


def test_the_queue_is_long_and_varied_enough_for_the_demo() -> None:
    assert len(PEOPLE) >= 14
    assert {tuple(map(len, person.lines)) for person in PEOPLE} == {(44, 44), (36, 36), (30, 30, 30)}
    assert {person.expect.decision for person in PEOPLE} == {"admit", "refer", "refuse"}


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2031, 12, 31)])
def test_the_same_people_come_whatever_the_day(today: date) -> None:
    assert [person.key for person in load_people(TRAVELLERS, today)] == [person.key for person in PEOPLE]


@pytest.mark.parametrize("today", [TODAY, date(2030, 1, 31)])
@pytest.mark.parametrize("key", [person.key for person in PEOPLE])
def test_the_parser_finds_in_each_what_the_file_promises(key: str, today: date) -> None:
    person = load_traveller(TRAVELLERS / f"{key}.toml", today)
    parsed = parse_mrz(list(person.lines), today)
    assert set(parsed.checks.failed) == set(person.expect.failed)
    raised = {flag.partition(":")[0] for flag in parsed.flags}
    assert set(person.expect.flags) == raised
    expiry = parsed.expiry_date_resolved
    assert expiry is not None
    expired = date.fromisoformat(str(expiry)) < today
    assert expired is person.expect.expired


TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
VISA_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX7408122F96121096ZE184226B<<<<<<")
VISA_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX7408122F9612109<<<<<<<<")


def test_printing_gives_the_worked_examples() -> None:
    """Doc 9303-4 to 7, appendices A and B."""
    card = replace(SPECIMEN, document_code="I", document_number="D23145890")
    visa = replace(SPECIMEN, document_code="V", document_number="L8988901C", nationality="XXX")
    visa = replace(visa, expiry_date="961210")
    assert print_mrz("TD3", replace(SPECIMEN, optional_data="ZE184226B")) == TD3
    assert (print_mrz("TD2", card), print_mrz("TD1", card)) == (TD2, TD1)
    assert print_mrz("MRV-A", replace(visa, optional_data="6ZE184226B")) == VISA_A
    assert print_mrz("MRV-B", visa) == VISA_B


def test_dates_may_be_relative_absolute_or_as_printed() -> None:
    assert mrz_date("+5y", TODAY) == "311124"
    assert mrz_date("-3m", date(2026, 1, 31)) == "251028"
    assert mrz_date("-40d", TODAY) == (TODAY - timedelta(days=40)).strftime("%y%m%d")
    assert mrz_date("1988-03-14", TODAY) == "880314"
    assert mrz_date("38<<<<", TODAY) == "38<<<<"


WRONG = (
    "kind = 5",
    "about = 'x'\nkind = 'TD9'\n[fields]\n",
    "about = 'x'\nkind = 'TD3'\n[fields]\nbirth_date = 'soon'\nexpiry_date = '+1y'",
    "about = 'x'\nkind = 'TD3'\n[fields]\nbirth_date = '+1y'\nexpiry_date = '+1y'\nage = '4'",
    "about",
)


@pytest.mark.parametrize("text", WRONG)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.toml").write_text(text)
    with pytest.raises(ValueError, match=r"wrong\.toml"):
        load_people(tmp_path, TODAY)


def test_lines_may_be_given_as_they_stand(tmp_path: Path) -> None:
    text = 'about = "x"\nlines = ["AB<", "CD<"]\n[[tamper]]\nline=2\nplace=1\ncharacter="0"\n'
    (tmp_path / "one.toml").write_text(text)
    assert load_people(tmp_path, TODAY)[0].lines == ("AB<", "0D<")
    with pytest.raises(WorldError):
        parse_mrz(["AB<", "0D<"], TODAY)


def test_run_by_hand_it_obeys_its_lines() -> None:
    desk, said = Desk(), io.StringIO()
    with SimulatedReader(Framing.LINES) as reader:
        driver = make_reader(reader.port, None)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.READY)
            run(reader, PEOPLE, io.StringIO("\n\nhalf\nnoise 40\nwhat\nquit\n\n"), said)
            desk.wait(lambda: len(desk.documents()) >= 2)
            run(reader, PEOPLE, io.StringIO("unplug\nreplug\n"), said)
            desk.wait_state(DeviceState.READY, times=2)
        finally:
            driver.stop()
    assert [scan.mrz_lines for scan in desk.documents()[:2]] == [person.lines for person in PEOPLE[:2]]
    assert said.getvalue().splitlines()[0] == f"{PEOPLE[0].key} {PEOPLE[0].about}"
    assert "not understood: what" in said.getvalue()


def test_started_as_a_program_it_prints_its_port_and_swipes() -> None:
    desk = Desk()
    program = [sys.executable, "-m", "devices.simulated", "--framing", "soh_length_bcc"]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        driver = make_reader(process.stdout.readline().strip(), None)
        driver.start(desk.listen)
        try:
            desk.wait_state(DeviceState.READY)
            process.stdin.write("\n")
            process.stdin.flush()
            (scan,) = desk.wait_documents(1)
        finally:
            driver.stop()
            process.stdin.close()
        assert process.wait(10) == 0
    assert isinstance(PEOPLE[0], Traveller)
    assert scan.framing is Framing.SOH_LENGTH_BCC
    assert scan.mrz_lines[0] == PEOPLE[0].lines[0]


def test_a_folder_without_people_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--people", str(tmp_path)])
    assert "no travellers" in capsys.readouterr().err


def test_nobody_listening_or_no_plug_is_said() -> None:
    with SimulatedReader(Framing.STX_ETX) as reader:
        reader.unplug()
        with pytest.raises(ConnectionError):
            reader.swipe(PEOPLE[0])
        with pytest.raises(ConnectionError):
            reader.hear(0.0)
    with pytest.raises(ValueError, match="auto"):
        SimulatedReader(Framing.AUTO)


def test_an_inquiry_is_answered_with_what_lies_on_the_reader() -> None:
    from devices.document.link import open_serial
    from devices.document.profiles import LineSettings

    with SimulatedReader(Framing.TLV_INQUIRE) as reader:
        link = open_serial(reader.port, LineSettings())
        link.write(b"I\x00\x00")
        assert reader.answer(5.0) == b"I\x00\x00"
        assert link.read() == b"I\x00\x00"
        reader.swipe(PEOPLE[0])
        assert link.read()
        link.close()
