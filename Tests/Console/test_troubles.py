"""Addresses that mislead, connections that break, sessions that end, and what the console makes of them."""

import csv

import pytest
from playwright.sync_api import Page, expect

from acts import becomes, rows, search


def call(page: Page, method: str, path: str, body: dict | None = None) -> dict:
    """Asks the host as the page's user."""
    answer = page.request.fetch(
        path, method=method, data=body, headers={"Origin": page.url.split("/", 3)[0] + "//" + page.url.split("/")[2]})
    return answer.json()


def nobody_deletes(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda one: one.method == "DELETE" and asked.append(one.url))
    return asked


@pytest.mark.parametrize("job", ["..%2Fprofile%3Fx%3D", "..%2F..%2Fauth%2Frefresh", "%2e%2e", "x", "..%5Cprofile"])
def test_an_address_cannot_lead_a_click_to_another_route(opened, job):
    page = opened()
    deleted = nobody_deletes(page)
    page.goto("/search")
    profile = call(page, "GET", "/api/profile")["data"]["id"]
    page.goto(f"/search?job={job}")
    expect(page.get_by_role("heading", name="There is no such search.")).to_be_visible()
    for button in page.get_by_role("button", name="Cancel").all():
        if button.is_visible():
            button.click()
    assert deleted == []
    assert call(page, "GET", "/api/profile")["data"]["id"] == profile


def test_a_campaign_of_an_address_cannot_lead_elsewhere_either(opened):
    page = opened()
    page.goto("/campaigns/..%2Fprofile")
    expect(page.get_by_role("heading", name="There is no such campaign.")).to_be_visible()


def test_an_answer_about_another_search_is_refused(opened):
    page = opened()
    asked = "019a7c3e-5d10-7000-8000-000000000001"
    page.route(f"**/api/jobs/{asked}", lambda route: route.fulfill(json={
        "success": True, "data": {"id": "019a7c3e-5d10-7000-8000-000000000002", "status": "processing"},
        "meta": {"requestId": "1"}}))
    page.goto(f"/search?job={asked}")
    expect(page.get_by_role("heading", name="There is no such search.")).to_be_visible()


def test_a_file_is_downloaded_also_where_the_session_has_run_out(opened):
    page = opened()
    search(page, "ceramics", "YouTube", wanted=5)
    becomes(page, "Completed")
    expect(rows(page)).to_have_count(5)  # nothing is being read when the session runs out
    for download_by in [lambda: page.get_by_role("link", name="CSV").click(), lambda: page.keyboard.press("e")]:
        page.context.clear_cookies(name="__session")
        with page.expect_download() as download:
            download_by()
        with open(download.value.path(), newline="") as file:
            assert len(list(csv.DictReader(file))) == 5
    assert "/search?job=" in page.url
    page.seen.expected = ["/auth/refresh", "/api/platforms"]
    page.route("**/auth/refresh", lambda route: route.abort())
    page.route("**/api/platforms", lambda route: route.abort())
    page.get_by_role("link", name="CSV").click()
    expect(page.get_by_role("alert")).to_contain_text("The host cannot be reached.")
    page.unroute("**/auth/refresh")
    with page.expect_download():
        page.get_by_role("button", name="Try again").click()


def test_a_new_search_takes_the_place_of_the_old_one_also_beside_an_open_creator(opened):
    page = opened()
    search(page, "pottery", "TikTok", wanted=10)
    becomes(page, "Completed")
    old = page.url
    page.get_by_role("button", name="View").click()
    page.get_by_role("checkbox", name="Country").uncheck()
    page.keyboard.press("Escape")
    rows(page).first.locator("button.name").click()
    expect(page.get_by_role("complementary", name="Creator")).to_be_visible()
    page.locator("#terms").fill("glass blowing")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("complementary", name="Creator")).to_be_hidden()
    becomes(page, "Completed")
    assert old.split("job=")[1][:36] not in page.url
    # How the table is looked at stays; the address brings back the new search.
    expect(page.get_by_role("columnheader", name="Country")).to_have_count(0)
    assert "hide=country" in page.url
    first = rows(page).first.inner_text()
    page.goto(page.url)
    expect(page.get_by_role("button", name="Remove glass blowing")).to_be_visible()
    expect(rows(page).first).to_be_visible()
    assert rows(page).first.inner_text() == first
    page.go_back()
    expect(page.get_by_role("button", name="Remove pottery")).to_be_visible()
    assert "creator=" in page.url


