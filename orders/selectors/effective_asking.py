"""Whom and what staff ask about on the page of effective permissions, inside their own sight."""

from collections.abc import Sequence

from catalogue.models import Product, Variant
from customers.actors import Actor
from customers.models import Document, Membership, User
from customers.selectors.visits import current_membership, visiting_user
from orders.models import Order
from orders.selectors.orders import orders_in_detail

_LARGEST_ID = 18  # digits


def _id_in(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LARGEST_ID
    return int(text) if is_number else None


def person_asked(asker: Actor, text: str) -> User | None:
    """By whole e-mail in any case, or by id. One query."""
    number = _id_in(text)
    seen = User.objects.visible_to(asker)
    found: User | None = (
        seen.filter(email__iexact=text) if number is None else seen.filter(pk=number)
    ).first()
    return found


def seats_asked(asker: Actor, person: User) -> Sequence[Membership]:
    """Where the person could be a buyer, of what the asker sees. One query."""
    seats = Membership.objects.visible_to(asker).active().filter(user=person)
    return list(seats.with_people().order_by("customer__name", "id")[:100])


def as_visitor(person: User, seat: Membership | None) -> Actor | None:
    """The person as the shop would meet them at that customer; None who cannot log in.

    By the same two steps as a visit. Whom no connection was chosen for is asked as without one.
    """
    user = visiting_user(person.pk)
    if user is None:
        return None
    return Actor(user=user, membership=current_membership(user, seat.pk) if seat else None)


def order_asked(asker: Actor, text: str) -> Order | None:
    """Five queries at most."""
    number = _id_in(text)
    if number is None:
        return None
    found: Order | None = orders_in_detail().visible_to(asker).filter(number=number).first()
    return found


def product_asked(text: str) -> Product | None:
    """By article number, or by the last part of its address. Two queries at most."""
    variant = Variant.objects.select_related("product").filter(sku__iexact=text).first()
    if variant is not None:
        return variant.product
    return Product.objects.filter(slug=text.rstrip("/").rpartition("/")[2]).first()


def documents_asked(asker: Actor, text: str) -> Sequence[Document]:
    """By its number, or by part of its title or file name: two at most. One query."""
    rows = Document.objects.visible_to(asker).select_related("customer__main_group", "group")
    number = _id_in(text)
    found = rows.matching(text) if number is None else rows.filter(pk=number)
    return list(found.order_by("pk")[:2])
