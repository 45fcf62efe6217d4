"""Extra fields of the shop, a group and a customer: listed, made, put in order, switched off."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.extra_fields import ExtraFieldForm
from adminpanel.group_card import group_context
from adminpanel.views.settings import settings_tabs
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.extra_field_forms import AskedLine, ExtraForm
from customers.models import Customer, CustomerGroup, ExtraField
from customers.selectors.extra_fields import (
    asked_by,
    field_to_edit,
    fields_above,
    fields_to_edit,
)
from customers.selectors.staff_cards import customer_of, group_of
from customers.services.extra_fields import (
    ExtraFieldRefused,
    Scope,
    delete_extra_field,
    may_change_fields,
    move_extra_field,
    save_extra_field,
    switch_extra_field,
)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose fields a page is about. `prefix` begins its URLs' names, `ids` are their arguments."""

    scope: Scope
    prefix: str = ""
    ids: dict[str, int] = field(default_factory=dict)

    def back(self) -> HttpResponse:
        return redirect(reverse(f"staff:{self.prefix}extra-field-list", kwargs=self.ids))


def extra_field_list(request: ShopRequest) -> HttpResponse:
    """The shop's own, asked of every customer."""
    context = {"tabs": settings_tabs("extra-field-list", request.actor)}
    return _list(request, _Owner(Scope()), context)


def extra_field_new(request: ShopRequest) -> HttpResponse:
    return _form(request, _Owner(Scope()), None)


def extra_field_edit(request: ShopRequest, field_id: int) -> HttpResponse:
    return _form(request, _Owner(Scope()), field_id)


def group_extra_field_list(request: ShopRequest, group_id: int) -> HttpResponse:
    """Asked of every customer that has the group as its main group."""
    context = group_context(request, group_id, "group-extra-field-list")
    return _list(request, _group_owner(context["group"]), context)


def group_extra_field_new(request: ShopRequest, group_id: int) -> HttpResponse:
    return _form(request, _of_group(request, group_id), None)


def group_extra_field_edit(request: ShopRequest, group_id: int, field_id: int) -> HttpResponse:
    return _form(request, _of_group(request, group_id), field_id)


def customer_extra_field_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Asked of this customer alone, and what it is asked besides."""
    context = card_context(request, customer_id, "customer-extra-field-list")
    return _list(request, _customer_owner(context["customer"]), context)


def customer_extra_field_new(request: ShopRequest, customer_id: int) -> HttpResponse:
    return _form(request, _of_customer(request, customer_id), None)


def customer_extra_field_edit(
    request: ShopRequest, customer_id: int, field_id: int
) -> HttpResponse:
    return _form(request, _of_customer(request, customer_id), field_id)


def _of_group(request: ShopRequest, group_id: int) -> _Owner:
    return _group_owner(group_of(request.actor, group_id))


def _group_owner(group: CustomerGroup) -> _Owner:
    return _Owner(Scope(group=group), "group-", {"group_id": group.pk})


def _of_customer(request: ShopRequest, customer_id: int) -> _Owner:
    return _customer_owner(customer_of(request.actor, customer_id))


def _customer_owner(customer: Customer) -> _Owner:
    return _Owner(Scope(customer=customer), "customer-", {"customer_id": customer.pk})


def _list(request: ShopRequest, owner: _Owner, context: dict[str, Any]) -> HttpResponse:
    """The list; a button of a row moves it, switches it or removes it."""
    scope = owner.scope
    if request.method == "POST":
        return _pressed(request, owner)
    fields = fields_to_edit(group=scope.group, customer=scope.customer)
    above = fields_above(group=scope.group, customer=scope.customer)
    asked = asked_by([*above, *fields])
    lines = [AskedLine(0, _("An article"))] if asked.line else []
    context |= {
        "fields": fields,
        "above": above,
        "preview": ExtraForm(questions=asked, lines=lines),
        "preview_of_line": ExtraForm(questions=asked, lines=lines).of_line(0),
        "may_change_fields": may_change_fields(request.actor, scope),
    }
    template = f"staff/extra_fields/{owner.prefix.replace('-', '_')}extra_field_list.html"
    return render(request, template, context)


def _pressed(request: ShopRequest, owner: _Owner) -> HttpResponse:
    """'up', 'down', 'on', 'off' or 'remove', with the field's number."""
    scope = owner.scope
    what = next((name for name in _BUTTONS if name in request.POST), "")
    written = request.POST.get(what, "")
    pk = int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0
    found = field_to_edit(pk, group=scope.group, customer=scope.customer)
    try:
        messages.success(request, _did(request, scope, found, what))
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    return owner.back()


_BUTTONS = ("up", "down", "on", "off", "remove")


def _did(request: ShopRequest, scope: Scope, found: ExtraField, what: str) -> str:
    """Does it, and says so."""
    actor, name = request.actor, {"name": found.label}
    if what == "remove":
        delete_extra_field(actor=actor, scope=scope, field=found)
        return _("%(name)s is removed.") % name
    if what in {"up", "down"}:
        move_extra_field(actor=actor, scope=scope, field=found, up=what == "up")
        return _("%(name)s is moved.") % name
    switch_extra_field(actor=actor, scope=scope, field=found, is_active=what == "on")
    if what == "on":
        return _("%(name)s is asked for again.") % name
    return _("%(name)s is not asked for any more. Orders keep their answers.") % name


def _form(request: ShopRequest, owner: _Owner, field_id: int | None) -> HttpResponse:
    scope = owner.scope
    found = (
        None
        if field_id is None
        else field_to_edit(field_id, group=scope.group, customer=scope.customer)
    )
    form = ExtraFieldForm(posted(request), field=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save_extra_field(
                    actor=request.actor,
                    scope=scope,
                    details=form.details,
                    field=found,
                    version=form.cleaned_data["version"],
                )
            except ExtraFieldRefused as refused:
                for name, reason in refused.problems.items():
                    form.add_error(name if name in form.fields else None, str(reason))
            except CustomersRefused as refused:
                status = 409
                form.add_error(None, str(refused.reason))
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved.label})
                return owner.back()
    context = {
        "form": form,
        "field": found,
        "group": scope.group,
        "customer": scope.customer,
    }
    kind = "new" if found is None else "edit"
    template = f"staff/extra_fields/{owner.prefix.replace('-', '_')}extra_field_{kind}.html"
    return render(request, template, context, status=status)
