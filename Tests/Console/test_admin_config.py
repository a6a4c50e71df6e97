"""Settings: found, edited together, refused, put back."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def config(as_admin):
    page = as_admin("/admin/config")
    expect(setting(page, "processing.slice")).to_be_visible()
    return page


def setting(page: Page, key: str):
    return page.locator(".settings li").filter(has=page.get_by_text(key, exact=True))


def value(page: Page, key: str):
    """The field of a setting."""
    return page.get_by_label(key, exact=True)


def test_settings_are_edited_together_and_saved_once(config):
    asked = []
    config.on("request", lambda one: one.method == "PUT" and asked.append(one.url))
    value(config, "processing.max_attempts").fill("7")
    value(config, "cleanup.failed").fill("8d")
    value(config, "processing.slice").fill("9")
    bar = config.get_by_role("region", name="Changes")
    expect(bar).to_contain_text("3 changed")
    # What is as it was is no change.
    before = setting(config, "processing.slice").get_by_role("spinbutton").get_attribute("min")
    value(config, "processing.slice").fill(default_of(config, "processing.slice"))
    assert before is not None, "bounds are the field's as well"
    expect(bar).to_contain_text("2 changed")
    bar.get_by_label("Reason").fill("A quiet week")
    bar.get_by_role("button", name="Save").click()
    expect(bar).to_be_hidden()
    assert len(asked) == 1
    row = setting(config, "cleanup.failed")
    expect(row).to_contain_text(re.compile(r"Changed just now by \S+: A quiet week"))
    expect(row.get_by_text("default 7d")).to_be_visible()
    config.reload()
    expect(value(config, "cleanup.failed")).to_have_value("8d")
    for key in ["cleanup.failed", "processing.max_attempts"]:
        setting(config, key).get_by_role("button", name="Default of").click()
        expect(setting(config, key).get_by_text("default", exact=True)).to_be_visible()
    expect(value(config, "cleanup.failed")).to_have_value("7d")


def default_of(page: Page, key: str) -> str:
    """A setting's default that nobody has changed, as the host says it."""
    return str(page.evaluate(
        """key => fetch(`/api/admin/config/${key}`).then(one => one.json()).then(one => one.data.default)""", key))


def test_what_is_out_of_bounds_is_refused_where_it_stands_and_nothing_is_saved(config):
    config.seen.expected = ["/api/admin/config"]
    value(config, "cleanup.failed").fill("9000d")
    value(config, "cleanup.calls").fill("401d")
    bar = config.get_by_role("region", name="Changes")
    bar.get_by_role("button", name="Save").click()
    expect(setting(config, "cleanup.failed").get_by_role("alert")).to_contain_text("Accepted")
    expect(value(config, "cleanup.failed")).to_be_focused()
    expect(bar).to_contain_text("2 changed")
    # Neither is saved; both are still edited when one comes back from elsewhere.
    config.get_by_role("link", name="Search", exact=True).click()
    config.get_by_role("link", name="Configuration", exact=True).click()
    expect(value(config, "cleanup.calls")).to_have_value("401d")
    bar.get_by_role("button", name="Discard").click()
    expect(value(config, "cleanup.calls")).to_have_value("400d")
    expect(bar).to_be_hidden()


def test_a_change_is_in_the_history_and_taken_back_with_one_click(config):
    for days in ["301d", "302d"]:
        value(config, "cleanup.completed").fill(days)
        config.get_by_role("region", name="Changes").get_by_role("button", name="Save").click()
        expect(config.get_by_role("region", name="Changes")).to_be_hidden()
    config.get_by_role("button", name="History of cleanup.completed").click()
    drawer = config.get_by_role("dialog", name="History")
    changes = drawer.get_by_role("listitem")
    expect(changes.nth(0).locator("del")).to_have_text("301d")
    expect(changes.nth(0).locator("ins")).to_have_text("302d")
    expect(changes.nth(1).locator("ins")).to_have_text("301d")
    expect(changes.nth(1)).to_contain_text("just now by")
    drawer.get_by_role("button", name="Back to 301d").click()
    expect(changes.nth(0).locator("ins")).to_have_text("301d")
    expect(changes.nth(0)).to_contain_text("Reverted")
    config.keyboard.press("Escape")
    expect(config.get_by_role("button", name="History of cleanup.completed")).to_be_focused()
    expect(value(config, "cleanup.completed")).to_have_value("301d")
    setting(config, "cleanup.completed").get_by_role("button", name="Default of").click()
    expect(value(config, "cleanup.completed")).to_have_value("30d")


