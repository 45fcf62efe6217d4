"""Customer profiles: what is done with them, in one place; and what buyers see on My pages."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.my_sections import MySectionsForm
from adminpanel.views.settings import settings_tabs
from core.access.menu import way_in
from core.http import posted
from core.reasons import Text
from customers.actors import ShopRequest
from customers.services.my_sections import show_sections


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that is done with customer profiles, and the pages where it is."""

    label: Text
    tells: Text
    icon: str
    pages: tuple[tuple[Text, str], ...]


_WAYS = (
    _Way(
        _("Manage"),
        _("Find, open, change and connect customers and the people who buy for them."),
        "people",
        (
            (_("Customers"), "staff:customer-list"),
            (_("Users"), "staff:user-list"),
            (_("Customer groups"), "staff:group-list"),
            (_("Segments"), "staff:segment-list"),
        ),
    ),
    _Way(
        _("Import"),
        _("From Excel or CSV, with a look at every change before it is made."),
        "upload",
        ((_("Imports"), "staff:import-list"),),
    ),
    _Way(
        _("Export"),
        _("As Excel or CSV: the lists of customers and users have a button, top right."),
        "download",
        (
            (_("List of customers"), "staff:customer-list"),
            (_("List of users"), "staff:user-list"),
            (_("Exports"), "staff:export-list"),
        ),
    ),
    _Way(
        _("Pricing tiers"),
        _("Reseller, wholesaler, distributor: their discounts and who has them."),
        "layers",
        (
            (_("Pricing tiers"), "staff:pricing-tier-list"),
            (_("Applications"), "staff:application-list"),
        ),
    ),
    _Way(
        _("Loyalty"),
        _("Points on orders: what gives them and who has them."),
        "star",
        (
            (_("Rules of points"), "staff:loyalty-programme"),
            (_("Points"), "staff:points-list"),
        ),
    ),
    _Way(
        _("Send password notice"),
        _("A mail with a link to choose a password, to many people at once."),
        "envelope",
        ((_("Password notices"), "staff:notice-list"),),
    ),
    _Way(
        _("Settings"),
        _("What buyers see on My pages, which fields are required, and the shop itself."),
        "gear",
        (
            (_("My pages"), "staff:my-sections"),
            (_("Shop"), "staff:settings"),
        ),
    ),
)


def buyers(request: ShopRequest) -> HttpResponse:
    """Every way that this person may go and whose part of the shop is on."""
    ways = []
    for way in _WAYS:
        found = [(label, way_in(request.actor, name)) for label, name in way.pages]
        if pages := [(label, url) for label, url in found if url]:
            ways.append((way, pages))
    return render(request, "staff/buyers/buyers.html", {"ways": ways})


def my_sections(request: ShopRequest) -> HttpResponse:
    """Which sections of My pages buyers have."""
    form = MySectionsForm(posted(request), shop=request.shop)
    if request.method == "POST" and form.is_valid():
        show_sections(actor=request.actor, shown=form.shown)
        messages.success(request, gettext("My pages show what you ticked."))
        return redirect("staff:my-sections")
    context = {"form": form, "tabs": settings_tabs("my-sections", request.actor)}
    return render(request, "staff/settings/my_sections.html", context)
