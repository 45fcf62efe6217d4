"""What a customer paid on 3 March: at the edges of days, and of what is remembered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceRow, Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.past_prices import PastAnswer, past_answer
from catalogue.selectors.prices import quote
from catalogue.services.assortments import (
    ItemDraft,
    create_assortment,
    put_in_assortment,
    take_out_of_assortment,
)
from catalogue.services.prices import PriceDraft, create_price_list, end_prices, set_prices
from core.history import START, end_of, events_of
from customers.models import Customer, CustomerGroup, PricingTier, Segment, ShopSettings
from tests.past import happened_on
from tests.world import World

LONG_AGO = timezone.localdate() - timedelta(days=300)
MARCH = LONG_AGO + timedelta(days=200)  # the day that is asked for
LATER = MARCH + timedelta(days=1)


@pytest.fixture
def shop(world: World) -> World:
    """The cast, known since long ago."""
    happened_on(LONG_AGO)
    return world


def told(world: World, day: date = MARCH, *, quantity: int = 1) -> PastAnswer:
    school = Customer.objects.get(pk=world.school.pk)
    return past_answer(school, Variant.objects.get(pk=world.dock.pk), quantity, day)


def paid(world: World, day: date = MARCH, *, quantity: int = 1) -> str:
    return str(told(world, day, quantity=quantity).answer.unit_net)


def now(world: World) -> PriceAnswer:
    return quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk]


def test_a_list_price_raised_later_is_the_old_one_in_march(shop: World) -> None:
    Variant.objects.filter(pk=shop.dock.pk).update(list_price_net=2000)
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("1590.00", "2000.00")


def test_the_end_of_the_day_counts(shop: World) -> None:
    """A change at 23:59 in the shop's time zone is of that day, one at midnight of the next."""
    Variant.objects.filter(pk=shop.dock.pk).update(list_price_net=2000)
    last_minute = end_of(MARCH) - timedelta(minutes=1)
    fresh = events_of(Variant).filter(pgh_created_at=TransactionNow())
    event = fresh.get()
    fresh.update(pgh_created_at=last_minute)
    assert paid(shop) == "2000.00"
    events_of(Variant).filter(pk=event.pk).update(pgh_created_at=end_of(MARCH))
    assert paid(shop) == "1590.00"


def test_the_group_that_the_school_was_in_then_gives_the_discount(shop: World) -> None:
    CustomerGroup.objects.filter(pk=shop.norrvik.pk).update(discount_percent=10)
    happened_on(MARCH)
    Customer.objects.filter(pk=shop.school.pk).update(main_group=shop.retail)
    CustomerGroup.objects.filter(pk=shop.norrvik.pk).update(discount_percent=90)
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("1431.00", "1590.00")


def test_a_tier_and_its_discount_are_those_of_the_day(shop: World) -> None:
    tier = PricingTier.objects.create(name="Reseller", discount_percent=20)
    Customer.objects.filter(pk=shop.school.pk).update(pricing_tier=tier)
    happened_on(MARCH)
    PricingTier.objects.filter(pk=tier.pk).update(discount_percent=1)
    happened_on(LATER)
    assert paid(shop) == "1272.00"


def test_a_segment_that_was_left_still_counts_in_march(shop: World) -> None:
    segment = Segment.objects.create(name="Skolor")
    segment.customers.add(shop.school)
    actor = shop.actor(shop.stina)
    listed = create_price_list(
        actor=actor, name="Skolpriser", connected_to=[segment], valid_from=LONG_AGO
    )
    set_prices(
        actor=actor,
        price_list=listed,
        prices=[PriceDraft(shop.dock, Decimal(700))],
        valid_from=LONG_AGO,
    )
    happened_on(LONG_AGO)
    segment.customers.remove(shop.school)
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("700.00", "1590.00")
    segment.delete()
    assert paid(shop) == "700.00"


def test_an_agreement_item_taken_out_held_until_then(shop: World) -> None:
    actor = shop.actor(shop.stina)
    agreed = create_assortment(
        actor=actor, name="Ramavtal", holders=[shop.norrvik], valid_from=LONG_AGO
    )
    put_in_assortment(actor=actor, assortment=agreed, items=[ItemDraft(shop.dock, Decimal(500))])
    happened_on(LONG_AGO)
    take_out_of_assortment(actor=actor, assortment=agreed, variants=[shop.dock])
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("500.00", "1590.00")


def test_a_price_written_afterwards_for_march_was_not_paid_in_march(shop: World) -> None:
    actor = shop.actor(shop.stina)
    listed = create_price_list(
        actor=actor, name="Priser", connected_to=[shop.school], valid_from=LONG_AGO
    )
    happened_on(LONG_AGO)
    set_prices(
        actor=actor,
        price_list=listed,
        prices=[PriceDraft(shop.dock, Decimal(900))],
        valid_from=MARCH,
    )
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("1590.00", "900.00")


