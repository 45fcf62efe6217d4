"""The lists of people and of customers, as they go out."""

from django.utils.translation import gettext_lazy as _

from core.exports import Asked, Export
from core.tables import in_order
from customers.access import Perm
from customers.actors import Actor
from customers.querysets import CustomerQuerySet, UserQuerySet
from customers.selectors.exports import USER_COLUMNS_LEFT_OUT, customer_rows, user_rows
from customers.selectors.staff_lists import CUSTOMER_SORTS, USER_SORTS, customer_list, user_list
from customers.sheets import customer_sheet, user_sheet


def users_asked(actor: Actor, asked: Asked) -> UserQuerySet:
    found = user_list(
        actor,
        text=asked.get("q", ""),
        role=asked.get("role", ""),
        active=asked.get("active", ""),
        group=asked.get("group", ""),
    )
    return in_order(found, sorts=USER_SORTS, sort=asked.get("sort", ""))


def customers_asked(actor: Actor, asked: Asked) -> CustomerQuerySet:
    found = customer_list(
        actor,
        text=asked.get("q", ""),
        group=asked.get("group", ""),
        active=asked.get("active", ""),
    )
    return in_order(found, sorts=CUSTOMER_SORTS, sort=asked.get("sort", ""))


USERS = Export(
    name="users",
    label=_("Users"),
    sheet=user_sheet,
    found=users_asked,
    rows=user_rows,
    perm=Perm.STAFF_USER_VIEW,
    left_out=USER_COLUMNS_LEFT_OUT,
)
CUSTOMERS = Export(
    name="customers",
    label=_("Customers"),
    sheet=customer_sheet,
    found=customers_asked,
    rows=customer_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)
