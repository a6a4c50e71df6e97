"""Everything by keyboard alone."""

from playwright.sync_api import expect

from acts import becomes, names, rows


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


def test_the_focus_is_always_seen(opened):
    page = opened()
    page.goto("/search")
    expect(page.get_by_role("heading", name="Find creators")).to_be_visible()
    for _ in range(16):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """() => { const one = document.activeElement; const box = one.closest('.terms') ?? one;
            return [one.outerHTML.slice(0, 80), getComputedStyle(one).outlineStyle, getComputedStyle(box).boxShadow]; }""")
        assert outline[1] != "none" or outline[2] != "none", outline[0]
