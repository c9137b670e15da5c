"""The one table of shortcuts: it feeds the bindings, the labels of buttons and the F1 sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.alerts import SettledAs
from app.domain.crossing import Purpose


class Place(StrEnum):
    """Where a shortcut works."""

    EVERYWHERE = "everywhere"
    DESK = "desk"
    PANEL = "panel"
    HISTORY = "history"
    SECOND_LINE = "second_line"
    STICK = "stick"
    LINK = "link"
    SUPERVISOR = "supervisor"
    AUDIT = "audit"
    OFFICERS = "officers"
    FIGURES = "figures"


class Action(StrEnum):
    """Everything that a key does."""

    HELP = "help"
    CHECKS = "checks"
    CONVEYANCE = "conveyance"
    AMEND = "amend"
    TYPE_MRZ = "type_mrz"
    TYPE_FIELDS = "type_fields"
    HISTORY = "history"
    REFER = "refer"
    REFUSE = "refuse"
    THEME = "theme"
    LOCK = "lock"
    ADMIT = "admit"
    BACK = "back"
    PURPOSE = "purpose"
    STAY = "stay"
    SET_ASIDE = "set_aside"
    SIGN_OUT = "sign_out"
    PASSWORD = "password"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    CORRECT = "correct"
    OPEN = "open"
    LEAVE_CHIP = "leave_chip"
    READ_CHIP = "read_chip"
    FURTHER = "further"
    SETTLE = "settle"
    UNSETTLE = "unsettle"
    WORD = "word"
    QUEUE = "queue"
    PROPOSE = "propose"
    LISTS = "lists"
    TABS = "tabs"
    REVOKE = "revoke"
    ACTIVATE = "activate"
    DECLINE = "decline"
    LINK = "link"
    SEND = "send"
    STICK = "stick"
    STICK_WRITE = "stick_write"
    STICK_READ = "stick_read"
    STICK_EJECT = "stick_eject"
    SUPERVISE = "supervise"
    PAGES = "pages"
    VALVE = "valve"
    VALVE_SHUT = "valve_shut"
    SPAN = "span"
    FOLLOW_UP = "follow_up"
    CLOSE_DAY = "close_day"
    EXPORT_MARK = "export_mark"
    EXPORT_WRITE = "export_write"
    EXPORT_PLAIN = "export_plain"
    FIGURES_DAYS = "figures_days"
    FIGURES_CUT = "figures_cut"
    FIGURES_HIDE = "figures_hide"
    FIGURES_WRITE = "figures_write"
    TRAIL = "trail"
    TRAIL_FIND = "trail_find"
    TRAIL_ASK = "trail_ask"
    ACCOUNTS = "accounts"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One row: `keys` in Qt's portable text; one single character is an answer key, typed as text.

    `english` is translated where it is shown. Rows with `bound` False are handled by the focused
    panel itself (digits of a list, Enter on a selected row) and stand here for the F1 sheet.
    """

    action: Action
    keys: tuple[str, ...]
    english: str
    place: Place = Place.DESK
    bound: bool = True


PURPOSE_KEYS: dict[str, Purpose] = {
    "1": Purpose.HOLIDAY, "2": Purpose.VISITING, "3": Purpose.BUSINESS, "4": Purpose.WORK,
    "5": Purpose.EDUCATION, "6": Purpose.HEALTH, "7": Purpose.RELIGION, "8": Purpose.TRANSIT,
    "9": Purpose.CREW, "0": Purpose.OFFICIAL, "R": Purpose.RETURNING, "O": Purpose.OTHER,
}  # fmt: skip

WORD_KEYS: dict[str, SettledAs] = {
    "S": SettledAs.SAME, "N": SettledAs.NOT_SAME, "C": SettledAs.CANNOT_TELL,
}  # fmt: skip
"""What is said of a hit on an alert list, by one letter."""

