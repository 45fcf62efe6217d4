"""What a customer that is deleted takes along, and what stays, named before anything is done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef

from catalogue.models import OwnArticleNumber, PriceListConnection
from customers.models import Address, Customer, CustomerNote, Document, Membership, ShipperAccount
from customers.selectors.customer_card import bounded_count
from orders.models import Order, SavedCart, WishList
from orders.states import OrderStatus

OPEN = (OrderStatus.AWAITING_APPROVAL, OrderStatus.UNPROCESSED, OrderStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """Counted up to a thousand. `orders` stay, `open_orders` hinder."""

    people: int
    addresses: int
    documents: int
    notes: int
    accounts: int
    lists: int
    own_numbers: int
    price_lists: int
    orders: int
    open_orders: int


def what_goes(customer: Customer) -> WhatGoes:
    """One query."""
    mine: Any = OuterRef("pk")
    wishes, carts = (rows.objects.filter(customer=mine) for rows in (WishList, SavedCart))
    row = (
        Customer.objects.filter(pk=customer.pk)
        .values(
            n_people=bounded_count(Membership.objects.filter(customer=mine, is_active=True)),
            n_addresses=bounded_count(Address.objects.filter(customer=mine)),
            n_documents=bounded_count(Document.objects.filter(customer=mine)),
            n_written=bounded_count(CustomerNote.objects.filter(customer=mine)),
            n_accounts=bounded_count(ShipperAccount.objects.filter(customer=mine)),
            n_wishes=bounded_count(wishes),
            n_carts=bounded_count(carts),
            n_own=bounded_count(OwnArticleNumber.objects.filter(customer=mine)),
            n_price_lists=bounded_count(PriceListConnection.objects.filter(customer=mine)),
            n_placed=bounded_count(Order.objects.filter(customer=mine)),
            n_open_orders=bounded_count(Order.objects.filter(customer=mine, status__in=OPEN)),
        )
        .get()
    )
    return WhatGoes(
        people=row["n_people"],
        addresses=row["n_addresses"],
        documents=row["n_documents"],
        notes=row["n_written"],
        accounts=row["n_accounts"],
        lists=row["n_wishes"] + row["n_carts"],
        own_numbers=row["n_own"],
        price_lists=row["n_price_lists"],
        orders=row["n_placed"],
        open_orders=row["n_open_orders"],
    )
