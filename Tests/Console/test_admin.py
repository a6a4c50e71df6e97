"""Admin pages together: the overview, who is offered them, and that everybody can use them."""

import pytest
from playwright.sync_api import Page, expect

from acts import becomes, search, shut_out

#: Each with its address and what it reads.
PAGES = {
    "Overview": ("/admin", "/api/admin/metrics"), "Platforms": ("/admin/platforms", "/api/admin/platforms"),
    "Configuration": ("/admin/config", "/api/admin/config"), "Users": ("/admin/users", "/api/admin/users"),
    "Jobs": ("/admin/jobs", "/api/admin/jobs"), "Providers": ("/admin/providers", "/api/admin/providers"),
    "Logs": ("/admin/logs", "/api/admin/logs"), "Audit": ("/admin/audit", "/api/admin/audit"),
}


def served(page: Page) -> dict[str, str]:
    """The pages whose reading the host serves, by name, with their addresses."""
    routes = page.locator('meta[name="gemz-routes"]').get_attribute("content").split(" ")
    return {name: path for name, (path, route) in PAGES.items() if route in routes}


def settled(page: Page) -> None:
    """Read, and not only skeletons of it."""
    expect(page.locator("main > div")).to_be_visible()
    expect(page.locator("main .skeleton")).to_have_count(0)


def test_the_rail_leads_an_admin_to_each_of_them(as_admin):
    page = as_admin("/search")
    rail = page.get_by_role("list", name="Admin")
    expect(rail.get_by_role("link")).to_have_text(list(served(page)))
    for name, path in served(page).items():
        rail.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**{path}")
        settled(page)
        expect(rail.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_nobody_else_is_offered_or_shown_any(opened):
    page = opened()
    page.seen.expected = ["/api/admin/"]
    page.goto("/search")
    expect(page.get_by_role("button", name="Your account").or_(page.get_by_role("button", name="Account of"))).to_be_visible()
    expect(page.get_by_role("list", name="Admin")).to_have_count(0)
    for path in served(page).values():
        page.goto(path)
        expect(page.get_by_role("alert").filter(has_text="Only admins may do this.")).to_be_visible()


def test_a_phone_has_one_entry_that_leads_to_all(as_admin):
    page = as_admin("/search", viewport={"width": 390, "height": 844})
    page.get_by_role("link", name="Admin", exact=True).click()
    settled(page)
    bar = page.get_by_role("navigation", name="Admin pages")
    for name, path in served(page).items():
        bar.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**{path}")
        settled(page)
        expect(bar.get_by_role("link", name=name, exact=True)).to_be_in_viewport(ratio=0.9)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name


def test_the_overview_counts_and_plots(as_admin):
    page = as_admin("/search")
    search(page, "weeknight dinners", wanted=5)
    becomes(page, "Completed")
    page.goto("/admin")
    expect(page.locator(".tiles")).to_contain_text("1 by environment")
    plot = page.get_by_role("slider", name="Searches per day")
    expect(plot).to_have_attribute("aria-valuenow", "30")
    today = plot.get_attribute("aria-valuetext")
    assert "0 started" not in today
    plot.focus()
    page.keyboard.press("ArrowLeft")
    expect(plot).to_have_attribute("aria-valuenow", "29")
    assert plot.get_attribute("aria-valuetext") != today
    page.keyboard.press("End")
    expect(plot).to_have_attribute("aria-valuetext", today)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    expect(plot).to_have_attribute("aria-valuenow", "1")
    page.mouse.move(0, 0)
    expect(plot).to_have_attribute("aria-valuenow", "30")
    page.get_by_text("The same numbers as a table").first.click()
    rows = page.get_by_role("region", name="Searches per day").get_by_role("row")
    expect(rows).to_have_count(31)
    expect(page.get_by_role("heading", name="Recent actions")).to_be_visible()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#announce")).to_have_text("Read anew.")


def test_a_host_that_does_not_answer_is_said_and_the_page_goes_on_when_it_does(as_admin):
    page = as_admin("/admin/logs?follow=true")
    page.seen.expected = ["/api/admin/logs"]
    lines = page.get_by_role("region", name="Lines").get_by_role("listitem")
    expect(lines.first).to_be_visible()
    page.route("**/api/admin/logs?*", lambda route: route.abort())
    expect(page.get_by_role("alert").filter(has_text="The host cannot be reached.")).to_be_visible()
    expect(lines.first).to_be_visible()
    page.unroute("**/api/admin/logs?*")
    expect(page.get_by_role("alert").filter(has_text="The host cannot be reached.")).to_be_hidden()


@pytest.mark.parametrize("shape", ["desktop", "phone"])
def test_nobody_is_shut_out_of_them(as_admin, shape, figure):
    size = {"width": 390, "height": 844} if shape == "phone" else {"width": 1280, "height": 800}
    page = as_admin(viewport=size)
    problems = []

    def check(name: str) -> None:
        problems.extend(f"{name}, {problem}" for problem in shut_out(page))

    for name, path in [*served(page).items(), ("Dead letters", "/admin/jobs/dead-letters")]:
        page.goto(path)
        settled(page)
        check(name)
    if "Platforms" in served(page):
        page.goto("/admin/platforms")
        page.get_by_role("switch", name="TikTok", exact=True).click()
        check("switching off")
    page.goto("/admin/config")
    page.get_by_label("processing.slice", exact=True).fill("12")
    check("editing")
    page.get_by_role("button", name="History of processing.slice").click()
    expect(page.get_by_role("dialog", name="History").locator(".skeleton")).to_have_count(0)
    check("history")
    page.goto("/admin/users")
    page.get_by_role("region", name="Users").get_by_role("button").first.click()
    check("one user")
    assert not problems, "\n".join(problems)
    figure(f"axe-core: 0 violations in the views for admins on a {shape}, light and dark")
