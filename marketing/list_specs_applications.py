"""The list of applications for a pricing tier, as data (core/list_specs.py)."""

from django.utils.translation import gettext_lazy as _

from core.days import read_day
from core.list_specs import Column, ListSpec
from core.lists import AnyFilter, Asked, DayFilter, NamedFilter
from customers.access import Perm
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.selectors.choosing import countries_like, country_named, tier_named, tiers_like
from marketing.application_states import ApplicationState
from marketing.models import Application, ApplicationQuerySet
from marketing.selectors.applications import APPLICATION_SORTS, applications_listed

_FILTERS: tuple[AnyFilter, ...] = (
    NamedFilter("tier", _("Pricing tier"), tier_named, tiers_like),
    NamedFilter("country", _("Country"), country_named, countries_like),
    DayFilter("from", _("Sent in from")),
    DayFilter("to", _("Sent in to")),
)


def _found(actor: Actor, asked: Asked) -> ApplicationQuerySet:
    if not actor.is_on(AddOn.WHOLESALE_SIGN_UP):  # an export asks here, too
        return Application.objects.none()
    view = asked.get("view", "")
    return applications_listed(
        actor,
        text=asked.get("q", ""),
        state=view if view in ApplicationState.values else "",
        tier=asked.get("tier", ""),
        country=asked.get("country", ""),
        sent_from=read_day(asked.get("from", "")),
        sent_to=read_day(asked.get("to", "")),
    )


APPLICATIONS_LIST = ListSpec(
    name="applications",
    label=_("Applications"),
    sorts=APPLICATION_SORTS,
    columns=(
        Column("company", _("Company"), sort="company", is_fixed=True),
        Column("contact", _("Contact person")),
        Column("country", _("Country")),
        Column("tier", _("Wants")),
        Column("state", _("State")),
        Column("team", _("Sales team"), is_on=False),
        Column("sent", _("Sent in"), sort="sent"),
        Column("decided", _("Decided"), sort="decided"),
    ),
    filters=lambda _actor: _FILTERS,
    found=_found,
    views=(
        (ApplicationState.CONFIRMED.value, _("Waiting")),
        (ApplicationState.APPROVED.value, _("Approved")),
        (ApplicationState.REFUSED.value, _("Refused")),
        (ApplicationState.PENDING.value, _("Not confirmed")),
        (ApplicationState.WITHDRAWN.value, _("Withdrawn")),
        ("all", _("All")),
    ),
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
