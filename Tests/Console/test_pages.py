"""Signing in and out, campaigns, the account, the reference: and everybody can use them."""

import pytest
from playwright.sync_api import Page, expect

from acts import becomes, rows, search, shut_out
from conftest import sign_in


def test_who_is_not_signed_in_is_led_there_and_back(opened):
    page = opened(signed_in=False)
    page.seen.expected = ["/api/platforms", "/api/campaigns", "/api/profile", "/auth/refresh"]
    page.goto("/search?platform=youtube&mode=keyword&term=chess")
    link = page.get_by_role("link", name="Sign in")
    expect(link).to_be_visible()
    expect(page.get_by_text("dev@example.com")).to_be_visible()
    link.click()
    page.get_by_label("E-mail").fill("led.back@example.com")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("radio", name="YouTube")).to_be_checked()
    expect(page.locator(".terms .chip")).to_have_text(["chess"])
    # The issuer's page and what it loads are the one other place.
    assert {address.split("/")[4] for address in page.seen.foreign} == {"clerk"}
    page.seen.foreign.clear()


def test_a_session_that_ran_out_is_renewed_without_a_word(opened):
    page = opened()
    page.seen.expected = ["/api/"]
    page.goto("/campaigns")
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    page.context.clear_cookies(name="__session")
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    assert any(cookie["name"] == "__session" for cookie in page.context.cookies())


def test_a_session_that_ended_shows_the_way_in(opened):
    page = opened()
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.goto("/campaigns")
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_campaign_is_made_renamed_searched_in_and_deleted(opened):
    page = opened()
    page.goto("/campaigns")
    page.get_by_role("button", name="New campaign").click()
    page.get_by_role("textbox", name="Name").fill("Spring launch")
    page.get_by_label("Description").fill("Two kinds of bread")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Spring launch")).to_be_visible()
    page.get_by_role("button", name="Actions for Spring launch").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("Autumn launch")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Autumn launch")).to_be_visible()
    page.get_by_role("link", name="New search").click()
    expect(page.get_by_label("Campaign")).to_have_value(page.url.split("campaign=")[1])
    page.locator("#terms").fill("sourdough")
    page.get_by_label("Wanted").fill("20")
    page.get_by_role("button", name="Start", exact=True).click()
    becomes(page, "Completed")
    page.get_by_role("link", name="Campaigns", exact=True).click()
    page.get_by_role("link", name="Autumn launch").click()
    expect(page.locator(".list li")).to_contain_text("20 of 20")
    page.get_by_role("link", name="sourdough").click()
    expect(rows(page).first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Actions for Autumn launch").click()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("link", name="New search")).to_have_count(0)
    page.get_by_role("button", name="Actions for Autumn launch").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("link", name="New search")).to_be_visible()
    page.get_by_role("button", name="Actions for Autumn launch").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("everything found goes with it")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()


def test_the_profile_is_shown_and_changed(opened):
    page = opened()
    page.goto("/account")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Business").fill("Baker & Co <b>")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".facts-list")).to_contain_text("Baker & Co <b>")
    page.reload()
    expect(page.locator(".facts-list")).to_contain_text("Baker & Co <b>")


def test_the_scheme_can_be_chosen_and_is_kept(opened):
    page = opened(color_scheme="light")
    page.goto("/account")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("radio", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="Theme: light or dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


@pytest.mark.parametrize("width", [390, 320])
def test_the_bar_of_a_phone_holds_every_button_with_its_name(as_admin, width):
    page = as_admin("/campaigns", viewport={"width": width, "height": 700}, is_mobile=True, has_touch=True, color_scheme="light")
    expect(page.get_by_role("link", name="Admin", exact=True)).to_be_visible()
    theme = page.get_by_role("button", name="Theme: light or dark")
    expect(theme.get_by_text("Theme")).to_be_visible()
    for button in [*page.locator("#rail li a:visible").all(), theme]:
        box, words = button.bounding_box(), button.locator("span")
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, words.text_content()
        assert box["width"] >= 32 and box["height"] >= 44, words.text_content()
        assert words.evaluate("one => one.scrollWidth <= one.clientWidth"), f"{words.text_content()} is cut off"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    theme.click()
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


def test_the_reference_is_public_searched_and_copied(opened):
    page = opened(signed_in=False, permissions=["clipboard-read", "clipboard-write"])
    page.seen.expected = ["/api/profile", "/auth/refresh"]
    page.goto("/reference")
    page.get_by_label("Search the API").fill("cancel kept")
    operations = page.locator(".operation")
    expect(operations).to_have_count(1)
    expect(operations).to_contain_text("DELETE")
    expect(operations).to_contain_text("NOT_FOUND")
    operations.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied the example")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -X DELETE")
    page.get_by_label("Search the API").fill("nothing like this")
    expect(page.get_by_text("No route has these words.")).to_be_visible()


