"""'Customer Group Prices' of a variant and the prices of a customer (K-23, K-24, K-25, C1)."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from catalogue.services.prices import connect_price_list
from customers.models import Customer, CustomerGroup, PricingTier, Segment
from tests.pages.reading import page_of, read
from tests.prices import list_in_force, pays, some_days
from tests.world import World


def tab(variant: Variant) -> str:
    return f"/staff/variants/{variant.pk}/group-prices/"


def ladder(group: CustomerGroup, *rows: tuple[str, str, str]) -> dict[str, str]:
    """Rows of (quantity it had, quantity, price), as the group's form sends them."""
    sent = {}
    for index, (was, quantity, price) in enumerate(rows):
        sent[f"g{group.pk}-was{index}"] = was
        sent[f"g{group.pk}-q{index}"] = quantity
        sent[f"g{group.pk}-p{index}"] = price
    return sent


def save(world: World, variant: Variant, group: CustomerGroup, *rows: tuple[str, str, str]) -> None:
    where = f"{tab(variant)}{group.pk}/"
    response = world.client(world.stina).post(where, ladder(group, *rows))
    assert response.status_code == 302, response.content.decode()


def test_stina_gives_a_group_a_price_and_its_members_pay_it(world: World) -> None:
    stina = world.client(world.stina)
    page = read(stina, f"{tab(world.dock)}?q=norrvik")
    assert "No group has a price of its own" in page.text
    assert f"?group={world.norrvik.pk}" in page.links
    page = read(stina, f"{tab(world.dock)}?group={world.norrvik.pk}")
    assert "A price list “Prices for Norrviks kommun” is made" in page.text
    assert "0 or blank = the normal price, never free." in page.text
    save(world, world.dock, world.norrvik, ("", "1", "1 500,00"), ("", "10", "1400"))
    made = PriceList.objects.get(name="Prices for Norrviks kommun")
    assert made.connections.get().group == world.norrvik
    assert pays(world, world.nora, world.dock) == "1500.00"
    assert pays(world, world.nora, world.dock, 10) == "1400.00"
    assert pays(world, world.otto, world.dock) == "1590.00"


@pytest.mark.parametrize("blank", ["", "0", "0,00"])
def test_a_price_made_blank_or_zero_is_the_normal_price_not_free(world: World, blank: str) -> None:
    rows = [(world.dock, 1, "1500")]
    made = list_in_force(world, "Norrvik", world.norrvik, rows=rows)
    save(world, world.dock, world.norrvik, ("1", "1", blank))
    assert pays(world, world.nora, world.dock) == "1590.00"
    assert pays(world, world.nora, world.dock, on=some_days(-1)) == "1500.00"
    first = PriceRow.objects.filter(price_list=made).order_by("valid_from").first()
    assert first is not None
    assert (first.unit_net, first.valid_until) == (Decimal("1500.00"), some_days(-1))


def test_a_blank_form_makes_no_list(world: World) -> None:
    save(world, world.dock, world.norrvik, ("", "1", ""), ("", "", ""))
    assert not PriceList.objects.exists()


def test_a_price_that_another_changed_meanwhile_is_kept(world: World) -> None:
    """Whoever saves last says only what they wrote themselves."""
    save(world, world.dock, world.norrvik, ("", "1", "1500"), ("", "10", "1400"))
    where = f"{tab(world.dock)}{world.norrvik.pk}/"
    stina = world.client(world.stina)
    sent = dict(read(stina, tab(world.dock)).forms[where])
    save(world, world.dock, world.norrvik, ("1", "1", "1450"), ("10", "10", "1400"))
    sent[f"g{world.norrvik.pk}-p1"] = "1300"
    assert stina.post(where, sent).status_code == 302
    assert pays(world, world.nora, world.dock) == "1450.00"
    assert pays(world, world.nora, world.dock, 10) == "1300.00"


