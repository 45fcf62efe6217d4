"""The shop's words and its fee of small orders: written by Stina, read at both widths."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from catalogue.services.listing import refresh_all_listings
from customers.models import TextKind
from customers.services.shop_texts import save_terms
from tests.browser.conftest import Visitor
from tests.orders import fill_cart
from tests.services.customers.test_shop_texts import say_it
from tests.services.orders.test_small_orders import ask
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WELCOME = (
    "<p>Order before <strong>14.00</strong> and it leaves today.</p><h3>Deliveries</h3>"
    "<ul><li>Norrvik: Tuesdays</li></ul><table><tr><th scope='col'>Day</th></tr>"
    '<tr><td>Friday</td></tr></table><p><a href="https://example.com/">More</a></p>'
)


def with_words(world: World) -> int:
    """A text, news for all and for Norrvik, terms, a fee; the number of the news for Norrvik."""
    refresh_all_listings()
    say_it(world, "Welcome", kind=TextKind.START, bodies={"en": WELCOME})
    for number in range(6):
        say_it(world, f"News {number}", bodies={"en": "Something to tell. " * 20})
    item = say_it(world, "Only for Norrvik", limit_groups=[world.norrvik])
    save_terms(
        actor=world.actor(world.stina), bodies={"en": WELCOME}, valid_from=timezone.localdate()
    )
    ask(world, "500", "49")
    return item.pk


@pytest.mark.parametrize("width", [1280, 390])
def test_the_start_page_tells_each_what_is_for_them(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    item = with_words(world)
    stranger = visitor(width=width)
    stranger.open("/")
    stranger.sees("Welcome", "it leaves today", "News 5", "All news")
    assert "Only for Norrvik" not in stranger.page.inner_text("body")
    stranger.press("All news")
    stranger.sees("News 0")
    stranger.press("Terms")
    stranger.sees("it leaves today", "From")

    fill_cart(world.actor(world.nora), (world.paper, 1))
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    nora.open("/")
    nora.sees("Only for Norrvik")
    nora.press("Only for Norrvik")
    nora.sees("About Only for Norrvik.")
    assert nora.page.url.endswith(f"/news/{item}/")
    nora.open("/cart/")
    nora.sees("Small-order fee", "211,00 kr more")
    nora.open("/checkout/")
    nora.sees("Small-order fee", "By ordering you accept the terms")


@pytest.mark.parametrize("width", [1280, 390])
def test_stina_writes_news_and_a_rule_and_looks_at_them(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    with_words(world)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/settings/texts/")
    stina.press("Write news")
    stina.page.fill("[name=title_en]", "Docks are here")
    stina.page.fill("[name=body_en]", "Come and look.")
    stina.press("Save")
    stina.sees("Docks are here is saved", "Norrviks kommun")
    stina.press("Preview")
    stina.sees("as a stranger reads it", "Docks are here")
    stina.open("/staff/settings/small-orders/new/")
    stina.page.check("[name=level][value=group]")
    stina.page.fill("[name=name]", "norrviks kommun")
    stina.page.fill("[name=value_net]", "800")
    stina.press("Save")
    stina.sees("The rule is saved", "is refused", "Norrviks kommun")
    for path in ("terms/", "terms/new/", "deliveries/", "payments/"):
        stina.open(f"/staff/settings/{path}")
