"""Rebuilt lines are for ever: records of layout 1 leave out what these vectors pin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.mrz import LAYOUTS, MrzFormat, rebuild_lines
from app.domain.person import Sex
from tests.helpers.travellers import documents

SPECIMEN = TravelDocument(
    kind=DocumentKind.PASSPORT, document_code="P", issuing_state="UTO", number="L898902C3",
    surname="ERIKSSON", given_names="ANNA MARIA", nationality="UTO", birth_date=PartialDate(1974, 8, 12),
    sex=Sex.FEMALE, expiry_date=PartialDate(2012, 4, 15),
)  # fmt: skip
EMPTY = TravelDocument(DocumentKind.PASSPORT, "", "", "", "")
ANNA_44 = "UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
ANNA_36 = "UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"

VECTORS: list[tuple[TravelDocument, MrzFormat, str, tuple[str, ...]]] = [
    (SPECIMEN, MrzFormat.TD3, "<", (f"P<{ANNA_44}", "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<8")),
    (SPECIMEN, MrzFormat.TD3, "0", (f"P<{ANNA_44}", "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<08")),
    (replace(SPECIMEN, optional_data="ZE184226B"), MrzFormat.TD3, "<",
     (f"P<{ANNA_44}", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")),
    (SPECIMEN, MrzFormat.TD2, "<", (f"P<{ANNA_36}", "L898902C36UTO7408122F1204159<<<<<<<8")),
    (replace(SPECIMEN, number="D231458907349"), MrzFormat.TD2, "<",
     (f"P<{ANNA_36}", "D23145890<UTO7408122F120415973492<<8")),
    (replace(SPECIMEN, number="590330101854", issuing_state="BEL"), MrzFormat.TD1, "<",
     ("P<BEL590330101<8545<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<2", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")),
    (replace(SPECIMEN, optional_data="AB1/CD2"), MrzFormat.TD1, "<",
     ("P<UTOL898902C36AB1<<<<<<<<<<<<", "7408122F1204159UTOCD2<<<<<<<<1", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")),
    (replace(SPECIMEN, given_names="", birth_date=PartialDate(0), sex=Sex.UNKNOWN), MrzFormat.MRV_A, "<",
     ("P<UTOERIKSSON<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "L898902C36UTO<<<<<<0<1204159<<<<<<<<<<<<<<<<")),
    (replace(SPECIMEN, birth_date=PartialDate(2000, 2), issuing_state="D"), MrzFormat.MRV_B, "<",
     ("P<D<<ERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C36UTO0002<<4F1204159<<<<<<<<")),
    (EMPTY, MrzFormat.TD3, "<", ("<" * 44, "<<<<<<<<<0<<<<<<<<<0<<<<<<<0<<<<<<<<<<<<<<<0")),
]  # fmt: skip


@pytest.mark.parametrize("document, format_, digit, lines", VECTORS)
def test_the_frozen_vectors_still_hold(
    document: TravelDocument, format_: MrzFormat, digit: str, lines: tuple[str, ...]
) -> None:
    assert rebuild_lines(document, format_, digit) == lines


@pytest.mark.parametrize(
    "kind, format_",
    [
        (DocumentKind.PASSPORT, MrzFormat.TD3),
        (DocumentKind.IDENTITY_CARD, MrzFormat.TD1),
        (DocumentKind.CREW_CERTIFICATE, MrzFormat.TD1),
        (DocumentKind.VISA, MrzFormat.MRV_A),
        (DocumentKind.OTHER, MrzFormat.TD3),
    ],
)
def test_without_a_format_the_usual_one_of_the_kind_is_taken(kind: DocumentKind, format_: MrzFormat) -> None:
    document = replace(SPECIMEN, kind=kind)
    assert rebuild_lines(document) == rebuild_lines(document, format_) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"surname": "MÜLLER"},
        {"surname": "eriksson"},
        {"given_names": "ANNA" * 12},
        {"number": "L898902C34"},
        {"number": "L-898902"},
        {"document_code": "PPP"},
        {"issuing_state": "UTOP"},
        {"nationality": "U/O"},
        {"optional_data": "A" * 15},
        {"optional_data": "A/B"},
    ],
)
def test_fields_that_a_passport_cannot_carry_give_no_lines(wrong: dict[str, str]) -> None:
    assert rebuild_lines(replace(SPECIMEN, **wrong), MrzFormat.TD3) is None  # type: ignore[arg-type]


@given(documents(), st.sampled_from(MrzFormat), st.text(max_size=12), st.text(max_size=45))
def test_nothing_is_ever_raised_and_lines_have_their_size(
    document: TravelDocument, format_: MrzFormat, number: str, text: str
) -> None:
    for tried in (document, replace(document, number=number, surname=text, optional_data=text)):
        lines = rebuild_lines(tried, format_)
        if lines is not None:
            layout = LAYOUTS[format_]
            assert [len(line) for line in lines] == [layout.width] * layout.lines