def test_what_another_admin_has_changed_is_shown_and_not_replaced_unseen(config, as_admin):
    config.seen.expected = ["/api/admin/config"]
    value(config, "cleanup.webhooks").fill("27d")
    other = as_admin("/admin/config")
    value(other, "cleanup.webhooks").fill("28d")
    other.get_by_role("region", name="Changes").get_by_role("button", name="Save").click()
    expect(other.get_by_role("region", name="Changes")).to_be_hidden()
    bar = config.get_by_role("region", name="Changes")
    bar.get_by_role("button", name="Save").click()
    row = setting(config, "cleanup.webhooks")
    expect(row.get_by_role("alert")).to_contain_text("it is 28d now")
    expect(value(config, "cleanup.webhooks")).to_have_value("27d")
    expect(value(config, "cleanup.webhooks")).to_be_focused()
    # Now that it has been seen, it may be replaced.
    bar.get_by_role("button", name="Save").click()
    expect(bar).to_be_hidden()
    expect(row.get_by_role("alert")).to_be_hidden()
    # What was changed while one was elsewhere is said on the way back.
    value(config, "cleanup.webhooks").fill("26d")
    config.get_by_role("link", name="Search", exact=True).click()
    other.reload()
    setting(other, "cleanup.webhooks").get_by_role("button", name="Default of").click()
    expect(setting(other, "cleanup.webhooks").get_by_text("default", exact=True)).to_be_visible()
    config.get_by_role("link", name="Configuration", exact=True).click()
    expect(row.get_by_role("alert")).to_contain_text("it was 27d")
    expect(value(config, "cleanup.webhooks")).to_have_value("26d")
    bar.get_by_role("button", name="Discard").click()


def test_what_is_set_to_its_default_is_put_back_to_it_as_well(config):
    config.evaluate(
        """value => fetch("/api/admin/config", {method: "POST", headers: {"Content-Type": "application/json"},
            body: JSON.stringify({key: "processing.slice", value})})""",
        int(default_of(config, "processing.slice")))
    config.reload()
    row = setting(config, "processing.slice")
    expect(row).to_contain_text("Changed just now by")
    row.get_by_role("button", name="Default of").click()
    expect(row).not_to_contain_text("Changed")
    expect(row.get_by_role("button", name="Default of")).to_be_disabled()


def test_settings_are_searched_and_the_search_is_in_the_address(config):
    config.locator("main").focus()
    config.keyboard.press("/")
    config.keyboard.type("cleanup calls")
    expect(setting(config, "cleanup.calls")).to_be_visible()
    expect(setting(config, "processing.slice")).to_be_hidden()
    expect(config.get_by_role("heading", name="processing")).to_be_hidden()
    config.reload()
    expect(setting(config, "cleanup.calls")).to_be_visible()
    expect(setting(config, "processing.slice")).to_be_hidden()
    config.get_by_label("Search settings").fill("nothing like this")
    expect(config.get_by_role("heading", name="No such setting")).to_be_visible()
    config.get_by_label("Search settings").fill("")
    value(config, "processing.slice").fill("11")
    config.get_by_label("Changed ones only").check()
    expect(setting(config, "processing.slice")).to_be_visible()
    expect(setting(config, "cleanup.calls")).to_be_hidden()
    config.get_by_role("button", name="Discard").click()
