"""A year of orders: priced, summed and routed by the shop's own functions, written in bulk.

What is recent is not in here: `today.py` places it through the services, with its mail.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalogue.models import Product, Variant
from catalogue.selectors.prices import PriceBook, price_book
from catalogue.selectors.visibility import visible_variants
from config.demo_world.bounds import Credit, Limits
from config.demo_world.course import Course, Doers
from config.demo_world.goods import Article, Goods
from config.demo_world.moments import office_moments
from config.demo_world.people import Buyer, People
from config.demo_world.prices import Methods
from config.demo_world.routes import Routes
from customers.actors import Actor
from customers.models import Address, Customer, Membership, ShopSettings
from orders.credit import due_on
from orders.models import DeliveryMethod, Order
from orders.selectors.baskets import Basket, BasketLine, totals_of, treatment_of
from orders.services.order_rows import line_of, set_totals
from orders.totals import LineAmount, VatTreatment

_PLACES = ("Rum 214", "Vaktmästeriet", "Plan 3", "Expeditionen", "Sal B12", "Lager 2", "")
_COMMENTS = (
    "Ring vid ankomst.",
    "Ställs innanför porten.",
    "Delleverans går bra.",
    "Till introduktionen av nyanställda.",
    "",
)


@dataclass(frozen=True)
class _Shelf:
    """What a buyer may see of what their customer likes, and the customer's prices."""

    actor: Actor
    wanted: Sequence[tuple[Article, Sequence[Variant]]]
    book: PriceBook

    @property
    def weights(self) -> list[int]:
        """The first of each family is what most want, and what has a picture."""
        return [
            max(1, 3 - article.place) * (4 if article.family.is_drawn else 1)
            for article, _variants in self.wanted
        ]


@dataclass(frozen=True)
class Shopkeeper:
    """All that an order is made of, looked up once."""

    goods: Goods
    people: People
    methods: Methods
    shop: ShopSettings
    now: datetime


def make_history(keeper: Shopkeeper, until: datetime, number: int) -> int:
    """The orders of the year before `until`, oldest first, so that numbers follow time.

    `number` is the first order's; returns the next free one.
    """
    chance = random.Random("history")  # noqa: S311 - the same world every time, nothing secret
    memberships = {m.pk: m for m in Membership.objects.with_people()}
    shelves = _shelves(keeper, memberships)
    limits, credit, routes = Limits(), Credit(keeper.now), Routes(memberships)
    addresses: defaultdict[int, list[Address]] = defaultdict(list)
    for address in Address.objects.register():
        addresses[address.customer_id].append(address)
    course = Course(chance, Doers.of(keeper.people), keeper.now)
    for moment, customer in _occasions(chance, keeper.people, until):
        buyer = _whose_turn(chance, keeper.people.buyers[customer.name], moment, keeper.now)
        shelf = shelves[buyer.membership.pk]
        basket = _basket(chance, keeper, shelf)
        if basket is None:
            continue
        membership = memberships[buyer.membership.pk]
        if not limits.take(membership, timezone.localdate(moment), basket.totals.value_net):
            continue
        if not credit.take(customer, moment, basket.totals.gross):
            continue
        address = chance.choice(addresses[customer.pk])
        order = _order(chance, keeper.shop, membership, basket, address, moment)
        order.number = number
        course.follow(
            order,
            lines=[line_of(order, place, line) for place, line in enumerate(basket.lines, 1)],
            vat=basket.totals.vat,
            route=routes.of(order, membership),
        )
        number += 1
    _remember_popularity(course.write())
    return number


def _shelves(keeper: Shopkeeper, memberships: Mapping[int, Membership]) -> dict[int, _Shelf]:
    """Prices are the customer's; what is seen is each buyer's own."""
    shelves: dict[int, _Shelf] = {}
    everything = [v.pk for article in keeper.goods.articles for v in article.variants]
    for name, buyers in keeper.people.buyers.items():
        book: PriceBook | None = None
        likes = keeper.people.habits[name]["likes"]
        for buyer in buyers:
            membership = memberships[buyer.membership.pk]
            actor = Actor(user=membership.user, membership=membership)
            book = book or price_book(actor, everything)
            seen = set(visible_variants(actor).values_list("pk", flat=True))
            wanted = [
                (article, [v for v in article.variants if v.pk in seen])
                for like in likes
                for article in keeper.goods.under(like)
                if article.product.created_at < keeper.now - timedelta(days=366)
            ]
            shelves[membership.pk] = _Shelf(actor, [pair for pair in wanted if pair[1]], book)
    return shelves


def _occasions(
    chance: random.Random, people: People, until: datetime
) -> list[tuple[datetime, Customer]]:
    found = [
        (moment, people.customers[name])
        for name, habit in people.habits.items()
        for moment in office_moments(chance, habit["orders"], until)
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].pk))


