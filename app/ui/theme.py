"""Give every screen its colours and type from three tables of one vocabulary, and no others."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.stylesheet import stylesheet

THEMES = ("light", "dark", "contrast")
TEXT_FAMILIES = ("Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
MRZ_FAMILIES = ("OCR B", "OCRB", "OCR-B", "DejaVu Sans Mono", "Consolas", "Courier New")
TEXT_SIZE = 14
"""Pixels of plain text; the stylesheet holds the few other sizes."""

PAIRS = (
    ("text", "background"), ("text", "surface"), ("text", "raised"), ("text", "field"),
    ("text_muted", "background"), ("text_muted", "surface"), ("text_muted", "raised"),
    ("accent_text", "accent"), ("selection_text", "selection"), ("accent", "surface"), ("accent", "raised"),
    ("passed", "surface"), ("passed", "passed_soft"), ("text", "passed_soft"),
    ("failed", "surface"), ("failed", "failed_soft"), ("text", "failed_soft"), ("failed", "background"),
    ("undetermined", "surface"), ("undetermined", "undetermined_soft"), ("text", "undetermined_soft"),
    ("undetermined", "background"), ("passed", "background"),
    ("not_run", "surface"), ("not_run", "not_run_soft"), ("text", "not_run_soft"),
    ("banner_passed_text", "banner_passed"), ("banner_failed_text", "banner_failed"),
    ("banner_undetermined_text", "banner_undetermined"), ("banner_neutral_text", "banner_neutral"),
    ("training_text", "training"),
)  # fmt: skip
"""Every (text, ground) that the screens put together: WCAG 2.2, 1.4.3 wants 4.5:1."""

EDGES = (
    ("focus", "background"),
    ("focus", "surface"),
    ("border_strong", "field"),
    ("border_strong", "surface"),
)
"""Lines that carry meaning: WCAG 2.2, 1.4.11 wants 3:1."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One table of colours; `colours` maps the vocabulary to #RRGGBB."""

    name: str
    colours: dict[str, str]

    def colour(self, word: str) -> QColor:
        """The colour of a word of the vocabulary; an unknown word is a bug (KeyError)."""
        return QColor(self.colours[word])


def load_theme(name: str) -> Theme:
    """The theme of `resources/themes`; an unknown name gives the light one."""
    known = name if name in THEMES else THEMES[0]
    table = tomllib.loads((files("resources") / "themes" / f"{known}.toml").read_text("utf-8"))
    return Theme(table["name"], table["colours"])


class Look(QObject):
    """The theme in force. Widgets that paint by hand hold it and repaint on `changed`."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.theme = load_theme(name)

    def dress(self, application: QApplication) -> None:
        """Put fonts, palette and stylesheet on the whole application."""
        application.setStyle("Fusion")
        add_fonts()
        application.setFont(text_font())
        self._apply(application)

    def turn(self, application: QApplication) -> str:
        """Go on to the next theme and return its name."""
        self.theme = load_theme(THEMES[(THEMES.index(self.theme.name) + 1) % len(THEMES)])
        self._apply(application)
        self.changed.emit()
        return self.theme.name

    def _apply(self, application: QApplication) -> None:
        # setColorScheme is ignored offscreen and on bare xcb, so the palette is our own.
        application.setPalette(palette(self.theme))
        application.setStyleSheet(stylesheet(self.theme.colours))


def palette(theme: Theme) -> QPalette:
    """Qt's palette made of the theme."""
    made = QPalette()
    for role, word in _ROLES.items():
        made.setColor(role, theme.colour(word))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("text_muted"))
    return made


_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text_muted",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "selection_text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
}


def add_fonts() -> None:
    """Make the fonts that travel with Matapā known; a system without them falls back by family."""
    if set(TEXT_FAMILIES[:1]) <= set(QFontDatabase.families()):
        return
    for entry in (files("resources") / "fonts").iterdir():
        if entry.name.endswith(".otf"):
            QFontDatabase.addApplicationFontFromData(entry.read_bytes())


def text_font(pixels: int = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of text, with figures of equal width so that numbers line up."""
    font = QFont(list(TEXT_FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def mrz_font(pixels: int) -> QFont:
    """The font in which the MRZ is printed, so that page and screen can be compared by shape."""
    font = QFont(list(MRZ_FAMILIES))
    font.setPixelSize(pixels)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def part(widget: QWidget, role: str) -> None:
    """Say what a widget is to the stylesheet, restyling it where that changed."""
    if widget.property("part") == role:
        return
    widget.setProperty("part", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


FOCUS = Qt.FocusReason.OtherFocusReason
"""Why the program moves the focus: never a mouse click."""
