"""The lists of people, customers, groups, segments and addresses, as they go out."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.exports import Asked, Export
from core.list_specs import ordered
from core.tables import in_order
from customers.access import Perm
from customers.actors import Actor
from customers.list_specs import CUSTOMERS_LIST, GROUPS_LIST, SEGMENTS_LIST, USERS_LIST
from customers.models import Address, Segment
from customers.querysets import UserQuerySet
from customers.selectors.colleagues import COLLEAGUE_SORTS, colleagues
from customers.selectors.exports import (
    USER_COLUMNS_LEFT_OUT,
    colleague_rows,
    customer_rows,
    staff_user_sheet,
    user_rows,
)
from customers.selectors.exports_groups import (
    ADDRESS_COLUMNS_LEFT_OUT,
    SEGMENT_COLUMNS_LEFT_OUT,
    address_rows,
    addresses_of_all,
    group_rows,
    segment_connections,
    segment_rows,
)
from customers.selectors.user_columns import USER_TOLD
from customers.sheets import (
    address_sheet,
    customer_sheet,
    group_sheet,
    segment_sheet,
    user_sheet,
)


def colleagues_asked(actor: Actor, asked: Asked) -> UserQuerySet:
    """The administrator's own organisation, as its list of users shows it."""
    found = colleagues(
        actor,
        text=asked.get("q", ""),
        customer=asked.get("customer", ""),
        role=asked.get("role", ""),
        status=asked.get("status", ""),
    )
    return in_order(found, sorts=COLLEAGUE_SORTS, sort=asked.get("sort", ""))


def segments_asked(actor: Actor, asked: Asked) -> "QuerySet[Segment, Any]":
    """What the segments hold that the list of segments shows, in its order."""
    shown = SEGMENTS_LIST.found(actor, asked)
    return segment_connections(actor, shown, backwards=asked.get("sort", "").startswith("-"))


def addresses_asked(actor: Actor, asked: Asked) -> "QuerySet[Address]":
    """Those of the customers that the list of customers shows."""
    return addresses_of_all(ordered(CUSTOMERS_LIST)(actor, asked))


USERS = Export(
    name="users",
    label=_("Users"),
    sheet=staff_user_sheet,
    found=ordered(USERS_LIST),
    rows=user_rows,
    perm=Perm.STAFF_USER_VIEW,
    left_out=USER_COLUMNS_LEFT_OUT,
    told=USER_TOLD,
)
COLLEAGUES = Export(
    name="colleagues",
    label=_("Users of an organisation"),
    sheet=user_sheet,
    found=colleagues_asked,
    rows=colleague_rows,
    perm=Perm.GROUP_ADMINISTER,
    left_out=USER_COLUMNS_LEFT_OUT,
)
CUSTOMERS = Export(
    name="customers",
    label=_("Customers"),
    sheet=customer_sheet,
    found=ordered(CUSTOMERS_LIST),
    rows=customer_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)
GROUPS = Export(
    name="groups",
    label=_("Customer groups"),
    sheet=group_sheet,
    found=ordered(GROUPS_LIST),
    rows=group_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)
SEGMENTS = Export(
    name="segments",
    label=_("Segments"),
    sheet=segment_sheet,
    found=segments_asked,
    rows=segment_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
    left_out=SEGMENT_COLUMNS_LEFT_OUT,
)
ADDRESSES = Export(
    name="addresses",
    label=_("Addresses"),
    sheet=address_sheet,
    found=addresses_asked,
    rows=address_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
    left_out=ADDRESS_COLUMNS_LEFT_OUT,
)
