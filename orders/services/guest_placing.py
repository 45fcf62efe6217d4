"""Orders of who belongs to no customer: the customer of one and the order are one transaction.

The order itself is `placing.place_order`, which checks all that it always checks.
"""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Reasons
from customers.actors import Actor
from customers.models import Membership, ShopSettings
from customers.services.private_customers import Buyer, guest_seat, own_seat
from orders.errors import OrderRefused
from orders.models import Order
from orders.policies import may_check_out
from orders.services.carts import take_cart_along
from orders.services.placing import CheckoutDetails, Placed, place_order

ORDERS_AN_HOUR = 10  # of guests with one address


@use_case("order.place_as_guest")
def place_as_guest(
    *,
    actor: Actor,
    buyer: Buyer,
    session_token: str,
    token: uuid.UUID,
    fingerprint: str,
    details: CheckoutDetails,
    shop: ShopSettings,
    affiliate_code: str = "",
) -> Placed:
    """A stranger's order, at whoever has the address. Raises as `place_order`; CustomersRefused.

    One person, one customer and one order however often and however many at once send it; a
    refusal leaves nothing. Nothing that is answered says whether the address was known.
    """
    _require_open(actor, shop)
    seat = guest_seat(buyer=buyer, shop=shop)
    _require_few(seat, token)
    return place_order(
        actor=Actor(user=seat.user, membership=seat, is_guest=True, shop=shop),
        session_token=session_token,
        token=token,
        fingerprint=fingerprint,
        details=details,
        shop=shop,
        affiliate_code=affiliate_code,
    )


@use_case("order.place_for_oneself")
def place_for_oneself(
    *,
    actor: Actor,
    buyer: Buyer,
    token: uuid.UUID,
    fingerprint: str,
    details: CheckoutDetails,
    shop: ShopSettings,
    affiliate_code: str = "",
) -> Placed:
    """The first order of somebody with an account and no customer; later ones are a member's."""
    _require_open(actor, shop)
    assert actor.user is not None  # noqa: S101 - may_check_out saw to it
    seat = own_seat(user=actor.user, buyer=buyer, shop=shop)
    take_cart_along(seat)
    return place_order(
        actor=Actor(user=actor.user, membership=seat, shop=shop),
        token=token,
        fingerprint=fingerprint,
        details=details,
        shop=shop,
        affiliate_code=affiliate_code,
    )


def _require_open(actor: Actor, shop: ShopSettings) -> None:
    """By the shop as it is in this request, whatever the page was drawn with."""
    verdict = may_check_out(Actor(user=actor.user, acted_by=actor.acted_by, shop=shop))
    if actor.membership is not None or actor.site is not None or not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))


def _require_few(seat: Membership, token: uuid.UUID) -> None:
    """Each order mails its address, which may be a stranger's. A checkout sent again is no more."""
    since = timezone.now() - timedelta(hours=1)
    lately = Order.objects.filter(membership=seat, placed_at__gte=since)
    if lately.exclude(checkout_token=token).count() >= ORDERS_AN_HOUR:
        raise OrderRefused.because(
            _("Many orders were sent with this address within the hour. Wait a while."), "too-many"
        )
