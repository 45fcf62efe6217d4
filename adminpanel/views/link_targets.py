"""Where links to log-in and sign-up lead: one form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.link_targets import LinkTargetsForm
from adminpanel.views.settings import settings_tabs
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.refusals import add_refusal
from customers.selectors.link_targets import link_targets_now
from customers.services.link_targets import save_link_targets


def link_targets(request: ShopRequest) -> HttpResponse:
    """Every address with its reason when it cannot be."""
    form = LinkTargetsForm(posted(request), now=link_targets_now())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_link_targets(actor=request.actor, written=form.written)
            except CustomersRefused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, _("The addresses are saved."))
                return redirect("staff:link-targets")
    context = {"form": form, "tabs": settings_tabs("link-targets", request.actor)}
    return render(request, "staff/settings/link_targets.html", context, status=status)
