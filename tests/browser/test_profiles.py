"""A customer gets its own look: set, previewed on real pages, published, and looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from customers.services.profiles import ProfileDetails
from tests.browser.conftest import Visitor
from tests.services.customers.test_profiles import png, published
from tests.uploads import sent
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Pale and strong, with and without a header of their own.
LOOKS = (
    ("#FFC400", "#1F1F1F"),
    ("#FFFFFF", ""),
    ("#E30613", "#E30613"),
    ("#5B2A86", "#FFC400"),
    ("#39FF14", "#7A7A7A"),
)
PAGES = ("/", "/c/datorer/", "/p/nd-4012-gb/", "/cart/", "/my/")


def colour_of(visitor: Visitor, selector: str, name: str) -> str:
    found: str = visitor.page.eval_on_selector(
        selector, f"(element) => getComputedStyle(element).getPropertyValue('{name}')"
    )
    return found


def test_stina_gives_the_school_its_look_and_nora_sees_it(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    world = build_world()
    (tmp_path / "logo.png").write_bytes(png())
    nora = visitor()
    nora.log_in("nora@example.com")

    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open(f"/staff/customers/{world.school.pk}/")
    stina.press("Graphical profile")
    stina.sees("No profile yet")
    stina.page.fill("[name=brand_colour]", "#ffc400")
    assert stina.page.locator("input[type=color]").first.input_value() == "#ffc400"
    stina.page.locator("input[type=color]").nth(1).fill("#1f1f1f")
    assert stina.page.input_value("[name=header_colour]") == "#1F1F1F"
    stina.page.set_input_files("[name=logo]", tmp_path / "logo.png")
    stina.page.fill("[name=welcome_title]", "Välkommen till skolan")
    stina.press("Save draft")
    stina.sees("We darkened your yellow for links so it can be read.", "5.44", "Draft")
    assert colour_of(stina, ".look-sample .btn-main", "background-color") == "rgb(255, 196, 0)"
    assert colour_of(stina, ".rail", "background-color") != "rgb(31, 31, 31)"

    stina.press("Save and preview")
    stina.sees("Preview of Barn och utbildning", "Välkommen till skolan")
    assert colour_of(stina, ".shop-head", "background-color") == "rgb(31, 31, 31)"
    assert colour_of(stina, ".shop-head", "border-bottom-color") == "rgb(255, 196, 0)"
    nora.open("/")
    assert "Välkommen till skolan" not in nora.page.inner_text("body")
    stina.press("Leave")
    stina.press("Save and publish")
    stina.sees("Published. The people of Barn och utbildning see it")

    nora.open("/")
    nora.sees("Välkommen till skolan")
    logo = nora.page.locator(".shop-head .logo img")
    assert logo.get_attribute("alt") == "Barn och utbildning"
    box = logo.bounding_box()
    assert box is not None
    assert box["height"] <= 40
    assert box["width"] <= 160

    stina.page.get_by_text("Take back").first.click()
    stina.page.locator("button[value=take_back]").click()
    stina.look()
    stina.sees("Taken back.")
    nora.open("/")
    assert "Välkommen till skolan" not in nora.page.inner_text("body")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_look_is_readable_in_both_themes_and_widths(
    visitor: Callable[..., Visitor], width: int, theme: str
) -> None:
    world = build_world()
    world.nora.user.theme = theme
    world.nora.user.save()
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    for brand, header in LOOKS:
        details = ProfileDetails(brand, header, "Välkommen", "Här finns era avtalspriser.")
        published(world.actor(world.stina), world.school, details, logo=sent("logo.png", png()))
        for page in PAGES:
            nora.open(page)
        nora.page.keyboard.press("Tab")
        nora.page.keyboard.press("Tab")
        nora.look()


def test_the_form_serves_without_script_and_on_a_phone(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    published(world.actor(world.stina), world.norrvik, ProfileDetails("#00A651"))
    stina = visitor(width=390)
    stina.log_in("stina@example.com")
    stina.open(f"/staff/groups/{world.norrvik.pk}/profile/")
    stina.page.fill("[name=brand_colour]", "inte en färg")
    stina.press("Save and publish")
    stina.sees("Write the colour as # and six digits")
    stina.open(f"/staff/customers/{world.school.pk}/profile/")
    stina.sees("this customer has that of Norrviks kommun")
