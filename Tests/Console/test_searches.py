"""Searches from the form to the table, and how they end."""

import csv
import re

import pytest
from playwright.sync_api import expect

from acts import becomes, found, names, rows, search, status

SEARCHES = [
    ("TikTok", "Keyword", "sourdough"), ("TikTok", "Similar to", "@jane.cooks"),
    ("Instagram", "Keyword", "yoga, pilates"), ("Instagram", "Similar to", "jane.cooks"),
    ("YouTube", "Keyword", "weeknight dinners"), ("YouTube", "Similar to", "@janecooks"),
]


@pytest.mark.parametrize("platform, mode, terms", SEARCHES)
def test_a_search_fills_the_table(opened, platform, mode, terms):
    page = opened()
    search(page, terms, platform, mode, wanted=30)
    becomes(page, "Completed")
    assert found(page) == 30
    expect(page.locator(".creators")).to_have_attribute("aria-rowcount", "31")
    assert rows(page).count() >= 10
    assert all(names(page))
    similarity = page.get_by_role("columnheader", name="Similarity")
    expect(similarity).to_have_count(1 if mode == "Similar to" else 0)
    # The address alone brings everything back.
    first = names(page)[0]
    page.goto(page.url)
    expect(rows(page).first).to_contain_text(first)
    expect(page.get_by_role("radio", name=platform)).to_be_checked()
    expect(page.get_by_role("radio", name=mode)).to_be_checked()


def test_the_form_is_what_the_host_says_about_its_platforms(opened):
    page = opened()

    def with_a_fourth(route):
        answer = route.fetch()
        body = answer.json()
        kind = {"label": "Words", "kind": "keywords", "max": 2}
        mode = {"id": "keyword", "enabled": True, "state": "ok", "input": kind, "regions": []}
        paused = {"id": "similar", "enabled": False, "state": "paused", "reason": "repairs", "input": kind,
                  "regions": []}
        body["data"].append({"id": "fourth", "name": "Fourth", "enabled": True, "modes": [mode, paused]})
        route.fulfill(response=answer, json=body)

    page.route("**/api/platforms", with_a_fourth)
    page.goto("/search")
    page.get_by_role("radio", name="Fourth").click()
    expect(page.get_by_label("Words")).to_be_visible()
    expect(page.get_by_label("Region")).to_be_hidden()
    expect(page.get_by_role("radio", name="Similar to")).to_have_attribute("title", "Paused by an admin: repairs")
    page.locator("#terms").fill("one, two, three")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("at most 2 terms")
    # What found no room is not thrown away.
    expect(page.locator("#terms")).to_have_value("three")
    # What is paused can be reached, and says why.
    page.get_by_role("radio", name="Keyword").focus()
    page.keyboard.press("ArrowRight")
    paused = page.get_by_role("radio", name="Similar to (Paused by an admin: repairs)")
    expect(paused).to_be_focused()
    expect(paused).not_to_be_checked()
    paused.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Similar to: Paused by an admin: repairs.")


def test_terms_become_chips_and_paste_splits(opened):
    page = opened()
    page.goto("/search")
    terms = page.locator("#terms")
    terms.fill("bread")
    terms.press("Enter")
    terms.evaluate(
        """(input) => { const data = new DataTransfer(); data.setData('text', 'rye; spelt\\nbread, oats');
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true })); }""")
    chips = page.locator(".terms .chip")
    expect(chips).to_have_text(["bread", "rye", "spelt", "oats"])
    page.get_by_role("button", name="Remove rye").click()
    terms.press("Backspace")
    expect(chips).to_have_text(["bread", "spelt"])


def test_nothing_to_search_for_is_said_at_the_form(opened):
    page = opened()
    page.goto("/search")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Type at least one keyword, then press Enter.")
    expect(page.locator("#terms")).to_be_focused()


def test_what_the_host_refuses_is_said_in_the_words_of_the_form(opened):
    page = opened()
    page.seen.expected = ["/api/scraping/"]
    search(page, "no spaces in handles please", "Instagram", "Similar to")
    expect(page.get_by_role("alert")).to_contain_text("“no spaces in handles please” is neither a handle nor")


def test_a_missing_target_is_explained(opened):
    page = opened()
    search(page, "nobody.here.at.all", "TikTok", "Similar to")
    becomes(page, "Failed")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There is no such creator.")
    expect(alert).to_contain_text("Check the spelling of the handle")