def test_a_search_lands_in_the_campaign_that_is_named(opened):
    page = opened()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    oldest = call(page, "POST", "/api/campaigns", {"name": "The oldest"})["data"]["id"]
    for number in range(50):
        call(page, "POST", "/api/campaigns", {"name": f"Campaign {number}"})
    page.goto(f"/search?campaign={oldest}")
    choice = page.get_by_label("Campaign")
    expect(choice).to_have_value(oldest)
    page.locator("#terms").fill("basket weaving")
    page.get_by_label("Wanted").fill("5")
    page.get_by_role("button", name="Start", exact=True).click()
    becomes(page, "Completed")
    assert len(call(page, "GET", f"/api/campaigns/{oldest}")["data"]["jobs"]) == 1
    following = page.url
    page.goto(following)
    expect(choice).to_have_value(oldest)
    # One that is put away is shown, and takes no search; one that is not there is not replaced by another.
    call(page, "PATCH", f"/api/campaigns/{oldest}", {"status": "archived"})
    page.goto(following)
    expect(choice).to_have_value(oldest)
    expect(choice.locator("option:checked")).to_be_disabled()
    page.seen.expected = ["/api/campaigns/", "/api/scraping/"]
    page.goto("/search?campaign=019a7c3e-5d10-7000-8000-000000000001")
    expect(choice.locator("option:checked")).to_have_text("No such campaign")
    page.locator("#terms").fill("basket weaving")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert "job=" not in page.url


def test_a_new_campaign_stays_chosen_over_a_reload(opened):
    page = opened()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    call(page, "POST", "/api/campaigns", {"name": "There already"})
    page.goto("/search")
    page.get_by_label("Campaign").select_option("New campaign")
    page.reload()
    expect(page.get_by_label("Campaign").locator("option:checked")).to_have_text("New campaign")


