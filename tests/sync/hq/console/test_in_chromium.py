"""The console in a real Chromium: by keyboard alone, in both looks, narrow and wide, with axe beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from sync.hq.console.roles import HqRole
from tests.helpers.browser import faults, page_of
from tests.helpers.console import PASSWORD, RunningConsole

PAGES = ("/account", "/users", "/users/viewer", "/audit")


def type_into(page: Page, label: str, text: str) -> None:
    """Go to a field by Tab, as somebody without a mouse does, and type."""
    field = page.get_by_label(label, exact=True)
    for _ in range(40):
        if field.evaluate("it => it === document.activeElement"):
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {label}")


def press(page: Page, name: str) -> None:
    """Go to a button or link by Tab, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        shown = page.evaluate("() => document.activeElement.innerText")
        if (shown or "").strip() == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not lead to {name}")


def test_signing_in_adding_a_user_and_leaving_by_keyboard(browser: Browser, console: RunningConsole) -> None:
    user = console.user("keys", HqRole.ADMINISTRATOR)
    with page_of(browser, console.client()) as page:
        page.goto("/sign-in")
        assert faults(page) == []
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.innerText") == "Skip to the page"
        type_into(page, "Username", "keys")
        type_into(page, "Password", "wrong, and long enough")
        press(page, "Sign in")
        assert page.evaluate("() => document.activeElement.className") == "problems", (
            "what is wrong comes first"
        )
        assert "Error" in page.title()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        type_into(page, "Username", "keys")
        type_into(page, "Password", PASSWORD)
        press(page, "Sign in")
        type_into(page, "Code", console.ask(user.code))
        press(page, "Go on")
        press(page, "Users")
        type_into(page, "Full name", "Mele Fine")
        type_into(page, "Username", "mele")
        for _ in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.id") == "role":
                break
        page.keyboard.type("Ana")
        press(page, "Add the user")
        assert page.get_by_role("heading", level=1).inner_text() == "Hand over the first password"
        press(page, "It is handed over")
        assert page.get_by_role("heading", level=1).inner_text() == "Mele Fine"
        press(page, "Dark")
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 27)"
        press(page, "Sign out")
        assert page.get_by_role("status").inner_text() == "You are signed out."


def test_no_page_has_what_wcag_or_the_policy_forbids(browser: Browser, console: RunningConsole) -> None:
    console.user_of(HqRole.VIEWER)
    said: list[str] = []
    found: dict[str, list[str]] = {}
    with page_of(browser, console.signed_in(HqRole.ADMINISTRATOR), width=360) as page:
        page.on("console", lambda message: said.append(message.text))
        for path in PAGES:
            page.goto(path)
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            found[path] = [*faults(page), *said] + ([f"{wide} pixels wide"] if wide > 360 else [])
            said.clear()
    assert {path: what for path, what in found.items() if what} == {}
