"""A customer's or a group's own site: opened, moved to another address, closed; its visits."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.sites import SiteForm
from adminpanel.group_card import group_context
from core.http import posted, posted_text
from core.mail import absolute_url
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.models import CustomerSite
from customers.policies import may_change_site
from customers.selectors.sites import Owner, sites_of, visits_of
from customers.services import sites as services
from customers.services.sites import AddressRefused
from customers.sites import random_slug


def customer_site(request: ShopRequest, customer_id: int) -> HttpResponse:
    card = card_context(request, customer_id, "customer-site")
    return _page(request, card["customer"], card, "staff/customers/_card.html")


def group_site(request: ShopRequest, group_id: int) -> HttpResponse:
    card = group_context(request, group_id, "group-site")
    return _page(request, card["group"], card, "staff/groups/_card.html")


def _page(
    request: ShopRequest, owner: Owner, card: dict[str, Any], card_template: str
) -> HttpResponse:
    """A tab of the card. Opening, changing and closing are its three buttons."""
    standing = sites_of(owner)
    closes = request.method == "POST" and "close" in request.POST
    form = SiteForm(None if closes else posted(request), initial=SiteForm.initial_of(standing.now))
    if closes and _closed(request, owner):
        return redirect(request.path)
    if not closes and request.method == "POST" and form.is_valid() and _saved(request, owner, form):
        return redirect(request.path)
    context = card | {
        "card_template": card_template,
        "owner": owner,
        "form": form,
        "site": standing.now,
        "address": address_of(standing.now) if standing.now else "",
        "host_address": f"https://{standing.now.host}/" if standing.now else "",
        "former": standing.former,
        "suggested": random_slug(),
        "visits": visits_of(owner),
        "may_open": may_change_site(request.actor, owner),
    }
    return render(request, "staff/sites/site.html", context)


def address_of(site: CustomerSite) -> str:
    """The whole address, to be copied."""
    return absolute_url(site.path)


def _saved(request: ShopRequest, owner: Owner, form: SiteForm) -> bool:
    try:
        site = services.save_site(
            actor=request.actor, owner=owner, address=form.address, seen=form.seen_id
        )
    except AddressRefused as refused:
        form.add_error(refused.field, str(refused.reason))
        return False
    except CustomersRefused as refused:
        form.add_error(None, str(refused.reason))
        return False
    messages.success(request, _("The shop is open at %(address)s.") % {"address": address_of(site)})
    return True


def _closed(request: ShopRequest, owner: Owner) -> bool:
    seen = posted_text(request, "close", at_most=20)
    try:
        services.close_site(
            actor=request.actor, owner=owner, seen=int(seen) if seen.isdecimal() else None
        )
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return True
    messages.success(request, _("The shop is closed. Its address opens nothing any more."))
    return True
