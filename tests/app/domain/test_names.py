"""One traveller's names meet, however the document or the officer spelled them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mrz import mrz_variants
from app.domain.mrz.letters import LATIN
from app.domain.names import document_number_key, fold


@pytest.mark.parametrize(
    "spellings",
    [
        ("Müller", "MUELLER", "MULLER", "MUXXLLER", "muller", "Mu\u0308ller"),
        ("O'Brien", "OBRIEN", "O BRIEN", "O’Brien", "O<BRIEN"),
        ("Smith-Jones", "SMITH JONES", "SMITH<JONES", "SMITHJONES"),
        ("Ångström", "AANGSTROEM", "ANGSTROM"),
        ("Núñez", "NUNEZ", "NUNXXEZ"),
        ("Strauß", "STRAUSS"),
        ("Щукин", "SHCHUKIN"),
        ("فاطمة", "FAXTTMXAH", "FAXTTMXTA"),
        ("van der Berg", "VAN DER BERG", "VANDERBERG"),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({fold(one) for one in spellings}) == 1


@pytest.mark.parametrize("one, other", [("SMITH", "SMYTH"), ("ANNA", "ANN"), ("李小龙", "李小"), ("", "A")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


latin = st.text([*LATIN, *"ABCDEIJLMORSTU '-"], max_size=10)


@given(latin)
def test_every_spelling_of_the_mrz_meets_its_original(text: str) -> None:
    assert {fold(spelling) for spelling in mrz_variants(text)} == {fold(text)}


@given(latin, latin)
def test_the_key_of_a_beginning_begins_the_key(beginning: str, rest: str) -> None:
    assert fold(beginning + rest).startswith(fold(beginning))


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["L898902C3", "l898 902 c3", "L-898902-C3", "L898902C3<<", "<L898902C3"])
def test_document_numbers_meet_without_their_signs(text: str) -> None:
    assert document_number_key(text) == "L898902C3"
