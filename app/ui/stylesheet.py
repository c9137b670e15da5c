"""Dress the widgets: one stylesheet whose every colour is a word of the theme."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

# Spacing scale 4, 8, 12, 16, 24. Type scale 12 label, 14 text, 16 value, 20 heading, 28 name.
_SHEET = Template("""
* { outline: none; }
QToolTip { color: $text; background: $raised; border: 1px solid $border_strong; padding: 4px; }
QLabel { background: transparent; }
QFrame[part="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QWidget[part="bar"] { background: $surface; border-bottom: 1px solid $border; }
QWidget[part="foot"] { background: $surface; border-top: 1px solid $border; }
QFrame[part="asking"] { background: $surface; border: 2px solid $accent; border-radius: 6px; }

QLabel[part="label"] { color: $text_muted; font-size: 12px; }
QLabel[part="value"] { color: $text; font-size: 16px; font-weight: 600; }
QLabel[part="differs"] { color: $undetermined; font-size: 16px; font-weight: 600; }
QLabel[part="name"] { color: $text; font-size: 26px; font-weight: 700; }
QLabel[part="heading"] { color: $text; font-size: 16px; font-weight: 600; }
QLabel[part="name-long"] { color: $text; font-size: 17px; font-weight: 700; }
QLabel[part="value-long"] { color: $text; font-size: 13px; font-weight: 600; }
QLabel[part="differs-long"] { color: $undetermined; font-size: 13px; font-weight: 600; }
QLabel[part="strong-long"] { color: $text; font-size: 12px; font-weight: 600; }
QLabel[part="warn"] { color: $undetermined; font-size: 12px; font-weight: 600; }
QLabel[part="wrong"] { color: $failed; font-size: 12px; font-weight: 600; }
QLabel[part="title"] { color: $text; font-size: 22px; font-weight: 700; }
QLabel[part="title-failed"] { color: $failed; font-size: 20px; font-weight: 700; }
QLabel[part="title-undetermined"] { color: $undetermined; font-size: 20px; font-weight: 700; }
QLabel[part="title-not_run"] { color: $text; font-size: 20px; font-weight: 700; }
QLabel[part="brand"] { color: $accent; font-size: 32px; font-weight: 700; }
QLabel[part="muted"] { color: $text_muted; }
QLabel[part="key"] { color: $text_muted; font-size: 12px; font-weight: 600; border: 1px solid $border;
    border-radius: 3px; padding: 0px 5px; background: $raised; }
QLabel[part="strong"] { font-weight: 600; }
QLabel[part="passed"] { color: $passed; font-weight: 600; }
QLabel[part="failed"] { color: $failed; font-weight: 600; }
QLabel[part="undetermined"] { color: $undetermined; font-weight: 600; }
QLabel[part="not_run"] { color: $not_run; }
QProgressBar { background: $not_run_soft; border: 1px solid $border_strong; border-radius: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QLabel[part="training"] { background: $training; color: $training_text; font-weight: 700;
    padding: 2px 12px; border-radius: 3px; }
QLabel[part="note-passed"] { background: $passed_soft; color: $text; padding: 8px 12px;
    border-left: 4px solid $passed; border-radius: 3px; }
QLabel[part="note-failed"] { background: $failed_soft; color: $text; padding: 8px 12px;
    border-left: 4px solid $failed; border-radius: 3px; }
QLabel[part="note-undetermined"] { background: $undetermined_soft; color: $text; padding: 8px 12px;
    border-left: 4px solid $undetermined; border-radius: 3px; }
QLabel[part="note-plain"] { background: $not_run_soft; color: $text; padding: 8px 12px;
    border-left: 4px solid $not_run; border-radius: 3px; }
QLabel[part="note-undetermined"]:focus, QLabel[part="note-failed"]:focus { border: 2px solid $focus;
    border-left: 4px solid $focus; padding: 6px 10px 6px 12px; }
QLabel[part="quiet"] { padding: 8px 12px; color: $text_muted; border-left: 4px solid transparent; }

QPushButton { background: $raised; color: $text; border: 1px solid $border_strong; border-radius: 4px;
    padding: 6px 14px; min-height: 20px; }
QPushButton:hover { background: $selection; color: $selection_text; }
QPushButton:focus { border: 2px solid $focus; padding: 5px 13px; }
QPushButton:disabled { color: $text_muted; border-color: $border; background: $background; }
QPushButton[part="primary"] { background: $accent; color: $accent_text; border-color: $accent;
    font-weight: 600; }
QPushButton[part="primary"]:focus { border: 3px solid $text; padding: 4px 12px; }
QPushButton[part="primary"]:disabled { background: $background; color: $text_muted; border-color: $border; }
QPushButton[part="decision"] { font-size: 16px; font-weight: 600; padding: 10px 20px; min-height: 24px; }
QPushButton[part="decision"]:focus { padding: 9px 19px; }
QPushButton[part="admit"] { font-size: 16px; font-weight: 700; padding: 10px 28px; min-height: 24px;
    background: $banner_passed; color: $banner_passed_text; border-color: $banner_passed; }
QPushButton[part="admit"]:focus { padding: 9px 27px; border: 2px solid $focus; }
QPushButton[part="admit"]:disabled { background: $background; color: $text_muted; border-color: $border; }
QPushButton[part="refuse"] { background: $banner_failed; color: $banner_failed_text;
    border-color: $banner_failed;
    font-weight: 600; }
QPushButton[part="refuse"]:disabled { background: $background; color: $text_muted; border-color: $border; }
QPushButton[part="choice"] { text-align: left; padding: 6px 10px; border-color: $border;
    background: $surface; }
QPushButton[part="choice"]:focus { padding: 5px 9px; border: 2px solid $focus; }
QPushButton[part="choice"]:checked { background: $selection; color: $selection_text;
    border: 2px solid $accent; padding: 5px 6px 5px 9px; font-weight: 600; }
QPushButton[part="choice"]:checked:focus { border: 3px solid $focus; padding: 4px 5px 4px 8px; }
QPushButton[part="ground"] { text-align: left; padding: 6px 7px; border-color: $border; font-size: 13px;
    background: $surface; }
QPushButton[part="ground"]:focus { padding: 5px 6px; border: 2px solid $focus; }
QPushButton[part="ground"]:checked { background: $selection; color: $selection_text;
    border: 2px solid $accent; padding: 5px 4px 5px 6px; font-weight: 600; }
QPushButton[part="ground"]:checked:focus { border: 3px solid $focus; padding: 4px 3px 4px 5px; }
QPushButton[part="link"] { background: transparent; border: 2px solid transparent; color: $text_muted;
    padding: 2px 6px; font-size: 12px; min-height: 16px; }
QPushButton[part="link"]:hover { color: $text; }
QPushButton[part="link"]:focus { border: 2px solid $focus; padding: 2px 6px; }

QLineEdit, QSpinBox, QComboBox, QPlainTextEdit { background: $field; color: $text;
    border: 1px solid $border_strong;
    border-radius: 4px; padding: 6px 8px; min-height: 20px; selection-background-color: $selection;
    selection-color: $selection_text; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus { border: 2px solid $focus;
    padding: 5px 7px; }
QLineEdit[part="wrong"] { border: 2px solid $failed; padding: 5px 7px; }
QLineEdit[part="wrong"]:focus { border: 2px solid $focus; background: $failed_soft; }
QLineEdit[part="doubtful"] { border: 2px solid $undetermined; padding: 5px 7px; }
QLineEdit[part="doubtful"]:focus { border: 2px solid $focus; background: $undetermined_soft; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border_strong;
    selection-background-color: $selection; selection-color: $selection_text; }

QListView, QTableView { border: 2px solid $surface; border-radius: 4px; }
QScrollArea { border: none; }
QListView, QTableView { background: $surface; color: $text;
    alternate-background-color: $raised; }
QScrollArea { background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QListView:focus, QTableView:focus { border: 2px solid $focus; }
QTableView { gridline-color: $border; selection-background-color: $selection;
    selection-color: $selection_text; }
QTableView::item { padding: 4px 8px; }
QHeaderView::section { background: $raised; color: $text_muted; border: none;
    border-bottom: 1px solid $border;
    padding: 6px 8px; font-size: 12px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $border_strong; border-radius: 5px; min-height: 32px; }
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $border_strong; border-radius: 5px; min-width: 32px; }
QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal { width: 0; }
""")


def stylesheet(colours: Mapping[str, str]) -> str:
    """The stylesheet in these colours."""
    return _SHEET.substitute(colours)