def test_the_reference_is_searched_and_has_contents_on_a_phone(opened):
    page = opened(signed_in=False, viewport={"width": 390, "height": 844})
    page.seen.expected = ["/api/profile", "/auth/refresh"]
    page.goto("/reference")
    entry = page.get_by_role("navigation", name="Routes").get_by_role("link", name="DELETE /api/jobs/{id}")
    expect(entry).to_be_hidden()
    page.get_by_text("Contents").click()
    entry.click()
    expect(entry).to_be_hidden()
    expect(page.locator("#deleteApiJobsId")).to_be_in_viewport()
    page.get_by_label("Search the API").fill("cancel kept")
    expect(page.locator(".operation")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_reference_explains_members_of_members(opened):
    page = opened(signed_in=False)
    page.seen.expected = ["/api/profile", "/auth/refresh"]
    page.goto("/reference")
    start = page.locator("#postApiScrapingPlatformMode")
    filters = start.get_by_role("row").filter(has=page.get_by_text("filters.minFollowers", exact=True))
    expect(filters.first).to_contain_text("integer")
    results = page.locator("#getApiJobsIdResults")
    address = results.get_by_text("data[].emails[].address", exact=True)
    expect(address).to_be_hidden()
    results.get_by_text("What each member means").click()
    expect(address).to_be_visible()


def test_development_names_its_stand_ins(opened, stack):
    page = opened()
    page.goto("/search")
    expect(page.get_by_text("Stand-ins answer for the vendors")).to_be_visible()
    assert page.get_by_role("link", name="Clerk").get_attribute("href").startswith(stack.stand_ins)
    for vendor in ["Clerk", "ScrapeCreators"]:
        with page.expect_popup() as popup:
            page.get_by_role("link", name=vendor).click()
        expect(popup.value.get_by_role("heading", name="Stand-ins")).to_be_visible()
        expect(popup.value.get_by_role("link", name="/_dev/scrapecreators/_control")).to_be_visible()
    carrier = page.get_by_role("link", name="QStash").get_attribute("href")
    assert carrier == f"{stack.stand_ins}/_dev/qstash"
    page.goto(carrier)
    expect(page.get_by_role("heading", name="Dead letters")).to_be_visible()
    page.seen.foreign.clear()  # the stand-ins are the one other place


def results(page: Page) -> None:
    search(page, "pottery", "Instagram", "Keyword", wanted=20)
    becomes(page, "Completed")


def one_creator(page: Page) -> None:
    results(page)
    rows(page).first.locator("button.name").click()
    expect(page.get_by_role("complementary", name="Creator")).to_be_visible()


def failed(page: Page) -> None:
    search(page, "nobody.here.at.all", "TikTok", "Similar to")
    becomes(page, "Failed")
    expect(page.get_by_role("alert")).to_be_visible()


def one_campaign(page: Page) -> None:
    results(page)
    page.goto("/campaigns")
    page.locator(".list .what a").click()
    expect(page.locator(".list li").first).to_be_visible()


def campaigns(page: Page) -> None:
    results(page)
    page.goto("/campaigns")
    expect(page.locator(".list li")).to_have_count(1)


def filters(page: Page) -> None:
    page.goto("/search")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()


def nothing_yet(page: Page) -> None:
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()


def account(page: Page) -> None:
    page.goto("/account")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()


def reference(page: Page) -> None:
    page.goto("/reference")
    expect(page.locator(".operation").first).to_be_visible()


def keys(page: Page) -> None:
    nothing_yet(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


@pytest.mark.parametrize("shape", ["desktop", "phone"])
def test_nobody_is_shut_out(opened, shape, figure):
    views = [nothing_yet, results, one_creator, failed, campaigns, one_campaign, filters, account, reference, keys]
    size = {"width": 390, "height": 844} if shape == "phone" else {"width": 1280, "height": 800}
    page = opened(viewport=size)
    if shape == "phone":
        views = [nothing_yet, results, one_creator, campaigns, reference]
    problems = []
    for view in views:
        view(page)
        problems += [f"{view.__name__}, {problem}" for problem in shut_out(page)]
    assert not problems, "\n".join(problems)
    figure(f"axe-core: 0 violations in {len(views)} views on a {shape}, light and dark")


def test_nobody_is_shut_out_before_signing_in(opened):
    page = opened(signed_in=False)
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.goto("/sign-in")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert shut_out(page) == []


def test_signing_out_ends_it(opened):
    page = opened(signed_in=False)
    sign_in(page, "leaves@example.com", at="/account")
    page.seen.foreign.clear()
    page.seen.expected = ["/api/", "/auth/refresh"]
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert not any(cookie["name"] == "__session" for cookie in page.context.cookies())
