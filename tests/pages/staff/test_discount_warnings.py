"""Two discounts on top of each other are asked about before they hold (K-29)."""

from decimal import Decimal

import pytest

from customers.models import Customer, CustomerGroup, PricingTier
from tests.pages.reading import Page, page_of, read
from tests.prices import pays
from tests.world import World


def discounts(world: World, *, group: int = 0, customer: int = 0) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=group)
    Customer.objects.filter(pk=world.vestby.pk).update(discount_percent=customer)


def form_of(world: World, url: str) -> dict[str, str]:
    return read(world.client(world.sam), url).forms[""]


def send(world: World, url: str, sent: dict[str, str]) -> Page | None:
    """The page when it came again, None when it was saved."""
    response = world.client(world.sam).post(url, sent)
    return None if response.status_code == 302 else page_of(response)


def yes_on(page: Page) -> dict[str, str]:
    """What the ticked box of this page sends; it comes without a tick."""
    assert "double_discount_ok" not in page.forms[""]
    return {"double_discount_ok": page.inputs["double_discount_ok"]}


@pytest.fixture
def card(world: World) -> str:
    return f"/staff/customers/{world.vestby.pk}/edit/"


@pytest.fixture
def group_card(world: World) -> str:
    return f"/staff/groups/{world.retail.pk}/edit/"


def test_a_customers_discount_on_top_of_the_groups_is_saved_after_a_yes(
    world: World, card: str
) -> None:
    discounts(world, group=10)
    sent = form_of(world, card) | {"discount_percent": "5"}
    page = send(world, card, sent)
    assert page is not None
    assert "10 % from the group and then 5 % of the customer's own, together 14,5 %." in page.text
    assert page.fields_in_error == ["double_discount_ok"]
    assert page.inputs["discount_percent"] == "5"
    assert pays(world, world.otto, world.dock) == "1431.00"
    assert send(world, card, sent | yes_on(page)) is None
    assert pays(world, world.otto, world.dock) == "1359.45"


def test_the_warning_says_where_discounts_stop(world: World, card: str) -> None:
    world.shop.max_total_discount_percent = Decimal("12.50")
    world.shop.save()
    discounts(world, group=10)
    page = send(world, card, form_of(world, card) | {"discount_percent": "5"})
    assert page is not None
    assert "Percentages never lower a price by more than 12,5 % in all (Settings)." in page.text


def test_a_tiers_discount_counts_as_the_groups(world: World, card: str) -> None:
    tier = PricingTier.objects.create(name="Reseller", discount_percent=20)
    discounts(world, group=10, customer=5)
    page = send(world, card, form_of(world, card) | {"pricing_tier": str(tier.pk)})
    assert page is not None
    assert "20 % from the group and then 5 %" in page.text
    assert Customer.objects.get(pk=world.vestby.pk).pricing_tier is None


def test_other_changes_of_a_customer_with_two_discounts_ask_nothing(
    world: World, card: str
) -> None:
    discounts(world, group=10, customer=5)
    assert send(world, card, form_of(world, card) | {"phone": "0510-1"}) is None
    assert send(world, card, form_of(world, card) | {"discount_percent": "0"}) is None


def test_one_discount_alone_asks_nothing(world: World, card: str, group_card: str) -> None:
    assert send(world, card, form_of(world, card) | {"discount_percent": "5"}) is None
    discounts(world)
    assert send(world, group_card, form_of(world, group_card) | {"discount_percent": "5"}) is None
    assert send(world, card, form_of(world, card) | {"name": "Vestby AS"}) is None


def test_a_new_customer_is_asked_about_too(world: World) -> None:
    discounts(world, group=10)
    sent = form_of(world, "/staff/customers/new/") | {
        "name": "Nyström",
        "main_group": str(world.retail.pk),
        "discount_percent": "10",
    }
    page = send(world, "/staff/customers/new/", sent)
    assert page is not None
    assert "together 19 %" in page.text
    assert not Customer.objects.filter(name="Nyström").exists()
    assert send(world, "/staff/customers/new/", sent | yes_on(page)) is None


