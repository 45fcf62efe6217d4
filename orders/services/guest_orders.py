"""What was ordered without log-in comes into the account of whoever's mailbox answers."""

from collections.abc import Sequence

from core.audit import use_case
from customers.actors import ANONYMOUS, Actor
from customers.errors import LinkRefused
from customers.models import Membership, PrivateSeat, User
from customers.services.private_customers import hold_address, let_in
from marketing.services.loyalty import move_points
from orders.guest_links import GuestLink, read
from orders.models import LimitEntry, Order
from orders.services.carts import take_cart_along

_SHOWN = 5


def seat_of_link(token: str) -> Membership:
    """Whose orders the link is about; raises LinkRefused."""
    return seat_of_read(read(token))


def seat_of_read(link: GuestLink | None) -> Membership:
    """The same for a link that was read before, in this visit. One query."""
    seats = Membership.objects.with_people().exclude(private=PrivateSeat.NONE)
    seat: Membership | None = seats.filter(pk=link.seat_id).first() if link else None
    if link is None or seat is None or not link.fits(seat.user):
        raise LinkRefused
    return seat


def waiting_orders(seat: Membership) -> Sequence[Order]:
    """The newest orders of the seat, for whoever's mailbox it is. One query."""
    return list(Order.objects.filter(membership=seat).order_by("-placed_at", "-id")[:_SHOWN])


@use_case("order.own_guest_orders")
def own_guest_orders(*, actor: Actor = ANONYMOUS, link: GuestLink) -> Membership:
    """The address has answered: the orders are in its person's history. Returns their own seat.

    Done twice it changes nothing. Raises LinkRefused.
    """
    seat = seat_of_read(link)
    hold_address(seat.user.email)
    let_in(seat.user)
    own = _own(seat.user)
    if own is None:
        raise LinkRefused
    if own.pk != seat.pk:
        _move(seat, own)
    take_cart_along(own)
    return own


def _move(seat: Membership, own: Membership) -> None:
    """With what was written of them: whoever holds one of the orders now has written it before."""
    held = Order.objects.select_for_update(no_key=True).filter(membership=seat).order_by("pk")
    mine = list(held.values_list("pk", flat=True))
    LimitEntry.objects.filter(order__in=mine).update(membership=own)
    Order.objects.filter(pk__in=mine).update(membership=own, customer=own.customer)
    move_points(user=own.user, from_customer_id=seat.customer_id, to_customer_id=own.customer_id)


def _own(user: User) -> Membership | None:
    seats = Membership.objects.with_people().filter(user=user, private=PrivateSeat.OWN)
    found: Membership | None = seats.first()
    return found
