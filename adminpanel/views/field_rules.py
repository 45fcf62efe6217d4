"""Which fields people, customers and addresses cannot be without: one page a section (P-16)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.field_rules import RequiredFieldsForm
from core.http import posted
from customers.actors import ShopRequest
from customers.field_rules import SECTIONS
from customers.selectors.field_rules import rule_changes, rules_of
from customers.services.field_rules import set_required_fields


def required_fields(request: ShopRequest, section: str) -> HttpResponse:
    """A box for every field of the section, and who changed them lately."""
    if section not in SECTIONS:
        raise Http404
    form = RequiredFieldsForm(posted(request), rules=rules_of(request.shop), section=section)
    if request.method == "POST" and form.is_valid():
        set_required_fields(actor=request.actor, section=section, required=form.required)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("staff:required-fields", section=section)
    tabs = [
        {
            "label": each.label,
            "url": reverse("staff:required-fields", args=[each.name]),
            "is_current": each.name == section,
        }
        for each in SECTIONS.values()
    ]
    context = {
        "form": form,
        "section": SECTIONS[section],
        "tabs": tabs,
        "changes": rule_changes(section),
    }
    return render(request, "staff/settings/required_fields.html", context)
