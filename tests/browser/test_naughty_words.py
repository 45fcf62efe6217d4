"""What breaks programs as the words of a customer's own shop, looked at in the browser."""

import unicodedata
from collections.abc import Callable, Sequence

import pytest
from django.utils import timezone

from customers.models import ExtraField, ShopSettings, ShopText, Terms
from customers.services.profiles import ProfileDetails
from orders.models import Cart
from tests.browser.conftest import Visitor
from tests.hostile.strings import OWN, naughty
from tests.orders import fill_cart
from tests.services.customers.test_profiles import published
from tests.sites import SCHOOL_SLUG, open_site
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_FIELDS = 18


def test_naughty_words_run_nothing_and_break_no_page(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    words = [text for text in [*OWN, *naughty()] if _can_be_read(text)]
    Terms.objects.create(valid_from=timezone.localdate(), body_en="\n\n".join(words))
    open_site(world, world.school)
    fill_cart(world.actor(world.nora), (world.dock, 2))
    stranger, nora, stina = visitor(width=390), visitor(), visitor()
    dialogs: list[str] = []
    for each in (stranger, nora, stina):
        each.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    nora.log_in("nora@example.com")
    stina.log_in("stina@example.com")

    for path in ("/terms/", "/newsletter/"):
        stranger.open(path)
    for part in _parts(words, 6):
        _say_everywhere(world, part)
        for path in ("/", "/news/", f"/s/{SCHOOL_SLUG}/", f"/s/{SCHOOL_SLUG}/account/login/"):
            stranger.open(path)
        for path in ("/", "/cart/", "/checkout/"):
            nora.open(path)
    for path in (
        "/staff/settings/texts/",
        "/staff/settings/extra-fields/",
        f"/staff/customers/{world.school.pk}/profile/",
        f"/staff/customers/{world.school.pk}/",
    ):
        stina.open(path)

    assert dialogs == []
    foot = stranger.page.locator("footer.shop-foot")
    assert foot.count() == 1, "nothing closed the page before its end"


def _can_be_read(text: str) -> bool:
    seen = (unicodedata.category(letter)[0] in "LNPS" for letter in text)
    return "\x00" not in text and any(seen)


def _parts(words: Sequence[str], count: int) -> list[Sequence[str]]:
    return [words[place::count] for place in range(count)]


def _say_everywhere(world: World, words: Sequence[str]) -> None:
    """In the shop's foot, start page and news, the school's look, and what its orders are asked."""
    today = timezone.localdate()
    ShopText.objects.all().delete()
    ExtraField.objects.all().delete()
    ShopText.objects.bulk_create(
        ShopText(kind=kind, title_en=text[:160], body_en=text, starts_on=today)
        for text in words
        for kind in ("news", "start")
    )
    ExtraField.objects.bulk_create(
        ExtraField(
            key=f"naughty-{place}",
            place="line" if place % 2 else "order",
            kind="choice" if place % 3 == 0 else "text",
            label=text[:60],
            help=text[:200],
            choices=[each[:100] for each in words[:10]] if place % 3 == 0 else [],
            position=place,
        )
        for place, text in enumerate(words[:_FIELDS])
    )
    details = ProfileDetails(
        brand_colour="#FFC400",
        header_colour="#14211F",
        welcome_title=f"Welcome {words[0]}"[:120],
        welcome_text="\n".join(words)[:1000],
    )
    published(world.actor(world.stina), world.school, details)
    ShopSettings.objects.update(
        street=words[0][:120], city=words[1][:80], opening_hours=words[2][:120]
    )
    Cart.objects.filter(user=world.nora.user).update(extra={"naughty-0": words[0][:100]})
