"""Customers of one: made for whoever orders without an organisation, in the order's transaction.

A person has at most two. What is ordered by somebody who has logged in hangs on their own; what a
guest orders hangs on the guest's, whose membership is never in force, so that nobody finds it in
an account before the address has answered (DESIGN §4, U-17, U-23).
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.reasons import Refused
from core.turns import take_turns
from customers.errors import CustomersRefused
from customers.models import Customer, Membership, Origin, PrivateSeat, ShopSettings, User
from customers.services.users import valid_email

_TURN = 4_287_006
# Of a guest's customer, by each order; the rest is as staff have left it meanwhile.
_SAID_ANEW = ("name", "phone", "country", "main_group", "pricing_tier", "discount_percent")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders for themselves, as written in the checkout. `country` is where it goes."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    country: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


def own_seat(*, user: User, buyer: Buyer, shop: ShopSettings) -> Membership:
    """The logged-in person's own customer of one, made at the first order, found at the next."""
    hold_address(user.email)
    seat = _seat(user, PrivateSeat.OWN)
    return seat or _make(user, PrivateSeat.OWN, buyer, shop)


def guest_seat(*, buyer: Buyer, shop: ShopSettings) -> Membership:
    """The guest's customer of one at that address, whoever has it; nobody else learns who has.

    An address that nobody has gets a person without a password. The statements are the same for
    both. What the guest writes of themselves goes on the customer only, never on a person who was
    there before; it keeps the terms that guests are shown.
    """
    address = valid_email(buyer.email)
    hold_address(address)
    new = User(
        email=address,
        first_name=buyer.first_name,
        last_name=buyer.last_name,
        phone=buyer.phone,
        origin=Origin.ORDER,
    )
    new.set_unusable_password()
    User.objects.bulk_create([new], ignore_conflicts=True)
    found = User.objects.alias(lowered=Lower("email")).filter(lowered=Lower(Value(address)))
    user: User = found.get()
    seat = _seat(user, PrivateSeat.GUEST)
    if seat is None:
        return _make(user, PrivateSeat.GUEST, buyer, shop)
    _describe(seat.customer, buyer, shop)
    seat.customer.pricing_tier = None
    seat.customer.discount_percent = Decimal(0)
    seat.customer.save(update_fields=_SAID_ANEW)
    return seat


def let_in(user: User) -> None:
    """The address has answered: what was ordered as a guest is the person's own from now on.

    Where they have a customer of one already, the orders are moved to it by the layer above.
    One statement.
    """
    own = Membership.objects.filter(user=user, private=PrivateSeat.OWN)
    guest = Membership.objects.filter(user=user, private=PrivateSeat.GUEST)
    guest.exclude(Exists(own)).update(private=PrivateSeat.OWN, is_active=True)


def hold_address(address: str) -> None:
    """Whoever orders with the same address waits, so that one person and one customer are made."""
    take_turns(_TURN, about=address)


def _seat(user: User, private: PrivateSeat) -> Membership | None:
    seats = Membership.objects.with_people().filter(user=user, private=private)
    found: Membership | None = seats.first()
    return found


def _make(user: User, private: PrivateSeat, buyer: Buyer, shop: ShopSettings) -> Membership:
    customer = Customer(
        origin=Origin.ORDER,
        email=user.email,
        may_pay_on_account=False,
        may_order_free_text=False,
    )
    _describe(customer, buyer, shop)
    customer.save()
    seat = Membership(
        user=user,
        customer=customer,
        private=private,
        is_active=private == PrivateSeat.OWN,
    )
    seat.save()
    return seat


def _describe(customer: Customer, buyer: Buyer, shop: ShopSettings) -> None:
    group = shop.private_group
    if group is None or group.is_organisation:
        raise CustomersRefused(
            Refused(_("The shop takes orders only from its customers."), "no_private_orders")
        )
    customer.name = buyer.name[:200]
    customer.phone = buyer.phone
    customer.country = buyer.country or str(shop.country)
    customer.main_group = group
