"""Alerts in the console: a list officer proposes, somebody else approves, a supervisor publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from httpx2 import Response
from playwright.sync_api import Browser

from app.domain.alerts import AlertEvent, AlertEventKind
from sync.hq import own_list
from sync.hq.console.roles import HqRole
from sync.hq.own_list_form import typed_of
from tests.helpers.browser import faults, page_of
from tests.helpers.console import ConsoleClient, RunningConsole
from tests.sync.hq.alerts import new_id
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.test_own_list import WANTED

SOON = (date(2026, 11, 28) + timedelta(days=400)).isoformat()
NEW = {**typed_of(WANTED), "expires": SOON, "why": "Asked for by the court"}


@pytest.fixture(scope="module")
def console(_kept_quiet_hq: QuietHq) -> Iterator[RunningConsole]:
    """The console of the quiet HQ, with its users."""
    with RunningConsole(_kept_quiet_hq.home, _kept_quiet_hq.url) as running:
        yield running


@pytest.fixture(scope="module")
def anna(console: RunningConsole) -> ConsoleClient:
    """A list officer."""
    return console.signed_in(HqRole.LIST_OFFICER)


@pytest.fixture(scope="module")
def ben(console: RunningConsole) -> ConsoleClient:
    """A supervisor."""
    return console.signed_in(HqRole.SUPERVISOR)


def followed(client: ConsoleClient, answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def proposed(client: ConsoleClient) -> int:
    """The number of a new proposal."""
    page = followed(client, client.form("/alerts/new", **NEW))
    assert "is proposed" in page
    return int(page.split("/alerts/changes/")[1].split('"')[0])


def port_proposes(hq: QuietHq, officer: str) -> str:
    """A port's proposal without a last day; its case."""
    one = hq.crossings(1)[0]
    event = AlertEvent(
        new_id(), new_id(), AlertEventKind.PROPOSED, one.at, one.station, one.port, one.booth, officer,
        entry=replace(WANTED, entry_id=new_id(), expires=type(WANTED.expires)(0)),
    )  # fmt: skip
    hq.arrive([], event)
    return event.case_id


def test_an_entry_goes_from_a_proposal_over_another_person_to_every_station(
    quiet_hq: QuietHq, anna: ConsoleClient, ben: ConsoleClient
) -> None:
    number = proposed(anna)
    overview = anna.get("/alerts").text
    assert f"Change {number}" in overview
    assert "TEVAKE" not in overview
    assert "take it back" in anna.get(f"/alerts/changes/{number}").text
    own = anna.form(f"/alerts/changes/{number}/answer", act="approve", word="mine")
    assert own.status_code == 422
    assert "you proposed it yourself" in own.text
    bare = ben.form(f"/alerts/changes/{number}/answer", act="approve", word=" ")
    assert bare.status_code == 422
    page = followed(ben, ben.form(f"/alerts/changes/{number}/answer", act="approve", word="Order seen"))
    assert "version 1; stations get it when it is published" in page
    assert "Publish version 1" in page
    assert "Publish version" not in anna.get("/alerts").text
    assert anna.form("/alerts/publish").status_code == 403
    assert "Published people/national 1" in followed(ben, ben.form("/alerts/publish"))
    assert quiet_hq.published("people/national")
    entry = anna.get(f"/alerts/entry?id=HQ-{number}").text
    for said in ("TEVAKE MALAKAI", "Order seen", "Asked for by the court", "list-officer", "supervisor"):
        assert said in entry
    assert "TEVAKE" in anna.form("/alerts/entries", find="v1234567").text
    assert "No entry has this text" in anna.form("/alerts/entries", find="nobody").text
    assert "TEVAKE" in anna.get("/alerts/entries").text


