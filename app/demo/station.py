"""The demo's station: founded and enrolled in a temporary home, one officer's account, trust on board."""

from __future__ import annotations

from pathlib import Path

from app.domain.officer import Role
from app.flow.ports import StationPlan
from app.main.kit import StationKit
from app.trust.imports import read_trust_file
from devices.simulated.chip.pki import Pki

COUNTRY, PORT, BOOTH = "VUT", "VUVLI", "A1"
OFFICER, OFFICER_NAME, PASSWORD = "toa", "Toa Tabi", "tall coconut palm"
SUPERVISOR, SUPERVISOR_NAME, SUPERVISOR_PASSWORD = "ruth", "Ruth Bule", "seven quiet lagoons"
CHIEF, CHIEF_PASSWORD = "chief", "four canoes landing"


def found_demo_station(home: Path, hq_url: str) -> StationKit:
    """A training station at Port Vila's airport with one officer and a supervisor; not enrolled yet."""
    kit = StationKit(home, _no_demo)
    plan = StationPlan(COUNTRY, PORT, BOOTH, hq_url, CHIEF, "Moses Kalo", CHIEF_PASSWORD, training=True)
    kit.founding().found(plan)
    door = kit.door()
    chief = door.sign_in(CHIEF, CHIEF_PASSWORD)
    try:
        chief.officers.add(OFFICER, OFFICER_NAME, Role.OFFICER, PASSWORD)
        chief.officers.add(SUPERVISOR, SUPERVISOR_NAME, Role.SUPERVISOR, SUPERVISOR_PASSWORD)
    finally:
        door.sign_out(chief)
    return kit


def enrol_demo_station(kit: StationKit, code: str, hq_url: str) -> None:
    """Enrol by HQ's one-time code, as an administrator does."""
    door = kit.door()
    chief = door.sign_in(CHIEF, CHIEF_PASSWORD)
    try:
        chief.enrolment.save(kit.enrol(chief.station, code, hq_url))
    finally:
        door.sign_out(chief)


def bring_trust(kit: StationKit, pki: Pki) -> None:
    """Import the trial PKI's master list, vouched for by its root, and its CRLs, as an administrator does."""
    now = kit.clock()
    root = read_trust_file(pki.root, now)
    door = kit.door()
    chief = door.sign_in(CHIEF, CHIEF_PASSWORD)
    try:
        chief.trust.take_in(read_trust_file(pki.master_list, now), (root,))
        for crl in pki.revocation_lists.values():
            chief.trust.take_in(read_trust_file(crl, now))
    finally:
        door.sign_out(chief)


def _no_demo(*_: object) -> dict[str, object]:
    raise RuntimeError("a demo within the demo")
