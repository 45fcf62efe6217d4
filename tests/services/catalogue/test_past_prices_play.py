"""Whatever is changed, every day gone by answers as it answered on that day.

A play of days: on each some of all that a price depends on is changed, and the price book of the
day is kept. When the play is over each day is asked for again.
"""

import os
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalogue.models import Assortment, PriceList, Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.past_prices import past_answer
from catalogue.selectors.price_material import price_material
from catalogue.selectors.prices import price_book
from catalogue.services.assortments import (
    AgreementHolder,
    ItemDraft,
    connect_assortment,
    create_assortment,
    disconnect_assortment,
    put_in_assortment,
    take_out_of_assortment,
)
from catalogue.services.prices import (
    Buyer,
    PriceDraft,
    connect_price_list,
    create_price_list,
    disconnect_price_list,
    end_prices,
    set_prices,
)
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, PricingTier, Segment, ShopSettings
from tests.past import happened_on
from tests.world import World

PLAYS = int(os.environ.get("ATTEST_PLAYS", "4"))  # more of them for a night's search
DAYS = 8
QUANTITIES = (1, 10)


class Play:
    """A shop whose prices are never left alone."""

    def __init__(self, world: World, seed: int, first: date) -> None:
        self.chance = random.Random(seed)
        self.world = world
        self.actor = world.actor(world.stina)
        self.day = first
        self.customers = (world.school, world.vestby)
        self.variants = (world.dock, world.paper)
        self.segments = [Segment.objects.create(name=name) for name in ("Skolor", "Kontor")]
        self.tiers = [
            PricingTier.objects.create(name=name, discount_percent=percent)
            for name, percent in (("Reseller", 5), ("Wholesaler", 12))
        ]
        self.lists = [
            create_price_list(actor=self.actor, name=name, valid_from=first)
            for name in ("Vår", "Höst", "Ö-listan")
        ]
        self.agreements = [
            create_assortment(actor=self.actor, name=name, valid_from=first)
            for name in ("Ramavtal", "Äldre avtal")
        ]

        holders: Sequence[Buyer] = (world.school, world.retail, self.tiers[0])
        for buyer, price_list in zip(holders, self.lists, strict=True):
            connect_price_list(actor=self.actor, price_list=price_list, buyer=buyer)
        connect_price_list(actor=self.actor, price_list=self.lists[2], buyer=self.segments[0])
        self.segments[0].groups.add(world.norrvik)
        Customer.objects.update(pricing_tier=self.tiers[0])

    def change(self) -> None:
        """One change by the shop's own services, or straight in a table as an import makes it."""
        changes: tuple[Callable[[], None], ...] = (
            self.list_price,
            self.percentages,
            self.customer,
            self.segment,
            self.connection,
            self.row,
            self.row,
            self.row,
            self.ended_row,
            self.price_list,
            self.agreement,
            self.agreement,
            self.item,
            self.taken_out,
            self.floor,
        )
        self.chance.choice(changes)()

    def amount(self) -> Decimal | None:
        return self.chance.choice((None, Decimal(0), *map(Decimal, range(100, 1500, 150))))

    def percent(self) -> Decimal:
        return Decimal(self.chance.choice((0, 3, 10, 40)))

    def list_price(self) -> None:
        Variant.objects.filter(pk=self.chance.choice(self.variants).pk).update(
            list_price_net=self.amount(), is_free=self.chance.random() < 0.1
        )

    def percentages(self) -> None:
        model = self.chance.choice((CustomerGroup, PricingTier, Customer))
        row = self.chance.choice(list(model.objects.order_by("pk")))
        model.objects.filter(pk=row.pk).update(
            discount_percent=self.percent(), name=f"{row.name.split('#')[0]}#{self.day.day}"
        )

    def customer(self) -> None:
        Customer.objects.filter(pk=self.chance.choice(self.customers).pk).update(
            main_group=self.chance.choice((self.world.norrvik, self.world.retail)),
            pricing_tier=self.chance.choice((None, *self.tiers)),
        )

    def segment(self) -> None:
        segment = self.chance.choice(self.segments)
        Segment.objects.filter(pk=segment.pk).update(name=f"Segment {segment.pk} {self.day}")
        match self.chance.randrange(4):
            case 0:
                segment.customers.add(*self.customers)
            case 1:
                segment.customers.remove(self.chance.choice(self.customers))
            case 2:
                segment.groups.add(self.world.norrvik)
            case 3:
                segment.groups.clear()

    def connection(self) -> None:
        change = self.chance.choice((connect_price_list, connect_price_list, disconnect_price_list))
        buyers: Sequence[Buyer] = (
            *self.customers,
            self.world.norrvik,
            *self.segments,
            *self.tiers,
        )
        change(
            actor=self.actor,
            price_list=self.chance.choice(self.lists),
            buyer=self.chance.choice(buyers),
        )

    def row(self) -> None:
        set_prices(
            actor=self.actor,
            price_list=self.chance.choice(self.lists),
            prices=[
                PriceDraft(
                    self.chance.choice(self.variants),
                    self.amount(),
                    self.chance.choice(QUANTITIES),
                )
            ],
            valid_from=self.day + timedelta(days=self.chance.choice((-3, 0, 0, 2))),
        )

    def ended_row(self) -> None:
        end_prices(
            actor=self.actor,
            price_list=self.chance.choice(self.lists),
            variants=self.variants,
            last_day=self.day - timedelta(days=self.chance.choice((0, 1))),
        )

    def price_list(self) -> None:
        found = PriceList.objects.filter(pk=self.chance.choice(self.lists).pk)
        found.update(valid_until=self.chance.choice((None, self.day + timedelta(days=1))))

    def agreement(self) -> None:
        chosen = self.chance.choice(self.agreements)
        Assortment.objects.filter(pk=chosen.pk).update(
            percentages_apply=self.chance.random() < 0.5,
            valid_until=self.chance.choice((None, None, self.day + timedelta(days=2))),
        )
        change = self.chance.choice((connect_assortment, disconnect_assortment))
        holders: Sequence[AgreementHolder] = (
            *self.customers,
            self.world.norrvik,
            *self.segments,
        )
        change(actor=self.actor, assortment=chosen, holders=[self.chance.choice(holders)])

    def item(self) -> None:
        put_in_assortment(
            actor=self.actor,
            assortment=self.chance.choice(self.agreements),
            items=[
                ItemDraft(
                    self.chance.choice(self.variants),
                    self.amount(),
                    is_free=self.chance.random() < 0.1,
                )
            ],
        )

    def taken_out(self) -> None:
        take_out_of_assortment(
            actor=self.actor,
            assortment=self.chance.choice(self.agreements),
            variants=[self.chance.choice(self.variants)],
        )

    def floor(self) -> None:
        ShopSettings.objects.update(
            max_total_discount_percent=self.chance.choice((None, Decimal(15), Decimal(60)))
        )

    def answers(self) -> dict[tuple[int, int, int], PriceAnswer]:
        """What the shop says on this day, to each customer for each article and quantity."""
        found = {}
        for member in (self.world.nora, self.world.otto):
            actor: Actor = self.world.actor(member)
            assert actor.customer is not None
            book = price_book(actor, [variant.pk for variant in self.variants], on=self.day)
            for variant in self.variants:
                for quantity in QUANTITIES:
                    answer = book.answer(variant.pk, quantity)
                    found[actor.customer.pk, variant.pk, quantity] = answer
        return found

    def facts_agree(self) -> None:
        """Many customers at once are read as one visitor is."""
        material = price_material(
            [customer.pk for customer in self.customers],
            [variant.pk for variant in self.variants],
            on=self.day,
        )
        for member in (self.world.nora, self.world.otto):
            actor = self.world.actor(member)
            assert actor.customer is not None
            book = price_book(actor, [variant.pk for variant in self.variants], on=self.day)
            for variant in self.variants:
                assert material.facts(actor.customer.pk, variant.pk) == book.facts[variant.pk]


@pytest.mark.parametrize("seed", range(PLAYS))
def test_each_day_gone_by_answers_as_it_did(world: World, seed: int) -> None:
    first = timezone.localdate() - timedelta(days=DAYS)
    play = Play(world, seed, first)
    happened_on(first)
    said = {}
    for number in range(DAYS + 1):
        play.day = first + timedelta(days=number)
        for _turn in range(play.chance.randrange(3, 9)):
            play.change()
        play.facts_agree()
        said[play.day] = play.answers()
        happened_on(play.day)
    for day, answers in said.items():
        for (customer_id, variant_id, quantity), answer in answers.items():
            told = past_answer(
                Customer.objects.get(pk=customer_id),
                Variant.objects.get(pk=variant_id),
                quantity,
                day,
            )
            assert (told.answer, told.notes) == (answer, ()), day
    assert len({str(answers) for answers in said.values()}) > DAYS // 2  # the play was lively
