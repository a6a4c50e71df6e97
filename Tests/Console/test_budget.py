"""What a first visit costs."""

from playwright.sync_api import expect


def test_the_first_load_is_small(opened, figure):
    page = opened()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, float] = {}
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto("/", wait_until="networkidle")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    size = sum(sizes.values()) / 1024
    figure(f"first load: {size:.1f} KB in {len(sizes)} requests, first paint after {paint:.0f} ms")
    assert size <= 60


def test_a_second_visit_asks_for_no_file_again(opened):
    page = opened()
    page.goto("/", wait_until="networkidle")
    addresses: dict[str, str] = {}
    fresh: list[str] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda one: addresses.update({one["requestId"]: one["request"]["url"]}))
    session.on("Network.loadingFinished", lambda one: one["encodedDataLength"] and fresh.append(
        addresses[one["requestId"]]))
    page.goto("/campaigns", wait_until="networkidle")
    page.goto("/", wait_until="networkidle")
    assert [address for address in fresh if "/console/" in address and not address.endswith("campaigns.js")] == []
