"""The last two days, placed and decided by the shop's own services, with their mail.

Services write the time that it is; each scene is moved afterwards to when it happened.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from approvals.models import ApprovalDecision, ApprovalRequest
from config.demo_world.history import Shopkeeper
from core.models import EmailState, OutgoingEmail
from customers.actors import Actor
from customers.models import Address
from orders.credit import due_on
from orders.models import LimitEntry, Order, OrderEvent
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart, open_cart
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import handle_order
from orders.services.placing import CheckoutDetails, DeliveryAddress, place_order
from orders.states import OrderEventKind


@dataclass(frozen=True)
class Act:
    """What somebody does about an order after it was placed."""

    who: str
    does: Callable[[Actor, Order, "Scene"], object]


@dataclass(frozen=True)
class Scene:
    """One order: who sends what, and what happens to it. `goods` is how many by article number.

    Without goods it is an order in somebody's own words: the comment.
    """

    who: str
    goods: Mapping[str, int]
    acts: Sequence[Act] = ()
    customer: str = ""
    placed_by: str = ""
    comment: str = ""
    answer: str = ""


def _approves(actor: Actor, order: Order, scene: Scene) -> object:
    return approve_order(
        actor=actor, order_id=order.pk, version=order.version, comment=scene.answer
    )


def _rejects(actor: Actor, order: Order, scene: Scene) -> object:
    return reject_order(actor=actor, order_id=order.pk, version=order.version, comment=scene.answer)


def _orders_fewer(actor: Actor, order: Order, scene: Scene) -> object:
    line = order.lines.order_by("-line_net")[0]
    change = OrderChange(quantities={line.pk: max(1, line.quantity - 2)})
    return change_order(
        actor=actor,
        order_id=order.pk,
        version=order.version,
        change=change,
        comment=scene.answer,
    )


def _starts(actor: Actor, order: Order, scene: Scene) -> object:
    return handle_order(actor=actor, order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED)


SCENES = (
    Scene(
        "otto",
        {"NV-S016": 2, "NK-6100-3M": 25, "NV-A701": 4},
        acts=[Act("sam", _starts)],
    ),
    Scene(
        "jonas.berg",
        {"TY-K540-GR": 8, "TY-M200-GR": 8},
        acts=[Act("ali", _orders_fewer), Act("ali", _approves)],
        customer="Barn och utbildning",
        answer="Två av grupperna har redan. Sex räcker.",
    ),
    Scene(
        "fatima.said",
        {"RE-0101-5L": 12, "MJ-1003": 6, "RH-0303": 20, "VA-0100-M": 10},
        comment="Till alla tre våningarna.",
    ),
    Scene(
        "nora",
        {"ND-4012-GR": 12, "LY-0650": 3, "BJ-A480": 4},
        acts=[Act("ali", _approves)],
        comment="Till de nya arbetsplatserna på Strandskolan.",
        answer="Stämmer med planen för höstens flytt.",
    ),
    Scene("bo.sjoberg", {"FB-1401": 6, "VD-2701": 6, "ND-4008-GR": 6}),
    Scene(
        "anna.frid",
        {"RE-0102-5L": 8, "MJ-0064": 6, "PA-0101": 2},
        acts=[Act("per.ahlin", _approves)],
    ),
    Scene("elin.strom", {"BJ-A480": 2, "PL-0107-BL": 3}, comment="Expeditionen."),
    Scene(
        "otto", {"TT-0602-SV": 3, "NP-0065": 3}, placed_by="sam", comment="Beställt per telefon."
    ),
    Scene("tomas.nyberg", {"PL-0304": 10, "BJ-A490": 4, "TF-0101": 3}),
    Scene(
        "kalle.brandt",
        {"TT-0801-SV": 1, "TS-0800-SV": 1},
        acts=[Act("lisa.brandt", _rejects)],
        answer="Ta Robust i stället, den håller på bygget.",
    ),
    Scene(
        "nora",
        {"VD-2401": 3, "TY-K540-VI": 3, "TY-M700-GR": 3},
        comment="Tre nya lärare i årskurs 5.",
    ),
    Scene(
        "tomas.nyberg",
        {},
        comment="Jag behöver en bärbar dator till den nya läraren i 7B, och en mus till den.",
    ),
    Scene("lisa.brandt", {"TT-0301-SV": 4, "SS-0201": 4}),
    Scene("henrik.sjo", {"RG-0045": 1, "PS-0101": 3}, comment="Till höstmarknaden."),
    Scene("samir.nouri", {"RH-0301": 12, "MJ-1003": 2, "VA-0100-S": 6}),
)


def play_today(keeper: Shopkeeper, moments: Sequence[datetime], chance: random.Random) -> None:
    """Plays each scene at its moment; all mail of it has been sent."""
    for scene, moment in zip(SCENES, moments, strict=True):
        _Stage(keeper, moment).play(scene, chance)


class _Stage:
    """One order and the time it is in its scene."""

    def __init__(self, keeper: Shopkeeper, moment: datetime) -> None:
        self._keeper, self._placed_at, self._at = keeper, moment, moment

    def play(self, scene: Scene, chance: random.Random) -> None:
        order = self._moved(lambda: self._place(scene, chance))
        for act in scene.acts:
            self._at += timedelta(minutes=chance.randrange(9, 30))
            actor = self._actor(act.who)
            self._moved(lambda: self._act(act, actor, order, scene))  # noqa: B023 - runs at once

    def _act(self, act: Act, actor: Actor, order: Order, scene: Scene) -> Order:
        order.refresh_from_db()
        act.does(actor, order, scene)
        return order

    def _place(self, scene: Scene, chance: random.Random) -> Order:
        keeper = self._keeper
        actor = self._actor(scene.who, scene.customer, scene.placed_by)
        assert actor.customer is not None  # noqa: S101 - only buyers have scenes
        for sku, quantity in scene.goods.items():
            variant = keeper.goods.variant(sku)
            add_to_cart(actor=actor, session_token="", variant_id=variant.pk, quantity=quantity)
        open_cart(actor=actor)
        cart = find_cart(actor, "")
        assert cart is not None  # noqa: S101 - filled just now
        delivery, payment = keeper.methods.parcel, keeper.methods.invoice
        basket = basket_of(actor, cart, keeper.shop, delivery=delivery, payment=payment)
        address = Address.objects.get(customer=actor.customer, is_default=True)
        details = CheckoutDetails(
            delivery=DeliveryAddress(
                name=address.name,
                street=address.street,
                postal_code=address.postal_code,
                city=address.city,
                country=str(address.country),
            ),
            delivery_method_id=delivery.pk,
            payment_method_id=payment.pk,
            customer_reference=f"ZZ{chance.randrange(60000, 70000)}",
            comment=scene.comment,
        )
        placed = place_order(
            actor=actor,
            token=cart.checkout_token,
            fingerprint=basket.fingerprint,
            details=details,
        )
        return placed.order

    def _actor(self, who: str, customer: str = "", acted_by: str = "") -> Actor:
        users = self._keeper.people.users
        if users[who].is_staff:
            return Actor(user=users[who])
        membership = self._keeper.people.membership(who, customer)
        return Actor(
            user=membership.user,
            membership=membership,
            acted_by=users[acted_by] if acted_by else None,
        )

    def _moved(self, happens: Callable[[], Order]) -> Order:
        """Lets it happen, and moves what it wrote to its moment in the scene."""
        started = timezone.now()
        order = happens()
        at, today = self._at, timezone.localdate(self._placed_at)
        fresh = Order.objects.select_related("customer").get(pk=order.pk)
        fresh.placed_at = self._placed_at
        if fresh.released_at is not None and fresh.released_at >= started:
            fresh.released_at = at
        if fresh.due_on is not None:
            fresh.due_on = due_on(today, fresh.customer.payment_days)
        fresh.save(update_fields=["placed_at", "released_at", "due_on"])
        OrderEvent.objects.filter(order=fresh, at__gte=started).update(at=at)
        entries = LimitEntry.objects.filter(order=fresh, created_at__gte=started)
        entries.update(created_at=at, counts_on=today)
        requests = ApprovalRequest.objects.filter(order=fresh)
        requests.filter(created_at__gte=started).update(created_at=at)
        requests.filter(step_since__gte=started).update(step_since=at)
        decisions = ApprovalDecision.objects.filter(request__order=fresh, decided_at__gte=started)
        decisions.update(decided_at=at)
        OutgoingEmail.objects.filter(state=EmailState.WAITING).update(
            state=EmailState.SENT, attempts=1, created_at=at, sent_at=at + timedelta(seconds=4)
        )
        return fresh
