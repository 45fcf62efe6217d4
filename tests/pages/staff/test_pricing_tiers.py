"""Pricing tiers in the back office: made, filled with customers, removed (U-20, U-21)."""

from decimal import Decimal

import pytest

from catalogue.services.prices import connect_price_list
from customers.models import Customer, CustomerGroup, PricingTier
from tests.pages.reading import page_of, read
from tests.prices import list_in_force, pays
from tests.world import World

LIST = "/staff/pricing-tiers/"


@pytest.fixture
def reseller(world: World) -> PricingTier:
    made: PricingTier = PricingTier.objects.create(name="Reseller", discount_percent=10)
    return made


def test_stina_makes_a_tier_and_puts_a_customer_in_it(world: World) -> None:
    stina = world.client(world.stina)
    response = stina.post(f"{LIST}new/", {"name": "Wholesaler", "discount_percent": "12,5"})
    tier = PricingTier.objects.get(name="Wholesaler")
    where = f"{LIST}{tier.pk}/"
    assert response.headers["Location"] == where
    page = read(stina, f"{where}?q=vestby")
    assert f"{where}customers/{world.vestby.pk}/assign/" in page.forms
    assert stina.post(f"{where}customers/{world.vestby.pk}/assign/").status_code == 302
    assert pays(world, world.otto, world.dock) == "1391.25"
    shown = read(stina, where).text
    assert "Vestby Elektro" in shown
    assert "Wholesaler 12,5 % 1" in read(stina, LIST).text
    assert stina.post(f"{where}customers/{world.vestby.pk}/leave/").status_code == 302
    assert pays(world, world.otto, world.dock) == "1590.00"


def test_the_price_lists_of_a_tier_give_quantity_prices(
    world: World, reseller: PricingTier
) -> None:
    PricingTier.objects.filter(pk=reseller.pk).update(discount_percent=0)
    Customer.objects.filter(pk=world.vestby.pk).update(pricing_tier=reseller)
    list_in_force(world, "Nivå", reseller, rows=[(world.dock, 5, "1400"), (world.dock, 10, "1300")])
    assert [pays(world, world.otto, world.dock, n) for n in (1, 5, 10)] == [
        "1590.00",
        "1400.00",
        "1300.00",
    ]
    assert "Nivå" in read(world.client(world.sam), f"{LIST}{reseller.pk}/").text


def test_a_name_in_use_and_a_percentage_over_a_hundred_are_said_at_the_field(
    world: World, reseller: PricingTier
) -> None:
    stina = world.client(world.stina)
    sent = {"name": "Reseller", "discount_percent": "5"}
    page = page_of(stina.post(f"{LIST}new/", sent))
    assert page.fields_in_error == ["name"]
    page = page_of(stina.post(f"{LIST}new/", {"name": "Ny", "discount_percent": "101"}))
    assert page.fields_in_error == ["discount_percent"]
    assert PricingTier.objects.count() == 1


def test_a_tier_in_use_is_not_removed(world: World, reseller: PricingTier) -> None:
    stina = world.client(world.stina)
    where = f"{LIST}{reseller.pk}/"
    Customer.objects.filter(pk=world.vestby.pk).update(pricing_tier=reseller)
    assert f"{where}delete/" not in read(stina, where).forms
    page = page_of(stina.post(f"{where}delete/", follow=True))
    assert "Customers are in this tier. Move them first." in page.text
    Customer.objects.filter(pk=world.vestby.pk).update(pricing_tier=None)
    made = list_in_force(world, "Nivå", rows=[])
    connect_price_list(actor=world.actor(world.stina), price_list=made, buyer=reseller)
    page = page_of(stina.post(f"{where}delete/", follow=True))
    assert "A price list is for this tier. Disconnect it first." in page.text
    made.connections.all().delete()
    assert f"{where}delete/" in read(stina, where).forms
    stina.post(f"{where}delete/")
    assert not PricingTier.objects.exists()


def test_a_customer_with_a_discount_is_put_in_a_tier_after_a_yes(
    world: World, reseller: PricingTier
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(discount_percent=5)
    stina = world.client(world.stina)
    where = f"{LIST}{reseller.pk}/customers/{world.vestby.pk}/assign/"
    page = page_of(stina.post(where))
    assert "10 % from the group and then 5 % of the customer's own, together 14,5 %" in page.text
    assert "No largest total discount is set." in page.text
    assert Customer.objects.get(pk=world.vestby.pk).pricing_tier is None
    yes = next(found for found in page.buttons if found.get("name") == "double_discount_ok")
    PricingTier.objects.filter(pk=reseller.pk).update(discount_percent=20)
    page = page_of(stina.post(where, {"double_discount_ok": yes["value"]}))  # was for 10 %
    assert "20 % from the group and then 5 %" in page.text
    PricingTier.objects.filter(pk=reseller.pk).update(discount_percent=10)
    assert stina.post(where, {"double_discount_ok": yes["value"]}).status_code == 302
    assert pays(world, world.otto, world.dock) == "1359.45"


def test_a_tiers_new_percentage_names_whom_it_comes_on_top_of(
    world: World, reseller: PricingTier
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(pricing_tier=reseller, discount_percent=10)
    stina = world.client(world.stina)
    where = f"{LIST}{reseller.pk}/edit/"
    sent = {"name": "Reseller", "discount_percent": "5"}
    page = page_of(stina.post(where, sent))
    assert "1 customer has a discount of its own on top of this:" in page.text
    assert "Vestby Elektro 5 % and then 10 % = 14,5 % in all." in page.text
    assert page.inputs["discount_percent"] == "5"
    assert PricingTier.objects.get().discount_percent == 10
    yes = {"double_discount_ok": page.inputs["double_discount_ok"]}
    page = page_of(stina.post(where, sent | yes | {"discount_percent": "7"}))
    assert "Vestby Elektro 7 % and then 10 %" in page.text
    assert PricingTier.objects.get().discount_percent == 10
    assert stina.post(where, sent | yes).status_code == 302
    assert PricingTier.objects.get().discount_percent == Decimal(5)
    renamed = {"name": "Återförsäljare", "discount_percent": "5"}  # nothing new to ask about
    assert stina.post(where, renamed).status_code == 302


def test_the_list_of_customers_is_paged(world: World, reseller: PricingTier) -> None:
    group = CustomerGroup.objects.get(pk=world.retail.pk)
    Customer.objects.bulk_create(
        Customer(
            name=f"Kund {number:02}", number=f"K{number}", main_group=group, pricing_tier=reseller
        )
        for number in range(35)
    )
    sam = world.client(world.sam)
    first = sam.get(f"{LIST}{reseller.pk}/")
    assert len(first.context["rows"]) == 30
    assert len(sam.get(first.context["older_url"]).context["rows"]) == 5


def test_sam_looks_at_tiers_and_changes_none(world: World, reseller: PricingTier) -> None:
    sam = world.client(world.sam)
    shown = read(sam, f"{LIST}{reseller.pk}/").text
    assert "Add a customer" not in shown
    for rest in ("edit/", "delete/", f"customers/{world.vestby.pk}/assign/"):
        assert sam.post(f"{LIST}{reseller.pk}/{rest}").status_code == 403
    assert sam.get(f"{LIST}999999/").status_code == 404
    assert PricingTier.objects.get().name == "Reseller"
