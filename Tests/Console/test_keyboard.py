"""Everything by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from acts import becomes, names, rows, search


def test_from_load_to_results_without_a_mouse(opened):
    page = opened()
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#terms")).to_be_focused()
    page.keyboard.type("sourdough")
    page.keyboard.press("Enter")
    page.keyboard.type("rye bread")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    becomes(page, "Completed")
    expect(page.locator(".creators")).to_have_attribute("aria-rowcount", "41")
    shown = names(page)
    heading = page.get_by_role("complementary", name="Creator").get_by_role("heading", level=2)
    for key in ["j", "j", "j", "k"]:
        page.keyboard.press(key)
    expect(rows(page).nth(1).locator("button.name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading).to_have_text(shown[1])
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text(shown[2])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(shown[0])
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    expect(rows(page).first.locator("button.name")).to_be_focused()


def test_j_reaches_rows_that_are_not_in_view(opened):
    page = opened()
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("night photography")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    becomes(page, "Completed")
    for _ in range(60):
        page.keyboard.press("j")
    current = page.locator(".creators tr.current")
    expect(current).to_have_attribute("aria-rowindex", "61")
    expect(current).to_be_in_viewport(ratio=1)
    expect(current.locator("button.name")).to_be_focused()


def test_tabs_move_by_arrows_as_radio_buttons_do(opened):
    page = opened()
    page.goto("/search")
    page.get_by_role("radio", name="TikTok").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Instagram")).to_be_checked()
    expect(page.get_by_role("radio", name="Instagram")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="YouTube")).to_be_checked()


def test_places_and_help_have_keys(opened):
    page = opened()
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/campaigns")
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/search*")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_contain_text("Walk through creators")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_focus_is_always_seen(opened, width):
    page = opened(viewport={"width": width, "height": 800})
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    look(page, times=16)
    if width == 390:
        search(page, "city walks", "YouTube", wanted=5)
        becomes(page, "Completed")
        page.locator(".scroller").focus()
        look(page, times=6)


def look(page: Page, times: int) -> None:
    """Walks on, and finds what has the focus on the screen and marked."""
    for _ in range(times):
        page.keyboard.press("Tab")
        name, outline, shadow, is_clipped = page.evaluate(
            """() => { const one = document.activeElement; const box = one.closest('.terms') ?? one;
            return [one.outerHTML.slice(0, 80), getComputedStyle(one).outlineStyle, getComputedStyle(box).boxShadow,
            one.closest('thead') !== null && getComputedStyle(one.closest('thead')).clipPath !== 'none']; }""")
        if name.startswith("<body"):
            break  # past the last one, in the browser's own controls
        assert outline != "none" or shadow != "none", name
        assert not is_clipped, name


def test_colours_are_chosen_by_arrows(opened):
    page = opened(color_scheme="light")
    page.goto("/account")
    page.get_by_role("radio", name="As the system").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    expect(page.get_by_role("radio", name="Dark")).to_be_focused()
    assert page.get_by_role("radio").evaluate_all("all => all.map(one => one.tabIndex)") == [-1, -1, 0]


def test_letters_as_shortcuts_can_be_switched_off(opened):
    page = opened()
    page.goto("/account")
    page.get_by_role("checkbox", name="Single letters").uncheck()
    page.locator("main").focus()
    for key in ["?", "/", "g", "c"]:
        page.keyboard.press(key)
    page.reload()
    expect(page.get_by_role("checkbox", name="Single letters")).not_to_be_checked()
    page.locator("main").focus()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single letters").check()
    page.locator("main").focus()
    assert page.url.endswith("/account")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_an_input_method_may_use_enter(opened):
    page = opened()
    page.goto("/search")
    page.locator("#terms").fill("nihon")
    press = """(one, isComposing) => one.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing, bubbles: true, cancelable: true }))"""
    page.locator("#terms").evaluate(press, True)
    expect(page.locator(".terms .chip")).to_have_count(0)
    expect(page.locator("#terms")).to_have_value("nihon")
    page.locator("#terms").evaluate(press, False)
    expect(page.locator(".terms .chip")).to_have_text(["nihon"])


def test_the_focus_stays_with_a_campaign_that_is_renamed(opened):
    page = opened()
    page.goto("/campaigns")
    page.get_by_role("button", name="New campaign").click()
    page.get_by_role("textbox", name="Name").fill("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()
    page.goto("/campaigns")
    page.get_by_role("button", name="Actions for Spring").press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Name").fill("Autumn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Actions for Autumn")).to_be_focused()


def test_a_creator_that_covers_a_phone_keeps_the_focus(opened):
    page = opened(viewport={"width": 390, "height": 844})
    search(page, "city walks", "YouTube", wanted=5)
    becomes(page, "Completed")
    rows(page).first.locator("button.name").click()
    panel = page.get_by_role("complementary", name="Creator")
    expect(panel).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('.panel')")
    panel.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Keyword: city walks").click()
    expect(page.get_by_role("radio", name="TikTok")).to_be_visible()
