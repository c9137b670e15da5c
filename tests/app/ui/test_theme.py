"""Three themes, one vocabulary, and text that can be read in each."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from app.ui.stylesheet import _SHEET
from app.ui.theme import EDGES, PAIRS, THEMES, Look, add_fonts, load_theme, mrz_font, text_font


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2, definition)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_measures_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_text_can_be_read_on_its_ground(theme: str, pair: tuple[str, str]) -> None:
    colours = load_theme(theme).colours
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("edge", EDGES, ids="-on-".join)
def test_edges_that_mean_something_can_be_seen(theme: str, edge: tuple[str, str]) -> None:
    colours = load_theme(theme).colours
    assert contrast(colours[edge[0]], colours[edge[1]]) >= 3


def test_the_themes_share_one_vocabulary_and_every_word_of_it_is_a_colour() -> None:
    words = [set(load_theme(theme).colours) for theme in THEMES]
    assert words[0] == words[1] == words[2]
    for colour in chain.from_iterable(load_theme(theme).colours.values() for theme in THEMES):
        assert re.fullmatch("#[0-9A-F]{6}", colour)


def test_the_stylesheet_names_words_of_the_vocabulary_and_no_colour() -> None:
    sheet = _SHEET.template
    assert set(re.findall(r"\$(\w+)", sheet)) <= set(load_theme("light").colours)
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgb\(", sheet)


def test_every_pair_of_the_stylesheet_is_among_those_measured() -> None:
    for rule in re.findall(r"\{([^}]*)\}", _SHEET.template):
        text = re.search(r"(?<![-\w])color:\s*\$(\w+)", rule)
        ground = re.search(r"background:\s*\$(\w+)", rule)
        if text and ground:
            assert (text[1], ground[1]) in PAIRS


def test_an_unknown_theme_is_the_light_one() -> None:
    assert load_theme("sepia").name == "light"


def test_turning_goes_through_all_themes_and_tells_those_who_paint(qapp: QApplication) -> None:
    look = Look("light")
    told: list[str] = []
    look.changed.connect(lambda: told.append(look.theme.name))
    assert [look.turn(qapp) for _ in THEMES] == ["dark", "contrast", "light"]
    assert told == ["dark", "contrast", "light"]


def test_the_fonts_that_travel_with_the_station_are_used(qapp: QApplication) -> None:
    add_fonts()
    assert QFontInfo(text_font()).family() == "Inter"
    assert "OCR B" in QFontDatabase.families()
    assert QFontInfo(mrz_font(18)).family() == "OCR B"
