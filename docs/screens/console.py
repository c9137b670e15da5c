"""Take a picture of every page of HQ's console in both looks: `python docs/screens/console.py [FOLDER]`.

The nation is the tests' small one, its people are invented; the browser is Debian's Chromium. Without a
folder the pictures that are kept beside this file are taken anew.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from sync.hq.console.roles import HqRole
from sync.hq.embedded import embedded_postgres
from tests.helpers.browser import page_of, started
from tests.helpers.console import PASSWORD, ConsoleClient, RunningConsole
from tests.helpers.hq import Postgres
from tests.sync.hq.console.nation import Nation, nation

Pages = dict[str, tuple[HqRole | None, str]]
BESIDE = Path(__file__).parent


def pages_of(made: Nation) -> Pages:
    """Name, role and address of each page that is asked for by its address alone."""
    admin, supervisor, analyst = HqRole.ADMINISTRATOR, HqRole.SUPERVISOR, HqRole.ANALYST
    return {
        "sign-in": (None, "/sign-in"),
        "ports": (analyst, "/"),
        "stations": (admin, "/stations"),
        "station": (admin, f"/stations/{made.booths['good']}"),
        "station-days": (analyst, f"/stations/{made.booths['good']}/days"),
        "travellers": (analyst, "/travellers"),
        "alerts": (supervisor, "/alerts"),
        "alert-new": (supervisor, "/alerts/new"),
        "alert-change": (supervisor, "/alerts/changes/1"),
        "late-hits": (analyst, "/late-hits"),
        "silent-hits": (analyst, "/late-hits?show=silent"),
        "queue": (supervisor, "/queue"),
        "statistics": (analyst, "/statistics"),
        "users": (admin, "/users"),
        "user": (admin, "/users/viewer"),
        "audit": (supervisor, "/audit"),
        "account": (supervisor, "/account"),
        "refused": (HqRole.VIEWER, "/users"),
    }


def wrong_password(page: Page, _: RunningConsole) -> None:
    """A password that does not fit."""
    page.goto("/sign-in")
    page.get_by_label("Username").fill("analyst")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()


def code(page: Page, _: RunningConsole) -> None:
    """The second factor is asked for."""
    page.goto("/sign-in")
    page.get_by_label("Username").fill("analyst")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def first_password(page: Page, console: RunningConsole, role: str = "viewer") -> str:
    """An administrator adds a user and sees the first password."""
    page.goto("/users")
    count = page.get_by_role("row").count()
    page.get_by_label("Full name").fill("Mele Fine")
    page.get_by_label("Username").fill(f"mele{count}")
    page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_role("button", name="Add the user").click()
    return f"mele{count} {page.locator('dd').nth(1).inner_text()}"


def set_up(page: Page, console: RunningConsole) -> None:
    """The second factor is set up on the first day."""
    username, password = first_password(page, console).split(" ")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def proved(page: Page, _: RunningConsole) -> None:
    """The audit trail's chain is proved."""
    page.goto("/audit")
    page.get_by_role("button", name="Prove the chain").click()


def code_for_a_booth(page: Page, _: RunningConsole) -> None:
    """A one-time code is made for a booth."""
    page.goto("/stations/enrol")
    page.get_by_label("Port", exact=True).fill("UTAVR")
    page.get_by_label("Booth", exact=True).fill("A9")
    page.get_by_role("button", name="Make the code").click()


def lost(page: Page, _: RunningConsole) -> None:
    """A station is lost: asked once more."""
    page.goto("/stations/4/revoke")
    page.get_by_label("Lost or stolen").check()
    page.get_by_label("Why").fill("The van was robbed at night")
    page.get_by_role("button", name="Go on").click()


def found(page: Page, _: RunningConsole) -> None:
    """A search, with its purpose."""
    page.goto("/travellers")
    page.get_by_label("Inquiry").check()
    page.get_by_label("Number of your file").fill("CASE-17")
    page.get_by_label("Surname").fill("vaipulu")
    page.get_by_role("button", name="Search").click()


def history(page: Page, console: RunningConsole) -> None:
    """A traveller's whole history, the newest crossing's checks open."""
    found(page, console)
    page.locator("tbody a").first.click()
    page.locator("summary").first.click()


def waiting(page: Page, _: RunningConsole) -> None:
    """Two bearers of whom HQ cannot tell whether they are one."""
    page.goto("/queue?kind=traveller")
    page.locator("tbody a").first.click()
    page.locator("#purpose-correction").check()
    page.get_by_role("button", name="Show what came").click()


STORIES: dict[str, tuple[HqRole | None, Callable[[Page, RunningConsole], object]]] = {
    "sign-in-wrong": (None, wrong_password),
    "sign-in-code": (None, code),
    "first-password": (HqRole.ADMINISTRATOR, first_password),
    "set-up": (HqRole.ADMINISTRATOR, set_up),
    "audit-proved": (HqRole.SUPERVISOR, proved),
    "station-code": (HqRole.ADMINISTRATOR, code_for_a_booth),
    "station-lost": (HqRole.ADMINISTRATOR, lost),
    "travellers-found": (HqRole.ANALYST, found),
    "traveller": (HqRole.ANALYST, history),
    "queue-item": (HqRole.SUPERVISOR, waiting),
}


def take(browser: Browser, made: Nation, folder: Path, scheme: str) -> None:
    """Take every picture in one look."""
    console = made.console

    def client(role: HqRole | None) -> ConsoleClient:
        return console.client() if role is None else console.signed_in(role)

    for name, (role, path) in pages_of(made).items():
        with page_of(browser, client(role), scheme) as page:
            page.goto(path)
            page.screenshot(path=folder / f"console-{name}-{scheme}.png", full_page=True)
    for name, (role, story) in STORIES.items():
        with page_of(browser, client(role), scheme) as page:
            story(page, console)
            page.screenshot(path=folder / f"console-{name}-{scheme}.png", full_page=True)


def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="matapa-pg-")))
        url = stack.enter_context(embedded_postgres(place / "database"))
        made = stack.enter_context(nation(place / "hq", Postgres(url).new_database()))
        for role in HqRole:
            made.console.user_of(role)
        browser = started(stack.enter_context(sync_playwright()))
        for scheme in ("light", "dark"):
            take(browser, made, folder, scheme)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE)
