"""Points in the demo world: a programme, two rules, and what the newest finished orders earned."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from config.demo_world.people import People
from customers.actors import Actor
from customers.models import ShopSettings
from marketing.services.loyalty import earn_points
from marketing.services.loyalty_programme import (
    ProgrammeDetails,
    RuleDetails,
    save_programme,
    save_rule,
)
from orders.models import Order
from orders.states import OrderStatus

_CUSTOMERS = ("Barn och utbildning", "Vestby Elektro AS")
_ORDERS_EACH = 4


def make_loyalty(people: People, shop: ShopSettings) -> None:
    stina = Actor(user=people.users["stina"])
    save_programme(
        actor=stina,
        details=ProgrammeDetails("poäng", Decimal(1), 25, 50, 24, 30, "down"),
    )
    save_rule(actor=stina, details=RuleDetails(Decimal(1)))
    norrvik = people.groups["Norrviks kommun"]
    save_rule(actor=stina, details=RuleDetails(Decimal("1.5"), group=norrvik))
    for name in _CUSTOMERS:
        for order in _finished(name):
            earn_points(
                customer=order.customer,
                order_number=order.number,
                orderer=order.orderer,
                value_net=order.goods_net,
                day=_day_of(order),
                shop=shop,
            )


def _finished(customer_name: str) -> list[Order]:
    orders = Order.objects.filter(customer__name=customer_name, status=OrderStatus.COMPLETED)
    newest = orders.select_related("customer", "orderer").order_by("-placed_at")[:_ORDERS_EACH]
    return list(newest)[::-1]


def _day_of(order: Order) -> date:
    return timezone.localdate(order.placed_at)
