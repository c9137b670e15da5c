"""Pages of ports, stations, travellers, the queue and hits in Chromium: sound by axe, done by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sync.hq.console.roles import HqRole
from tests.helpers.browser import faults, page_of
from tests.helpers.hq import Postgres
from tests.sync.hq.console.nation import Nation, nation


@pytest.fixture(scope="module")
def little(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """A small nation for the tests of this module."""
    with nation(tmp_path_factory.mktemp("nation"), postgres.new_database()) as made:
        yield made


def test_pages_of_ports_and_stations_are_sound_in_a_browser(little: Nation, browser: Browser) -> None:
    client = little.console.signed_in(HqRole.ADMINISTRATOR)
    with page_of(browser, client) as page:
        for path in ("/", f"/stations/{little.booths['old']}", "/stations/enrol"):
            page.goto(path)
            assert faults(page) == []
    with page_of(browser, client, "dark", 360) as page:
        page.goto(f"/stations/{little.booths['good']}/revoke")
        assert faults(page) == []
        page.locator("#kind-lost").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Stolen at night")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("button.danger")
        assert faults(page) == []
        assert "Stolen at night" in page.inner_text("main")


def test_a_search_and_a_history_are_sound_in_a_browser_and_by_keyboard(
    little: Nation, browser: Browser
) -> None:
    with page_of(browser, little.console.signed_in(HqRole.ANALYST)) as page:
        page.goto("/travellers")
        assert faults(page) == []
        page.locator("#purpose-inquiry").focus()
        page.keyboard.press("Space")
        page.locator("#surname").focus()
        page.keyboard.type("vaip")
        page.keyboard.press("Enter")
        page.wait_for_url("**/travellers/found/*")
        assert faults(page) == []
        page.get_by_role("link", name=f"No. {little.traveller}").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("article")
        page.locator("summary").last.focus()
        page.keyboard.press("Enter")
        assert faults(page) == []
        assert "Corrected because" in page.inner_text("main")


def test_pages_of_the_queue_are_sound_in_a_browser(little: Nation, browser: Browser) -> None:
    with page_of(browser, little.console.signed_in(HqRole.SUPERVISOR), "dark") as page:
        page.goto("/late-hits")
        assert faults(page) == []
        page.goto("/queue?kind=record")
        assert faults(page) == []
        page.locator("tbody a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#purpose")
        assert faults(page) == []
        page.locator("#purpose-correction").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_selector("#act-close")
        assert faults(page) == []
        page.locator("#act-close").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Not ours")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("div.said")
        assert "is closed" in page.inner_text("main")