def _whose_turn(
    chance: random.Random, buyers: Sequence[Buyer], moment: datetime, now: datetime
) -> Buyer:
    """Somebody of the customer's; who has left ordered long ago only."""
    is_recent = moment > now - timedelta(days=200)
    able = [b for b in buyers if b.membership.user.is_active or not is_recent]
    return chance.choices(able, [buyer.weight for buyer in able])[0]


def _basket(chance: random.Random, keeper: Shopkeeper, shelf: _Shelf) -> Basket | None:
    """A few lines of what the customer likes, at its prices; None when nothing is on the shelf."""
    if not shelf.wanted:
        return None
    treatment = treatment_of(shelf.actor.customer, keeper.shop)
    lines: dict[int, BasketLine] = {}
    for _turn in range(chance.choices((1, 2, 3, 4, 6, 8), (26, 26, 20, 14, 10, 4))[0]):
        _article, variants = chance.choices(shelf.wanted, shelf.weights)[0]
        variant = chance.choice(variants)
        quantity = _quantity(chance, variant.list_price_net or Decimal(0))
        is_domestic = treatment == VatTreatment.DOMESTIC
        lines[variant.pk] = BasketLine(
            variant=variant,
            quantity=quantity,
            price=shelf.book.answer(variant.pk, quantity),
            vat_percent=variant.vat_rate.percent if is_domestic else Decimal(0),
            comment="",
            seen_unit_net=None,
        )
    goods_net = sum((line.line_net for line in lines.values()), Decimal(0))
    delivery = _delivery(chance, keeper.methods, goods_net)
    on_account = chance.random() < 0.94
    payment = keeper.methods.invoice if on_account else keeper.methods.card
    amounts = [
        LineAmount(line.quantity, line.unit_net, line.vat_percent) for line in lines.values()
    ]
    totals = totals_of(
        amounts,
        delivery=delivery,
        payment=payment,
        treatment=treatment,
        currency=keeper.shop.currency,
    )
    return Basket(
        lines=tuple(lines.values()),
        gone=(),
        totals=totals,
        currency=keeper.shop.currency,
        treatment=treatment,
        delivery=delivery,
        payment=payment,
    )


def _quantity(chance: random.Random, price: Decimal) -> int:
    """Pens by the dozen, computers one at a time."""
    most = 24 if price < 100 else 10 if price < 400 else 5 if price < 1500 else 2
    if price < 100 and chance.random() < 0.1:
        return 100
    return chance.randint(1, most)


def _delivery(chance: random.Random, methods: Methods, goods_net: Decimal) -> DeliveryMethod:
    if chance.random() < 0.1:
        return methods.pickup
    return methods.pallet if goods_net > 9000 else methods.parcel


def _order(
    chance: random.Random,
    shop: ShopSettings,
    membership: Membership,
    basket: Basket,
    address: Address,
    moment: datetime,
) -> Order:
    """The order as it was placed; not saved."""
    customer = membership.customer
    delivery, payment = basket.delivery, basket.payment
    assert delivery is not None  # noqa: S101 - _basket chose both
    assert payment is not None  # noqa: S101
    order = Order(
        customer=customer,
        membership=membership,
        orderer=membership.user,
        placed_by=membership.user,
        currency=shop.currency,
        vat_treatment=basket.treatment.value,
        vat_number=customer.vat_number,
        customer_name=customer.name,
        org_number=customer.org_number,
        delivery_name=address.name,
        delivery_attention=membership.user.full_name,
        delivery_street=address.street,
        delivery_postal_code=address.postal_code,
        delivery_city=address.city,
        delivery_country=address.country,
        **_references(chance),
        delivery_method=delivery,
        delivery_method_name=delivery.name,
        shipping_vat_percent=delivery.vat_rate.percent,
        payment_method=payment,
        payment_method_name=payment.name,
        fees_vat_percent=payment.vat_rate.percent,
        is_on_account=payment.is_on_account,
        due_on=(
            due_on(timezone.localdate(moment), customer.payment_days)
            if payment.is_on_account
            else None
        ),
        placed_at=moment,
    )
    set_totals(order, basket.totals)
    return order


def _references(chance: random.Random) -> dict[str, Any]:
    return {
        "customer_reference": f"ZZ{chance.randrange(20000, 60000)}",
        "cost_centre": chance.choice(("4410", "4420", "5120", "6105", "")),
        "goods_marking": chance.choice(_PLACES),
        "comment": chance.choice(_COMMENTS) if chance.random() < 0.2 else "",
    }


def _remember_popularity(sold: Counter[int]) -> None:
    """How often each product was ordered: what lists and search put first."""
    products = list(Product.objects.filter(pk__in=sold))
    for product in products:
        product.popularity = sold[product.pk]
    Product.objects.bulk_update(products, ["popularity"])