def test_trying_again_after_a_lost_answer_starts_one_search(opened):
    page = opened()
    page.seen.expected = ["/api/scraping/", "/api/campaigns"]
    lost = []

    def lose(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        lost.append(route.request.url)
        return route.abort()

    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    page.route("**/api/campaigns", lose)
    page.route("**/api/scraping/**", lose)
    search(page, "origami", "TikTok", wanted=5)
    for times in [1, 2]:
        expect(page.get_by_role("alert")).to_contain_text("The host cannot be reached.")
        assert len(lost) == times
        page.unroute("**/api/campaigns")
        if times == 2:
            page.unroute("**/api/scraping/**")
        page.get_by_role("button", name="Try again").click()
        if times == 1:
            page.wait_for_event("requestfailed", lambda one: "/api/scraping/" in one.url)
    becomes(page, "Completed")
    campaigns = call(page, "GET", "/api/campaigns")["data"]
    assert [len(campaign["jobs"]) for campaign in campaigns] == [1]


def test_what_fails_between_pages_of_one_place_is_said(opened):
    page = opened()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    made = call(page, "POST", "/api/campaigns", {"name": "Spring"})["data"]["id"]
    page.goto("/campaigns")
    page.seen.expected = ["/api/campaigns/"]
    page.route("**/api/campaigns/*", lambda route: route.abort())
    page.get_by_role("link", name="Spring").click()
    expect(page.get_by_role("alert")).to_contain_text("The host cannot be reached.")
    page.unroute("**/api/campaigns/*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()
    assert page.url.endswith(made)


def test_more_campaigns_are_shown_once_and_archived_ones_apart(opened):
    page = opened()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    for number in range(53):
        made = call(page, "POST", "/api/campaigns", {"name": f"Campaign {number}"})["data"]["id"]
        if number >= 3:
            call(page, "PATCH", f"/api/campaigns/{made}", {"status": "archived"})
    page.goto("/campaigns")
    expect(page.get_by_role("heading", name="No campaigns but archived ones")).to_be_visible()
    more = page.get_by_role("button", name="Show more")
    page.seen.expected = ["/api/campaigns?"]
    page.route("**/api/campaigns?*", lambda route: route.abort())
    more.click()
    expect(page.get_by_text("The host cannot be reached.")).to_be_visible()
    page.unroute("**/api/campaigns?*")
    more.evaluate("one => { one.click(); one.click(); }")
    expect(more).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert page.locator(".sheet-page > .list .what a").all_inner_texts() == ["Campaign 2", "Campaign 1", "Campaign 0"]


def test_filters_that_cannot_be_read_are_none(opened):
    page = opened()
    for filters in ["{", "[1]", "null", "7"]:
        page.goto(f"/search?term=chess&filters={filters}")
        expect(page.get_by_role("button", name="Remove chess")).to_be_visible()
        expect(page.get_by_role("button", name="Filters")).to_have_text("Filters")


def test_a_search_that_goes_while_it_is_followed_is_said_to_be_gone(opened, trouble):
    page = opened()
    trouble("latency=100ms")
    page.seen.expected = ["/api/jobs/"]
    search(page, "kite surfing", wanted=900)
    expect(rows(page).first).to_be_visible()
    campaign = call(page, "GET", "/api/campaigns")["data"][0]["id"]
    call(page, "DELETE", f"/api/campaigns/{campaign}")
    expect(page.get_by_role("heading", name="There is no such search.")).to_be_visible()


def test_a_sign_out_that_did_not_happen_is_not_claimed(opened):
    page = opened()
    page.goto("/account")
    page.seen.expected = ["/auth/sign-out"]
    out = page.locator("main").get_by_role("button", name="Sign out")
    for fail in [lambda route: route.abort(), lambda route: route.fulfill(
            status=503, json={"error": "Away.", "code": "DATABASE_UNAVAILABLE", "requestId": "1"})]:
        page.route("**/auth/sign-out", fail)
        out.click()
        expect(page.get_by_text("You are still signed in.").last).to_be_visible()
        expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
        page.unroute("**/auth/sign-out")
    assert any(cookie["name"] == "__session" for cookie in page.context.cookies())


def test_a_sign_in_that_failed_is_explained_and_begun_again(opened):
    page = opened(signed_in=False)
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.goto("/auth/callback?ticket=x&state=y&return=/campaigns")
    expect(page.get_by_role("alert")).to_contain_text("This sign-in was not begun in this browser.")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill("second.try@example.com")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/campaigns")
    page.seen.foreign.clear()


def test_an_address_too_long_to_come_back_to_does_not_keep_anybody_out(opened):
    page = opened(signed_in=False)
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.goto("/search?term=" + "a" * 2500)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill("long.address@example.com")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    page.seen.foreign.clear()


def test_what_is_emptied_is_empty(opened):
    page = opened()
    page.goto("/account")
    brand = "We mill heritage grains and look for people who bake bread."
    for business, description in [("Baker & Co", brand), ("", "")]:
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Business").fill(business)
        page.get_by_label("Brand").fill(description)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.reload()
        expect(page.get_by_role("button", name="Edit")).to_be_visible()
        assert (brand in page.locator(".facts-list").inner_text()) == bool(description)
        assert ("Baker & Co" in page.locator(".facts-list").inner_text()) == bool(business)
    made = call(page, "POST", "/api/campaigns", {"name": "Spring", "description": "Two kinds of bread"})["data"]["id"]
    page.goto(f"/campaigns/{made}")
    expect(page.get_by_text("Two kinds of bread")).to_be_visible()
    page.get_by_role("button", name="Actions for Spring").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Description").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Two kinds of bread")).to_have_count(0)
    assert "description" not in call(page, "GET", f"/api/campaigns/{made}")["data"]


def test_searches_that_have_ended_are_asked_for_once(opened, trouble):
    page = opened()
    search(page, "ceramics", "YouTube", wanted=5)
    becomes(page, "Completed")
    ended = page.url.split("job=")[1][:36]
    trouble("latency=150ms")
    page.locator("#terms").fill("harbour lights")
    page.get_by_label("Wanted").fill("900")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(rows(page).first).to_be_visible()
    campaign = call(page, "GET", "/api/campaigns")["data"][0]["id"]
    page.goto("/account")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"/campaigns/{campaign}")
    for _ in range(3):
        page.wait_for_event("response", lambda one: one.url.endswith(campaign) and "/api/" in one.url)
    assert len([url for url in asked if url.endswith(ended)]) == 1


def test_menus_do_not_pile_up_listeners(opened):
    page = opened()
    page.add_init_script(
        """(() => { window.listeners = 0; const add = document.addEventListener.bind(document);
        document.addEventListener = (type, ...rest) => { if (type === 'pointerdown') window.listeners += 1; add(type, ...rest); };
        })()""")
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    for number in range(3):
        call(page, "POST", "/api/campaigns", {"name": f"Campaign {number}"})
    for _ in range(3):
        page.get_by_role("link", name="Campaigns", exact=True).click()
        expect(page.locator(".list li")).to_have_count(3)
        page.get_by_role("link", name="Account", exact=True).click()
        expect(page.get_by_role("heading", name="Appearance")).to_be_visible()
    assert page.evaluate("window.listeners") == 1
