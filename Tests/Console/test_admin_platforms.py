"""Switching platforms: what admins do, and what who searches sees of it."""

import time

from playwright.sync_api import Page, expect

from acts import becomes, search, status


def off(page: Page, name: str, reason: str, fate: str = "Let them finish") -> None:
    """Switches a platform or one of its modes off, as the dialog asks."""
    page.get_by_role("switch", name=name, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("radio", name=fate).check()
    dialog.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("switch", name=name, exact=True)).not_to_be_checked()


def on(page: Page, name: str) -> None:
    page.get_by_role("switch", name=name, exact=True).click()
    expect(page.get_by_role("switch", name=name, exact=True)).to_be_checked()


def test_what_an_admin_switches_off_is_refused_to_who_searches_and_says_why(opened, as_admin, figure):
    user, admin = opened(), as_admin("/admin/platforms")
    user.seen.expected = ["/api/scraping/youtube/keyword"]
    user.goto("/search")
    expect(user.get_by_role("radio", name="YouTube")).to_be_visible()
    off(admin, "YouTube", "Moving <b>house</b>")
    began = time.monotonic()
    with user.expect_response("**/api/scraping/youtube/keyword") as answer:
        search(user, "home workout", "YouTube", wanted=5)
    took = time.monotonic() - began
    assert answer.value.status == 503
    expect(user.get_by_role("alert").filter(has_text="paused")).to_contain_text("Moving <b>house</b>")
    figure(f"a platform switched off is refused {took * 1000:.0f} ms later, typing and two clicks included")
    # What was refused once is struck from what can be chosen, in this page and in the next one.
    radio = user.get_by_role("radio", name="YouTube")
    expect(radio).to_have_attribute("aria-disabled", "true")
    user.goto("/search")
    expect(radio).to_have_attribute("title", "Paused by an admin: Moving <b>house</b>")
    expect(admin.get_by_role("region", name="YouTube")).to_contain_text("Off: Moving <b>house</b>")
    on(admin, "YouTube")
    user.goto("/search")
    search(user, "home workout", "YouTube", wanted=5)
    becomes(user, "Completed")


def test_one_mode_is_switched_alone(opened, as_admin):
    user, admin = opened(), as_admin("/admin/platforms")
    off(admin, "TikTok: Similar to", "Too many")
    expect(admin.get_by_role("switch", name="TikTok", exact=True)).to_be_checked()
    user.goto("/search")
    user.get_by_role("radio", name="TikTok").click()
    expect(user.get_by_role("radio", name="Similar to")).to_have_attribute("title", "Paused by an admin: Too many")
    search(user, "home workout", wanted=5)
    becomes(user, "Completed")
    on(admin, "TikTok: Similar to")


def test_a_search_that_runs_is_paused_with_its_platform_and_goes_on_with_it(opened, as_admin, trouble):
    user, admin = opened(), as_admin("/admin/platforms")
    trouble("latency=150ms")
    search(user, "mountain biking", "YouTube", wanted=200)
    becomes(user, "Searching")
    off(admin, "YouTube", "Back in a minute", "Pause them")
    becomes(user, "Paused")
    expect(user.get_by_role("alert").filter(has_text="Back in a minute")).to_be_visible()
    expect(admin.get_by_role("region", name="YouTube")).to_contain_text("1 paused")
    trouble("")
    on(admin, "YouTube")
    becomes(user, "Completed")


def test_a_search_that_runs_is_cancelled_with_its_platform_and_keeps_what_it_found(opened, as_admin, trouble):
    user, admin = opened(), as_admin("/admin/platforms")
    trouble("latency=150ms")
    search(user, "mountain biking", "YouTube", wanted=200)
    expect(status(user).locator(".found strong")).not_to_have_text("0")
    off(admin, "YouTube", "For good", "Cancel them")
    becomes(user, "Cancelled")
    on(admin, "YouTube")


