"""Deleting a customer (U-19): what is its own goes for good, orders stay with the books."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalDecision, ApprovalRequest
from catalogue.models import OwnArticleNumber, PriceListConnection
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import ChainsWouldBreak, CustomersRefused, require
from customers.models import ActingVisit, Customer, Membership
from customers.policies import may_change_customer
from customers.selectors.chains import chains_cut_by_leaving, seats_told
from customers.services.chains import lock_organisation
from customers.services.documents import delete_document
from customers.services.profiles import pictures_of, tidy_pictures
from marketing.models import LoyaltyAccount
from orders.models import Cart, Order, SavedCart, WishList
from orders.selectors.customer_deleting import OPEN


@dataclass(frozen=True, slots=True)
class Deleted:
    """`is_gone`: the customer itself too. Else its name and number stay, inactive, with what the
    books need."""

    name: str
    is_gone: bool


@use_case("customer.delete")
def delete_customer(*, actor: Actor, customer: Customer, typed: str) -> Deleted:
    """Takes away people's connections, addresses, documents, notes, lists and prices of its own.

    `typed` is the customer's number as the person wrote it. Refused while orders are under way or
    chains of other customers lead here.
    """
    lock_organisation(customer.pk)
    fresh: Customer = (
        Customer.objects.select_for_update(of=("self",))
        .select_related("main_group")
        .get(pk=customer.pk)
    )
    require(may_change_customer(actor, fresh))
    if typed.strip().lower() != fresh.number.lower():
        raise CustomersRefused(Refused(_("Write the customer's number exactly."), "typed"))
    if Order.objects.filter(customer=fresh, status__in=OPEN).exists():
        raise CustomersRefused(
            Refused(_("Orders are under way. Finish or cancel them first."), "open_orders")
        )
    if broken := chains_cut_by_leaving(fresh):
        raise ChainsWouldBreak(broken, seats_told(actor, broken))
    _take_away(actor, fresh)
    if _is_needed(fresh):
        _empty(fresh)
        return Deleted(fresh.name, is_gone=False)
    Membership.objects.filter(customer=fresh).update(next_approver=None, break_point=None)
    pictures = pictures_of(fresh)
    fresh.delete()
    tidy_pictures(pictures)
    return Deleted(fresh.name, is_gone=True)


def _take_away(actor: Actor, customer: Customer) -> None:
    for document_id in customer.documents.values_list("pk", flat=True):
        delete_document(actor=actor, document_id=document_id)
    for model in (Cart, WishList, SavedCart, OwnArticleNumber, PriceListConnection):
        model._default_manager.filter(customer=customer).delete()
    customer.addresses.all().delete()
    customer.notes.all().delete()
    customer.shipper_accounts.all().delete()
    customer.further_groups.clear()
    customer.segments.clear()
    customer.assortments.clear()


def _is_needed(customer: Customer) -> bool:
    """Whether the books or the log of who acted as whom name the customer or a seat at it."""
    seats = Membership.objects.filter(customer=customer).values("pk")
    asked = ApprovalRequest.objects.filter(Q(membership__in=seats) | Q(step__in=seats))
    # A person here may have decided on an order of another customer of the organisation.
    decided = ApprovalDecision.objects.filter(Q(membership__in=seats) | Q(in_place_of__in=seats))
    visits = ActingVisit.objects.filter(membership__in=seats)
    points = LoyaltyAccount.objects.filter(customer=customer)
    found = (customer.orders.all(), asked, decided, visits, points)
    return any(rows.exists() for rows in found)


def _empty(customer: Customer) -> None:
    """What orders do not need goes; nobody buys here any more."""
    seats = Membership.objects.filter(customer=customer)
    seats.update(is_active=False, next_approver=None, break_point=None)
    for name in ("email", "phone", "website", "ape_code", "risk"):
        setattr(customer, name, "")
    customer.discount_percent = 0
    customer.pricing_tier = customer.sales_team = customer.allowed_outstanding = None
    customer.is_active = False
    customer.save()