def test_a_groups_discount_names_the_customers_it_comes_on_top_of(
    world: World, group_card: str
) -> None:
    discounts(world, customer=10)
    for number in range(4):
        Customer.objects.create(
            name=f"Kund {number}", number=f"K{number}", main_group=world.retail, discount_percent=2
        )
    sent = form_of(world, group_card) | {"discount_percent": "5"}
    page = send(world, group_card, sent)
    assert page is not None
    assert "5 customers have a discount of their own on top of this:" in page.text
    assert "Vestby Elektro 5 % and then 10 % = 14,5 % in all." in page.text
    assert "Kund 1 5 % and then 2 % = 6,9 % in all." in page.text
    assert "Kund 2" not in page.text  # three are named
    assert CustomerGroup.objects.get(pk=world.retail.pk).discount_percent == 0
    assert send(world, group_card, sent | yes_on(page)) is None
    assert send(world, group_card, form_of(world, group_card)) is None  # nothing new


def test_a_move_to_a_group_with_a_discount_is_asked_about(world: World) -> None:
    Customer.objects.filter(pk=world.care.pk).update(discount_percent=5)
    discounts(world, group=10)
    url = f"/staff/customers/{world.care.pk}/move/"
    sent = {"main_group": str(world.retail.pk)}
    page = send(world, url, sent)
    assert page is not None
    assert "together 14,5 %" in page.text
    assert Customer.objects.get(pk=world.care.pk).main_group == world.norrvik
    assert send(world, url, sent | yes_on(page)) is None


def test_a_yes_is_for_the_percentages_it_was_asked_about(world: World, card: str) -> None:
    discounts(world, group=10)
    sent = form_of(world, card) | {"discount_percent": "5"}
    first = send(world, card, sent)
    assert first is not None
    yes = yes_on(first)
    assert yes == {"double_discount_ok": "10+5"}
    # The yes comes back hidden while something else is wrong, and is none for another percentage.
    wrong = send(world, card, sent | yes | {"email": "not an address"})
    assert wrong is not None
    assert wrong.fields_in_error == ["email"]
    assert wrong.forms[""]["double_discount_ok"] == "10+5"
    changed = send(world, card, wrong.forms[""] | {"email": "", "discount_percent": "50"})
    assert changed is not None
    assert "10 % from the group and then 50 %" in changed.text
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 0
    assert send(world, card, sent | {"discount_percent": "50"} | yes_on(changed)) is None
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 50


def test_the_yes_that_came_back_hidden_counts_for_its_own_percentages(
    world: World, card: str
) -> None:
    discounts(world, group=10)
    sent = form_of(world, card) | {"discount_percent": "5"}
    first = send(world, card, sent)
    assert first is not None
    wrong = send(world, card, sent | yes_on(first) | {"email": "not an address"})
    assert wrong is not None
    assert send(world, card, wrong.forms[""] | {"email": ""}) is None
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 5


def test_a_yes_is_none_when_the_group_gets_another_percentage_meanwhile(
    world: World, card: str
) -> None:
    discounts(world, group=10)
    sent = form_of(world, card) | {"discount_percent": "5"}
    first = send(world, card, sent)
    assert first is not None
    discounts(world, group=30)
    again = send(world, card, sent | yes_on(first))
    assert again is not None
    assert "30 % from the group and then 5 %" in again.text
    assert yes_on(again) == {"double_discount_ok": "30+5"}


def test_a_made_up_yes_is_none(world: World, card: str, group_card: str) -> None:
    discounts(world, group=10)
    sent = form_of(world, card) | {"discount_percent": "5"}
    for yes in ("on", "1", "True", "10+50"):
        page = send(world, card, sent | {"double_discount_ok": yes})
        assert page is not None
        assert page.fields_in_error == ["double_discount_ok"]
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 0


def test_a_yes_to_a_groups_percentage_is_none_for_another_or_for_more_customers(
    world: World, group_card: str
) -> None:
    discounts(world, customer=10)
    sent = form_of(world, group_card) | {"discount_percent": "5"}
    first = send(world, group_card, sent)
    assert first is not None
    yes = yes_on(first)
    other = send(world, group_card, sent | {"discount_percent": "6"} | yes)
    assert other is not None
    assert "Vestby Elektro 6 % and then 10 %" in other.text
    Customer.objects.create(
        name="Nyström", number="K9", main_group=world.retail, discount_percent=2
    )
    more = send(world, group_card, sent | yes)
    assert more is not None
    assert "2 customers have a discount of their own" in more.text
    assert CustomerGroup.objects.get(pk=world.retail.pk).discount_percent == 0