def test_a_price_that_is_left_as_it_is_still_ends_on_its_last_day(world: World) -> None:
    rows = [(world.dock, 1, "1500"), (world.dock, 10, "1400")]
    list_in_force(world, "Norrvik", world.norrvik, rows=rows)
    PriceRow.objects.filter(from_quantity=1).update(valid_until=some_days(3))
    save(world, world.dock, world.norrvik, ("1", "1", "1500"), ("10", "10", "1300"))
    assert pays(world, world.nora, world.dock, on=some_days(3)) == "1500.00"
    assert pays(world, world.nora, world.dock, on=some_days(4)) == "1590.00"
    assert pays(world, world.nora, world.dock, 10) == "1300.00"


def test_a_row_that_another_added_meanwhile_is_kept(world: World) -> None:
    """The form ends only what it showed."""
    save(world, world.dock, world.norrvik, ("", "1", "1500"))
    save(world, world.dock, world.norrvik, ("", "10", "1400"))
    assert pays(world, world.nora, world.dock) == "1500.00"
    assert pays(world, world.nora, world.dock, 10) == "1400.00"


def test_a_list_shared_with_others_is_never_the_groups_own(world: World) -> None:
    rows = [(world.dock, 1, "1500")]
    shared = list_in_force(world, "Två", world.norrvik, world.retail, rows=rows)
    save(world, world.dock, world.norrvik, ("", "1", "1450"))
    assert pays(world, world.nora, world.dock) == "1450.00"
    assert pays(world, world.otto, world.dock) == "1500.00"
    assert PriceRow.objects.get(price_list=shared).unit_net == Decimal("1500.00")
    shown = read(world.client(world.stina), tab(world.dock)).text
    assert "Also in lists shared with others: 1+ 1 500,00 Två" in shown


def test_of_several_own_lists_one_is_chosen_and_no_other(world: World) -> None:
    first = list_in_force(world, "Ett", world.norrvik, rows=[(world.paper, 1, "250")])
    second = list_in_force(world, "Två", world.norrvik, rows=[(world.dock, 1, "1500")])
    others = list_in_force(world, "Ottos", world.vestby, rows=[])
    stina = world.client(world.stina)
    response = stina.get(tab(world.dock))
    assert [each.name for each in response.context["groups"][0].own.lists] == ["Två", "Ett"]
    sent = ladder(world.norrvik, ("", "5", "1300"))
    where = f"{tab(world.dock)}{world.norrvik.pk}/"
    for not_own in (others.pk, 999_999, "x"):
        name = f"g{world.norrvik.pk}-price_list"
        assert stina.post(where, sent | {name: str(not_own)}).status_code == 200
    assert not PriceRow.objects.filter(from_quantity=5).exists()
    stina.post(where, sent | {f"g{world.norrvik.pk}-price_list": str(first.pk)})
    assert PriceRow.objects.get(from_quantity=5).price_list == first
    assert second.rows.count() == 1


def test_the_tab_tells_what_a_member_pays_after_the_groups_discount(world: World) -> None:
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=10)
    list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500"), (world.dock, 10, "0")])
    shown = read(world.client(world.sam), tab(world.dock)).text
    assert "A member then pays 1+ 1 350,00 kr 10+ 1 350,00 kr" in shown
    assert "With the group's discount of 10 %" in shown
    assert "No largest total discount is set." in shown
    assert pays(world, world.nora, world.dock) == "1350.00"
    assert "Save, from today" not in shown  # Sam looks


def test_what_a_member_pays_is_what_nora_pays(world: World) -> None:
    """A segment that holds the whole group, and the floor, count here too."""
    world.shop.max_total_discount_percent = Decimal(20)
    world.shop.save()
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=15)
    segment = Segment.objects.create(name="Skolor")
    segment.groups.add(world.norrvik)
    list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500")])
    list_in_force(world, "Skolor", segment, rows=[(world.dock, 3, "1450"), (world.dock, 9, "900")])
    response = world.client(world.sam).get(tab(world.dock))
    row = next(row for row in response.context["groups"] if row.group == world.norrvik)
    shown = {each.from_quantity: str(each.answer.unit_net) for each in row.pays}
    assert shown == {
        quantity: pays(world, world.nora, world.dock, quantity) for quantity in (1, 3, 9)
    }
    assert shown[9] == "1272.00"  # 1 590 less 20 %


