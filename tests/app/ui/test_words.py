"""The words: dates that no country misreads, ages, stays, links and failures, ready to be translated."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import Agreement, CaseOrigin, HitField, SettledAs, SettleGround
from app.domain.checks import CheckName, Verdict, check
from app.domain.crossing import Conveyance, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture, DocumentKind
from app.domain.failure import Failure, FailureCode
from app.domain.officer import Officer, Role
from app.domain.person import Sex, Traveller
from app.flow.decide import Missing
from app.flow.ports import LinkState, LinkStatus, OutboxView, ReadPurpose, Station
from app.flow.reading import ReaderState, ReaderView
from app.screening.screening import ListUse
from app.ui import wording
from app.ui.hit_views import SIGNS
from app.ui.link_words import link_said, reader_said, waiting_said
from app.ui.shortcuts import PURPOSE_KEYS, WORD_KEYS
from app.wording import choices
from resources.translations.collect import collect
from tests.helpers.booth import NOON
from tests.helpers.travellers import partial_dates

TRANSLATIONS = Path(__file__).resolve().parents[3] / "resources" / "translations"
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "day,words",
    [
        (PartialDate(1987, 3, 14), "14-Mar-1987"),
        (PartialDate(1987, 3), "Mar 1987, day not known"),
        (PartialDate(1987), "1987, day and month not known"),
        (PartialDate(0), "Not known"),
    ],
)
def test_days_have_a_months_name_and_unknown_parts_are_said(day: PartialDate, words: str) -> None:
    assert wording.partial_words(day) == words


def test_the_age_stands_behind_the_birth_date() -> None:
    assert wording.born_words(PartialDate(1987, 11, 25), TODAY) == "25-Nov-1987 (38)"
    assert wording.born_words(PartialDate(0), TODAY) == "Not known"


def test_the_age_of_an_infant_is_said_in_months() -> None:
    assert wording.born_words(PartialDate(2026, 8, 24), TODAY) == "24-Aug-2026 (3 months)"
    assert wording.born_words(PartialDate(2026, 8, 25), TODAY) == "25-Aug-2026 (2 months)"
    assert wording.born_words(PartialDate(2025, 10, 24), TODAY) == "24-Oct-2025 (13 months)"
    assert wording.born_words(PartialDate(2024, 11, 24), TODAY) == "24-Nov-2024 (2)"
    assert wording.born_words(PartialDate(2027, 1, 1), TODAY) == "01-Jan-2027"


@given(partial_dates())
def test_every_day_a_document_can_carry_has_words(day: PartialDate) -> None:
    assert wording.partial_words(day)
    assert wording.born_words(day, TODAY)


def test_the_stay_is_a_sentence_with_its_last_day() -> None:
    assert wording.stay_sentence(Stay(30, date(2026, 12, 23))) == "30 days, last day 23-Dec-2026"
    assert wording.stay_sentence(Stay(1, TODAY)) == "1 day, last day 24-Nov-2026"


def test_a_person_with_one_name_has_no_comma() -> None:
    assert wording.name_words(Traveller("SUKARNI")) == "SUKARNI"


def test_a_conveyance_reads_as_it_is_spoken() -> None:
    ferry = Conveyance(Mode.SEA, "MV ISLAND", "FJSUV")
    assert wording.conveyance_words(Direction.DEPARTURE, ferry) == "Departure by sea, MV ISLAND to FJSUV"


def test_a_check_names_its_evidence_and_days_get_a_months_name() -> None:
    made = check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired", day="2026-09-01", days="84")
    assert wording.check_sentence(made) == "Expired on 01-Sep-2026, 84 days ago."


def test_evidence_that_is_missing_or_no_day_breaks_no_sentence() -> None:
    bare = check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired")
    assert "not known" in wording.check_sentence(bare)
    assert wording.evidence_words("2026-13-45") == "2026-13-45"
    assert (
        wording.check_sentence(check(CheckName.MRZ, Verdict.PASSED, "of.a.newer.version"))
        == "of.a.newer.version"
    )


@given(st.text(max_size=20))
def test_no_evidence_breaks_a_sentence(value: str) -> None:
    assert wording.check_sentence(check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired", day=value))


@pytest.mark.parametrize(
    "span,words",
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=61), "2 minutes"),
        (timedelta(hours=2, minutes=59), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(seconds=-5), "0 seconds"),
    ],
)
def test_spans_are_said_as_people_say_them(span: timedelta, words: str) -> None:
    assert wording.span_words(span) == words


def test_a_lock_without_a_time_still_makes_sense() -> None:
    assert wording.locked_words(Failure(FailureCode.SIGN_IN_LOCKED, "door"), NOON) == ""
    strange = Failure(FailureCode.SIGN_IN_LOCKED, "door", (("until", "tomorrow"),))
    assert "locked" in wording.sign_in_words(strange, NOON)


def test_every_value_that_an_officer_chooses_or_reads_has_a_name() -> None:
    tables: dict[type[StrEnum], Mapping[Any, str]] = {
        Verdict: choices.VERDICTS, CheckName: choices.CHECKS, Direction: choices.DIRECTIONS,
        Mode: choices.MODES, Purpose: choices.PURPOSES,
        DecisionKind: choices.DECISIONS, Reason: choices.REASONS_GIVEN,
        DocumentKind: choices.DOCUMENT_KINDS, Capture: choices.CAPTURES, Sex: choices.SEXES,
        Role: choices.ROLES, ReadPurpose: choices.READ_PURPOSES, Missing: choices.MISSING,
        Band: choices.BANDS, Disclosure: choices.DISCLOSURES, SettledAs: choices.SETTLED_AS,
        SettleGround: choices.SETTLE_GROUNDS, HitField: choices.HIT_FIELDS, Agreement: choices.AGREEMENTS,
        CaseOrigin: choices.CASE_ORIGINS, ListUse: choices.LIST_USES,
    }  # fmt: skip
    for kind, table in tables.items():
        assert set(table) == set(kind), kind.__name__
    assert list(PURPOSE_KEYS.values()) == list(Purpose)
    assert list(WORD_KEYS.values()) == list(SettledAs)
    assert set(SIGNS) == set(Agreement)


# The road to HQ in words: offline is normal, only what needs somebody is amber.

STATION = Station("VU-VLI-A1", "VUT", "VUVLI", "A1", "https://hq.example", True, False)
OFFICER = Officer("tari", "Tari Vira", Role.OFFICER)


def test_offline_is_said_calmly_and_being_turned_away_is_not() -> None:
    heard = NOON - timedelta(hours=30)
    offline = link_said(LinkStatus(LinkState.UNREACHABLE, heard, FailureCode.HQ_UNREACHABLE), True, NOON)
    assert offline.text == "Offline, HQ heard 30 hours ago"
    assert offline.verdict is Verdict.NOT_RUN
    refused = link_said(LinkStatus(LinkState.REFUSED, heard, FailureCode.HQ_REFUSED_STATION), True, NOON)
    assert refused.verdict is Verdict.UNDETERMINED
    assert "SYN-03" in refused.text
    assert "not enrolled" in link_said(LinkStatus(LinkState.OFF), False, NOON).text


def test_rows_that_wait_are_kept_safely_and_rows_sent_back_need_a_supervisor() -> None:
    waiting = waiting_said(OutboxView(1_234, 0, 9, NOON - timedelta(minutes=7)), NOON)
    assert waiting.text == "1 234 waiting, kept safely"
    assert "7 minutes" in waiting.hint
    assert waiting.verdict is Verdict.NOT_RUN
    parked = waiting_said(OutboxView(3, 2, 9, NOON), NOON)
    assert parked.text == "2 sent back by HQ"
    assert parked.verdict is Verdict.UNDETERMINED
    assert waiting_said(OutboxView(0, 0, 9, None), NOON).text == "All at HQ"


@pytest.mark.parametrize("state", list(ReaderState))
def test_every_state_of_a_reader_has_words(state: ReaderState) -> None:
    assert reader_said(ReaderView("Swipe reader", state)).text.startswith("Reader: ")


def test_times_are_those_of_this_machine() -> None:
    moment = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert wording.moment_words(moment).endswith(f"{moment.astimezone():%H:%M}")


# Translation


def sources(path: Path) -> set[str]:
    """The English texts of a .ts file."""
    return set(re.findall(r"<source>(.*?)</source>", path.read_text("utf-8"), re.DOTALL))


def test_the_texts_to_translate_are_gathered_and_up_to_date(tmp_path: Path) -> None:
    gathered = sources(collect("fr", tmp_path))
    assert gathered == sources(TRANSLATIONS / "matapa_fr.ts"), (
        "run python -m resources.translations.collect fr"
    )
    for text in ("Admit", "{number} waiting, kept safely", "Doubt about the document", "no such date"):
        assert text in gathered


def test_a_translated_text_is_what_the_officer_reads(tmp_path: Path, qapp: QApplication) -> None:
    french = (TRANSLATIONS / "matapa_fr.ts").read_text("utf-8")
    wanted = '<source>Admit</source>\n        <translation type="unfinished"></translation>'
    assert wanted in french
    translated = wanted.replace(' type="unfinished"></', ">Admettre</")
    source = tmp_path / "matapa_fr.ts"
    source.write_text(french.replace(wanted, translated), encoding="utf-8")
    program = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    assert program is not None
    subprocess.run([program, str(source)], check=True, capture_output=True)
    translator = QTranslator()
    assert translator.load(str(source.with_suffix(".qm")))
    qapp.installTranslator(translator)
    try:
        assert wording.tr("Admit") == "Admettre"
        assert wording.tr("Refer") == "Refer"
    finally:
        qapp.removeTranslator(translator)
