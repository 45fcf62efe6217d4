"""The parts of the shop that staff administrators switch on and off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adminpanel.views.settings import settings_tabs
from core.http import posted_text
from core.reasons import Text, say
from core.undo import Undo, offer_undo
from customers.actors import Actor, ShopRequest
from customers.add_ons import AddOn, part_of
from customers.errors import CustomersRefused
from customers.selectors.add_ons import parts_shown
from customers.services.add_ons import switch_add_on


def add_on_list(request: ShopRequest) -> HttpResponse:
    """Each part with its number, what it does, and whether it is on."""
    tabs = settings_tabs("add-on-list", request.actor)
    context = {"parts": parts_shown(request.shop), "tabs": tabs}
    return render(request, "staff/settings/add_on_list.html", context)


def add_on_switch(request: ShopRequest, number: int) -> HttpResponse:
    """One click, which can be taken back."""
    if number not in set(AddOn) or part_of(AddOn(number)) is None:
        raise Http404
    add_on, on = AddOn(number), posted_text(request, "becomes", at_most=10) == "on"
    try:
        switch_add_on(actor=request.actor, number=add_on, on=on)
    except CustomersRefused as refused:
        messages.warning(request, str(refused.reason))
    else:
        undo = Undo("add-on", {"number": number, "on": not on})
        offer_undo(request, _said(add_on, on), undo, actor=request.actor)
    return redirect(f"{reverse('staff:add-on-list')}#part-{number}")


def undo_switch(*, actor: Actor, number: int, on: bool) -> Text:
    """What the button of the toast does (adminpanel.undoing)."""
    switch_add_on(actor=actor, number=AddOn(number), on=on)
    return _said(AddOn(number), on)


def _said(number: AddOn, on: bool) -> Text:
    part = part_of(number)
    name = part.name if part is not None else number.value
    return say(_("%(name)s is on."), name=name) if on else say(_("%(name)s is off."), name=name)