def test_the_tab_shows_who_else_has_a_price(world: World) -> None:
    tier = PricingTier.objects.create(name="Reseller")
    for name, buyer, price in (("Egen", world.vestby, "1400"), ("Nivå", tier, "1450")):
        list_in_force(world, name, buyer, rows=[(world.dock, 1, price)])
    shown = read(world.client(world.sam), tab(world.dock)).text
    assert "Vestby Elektro Egen 1+ 1 400,00" in shown
    assert "Reseller Nivå 1+ 1 450,00" in shown


def test_bad_prices_are_said_at_the_groups_own_fields(world: World) -> None:
    list_in_force(world, "R", world.retail, rows=[(world.dock, 1, "1500")])
    where = f"{tab(world.dock)}{world.norrvik.pk}/"
    sent = ladder(world.norrvik, ("", "1", "mycket"))
    page = page_of(world.client(world.stina).post(where, sent))
    assert page.fields_in_error == [f"g{world.norrvik.pk}-p0"]
    assert page.inputs[f"g{world.norrvik.pk}-p0"] == "mycket"
    assert PriceRow.objects.count() == 1


def test_the_tab_costs_the_same_for_one_group_and_for_ten(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        group = CustomerGroup.objects.create(name=f"Grupp {number:02}")
        list_in_force(world, f"Lista {number}", group, rows=[(world.dock, 1, "1500")])
    sam = world.client(world.sam)
    with django_assert_num_queries(16):
        response = sam.get(tab(world.dock))
    assert len(response.context["groups"]) == 10
    assert len(sam.get(response.context["older_url"]).context["groups"]) == 2


def test_sam_sets_no_groups_price_and_unknown_ones_are_404(world: World) -> None:
    where = f"{tab(world.dock)}{world.norrvik.pk}/"
    sent = ladder(world.norrvik, ("", "1", "1"))
    assert world.client(world.sam).post(where, sent).status_code == 403
    stina = world.client(world.stina)
    assert stina.get("/staff/variants/999999/group-prices/").status_code == 404
    assert stina.post(f"{tab(world.dock)}999999/", sent).status_code == 404
    assert stina.get(f"{tab(world.dock)}?group=999999").status_code == 404
    assert stina.get(f"{tab(world.dock)}?group=x").status_code == 200
    assert not PriceList.objects.exists()


# -- a customer's own


def card(customer: Customer, rest: str = "") -> str:
    return f"/staff/customers/{customer.pk}/prices/{rest}"


def test_stina_sets_a_customers_own_price_by_article_number(world: World) -> None:
    stina = world.client(world.stina)
    assert (
        f"/staff/customers/{world.school.pk}/prices/"
        in read(stina, f"/staff/customers/{world.school.pk}/").links
    )
    found = stina.get(f"{card(world.school, 'find/')}?article=ND-4012-GB")
    where = card(world.school, f"{world.dock.pk}/")
    assert found.headers["Location"] == where
    read(stina, where)
    sent = {"was0": "", "q0": "1", "p0": "1 450,00"}
    assert stina.post(where, sent).headers["Location"] == card(world.school)
    assert pays(world, world.nora, world.dock) == "1450.00"
    made = PriceList.objects.get(name="Prices for Barn och utbildning")
    assert made.connections.get().customer == world.school
    shown = read(stina, card(world.school)).text
    assert "ND-4012-GB Dockningsstation Nordock Pro 14 1 590,00 1+ 1 450,00" in shown
    page = page_of(stina.post(where, {"q0": "1", "p0": "x"}))
    assert page.fields_in_error == ["p0"]
    missing = page_of(stina.get(f"{card(world.school, 'find/')}?article=NOPE", follow=True))
    assert "There is no article NOPE." in missing.text


def test_a_group_with_one_customer_gives_that_customer_its_price(world: World) -> None:
    alone = CustomerGroup.objects.create(name="Bara Vestby")
    Customer.objects.filter(pk=world.vestby.pk).update(main_group=alone)
    save(world, world.dock, alone, ("", "1", "1111"))
    assert pays(world, world.otto, world.dock) == "1111.00"
    assert pays(world, world.nora, world.dock) == "1590.00"


def test_sam_explains_the_whole_thread_of_a_price(world: World) -> None:
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=5)
    Customer.objects.filter(pk=world.school.pk).update(discount_percent=10)
    world.shop.max_total_discount_percent = Decimal(40)
    world.shop.save()
    world.school.further_groups.add(world.retail)
    list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500"), (world.dock, 50, "9")])
    list_in_force(world, "R", world.retail, rows=[(world.dock, 1, "1")])
    where = f"{card(world.school)}?article=nd-4012-gb&quantity=10"
    shown = read(world.client(world.sam), where).text
    for words in (
        "List price 1 590,00 kr",
        "Tried, did not apply: Group price (Norrviks kommun), from 50 9,00 kr 40 more needed",
        "Group price (Norrviks kommun) 1 500,00 kr",
        "−5 % group discount (Norrviks kommun) 1 425,00 kr",
        "−10 % customer discount (Barn och utbildning) 1 282,50 kr",
        "For one, when 10 are bought 1 282,50 kr",
        "Further groups never give a price: Retail",
        "Two discounts: 5 % from the group and then 10 % of the customer's own, together 14,5 %.",
        "Percentages never lower a price by more than 40 % in all (Settings).",
    ):
        assert words in shown
    assert pays(world, world.nora, world.dock, 10) == "1282.50"


