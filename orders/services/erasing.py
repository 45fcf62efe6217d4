"""Erases a person and keeps the books: what the law needs of orders stays as agreed (C11)."""

from django.utils.translation import gettext_lazy as _

from approvals.models import Absence
from core.audit import use_case
from core.erasing import (
    StillAtWork,
    Traces,
    erase_from_others_mail,
    erase_from_spreadsheets,
    erase_own_mail,
)
from core.history import events_of
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Membership, User
from customers.policies import may_erase
from customers.services.erasing import erase_account, traces_of
from marketing.services.affiliates import erase_affiliate
from marketing.services.erasing_applications import (
    erase_applications,
    keys_of_application_mail,
)
from marketing.services.erasing_letters import erase_letters
from marketing.services.loyalty_accounts import erase_points
from orders.models import Cart, Order, SavedCart, WishList


@use_case("user.erase")
def erase_person(*, actor: Actor, user: User, typed: str, reason: str) -> User:
    """Everything that says who the person was goes; the orders stay, of 'Erased person 12'.

    `typed` is the person's e-mail, written out by whoever is about to do what cannot be undone.
    Raises NotPermitted, CustomersRefused; then nothing has changed.
    """
    locked: User = User.objects.select_for_update().get(pk=user.pk)
    require(may_erase(actor, locked))
    if typed.strip().lower() != locked.email.lower():
        raise CustomersRefused(
            Refused(_("This is not the person's e-mail. Nothing is erased."), "typed")
        )
    if not reason.strip():
        raise CustomersRefused(Refused(_("Write who asked for it and when."), "no_reason"))
    traces = traces_of(locked)
    try:
        erase_from_spreadsheets(traces=traces)
    except StillAtWork as error:
        raise CustomersRefused(
            Refused(_("An import that names the person is at work. Try again soon."), "at_work")
        ) from error
    _erase_mail(locked, traces)
    _erase_kept_by_orders(locked)
    erase_letters(user=locked, traces=traces)
    erase_applications(user=locked, traces=traces)
    erase_affiliate(user=locked, traces=traces)
    erase_points(user=locked, traces=traces)
    return erase_account(actor=actor, user=locked, traces=traces, reason=reason)


def _erase_mail(user: User, traces: Traces) -> None:
    """The person's own, and what told colleagues and the shop of their orders."""
    erase_own_mail(user_id=user.pk, traces=traces)
    numbers = Order.objects.filter(orderer=user) | Order.objects.filter(placed_by=user)
    asked = Order.objects.filter(approval__decisions__user=user)
    keys = {
        f"order-{number}-"
        for orders in (numbers, asked)
        for number in orders.values_list("number", flat=True)
    }
    keys |= set(keys_of_application_mail(user, traces))
    customers = Membership.objects.filter(user=user).values("customer_id")
    organisations = Membership.objects.filter(user=user).values("customer__main_group_id")
    colleagues = Membership.objects.filter(customer__in=customers) | Membership.objects.filter(
        customer__main_group__in=organisations
    )
    readers = set(colleagues.values_list("user_id", flat=True)) - {user.pk}
    readers |= set(User.objects.exclude(staff_role="").values_list("pk", flat=True))
    erase_from_others_mail(traces=traces, event_keys=sorted(keys), reader_ids=readers)


def _erase_kept_by_orders(user: User) -> None:
    """Carts, lists and absences were the person's own. They go whole."""
    Cart.objects.filter(user=user).delete()
    WishList.objects.filter(user=user).delete()
    SavedCart.objects.filter(user=user).delete()
    memberships = Membership.objects.filter(user=user)
    Absence.objects.filter(membership__in=memberships).delete()
    events_of(Absence).filter(membership__in=memberships).delete()
