"""Users and admins, and what the audit tells of both."""

import re

from playwright.sync_api import Page, expect

from acts import make_user
from conftest import sign_in


def find(page: Page, text: str):
    page.get_by_label("E-mail, name or id").fill(text)
    person = page.get_by_role("region", name="Users").get_by_role("button", name=text)
    expect(person).to_be_visible()
    return person


def test_somebody_is_made_an_admin_and_is_one_no_more(opened, as_admin):
    user, admin = opened(signed_in=False), as_admin("/admin/users")
    make_user(admin, "bo.newcomer@example.com")
    sign_in(user, "bo.newcomer@example.com", at="/account")
    user.seen.foreign.clear()  # the issuer's page
    expect(user.get_by_role("heading", name="Profile")).to_be_visible()
    find(admin, "bo.newcomer@example.com").click()
    panel = admin.get_by_role("dialog", name="bo.newcomer@example.com", exact=True)
    expect(panel.locator(".facts-list")).to_contain_text("Credits in 30 days")
    panel.get_by_role("button", name="Make admin").click()
    expect(admin.get_by_role("dialog", name="Make bo.newcomer")).to_contain_text("They see everybody's searches")
    admin.get_by_role("dialog", name="Make bo.newcomer").get_by_role("button", name="Make admin").click()
    expect(panel).to_contain_text("Admin by database")
    user.reload()
    expect(user.get_by_role("link", name="Users", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Demote").click()
    admin.get_by_role("dialog", name="Demote").get_by_role("button", name="Demote").click()
    expect(panel.get_by_role("button", name="Make admin")).to_be_focused()
    user.seen.expected = ["/api/admin/"]
    user.goto("/admin/users")
    expect(user.get_by_role("alert")).to_contain_text("Only admins may do this.")
    # Both are in the audit, with before and after, found by whom they were done to.
    panel.get_by_role("button", name="Close").click()
    admin.goto("/admin/audit?action=user.promote")
    entry = admin.get_by_role("listitem").filter(has_text="user.promote").first
    expect(entry.locator("del")).to_contain_text(["false"])
    expect(entry.locator("ins")).to_contain_text(["true"])


def test_what_cannot_be_done_to_an_admin_is_not_offered(as_admin):
    page = as_admin("/admin/users")
    page.get_by_label("Admins only").check()
    page.wait_for_url(re.compile("admins=true"))
    find(page, "admin@example.com").click()
    panel = page.get_by_role("dialog", name="admin@example.com")
    expect(panel).to_contain_text("Named in NEXT_PUBLIC_ADMIN_EMAILS")
    expect(panel.get_by_role("button", name="Demote")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Users").get_by_role("button", name="admin@example.com")).to_be_focused()


def test_a_test_user_is_made_and_can_be_found(as_admin):
    page = as_admin("/admin/users", permissions=["clipboard-read", "clipboard-write"])
    make_user(page, "made.up@example.com", "Made Up")
    expect(page.get_by_role("region", name="Users").get_by_role("row").nth(1)).to_contain_text("Made Up")
    find(page, "made.up@example.com").click()
    page.get_by_role("button", name="Copy a session token").click()
    expect(page.get_by_text("Copied a token")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").count(".") == 2


def test_nobody_found_says_what_to_do(as_admin):
    page = as_admin("/admin/users?q=nobody.like.this")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    page.goto("/admin/audit?actor=nobody.like.this")
    expect(page.get_by_role("heading", name="No such action")).to_be_visible()
