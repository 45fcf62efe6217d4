"""The customer's card and its group's: the tabs, what they say and cost, the notes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingEmail
from customers.models import (
    Customer,
    CustomerNote,
)
from orders.models import Order
from tests.orders import place
from tests.pages.staff.customer_pages import card_of, crowd, page_of, url_of
from tests.world import World

TABS = ("", "users/", "addresses/", "orders/", "prices/", "assortments/", "documents/", "mail/")
ALL_TABS = (*TABS, "notes/", "history/")


@pytest.mark.parametrize("tab", ALL_TABS)
def test_each_tab_opens_for_an_empty_customer_and_names_the_others(world: World, tab: str) -> None:
    bare = Customer.objects.create(name="Tomma AB", main_group=world.retail)
    page = page_of(world, url_of(bare, tab), world.stina)
    assert "Tomma AB" in page
    for other in ALL_TABS:
        assert f'href="{url_of(bare, other)}"' in page


@pytest.mark.parametrize("tab", ALL_TABS)
def test_no_tab_costs_more_however_much_the_customer_holds(
    world: World, tab: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    place(world, world.nora, (world.dock, 1))
    client = world.client(world.stina)
    client.get(url_of(world.school, tab))
    with django_assert_max_num_queries(12) as few:  # type: ignore[attr-defined]
        client.get(url_of(world.school, tab))
    crowd(world, world.school, 40)
    with django_assert_max_num_queries(12) as many:  # type: ignore[attr-defined]
        client.get(url_of(world.school, tab))
    assert len(many) == len(few)


def test_a_customer_of_another_organisation_or_none_is_404_and_buyers_are_refused(
    world: World,
) -> None:
    for tab in ALL_TABS:
        assert world.client(world.stina).get(f"/staff/customers/999999/{tab}").status_code == 404
        assert world.client(world.greta).get(url_of(world.school, tab)).status_code == 403


def test_key_figures_are_sales_what_waits_and_what_is_to_be_done(world: World) -> None:
    sold = place(world, world.ali, (world.dock, 1))  # 1 590, straight to the shop
    place(world, world.nora, (world.dock, 4))  # 6 360, over her 5 000
    old = place(world, world.ali, (world.dock, 2))
    a_year = timezone.now() - timedelta(days=400)
    Order.objects.filter(pk=old.pk).update(placed_at=a_year)

    page = page_of(world, url_of(world.school))

    for words in ("Bought, 12 months", "1 590,00 kr", "6 360,00 kr", "1 order in 12 months"):
        assert words in page, words
    assert str(sold.number) in page


def test_what_is_left_of_the_credit_is_said_and_never_below_nothing(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=5000)
    place(world, world.ali, (world.dock, 1))  # 1 987,50 inc VAT
    assert "3 012,50 kr" in page_of(world, url_of(world.school))
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=1000)
    page = page_of(world, url_of(world.school))
    assert "The limit is passed." in page
    assert "-" not in page[page.index("<dt>Left</dt>") : page.index("The limit is passed.")][20:60]


def test_the_users_tab_shows_chain_and_limit_and_finds_by_name(world: World) -> None:
    page = page_of(world, f"{url_of(world.school, 'users/')}?q=lindqvist")
    assert "Nora Lindqvist" in page
    assert "5 000,00" in page
    assert "Greta Sandström" not in page.split("<tbody>")[1]


def test_a_note_is_signed_kept_in_order_and_seen_only_by_staff(world: World) -> None:
    client = world.client(world.sam)
    client.post(url_of(world.school, "notes/"), {"text": "Ring vaktmästaren"})
    note = CustomerNote.objects.get(text="Ring vaktmästaren")
    assert note.author == world.sam
    page = page_of(world, url_of(world.school))
    assert "Ring vaktmästaren" in page
    assert "Sam Öberg" in page
    for path in ("/my/", "/my/orders/", "/my/documents/", "/my/group/"):
        response = world.client(world.greta).get(path)
        assert "Ring vaktmästaren" not in response.content.decode()


def test_an_empty_note_is_refused_at_its_field(world: World) -> None:
    response = world.client(world.sam).post(url_of(world.school, "notes/"), {"text": "  "})
    assert response.context["form"].errors["text"]
    assert not world.school.notes.exists()


def test_the_mail_tab_shows_the_peoples_mail_and_nobody_elses(world: World) -> None:
    crowd(world, world.vestby, 1)
    OutgoingEmail.objects.update(subject="Till Vestby")
    assert "Till Vestby" in page_of(world, url_of(world.vestby, "mail/"))
    assert "Till Vestby" not in page_of(world, url_of(world.school, "mail/"))


def test_history_tells_who_changed_what_from_what_to_what(world: World) -> None:
    world.client(world.sam).post(
        f"{url_of(world.vestby)}edit/",
        card_of(world.vestby, name="Vestby AS", allowed_outstanding="400", risk="high"),
    )
    world.client(world.stina).post(f"{url_of(world.vestby)}move/", {"main_group": world.norrvik.pk})
    page = page_of(world, url_of(world.vestby, "history/"))
    for words in ("Sam Öberg", "Stina Falk", "Vestby Elektro", "Vestby AS", "400,00", "High"):
        assert words in page, words
    assert "Retail" in page
    assert "Norrviks kommun" in page


@pytest.mark.parametrize("tab", ["", "users/", "agreements/", "documents/", "history/"])
def test_the_groups_card_has_its_tabs_for_the_same_price(
    world: World, tab: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = world.client(world.stina)
    path = f"/staff/groups/{world.norrvik.pk}/{tab}"
    client.get(path)
    with django_assert_max_num_queries(12) as few:  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200
    crowd(world, world.care, 40)
    with django_assert_max_num_queries(12) as many:  # type: ignore[attr-defined]
        client.get(path)
    assert len(few) == len(many)


def test_the_groups_people_are_shown_with_their_customer(world: World) -> None:
    page = page_of(world, f"/staff/groups/{world.norrvik.pk}/users/?q=nora")
    assert "Nora Lindqvist" in page
    assert "Barn och utbildning" in page
    assert "Greta Sandström" not in page
