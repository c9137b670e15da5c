"""A technician settles the link by command, and an officer sees what it takes and sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cbor2
import pyrage
import pytest

from app.domain.export_policy import ExportPolicy
from app.domain.value_rows import to_plain
from app.flow.link import LinkRulesPort, SendingPort
from app.flow.ports import HqEnrolment, SignedIn
from app.main.alone import alone
from app.main.link_sending import LinkSending
from app.store.door import session_exports, session_link_rules
from tests.app.store.booth import PASSWORDS, MovableClock, StationInTest, travellers
from tests.app.store.test_commands import KitInTest, matapa
from tests.helpers.little_hq import LittleHq
from tests.helpers.publications import LittlePress

POLICY = ExportPolicy((("HQ", str(pyrage.x25519.Identity.generate().to_public())),))


class LinkedKit(KitInTest):
    """The parts of `Kit` that `matapa link` uses."""

    def link_rules(self, session: SignedIn) -> LinkRulesPort:
        return session_link_rules(session)

    def link_sending(self, session: SignedIn) -> SendingPort:
        return LinkSending(session, MovableClock())


@pytest.fixture
def kit(station: StationInTest, home: Path) -> LinkedKit:
    return LinkedKit(home)


def run(kit: LinkedKit, who: str, *arguments: str) -> dict[str, Any]:
    """A command's JSON, said by this account."""
    said = matapa(kit, ["link", *arguments, "--json", "--as", who, "--password-stdin"], PASSWORDS[who] + "\n")
    assert said.exit_code == 0, said.output
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_what_is_settled_is_shown_and_what_is_wrong_is_said(kit: LinkedKit) -> None:
    dear = ["--kind", "dear", "--speed", "2.4k", "--delay", "1500", "--daily", "200k"]
    prices = ["--per-megabyte", "6", "--per-minute", "1.2", "--currency", "USD"]
    settled = run(kit, "technician", "set", *dear, *prices)
    shown = run(kit, "officer", "show")
    assert shown["policy"] == settled
    assert settled == {
        "kind": "dear", "bits_per_second": 2400, "round_trip_ms": 1500, "daily_bytes": 200_000,
        "price_per_megabyte": 600, "price_per_minute": 120, "currency": "USD",
    }  # fmt: skip
    assert shown["plan"] == {"bytes": {}, "seconds": 0, "cost": 0, "currency": "USD", "left_today": 200_000}
    as_officer = ["link", "set", "--speed", "64k", "--as", "officer", "--password-stdin"]
    refused = matapa(kit, as_officer, PASSWORDS["officer"] + "\n")
    assert refused.exit_code == 1
    assert matapa(kit, ["link", "set", "--speed", "fast"]).exit_code == 2


def test_a_dear_links_backlog_goes_when_somebody_says_so_and_is_counted(
    kit: LinkedKit, station: StationInTest, tmp_path: Path
) -> None:
    run(kit, "technician", "set", "--kind", "dear", "--speed", "64k", "--delay", "100")
    (tmp_path / "hq").mkdir()
    with LittleHq(tmp_path / "hq") as hq:
        who = hq.identity()
        with station.signed_in("harbourmaster") as session:
            session.enrolment.save(
                HqEnrolment(
                    who.hq_url, who.station_number, who.token, who.signing_key, who.hq_receipt_key,
                    who.hq_seal_key, who.ca_pem, who.certificate, who.tls_key,
                )
            )  # fmt: skip
        with station.signed_in("officer") as session:
            for crossing in travellers(20):
                session.crossings.record(crossing)
        press = LittlePress(tmp_path / "hq", hq.receipt_key)
        press.publish_keys(who.station_number, hq.station_key)
        press.publish("policy/export", [cbor2.dumps([1, to_plain(POLICY)])])
        hq.published = {name: path.read_bytes() for name, path in press.files.items()}
        hq.listed = press.rows()
        with alone(kit.home):
            assert run(kit, "officer", "send")["by_desk"] is True
        assert run(kit, "officer", "send")["waiting"] == 0
        assert len(hq.ledger.records) == 20
    with station.signed_in("supervisor") as session:
        recipients = session_exports(session).policy().recipients
    assert [name for name, _ in recipients] == ["HQ"], "what HQ publishes came with it"
    (day,) = run(kit, "officer", "usage")["days"]
    assert day["kind"] == "dear"
    assert day["up"] > 1_500
    assert day["down"] > 1_000


def test_a_dear_link_is_not_opened_and_not_waited_for_when_nothing_waits(kit: LinkedKit) -> None:
    run(kit, "technician", "set", "--kind", "dear")
    assert run(kit, "officer", "send")["waiting"] == 0
    asked = ["link", "send", "--as", "officer", "--password-stdin"]
    said = matapa(kit, asked, PASSWORDS["officer"] + "\n")
    assert said.exit_code == 0
    assert "not opened" in said.stdout
