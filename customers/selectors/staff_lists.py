"""The back office's lists of customers, users and groups: narrowed here, sorted by the page."""

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership, StaffRole
from customers.querysets import CustomerQuerySet, UserQuerySet
from customers.selectors.customers import customers_found
from customers.selectors.users import users_found

CUSTOMER_SORTS = {
    "name": Sort.by("name", label=_("Company")),
    "number": Sort.by("number", label=_("Number")),
    "group": Sort.by("main_group__name", label=_("Main group")),
    "created": Sort.by("created_at", label=_("Created"), descending_first=True),
}
USER_SORTS = {
    "name": Sort.by("last_name", "first_name", label=_("Name")),
    "id": Sort.by("id", label=_("Id"), descending_first=True),
    "email": Sort.by("email", label=_("E-mail")),
    "registered": Sort.by("registered_at", label=_("Registered"), descending_first=True),
    "seen": Sort.by("last_seen_at", label=_("Last visit"), nullable=True, descending_first=True),
}
GROUP_SORTS = {
    "name": Sort.by("name", label=_("Name")),
    "kind": Sort.by("kind", label=_("Kind")),
    "discount": Sort.by("discount_percent", label=_("Group discount"), descending_first=True),
}
_ACTIVE = {"yes": True, "no": False}
MEMBERSHIP_ROLES = {
    "buyer": "is_buyer",
    "approver": "is_approver",
    "administrator": "is_group_admin",
}


def customer_list(
    actor: Actor, *, text: str = "", group: str = "", active: str = ""
) -> CustomerQuerySet:
    """Customers by text, main or further group (an id) and "yes" or "no" for active."""
    found: CustomerQuerySet = customers_found(actor, text)
    if group.isdecimal():
        further = Customer.further_groups.through.objects.filter(
            customer=OuterRef("pk"), customergroup=int(group)
        )
        found = found.filter(Exists(further)) | found.filter(main_group=int(group))
    if active in _ACTIVE:
        found = found.filter(is_active=_ACTIVE[active])
    return found


def user_list(
    actor: Actor, *, text: str = "", role: str = "", active: str = "", group: str = ""
) -> UserQuerySet:
    """People with their connections in force: one query more than the page's own.

    `role` is a membership role, "none" (no connection), or a staff role.
    """
    found: UserQuerySet = users_found(actor, text).prefetch_related(_connections())
    connected = Membership.objects.active().filter(user=OuterRef("pk"))
    if role in MEMBERSHIP_ROLES:
        found = found.filter(Exists(connected.filter(**{MEMBERSHIP_ROLES[role]: True})))
    elif role == "none":
        found = found.filter(~Exists(connected), staff_role="")
    elif role in (StaffRole.SALES, StaffRole.ADMINISTRATOR):
        found = found.filter(staff_role=role)
    if group.isdecimal():
        found = found.filter(Exists(connected.filter(customer__main_group=int(group))))
    if active in _ACTIVE:
        found = found.filter(is_active=_ACTIVE[active])
    return found


def _connections() -> "Prefetch[str]":
    rows = Membership.objects.active().select_related("customer").order_by("customer__name", "id")
    return Prefetch("memberships", queryset=rows, to_attr="connections")


def group_list(*, text: str = "", kind: str = "") -> "QuerySet[CustomerGroup]":
    """Every group with how many customers have it as their main group."""
    found = CustomerGroup.objects.annotate(customer_count=Count("customers"))
    if text:
        found = found.filter(name__icontains=text)
    return found.filter(kind=kind) if kind else found
