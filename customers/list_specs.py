"""The back office's lists of people, customers and groups, as data (core/list_specs.py)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.list_specs import Column, ListSpec
from core.lists import AnyFilter, Asked, Filter, NamedFilter
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.models import CustomerGroup, GroupKind, Origin, Risk, ShopSettings, StaffRole
from customers.querysets import CustomerQuerySet, UserQuerySet
from customers.selectors.choosing import (
    countries_like,
    country_named,
    group_named,
    groups_like,
    segment_named,
    segments_like,
    team_named,
    teams_like,
    tier_named,
    tiers_like,
)
from customers.selectors.segments import SEGMENT_SORTS, segment_list
from customers.selectors.staff_lists import (
    CUSTOMER_SORTS,
    GROUP_SORTS,
    NONE,
    USER_SORTS,
    customer_list,
    group_list,
    user_list,
)
from customers.selectors.user_columns import with_columns

ACTIVE = Filter("active", _("Status"), (("yes", _("Active")), ("no", _("Inactive"))))


def group_filter(actor: Actor) -> NamedFilter:
    """Of the groups that one may know of."""
    label = _("Customer group")
    return NamedFilter("group", label, partial(group_named, actor), partial(groups_like, actor))


def team_filter(actor: Actor) -> Sequence[NamedFilter]:
    """For whoever sees the customers of more than one team."""
    if actor.team_ids is not None and len(actor.team_ids) < 2:
        return ()
    label = _("Sales team")
    return (NamedFilter("team", label, partial(team_named, actor), partial(teams_like, actor)),)


ROLES = (
    ("buyer", _("May buy")),
    ("approver", _("Approval right")),
    ("administrator", _("Customer group administrator")),
    ("none", _("Not connected to a customer")),
    (StaffRole.SALES.value, _("Sales staff")),
)


def _with_none(choices: Sequence[tuple[str, Any]]) -> Sequence[tuple[str, Any]]:
    """A blank value has a word of its own in an address."""
    return tuple((value or NONE, label) for value, label in choices)


YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))
ORIGIN = Filter("origin", _("Origin"), _with_none(Origin.choices))
_USER_FILTERS: Sequence[AnyFilter] = (
    Filter("role", _("Role"), ROLES),
    ACTIVE,
    Filter(
        "seen",
        _("Last visit"),
        (
            ("month", _("Within 30 days")),
            ("quarter", _("More than 90 days ago")),
            ("never", _("Never")),
        ),
    ),
    ORIGIN,
    Filter("newsletter", _("Newsletter"), YES_OR_NO),
    Filter("partner", _("Offers from partners"), YES_OR_NO),
)
_CUSTOMER_FILTERS: Sequence[AnyFilter] = (
    ACTIVE,
    NamedFilter("segment", _("Segment"), segment_named, segments_like),
    NamedFilter("country", _("Country"), country_named, countries_like),
    NamedFilter("tier", _("Pricing tier"), tier_named, tiers_like),
    Filter("risk", _("Risk"), _with_none(Risk.choices)),
    ORIGIN,
)
_GROUP_FILTERS: Sequence[AnyFilter] = (Filter("kind", _("Kind"), GroupKind.choices),)


def _users(actor: Actor, asked: Asked) -> UserQuerySet:
    found = user_list(
        actor,
        text=asked.get("q", ""),
        role=asked.get("role", ""),
        active=asked.get("active", ""),
        group=asked.get("group", ""),
        origin=asked.get("origin", ""),
        seen=asked.get("seen", ""),
        team=asked.get("team", ""),
    )
    return with_columns(
        actor, found, newsletter=asked.get("newsletter", ""), partner=asked.get("partner", "")
    )


def _customers(actor: Actor, asked: Asked) -> CustomerQuerySet:
    return customer_list(
        actor,
        text=asked.get("q", ""),
        group=asked.get("group", ""),
        active=asked.get("active", ""),
        segment=asked.get("segment", ""),
        team=asked.get("team", ""),
        risk=asked.get("risk", ""),
        origin=asked.get("origin", ""),
        country=asked.get("country", ""),
        tier=asked.get("tier", ""),
    )


def _groups(actor: Actor, asked: Asked) -> "QuerySet[CustomerGroup]":
    return group_list(actor, text=asked.get("q", ""), kind=asked.get("kind", ""))


def _segments(_actor: Actor, asked: Asked) -> "QuerySet[Any]":
    return segment_list(text=asked.get("q", ""))


USERS_LIST = ListSpec(
    name="users",
    label=_("Users"),
    sorts=USER_SORTS | {"sales": Sort.by("sales_net", label=_("Sales"), descending_first=True)},
    columns=(
        Column("name", _("Name"), sort="name", is_fixed=True),
        Column("id", _("Id"), sort="id", is_number=True),
        Column("email", _("E-mail"), sort="email"),
        Column("company", _("Company")),
        Column("roles", _("Roles")),
        Column("phone", _("Phone"), is_on=False),
        Column("title", pgettext_lazy("person", "Title"), is_on=False),
        Column("birthday", _("Birthday"), is_on=False),
        Column("sales", _("Sales"), sort="sales", is_number=True),
        Column("status", _("Active")),
        Column("newsletter", _("Newsletter")),
        Column("partner", _("Partners")),
        Column("registered", _("Registered"), sort="registered"),
        Column("seen", _("Last visit"), sort="seen"),
        Column("origin", _("Origin"), is_on=False),
    ),
    filters=lambda actor: (group_filter(actor), *team_filter(actor), *_USER_FILTERS),
    found=_users,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)


def users_list_of(shop: ShopSettings) -> ListSpec[UserQuerySet]:
    """The list without what the shop does not ask people for (C20)."""
    unused = {
        key
        for key, is_used in (("title", shop.title_in_use), ("birthday", shop.birthday_in_use))
        if not is_used
    }
    columns = [column for column in USERS_LIST.columns if column.key not in unused]
    return replace(USERS_LIST, columns=columns)


CUSTOMERS_LIST = ListSpec(
    name="customers",
    label=_("Customers"),
    sorts=CUSTOMER_SORTS,
    columns=(
        Column("name", _("Company"), sort="name", is_fixed=True),
        Column("number", _("Number"), sort="number"),
        Column("group", _("Main group"), sort="group"),
        Column("team", _("Sales team"), is_on=False),
        Column("org_number", _("Organisation number")),
        Column("email", _("E-mail"), is_on=False),
        Column("country", _("Country"), is_on=False),
        Column("discount", _("Discount"), is_number=True),
        Column("allowed", _("Allowed outstanding"), is_number=True),
        Column("risk", _("Risk"), is_on=False),
        Column("origin", _("Origin"), is_on=False),
        Column("created", _("Created"), sort="created"),
        Column("status", _("Status")),
    ),
    filters=lambda actor: (group_filter(actor), *team_filter(actor), *_CUSTOMER_FILTERS),
    found=_customers,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
SEGMENTS_LIST = ListSpec(
    name="segments",
    label=_("Segments"),
    sorts=SEGMENT_SORTS,
    columns=(
        Column("name", _("Name"), sort="name", is_fixed=True),
        Column("customers", _("Customers"), is_number=True),
        Column("groups", _("Customer groups"), is_number=True),
    ),
    filters=lambda _actor: (),
    found=_segments,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
GROUPS_LIST = ListSpec(
    name="groups",
    label=_("Customer groups"),
    sorts=GROUP_SORTS,
    columns=(
        Column("name", _("Name"), sort="name", is_fixed=True),
        Column("kind", _("Kind"), sort="kind"),
        Column("discount", _("Group discount"), sort="discount", is_number=True),
        Column("customers", _("Customers"), is_number=True),
        Column("approval", _("Approval")),
    ),
    filters=lambda _actor: _GROUP_FILTERS,
    found=_groups,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
