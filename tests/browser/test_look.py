"""Every piece of the look, in Chromium, under the real content security policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

from tests.browser.look_world import sheet_context

pytestmark = pytest.mark.browser

SITE = "http://look.example"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"


def answer(route: Route, html: str) -> None:
    """The sheet itself, or one of our static files."""
    path = route.request.url.removeprefix(SITE)
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=str(found))
    elif path == "/":
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=html, headers=headers)
    else:
        route.fulfill(status=404)


def open_sheet(chromium: Browser, theme: str, width: int) -> tuple[Page, list[str]]:
    """The sheet in a fresh page, and what the browser complained of."""
    html = render_to_string("components/_sheet.html", sheet_context(theme))
    page = chromium.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "device" else "light",
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: answer(route, html))
    page.goto(f"{SITE}/", wait_until="networkidle")
    return page, complaints


@pytest.mark.parametrize("theme", ["light", "dark", "device"])
@pytest.mark.parametrize("width", [1280, 390])
def test_sheet_is_accessible_and_keeps_the_policy(
    chromium: Browser, theme: str, width: int
) -> None:
    page, complaints = open_sheet(chromium, theme, width)
    findings = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]
    assert findings == []
    assert complaints == []
    page.close()


def test_nothing_scrolls_sideways_at_320_pixels(chromium: Browser) -> None:
    page, _ = open_sheet(chromium, "light", 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_as_the_device_is_dark_on_a_dark_device(chromium: Browser) -> None:
    page, _ = open_sheet(chromium, "device", 1280)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(13, 21, 20)"
    page.close()


def test_chosen_rows_call_the_bulk_bar_and_it_goes_again(chromium: Browser) -> None:
    page, _ = open_sheet(chromium, "light", 1280)
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    page.locator("[data-select-all]").check()
    assert bar.is_visible()
    assert bar.locator("[data-bulk-count]").inner_text() == "2"
    page.locator("[data-select-all]").uncheck()
    assert not bar.is_visible()
    page.close()


def test_row_menu_walks_by_arrows_and_escape_gives_focus_back(chromium: Browser) -> None:
    page, _ = open_sheet(chromium, "light", 1280)
    summary = page.locator(".row-menu summary").first
    summary.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent").strip() == "Open"
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelectorAll('.row-menu[open]').length") == 0
    assert page.evaluate("document.activeElement.matches('.row-menu summary')")
    page.close()


def test_slash_goes_to_search_but_not_while_writing(chromium: Browser) -> None:
    page, _ = open_sheet(chromium, "light", 1280)
    page.keyboard.press("/")
    search = page.locator("[data-search-key]")
    assert search.evaluate("field => field === document.activeElement")
    page.keyboard.type("a/b")
    assert search.input_value() == "a/b"
    page.close()