def test_a_switch_is_scheduled_and_removed(as_admin):
    page = as_admin("/admin/platforms")
    region = page.get_by_role("region", name="Instagram")
    region.get_by_role("button", name="Schedule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option("Keyword")
    dialog.get_by_label("Off from").fill("2126-01-02T03:04")
    dialog.get_by_label("Until (or").fill("2126-01-02T05:06")
    dialog.get_by_label("Reason").fill("The provider's maintenance")
    dialog.get_by_role("button", name="Schedule").click()
    expect(region).to_contain_text("Keyword off from 2 Jan 2126, 03:04 until 2 Jan 2126, 05:06")
    expect(region).to_contain_text("“The provider's maintenance”, what runs may finish, by ")
    expect(region.get_by_role("switch", name="Instagram: Keyword")).to_be_checked()
    # From now on: it is in force at once.
    region.get_by_role("button", name="Schedule").click()
    dialog.get_by_label("Off from").fill("2024-01-02T03:04")
    dialog.get_by_label("Reason").fill("Since long ago")
    dialog.get_by_role("button", name="Schedule").click()
    expect(region.get_by_text("In force")).to_be_visible()
    expect(region.get_by_role("switch", name="Instagram", exact=True)).not_to_be_checked()
    for left in [1, 0]:
        region.get_by_role("button", name="Remove").last.click()
        dialog.get_by_role("button", name="Remove").click()
        expect(region.get_by_role("button", name="Remove")).to_have_count(left)
    expect(region.get_by_role("switch", name="Instagram", exact=True)).to_be_checked()


def test_what_is_off_is_told_otherwise_without_being_on_in_between(as_admin):
    page = as_admin("/admin/platforms")
    region = page.get_by_role("region", name="TikTok")
    off(page, "TikTok", "Too slow", "Pause them")
    region.get_by_role("button", name="Change why TikTok is off", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Reason")).to_have_value("Too slow")
    expect(dialog.get_by_role("radio", name="Pause them")).to_be_checked()
    dialog.get_by_label("Reason").fill("For good")
    dialog.get_by_role("radio", name="Cancel them").check()
    dialog.get_by_role("button", name="Change").click()
    expect(region.get_by_text("Off: For good (what runs is cancelled)").first).to_be_visible()
    expect(page.get_by_role("switch", name="TikTok", exact=True)).not_to_be_checked()
    # A mode follows its platform; what it is told itself holds after that.
    page.get_by_role("switch", name="TikTok: Keyword").click()
    expect(dialog).to_contain_text("TikTok is off as a whole")
    dialog.get_by_label("Reason").fill("This one stays")
    dialog.get_by_role("button", name="Switch off").click()
    expect(dialog).to_be_hidden()
    on(page, "TikTok")
    expect(region).to_contain_text("Off: This one stays")
    on(page, "TikTok: Keyword")


def test_what_holds_a_platform_that_was_switched_on_is_said(as_admin):
    page = as_admin("/admin/platforms")
    region = page.get_by_role("region", name="TikTok")
    off(page, "TikTok", "By hand")
    region.get_by_role("button", name="Schedule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Off from").fill("2024-01-02T03:04")
    dialog.get_by_label("Reason").fill("By the clock")
    dialog.get_by_role("button", name="Schedule").click()
    expect(region.get_by_text("In force")).to_be_visible()
    page.get_by_role("switch", name="TikTok", exact=True).click()
    expect(page.get_by_text("TikTok stays off: a scheduled switch is in force")).to_be_visible()
    page.get_by_role("switch", name="TikTok", exact=True).click()
    expect(dialog).to_contain_text("It is off already: a scheduled switch is in force")
    page.keyboard.press("Escape")
    region.get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("switch", name="TikTok", exact=True)).to_be_checked()


def test_switches_are_pressed_by_keyboard_and_keep_the_focus(as_admin):
    page = as_admin("/admin/platforms")
    switch = page.get_by_role("switch", name="TikTok: Keyword")
    switch.focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(switch).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()  # without a reason it stays on
    page.keyboard.type("Because")
    page.keyboard.press("Enter")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
