"""Start page texts, news and terms: who reads them where, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import ShopText, TextKind
from customers.services.shop_texts import save_terms
from orders.models import Order
from tests.orders import fill_cart
from tests.services.customers.test_shop_texts import say_it
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]


def test_each_reads_on_the_start_page_what_is_for_them(world: World) -> None:
    say_it(world, "To all", kind=TextKind.START)
    say_it(world, "To Norrvik", limit_groups=[world.norrvik])
    stranger, nora, otto = (
        world.client(who).get("/").text for who in (None, world.nora, world.otto)
    )
    for page in (stranger, nora, otto):
        assert "About To all." in page
    assert "To Norrvik" in nora
    assert "To Norrvik" not in stranger + otto


def test_news_for_others_is_not_found_at_its_address(world: World) -> None:
    item = say_it(world, "To Norrvik", limit_groups=[world.norrvik])
    text = say_it(world, "A text", kind=TextKind.START)
    hidden = say_it(world, "Hidden", is_active=False)
    assert world.client(world.nora).get(f"/news/{item.pk}/").status_code == 200
    for who in (world.otto, world.stina, None):
        assert world.client(who).get(f"/news/{item.pk}/").status_code == 404
    for other in (text, hidden):
        assert world.client(world.nora).get(f"/news/{other.pk}/").status_code == 404


def test_all_news_goes_page_by_page(world: World, django_assert_num_queries: Counting) -> None:
    today = timezone.localdate()
    ShopText.objects.bulk_create(
        ShopText(kind="news", title_en=f"News {n:02}", starts_on=today - timedelta(days=n))
        for n in range(35)
    )
    client = world.client(None)
    page = client.get("/")
    assert "News 04" in page.text
    assert "News 05" not in page.text
    assert 'href="/news/"' in page.text
    first = client.get("/news/")
    assert "News 29" in first.text
    assert "News 30" not in first.text
    assert "News 34" in client.get(first.context["older_url"]).text
    with django_assert_num_queries(3):  # settings, news, the frame
        client.get("/news/")


def test_the_start_page_costs_one_question_more_than_without_words(
    world: World, django_assert_max_num_queries: Counting
) -> None:
    for number in range(20):
        say_it(world, f"News {number}", limit_groups=[world.norrvik])
    nora = world.client(world.nora)
    nora.get("/")
    with django_assert_max_num_queries(13):
        nora.get("/")


def test_a_text_is_read_in_the_readers_language_else_the_shops(world: World) -> None:
    say_it(world, "Hej", titles={"en": "Hello", "sv": "Hej"}, bodies={})
    client = world.client(None)
    assert "Hello" in client.get("/").text
    client.post("/account/language/", {"language": "sv", "next": "/"})
    assert ">Hej<" in client.get("/").text
    client.post("/account/language/", {"language": "nb", "next": "/"})
    page = client.get("/").text
    assert "Hello" in page  # the shop's language
    assert 'lang="en"' in page


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<iframe src=//evil.example></iframe>",
        "<p onclick=alert(1)>x</p><img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "</section></main><h1>x</h1><form action=//evil.example><input name=password>",
    ],
)
def test_nothing_written_runs_or_breaks_out(world: World, written: str) -> None:
    body = f"<p>before</p>{written}<p>after</p>"
    item = say_it(world, written, bodies={"en": body})
    say_it(world, written, kind=TextKind.START, bodies={"en": body})
    terms = save_terms(
        actor=world.actor(world.stina), bodies={"en": body}, valid_from=timezone.localdate()
    )
    client, stina = world.client(None), world.client(world.stina)
    pages = [
        *(client.get(url).text for url in ("/", "/news/", f"/news/{item.pk}/", "/terms/")),
        stina.get("/staff/settings/texts/preview/").text,
        stina.get("/staff/settings/texts/").text,
    ]
    assert terms.pk
    for page in pages:
        for bad in ("<script>alert", "<style>*", "<iframe", "<img src=x", "<form action=//"):
            assert bad not in page
        assert written not in page
        assert 'href="javascript:' not in page
        assert page.count("</main>") == 1
    assert "after" in pages[0]


def test_a_teaser_says_what_was_written(world: World) -> None:
    say_it(world, "Fees", bodies={"en": "<p>R&amp;D: 5 &lt; 6</p><p>A & B</p>"})
    page = world.client(None).get("/").text
    assert "R&amp;D: 5 &lt; 6 A &amp; B" in page
    assert "&amp;amp;" not in page
    assert "&amp;lt;" not in page


def test_terms_have_a_page_of_their_own_and_the_checkout_names_them(world: World) -> None:
    nora = world.client(world.nora)
    fill_cart(world.actor(world.nora), (world.paper, 1))
    assert nora.get("/terms/").status_code == 404
    assert "/terms/" not in nora.get("/checkout/").text
    stina, today = world.actor(world.stina), timezone.localdate()
    save_terms(actor=stina, bodies={"en": "Pay in time."}, valid_from=today)
    to_come = save_terms(
        actor=stina, bodies={"en": "Pay before."}, valid_from=today + timedelta(days=1)
    )
    page = nora.get("/terms/")
    assert "Pay in time." in page.text
    assert world.client(None).get(f"/terms/{to_come.pk}/").status_code == 404
    checkout = nora.get("/checkout/").text
    assert 'By ordering you accept the <a href="/terms/">terms</a>.' in checkout
    assert 'href="/terms/"' in nora.get("/").text
    assert not Order.objects.exists()


def test_terms_that_were_replaced_are_still_read_and_say_so(world: World) -> None:
    stina, today = world.actor(world.stina), timezone.localdate()
    old = save_terms(actor=stina, bodies={"en": "Old words"}, valid_from=today)
    save_terms(actor=stina, bodies={"en": "New words"}, valid_from=today)
    client = world.client(None)
    assert "New words" in client.get("/terms/").text
    page = client.get(f"/terms/{old.pk}/").text
    assert "Old words" in page
    assert "no longer in force" in page


def test_the_foot_tells_where_the_shop_is(world: World) -> None:
    world.shop.street, world.shop.postal_code, world.shop.city = "Lagergatan 1", "541 30", "Skövde"
    world.shop.save()
    foot = world.client(None).get("/").text.partition('<footer class="shop-foot">')[2]
    for told in ("Kontorsgrossen", "Lagergatan 1", "541 30 Skövde", "0510-555 40", "8–17"):
        assert told in foot
