"""Names cross from national letters into the MRZ and back as Doc 9303-3, section 6 says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import Script, mrz_variants, originals, to_mrz_name
from app.domain.mrz.letters import ARABIC, CYRILLIC, LATIN
from app.domain.mrz.transliterate import MOST_VARIANTS


@pytest.mark.parametrize(
    "text, printed",
    [
        ("Thérèse", "THERESE"),
        ("CAÑON", "CANON"),
        ("Müller", "MUELLER"),
        ("Ångström", "AANGSTROEM"),
        ("Ærø", "AEROE"),
        ("Þórður", "THORDUR"),
        ("Łukasz Żółć", "LUKASZ ZOLC"),
        ("Strauß", "STRAUSS"),
        ("IJSBRAND", "IJSBRAND"),
        ("Ĳsbrand", "IJSBRAND"),
        ("Đặng Thị Hồng", "DANG THI HONG"),
        ("Ștefan Țepeș", "STEFAN TEPES"),
        ("ıŞIK", "ISIK"),
        ("O'Connor", "OCONNOR"),
        ("d’Artagnan", "DARTAGNAN"),
        ("Smith-Jones", "SMITH JONES"),
        ("Martin, Jr.", "MARTIN JR"),
        ("  van   der Berg ", "VAN DER BERG"),
        ("Щукин Юрий", "SHCHUKIN IURII"),
        ("Елена Ёлкина", "ELENA ELKINA"),
        ("Љубиша", "LJUBISHA"),
        ("", ""),
    ],
)
def test_names_are_written_in_the_letters_of_the_mrz(text: str, printed: str) -> None:
    assert to_mrz_name(text) == printed


@pytest.mark.parametrize(
    "language, text, printed",
    [
        ("uk", "Григорій Гончар", "HRYHORII HONCHAR"),
        ("be", "Ігар Ёлка", "IHAR IOLKA"),
        ("bg", "Щерев", "SHTEREV"),
        ("sr", "Жељко Хаџић Шушњар", "ZELJKO HADZIC SUSNJAR"),
        ("mk", "Ѓорѓи Ќаев", "GJORGJI KJAEV"),
        ("ru", "Григорий", "GRIGORII"),
    ],
)
def test_cyrillic_follows_the_language_where_the_standard_has_a_note(
    language: str, text: str, printed: str
) -> None:
    assert to_mrz_name(text, language) == printed


@pytest.mark.parametrize(
    "text, printed",
    [
        ("ابو بكر محمد بن زكريا الرازي", "ABW BKR MXHMD BN ZKRYA ALRAZY"),  # Appendix B
        ("عبّاس", "EBBAS"),
        ("فاطمة", "FAXTTMXAH"),  # teh marbuta at the end
        ("فاطمةبنت", "FAXTTMXTABNT"),  # and within
        ("مُحَمَّد", "MXHMMD"),  # short vowels are not encoded, shadda doubles
        ("پروین", "PRWXYAN"),
    ],
)
def test_arabic_is_written_letter_by_letter(text: str, printed: str) -> None:
    assert to_mrz_name(text) == printed


@pytest.mark.parametrize("text", ["李小龙", "Γιώργος", "Anna 2", "٣"])
def test_what_the_standard_does_not_transliterate_is_refused(text: str) -> None:
    with pytest.raises(WorldError) as refused:
        to_mrz_name(text)
    assert refused.value.failure.code is FailureCode.FIELD_INVALID


@pytest.mark.parametrize(
    "text, spellings",
    [
        ("Müller", {"MUELLER", "MUXXLLER", "MULLER"}),
        ("Peña", {"PENA", "PENXXA"}),
        ("Åse", {"AASE", "ASE"}),
        ("Smith", {"SMITH"}),
        ("فاطمة", {"FAXTTMXAH", "FAXTTMXTA"}),
    ],
)
def test_every_spelling_that_an_issuer_may_choose_is_known(text: str, spellings: set[str]) -> None:
    assert set(mrz_variants(text)) == spellings
    assert mrz_variants(text)[0] == to_mrz_name(text)


def test_a_long_name_has_a_bounded_number_of_spellings() -> None:
    assert len(mrz_variants("Ä" * 39)) == MOST_VARIANTS
    assert len(originals("AE" * 19)) == MOST_VARIANTS


@pytest.mark.parametrize(
    "printed, script, original",
    [
        ("MUELLER", Script.LATIN, "MÜLLER"),
        ("MUELLER", Script.LATIN, "MUELLER"),
        ("MUXXLLER", Script.LATIN, "MÜLLER"),
        ("PENXXA", Script.LATIN, "PEÑA"),
        ("THORDUR", Script.LATIN, "ÞORDUR"),
        ("STRAUSS", Script.LATIN, "STRAUẞ"),
        ("SHCHUKIN", Script.CYRILLIC, "ЩУКИН"),
        ("IAKOV", Script.CYRILLIC, "ЯКОВ"),
        ("ABW BKR MXHMD BN ZKRYA ALRAZY", Script.ARABIC, "ابو بكر محمد بن زكريا الرازي"),
        ("FAXTTMXAH", Script.ARABIC, "فاطمة"),
    ],
)
def test_a_name_of_the_mrz_is_read_back_to_what_it_may_have_been(
    printed: str, script: Script, original: str
) -> None:
    assert original in originals(printed, script)


@given(st.text(list(LATIN) + list("ABC '-"), max_size=12))
def test_every_latin_name_is_among_the_originals_of_some_spelling_or_lost_only_marks(text: str) -> None:
    for spelling in mrz_variants(text):
        assert all("A" <= sign <= "Z" or sign == " " for sign in spelling)
        assert spelling in originals(spelling)


@given(st.text([letter for letter, spelled in ARABIC.items() if spelled[0].startswith("X")], max_size=8))
def test_arabic_letters_of_their_own_are_read_back_exactly(text: str) -> None:
    assert text in originals(to_mrz_name(text), Script.ARABIC) or "\u0629" in text


def test_the_tables_give_mrz_letters_only() -> None:
    for table in (LATIN, CYRILLIC, ARABIC):
        for letter, spellings in table.items():
            assert len(letter) == 1
            assert all(spelling.isascii() and spelling == spelling.upper() for spelling in spellings)
            assert spellings
