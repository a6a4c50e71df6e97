"""The page that tells admins how the data providers do."""

from playwright.sync_api import expect

from acts import becomes, search, shut_out


def test_an_admin_sees_calls_and_credits_by_endpoint(as_admin):
    page = as_admin("/search")
    search(page, "sourdough starter", wanted=20)
    becomes(page, "Completed")
    page.get_by_role("link", name="Providers", exact=True).click()
    table = page.get_by_role("region", name="Endpoints of TikTok")
    row = table.get_by_role("row").filter(has_text="/v1/tiktok/search/keyword")
    expect(row).to_contain_text("Answers")
    expect(row).to_contain_text("in 30 days")
    expect(page.get_by_role("region", name="Who spent most in 30 days")).to_be_visible()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#announce")).to_have_text("Read anew.")
    assert shut_out(page) == []


def test_nobody_else_is_offered_it_or_shown_it(opened):
    page = opened()
    page.seen.expected = ["/api/admin/providers"]
    page.goto("/search")
    expect(page.get_by_role("button", name="Your account").or_(page.get_by_role("button", name="Account of"))).to_be_visible()
    expect(page.get_by_role("link", name="Providers", exact=True)).to_have_count(0)
    page.goto("/admin/providers")
    expect(page.get_by_role("alert")).to_contain_text("Only admins may do this.")


def test_its_old_address_leads_there(as_admin):
    page = as_admin("/providers")
    page.wait_for_url("**/admin/providers")
    expect(page.get_by_role("link", name="Providers", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", name="Who spent most in 30 days")).to_be_visible()
