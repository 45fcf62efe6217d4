"""Newsletters sent off, planned, stopped; a draft removed; an address that works again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.campaigns import SendForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.selectors.staff_cards import user_of
from marketing.errors import MarketingRefused
from marketing.models import Campaign
from marketing.selectors import audience, campaigns
from marketing.services import campaigns as services
from marketing.services.bounces import clear_address


def campaign_send(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """The last look: when, and a yes that names how many get it."""
    campaign = campaigns.campaign_of(campaign_id)
    if not campaign.is_draft:
        return _to(campaign)
    counted = audience.counted(campaign)
    begin = {"seen": campaign.version, "people": counted.gets}
    form = SendForm(posted(request), initial=begin)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.send_off(
                actor=request.actor,
                campaign_id=campaign.pk,
                seen=form.cleaned_data["seen"],
                people=form.cleaned_data["people"],
                at=form.at(),
            )
        except MarketingRefused as refused:
            where = "day" if refused.refusal.code == "past" else None
            form.add_error(where, str(refused.refusal.reason))
            status = 409
        else:
            told = _("It is on its way. Look here again to see how far it is.")
            messages.success(request, told if form.at() is None else _("It waits for its time."))
            return _to(sent)
    context = {
        "campaign": campaign,
        "form": form,
        "counted": counted,
        "begin": begin,
        "minutes": campaigns.minutes_for(counted.gets),
        "a_minute": campaigns.a_minute(),
    }
    return render(request, "staff/campaigns/campaign_send.html", context, status=status)


def campaign_unschedule(request: ShopRequest, campaign_id: int) -> HttpResponse:
    return _pressed(request, campaign_id, services.unschedule, _("It is a draft again."))


def campaign_stop(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """Nobody more gets it."""
    return _pressed(request, campaign_id, services.stop_campaign, _("The sending is stopped."))


def _pressed(request: ShopRequest, campaign_id: int, service: Any, told: str) -> HttpResponse:
    campaign = campaigns.campaign_of(campaign_id)
    try:
        service(actor=request.actor, campaign_id=campaign.pk)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        messages.success(request, told)
    return _to(campaign)


def campaign_delete(request: ShopRequest, campaign_id: int) -> HttpResponse:
    campaign = campaigns.campaign_of(campaign_id)
    try:
        name = services.delete_draft(actor=request.actor, campaign_id=campaign.pk)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return _to(campaign)
    messages.success(request, _("%(name)s is removed.") % {"name": name})
    return redirect("staff:campaign-list")


def campaign_clear(request: ShopRequest, user_id: int) -> HttpResponse:
    """Newsletters go to the person's address again."""
    person = user_of(request.actor, user_id)
    try:
        clear_address(actor=request.actor, user_id=person.pk)
    except (MarketingRefused, CustomersRefused) as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        messages.success(request, _("Newsletters go to %(to)s again.") % {"to": person.email})
    return redirect("staff:user-detail", user_id=person.pk)


def _to(campaign: Campaign) -> HttpResponse:
    return redirect("staff:campaign-detail", campaign_id=campaign.pk)
