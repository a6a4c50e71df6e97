"""What people do in the console, by the words that they see."""

import re

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
