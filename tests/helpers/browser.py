"""Debian's Chromium for tests, by Playwright, and axe to look at pages as WCAG 2.2 AA does.

Tests that need it are skipped where it is not installed (`.ci/setup` installs it). One browser serves the
whole session; each test has pages of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from sync.hq.console import sessions
from tests.helpers.console import ConsoleClient

_STANDARD: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_NAMES: Final = ("chromium", "chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; skips where there is none."""
    program = next((path for path in map(shutil.which, _NAMES) if path), None)
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium (see .ci/setup)")
    with sync_playwright() as playwright:
        # Run as root, as in CI, Chromium has no sandbox of its own; it meets nothing but our own pages.
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield started
        started.close()


@contextmanager
def page_of(
    browser: Browser, client: ConsoleClient, scheme: str = "light", width: int = 1280, height: int = 900
) -> Iterator[Page]:
    """A page that is signed in as `client` is, in the light or dark look of its system."""
    context = browser.new_context(
        base_url=str(client.base_url).rstrip("/"),
        ignore_https_errors=True,  # HQ's own authority is in no browser's store
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )
    token = client.cookies.get(sessions.COOKIE)
    if token:
        url = str(client.base_url).rstrip("/") + "/"
        context.add_cookies(
            [{"name": sessions.COOKIE, "value": token, "url": url, "secure": True, "httpOnly": True}]
        )
    page = context.new_page()
    page.set_default_timeout(10_000)
    try:
        yield page
    finally:
        context.close()


def faults(page: Page) -> list[str]:
    """What axe finds wrong with a page by WCAG 2.2 A and AA and by its own advice, with places."""
    options = {"runOnly": {"type": "tag", "values": list(_STANDARD)}, "resultTypes": ["violations"]}
    found: Any = Axe().run(page, options=options).response
    return [
        f"{fault['id']}: {fault['help']} at {node['target']} ({node.get('failureSummary', '')})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