def test_the_shops_hidden_prices_are_explained_to_staff_all_the_same(world: World) -> None:
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    where = f"{card(world.vestby)}?article=ND-4012-GB&quantity=1"
    assert "For one 1 590,00 kr" in read(world.client(world.sam), where).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("article=NOPE&quantity=1", "There is no such article."),
        ("article=&quantity=1", "This field is required."),
        ("article=ND-4012-GB&quantity=0", "greater than or equal to 1"),
        ("article=ND-4012-GB&quantity=mycket", "Enter a whole number."),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(world: World, asked: str, words: str) -> None:
    page = read(world.client(world.sam), f"{card(world.school)}?{asked}")
    assert words in page.text
    assert len(page.fields_in_error) == 1


def test_a_customers_own_prices_are_found_and_cost_the_same_for_any_number(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(variant, 1, "99") for variant in (world.dock, world.headset, world.paper)]
    made = list_in_force(world, "Skolans", world.school, rows=rows)
    connect_price_list(actor=world.actor(world.stina), price_list=made, buyer=world.care)
    sam = world.client(world.sam)
    with django_assert_num_queries(9):
        page = sam.get(card(world.school))
    assert len(page.context["rows"]) == 3
    found = sam.get(f"{card(world.school)}?q=bj-").context["rows"]
    assert [variant.sku for variant, _rows in found] == ["BJ-A480-K"]
    assert "No own price fits" in read(sam, f"{card(world.school)}?q=zz").text


def test_sam_sets_no_customers_price(world: World) -> None:
    sam = world.client(world.sam)
    where = card(world.school, f"{world.dock.pk}/")
    assert sam.get(where).status_code == 403
    assert sam.post(where, {"q0": "1", "p0": "1"}).status_code == 403
    assert "Set a price" not in read(sam, card(world.school)).text
    assert world.client(world.greta).get(card(world.school)).status_code == 403
    assert not PriceListConnection.objects.exists()
