"""What people do in the console, by the words that they see."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def search(page: Page, terms: str, platform="TikTok", mode="Keyword", wanted: int | None = None) -> None:
    """Fills the line of controls and starts."""
    if not page.url.endswith("/search"):
        page.goto("/search")
    page.get_by_role("radio", name=platform).click()
    page.get_by_role("radio", name=mode).click()
    page.locator("#terms").fill(terms)
    if wanted:
        page.get_by_label("Wanted").fill(str(wanted))
    page.get_by_role("button", name="Start", exact=True).click()


def status(page: Page):
    """The line that says how far the search is."""
    return page.locator(".progress .line")


def becomes(page: Page, state: str) -> None:
    expect(status(page)).to_contain_text(state)


def rows(page: Page):
    return page.locator(".creators tbody tr:not(.space)")


def names(page: Page) -> list[str]:
    return rows(page).locator(".first").all_inner_texts()


def found(page: Page) -> int:
    """How many creators the page says were found."""
    return int(re.sub(r"\D", "", status(page).locator(".found strong").inner_text()))


def make_user(admin: Page, email: str, name: str = "") -> None:
    """Has an admin make a user, whose address is known from the start."""
    if not admin.url.endswith("/admin/users"):
        admin.goto("/admin/users")
    admin.get_by_role("button", name="Create test user").click()
    dialog = admin.get_by_role("dialog", name="Create test user")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    expect(admin.get_by_role("button", name=email)).to_be_visible()


def shut_out(page: Page) -> list[str]:
    """What axe-core finds on the page as it is, light and dark; not in the middle of a fade."""
    problems = []
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        problems += [
            f"{scheme}: {one['id']} {one['help']}: {[node['html'] for node in one['nodes']][:3]}"
            for one in Axe().run(page).response["violations"]]
    return problems
