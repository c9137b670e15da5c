"""Lines that are built say what the fields say, and are read back as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import LAYOUTS, MrzFormat, build_mrz, parse_mrz, rebuild_lines, travel_document
from app.domain.mrz.fitting import fitted
from app.domain.mrz.kind import kind_of
from app.domain.person import Sex

ON = date(2026, 11, 24)
ANNA = TravelDocument(
    kind=DocumentKind.PASSPORT, document_code="P", issuing_state="UTO", number="L898902C3",
    surname="ERIKSSON", given_names="ANNA MARIA", nationality="UTO", birth_date=PartialDate(1974, 8, 12),
    sex=Sex.FEMALE, expiry_date=PartialDate(2012, 4, 15), optional_data="ZE184226B",
)  # fmt: skip
CARD = replace(ANNA, document_code="I", number="D23145890", optional_data="")
VISA = replace(
    ANNA, document_code="V", number="L8988901C", nationality="XXX", expiry_date=PartialDate(1996, 12, 10)
)
UPPER = "UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"


def name_field(surname: str, given_names: str, width: int = 39) -> str:
    """The names as a passport prints them, without trailing fillers."""
    primary, secondary = fitted(surname, given_names, width)
    return "<<".join(part.replace(" ", "<") for part in (primary, secondary) if part)


@pytest.mark.parametrize(
    "document, format_, lines",
    [
        (ANNA, MrzFormat.TD3, (f"P<{UPPER}<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")),
        (CARD, MrzFormat.TD2, (f"I<{UPPER}", "D231458907UTO7408122F1204159<<<<<<<6")),
        (CARD, MrzFormat.TD1, ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                               "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")),
        (replace(VISA, optional_data="6ZE184226B"), MrzFormat.MRV_A,
         (f"V<{UPPER}<<<<<<<<", "L8988901C4XXX7408122F96121096ZE184226B<<<<<<")),
        (replace(VISA, optional_data=""), MrzFormat.MRV_B,
         (f"V<{UPPER}", "L8988901C4XXX7408122F9612109<<<<<<<<")),
    ],
)  # fmt: skip
def test_the_standards_examples_are_built(
    document: TravelDocument, format_: MrzFormat, lines: tuple[str, ...]
) -> None:
    assert build_mrz(document, format_) == lines


@pytest.mark.parametrize(
    "surname, given_names, printed",
    [
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO",
         "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        ("PAPANDROPOULOUS", "JONATHON WARREN TREVOR", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ("ARKFREITH", "", "ARKFREITH"),
        ("A" * 40, "ANNA", "A" * 36 + "<<A"),
        ("A" * 40, "", "A" * 39),
        ("A " * 19 + "A A", "", "A<" * 19 + "A"),
        ("A " * 14 + "A", "B " * 10 + "B", "A<" * 14 + "A<<B<B<B<B"),
    ],
)  # fmt: skip
def test_long_names_are_cut_as_the_standard_shows(surname: str, given_names: str, printed: str) -> None:
    assert name_field(surname, given_names) == printed  # Doc 9303-4, 4.2.3


parts = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=15), min_size=1, max_size=5)


@given(parts.map(" ".join), st.just("") | parts.map(" ".join), st.sampled_from([30, 31, 39]))
def test_cut_names_fill_the_field_to_its_last_letter(surname: str, given_names: str, width: int) -> None:
    whole = len(surname) + (2 + len(given_names) if given_names else 0)
    primary, secondary = fitted(surname, given_names, width)
    printed = name_field(surname, given_names, width)
    if whole <= width:
        assert (primary, secondary) == (surname, given_names)
    else:
        assert len(printed) == width
        assert printed[-1] != "<"
    assert bool(secondary) is bool(given_names)
    assert primary[0] == surname[0]


def test_national_letters_and_signs_are_written_as_the_mrz_writes_them() -> None:
    written = replace(ANNA, surname="O'Brien-Müller", given_names="Zoë", number="ab 12-34")
    lines = build_mrz(written, MrzFormat.TD3)
    assert lines[0].startswith("P<UTOOBRIEN<MUELLER<<ZOE<<<")
    assert lines[1].startswith("AB<12<34<")


def test_a_single_name_stands_where_the_surname_does() -> None:
    lines = build_mrz(replace(ANNA, surname="", given_names="Arkfreith"), MrzFormat.TD3)
    assert lines[0] == f"{'P<UTOARKFREITH':<<44}"


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"document_code": ""}, "document_code"),
        ({"document_code": "P<<"}, "document_code"),
        ({"issuing_state": "utopia"}, "issuing_state"),
        ({"nationality": ""}, "nationality"),
        ({"number": "1234567890"}, "document_number"),
        ({"optional_data": "1" * 15}, "optional_data"),
    ],
)
def test_what_a_passport_cannot_say_is_refused_by_the_name_of_the_field(
    wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(WorldError) as refused:
        build_mrz(replace(ANNA, **wrong), MrzFormat.TD3)  # type: ignore[arg-type]
    assert refused.value.failure.code is FailureCode.FIELD_INVALID
    assert dict(refused.value.failure.details) == {"field": field}


def test_a_visa_carries_the_nine_principal_characters_of_a_longer_number() -> None:
    lines = build_mrz(replace(VISA, number="123456789ABC", optional_data=""), MrzFormat.MRV_B)
    assert parse_mrz(lines, ON).document_number == "123456789"


names = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6), min_size=1, max_size=2)
numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
births = st.dates(date(1927, 1, 1), ON).flatmap(
    lambda day: st.sampled_from([
        PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year), PartialDate(0),
    ])
)  # fmt: skip
expiries = st.dates(date(1978, 1, 1), date(2075, 12, 31)).map(PartialDate.of)
CODES = {MrzFormat.TD3: "P", MrzFormat.MRV_A: "V", MrzFormat.MRV_B: "V"}


@st.composite
def built(draw: st.DrawFn) -> tuple[TravelDocument, MrzFormat]:
    """A document whose fields fit a format."""
    format_ = draw(st.sampled_from(MrzFormat))
    code = CODES.get(format_) or draw(st.sampled_from(["I", "ID", "A", "C", "IR"]))
    number = draw(numbers)
    optional = draw(st.text("ABCXYZ0189", max_size=7))
    if LAYOUTS[format_].long_numbers and draw(st.booleans()):
        number = (number + "X" * 9)[:9] + draw(st.text("ABCXYZ0189", min_size=1, max_size=5))
        optional = ""
    if format_ is MrzFormat.TD1 and draw(st.booleans()):
        optional += "/" + draw(st.text("ABCXYZ0189", min_size=1, max_size=11))
    states = st.sampled_from(["UTO", "NZL", "D", "XXA"])
    document = TravelDocument(
        kind=kind_of(code, format_), document_code=code, issuing_state=draw(states), number=number,
        surname=" ".join(draw(names)), given_names=" ".join(draw(st.just([]) | names)),
        nationality=draw(states), birth_date=draw(births), expiry_date=draw(expiries),
        sex=draw(st.sampled_from([Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED])), optional_data=optional,
        capture=Capture.READER,
    )  # fmt: skip
    return document, format_


@given(built())
def test_what_is_built_is_read_back_whole(made: tuple[TravelDocument, MrzFormat]) -> None:
    document, format_ = made
    lines = build_mrz(document, format_)
    mrz = parse_mrz(lines, ON)
    assert mrz.format is format_
    assert mrz.checks.failed == ()
    assert mrz.confusions == ()
    assert travel_document(mrz, Capture.READER) == replace(document, mrz_lines=lines)
    assert rebuild_lines(document, format_) == lines