CHOICE_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
"""Digits of a list of reasons, in order."""

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(Action.ADMIT, ("F12",), "Admit"),
    Shortcut(Action.REFER, ("F8",), "Refer"),
    Shortcut(Action.REFUSE, ("F9",), "Refuse"),
    Shortcut(Action.PURPOSE, tuple(PURPOSE_KEYS), "Purpose of the visit"),
    Shortcut(Action.STAY, ("S",), "Stay in days"),
    Shortcut(Action.CHECKS, ("F2",), "Checks in detail"),
    Shortcut(Action.FURTHER, ("PgUp", "PgDown"), "Further in the detail", bound=False),
    Shortcut(Action.LEAVE_CHIP, ("Ctrl+K",), "Go on without the chip"),
    Shortcut(Action.READ_CHIP, ("Ctrl+R",), "Read the chip again"),
    Shortcut(Action.CONVEYANCE, ("F3",), "Direction and conveyance"),
    Shortcut(Action.AMEND, ("F4",), "Amend the traveller"),
    Shortcut(Action.TYPE_MRZ, ("F5",), "Type the lines"),
    Shortcut(Action.TYPE_FIELDS, ("F6",), "Type the fields"),
    Shortcut(Action.SET_ASIDE, ("Ctrl+W",), "Put this document aside"),
    Shortcut(Action.SETTLE, ("Ctrl+H",), "Settle a hit on an alert list"),
    Shortcut(Action.UNSETTLE, ("Ctrl+Z",), "Take my word on a hit back"),
    Shortcut(Action.HISTORY, ("F7",), "History and search"),
    Shortcut(Action.QUEUE, ("Shift+F7",), "Alerts that wait (second line)"),
    Shortcut(Action.PROPOSE, ("Ctrl+N",), "Propose a new alert"),
    Shortcut(Action.LISTS, ("Ctrl+L",), "Lists and their age"),
    Shortcut(Action.LINK, ("Ctrl+G",), "The link to HQ and what it costs"),
    Shortcut(Action.STICK, ("Ctrl+U",), "The stick to HQ"),
    Shortcut(Action.SUPERVISE, ("Ctrl+D",), "Shift, day and what a supervisor sees"),
    Shortcut(Action.CHOOSE, CHOICE_KEYS, "Choose a reason", Place.PANEL, bound=False),
    Shortcut(Action.WORD, tuple(WORD_KEYS), "Same, not the same, cannot tell", Place.PANEL, bound=False),
    Shortcut(Action.CONFIRM, ("Ctrl+Return",), "Confirm the panel", Place.PANEL, bound=False),
    Shortcut(Action.OPEN, ("Return",), "Open the selected crossing", Place.HISTORY, bound=False),
    Shortcut(Action.CORRECT, ("Ctrl+E",), "Correct this crossing", Place.HISTORY),
    Shortcut(Action.TABS, ("1", "2", "3"), "Waiting, settled, proposed", Place.SECOND_LINE, bound=False),
    Shortcut(Action.REVOKE, ("R",), "Revoke a clearance", Place.SECOND_LINE, bound=False),
    Shortcut(Action.ACTIVATE, ("A",), "Make a proposed alert active", Place.SECOND_LINE, bound=False),
    Shortcut(Action.DECLINE, ("D",), "Decline a proposed alert", Place.SECOND_LINE, bound=False),
    Shortcut(
        Action.SEND, ("N", "U", "S"), "Send now, urgent only, leave it for the stick", Place.LINK, bound=False
    ),
    Shortcut(Action.STICK_WRITE, ("W",), "Write what waits for HQ", Place.STICK, bound=False),
    Shortcut(Action.STICK_READ, ("R",), "Read what HQ sent", Place.STICK, bound=False),
    Shortcut(Action.STICK_EJECT, ("E",), "Let go of the stick", Place.STICK, bound=False),
    Shortcut(
        Action.PAGES, ("1", "2", "3", "4", "5", "6", "7", "8"), "Choose a page", Place.SUPERVISOR, bound=False
    ),
    Shortcut(Action.SPAN, ("T", "S", "Y"), "Today, last 12 hours, yesterday", Place.SUPERVISOR, bound=False),
    Shortcut(Action.VALVE, ("V",), "Lower what is captured", Place.SUPERVISOR, bound=False),
    Shortcut(Action.VALVE_SHUT, ("X",), "Capture everything again", Place.SUPERVISOR, bound=False),
    Shortcut(
        Action.FOLLOW_UP, ("F",), "Follow-up: processed without the chip", Place.SUPERVISOR, bound=False
    ),
    Shortcut(Action.CLOSE_DAY, ("C",), "Close the day, or add to it", Place.SUPERVISOR, bound=False),
    Shortcut(Action.EXPORT_MARK, ("Space", "A"), "Take this log, or all", Place.SUPERVISOR, bound=False),
    Shortcut(Action.EXPORT_WRITE, ("W",), "Write the logs to the stick", Place.SUPERVISOR, bound=False),
    Shortcut(Action.EXPORT_PLAIN, ("P",), "Export without encryption", Place.SUPERVISOR, bound=False),
    Shortcut(
        Action.FIGURES_DAYS,
        ("D", "W", "M", "L", "Y", "O"),
        "Which days are counted",
        Place.FIGURES,
        bound=False,
    ),
    Shortcut(Action.FIGURES_CUT, ("C",), "Days, months, quarters, years", Place.FIGURES, bound=False),
    Shortcut(Action.FIGURES_HIDE, ("H",), "Hide figures under 3", Place.FIGURES, bound=False),
    Shortcut(Action.FIGURES_WRITE, ("X",), "Write the workbook", Place.FIGURES, bound=False),
    Shortcut(
        Action.TRAIL,
        ("L", "S", "C", "T", "P"),
        "Lines, sign-ins, corrections, two people, proof",
        Place.AUDIT,
        bound=False,
    ),
    Shortcut(Action.TRAIL_FIND, ("F", "O"), "Filter, older ones", Place.AUDIT, bound=False),
    Shortcut(Action.TRAIL_ASK, ("N",), "New question: who has read", Place.AUDIT, bound=False),
    Shortcut(
        Action.ACCOUNTS, ("U", "N", "P", "D"), "Lift, new, password, deactivate", Place.OFFICERS, bound=False
    ),
    Shortcut(Action.ROLES, ("L", "R"), "Accounts, what each role may do", Place.OFFICERS, bound=False),
    Shortcut(Action.BACK, ("Esc",), "Back", Place.EVERYWHERE),
    Shortcut(Action.HELP, ("F1",), "Keys", Place.EVERYWHERE),
    Shortcut(Action.THEME, ("F10",), "Light, dark, contrast", Place.EVERYWHERE),
    Shortcut(Action.LOCK, ("F11",), "Lock the screen", Place.EVERYWHERE),
    Shortcut(Action.PASSWORD, ("Ctrl+P",), "Change my password", Place.EVERYWHERE),
    Shortcut(Action.SIGN_OUT, ("Ctrl+Q",), "Sign out", Place.EVERYWHERE),
)

_BY_ACTION = {row.action: row for row in SHORTCUTS}


def shortcut(action: Action) -> Shortcut:
    """The row of an action."""
    return _BY_ACTION[action]


def key_of(action: Action) -> str:
    """The first key of an action as it is shown on a button."""
    return shown(_BY_ACTION[action].keys[0])


def shown(key: str) -> str:
    """A key's name as keyboards carry it."""
    return key.replace("Return", "Enter")


def is_answer(key: str) -> bool:
    """Whether a key is a plain character, which only counts while no text field has the focus."""
    return len(key) == 1
