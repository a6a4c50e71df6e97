"""Everybody's searches, what died, and what hosts said meanwhile."""

from playwright.sync_api import expect

from acts import becomes, make_user, search
from conftest import sign_in


def test_a_search_of_somebody_is_found_opened_and_its_log_read(opened, as_admin):
    user, admin = opened(signed_in=False), as_admin()
    make_user(admin, "busy.user@example.com")
    sign_in(user, "busy.user@example.com", at="/search")
    user.seen.foreign.clear()  # the issuer's page
    search(user, "night photography", "Instagram", wanted=5)
    becomes(user, "Completed")
    admin.goto("/admin/jobs")
    admin.get_by_label("Of (address or id)").fill("busy.user@example.com")
    admin.get_by_label("Status").select_option("Completed")
    admin.get_by_label("Platform").select_option("Instagram")
    rows = admin.get_by_role("region", name="Searches").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("5 of 5")
    admin.get_by_role("link", name="night photography").click()
    expect(admin.get_by_role("heading", name="night photography")).to_be_visible()
    expect(admin.locator(".facts-list")).to_contain_text("5 of 5")
    job = admin.url.split("/")[-1]
    admin.get_by_role("link", name="Log", exact=True).click()
    admin.wait_for_url(f"**/admin/logs?job={job}")
    lines = admin.get_by_role("region", name="Lines").get_by_role("listitem")
    expect(lines.filter(has_text=job[-6:]).first).to_be_visible()
    admin.goto("/admin/jobs?status=completed&user=nobody.like.this")
    expect(admin.get_by_role("heading", name="No such search")).to_be_visible()


def test_a_dead_letter_is_retried_and_another_one_discarded(opened, as_admin, trouble):
    user = opened()
    trouble("html=100%")
    for terms in ["beekeeping", "origami"]:
        search(user, terms, "TikTok", wanted=5)
        becomes(user, "Failed")
        user.goto("/search")
    trouble("")
    admin = as_admin("/admin/jobs/dead-letters")
    letters = admin.locator(".pages > .entries > li")
    expect(letters.first).to_be_visible()
    before = letters.count()
    letters.first.get_by_text("All that went wrong").click()
    expect(letters.first.get_by_role("listitem").first).to_be_visible()
    letters.first.get_by_role("button", name="Discard").click()
    admin.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(letters).to_have_count(before - 1) if before > 1 else None
    letters.first.get_by_role("link", name="Job").click()
    expect(admin.get_by_role("heading", name="beekeeping")).to_be_visible()
    admin.get_by_role("button", name="Retry").click()
    expect(admin.get_by_text("Completed")).to_be_visible()
    admin.goto("/admin/jobs/x")
    expect(admin.get_by_role("heading", name="There is no such job.")).to_be_visible()


def test_lines_of_a_request_are_found_by_its_id(opened, as_admin):
    user = opened()
    with user.expect_response("**/api/scraping/**") as answer:
        search(user, "watercolour", wanted=5)
    becomes(user, "Completed")
    request = answer.value.headers["x-request-id"]
    admin = as_admin("/admin/logs")
    admin.get_by_label("Request id").fill(request)
    admin.wait_for_url(f"**request={request}")
    lines = admin.get_by_role("region", name="Lines").get_by_role("listitem")
    expect(lines.filter(has_not_text=request[-6:])).to_have_count(0)
    expect(lines.first).to_be_visible()
    admin.get_by_label("Request id").fill("no-such-request")
    expect(admin.get_by_role("heading", name="Nothing said")).to_be_visible()


def test_lines_are_followed_as_they_are_said(opened, as_admin):
    user, admin = opened(), as_admin("/admin/logs?tag=http")
    admin.get_by_label("Follow").check()
    with user.expect_response("**/api/campaigns?*") as answer:
        user.goto("/campaigns")
    request = answer.value.headers["x-request-id"]
    expect(admin.get_by_role("region", name="Lines").get_by_role("link", name=f"request {request[-6:]}").last).to_be_visible()


def test_how_much_a_tag_says_is_changed_beside_its_lines(as_admin):
    page = as_admin("/admin/logs")
    page.get_by_text("Levels (0 changed)").click()
    page.get_by_label("All tags").select_option("debug")
    expect(page.get_by_text("logging.level is debug on every host within a second")).to_be_visible()
    page.goto("/admin/config?q=logging.level")
    expect(page.get_by_label("logging.level", exact=True)).to_have_value("debug")
    page.get_by_role("button", name="Default of logging.level").click()
    expect(page.get_by_label("logging.level", exact=True)).to_have_value("info")
