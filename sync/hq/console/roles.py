"""Who may do what in the console: five roles and one table."""

from __future__ import annotations

from enum import StrEnum


class HqRole(StrEnum):
    """The roles of people at HQ."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    LIST_OFFICER = "list_officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class HqAct(StrEnum):
    """Everything in the console that needs a permission."""

    SEE_PORTS = "see_ports"
    SEE_STATISTICS = "see_statistics"
    SEARCH_TRAVELLERS = "search_travellers"
    SEE_QUEUE = "see_queue"
    SETTLE_QUEUE = "settle_queue"
    SEE_ALERTS = "see_alerts"
    PROPOSE_ENTRY = "propose_entry"
    APPROVE_ENTRY = "approve_entry"
    PUBLISH_LIST = "publish_list"
    ENROL_STATION = "enrol_station"
    REVOKE_STATION = "revoke_station"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"


PERMITTED: dict[HqRole, frozenset[HqAct]] = {
    HqRole.VIEWER: frozenset({HqAct.SEE_PORTS, HqAct.SEE_STATISTICS}),
    HqRole.ANALYST: frozenset({
        HqAct.SEE_PORTS, HqAct.SEE_STATISTICS, HqAct.SEARCH_TRAVELLERS, HqAct.SEE_QUEUE, HqAct.SEE_ALERTS,
    }),
    HqRole.LIST_OFFICER: frozenset({
        HqAct.SEE_PORTS, HqAct.SEE_STATISTICS, HqAct.SEARCH_TRAVELLERS, HqAct.SEE_QUEUE, HqAct.SEE_ALERTS,
        HqAct.PROPOSE_ENTRY, HqAct.APPROVE_ENTRY,
    }),
    HqRole.SUPERVISOR: frozenset({
        HqAct.SEE_PORTS, HqAct.SEE_STATISTICS, HqAct.SEARCH_TRAVELLERS, HqAct.SEE_QUEUE, HqAct.SETTLE_QUEUE,
        HqAct.SEE_ALERTS, HqAct.PROPOSE_ENTRY, HqAct.APPROVE_ENTRY, HqAct.PUBLISH_LIST, HqAct.READ_AUDIT,
    }),
    HqRole.ADMINISTRATOR: frozenset({
        HqAct.SEE_PORTS, HqAct.ENROL_STATION, HqAct.REVOKE_STATION, HqAct.MANAGE_USERS, HqAct.READ_AUDIT,
    }),
}  # fmt: skip


def may(role: HqRole, act: HqAct | None) -> bool:
    """Whether people of this role may do this; what needs no act is open to whoever has signed in."""
    return act is None or act in PERMITTED[role]


ROLE_NAMES: dict[HqRole, str] = {
    HqRole.VIEWER: "Viewer",
    HqRole.ANALYST: "Analyst",
    HqRole.LIST_OFFICER: "List officer",
    HqRole.SUPERVISOR: "Supervisor",
    HqRole.ADMINISTRATOR: "Administrator",
}
"""As pages call them."""
