"""Who may do what: four roles and one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of a station; one person may act for immigration and customs under one role."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """Everything that needs a permission."""

    PROCESS = "process"
    CORRECT_OWN = "correct_own"
    CORRECT_ANY = "correct_any"
    SEARCH = "search"
    READ_AUDIT = "read_audit"
    UNLOCK_OFFICER = "unlock_officer"
    MANAGE_OFFICERS = "manage_officers"
    MANAGE_DEVICES = "manage_devices"
    ENROL_STATION = "enrol_station"
    CHECK_STORE = "check_store"
    SEE_OUTBOX = "see_outbox"
    MANAGE_TRUST = "manage_trust"
    MANAGE_LISTS = "manage_lists"
    SETTLE_ALERTS = "settle_alerts"
    RELEASE_ALERT = "release_alert"
    PROPOSE_ALERT = "propose_alert"
    SEND_NOW = "send_now"
    PASS_BUDGET = "pass_budget"
    SET_LINK = "set_link"
    SEE_SHIFT = "see_shift"
    SET_VALVE = "set_valve"
    CLOSE_DAY = "close_day"
    EXPORT_DAY = "export_day"
    SEE_STATISTICS = "see_statistics"
    PLAN_PURGE = "plan_purge"
    APPROVE_PURGE = "approve_purge"


PERMITTED: dict[Role, frozenset[Act]] = {
    Role.OFFICER: frozenset({
        Act.PROCESS, Act.CORRECT_OWN, Act.SEARCH, Act.SEE_OUTBOX, Act.PROPOSE_ALERT,
        Act.SEND_NOW,
    }),
    Role.SUPERVISOR: frozenset({
        Act.PROCESS, Act.CORRECT_OWN, Act.CORRECT_ANY, Act.SEARCH, Act.READ_AUDIT,
        Act.UNLOCK_OFFICER, Act.SEE_OUTBOX, Act.CHECK_STORE, Act.MANAGE_TRUST,
        Act.MANAGE_LISTS, Act.SETTLE_ALERTS, Act.RELEASE_ALERT, Act.PROPOSE_ALERT,
        Act.SEND_NOW, Act.PASS_BUDGET, Act.SET_LINK, Act.SEE_SHIFT, Act.SET_VALVE, Act.CLOSE_DAY,
        Act.EXPORT_DAY, Act.SEE_STATISTICS, Act.PLAN_PURGE, Act.APPROVE_PURGE,
    }),
    Role.TECHNICIAN: frozenset({Act.MANAGE_DEVICES, Act.CHECK_STORE, Act.SEE_OUTBOX, Act.SET_LINK}),
    Role.ADMINISTRATOR: frozenset({
        Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER, Act.ENROL_STATION, Act.CHECK_STORE,
        Act.READ_AUDIT, Act.MANAGE_DEVICES, Act.SEE_OUTBOX, Act.MANAGE_TRUST,
        Act.MANAGE_LISTS, Act.SET_LINK, Act.PLAN_PURGE, Act.APPROVE_PURGE,
    }),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Officer:
    """A person with an account on this station; `username` is what crossings and audit lines carry."""

    username: str
    full_name: str
    role: Role
    active: bool = True

    def may(self, act: Act) -> bool:
        """Whether this officer's role permits the act."""
        return self.active and act in PERMITTED[self.role]
