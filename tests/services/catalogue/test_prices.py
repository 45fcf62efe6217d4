"""What a visitor pays, asked of the database: the same rules as the engine's, on real rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import (
    Assortment,
    AssortmentItem,
    PriceList,
    PriceListConnection,
    PriceRow,
    Product,
    Variant,
)
from catalogue.pricing.steps import describe
from catalogue.selectors.prices import quote
from customers.actors import Actor
from customers.models import CustomerGroup, PricingTier, Segment
from tests.world import World

TODAY = date(2026, 3, 31)


def price(world: World, actor: Actor, quantity: int = 1, variant: Variant | None = None) -> str:
    """What one piece costs, as text."""
    asked = variant or world.dock
    return str(quote(actor, {asked.pk: quantity})[asked.pk].unit_net)


def price_list(name: str, variant: Variant, *rows: tuple[int, str | None]) -> PriceList:
    """A list of (from quantity, price) in force since long ago."""
    made = PriceList.objects.create(name=name, valid_from=date(2020, 1, 1))
    for quantity, unit_net in rows:
        PriceRow.objects.create(
            price_list=made,
            variant=variant,
            from_quantity=quantity,
            unit_net=None if unit_net is None else Decimal(unit_net),
            valid_from=date(2020, 1, 1),
        )
    return made


def agreement(variant: Variant, contract_price: str | None, **fields: object) -> Assortment:
    made = Assortment.objects.create(
        name=f"Avtal {Assortment.objects.count()}", valid_from=date(2020, 1, 1), **fields
    )
    AssortmentItem.objects.create(
        assortment=made,
        variant=variant,
        contract_price_net=None if contract_price is None else Decimal(contract_price),
    )
    return made


def test_a_stranger_pays_the_list_price(world: World) -> None:
    assert price(world, Actor()) == "1590.00"


def test_a_stranger_is_asked_to_log_in_when_the_shop_hides_prices(world: World) -> None:
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    answer = quote(Actor(), {world.dock.pk: 1})[world.dock.pk]
    assert answer.unit_net is None
    assert answer.list_net is None
    assert [describe(step) for step in answer.steps] == ["Log in to see your price"]
    assert price(world, world.actor(world.ulla)) == "1590.00"


def test_list_group_price_and_customer_discount_in_steps(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=Decimal(1000))
    made = price_list("NK-24", world.dock, (1, "900.00"))
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    world.school.discount_percent = Decimal(5)
    world.school.save()
    answer = quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk]
    assert answer.unit_net == Decimal("855.00")
    assert [(describe(step), str(step.amount)) for step in answer.steps] == [
        ("List price", "1000.00"),
        ("Group price (Norrviks kommun)", "900.00"),
        ("−5\u00a0% customer discount (Barn och utbildning)", "855.00"),
    ]


def test_group_then_customer_discount_one_after_the_other(world: World) -> None:
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    world.school.discount_percent = Decimal(10)
    world.school.save()
    assert price(world, world.actor(world.nora)) == "1287.90"  # 1590 × 0.9 × 0.9
    assert price(world, world.actor(world.otto)) == "1590.00"


@pytest.mark.parametrize("blank", ["0.00", None])
def test_a_group_price_of_zero_or_blank_is_the_normal_price(
    world: World, blank: str | None
) -> None:
    made = price_list("NK-24", world.dock, (1, blank))
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    assert price(world, world.actor(world.nora)) == "1590.00"


def test_a_contract_price_of_zero_is_the_normal_price(world: World) -> None:
    agreement(world.dock, "0.00").groups.add(world.norrvik)
    assert price(world, world.actor(world.nora)) == "1590.00"


def test_quantity_rows_count_from_their_quantity(world: World) -> None:
    made = price_list("NK-24", world.dock, (1, "1500.00"), (10, "1390.00"), (25, "1320.00"))
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    nora = world.actor(world.nora)
    assert [price(world, nora, quantity) for quantity in (1, 9, 10, 24, 25)] == [
        "1500.00",
        "1500.00",
        "1390.00",
        "1390.00",
        "1320.00",
    ]
    upcoming = quote(nora, {world.dock.pk: 1})[world.dock.pk].next_break
    assert upcoming is not None
    assert (upcoming.quantity, upcoming.unit_net) == (10, Decimal("1390.00"))


def test_the_customers_own_row_wins_over_a_lower_group_row(world: World) -> None:
    cheap = price_list("Grupp", world.dock, (1, "1000.00"))
    PriceListConnection.objects.create(price_list=cheap, group=world.norrvik)
    own = price_list("Egen", world.dock, (1, "1200.00"))
    PriceListConnection.objects.create(price_list=own, customer=world.school)
    assert price(world, world.actor(world.nora)) == "1200.00"


def test_the_lowest_of_group_segment_and_tier_rows_wins(world: World) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.add(world.school)
    tier = PricingTier.objects.create(name="Återförsäljare")
    world.school.pricing_tier = tier
    world.school.save()
    for name, amount, to in (
        ("Grupp", "1300.00", {"group": world.norrvik}),
        ("Segment", "1250.00", {"segment": schools}),
        ("Nivå", "1275.00", {"tier": tier}),
    ):
        made = price_list(name, world.dock, (1, amount))
        PriceListConnection.objects.create(price_list=made, **to)
    answer = quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk]
    assert answer.unit_net == Decimal("1250.00")
    assert "Segment price (Skolor)" in [describe(step) for step in answer.steps]


def test_a_segment_that_holds_the_whole_group_gives_its_price(world: World) -> None:
    public = Segment.objects.create(name="Offentlig sektor")
    public.groups.add(world.norrvik)
    made = price_list("Segment", world.dock, (1, "1250.00"))
    PriceListConnection.objects.create(price_list=made, segment=public)
    assert price(world, world.actor(world.nora)) == "1250.00"
    assert price(world, world.actor(world.otto)) == "1590.00"


def test_the_larger_of_group_and_tier_discount_counts(world: World) -> None:
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    world.school.pricing_tier = PricingTier.objects.create(
        name="Grossist", discount_percent=Decimal(20)
    )
    world.school.save()
    assert price(world, world.actor(world.nora)) == "1272.00"


def test_a_contract_price_wins_outright_and_takes_no_percentage(world: World) -> None:
    made = price_list("NK-24", world.dock, (1, "100.00"))
    PriceListConnection.objects.create(price_list=made, customer=world.school)
    world.school.discount_percent = Decimal(50)
    world.school.save()
    agreement(world.dock, "1357.20").groups.add(world.norrvik)
    assert price(world, world.actor(world.nora)) == "1357.20"


def test_a_contract_price_takes_percentages_when_the_agreement_says_so(world: World) -> None:
    world.school.discount_percent = Decimal(10)
    world.school.save()
    agreement(world.dock, "1000.00", percentages_apply=True).groups.add(world.norrvik)
    assert price(world, world.actor(world.nora)) == "900.00"


def test_the_customers_own_agreement_wins_over_a_lower_one_of_the_group(world: World) -> None:
    agreement(world.dock, "1000.00").groups.add(world.norrvik)
    agreement(world.dock, "1100.00").customers.add(world.school)
    assert price(world, world.actor(world.nora)) == "1100.00"


def test_an_agreement_counts_through_a_segment_too(world: World) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.groups.add(world.norrvik)
    agreement(world.dock, "1000.00").segments.add(schools)
    assert price(world, world.actor(world.nora)) == "1000.00"
    assert price(world, world.actor(world.otto)) == "1590.00"


def test_a_further_group_never_changes_a_price(world: World) -> None:
    network = CustomerGroup.objects.create(name="Nätverket", discount_percent=Decimal(30))
    world.school.further_groups.add(network)
    made = price_list("Nätverket", world.dock, (1, "1.00"))
    PriceListConnection.objects.create(price_list=made, group=network)
    agreement(world.dock, "2.00").groups.add(network)
    segment = Segment.objects.create(name="Alla i nätverket")
    segment.groups.add(network)
    in_segment = price_list("Nätverkets segment", world.dock, (1, "3.00"))
    PriceListConnection.objects.create(price_list=in_segment, segment=segment)
    assert price(world, world.actor(world.nora)) == "1590.00"


def test_a_group_of_a_single_customer_gives_a_customer_specific_price(world: World) -> None:
    alone = CustomerGroup.objects.create(name="Bara Vestby")
    world.vestby.main_group = alone
    world.vestby.save()
    made = price_list("Vestby", world.dock, (1, "1490.00"))
    PriceListConnection.objects.create(price_list=made, group=alone)
    assert price(world, world.actor(world.otto)) == "1490.00"
    assert price(world, world.actor(world.nora)) == "1590.00"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY - timedelta(days=1), "1590.00"),
        (TODAY, "1400.00"),
        (TODAY + timedelta(days=9), "1400.00"),
        (TODAY + timedelta(days=10), "1300.00"),
        (TODAY + timedelta(days=20), "1590.00"),
    ],
)
def test_a_row_holds_from_its_first_to_its_last_day(world: World, on: date, expected: str) -> None:
    made = PriceList.objects.create(name="NK", valid_from=TODAY)
    made.valid_until = TODAY + timedelta(days=19)
    made.save()
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    change = TODAY + timedelta(days=10)
    PriceRow.objects.create(
        price_list=made,
        variant=world.dock,
        unit_net=Decimal(1400),
        valid_from=TODAY - timedelta(days=5),
        valid_until=change - timedelta(days=1),
    )
    PriceRow.objects.create(
        price_list=made, variant=world.dock, unit_net=Decimal(1300), valid_from=change
    )
    answer = quote(world.actor(world.nora), {world.dock.pk: 1}, on=on)[world.dock.pk]
    assert str(answer.unit_net) == expected


def test_an_agreement_that_has_ended_gives_no_price(world: World) -> None:
    ended = timezone.localdate() - timedelta(days=1)
    agreement(world.dock, "1000.00", valid_until=ended).groups.add(world.norrvik)
    assert price(world, world.actor(world.nora)) == "1590.00"


def test_percentages_stop_at_the_shops_largest_discount(world: World) -> None:
    world.shop.max_total_discount_percent = Decimal(15)
    world.shop.save()
    world.school.discount_percent = Decimal(40)
    world.school.save()
    assert price(world, world.actor(world.nora)) == "1351.50"


def test_a_variant_without_a_list_price_has_no_price(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    answer = quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk]
    assert answer.unit_net is None


def test_what_does_not_exist_is_left_out(world: World) -> None:
    assert quote(world.actor(world.nora), {0: 1}) == {}


def test_the_number_of_queries_does_not_grow_with_the_goods(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.school.pricing_tier = PricingTier.objects.create(name="Grossist")
    world.school.save()
    made = price_list("NK-24", world.dock, (1, "1500.00"))
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    products = Product.objects.bulk_create(
        Product(name=f"Vara {n}", slug=f"vara-{n}", sort_key=f"vara {n}") for n in range(500)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"V-{n}", list_price_net=Decimal(n + 1), vat_rate=world.vat)
        for n, product in enumerate(products)
    )
    PriceRow.objects.bulk_create(
        PriceRow(price_list=made, variant=variant, unit_net=Decimal("0.50")) for variant in variants
    )
    nora = world.actor(world.nora)
    assert nora.customer is not None
    assert nora.customer.pricing_tier is not None  # loaded, as it is in a visit
    with django_assert_num_queries(3):
        assert len(quote(nora, {world.dock.pk: 1})) == 1
    with django_assert_num_queries(3):
        answers = quote(nora, {variant.pk: 1 for variant in variants})
    assert {answer.unit_net for answer in answers.values()} == {Decimal("0.50")}
    with django_assert_num_queries(2):
        quote(Actor(), {variant.pk: 1 for variant in variants})
