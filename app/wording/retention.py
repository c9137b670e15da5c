"""What is said about erasing at the port: classes of records, why something stays, why a purge is refused."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.port_retention import HeldBack, RecordClass

RECORD_CLASSES: Mapping[RecordClass, str] = {
    RecordClass.CROSSING: "Crossings",
    RecordClass.ALERT: "Events of alerts",
}

HELD_BACK: Mapping[HeldBack, str] = {
    HeldBack.UNCONFIRMED: "HQ has not confirmed it",
    HeldBack.PARKED: "HQ did not take it: a person must look",
    HeldBack.CASE_OPEN: "A case about it waits for somebody",
    HeldBack.DAY_OPEN: "Its day is not closed, or it is in no addendum",
    HeldBack.BATCH: "It was sent together with younger records",
    HeldBack.CLOCK: "The clock was behind when it was recorded: it is younger than it says",
}
"""Why a record that is old enough stays all the same."""

PURGE_REFUSED: Mapping[str, str] = {
    "nothing": "Nothing that is old enough may be erased now.",
    "expired": "The plan was good for 24 hours, and they are over. Make a new one.",
    "unfinished": "A purge that was approved is not ended yet. Continue it first.",
    "no_plan": "There is no such plan any more. Make a new one.",
    "not_approved": "Nobody has approved this plan yet.",
    "second_person": (
        "It takes another person than who planned it and who is signed in: a supervisor or an administrator, "
        "with a password, at this desk, now."
    ),
    "one_person": (
        "One of these two gave the other the account or the password less than 30 days ago, and could be "
        "both. Take another person, or wait."
    ),
    "clock": (
        "Nothing was done here for two months or more until lately: the clock may be ahead, and everything "
        "would seem to be over. Let a technician check it. A true pause is over after 30 days of use."
    ),
}
"""By the reason in the details of a PURGE_REFUSED."""