def test_an_entry_is_changed_prolonged_and_withdrawn_and_its_history_tells_it(
    quiet_hq: QuietHq, anna: ConsoleClient, ben: ConsoleClient
) -> None:
    number = proposed(anna)
    ben.form(f"/alerts/changes/{number}/answer", act="approve", word="yes")
    entry_id = f"HQ-{number}"
    form = anna.get(f"/alerts/change?id={entry_id}").text
    base = form.split('name="base" value="')[1].split('"')[0]
    changed = {**NEW, "id": entry_id, "base": base, "action": "Detain and call"}
    page = followed(anna, anna.form("/alerts/change", **changed))
    assert "is proposed" in page
    again = ben.form("/alerts/withdrawal", id=entry_id, why="found")
    assert "waits for its answer" in again.text
    shown = ben.get(f"/alerts/changes/{number + 1}").text
    assert shown.count(">differs<") == 1
    ben.form(f"/alerts/changes/{number + 1}/answer", act="refuse", word="no order")
    later = (date.fromisoformat(SOON) + timedelta(days=30)).isoformat()
    followed(ben, ben.form("/alerts/expiry", id=entry_id, expires=later, why="prolonged"))
    with quiet_hq.connection() as connection:
        (waits,) = own_list.waiting(connection)
    followed(anna, anna.form(f"/alerts/changes/{waits.number}/answer", act="approve", word="seen"))
    followed(anna, anna.form("/alerts/withdrawal", id=entry_id, why="found"))
    with quiet_hq.connection() as connection:
        (waits,) = own_list.waiting(connection)
    followed(ben, ben.form(f"/alerts/changes/{waits.number}/answer", act="approve", word="good"))
    page = ben.get(f"/alerts/entry?id={entry_id}").text
    assert "not on the list now" in page
    assert page.count('<li><a href="/alerts/changes/') == 4
    for client in (anna, ben):
        assert client.form("/alerts/expiry", id=entry_id, expires=SOON, why="x").status_code == 422


def test_what_ports_propose_is_taken_up_with_a_last_day_or_declined_by_another(
    quiet_hq: QuietHq, console: RunningConsole, anna: ConsoleClient, ben: ConsoleClient
) -> None:
    case = port_proposes(quiet_hq, "amoana")
    assert case in anna.get("/alerts").text
    page = anna.get(f"/alerts/proposals/{case}").text
    assert "A supervisor takes proposals up" in page
    assert anna.form(f"/alerts/proposals/{case}/activate", expires=SOON).status_code == 403
    assert ben.form(f"/alerts/proposals/{case}/activate", expires="").status_code == 422
    assert "published" in followed(ben, ben.form(f"/alerts/proposals/{case}/activate", expires=SOON))
    assert ben.get(f"/alerts/proposals/{case}").status_code == 404
    own = port_proposes(quiet_hq, "Supervisor")
    assert "as you are" in ben.form(f"/alerts/proposals/{own}/activate", expires=SOON).text
    assert ben.form(f"/alerts/proposals/{own}/decline", why="no").status_code == 422
    assert anna.form(f"/alerts/proposals/{own}/decline", why=" ").status_code == 422
    assert "declined" in followed(anna, anna.form(f"/alerts/proposals/{own}/decline", why="No ground"))
    for case in ("x", "0" * 300, "../../x"):
        assert anna.get(f"/alerts/proposals/{case}").status_code == 404
    assert console.url


def test_wrong_fields_are_told_beside_them_and_what_was_typed_stays(anna: ConsoleClient) -> None:
    answer = anna.form("/alerts/new", **{**NEW, "births": "soon", "expires": "", "why": "", "name": "<b>"})
    assert answer.status_code == 422
    for said in ("“soon” is not understood", "Say the last day", "the second person decides", "&lt;b&gt;"):
        assert said in answer.text
    assert anna.get("/alerts/entry?id=nobody").status_code == 422
    assert anna.get(f"/alerts/changes/{10**30}").status_code in (404, 422)
    assert anna.get("/alerts/change?id=nobody").status_code == 422


@pytest.mark.parametrize("role", [HqRole.VIEWER, HqRole.ANALYST, HqRole.ADMINISTRATOR])
def test_who_may_not_propose_or_answer_is_told_so(console: RunningConsole, role: HqRole) -> None:
    client = console.signed_in(role)
    assert client.get("/alerts").status_code == (200 if role is HqRole.ANALYST else 403)
    for path in ("/alerts/new", "/alerts/change", "/alerts/expiry", "/alerts/withdrawal", "/alerts/publish",
                 "/alerts/changes/1/answer", "/alerts/changes/1/take-back", "/alerts/proposals/x/activate",
                 "/alerts/proposals/x/decline"):  # fmt: skip
        assert client.form(path, **NEW).status_code == 403


def test_every_page_of_alerts_and_statistics_is_without_fault_in_both_looks(
    quiet_hq: QuietHq, browser: Browser, anna: ConsoleClient, ben: ConsoleClient
) -> None:
    number = proposed(anna)
    ben.form(f"/alerts/changes/{number}/answer", act="approve", word="yes")
    waits = proposed(anna)
    case = port_proposes(quiet_hq, "amoana")
    quiet_hq.arrive(quiet_hq.crossings(60))
    with page_of(browser, ben) as page:
        for path in (
            "/alerts", "/alerts/entries", f"/alerts/entry?id=HQ-{number}", "/alerts/new",
            f"/alerts/changes/{waits}", f"/alerts/proposals/{case}", "/statistics?over=year",
        ):  # fmt: skip
            page.goto(path)
            assert faults(page) == [], path
