"""The pictures in docs/screenshots, taken anew where `GEMZ_UPDATE_SCREENSHOTS=1`."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from acts import becomes, rows, search

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

pytestmark = pytest.mark.skipif(
    os.environ.get("GEMZ_UPDATE_SCREENSHOTS") != "1", reason="GEMZ_UPDATE_SCREENSHOTS=1 takes them anew")


def take(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.locator("body").click(position={"x": 1, "y": 1})  # nothing is hovered or focused by chance
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    assert (FOLDER / f"{name}.png").stat().st_size <= 150 * 1024


def test_search(opened):
    # Wide enough for the columns between the addresses and the panel.
    page = opened(viewport={"width": 1560, "height": 620})
    search(page, "jane.cooks", "Instagram", "Similar to", wanted=200)
    becomes(page, "Completed")
    rows(page).nth(1).locator("td.followers").click()
    page.mouse.move(0, 0)
    take(page, "search")


def test_failure(opened, trouble):
    page = opened(viewport={"width": 1240, "height": 560})
    trouble("credits-after=40")
    # Nobody has searched for these words, so that each profile costs a call.
    search(page, "fly fishing", "TikTok", wanted=100)
    becomes(page, "Paused")
    expect(page.get_by_role("alert")).to_be_visible()
    take(page, "failure")


def test_sign_in(opened):
    page = opened(signed_in=False, viewport={"width": 1240, "height": 560})
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.goto("/search")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    take(page, "sign-in")


def test_search_in_the_dark_while_it_runs(opened, trouble):
    page = opened(viewport={"width": 1360, "height": 620}, color_scheme="dark")
    trouble("latency=200ms")
    search(page, "pilates, stretching", wanted=400)
    expect(rows(page).nth(14)).to_be_visible()
    take(page, "search-dark")


def test_campaign(opened):
    page = opened(viewport={"width": 1280, "height": 560})
    for terms, platform in [("sourdough, rye bread", "TikTok"), ("weeknight dinners", "YouTube")]:
        search(page, terms, platform, wanted=50)
        becomes(page, "Completed")
        page.goto("/search")
    page.goto("/campaigns")
    page.locator(".list .what a").first.click()
    expect(page.locator(".list li").first).to_contain_text("50 of 50")
    take(page, "campaign")


def test_reference(opened):
    page = opened(viewport={"width": 1240, "height": 700})
    page.goto("/reference")
    page.get_by_label("Search the API").fill("targetUsernames")
    expect(page.locator(".operation").first).to_be_visible()
    take(page, "reference")


def test_admin(as_admin):
    page = as_admin("/search", viewport={"width": 1280, "height": 720})
    for terms, platform in [("sourdough", "TikTok"), ("weeknight dinners", "YouTube"), ("pottery", "Instagram")]:
        search(page, terms, platform, wanted=50)
        becomes(page, "Completed")
        page.goto("/search")
    page.goto("/admin/config?q=processing")
    page.get_by_label("processing.max_attempts", exact=True).fill("7")
    page.get_by_role("region", name="Changes").get_by_label("Reason").fill("A provider that is slow today")
    take(page, "configuration")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 setting saved")).to_be_hidden()
    page.goto("/admin/platforms")
    page.get_by_role("switch", name="TikTok: Similar to").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("The provider repairs its profiles")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("TikTok, Similar to is off")).to_be_visible()
    expect(page.get_by_text("TikTok, Similar to is off")).to_be_hidden()
    take(page, "platforms")
    page.get_by_role("switch", name="TikTok: Similar to").click()
    expect(page.get_by_role("switch", name="TikTok: Similar to")).to_be_checked()
    page.goto("/admin")
    expect(page.get_by_role("heading", name="Recent actions")).to_be_visible()
    take(page, "admin")
    page.goto("/admin/config?q=processing.max_attempts")
    page.get_by_role("button", name="Default of processing.max_attempts").click()
    expect(page.get_by_label("processing.max_attempts", exact=True)).to_have_value("6")


def test_phone(opened):
    page = opened(viewport={"width": 390, "height": 760}, is_mobile=True, has_touch=True)
    search(page, "weeknight dinners", "YouTube", wanted=60)
    becomes(page, "Completed")
    take(page, "phone")