def test_a_price_that_was_to_come_and_was_called_off_never_held(shop: World) -> None:
    actor = shop.actor(shop.stina)
    listed = create_price_list(
        actor=actor, name="Priser", connected_to=[shop.school], valid_from=LONG_AGO
    )
    set_prices(
        actor=actor,
        price_list=listed,
        prices=[PriceDraft(shop.dock, Decimal(900))],
        valid_from=MARCH,
    )
    happened_on(LONG_AGO)
    end_prices(
        actor=actor,
        price_list=listed,
        variants=[shop.dock],
        last_day=MARCH - timedelta(days=2),
    )
    happened_on(MARCH - timedelta(days=2))
    assert not PriceRow.objects.exists()
    assert paid(shop) == "1590.00"
    assert paid(shop, MARCH - timedelta(days=3)) == "1590.00"


def test_the_floor_of_the_day_stops_the_discount(shop: World) -> None:
    CustomerGroup.objects.filter(pk=shop.norrvik.pk).update(discount_percent=50)
    ShopSettings.objects.update(max_total_discount_percent=10)
    happened_on(MARCH)
    ShopSettings.objects.update(max_total_discount_percent=None)
    happened_on(LATER)
    assert (paid(shop), paid(shop, LATER)) == ("1431.00", "795.00")


def test_today_is_what_the_shop_says_now(shop: World) -> None:
    CustomerGroup.objects.filter(pk=shop.norrvik.pk).update(discount_percent=7)
    assert told(shop, timezone.localdate()) == PastAnswer(now(shop), ())


def test_a_day_that_has_not_come_is_refused(shop: World) -> None:
    with pytest.raises(ValueError, match="has come"):
        told(shop, timezone.localdate() + timedelta(days=1))


def test_before_the_customer_was_known_the_oldest_fact_is_told_and_said(shop: World) -> None:
    Customer.objects.filter(pk=shop.school.pk).update(discount_percent=10)
    happened_on(MARCH)
    events_of(Customer).filter(pgh_obj=shop.school.pk, pgh_label="insert").delete()
    answer = told(shop, MARCH - timedelta(days=5))
    assert str(answer.answer.unit_net) == "1431.00"
    words = " ".join(str(note) for note in answer.notes)
    assert "this customer" in words
    assert "oldest known facts" in words
    assert told(shop, MARCH).notes == ()


def test_what_was_taken_away_before_the_remembering_began_is_said_to_be_unknown(
    shop: World,
) -> None:
    """As on a shop that ran before tables of agreements and lists were remembered."""
    events_of(ShopSettings).update(pgh_label=START, pgh_created_at=end_of(LATER) - timedelta(1) / 2)
    answer = told(shop)
    assert "taken away" in str(answer.notes[0])
    assert told(shop, LATER).notes == ()


def test_a_row_of_which_nothing_is_remembered_stands_as_it_always_did(shop: World) -> None:
    actor = shop.actor(shop.stina)
    listed = create_price_list(
        actor=actor, name="Priser", connected_to=[shop.school], valid_from=LONG_AGO
    )
    set_prices(
        actor=actor,
        price_list=listed,
        prices=[PriceDraft(shop.dock, Decimal(900))],
        valid_from=LONG_AGO,
    )
    happened_on(LONG_AGO)
    events_of(PriceRow).delete()
    assert paid(shop) == "900.00"


def test_it_costs_the_same_however_much_is_remembered(
    shop: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = shop.actor(shop.stina)
    tier = PricingTier.objects.create(name="Reseller")
    Customer.objects.filter(pk=shop.school.pk).update(pricing_tier=tier)
    school, dock = Customer.objects.get(pk=shop.school.pk), Variant.objects.get(pk=shop.dock.pk)
    segment = Segment.objects.create(name="Skolor")
    segment.customers.add(school)
    listed = create_price_list(
        actor=actor, name="Priser", connected_to=[school, segment], valid_from=LONG_AGO
    )
    agreed = create_assortment(actor=actor, name="Avtal", holders=[school], valid_from=LONG_AGO)
    put_in_assortment(actor=actor, assortment=agreed, items=[ItemDraft(dock, Decimal(500))])
    for day in range(3):
        set_prices(
            actor=actor,
            price_list=listed,
            prices=[PriceDraft(dock, Decimal(900 + day), quantity) for quantity in (1, 5, 10)],
            valid_from=LONG_AGO + timedelta(days=day),
        )
        happened_on(LONG_AGO + timedelta(days=day))
        if day in {0, 2}:
            with django_assert_num_queries(21):
                past_answer(school, dock, 1, MARCH)
