"""Words for what fails when a day is closed, carried away, proved or erased."""

from __future__ import annotations

from collections.abc import Mapping

from app.wording.words import Words

_NOTHING = "Nothing was changed."

OF_DAYS: Mapping[str, Words] = {
    "DAY-01": Words(
        "This day is not over yet.",
        "Nothing was closed. Its crossings are kept and counted as they come.",
        "Close it after midnight. Today's can be closed early (as a command with --early): what comes later"
        " goes into an addendum.",
    ),
    "DAY-02": Words(
        "This day is closed already.",
        "Its log stands as it was signed.",
        "If something was corrected or recorded since, make an addendum.",
    ),
    "DAY-03": Words(
        "There is no such log.",
        _NOTHING,
        "Close the day first, or choose one from the list of days.",
    ),
    "DAY-04": Words(
        "The log made again is not the one that was signed.",
        "The signed log stands; what was carried to HQ is not touched.",
        "Let a technician check the store before anything is exported, and tell HQ.",
    ),
    "DAY-05": Words(
        "HQ has not said yet to whom daily logs are encrypted.",
        "The day is closed and signed; nothing was written.",
        "Let this station hear from HQ once, by link or stick, then export again.",
    ),
    "DAY-06": Words(
        "A log may not be exported without encryption here.",
        "Nothing was written.",
        "Export it encrypted. Only HQ can allow plain logs, and each then needs your reason.",
    ),
    "DAY-07": Words(
        "This log is not signed by the key that you hold it against.",
        _NOTHING,
        "Do not rely on it. Ask HQ for the key of the station that is named in it, and for the log itself.",
    ),
    "DAY-08": Words(
        "This log is damaged or not whole.",
        "Nothing of it was taken. The station can export it again at any time.",
        "Export the day again, to another stick if it happens twice.",
    ),
    "DAY-09": Words(
        "Nothing was corrected or recorded for this day since its last log.",
        "The log stands as it was signed.",
        "Nothing is to be done.",
    ),
    "DAY-10": Words(
        "This log is encrypted, and no key that was given opens it.",
        _NOTHING,
        "Open it with the private key of HQ or of the service to whom it was encrypted.",
    ),
    "DAY-11": Words(
        "The records of this log were erased at this station, as the rules of retention say.",
        "What was signed stands, with its hash. HQ has the records, and logs that were exported hold them.",
        "Use a log that was exported, or ask HQ.",
    ),
    "RET-01": Words(
        "Nothing may be erased now.",
        "Every record is kept.",
        "The preview says what is held back and why. A plan needs another person's yes, within 24 hours.",
    ),
    "RET-02": Words(
        "What would be erased is not what was approved.",
        "Every record is kept.",
        "Make a new preview and let the second person approve that.",
    ),
}
