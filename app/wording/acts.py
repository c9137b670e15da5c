"""What each role may do, and what a password must not be, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.officer import Act

ACTS: Mapping[Act, str] = {
    Act.PROCESS: "Process travellers and decide",
    Act.CORRECT_OWN: "Correct their own records",
    Act.CORRECT_ANY: "Correct anybody's records",
    Act.SEARCH: "Search crossings, with a purpose",
    Act.READ_AUDIT: "Read and prove the audit chain",
    Act.UNLOCK_OFFICER: "Lift a lock-out",
    Act.MANAGE_OFFICERS: "Add and deactivate accounts, reset passwords",
    Act.MANAGE_DEVICES: "Set up readers",
    Act.ENROL_STATION: "Enrol the station with HQ",
    Act.CHECK_STORE: "Check and rescue the store",
    Act.SEE_OUTBOX: "See what waits for HQ, and carry it",
    Act.MANAGE_TRUST: "Import and remove certificates for chips",
    Act.MANAGE_LISTS: "Import and remove alert lists",
    Act.SETTLE_ALERTS: "Settle alerts of the second line",
    Act.RELEASE_ALERT: "Release a STOP as second person",
    Act.PROPOSE_ALERT: "Propose an alert",
    Act.SEND_NOW: "Send over a dear link now",
    Act.PASS_BUDGET: "Send beyond the day's budget",
    Act.SET_LINK: "Set what the link is like, and the relay",
    Act.SEE_SHIFT: "See the shift and its figures",
    Act.SET_VALVE: "Lower what is captured for a time",
    Act.CLOSE_DAY: "Close the day",
    Act.EXPORT_DAY: "Export daily logs",
    Act.SEE_STATISTICS: "See statistics",
    Act.PLAN_PURGE: "Plan what is erased",
    Act.APPROVE_PURGE: "Approve erasing as second person",
}
"""Every act that needs a permission."""

PASSWORD_RULES: Mapping[str, str] = {
    "short": "Too short: at least {shortest} characters. Four unusual words make a good one.",
    "long": "Too long: at most 256 characters.",
    "username": "It is made of the username. Choose something that has nothing to do with it.",
    "repetitive": "Too few different characters. Four unusual words make a good one.",
    "sequence": "It is a row of keys or letters. Four unusual words make a good one.",
    "common": "It is among those that are guessed first. Four unusual words make a good one.",
}
"""Why a password is not accepted, by its rule."""
