"""Debian's Chromium for tests, by Playwright, and axe to look at pages as WCAG 2.2 AA does.

Tests that need it are skipped where it is not installed (`.ci/setup` installs it). One browser serves the
tests of a module and no more: while it runs, nothing else in this thread could run an event loop.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from sync.hq.console import sessions
from tests.helpers.console import ConsoleClient

_STANDARD: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_AXE: Final = Axe()
_NAMES: Final = ("chromium", "chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; skips where there is none."""
    if program() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium (see .ci/setup)")
    with sync_playwright() as playwright:
        running = started(playwright)
        yield running
        running.close()


def program() -> str | None:
    """Where Chromium is installed; None where it is not."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def started(playwright: Playwright) -> Browser:
    """Chromium without a window. Run as root, as in CI, it has no sandbox; it meets nothing but our pages."""
    return playwright.chromium.launch(
        executable_path=program(), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    )


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
    """What axe finds wrong with a page by WCAG 2.2 A and AA and by its own advice, with places.

    In the look that the page has, and then in the other one what depends on the look: colours.
    """
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    found = _axe(page, {"type": "tag", "values": list(_STANDARD)})
    page.emulate_media(color_scheme="light" if dark else "dark")
    found += _axe(page, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]})
    page.emulate_media(color_scheme="dark" if dark else "light")
    return found


def _axe(page: Page, rules: dict[str, object]) -> list[str]:
    found: Any = _AXE.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    return [
        f"{fault['id']}: {fault['help']} at {node['target']} ({node.get('failureSummary', '')})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