def test_out_of_credits_pauses_with_the_reason_and_goes_on_when_they_are_back(opened, trouble):
    page = opened()
    # Nobody has searched for these words, so that each profile costs a call.
    trouble("credits-after=40")
    search(page, "lighthouse keeping", "TikTok", wanted=100)
    becomes(page, "Paused")
    expect(page.get_by_role("alert")).to_contain_text("The data provider is out of credits. What was found is kept")
    assert 0 < found(page) < 100
    assert rows(page).count() > 0
    trouble("")
    becomes(page, "Completed")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert found(page) == 100


def test_a_search_can_be_cancelled_and_keeps_its_rows(opened, trouble):
    page = opened()
    trouble("latency=150ms")
    search(page, "harbour cranes", "Instagram", wanted=900)
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    becomes(page, "Cancelled")
    assert 0 < found(page) < 900
    assert rows(page).count() > 0
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)


def test_what_was_found_is_downloaded_as_csv(opened):
    page = opened()
    search(page, "ceramics", "YouTube", wanted=25)
    becomes(page, "Completed")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 25
    assert lines[0]["handle"] in rows(page).first.inner_text()
    with page.expect_download() as again:
        page.keyboard.press("e")
    assert again.value.path().read_bytes() == download.value.path().read_bytes()


def test_filters_are_sent_with_the_search_and_stay_in_the_address(opened):
    page = opened()
    page.goto("/search")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Followers from").fill("50000")
    page.get_by_label("E-mail address").select_option("Known")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("button", name="Filters")).to_contain_text("2")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Engagement").fill("7")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Engagement")).to_have_value("7")
    page.get_by_label("Engagement").fill("")
    page.get_by_role("button", name="Apply").click()
    page.reload()
    expect(page.get_by_role("button", name="Filters")).to_contain_text("2")
    page.locator("#terms").fill("camper vans")
    page.get_by_label("Wanted").fill("10")
    page.get_by_role("button", name="Start", exact=True).click()
    becomes(page, "Completed")
    assert rows(page).locator("td.email .chip").count() == rows(page).count() == 10
    for text in rows(page).locator("td.followers span").evaluate_all("all => all.map(one => one.title)"):
        assert int(re.sub(r"\D", "", text)) >= 50_000


def test_a_host_that_goes_away_is_noticed_and_its_return_too(opened, trouble):
    page = opened()
    trouble("latency=100ms")
    page.seen.expected = ["/api/jobs/"]
    search(page, "paper planes", wanted=400)
    expect(rows(page).first).to_be_visible()
    page.route("**/api/jobs/**", lambda route: route.abort())
    expect(page.get_by_role("alert")).to_contain_text("The host cannot be reached.")
    assert rows(page).count() > 0
    page.unroute("**/api/jobs/**")
    trouble("")
    expect(page.get_by_role("alert")).to_have_count(0)
    becomes(page, "Completed")
    assert status(page).get_attribute("data-status") == "completed"


def events_of(page):
    """Every request for events that a page makes, from now on."""
    asked = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/events") else None)
    return asked


def polls_of(page):
    """Every time that a page asks how a job stands, from now on."""
    asked = []
    page.on("request", lambda request: asked.append(request) if re.search(r"/api/jobs/[^/]+$", request.url) else None)
    return asked


def test_creators_arrive_through_events(opened):
    page = opened()
    events, polls = events_of(page), polls_of(page)
    search(page, "sourdough", "TikTok", "Keyword", wanted=60)
    becomes(page, "Completed")
    assert found(page) == 60
    assert len(events) == 1
    # Once before the stream is open, and once more where the search was as quick as that.
    assert len(polls) <= 2


def test_a_search_is_polled_where_events_are_refused(opened):
    page = opened()
    page.seen.expected.append("/events")
    page.route("**/api/jobs/*/events", lambda route: route.fulfill(status=503, body=""))
    events, polls = events_of(page), polls_of(page)
    search(page, "sourdough", "TikTok", "Keyword", wanted=60)
    becomes(page, "Completed")
    assert found(page) == 60
    assert len(events) == 1
    assert len(polls) >= 2


def test_events_go_on_after_a_cut(opened):
    page = opened()
    page.seen.expected.append("/events")
    cuts = []

    def cut_once(route):
        if cuts:
            return route.continue_()
        cuts.append(route.request.url)
        return route.fulfill(
            status=200, content_type="text/event-stream", body="retry: 10\n\nid: 7\nevent: creators\ndata: {}\n\n")

    page.route("**/api/jobs/*/events", cut_once)
    events = events_of(page)
    search(page, "sourdough", "TikTok", "Keyword", wanted=60)
    becomes(page, "Completed")
    assert found(page) == 60
    assert len(cuts) == 1
    assert len({name for name in names(page)}) == len(names(page))
    assert all(request.headers.get("last-event-id") in (None, "7") for request in events)
