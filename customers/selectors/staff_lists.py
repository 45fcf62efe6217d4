"""The back office's lists of customers, users and groups: narrowed here, sorted by the page."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership, Origin, Risk, StaffRole
from customers.querysets import CustomerQuerySet, UserQuerySet
from customers.selectors.customers import customers_found
from customers.selectors.users import users_found
from customers.teams import of_team

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
NONE = "none"  # in an address: those that have no value
RISKS = tuple(value for value in Risk.values if value)
ORIGINS = tuple(value for value in Origin.values if value)
_ACTIVE = {"yes": True, "no": False}
MEMBERSHIP_ROLES = {
    "buyer": "is_buyer",
    "approver": "is_approver",
    "administrator": "is_group_admin",
}


def customer_list(
    actor: Actor,
    *,
    text: str = "",
    group: str = "",
    active: str = "",
    segment: str = "",
    team: str = "",
    risk: str = "",
    origin: str = "",
    country: str = "",
    tier: str = "",
) -> CustomerQuerySet:
    """Customers by text, main or further group (an id) and "yes" or "no" for active.

    `team` (an id) is who looks after them, `tier` (an id) their pricing tier. `segment` (an id)
    finds those in it by themselves or through a group; `risk` "none" those not assessed, `origin`
    "none" those of whom nothing is recorded.
    """
    found: CustomerQuerySet = customers_found(actor, text)
    found = found.select_related("main_group__sales_team", "sales_team")
    if group.isdecimal():
        found = found.filter(pk__in=_of_group(int(group)))
    if segment.isdecimal():
        found = found.filter(pk__in=_in_segment(int(segment)))
    if team.isdecimal():
        found = found.filter(of_team(int(team)))
    if active in _ACTIVE:
        found = found.filter(is_active=_ACTIVE[active])
    if risk in (*RISKS, NONE):
        found = found.filter(risk="" if risk == NONE else risk)
    if origin in (*ORIGINS, NONE):
        found = found.filter(origin="" if origin == NONE else origin)
    if tier.isdecimal():
        found = found.filter(pricing_tier=int(tier))
    return found.filter(country=country) if country else found


def _of_group(group_id: int) -> QuerySet[Any, Any]:
    """Ids of those with it as main or further group, each by its own index."""
    further = Customer.further_groups.through.objects.filter(customergroup=group_id)
    main: QuerySet[Any, Any] = Customer.objects.filter(main_group=group_id).order_by()
    return main.values("pk").union(further.values("customer_id"))


def _in_segment(segment_id: int) -> QuerySet[Any, Any]:
    """Ids of those in it by themselves, or through a main or further group."""
    own = Customer.segments.through.objects.filter(segment=segment_id)
    groups = CustomerGroup.segments.through.objects.filter(segment=segment_id)
    group_ids = groups.values("customergroup")
    further = Customer.further_groups.through.objects.filter(customergroup__in=group_ids)
    main: QuerySet[Any, Any] = Customer.objects.filter(main_group__in=group_ids).order_by()
    through_groups = further.values("customer_id")
    return main.values("pk").union(own.values("customer_id"), through_groups)


def user_list(
    actor: Actor,
    *,
    text: str = "",
    role: str = "",
    active: str = "",
    group: str = "",
    origin: str = "",
    seen: str = "",
    team: str = "",
) -> UserQuerySet:
    """People with their connections in force: one query more than the page's own.

    `role` is a membership role, "none" (no connection), or a staff role. `seen` is "month" (their
    last visit was within thirty days), "quarter" (not within ninety), or "never".
    """
    found: UserQuerySet = users_found(actor, text).prefetch_related(_connections(actor))
    connected = Membership.objects.visible_to(actor).active().filter(user=OuterRef("pk"))
    if role in MEMBERSHIP_ROLES:
        found = found.filter(Exists(connected.filter(**{MEMBERSHIP_ROLES[role]: True})))
    elif role == "none":
        found = found.filter(~Exists(connected), staff_role="")
    elif role in (StaffRole.SALES, StaffRole.ADMINISTRATOR):
        found = found.filter(staff_role=role)
    if group.isdecimal():
        found = found.filter(Exists(connected.filter(customer__main_group=int(group))))
    if team.isdecimal():
        found = found.filter(Exists(connected.filter(of_team(int(team), "customer__"))))
    if active in _ACTIVE:
        found = found.filter(is_active=_ACTIVE[active])
    if origin in (*ORIGINS, NONE):
        found = found.filter(origin="" if origin == NONE else origin)
    return _by_visit(found, seen)


def _by_visit(found: UserQuerySet, seen: str) -> UserQuerySet:
    if seen == "never":
        return found.filter(last_seen_at=None)
    if seen == "month":
        return found.filter(last_seen_at__gte=timezone.now() - timedelta(days=30))
    if seen == "quarter":
        return found.filter(last_seen_at__lt=timezone.now() - timedelta(days=90))
    return found


def _connections(actor: Actor) -> "Prefetch[str]":
    """Those that `actor` may see: a person can also be at another sales team's customers."""
    rows = Membership.objects.visible_to(actor).active().select_related("customer")
    return Prefetch(
        "memberships", queryset=rows.order_by("customer__name", "id"), to_attr="connections"
    )


def group_list(actor: Actor, *, text: str = "", kind: str = "") -> "QuerySet[CustomerGroup]":
    """Each group with how many customers that `actor` sees have it as their main group."""
    # Counted for the rows that are shown; joined, every page would count every customer.
    inside = Customer.objects.visible_to(actor).filter(main_group=OuterRef("pk")).order_by()
    counted = inside.values("main_group").annotate(count=Count("pk")).values("count")
    found: QuerySet[CustomerGroup] = CustomerGroup.objects.visible_to(actor).annotate(
        customer_count=Coalesce(Subquery(counted), 0)
    )
    if text:
        found = found.filter(name__icontains=text)
    return found.filter(kind=kind) if kind else found
